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
_NAMING = 0.2  # weight of the target's own name when its entries are ranked


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
    """A target by number with its score (0..1) and the fit of its best name."""

    target: int
    score: float
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
        candidates = heapq.nlargest(_CANDIDATES, [(value, -n) for n, value in enumerate(base) if value > 0])
        mass = self._mass(asked)
        fits = catalogue.names.fits(asked, mass)
        best_fit = max((fit.value for fit in fits.values()), default=0.0) or 1.0
        contained = catalogue.names.contained(asked, mass)
        entries = self._entries(asked) if catalogue.has_parts else []
        best_entry = max(entries, default=0.0) or 1.0
        total = 1 + weights.gram + weights.reverse + weights.contained + (weights.entry if entries else 0.0)
        found = []
        for value, negative in candidates:
            number = -negative
            members = catalogue.members[catalogue.targets[number]]
            fit = fits.get(number, Fit())
            score = value + weights.reverse * fit.value / best_fit + weights.contained * contained.get(number, 0.0)
            if entries:
                score += weights.entry * max(entries[n] for n in members) / best_entry
            score *= catalogue.weights[number] / total
            found.append(Scored(number, score, fit))
        return sorted(found, key=lambda each: (-each.score, each.target))

    def entries(self, target: str, asked: Question) -> list[tuple[float, int]]:
        """Score and number of the entries of one target that fit, best first.

        The first entry of a target names it. Its words have led to the target already and say little about the entry.
        """
        members = self._catalogue.members.get(target, ())
        if not members:
            return []
        named = self._catalogue.naming(members[0])
        known = self._catalogue.vocabularies[self._catalogue.numbers[target]]
        terms = {
            form: weight * (_NAMING if form in named else 1.0)
            for form, weight in self._terms(asked).items()
            if form in known
        }
        concepts = {
            (concept, form): weight * self._weights.concept
            for (concept, form), weight in asked.concepts.items()
            if concept in known and form not in named
        }
        found = [(self._entry(number, terms, concepts), number) for number in members]
        return sorted((each for each in found if each[0] > 0), key=lambda each: (-each[0], each[1]))

    def _entry(self, number: int, terms: Mapping[str, float], concepts: Mapping[tuple[str, str], float]) -> float:
        words = self._catalogue.entry_words.document(number)
        synonyms = self._catalogue.entry_concepts.document(number)
        score = sum(weight * words[form] for form, weight in terms.items() if form in words)
        for (concept, form), weight in concepts.items():
            if concept in synonyms and form not in words:
                score += weight * synonyms[concept]
        return score

    def _entries(self, asked: Question) -> list[float]:
        scores = self._catalogue.entry_words.scores(self._terms(asked))
        self._add_concepts(scores, asked, self._catalogue.entry_words, self._catalogue.entry_concepts)
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
            for number, share in concepts.shares(concept):
                if form not in words.document(number):
                    scores[number] += weight * self._weights.concept * share

    def _mass(self, asked: Question) -> float:
        words = self._catalogue.words
        return sum(words.worth(form) * weight for form, weight in asked.words.items()) or 1.0

    def coverage(self, number: int, asked: Question) -> float:
        """The share of the question's words, by idf, that the entries of a target hold."""
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
