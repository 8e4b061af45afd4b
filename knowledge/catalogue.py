"""The analysed entries of an index: postings per target and per entry, names, and vocabularies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from sys import intern

from knowledge.grams import grams, parts, runs
from knowledge.letters import has_kanji, normalise
from knowledge.lexicon import Synonyms
from knowledge.names import NamedWords, Names
from knowledge.postings import Document, Postings
from knowledge.readings import Forms
from knowledge.words import Analyser, Word

FIELD_WEIGHTS = (3.0, 2.5, 1.0)  # title, aliases, body
_LONG_SOUND = 4  # kana
_COMMON_GRAM = 0.3  # a character in so many texts tells nothing

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
class _Analysed:
    title: tuple[Word, ...]
    aliases: tuple[tuple[Word, ...], ...]
    body: tuple[Word, ...]


class Catalogue:
    """Everything an index looks up; built once and then only read."""

    def __init__(self, entries: Sequence[Entry], analyser: Analyser, synonyms: Synonyms) -> None:
        self.entries = tuple(entries)
        self._synonyms = synonyms
        self._analysed = [
            _Analysed(analyser.words(e.title), tuple(map(analyser.words, e.aliases)), analyser.words(e.body))
            for e in entries
        ]
        numbers: dict[str, list[int]] = {}
        for number, entry in enumerate(entries):
            numbers.setdefault(entry.target, []).append(number)
        self.members = {target: tuple(members) for target, members in numbers.items()}
        self.targets = tuple(self.members)
        self.numbers = {target: number for number, target in enumerate(self.targets)}
        self.weights = tuple(max(entries[n].weight for n in members) for members in self.members.values())
        self.has_parts = len(self.targets) < len(self.entries)
        self._post()

    def _post(self) -> None:
        groups = tuple(self.members.values())
        self._naming = [
            frozenset(word.form for name in (each.title, *each.aliases) for word in name) for each in self._analysed
        ]
        self.words = Postings([self._document(group, _forms) for group in groups], FIELD_WEIGHTS)
        self.concepts = Postings([self._document(group, self._concepts) for group in groups], FIELD_WEIGHTS)
        self.grams = Postings([self._gram_document(group) for group in groups], FIELD_WEIGHTS, _COMMON_GRAM)
        self.names = Names([self._named(group) for group in groups], self.words.idf, self._synonyms)
        self.vocabularies = tuple(self._vocabulary(group) for group in groups)
        singles = [(number,) for number in range(len(self.entries))]
        self.entry_words = Postings([self._document(n, _forms) for n in singles], FIELD_WEIGHTS)
        self.entry_concepts = Postings([self._document(n, self._concepts) for n in singles], FIELD_WEIGHTS)
        self._told = sorted({(w.reading, (w.form,)) for each in self._analysed for w in each.body if _sounds(w)})
        self._analysed = [replace(each, body=()) for each in self._analysed]  # half the memory, and read no more

    def naming(self, number: int) -> frozenset[str]:
        """The words of an entry's title and aliases."""
        return self._naming[number]

    def spoken_names(self) -> Iterator[tuple[str, Forms]]:
        """How words and compounds of names, and long words of texts, sound, with the forms behind them."""
        for analysed in self._analysed:
            for name in (analysed.title, *analysed.aliases):
                for run in runs(name):
                    for part in parts(run):
                        yield "".join(word.reading for word in part), tuple(word.form for word in part)
        yield from self._told

    def _document(self, group: Iterable[int], terms: Terms) -> Document:
        members = [self._analysed[n] for n in group]
        titles = dict.fromkeys(member.title for member in members)
        aliases = dict.fromkeys(alias for member in members for alias in member.aliases)
        bodies = [member.body for member in members]
        return tuple([term for words in texts for term in terms(words)] for texts in (titles, aliases, bodies))

    def _gram_document(self, group: Iterable[int]) -> Document:
        members = [self.entries[n] for n in group]
        titles = dict.fromkeys(member.title for member in members)
        aliases = dict.fromkeys(alias for member in members for alias in member.aliases)
        bodies = [member.body for member in members]
        return tuple(
            [intern(gram) for text in texts for gram in grams(normalise(text))]  # each stands in hundreds of entries
            for texts in (titles, aliases, bodies)
        )

    def _named(self, group: Iterable[int]) -> list[NamedWords]:
        named: list[NamedWords] = []
        for number in group:
            entry, analysed = self.entries[number], self._analysed[number]
            named += [(entry.title, analysed.title), *zip(entry.aliases, analysed.aliases, strict=True)]
        return named

    def _vocabulary(self, group: Iterable[int]) -> frozenset[str]:
        fields = (*self._document(group, _forms), *self._document(group, self._concepts))
        return frozenset(term for field in fields for term in field)

    def _concepts(self, words: Sequence[Word]) -> list[str]:
        return list(dict.fromkeys(phrase.concept for phrase in self._synonyms.concepts(words)))


def _sounds(word: Word) -> bool:
    """Whether a word of a text is long enough to be heard in kana without being meant by accident."""
    return word.kind == "noun" and has_kanji(word.surface) and len(word.reading) >= _LONG_SOUND


def _forms(words: Sequence[Word]) -> list[str]:
    return [word.form for word in words]
