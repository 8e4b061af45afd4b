"""The door to everything done with the text of a question: one spelling, sentences, plain wishes, content words."""

from __future__ import annotations

import re

from knowledge.letters import normalise
from knowledge.wish import plain_wish
from knowledge.words import Analyser, Word

__all__ = ["Analyser", "Word", "normalise", "plain_wish", "sentences"]

_END = re.compile(r"(?<=[。!?\n])|(?<=[^0-9]\.)(?=\s)")
# Dictated text has no full stops; these endings carry on to a new thought.
_BREATHS = ("けど", "ですが", "ますが", "のです", "ので", "んですよ", "まして")
_TURN = re.compile("|".join(f"(?<={end})" for end in _BREATHS))
_LONG = 50


def sentences(text: str) -> list[str]:
    """The sentences of a story; long ones without punctuation are cut where speakers take a breath."""
    found: list[str] = []
    for sentence in _END.split(normalise(text)):
        pieces = _TURN.split(sentence) if len(sentence) > _LONG else [sentence]
        found += [piece.strip(" 、\n") for piece in pieces if piece.strip(" 、。!?\n")]
    return found
