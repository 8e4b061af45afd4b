"""A question as the index sees it: weighted words, concepts and character pairs, plus words recovered from its sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from knowledge.letters import has_kanji, is_hiragana, katakana, normalise
from knowledge.lexicon import Synonyms
from knowledge.postings import Postings
from knowledge.readings import Forms, Readings
from knowledge.text import sentences
from knowledge.words import Analyser, Word

_WISH = re.compile(r"たい|ですか|ますか|でしょうか|教えて|知りたい|ください|ほしい|欲しい|ないか|[?]|どこ|いくら|いつ|なに|何")
_Term = TypeVar("_Term")
_STORY = 0.7  # weight of a sentence of a story that asks nothing
_GRAM = re.compile(r"[0-9a-zぁ-ゖァ-ヺー一-龥々]+")


@dataclass
class Question:
    """Term → weight for each channel; `sentences` holds the words of each sentence of a story."""

    compact: str
    words: dict[str, float] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)
    concepts: dict[tuple[str, str], float] = field(default_factory=dict)
    grams: dict[str, float] = field(default_factory=dict)
    sentences: list[dict[str, float]] = field(default_factory=list)


def grams(text: str) -> list[str]:
    """Single characters and pairs of the text, without those of hiragana only: they are grammar."""
    found: list[str] = []
    for run in _GRAM.findall(text):
        found += [char for char in run if not is_hiragana(char)]
        found += [pair for pair in map("".join, zip(run, run[1:], strict=False)) if not is_hiragana(pair)]
    return found


def runs(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Words that touch each other, as 社員 + 寮 do."""
    start = 0
    for position in range(1, len(words) + 1):
        touching = (
            position < len(words)
            and words[position].start == words[position - 1].start + len(words[position - 1].surface)
        )  # fmt: skip
        if not touching:
            yield tuple(words[start:position])
            start = position


class Reader:
    """Reads questions against the vocabulary of one index."""

    def __init__(self, analyser: Analyser, synonyms: Synonyms, postings: Postings, readings: Readings) -> None:
        self._analyser = analyser
        self._synonyms = synonyms
        self._postings = postings
        self._readings = readings

    def read(self, text: str) -> Question:
        """All terms of a question that plain_wish has been applied to."""
        question = Question(re.sub(r"\s", "", normalise(text)))
        pieces = sentences(text) or [text]
        for piece in pieces:
            importance = 1.0 if len(pieces) == 1 or _WISH.search(piece) else _STORY
            self._read_sentence(piece, importance, question)
        question.grams = dict.fromkeys(grams(normalise(text)), 1.0)
        return question

    def _read_sentence(self, text: str, importance: float, question: Question) -> None:
        words = self._analyser.words(text)
        in_kana = not has_kanji(text)
        terms: dict[str, float] = {}
        for word in words:
            # Cut from kana only, short words are mostly accidents: い・じゅう・し・えん・きん.
            doubt = 0.4 if in_kana and is_hiragana(word.surface) and len(word.surface) < 3 else 1.0
            _raise(terms, word.form, word.weight * importance * doubt)
        question.sentences.append(dict(terms))
        for form, weight in self._hear(text, words, in_kana):
            if form not in terms:
                _raise(question.heard, form, weight * importance)
        for form, weight in terms.items():
            _raise(question.words, form, weight)
        for phrase in self._synonyms.concepts(words):
            _raise(question.concepts, (phrase.concept, phrase.forms[0]), phrase.weight * importance)

    def _hear(self, text: str, words: Sequence[Word], in_kana: bool) -> Iterator[tuple[str, float]]:
        if in_kana:
            yield from _weighted(self._readings.inside(katakana(text)), 1.0)
        for run in runs(words):
            strange = any(word.form not in self._postings for word in run)
            for start in range(len(run)):
                for end in range(start + 1, min(len(run), start + 4) + 1):
                    yield from self._alike(run[start:end], strange)

    def _alike(self, part: Sequence[Word], strange: bool) -> Iterator[tuple[str, float]]:
        reading = "".join(word.reading for word in part)
        if len(reading) < 3 or all(is_hiragana(word.surface) for word in part):
            return
        yield from _weighted(self._readings.exact(reading), 0.7 if strange else 0.25)
        if strange:
            near, likeness = self._readings.near(reading)
            yield from _weighted(near, 0.6 * likeness)


def _weighted(found: Sequence[Forms], weight: float) -> Iterator[tuple[str, float]]:
    for forms in found:
        for form in forms:
            yield form, weight


def _raise(terms: dict[_Term, float], term: _Term, weight: float) -> None:
    if weight > terms.get(term, 0.0):
        terms[term] = weight
