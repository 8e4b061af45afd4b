"""The one spelling in which messages about events are read, and patterns of many words."""

from __future__ import annotations

import re
import unicodedata

_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヷ"))}
_LARGE = str.maketrans("ぁぃぅぇぉ", "あいうえお")  # 出てぇ is 出てえ
_GAPS = re.compile(r"[^0-9a-zぁ-ゖァ-ヺ一-龥々〆]")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)")


def spelled(text: str) -> str:
    """Small letters and hiragana without signs, spaces and long vowels; 12/11 as 12月11日."""
    plain = _SLASHED.sub(r"\1月\2日", unicodedata.normalize("NFKC", text).lower())
    return _GAPS.sub("", plain).translate(_HIRAGANA).translate(_LARGE)


def atoms(*patterns: str) -> re.Pattern[str]:
    """One pattern that takes the longest words first, so that は does not break はい."""
    words = [word for pattern in patterns for word in alternatives(pattern)]
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern at its outermost level."""
    parts, depth, word = [], 0, ""
    for sign in pattern:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            parts.append(word)
            word = ""
        else:
            word += sign
    return [*parts, word]
