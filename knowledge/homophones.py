"""The words that say what is asked, behind a wrong conversion of the same sound: 仕えますか → 使えますか.

Names of programs are heard by hearing.py; the patterns of dialogue.py see only what is written, so that is mended here.
"""

from __future__ import annotations

from collections.abc import Callable

from knowledge.letters import has_kanji, normalise
from knowledge.lexicon import read
from knowledge.words import Analyser, Word


def mended(text: str, analyser: Analyser, knows: Callable[[str], bool]) -> str:
    """The text with such words set right, normalised; a word that a record knows (`knows`) is left as it is."""
    text = normalise(text)
    for word in reversed(analyser.words(text)):
        meant = _meant(word, knows)
        if meant:
            text = text[: word.start] + meant + text[word.start + len(word.surface) :]
    return text


def _meant(word: Word, knows: Callable[[str], bool]) -> str | None:
    meant: str | None = read("asked_words.yaml").get(word.reading)
    strange = has_kanji(word.surface) and word.surface != meant and not knows(word.form)
    return meant if strange else None
