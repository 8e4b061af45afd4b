"""The figures in what somebody types: 12人, １２名, 十二, 300万円, 三百万, 2千5百万, 3.5億; one value each."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"億": 100_000_000, "万": 10_000}
_SIGNS = "".join([*DIGITS, *_SMALL])
# Names and words that hold a numeral sign but count nothing.
_WORDS = re.compile(
    r"一関|一般|一緒|一番|一旦|一応|一部|一部分|一時的|一度|一生|一括|一人で移住|一式|千厩|三陸|万が一|万一|十分|唯一|均一|統一"
    r"|第[一二三123]子|u-?15|[一二三]次|6次|六次"
)
FIGURE = re.compile(rf"(?:\d+(?:\.\d+)?|[{_SIGNS}])(?:[\d.{_SIGNS}万億]*[\d{_SIGNS}万億])?")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(rf"(?:(\d+(?:\.\d+)?|[{''.join(DIGITS)}]+)?([千百十]))|(\d+(?:\.\d+)?|[{''.join(DIGITS)}]+)")


def tidy(text: str) -> str:
    """One spelling to look for figures in: NFKC, lower case, no spaces, no commas inside numbers."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", text)
    return re.sub(r"\s+", "", text)


def figures(text: str) -> list[tuple[str, Fraction | None]]:
    """Every figure of a tidied text, as written and as a number; None where it is no number (1.2.3)."""
    bare = _WORDS.sub(lambda found: "・" * len(found[0]), text)
    return [(found[0], value(found[0])) for found in FIGURE.finditer(bare)]


def value(numeral: str) -> Fraction | None:
    """三百万 → 3000000, 2千5百 → 2500, 1.5億 → 150000000, 二〇二五 → 2025; None for anything else."""
    total = Fraction(0)
    rest, last = numeral, None
    for sign, size in _LARGE.items():
        head, found, tail = rest.partition(sign)
        if not found:
            continue
        part = _below(head)
        if part is None or (last is not None and size >= last):
            return None
        total, rest, last = total + part * size, tail, size
    if not rest:
        return total if last else None
    part = _below(rest)
    return None if part is None else total + part


def _below(numeral: str) -> Fraction | None:
    """A numeral below ten thousand, or any plain decimal."""
    if _DECIMAL.fullmatch(numeral):
        return Fraction(numeral)
    total, at, least = Fraction(0), 0, 10_000
    for found in _THOUSANDS.finditer(numeral):
        number, place, alone = found.groups()
        size = _SMALL[place] if place else 1
        if found.start() != at or size >= least:
            return None
        at, least = found.end(), size
        total += _plain(number or alone or "1") * size
    return total if numeral and at == len(numeral) else None


def _plain(digits: str) -> Fraction:
    return Fraction(digits if digits[0].isdecimal() else "".join(str(DIGITS[sign]) for sign in digits))
