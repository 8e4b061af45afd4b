"""The words that say what is asked, behind a wrong conversion of the same sound: 仕えますか → 使えますか.

Names of programs are heard by hearing.py; the patterns of dialogue.py see only what is written, so that is mended here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from knowledge.letters import has_kanji, normalise
from knowledge.lexicon import kanji_sounds, read
from knowledge.words import Analyser, Word

_COUNTERS = {"ニン": "人", "シャ": "社", "ケン": "件", "カイ": "回", "メイ": "名", "ネン": "年"}
_UNITS = "人社件回名年者県軒車階見"  # count something, or make a word with 何
_COUNTED = re.compile(r"(何|[0-9])([一-龥])(?![一-龥](?<![生間度目前分位]))")


def mended(text: str, analyser: Analyser, knows: Callable[[str], bool]) -> str:
    """The text with such words set right, normalised; a word that a record knows (`knows`) is left as it is."""
    text = _COUNTED.sub(_counter, normalise(text))
    for first, second in reversed(list(itertools.pairwise(analyser.words(text)))):
        text = text[: first.start] + _pair(first, second) + text[second.start + 1 :] if _single(first, second) else text
    for word in reversed(analyser.words(text)):
        meant = _meant(word, knows)
        if meant:
            text = text[: word.start] + meant + text[word.start + len(word.surface) :]
    return text


def _counter(found: re.Match[str]) -> str:
    """何任, 2念生 → 何人, 2年生."""
    number, kanji = found.groups()
    meant = _COUNTERS.get(kanji_sounds().get(kanji, ""))
    return f"{number}{meant}" if meant and kanji not in _UNITS else found[0]


def _single(first: Word, second: Word) -> bool:
    """Two kanji side by side that are no word together."""
    alone = len(first.surface) == len(second.surface) == 1 and has_kanji(first.surface) and has_kanji(second.surface)
    return alone and second.start == first.start + 1


def _pair(first: Word, second: Word) -> str:
    """雲営, which is no word, → 運営; 相談剣数 → 相談件数."""
    asked: dict[str, str] = read("asked_words.yaml")
    run = first.surface + second.surface
    return asked.get("".join(kanji_sounds().get(kanji, "？") for kanji in run), run)


def _meant(word: Word, knows: Callable[[str], bool]) -> str | None:
    meant: str | None = read("asked_words.yaml").get(word.reading)
    strange = has_kanji(word.surface) and word.surface != meant and not knows(word.form)
    return meant if strange else None
