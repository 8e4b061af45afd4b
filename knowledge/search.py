"""Finds the entries that answer a question; every rank can be traced to words, names and sounds (docs/search.md)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.catalogue import Catalogue, Entry
from knowledge.hearing import Hearing
from knowledge.letters import mostly_kana
from knowledge.lexicon import Synonyms, kana_glue, kanji_sounds, load_analyser, load_synonyms
from knowledge.question import Question, Reader
from knowledge.readings import Readings
from knowledge.scoring import Scored, Scorer, Weights
from knowledge.text import plain_wish
from knowledge.words import Analyser

__all__ = ["Entry", "Hit", "Index", "Weights"]

_ENTRIES_RANKED = 3  # ranking the entries of forty targets would take longer than finding the targets


@dataclass(frozen=True)
class Hit:
    """A target with its best entry; all figures lie between 0 and 1."""

    target: str
    score: float  # weighted sum of the channels, scaled by the coverage of the best hit
    entry: str  # id of the best entry; beyond the first three hits, of the entry that names the target
    coverage: float  # share of the question's words (by idf) found in the target's entries
    reverse: float  # share of the words of the best-fitting title or alias found in the question
    confidence: float  # what a threshold is put on: coverage · √reverse


class Index:
    """An inverted index over entries; never changed once built, so threads may share it."""

    def __init__(
        self,
        entries: Sequence[Entry],
        analyser: Analyser | None = None,
        synonyms: Synonyms | None = None,
        weights: Weights | None = None,
    ) -> None:
        analyser = analyser or load_analyser()
        synonyms = synonyms or load_synonyms(analyser)
        self._catalogue = Catalogue(entries, analyser, synonyms)
        readings = Readings(self._catalogue.spoken_names(), kana_glue())
        hearing = Hearing(readings, self._catalogue.words, self._catalogue.grams, kanji_sounds())
        self._reader = Reader(analyser, synonyms, hearing)
        # One message is searched for, and then the entries of what was found are ranked for it.
        self._read = lru_cache(maxsize=16)(self._read_anew)
        self._scorer = Scorer(self._catalogue, synonyms, weights or Weights())

    def knows(self, form: str) -> bool:
        """Whether the word, by its dictionary form, stands in any entry."""
        return form in self._catalogue.words

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """The targets that fit the question, best first; empty when nothing of it is known."""
        asked = self._read(question)
        found = [(scored, self._scorer.coverage(scored.target, asked)) for scored in self._scorer.score(asked)[:limit]]
        scale = math.sqrt(found[0][1]) if found else 0.0
        return [self._hit(asked, *each, scale, place < _ENTRIES_RANKED) for place, each in enumerate(found)]

    def heard(self, question: str) -> list[str]:
        """The words, in their dictionary form, that a question in kana may have meant; the surest first."""
        found = self._read(question).heard if mostly_kana(question) else {}
        return sorted(found, key=lambda form: (-found[form], form))

    def rank_entries(self, question: str, target: str, limit: int = 5) -> list[tuple[str, float]]:
        """The entries of one target with their scores (0..1, relative to the best), best first."""
        ranked = self._scorer.entries(target, self._read(question))
        return [(self._catalogue.entries[number].id, score / ranked[0][0]) for score, number in ranked[:limit]]

    def _read_anew(self, question: str) -> Question:
        return self._reader.read(plain_wish(question))

    def _hit(self, asked: Question, scored: Scored, coverage: float, scale: float, rank_entries: bool) -> Hit:
        target = self._catalogue.targets[scored.target]
        members = self._catalogue.members[target]
        ranked = self._scorer.entries(target, asked) if rank_entries and len(members) > 1 else []
        return Hit(
            target=target,
            score=min(1.0, scored.score * scale),
            entry=self._catalogue.entries[ranked[0][1] if ranked else members[0]].id,
            coverage=coverage,
            reverse=scored.fit.share,
            confidence=coverage * math.sqrt(scored.fit.share),
        )
