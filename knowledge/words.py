"""Content words of Japanese text by SudachiPy; what counts as one follows the measurements in docs/search.md."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sudachipy import Dictionary, Morpheme, SplitMode  # type: ignore[import-untyped]
from sudachipy.tokenizer import Tokenizer  # type: ignore[import-untyped]

from knowledge.letters import katakana, normalise

_KINDS = {
    "名詞": "noun", "動詞": "verb", "形容詞": "adjective", "形状詞": "adjective", "副詞": "adverb",
    "接頭辞": "prefix", "接尾辞": "suffix",
}  # fmt: skip
_ACTION_WEIGHT = 0.8  # verbs and adjectives say less about the subject than nouns do
_MAX_BYTES = 40_000  # Sudachi refuses inputs above 49,149 bytes, and half characters


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its dictionary form, how it is written, how it sounds, and how much it counts."""

    form: str
    surface: str
    reading: str  # katakana
    kind: str  # noun verb adjective adverb prefix suffix
    weight: float
    start: int = 0  # position of the surface in the normalised text


@cache
def _dictionary() -> Dictionary:
    return Dictionary()


class Analyser:
    """Cuts text into content words; may be shared by threads."""

    def __init__(self, stopwords: Collection[str] = (), weak: Collection[str] = (), weak_weight: float = 0.3) -> None:
        self._stopwords = frozenset(stopwords)
        self._weak = frozenset(weak)
        self._weak_weight = weak_weight
        # A Sudachi tokenizer keeps its lattice between calls and must not be used by two threads at once.
        self._local = threading.local()

    def words(self, text: str) -> tuple[Word, ...]:
        """The content words of the text in their order; the text is normalised first."""
        return tuple(self._words(normalise(text).encode(errors="ignore")[:_MAX_BYTES].decode(errors="ignore")))

    def names(self, text: str) -> list[tuple[int, int]]:
        """Where people's names stand in the text as it is (start and end of each)."""
        tokens = self._tokenizer().tokenize(text.encode()[:_MAX_BYTES].decode(errors="ignore"))
        return [(token.begin(), token.end()) for token in tokens if token.part_of_speech()[2] == "人名"]

    def _words(self, text: str) -> list[Word]:
        found: list[Word] = []
        for token in self._tokenizer().tokenize(text):
            kind = _KINDS.get(token.part_of_speech()[0])
            if kind and not self._stops(token):
                found.append(self._word(token, kind))
        return found

    def _tokenizer(self) -> Tokenizer:
        tokenizer: Tokenizer | None = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            tokenizer = self._local.tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
        return tokenizer

    def _stops(self, token: Morpheme) -> bool:
        return token.normalized_form() in self._stopwords or token.dictionary_form() in self._stopwords

    def _word(self, token: Morpheme, kind: str) -> Word:
        form = sys.intern(token.normalized_form().lower())  # few words, each in hundreds of places
        weight = _ACTION_WEIGHT if kind in ("verb", "adjective", "adverb") else 1.0
        if form in self._weak:
            weight = self._weak_weight
        surface, reading = sys.intern(token.surface()), sys.intern(katakana(token.reading_form()))
        return Word(form, surface, reading, kind, weight, token.begin())
