"""The analysed entries of an index: postings per target and per entry, and the names people may call a target by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.letters import normalise
from knowledge.lexicon import Synonyms
from knowledge.postings import Document, Postings
from knowledge.question import grams, runs
from knowledge.readings import Forms
from knowledge.words import Analyser, Word

FIELD_WEIGHTS = (3.0, 2.5, 1.0)  # title, aliases, body
_SHORT_NAME = 20
_LONGEST_COMPOUND = 4

Terms = Callable[[Sequence[Word]], Sequence[str]]


@dataclass(frozen=True)
class Entry:
    """One findable text; several entries may share a target."""

    id: str
    target: str
    title: str
    aliases: tuple[str, ...] = ()
    body: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class Name:
    """A title or alias of a target: its words by idf, each with its concepts."""

    words: tuple[tuple[str, float, tuple[str, ...]], ...]
    mass: float
    compact: str


@dataclass(frozen=True)
class _Text:
    title: tuple[Word, ...]
    aliases: tuple[tuple[Word, ...], ...]
    body: tuple[Word, ...]


class Catalogue:
    """Everything an index looks up; built once and then only read."""

    def __init__(self, entries: Sequence[Entry], analyser: Analyser, synonyms: Synonyms) -> None:
        self.entries = tuple(entries)
        self._synonyms = synonyms
        members: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            members.setdefault(entry.target, []).append(number)
        self.targets = tuple(members)
        self.members = tuple(tuple(numbers) for numbers in members.values())
        self.weights = tuple(max(self.entries[n].weight for n in numbers) for numbers in self.members)
        self.has_parts = len(self.targets) < len(self.entries)
        self._texts = [
            _Text(analyser.words(e.title), tuple(map(analyser.words, e.aliases)), analyser.words(e.body)) for e in entries
        ]
        self._build()

    def _build(self) -> None:
        self.words = Postings([self._document(numbers, _forms) for numbers in self.members], FIELD_WEIGHTS)
        self.concepts = Postings([self._document(numbers, self._concepts) for numbers in self.members], FIELD_WEIGHTS)
        self.grams = Postings([self._gram_document(numbers) for numbers in self.members], FIELD_WEIGHTS)
        self.vocabulary = tuple(self._vocabulary(numbers) for numbers in self.members)
        singles = [(number,) for number in range(len(self.entries))]
        self.entry_words = Postings([self._document(n, _forms) for n in singles], FIELD_WEIGHTS)
        self.entry_concepts = Postings([self._document(n, self._concepts) for n in singles], FIELD_WEIGHTS)
        self.names = tuple(tuple(self._names(numbers)) for numbers in self.members)
        self.starts = _by_start(self.names)

    def members_of(self, target: str) -> tuple[int, ...]:
        """The entries of a target by number; empty for an unknown target."""
        return self.members[self.targets.index(target)] if target in self.targets else ()

    def spoken_names(self) -> Iterator[tuple[str, Forms]]:
        """How words and compounds of titles and aliases sound, with the forms behind them."""
        for text in self._texts:
            for name in (text.title, *text.aliases):
                for run in runs(name):
                    for start in range(len(run)):
                        for end in range(start + 1, min(len(run), start + _LONGEST_COMPOUND) + 1):
                            part = run[start:end]
                            yield "".join(word.reading for word in part), tuple(word.form for word in part)

    def _document(self, numbers: Sequence[int], terms: Terms) -> Document:
        titles = {self._texts[n].title: None for n in numbers}
        aliases = {alias: None for n in numbers for alias in self._texts[n].aliases}
        bodies = [self._texts[n].body for n in numbers]
        return tuple([term for words in part for term in terms(words)] for part in (titles, aliases, bodies))

    def _gram_document(self, numbers: Sequence[int]) -> Document:
        titles = {self.entries[n].title: None for n in numbers}
        aliases = {alias: None for n in numbers for alias in self.entries[n].aliases}
        bodies = [self.entries[n].body for n in numbers]
        return tuple([gram for text in part for gram in grams(normalise(text))] for part in (titles, aliases, bodies))

    def _concepts(self, words: Sequence[Word]) -> list[str]:
        return list(dict.fromkeys(phrase.concept for phrase in self._synonyms.concepts(words)))

    def _vocabulary(self, numbers: Sequence[int]) -> frozenset[str]:
        fields = (*self._document(numbers, _forms), *self._document(numbers, self._concepts))
        return frozenset(term for field in fields for term in field)

    def _names(self, numbers: Sequence[int]) -> Iterator[Name]:
        seen: set[str] = set()
        for number in numbers:
            entry, text = self.entries[number], self._texts[number]
            for surface, words in ((entry.title, text.title), *zip(entry.aliases, text.aliases, strict=True)):
                compact = re.sub(r"\s", "", normalise(surface))
                if words and compact not in seen:
                    seen.add(compact)
                    yield self._name(compact, words)

    def _name(self, compact: str, words: Sequence[Word]) -> Name:
        parts = []
        for word in {word.form: word for word in words}.values():
            concepts = tuple(phrase.concept for phrase in self._synonyms.single(word.form))
            parts.append((word.form, self.words.idf[word.form] * word.weight, concepts))
        return Name(tuple(parts), sum(idf for _, idf, _ in parts), compact)


def _forms(words: Sequence[Word]) -> list[str]:
    return [word.form for word in words]


def _by_start(names: Sequence[Sequence[Name]]) -> dict[str, list[tuple[str, int, float]]]:
    """Short names by their first two characters, with target number and mass."""
    starts: dict[str, list[tuple[str, int, float]]] = {}
    for target, group in enumerate(names):
        for name in group:
            if 2 <= len(name.compact) <= _SHORT_NAME:
                starts.setdefault(name.compact[:2], []).append((name.compact, target, name.mass))
    return starts
