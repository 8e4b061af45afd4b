"""The days a question about events means: 今度の金曜, 来週, 今週末, 来月, 12月11日. Relative to today, in Japan.

The words are those of a message in hiragana and small letters without spaces, as knowledge/event_wishes.py folds it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from knowledge.numerals import value

Days = tuple[dt.date, dt.date]  # the first and the last of them


@dataclass(frozen=True)
class Meant:
    """The days meant and the words that say so."""

    days: Days
    said: str


_N = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_WEEKDAYS = {"月": 0, "げつ": 0, "火": 1, "か": 1, "水": 2, "すい": 2, "木": 3, "もく": 3, "金": 4, "きん": 4, "土": 5,
             "ど": 5, "日": 6, "にち": 6}  # fmt: skip
_WEEKS = {"今週": 0, "こんしゅう": 0, "来週": 1, "らいしゅう": 1, "再来週": 2, "さらいしゅう": 2}
_MONTHS = {"今月": 0, "こんげつ": 0, "来月": 1, "らいげつ": 1, "再来月": 2, "さらいげつ": 2}
_NEAR = {"今日": 0, "きょう": 0, "本日": 0, "今晩": 0, "今夜": 0, "こんばん": 0, "明日": 1, "あした": 1, "明後日": 2,
         "あさって": 2}  # fmt: skip
_ENGLISH_MONTHS = {"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4,
                   "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9,
                   "sept": 9, "sep": 9,
                   "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12}  # fmt: skip
_ENGLISH_WEEKDAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}
_KANA_MONTHS = {"いち": 1, "に": 2, "さん": 3, "し": 4, "ご": 5, "ろく": 6, "しち": 7, "なな": 7, "はち": 8, "く": 9,
                "じゅう": 10, "じゅういち": 11, "じゅうに": 12}  # fmt: skip
_KANA_DAYS = {"ついたち": 1, "ふつか": 2, "みっか": 3, "よっか": 4, "いつか": 5, "むいか": 6, "なのか": 7, "ようか": 8,
              "ここのか": 9, "とおか": 10, "はつか": 20} | {
    f"{tens}{one}": ten + number
    for tens, ten in (("じゅう", 10), ("にじゅう", 20))
    for one, number in {"いちにち": 1, "ににち": 2, "さんにち": 3, "よっか": 4, "ごにち": 5, "ろくにち": 6,
                        "しちにち": 7, "はちにち": 8, "くにち": 9}.items()
} | {"さんじゅうにち": 30, "さんじゅういちにち": 31}  # fmt: skip


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WEEKDAY = re.compile(
    rf"(?:(?P<week>{_any(_WEEKS)})の?|(?P<next>今度の?|こんどの?|次の?|つぎの?))?"
    r"(?:(?P<kanji>[月火水木金土日])(?:曜日?|よう(?:び)?)|(?P<kana>(?:げつ|すい|もく|きん)(?=よう)|(?:か|ど|にち)"
    r"(?=ようび))よう(?:び)?"
    r"|(?P<bare>(?<=[のん次つ])[火水木金土](?![0-9一-龥])))"
)
_WEEKEND = re.compile(
    rf"(?:(?P<week>{_any(_WEEKS)})の?|(?:今度|こんど|次|つぎ)の?)?(?:週末|しゅうまつ|土日|どにち)"
    r"|(?P<end>今週末|来週末)"
)
_WEEK = re.compile(_any(_WEEKS))
_DATE = re.compile(rf"(?:(?P<m>{_N})(?:月|がつ|/)|(?P<of>{_any(_MONTHS)})の?)(?P<d>{_N})(?:日|にち)?(?![0-9人月])")
_KANA_DATE = re.compile(
    rf"(?:(?<![ぁ-ん])(?P<kana>{_any(_KANA_MONTHS)})がつ|(?P<m>{_N})(?:月|がつ))の?(?P<d>{_any(_KANA_DAYS)})"
)
_ENGLISH_DATE = re.compile(
    rf"(?P<m>{_any(_ENGLISH_MONTHS)})(?P<d>[0-9]{{1,2}})(?![0-9])"
    rf"|(?P<before>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:of)?(?P<after>{_any(_ENGLISH_MONTHS)})"
)
_ENGLISH_WEEKDAY = re.compile(rf"(?P<next>next)?(?P<day>{_any(_ENGLISH_WEEKDAYS)})")
_MONTH = re.compile(rf"(?P<of>{_any(_MONTHS)})|(?P<m>(?<![0-9]){_N})(?:月|がつ)(?!曜)")
_DAY = re.compile(rf"(?<![0-9月])(?P<d>{_N})(?:日|にち)(?!間|かん)")
_NEAR_DAY = re.compile(_any(_NEAR))
_YEAR_END = re.compile(r"年内|ねんない|今年中|年末まで")


def event_days(text: str, today: dt.date) -> Meant | None:
    """The first days that are named, none of them past; None where none are."""
    for pattern, read in _READERS:
        for found in pattern.finditer(text):
            try:
                days = read(found, today)
            except ValueError:
                continue
            if days and days[1] >= today:
                return Meant(days, found[0])
    return None


def _number(text: str) -> int:
    number = value(text)
    if number is None:
        raise ValueError(text)
    return int(number)


def _date(found: re.Match[str], today: dt.date) -> Days:
    if found["of"]:
        day = (today.replace(day=1) + relativedelta(months=_MONTHS[found["of"]])).replace(day=_number(found["d"]))
        return day, day
    return _next(_number(found["m"]), _number(found["d"]), today)


def _next(month: int, number: int, today: dt.date) -> Days:
    """The day of a month this year or, where it is past, next year."""
    day = dt.date(today.year, month, number)
    day = day if day >= today else day.replace(year=day.year + 1)
    return day, day


def _kana_date(found: re.Match[str], today: dt.date) -> Days:
    month = _KANA_MONTHS[found["kana"]] if found["kana"] else _number(found["m"])
    return _next(month, _KANA_DAYS[found["d"]], today)


def _english_date(found: re.Match[str], today: dt.date) -> Days:
    return _next(_ENGLISH_MONTHS[found["m"] or found["after"]], int(found["d"] or found["before"]), today)


def _english_weekday(found: re.Match[str], today: dt.date) -> Days:
    number = _ENGLISH_WEEKDAYS[found["day"]]
    day = _monday(today, 1) + dt.timedelta(days=number) if found["next"] else _coming(number, today)
    return day, day


def _coming(weekday: int, today: dt.date) -> dt.date:
    return today + dt.timedelta(days=(weekday - today.weekday()) % 7)


def _month(found: re.Match[str], today: dt.date) -> Days:
    first = today.replace(day=1)
    if found["of"]:
        first += relativedelta(months=_MONTHS[found["of"]])
    else:
        first = dt.date(today.year, _number(found["m"]), 1)
        if first.month < today.month:
            first = first.replace(year=first.year + 1)
    return first, first + relativedelta(months=1, days=-1)


def _day(found: re.Match[str], today: dt.date) -> Days:
    day = today.replace(day=_number(found["d"]))
    day = day if day >= today else day + relativedelta(months=1)
    return day, day


def _monday(today: dt.date, weeks: int) -> dt.date:
    return today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=weeks)


def _weekday(found: re.Match[str], today: dt.date) -> Days:
    number = _WEEKDAYS[found["kanji"] or found["kana"] or found["bare"]]
    week = _monday(today, _WEEKS[found["week"]]) if found["week"] else None
    day = week + dt.timedelta(days=number) if week else _coming(number, today)
    return day, day


def _weekend(found: re.Match[str], today: dt.date) -> Days:
    weeks = {"今週末": 0, "来週末": 1}.get(found["end"] or "", _WEEKS.get(found["week"] or "", 0))
    saturday = _monday(today, weeks) + dt.timedelta(days=5)
    return saturday, saturday + dt.timedelta(days=1)


def _week(found: re.Match[str], today: dt.date) -> Days:
    monday = _monday(today, _WEEKS[found[0]])
    return monday, monday + dt.timedelta(days=6)


def _near(found: re.Match[str], today: dt.date) -> Days:
    day = today + dt.timedelta(days=_NEAR[found[0]])
    return day, day


def _year_end(_found: re.Match[str], today: dt.date) -> Days:
    return today, dt.date(today.year, 12, 31)


_READERS = (
    (_DATE, _date), (_KANA_DATE, _kana_date), (_ENGLISH_DATE, _english_date), (_ENGLISH_WEEKDAY, _english_weekday),
    (_WEEKEND, _weekend), (_WEEKDAY, _weekday), (_WEEK, _week), (_MONTH, _month), (_NEAR_DAY, _near), (_DAY, _day),
    (_YEAR_END, _year_end),
)  # fmt: skip
