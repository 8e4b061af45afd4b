"""The channels of the search: each gives every target a figure; their weighted sum is the rank (docs/search.md)."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.lexicon import Synonyms
from knowledge.names import Fit
from knowledge.postings import Postings
from knowledge.question import Question

_CANDIDATES = 40
_BY_CONCEPT = 0.7  # a word found only through a synonym counts this much in coverage
_BY_SOUND = 0.8


@dataclass(frozen=True)
class Weights:
    """What each channel adds to the sum; zero leaves it out."""

    concept: float = 0.45  # synonyms, inside the channel of words
    heard: float = 0.7  # words recovered from the sound, inside the channel of words
    sentence: float = 0.2  # the best single sentence of a story, inside the channel of words
    gram: float = 0.3
    reverse: float = 0.3
    contained: float = 0.15
    entry: float = 0.3


@dataclass(frozen=True)
class Scored:
    """A target by number with its figures, all 0..1."""

    target: int
    score: float
    entry: int
    coverage: float
    fit: Fit


class Scorer:
    """Scores the targets of a catalogue for a question."""

    def __init__(self, catalogue: Catalogue, synonyms: Synonyms, weights: Weights) -> None:
        self._catalogue = catalogue
        self._synonyms = synonyms
        self._weights = weights

    def score(self, asked: Question) -> list[Scored]:
        """The targets that share anything with the question, best first."""
        catalogue, weights = self._catalogue, self._weights
        base = self._base(asked)
        candidates = heapq.nlargest(_CANDIDATES, ((value, -n) for n, value in enumerate(base) if value > 0))
        mass = self._mass(asked)
        fits = catalogue.names.fits(asked, mass)
        best_fit = max((fit.value for fit in fits.values()), default=0.0) or 1.0
        contained = catalogue.names.contained(asked, mass)
        entries = self.entries(asked) if catalogue.has_parts else []
        best_entry = max(entries, default=0.0) or 1.0
        total = 1 + weights.gram + weights.reverse + weights.contained + (weights.entry if entries else 0.0)
        found = []
        for value, negative in candidates:
            number = -negative
            members = catalogue.members[catalogue.targets[number]]
            entry = max(members, key=lambda n: (entries[n], -n)) if entries else members[0]
            fit = fits.get(number, Fit())
            score = value + weights.reverse * fit.value / best_fit + weights.contained * contained.get(number, 0.0)
            if entries:
                score += weights.entry * entries[entry] / best_entry
            score *= catalogue.weights[number] / total
            found.append(Scored(number, score, entry, self._coverage(number, asked), fit))
        return sorted(found, key=lambda each: (-each.score, each.target))

    def entries(self, asked: Question) -> list[float]:
        """The score of every entry by its words and their synonyms."""
        catalogue = self._catalogue
        words = catalogue.entry_words if catalogue.has_parts else catalogue.words
        concepts = catalogue.entry_concepts if catalogue.has_parts else catalogue.concepts
        scores = words.scores(self._terms(asked))
        self._add_concepts(scores, asked, words, concepts)
        return scores

    def _base(self, asked: Question) -> list[float]:
        catalogue, weights = self._catalogue, self._weights
        words = catalogue.words.scores(self._terms(asked))
        self._add_concepts(words, asked, catalogue.words, catalogue.concepts)
        if len(asked.sentences) > 1:
            each = [catalogue.words.scores(terms) for terms in asked.sentences]
            words = [word + weights.sentence * max(rest) for word, *rest in zip(words, *each, strict=True)]
        grams = catalogue.grams.scores(asked.grams)
        best_word, best_gram = max(words, default=0.0) or 1.0, max(grams, default=0.0) or 1.0
        return [word / best_word + weights.gram * gram / best_gram for word, gram in zip(words, grams, strict=True)]

    def _terms(self, asked: Question) -> Mapping[str, float]:
        terms = dict(asked.words)
        for form, weight in asked.heard.items():
            terms[form] = max(terms.get(form, 0.0), weight * self._weights.heard)
        return terms

    def _add_concepts(self, scores: list[float], asked: Question, words: Postings, concepts: Postings) -> None:
        """Add what synonyms give, where the question's own word does not stand."""
        for (concept, form), weight in asked.concepts.items():
            holders = words.holders(form)
            for number, share in concepts.shares(concept):
                if number not in holders:
                    scores[number] += weight * self._weights.concept * share

    def _mass(self, asked: Question) -> float:
        words = self._catalogue.words
        return sum(words.worth(form) * weight for form, weight in asked.words.items()) or 1.0

    def _coverage(self, number: int, asked: Question) -> float:
        known, words = self._catalogue.vocabularies[number], self._catalogue.words
        found = total = 0.0
        for form, weight in asked.words.items():
            worth = weight * words.worth(form)
            total += worth
            if form in known:
                found += worth
            elif any(phrase.concept in known for phrase in self._synonyms.single(form)):
                found += worth * _BY_CONCEPT
        for form, weight in asked.heard.items():
            if form in known:
                found += weight * words.worth(form) * _BY_SOUND
                total += weight * words.worth(form)
        return min(1.0, found / total) if total else 0.0
