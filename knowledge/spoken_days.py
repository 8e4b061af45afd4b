"""Days as people say them: 去年の4月, R6年10月, 令和7年の3月10日, 来月, 3月末, 2週間前. Relative to today; all JST.

A month alone gives its first day; whoever uses the day says it back, so that it can be corrected.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from knowledge.calendar import fiscal_year
from knowledge.numerals import tidy, value


@dataclass(frozen=True)
class SpokenDay:
    """The day meant, and whether something had to be filled in (the year, the day of the month)."""

    day: dt.date
    filled_in: bool
    said: str  # the words that were read


_ERAS = {"令和": 2018, "r": 2018, "れいわ": 2018, "平成": 1988, "h": 1988, "へいせい": 1988, "昭和": 1925, "s": 1925}
_YEARS = {
    "おととし": -2, "一昨年": -2, "去年": -1, "きょねん": -1, "昨年": -1, "さくねん": -1, "今年": 0, "ことし": 0,
    "本年": 0, "来年": 1, "らいねん": 1, "再来年": 2,
}  # fmt: skip
_MONTHS = {
    "先々月": -2, "先月": -1, "せんげつ": -1, "今月": 0, "こんげつ": 0, "来月": 1, "らいげつ": 1, "再来月": 2,
    "さらいげつ": 2,
}  # fmt: skip
_DAYS = {
    "一昨日": -2, "おととい": -2, "昨日": -1, "きのう": -1, "今日": 0, "きょう": 0, "本日": 0, "明日": 1, "あした": 1,
    "あす": 1, "明後日": 2, "あさって": 2, "先週": -7, "今週": 0, "来週": 7, "再来週": 14,
}  # fmt: skip
_N = r"[0-9〇一二三四五六七八九十]{1,4}"


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEAR = (
    rf"(?:(?P<relative>{_any(_YEARS)})|(?P<era>令和|れいわ|平成|へいせい|昭和|(?<![a-z])[rhs])\.?(?P<of_era>元|{_N})"
    r"(?:年|[./-])?|(?P<western>(?:19|20)\d\d|二〇[〇一二三四五六七八九]{2})(?:年|[./-]))"
)
_IN_MONTH = (
    rf"(?:(?:の)?(?:(?P<day>{_N})(?:日)?(?![0-9月年人名円万])|(?P<part>月?末日?|おわり|終わり|月?初め|月?はじめ|頭|あたま|上旬|中旬"
    r"|半ば|なかば|下旬)))?"
)
_MONTH = rf"(?:(?P<of_month>{_any(_MONTHS)})|(?P<month>{_N})(?:月|[/.-](?=\d)))"
_FULL = re.compile(rf"(?:{_YEAR}度?の?)?{_MONTH}{_IN_MONTH}")
_DENSE = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
_NEAR = re.compile(_any(_DAYS))
_AGO = re.compile(
    rf"(?P<n>{_N}|半)(?P<unit>年|か月|ヶ月|カ月|ヵ月|ケ月|箇月|週間|日)(?P<half>半)?(?:くらい|ぐらい|ほど)?(?P<way>前|まえ|後|あと)"
)
_YEAR_END = re.compile(r"(?P<which>今年度|来年度|昨年度|去年度|年度)(?P<end>の?(?:末|終わり|おわり|初め|はじめ|頭))")


def spoken_days(text: str, today: dt.date, past: bool = False) -> list[SpokenDay]:
    """Every day named in a text, in order; `past`: a month without a year is the latest one, not the next.

    Days that are in no calendar are left out.
    """
    dense = tidy(text)
    found: list[tuple[int, SpokenDay]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(dense):
            try:
                day = read(match, today, past)
            except (ValueError, OverflowError):
                day = None
            if day:
                found.append((match.start(), SpokenDay(day[0], day[1], match[0])))
            dense = dense[: match.start()] + "・" * len(match[0]) + dense[match.end() :]
    return [spoken for _, spoken in sorted(found, key=lambda pair: pair[0])]


Read = tuple[dt.date, bool] | None


def _number(text: str) -> int:
    number = value(text)
    if number is None:
        raise ValueError(text)
    return int(number)


def _dense_day(match: re.Match[str], _today: dt.date, _past: bool) -> Read:
    return dt.date(int(match["y"]), int(match["m"]), int(match["d"])), False


def _named(match: re.Match[str], today: dt.date, past: bool) -> Read:
    if match["of_month"]:
        first = today.replace(day=1) + relativedelta(months=_MONTHS[match["of_month"]])
        return _in_month(match, first.year, first.month, True)
    month = _number(match["month"])
    year = _year(match, today)
    if year is None:
        day, _ = _in_month(match, today.year, month, True)
        last = dt.date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        if past and day > today:
            return _in_month(match, today.year - 1, month, True)
        if not past and last < today:
            return _in_month(match, today.year + 1, month, True)
        return day, True
    return _in_month(match, year, month, False)


def _year(match: re.Match[str], today: dt.date) -> int | None:
    if match["relative"]:
        return today.year + _YEARS[match["relative"]]
    if match["era"]:
        return _ERAS[match["era"]] + (1 if match["of_era"] == "元" else _number(match["of_era"]))
    return _number(match["western"]) if match["western"] else None


def _in_month(match: re.Match[str], year: int, month: int, filled_in: bool) -> tuple[dt.date, bool]:
    if match["day"]:
        return dt.date(year, month, _number(match["day"])), filled_in
    part = match["part"] or ""
    if re.search("末|おわり|終わり", part):
        return dt.date(year, month, calendar.monthrange(year, month)[1]), True
    return dt.date(year, month, 11 if part in ("中旬", "半ば", "なかば") else 21 if part == "下旬" else 1), True


def _near(match: re.Match[str], today: dt.date, _past: bool) -> Read:
    return today + dt.timedelta(days=_DAYS[match[0]]), "週" in match[0]


def _ago(match: re.Match[str], today: dt.date, _past: bool) -> Read:
    half_year = match["n"] == "半"
    if half_year and match["unit"] != "年":
        return None
    number = 6 if half_year else _number(match["n"])
    months = {"年": 1 if half_year else 12}.get(match["unit"], 1 if match["unit"].endswith("月") else 0)
    days = {"週間": 7, "日": 1}.get(match["unit"], 0)
    extra = 6 if match["half"] and match["unit"] == "年" else 0
    sign = -1 if match["way"] in ("前", "まえ") else 1
    return today + sign * relativedelta(months=number * months + extra, days=number * days), True


def _year_end(match: re.Match[str], today: dt.date, _past: bool) -> Read:
    year = fiscal_year(today) + {"来年度": 1, "昨年度": -1, "去年度": -1}.get(match["which"], 0)
    end = "末" in match["end"] or "わり" in match["end"]
    return (dt.date(year + 1, 3, 31) if end else dt.date(year, 4, 1)), False


_READERS = (
    (_DENSE, _dense_day),
    (_YEAR_END, _year_end),
    (_AGO, _ago),
    (_FULL, _named),
    (_NEAR, _near),
)
