"""Measures the search on the desk's own records: python -m tests.bench.desk [GOLD.jsonl] [--show].

Prints, for each style of typing, how often a right program comes first (SR@1) or among three (SR@3), and how well the
confidence keeps the desk's questions apart from those for other desks (AUROC). Turns are only joined.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from handlers.desk import entries_of
from knowledge.loader import shipped
from knowledge.search import Hit, Index

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "dev.jsonl"
_UNRANKED = {"smalltalk", "out_of_scope", "list", "choice"}


def rank(case: Mapping[str, Any], hits: Sequence[Hit]) -> int:
    """The place of the first right program; 99 when there is none."""
    return next((place for place, hit in enumerate(hits, 1) if hit.target in case["program"]), 99)


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """How often a question for the desk has the higher confidence."""
    wins = sum((a > b) + 0.5 * (a == b) for a in inside for b in outside)
    return wins / (len(inside) * len(outside))


def main() -> None:
    """Print one line for each style, then AUROC and time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    index = Index([entry for record in shipped().records.values() for entry in entries_of(record)])
    places: dict[str, list[int]] = defaultdict(list)
    confidences: dict[bool, list[float]] = {True: [], False: []}
    times = []
    for case in map(json.loads, options.gold.read_text("utf8").splitlines()):
        text = " ".join(case["turns"])
        started = time.perf_counter()
        hits = index.search(text)
        times.append((time.perf_counter() - started) * 1000)
        if case["kind"] != "smalltalk":
            confidences[case["kind"] != "out_of_scope"].append(hits[0].confidence if hits else 0.0)
        if case["kind"] in _UNRANKED:
            continue
        place = rank(case, hits)
        for style in (case["style"], "all"):
            places[style].append(place)
        if options.show and place > 1:
            print(case["id"], place, *(f"{hit.target}:{hit.score:.2f}:{hit.confidence:.2f}" for hit in hits[:3]), text)
    for style, found in sorted(places.items()):
        first, three = (sum(place <= limit for place in found) / len(found) for limit in (1, 3))
        print(f"{style:<11} n={len(found):<3} SR@1={first:.3f} SR@3={three:.3f}")
    print(
        f"AUROC={auroc(confidences[True], confidences[False]):.3f} p95_ms={sorted(times)[int(len(times) * 0.95)]:.1f}"
    )


if __name__ == "__main__":
    main()
