"""One spelling for the many ways in which phones write the same text: widths, dashes, numerals, eras, kana."""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile(r"[‐‑‒–—―−─━﹣-]")
_LONG_VOWEL = re.compile(r"(?<=[ァ-ヺぁ-ん])[-~](?=[ァ-ヺーぁ-ん])|(?<=[ァ-ヺ])-(?![0-9a-z])")
_KANJI_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
# A numeral is rewritten only in front of a counter, so that 一関, 一般, 十分 and 三陸 stay names and words.
_COUNTED = re.compile(
    r"(?<![一-龥])(第?)([〇一二三四五六七八九十百千]+)"
    r"(?=[万億]?円|万|億|[人社年歳才月日回件割名棟戸級]|か月|ヶ月|ヵ月|カ月|か所|箇所|時間|世帯|パーセント|%|分の[0-9一二三四五六七八九十])"
)
_FRACTION = re.compile(r"([0-9]+)分の([一二三四五六七八九十]+)")
_CALENDAR_YEAR = re.compile(r"(?:(?<![a-z0-9])r|れいわ\s*)(元|[0-9]{1,2})\s*(?:年(?!度)|ねん(?!ど))")
_ERA = re.compile(r"(?:(?<![a-z0-9])r|れいわ\s*)(元|[0-9]{1,2})(?![0-9])\s*(?:年度|ねんど)?")
_REIWA = re.compile(r"令和\s*(元|[0-9]{1,2})")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_SOUND = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴッャュョァィゥェォヲ",
    "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホウツヤユヨアイウエオオ",
    "ー",
)


def normalise(text: str) -> str:
    """One spelling: NFKC, lower case, one kind of dash and wave, Arabic numerals before counters, 令和 written out."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = text.replace("〜", "~").replace("人財", "人材")
    text = _LONG_VOWEL.sub("ー", _DASHES.sub("-", text))
    text = _COUNTED.sub(lambda found: found[1] + str(kanji_number(found[2])), text)
    text = _FRACTION.sub(lambda found: f"{found[1]}分の{kanji_number(found[2])}", text)
    text = _CALENDAR_YEAR.sub(lambda found: f"令和{found[1]}年", text)
    text = _ERA.sub(lambda found: f"令和{found[1]}年度", text)
    text = _REIWA.sub(lambda found: f"令和{1 if found[1] == '元' else int(found[1])}", text)
    text = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?\n\s*", "\n", text).strip()


def kanji_number(numeral: str) -> int:
    """The value of a numeral below ten thousand: 二百 → 200, 一〇 → 10."""
    if not any(char in _PLACES for char in numeral):
        return int("".join(str(_KANJI_DIGITS[char]) for char in numeral))
    total = 0
    digits = ""
    for char in numeral:
        if char in _PLACES:
            total += int(digits or "1") * _PLACES[char]
            digits = ""
        else:
            digits += str(_KANJI_DIGITS[char])
    return total + int(digits or "0")


def katakana(text: str) -> str:
    """Hiragana as katakana; everything else unchanged."""
    return text.translate(_KATAKANA)


def sound(reading: str) -> str:
    """A reading without voicing marks, small kana and long-vowel signs: what a slip of the thumb leaves alike."""
    return katakana(reading).translate(_SOUND)


def is_hiragana(text: str) -> bool:
    """Whether the text is hiragana only (the long-vowel sign included)."""
    return all("ぁ" <= char <= "ゖ" or char == "ー" for char in text)


_COUNTED_KANJI = re.compile(r"(?:令和)?[0-9何]+(?:年度?生?|[月日人名社件回校歳円万分])|(?:小学|中学|高校|高専)生?")


def mostly_kana(text: str) -> bool:
    """Whether a text is written without kanji, but for a count (6年) or a school."""
    return not has_kanji(_COUNTED_KANJI.sub("", text))


def has_kanji(text: str) -> bool:
    """Whether at least one kanji stands in the text."""
    return any("一" <= char <= "龥" or char == "々" for char in text)
