"""Takes out of a question what could tell who asked: phone numbers, mail addresses, long numbers, people's names."""

from __future__ import annotations

import re

from knowledge.text import Analyser

_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "［メール］"),
    (re.compile(r"https?://\S+"), "［URL］"),
    (re.compile(r"[(（]?0\d{1,4}[)）]?[-‐－ー–—\s]?\d{1,4}[-‐－ー–—\s]?\d{3,4}(?!\d)"), "［電話］"),
    (re.compile(r"〒?\d{3}[-‐－]\d{4}"), "［郵便番号］"),
    (re.compile(r"\d{7,}"), "［番号］"),
    (re.compile(r"(?<=[\s、。,])?[一-龥々ァ-ヺーA-Za-z]{1,12}(?=と(?:申|もう)し(?:ます|まし))"), "［名前］"),
)

class Mask:
    """Masks one text at a time; safe to share between threads."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser

    def __call__(self, text: str) -> str:
        """The text without what identifies a person; what cannot be known for a name stays."""
        half = text.translate(_DIGITS)
        for pattern, mark in _PATTERNS:
            half = pattern.sub(mark, half)
        pieces = []
        position = 0
        for start, end in self._analyser.names(half):
            pieces += [half[position:start], "［名前］"]
            position = end
        masked = "".join([*pieces, half[position:]])
        return re.sub(r"(?:［名前］\s?)+", "［名前］", masked)


_DIGITS = str.maketrans("０１２３４５６７８９＠．", "0123456789@.")
