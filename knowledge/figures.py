"""The figures in a Japanese sentence: money in yen, rates as fractions, years by the western count, other numbers.

Made to compare a sentence with the line it cites: 2,000万円 and 20,000千円 are one sum, 2分の1 and 1/2 one rate,
令和6年, R6 and 2024年 one year.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

_KANJI = {kanji: number for number, kanji in enumerate("〇一二三四五六七八九")} | {"十": 10}
_BIG = {"億": 100_000_000, "百万": 1_000_000, "万": 10_000, "千": 1_000, "": 1}
_NUMBER = r"\d+(?:\.\d+)?"

_YEN = re.compile(
    rf"(?:(?P<oku>{_NUMBER})億)?(?:(?P<man>{_NUMBER})(?P<unit>百万|万))?(?:(?P<sen>{_NUMBER})千)?(?P<rest>\d+)?円"
)
_RATES = re.compile(
    rf"(?P<below>\d+)分の(?P<above>\d+)|(?P<over>\d+)/(?P<under>\d+)|(?P<percent>{_NUMBER})(?:%|パーセント)"
)
_YEAR = re.compile(
    r"令和(?P<reiwa>\d+|元)年?|平成(?P<heisei>\d+|元)年?|(?<![A-Za-z])(?P<era>[RH])\.?(?P<short>\d{1,2})(?!\d)年?"
    r"|(?P<western>(?:19|20)\d\d)年?"
)
_PLAIN = re.compile(_NUMBER)
_MANY = re.compile(rf"({_NUMBER})万(?!円)")
_SUM = re.compile(r"\d+(?:\+\d+)+")
_COUNTED = re.compile(r"\d+つ")  # the writer counts what the sentence lists
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十]+")
_EPOCH = {"reiwa": 2018, "heisei": 1988, "R": 2018, "H": 1988}


@dataclass(frozen=True)
class Figures:
    """What a text states in figures; `numbers` keeps whatever is not money, a rate or a year."""

    yen: frozenset[int]
    rates: frozenset[Fraction]
    years: frozenset[int]
    numbers: frozenset[str]


def plain(text: str) -> str:
    """NFKC, without commas inside numbers; spaces stay only where they part two numbers."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)


def stated(text: str) -> Figures:
    """The figures a sentence states, each counted once: a sum is not a number too."""
    rest = _COUNTED.sub("", plain(text))
    yen: set[int] = set()
    rates: set[Fraction] = set()
    years: set[int] = set()

    def take_yen(match: re.Match[str]) -> str:
        amount = _amount(match)
        if amount is None:
            return match.group()
        yen.add(amount)
        return "¥"

    def take_rate(match: re.Match[str]) -> str:
        rates.add(_rate(match))
        return "#"

    def take_year(match: re.Match[str]) -> str:
        years.add(_year(match))
        return "年"

    rest = _YEN.sub(take_yen, rest)
    rest = _RATES.sub(take_rate, rest)
    rest = _YEAR.sub(take_year, rest)
    rest = _MANY.sub(lambda many: str(int(Fraction(many.group(1)) * 10_000)), rest)
    return Figures(frozenset(yen), frozenset(rates), frozenset(years), frozenset(map(_trim, _PLAIN.findall(rest))))


def offered(line: str) -> Figures:
    """All readings of the figures in a line of the source: each number counts under every head it may stand for."""
    text = plain(line)
    numbers = {_trim(number) for number in (*_PLAIN.findall(text), *re.findall(r"\d+", text))}
    numbers |= {str(int(Fraction(number) * 10_000)) for number in _MANY.findall(text)}
    numbers |= {str(sum(map(int, terms.split("+")))) for terms in _SUM.findall(text)}
    numbers |= {str(_kanji(run)) for run in _KANJI_NUMBER.findall(text)}
    yen = {amount for match in _YEN.finditer(text) if (amount := _amount(match)) is not None}
    rates = {_rate(match) for match in _RATES.finditer(text)}
    if "%" in text:  # a table prints the sign once, in the row's name
        rates |= {Fraction(number) / 100 for number in numbers}
    years = {_year(match) for match in _YEAR.finditer(text)}
    return Figures(frozenset(yen), frozenset(rates), frozenset(years), frozenset(numbers))


def missing(text: str, line: str) -> set[str]:
    """The figures of a sentence that its line does not hold, as a reader would write them.

    A sum that the sentence itself adds up (5+3=8) counts as held when its terms are.
    """
    here, there = stated(text), offered(line)
    sums = {str(sum(map(int, terms.split("+")))) for terms in _SUM.findall(plain(text))}
    gone = {f"{yen:,}円" for yen in here.yen - there.yen if str(yen) not in there.numbers}
    gone |= {str(rate) for rate in here.rates - there.rates}
    gone |= {f"{year}年" for year in here.years - there.years}
    return gone | (here.numbers - there.numbers - sums)


_DAY = re.compile(
    rf"(?:(?:{_YEAR.pattern})(?P<fiscal>度)?(?:\(\d{{4}}年度?\))?の?)?"
    r"(?:(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?)?"
)
_WEEKDAYS = "月火水木金土日"


def wrong_days(text: str, fiscal_year: int) -> list[str]:
    """Printed days that do not exist or do not fall on the printed weekday.

    A day without a year is taken in the year named before it, else in the given fiscal year.
    """
    wrong: list[str] = []
    year: int | None = None
    fiscal = fiscal_year
    month: int | None = None
    for match in _DAY.finditer(plain(text)):
        if match.group() == "":
            continue
        if any(match.group(name) for name in ("reiwa", "heisei", "short", "western")):
            year = _year(match)
            if match.group("fiscal"):
                fiscal, year = year, None
        month = int(match.group("month")) if match.group("month") else month
        if not match.group("day") or month is None or not (match.group("month") or match.group("weekday")):
            continue
        of_year = year if year is not None else fiscal + (month < 4)
        try:
            day = dt.date(of_year, month, int(match.group("day")))
        except ValueError:
            wrong.append(f"{match.group()}: there is no such day in {of_year}")
            continue
        printed = match.group("weekday")
        if printed and printed != _WEEKDAYS[day.weekday()]:
            wrong.append(f"{match.group()}: {day} is a {_WEEKDAYS[day.weekday()]}曜日")
    return wrong


def _amount(match: re.Match[str]) -> int | None:
    if not any(match.group(name) for name in ("oku", "man", "sen", "rest")):
        return None
    total = Fraction(match.group("oku") or 0) * _BIG["億"]
    total += Fraction(match.group("man") or 0) * _BIG[match.group("unit") or ""]
    total += Fraction(match.group("sen") or 0) * _BIG["千"] + int(match.group("rest") or 0)
    return int(total)


def _rate(match: re.Match[str]) -> Fraction:
    if match.group("percent"):
        return Fraction(match.group("percent")) / 100
    above, below = (
        (match.group("above"), match.group("below")) if match.group("below") else match.group("over", "under")
    )
    return Fraction(int(above), int(below) or 1)


def _year(match: re.Match[str]) -> int:
    if match.group("western"):
        return int(match.group("western"))
    for name in ("reiwa", "heisei"):
        if number := match.group(name):
            return _EPOCH[name] + (1 if number == "元" else int(number))
    return _EPOCH[match.group("era")] + int(match.group("short"))


def _kanji(run: str) -> int:
    if "十" not in run:
        return int("".join(str(_KANJI[kanji]) for kanji in run))
    tens, _, ones = run.partition("十")
    return (_KANJI.get(tens[-1:], 1) or 1) * 10 + _KANJI.get(ones[:1], 0)


def _trim(number: str) -> str:
    """007 → 7, 4.0 → 4, 4.50 → 4.5."""
    whole, _, rest = number.partition(".")
    whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
