"""Finds the entries that answer a question: a weighted sum of simple, traceable channels (docs/search.md)."""

from __future__ import annotations

import dataclasses
import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.catalogue import Catalogue, Entry
from knowledge.lexicon import Synonyms, kana_glue, load_analyser, load_synonyms
from knowledge.postings import Postings
from knowledge.question import Question, Reader
from knowledge.readings import Readings
from knowledge.text import plain_wish
from knowledge.words import Analyser

__all__ = ["Entry", "Hit", "Index", "Weights"]

_CANDIDATES = 40
_BY_CONCEPT = 0.7  # a word found only through a synonym counts this much in coverage
_BY_SOUND = 0.8


@dataclass(frozen=True)
class Hit:
    """A target with its best entry; all figures lie between 0 and 1."""

    target: str
    score: float  # weighted sum of the channels, scaled by the coverage of the best hit
    entry: str  # id of the best entry
    coverage: float  # share of the question's words (by idf) found in the target's entries
    reverse: float  # share of the words of the best-fitting title or alias found in the question
    confidence: float  # what a threshold is put on


@dataclass(frozen=True)
class Weights:
    """What each channel adds to the sum; zero leaves it out."""

    concept: float = 0.35
    heard: float = 0.7
    gram: float = 0.3
    reverse: float = 0.4
    contained: float = 0.3
    entry: float = 0.3
    sentence: float = 0.2


class Index:
    """An inverted index over entries; immutable once built, so threads may share it."""

    def __init__(
        self,
        entries: Sequence[Entry],
        analyser: Analyser | None = None,
        synonyms: Synonyms | None = None,
        weights: Weights | None = None,
    ) -> None:
        analyser = analyser or load_analyser()
        synonyms = synonyms or load_synonyms(analyser)
        self._synonyms = synonyms
        self.weights = weights or Weights()
        self._catalogue = Catalogue(entries, analyser, synonyms)
        readings = Readings(self._catalogue.spoken_names(), kana_glue())
        self._reader = Reader(analyser, synonyms, self._catalogue.words, readings)

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """The targets that fit the question, best first; empty when no word of it is known."""
        asked = self._reader.read(plain_wish(question))
        base = self._base_scores(asked)
        numbers = heapq.nlargest(_CANDIDATES, (n for n in range(len(base)) if base[n] > 0), key=lambda n: (base[n], -n))
        if not numbers:
            return []
        entries = self._entry_scores(asked) if self._catalogue.has_parts else []
        contained = self._contained(asked)
        most_reverse = 0.0
        judged = []
        for number in numbers:
            coverage = self._coverage(number, asked)
            fit, reverse = self._best_name(number, asked)
            most_reverse = max(most_reverse, fit)
            member = max(self._catalogue.members[number], key=lambda n: (entries[n], -n)) if entries else (
                self._catalogue.members[number][0])
            judged.append((number, coverage, fit, reverse, member))
        most_entry = max((entries[member] for *_, member in judged), default=0.0) if entries else 0.0
        weights = self.weights
        total = 1 + weights.gram + weights.reverse + weights.contained + (weights.entry if entries else 0.0)
        hits = []
        for number, coverage, fit, reverse, member in judged:
            score = base[number] + weights.reverse * fit / (most_reverse or 1.0)
            score += weights.contained * contained.get(number, 0.0)
            if most_entry:
                score += weights.entry * entries[member] / most_entry
            score *= self._catalogue.weights[number]
            confidence = coverage * math.sqrt(reverse)
            hits.append(Hit(self._catalogue.targets[number], score / total, self._catalogue.entries[member].id, coverage, reverse, confidence))
        hits.sort(key=lambda hit: (-hit.score, hit.target))
        scale = math.sqrt(hits[0].coverage)
        return [dataclasses.replace(hit, score=min(1.0, hit.score * scale)) for hit in hits[:limit]]

    def rank_entries(self, question: str, target: str, limit: int = 5) -> list[tuple[str, float]]:
        """The entries of one target with their scores (0..1, relative to the best), best first."""
        members = self._catalogue.members_of(target)
        all_scores = self._entry_scores(self._reader.read(plain_wish(question)))
        ranked = sorted(((all_scores[n], n) for n in members if all_scores[n] > 0), key=lambda pair: (-pair[0], pair[1]))
        return [(self._catalogue.entries[n].id, score / ranked[0][0]) for score, n in ranked[:limit]]

    def _terms(self, asked: Question) -> dict[str, float]:
        terms = dict(asked.words)
        for form, weight in asked.heard.items():
            terms[form] = max(terms.get(form, 0.0), weight * self.weights.heard)
        return terms

    def _base_scores(self, asked: Question) -> list[float]:
        catalogue, weights = self._catalogue, self.weights
        words = catalogue.words.scores(self._terms(asked))
        if weights.concept:
            self._add_concepts(words, asked, catalogue.words, catalogue.concepts)
        if weights.sentence and len(asked.sentences) > 1:
            by_sentence = [catalogue.words.scores(terms) for terms in asked.sentences]
            words = [word + weights.sentence * max(each) for word, *each in zip(words, *by_sentence, strict=True)]
        most_words = max(words, default=0.0) or 1.0
        grams = catalogue.grams.scores(asked.grams)
        most_grams = max(grams, default=0.0) or 1.0
        return [word / most_words + weights.gram * gram / most_grams for word, gram in zip(words, grams, strict=True)]

    def _entry_scores(self, asked: Question) -> list[float]:
        words = self._catalogue.entry_words.scores(self._terms(asked))
        self._add_concepts(words, asked, self._catalogue.entry_words, self._catalogue.entry_concepts)
        return words

    def _add_concepts(self, scores: list[float], asked: Question, words: Postings, concepts: Postings) -> None:
        """Add what synonyms give, where the question's own word does not stand."""
        for (concept, form), weight in asked.concepts.items():
            holders = frozenset(words.holders(form))
            for number, share in concepts.shares(concept):
                if number not in holders:
                    scores[number] += weight * self.weights.concept * share

    def _contained(self, asked: Question) -> dict[int, float]:
        """The share of the question's weight that the longest name standing in it has, by target."""
        text = asked.compact
        mass = self._mass(asked)
        found: dict[int, float] = {}
        for start in range(len(text) - 1):
            for name, target, weight in self._catalogue.starts.get(text[start : start + 2], ()):
                if text.startswith(name, start):
                    found[target] = max(found.get(target, 0.0), min(1.0, weight / mass))
        return found

    def _mass(self, asked: Question) -> float:
        words = self._catalogue.words
        return sum(words.idf.get(form, words.unseen_idf) * weight for form, weight in asked.words.items()) or 1.0

    def _coverage(self, number: int, asked: Question) -> float:
        catalogue = self._catalogue
        known = catalogue.vocabulary[number]
        idf = catalogue.words.idf
        found = total = 0.0
        for form, weight in asked.words.items():
            worth = weight * idf.get(form, catalogue.words.unseen_idf)
            total += worth
            if form in known:
                found += worth
            elif any(phrase.concept in known for phrase in self._synonyms.single(form)):
                found += worth * _BY_CONCEPT
        for form, weight in asked.heard.items():
            if form in known:
                found += weight * idf[form] * _BY_SOUND
                total += weight * idf[form]
        return min(1.0, found / total) if total else 0.0

    def _best_name(self, number: int, asked: Question) -> tuple[float, float]:
        """How well the best-fitting name of a target fits, and the share of it found in the question."""
        best = (0.0, 0.0)
        mass = self._mass(asked)
        named = {concept for concept, _ in asked.concepts}
        for name in self._catalogue.names[number]:
            found = 0.0
            for form, idf, concepts in name.words:
                if form in asked.words:
                    found += idf
                elif form in asked.heard:
                    found += idf * _BY_SOUND
                elif concepts and not named.isdisjoint(concepts):
                    found += idf * _BY_CONCEPT
            if found and name.mass:
                reverse = found / name.mass
                fit = reverse * math.sqrt(min(1.0, found / mass))
                best = max(best, (fit, reverse))
        return best
