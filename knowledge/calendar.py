"""Days as the city writes them: fiscal years from 1 April, wareki beside western years. All dates are JST."""

from __future__ import annotations

import calendar
import datetime as dt
import re

REIWA_BEGINS = 2019  # 令和元年 = 2019; the document speaks of no earlier era
WEEKDAYS = "月火水木金土日"
_DAY = re.compile(r"令和(元|\d+)年(?:（\d{4}年）)?(\d{1,2})月(\d{1,2})日")


def fiscal_year(day: dt.date) -> int:
    """The western year in which the fiscal year of this day began (April to March)."""
    return day.year if day.month >= 4 else day.year - 1


def wareki_year(year: int) -> str:
    """2025 → 令和7年. Raises ValueError before 2019."""
    if year < REIWA_BEGINS:
        raise ValueError(f"{year} is before 令和")
    number = year - REIWA_BEGINS + 1
    return f"令和{'元' if number == 1 else number}年"


def wareki_fiscal_year(year: int) -> str:
    """2025 → 令和7年度(2025年度)."""
    return f"{wareki_year(year)}度（{year}年度）"


def wareki(day: dt.date) -> str:
    """令和7年3月10日(月)."""
    return f"{wareki_year(day.year)}{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def both(day: dt.date) -> str:
    """令和7年(2025年)3月10日: the wareki year first, as the city prints it."""
    return f"{wareki_year(day.year)}（{day.year}年）{day.month}月{day.day}日"


def month_or_day(partial: str) -> str:
    """2025-04 → 令和7年（2025年）4月; a full day likewise."""
    if len(partial) == 7:
        return both(dt.date.fromisoformat(f"{partial}-01")).rsplit("月", 1)[0] + "月"
    return both(dt.date.fromisoformat(partial))


def last_day(partial: str) -> dt.date:
    """The last day meant by 2025-04-25 or 2025-04."""
    if len(partial) == 7:
        year, month = int(partial[:4]), int(partial[5:])
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date.fromisoformat(partial)


def first_day(partial: str) -> dt.date:
    """The first day meant by 2025-04-25 or 2025-04."""
    return dt.date.fromisoformat(partial if len(partial) == 10 else f"{partial}-01")


def days_in(text: str) -> list[dt.date]:
    """The days a sentence writes out with year, month and day."""
    found = []
    for era, month, day in _DAY.findall(text):
        year = REIWA_BEGINS - 1 + (1 if era == "元" else int(era))
        found.append(dt.date(year, int(month), int(day)))
    return found
