"""Measures the search on a labelled set of municipal questions: python -m tests.bench.retrieval DIR [--ablation].

DIR holds corpus.json ("Question: …\\nAnswer: …"), queries.json and qrels.json (2 = right, 1 = related).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.search import Entry, Index, Weights

_RIGHT = 2


def entries(corpus: Mapping[str, str]) -> list[Entry]:
    """One entry per question-answer pair: the question is the title, the answer the body."""
    made = []
    for number, text in corpus.items():
        question, _, answer = text.partition("\nAnswer: ")
        made.append(Entry(number, number, question.removeprefix("Question: "), body=answer))
    return made


def report(index: Index, queries: Mapping[str, str], labels: Mapping[str, Mapping[str, int]]) -> str:
    """SR@1, SR@5 and MRR over queries with a right answer, nDCG@10 over all, the 95th percentile of the time."""
    first, five, reciprocal, gains, times = [], [], [], [], []
    for number, query in queries.items():
        started = time.perf_counter()
        hits = index.search(query, limit=10)
        times.append((time.perf_counter() - started) * 1000)
        found = [labels[number].get(hit.target, 0) for hit in hits]
        gains.append(_ndcg(found, list(labels[number].values())))
        if _RIGHT in labels[number].values():
            rank = found.index(_RIGHT) + 1 if _RIGHT in found else math.inf
            first.append(rank == 1)
            five.append(rank <= 5)
            reciprocal.append(1 / rank)
    p95 = sorted(times)[int(len(times) * 0.95)]
    return (
        f"SR@1={_mean(first):.3f} SR@5={_mean(five):.3f} MRR={_mean(reciprocal):.3f} "
        f"nDCG@10={_mean(gains):.3f} p95_ms={p95:.1f}"
    )


def _ndcg(found: Sequence[int], labels: Sequence[int]) -> float:
    def gain(ranked: Sequence[int]) -> float:
        return sum(label / math.log2(place + 2) for place, label in enumerate(ranked[:10]))

    best = gain(sorted(labels, reverse=True))
    return gain(found) / best if best else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    """Print one line; with --ablation one line per channel left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--ablation", action="store_true")
    options = parser.parse_args()
    corpus, queries, labels = (
        json.loads((options.directory / f"{name}.json").read_text("utf8")) for name in ("corpus", "queries", "qrels")
    )
    print(report(Index(entries(corpus)), queries, labels))
    if options.ablation:
        for channel in dataclasses.fields(Weights):
            weights = dataclasses.replace(Weights(), **{channel.name: 0.0})
            print(f"without {channel.name}: {report(Index(entries(corpus), weights=weights), queries, labels)}")


if __name__ == "__main__":
    main()
