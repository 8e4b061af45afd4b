"""Pieces of text below and above the word: characters with their pairs, and words that touch each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from knowledge.letters import is_hiragana
from knowledge.words import Word

_WRITTEN = re.compile(r"[0-9a-zぁ-ゖァ-ヺー一-龥々]+")


def grams(text: str) -> list[str]:
    """Single characters and pairs of normalised text, without those of hiragana only: they are grammar."""
    found: list[str] = []
    for run in _WRITTEN.findall(text):
        found += [char for char in run if not is_hiragana(char)]
        found += [a + b for a, b in itertools.pairwise(run) if not is_hiragana(a + b)]
    return found


def runs(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Words that touch each other, as 社員 + 寮 do."""
    start = 0
    for position in range(1, len(words) + 1):
        before = words[position - 1]
        if position == len(words) or words[position].start != before.start + len(before.surface):
            yield tuple(words[start:position])
            start = position


def parts(run: Sequence[Word], longest: int = 4) -> Iterator[tuple[Word, ...]]:
    """Every word of a run, and every compound of its neighbours."""
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + longest) + 1):
            yield tuple(run[start:end])
