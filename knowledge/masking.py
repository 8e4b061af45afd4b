"""Takes out of a question what could tell who asked: phone numbers, mail addresses, long numbers, people's names."""

from __future__ import annotations

import re

from knowledge.text import Analyser

# 学生さん or 大工さん is nobody's name.
_ROLES = (
    "学生|高専生|生徒|職員|社員|従業員|農家|大工|業者|店|会社|社長|先生|皆|客|市長|担当|隣|奥|娘|息子|父|母|兄|弟|姉|妹|孫|嫁|婿|子"
    "|実習生|外国人|移住者|起業家|経営者|求職者|保護者|染物屋|銀行|役所|工務店|不動産屋|外国"
)
_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "［メール］"),
    (re.compile(r"https?://\S+"), "［URL］"),
    (re.compile(r"[(（]?0\d{1,4}[)）]?[-‐－ー–—\s]?\d{1,4}[-‐－ー–—\s]?\d{3,4}(?!\d)"), "［電話］"),
    (re.compile(r"〒?\d{3}[-‐－]\d{4}"), "［郵便番号］"),
    (re.compile(r"\d{7,}"), "［番号］"),
    (re.compile(rf"(?<![一-龥])(?!{_ROLES})[一-龥々]{{1,4}}(?=(?:さん|様|さま|くん|氏)(?![一-龥]))"), "［名前］"),
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
