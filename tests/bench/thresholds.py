"""Prints by confidence of the first hit how often it is right, and how often nothing was: the data behind choose.py.

usage: python -m tests.bench.thresholds [FILE.jsonl …]      default: tests/questions
"""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from handlers import choose
from handlers.desk import Desk

QUESTIONS = Path(__file__).parents[1] / "questions"
STEPS = (0.0, 0.13, 0.15, 0.22, 0.3, 0.45, 0.6, 0.8, 1.01)


@dataclass(frozen=True)
class Case:
    """One single question: how sure the search was, whether it was right, whether another desk's subject was seen."""

    confidence: float
    ahead: bool  # the second hit is clearly behind
    right: bool
    ours: bool
    guarded: bool


def cases(files: list[Path]) -> list[Case]:
    """All questions of one turn that ask for one program, or for nothing of ours."""
    desk = Desk.open()
    found = []
    for path in files:
        for item in map(json.loads, path.read_text("utf8").splitlines()):
            if len(item["turns"]) > 1 or item["kind"] in ("choice", "list", "smalltalk"):
                continue
            reading = desk.reader.read(item["turns"][0])
            hits = desk.index.search(reading.text, limit=2)
            record = desk.record(hits[0].target) if hits else None
            codes = {hits[0].target, record.part_of} if record else set()
            found.append(
                Case(
                    confidence=hits[0].confidence if hits else 0.0,
                    ahead=len(hits) < 2 or hits[1].score < choose.AHEAD * hits[0].score,
                    right=bool(codes & set(item["program"])),
                    ours=item["kind"] != "out_of_scope",
                    guarded=bool(reading.subject or reading.place or reading.unhappy or reading.instructs),
                )
            )
    return found


def main(files: list[Path]) -> None:
    """One row per step of confidence."""
    everything = cases(files)
    print("| confidence | questions of ours | first is right | well ahead: right | not ours | not caught by subject |")
    print("|---|---|---|---|---|---|")
    for low, high in itertools.pairwise(STEPS):
        here = [case for case in everything if low <= case.confidence < high]
        ours, others = [c for c in here if c.ours], [c for c in here if not c.ours]
        ahead = [c for c in ours if c.ahead]
        print(
            f"| {low:.2f}–{min(high, 1.0):.2f} | {len(ours)} | {share(ours)} | {share(ahead)} of {len(ahead)} "
            f"| {len(others)} | {sum(not c.guarded for c in others)} |"
        )


def share(found: list[Case]) -> str:
    """The share that is right, or a dash for none."""
    return f"{sum(case.right for case in found) / len(found):.0%}" if found else "–"


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(QUESTIONS.glob("*.jsonl")))
