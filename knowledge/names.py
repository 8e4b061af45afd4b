"""The names of a target (titles and aliases): how well one fits a question, and whether it stands in it as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.letters import normalise
from knowledge.lexicon import Synonyms
from knowledge.question import Question
from knowledge.words import Word

_SHORTEST, _LONGEST = 2, 20  # characters of a name that is looked for as a whole
_BY_SOUND = 0.8
_BY_CONCEPT = 0.7

NamedWords = tuple[str, tuple[Word, ...]]  # the name as written, and its words


@dataclass(frozen=True, slots=True)
class Fit:
    """`share` of the name's words that the question has; `value` adds how much of the question the name explains."""

    value: float = 0.0
    share: float = 0.0


class Names:
    """All names of an index by their words; a name's mass is the idf of its words."""

    def __init__(self, named: Sequence[Sequence[NamedWords]], idf: Mapping[str, float], synonyms: Synonyms) -> None:
        self._targets: list[int] = []
        self._masses: list[float] = []
        self._by_word: dict[str, list[tuple[int, float]]] = {}
        self._by_concept: dict[str, list[tuple[int, float, str]]] = {}
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for target, names in enumerate(named):
            for surface, words in {re.sub(r"\s", "", normalise(name)): words for name, words in names}.items():
                if words:
                    self._add(target, surface, {word.form: idf[word.form] * word.weight for word in words}, synonyms)

    def _add(self, target: int, surface: str, worth: Mapping[str, float], synonyms: Synonyms) -> None:
        number = len(self._targets)
        self._targets.append(target)
        self._masses.append(sum(worth.values()))
        for form, idf in worth.items():
            self._by_word.setdefault(form, []).append((number, idf))
            for phrase in synonyms.single(form):
                self._by_concept.setdefault(phrase.concept, []).append((number, idf, form))
        if _SHORTEST <= len(surface) <= _LONGEST:
            self._by_start.setdefault(surface[:_SHORTEST], []).append((surface, number))

    def fits(self, asked: Question, mass: float) -> dict[int, Fit]:
        """The best-fitting name of each target; `mass` is the idf of the question's words."""
        best: dict[int, Fit] = {}
        for number, found in self._found(asked).items():
            share = min(1.0, found / self._masses[number])
            value = share * min(1.0, found / mass)
            target = self._targets[number]
            if target not in best or (value, share) > (best[target].value, best[target].share):
                best[target] = Fit(value, share)
        return best

    def _found(self, asked: Question) -> dict[int, float]:
        """The idf of each name's words that the question has, by number of the name."""
        found: dict[int, float] = {}
        for forms, certainty in ((asked.words, 1.0), (asked.heard.keys() - asked.words.keys(), _BY_SOUND)):
            for form in forms:
                for number, idf in self._by_word.get(form, ()):
                    found[number] = found.get(number, 0.0) + idf * certainty
        counted: set[tuple[int, str]] = set()
        for concept, _ in asked.concepts:
            for number, idf, form in self._by_concept.get(concept, ()):
                if form not in asked.words and form not in asked.heard and (number, form) not in counted:
                    counted.add((number, form))
                    found[number] = found.get(number, 0.0) + idf * _BY_CONCEPT
        return {number: value for number, value in found.items() if self._masses[number] > 0}

    def contained(self, asked: Question, mass: float) -> dict[int, float]:
        """The share of the question (by idf) that the weightiest name standing in it as a whole has, by target."""
        text = asked.compact
        found: dict[int, float] = {}
        for start in range(len(text) - _SHORTEST + 1):
            for surface, number in self._by_start.get(text[start : start + _SHORTEST], ()):
                if text.startswith(surface, start):
                    target = self._targets[number]
                    found[target] = max(found.get(target, 0.0), min(1.0, self._masses[number] / mass))
        return found
