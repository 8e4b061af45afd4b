"""Word lists that are data: stop words, groups of words that mean the same, and what kana questions are glued with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.words import Analyser, Word

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Phrase:
    """One or more words in a row that stand for a concept."""

    forms: tuple[str, ...]
    concept: str
    weight: float


class Synonyms:
    """Finds the concepts that a row of words names; words of one group share a concept."""

    def __init__(self, phrases: Iterable[Phrase] = ()) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            self._by_first.setdefault(phrase.forms[0], []).append(phrase)

    def concepts(self, words: Sequence[Word]) -> list[Phrase]:
        """The phrases of known concepts that stand in this row of words."""
        forms = tuple(word.form for word in words)
        return [
            phrase
            for position, form in enumerate(forms)
            for phrase in self._by_first.get(form, ())
            if forms[position : position + len(phrase.forms)] == phrase.forms
        ]

    def single(self, form: str) -> Iterable[Phrase]:
        """The phrases that are just this word."""
        return (phrase for phrase in self._by_first.get(form, ()) if len(phrase.forms) == 1)


def load_synonyms(analyser: Analyser, groups: Sequence[Any] | None = None) -> Synonyms:
    """Synonyms of data/synonyms.yaml: a group is a list of words, or {words, weight} for words that are only near."""
    if groups is None:
        groups = read("synonyms.yaml")
    phrases = []
    for number, group in enumerate(groups):
        words, weight = (group["words"], float(group["weight"])) if isinstance(group, Mapping) else (group, 1.0)
        # The sign keeps concepts apart from words, which never begin with it.
        concept = f"={number}:{words[0]}"
        for text in words:
            forms = tuple(word.form for word in analyser.words(text))
            if forms:
                phrases.append(Phrase(forms, concept, weight))
    return Synonyms(phrases)


def load_analyser() -> Analyser:
    """An analyser with the stop words of data/stopwords.yaml."""
    lists = read("stopwords.yaml")
    return Analyser(lists["stop"], lists["weak"])


def kana_glue() -> tuple[str, ...]:
    """Particles and endings between the words of a question typed in kana."""
    return tuple(read("stopwords.yaml")["glue"])


@cache
def kanji_sounds() -> dict[str, str]:
    """Kanji → its most usual Sino-Japanese reading in katakana."""
    return {kanji: reading for reading, row in read("kanji_sounds.yaml").items() for kanji in row}


@cache
def read(name: str) -> Any:
    """One YAML file of knowledge/data."""
    return yaml.load((_DATA / name).read_text("utf8"), Loader=yaml.CSafeLoader)
