"""Measures the search on the desk's own records: the rank of the right program for single-turn gold questions.

python -m tests.bench.desk [GOLD.jsonl] [--show]
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.loader import DATA, Knowledge, explain, load, read_plain
from knowledge.programs import Program, Record
from knowledge.search import Entry, Index

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "dev.jsonl"
_SKIPPED = {"smalltalk", "out_of_scope", "list", "choice"}


def entries(record: Record) -> list[Entry]:
    """The record's names, and each fact and event as an entry that points to it."""
    names = (record.name, *record.variants, *record.aliases)
    made = [Entry(record.id, record.id, record.title, names, record.summary)]
    for number, fact in enumerate(record.facts):
        made.append(Entry(f"{record.id}/fact/{number}", record.id, "", fact.keywords, fact.text))
    for number, event in enumerate(record.events):
        body = " ".join(filter(None, (event.time, event.place, event.who, event.note)))
        made.append(Entry(f"{record.id}/event/{number}", record.id, event.name, event.aliases, body))
    return made


def lenient() -> Knowledge:
    """Whatever records can be read while others are being written."""
    records = {}
    for folder, kind in (("programs", Program), ("general", Record)):
        for path in sorted((DATA / folder).glob("*.yaml")):
            try:
                records[path.stem] = kind.model_validate(read_plain(path))
            except ValueError:
                pass
    return Knowledge(records, {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    knowledge = lenient()
    index = Index([entry for record in knowledge.records.values() for entry in entries(record)])
    cases = [json.loads(line) for line in options.gold.read_text("utf8").splitlines()]
    ranks: dict[str, list[int]] = defaultdict(list)
    times = []
    inn, out = [], []
    for case in cases:
        text = " ".join(case["turns"])
        started = time.perf_counter()
        hits = index.search(text)
        times.append((time.perf_counter() - started) * 1000)
        top = hits[0] if hits else None
        if case["kind"] == "out_of_scope" :
            out.append(top.confidence if top else 0.0)
            if options.show and top: print(case["id"], "OUT", round(top.confidence,2), round(top.score,2), top.target, text[:40])
        if case["kind"] in _SKIPPED:
            continue
        inn.append(top.confidence if top else 0.0)
        found = [hit.target for hit in hits]
        rank = next((place for place, target in enumerate(found, 1) if target in case["program"]), 99)
        ranks[case["style"]].append(rank); ranks["ALL"].append(rank)
        if options.show and rank > 1:
            print(case["id"], case["style"], case["program"], rank, [(h.target, round(h.score, 2), round(h.confidence,2)) for h in hits[:3]], text[:70])
    for style, places in ranks.items():
        print(f"{style:12} n={len(places)} SR@1={sum(p == 1 for p in places) / len(places):.2f} SR@3={sum(p <= 3 for p in places) / len(places):.2f}")
    auc = sum((a > b) + .5 * (a == b) for a in inn for b in out) / (len(inn) * len(out))
    print("auc", round(auc, 3), "p95", sorted(times)[int(len(times) * .95)], len(knowledge.records))


if __name__ == "__main__":
    main()
