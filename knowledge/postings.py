"""BM25F over an inverted index; what a term adds to a document's score is worked out once, when it is built."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

K1 = 2.0
B = 0.75
_FEW = 20  # so many documents are scored in any case

Document = Sequence[Sequence[str]]  # the terms of each field


class Postings:
    """Term → documents with the term's BM25F saturation (0..1) times its idf."""

    def __init__(self, documents: Sequence[Document], field_weights: Sequence[float], common: float = 1.0) -> None:
        """Terms that more than this share of the documents hold are looked up, but not scored: they cost most time."""
        self.size = len(documents)
        averages = _average_lengths(documents, len(field_weights))
        frequencies = [_weighted_counts(document, field_weights, averages) for document in documents]
        document_counts = Counter(term for counts in frequencies for term in counts)
        self.idf = {term: math.log(1 + (self.size - n + 0.5) / (n + 0.5)) for term, n in document_counts.items()}
        self._most_holders = max(_FEW, common * self.size)
        self._unseen = math.log(1 + (self.size + 0.5) / 0.5)
        self._ids: dict[str, list[int]] = {}
        self._shares: dict[str, list[float]] = {}
        self._documents: list[dict[str, float]] = []
        for number, counts in enumerate(frequencies):
            shares = {term: self.idf[term] * frequency / (K1 + frequency) for term, frequency in counts.items()}
            self._documents.append(shares)
            for term, share in shares.items():
                self._ids.setdefault(term, []).append(number)
                self._shares.setdefault(term, []).append(share)

    def __contains__(self, term: object) -> bool:
        return term in self._ids

    def scores(self, query: Mapping[str, float]) -> list[float]:
        """The score of every document for these weighted terms."""
        scores = [0.0] * self.size
        for term, weight in query.items():
            ids = self._ids.get(term)
            if ids and len(ids) <= self._most_holders:
                for number, share in zip(ids, self._shares[term], strict=True):
                    scores[number] += weight * share
        return scores

    def document(self, number: int) -> Mapping[str, float]:
        """The terms of one document with what each adds to its score."""
        return self._documents[number]

    def worth(self, term: str) -> float:
        """The idf of a term; a term that no document holds is worth most."""
        return self.idf.get(term, self._unseen)

    def shares(self, term: str) -> Iterable[tuple[int, float]]:
        """The documents that hold the term, with what it adds to their score."""
        return zip(self._ids.get(term, ()), self._shares.get(term, ()), strict=True)


def _average_lengths(documents: Sequence[Document], fields: int) -> list[float]:
    averages = []
    for field in range(fields):
        lengths = [len(document[field]) for document in documents if document[field]]
        averages.append(sum(lengths) / len(lengths) if lengths else 1.0)
    return averages


def _weighted_counts(document: Document, weights: Sequence[float], averages: Sequence[float]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for terms, weight, average in zip(document, weights, averages, strict=True):
        norm = weight / (1 - B + B * len(terms) / average)
        for term, count in Counter(terms).items():
            counts[term] = counts.get(term, 0.0) + count * norm
    return counts
