"""Days in running text and fact lines: when the event is, when the deadline, and weekdays that do not fit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from bot.announcements.content_days import (
    TIME,
    WEEKDAY,
    Moment,
    NoMoment,
    combined,
    day_of,
    even,
    time_of,
    wrong_weekday,
    year_of,
)
from bot.clock import jst

JUST_PASSED = dt.timedelta(days=90)
# In running text a day without 年 counts only as 12月11日 or 12/11(金): 1-1-4 is a program and 3/4 a share.
_IN_TEXT = re.compile(
    rf"(?<![\d/.-])(?:(?:(?P<year>\d{{4}})年|令和(?P<reiwa>\d{{1,2}}|元)年)\s*)?"
    rf"(?:(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})日{WEEKDAY}"
    r"|(?P<month2>\d{1,2})/(?P<day2>\d{1,2})\s*\((?P<paren2>[月火水木金土日])(?:曜日?)?(?:・?祝)?\))"
)
_AFTER_DAY = re.compile(rf"[\s、,]*{TIME}")


def event_moment(text: str, now: dt.datetime) -> Moment | None:
    """When the event of a 日時 line begins: its first day, with the time that stands right behind it.

    Without a year it is the next such day, unless its weekday fits the last one only or that was less than 90 days
    ago: whoever takes out an old file must not have it read as next year's. None when no day is written.
    """
    whole = even(text)
    return _moment_at(whole, _IN_TEXT.search(whole), now)


def deadline_moment(text: str, now: dt.datetime) -> Moment | None:
    """When the period of a 締切 line ends: its last day, read in the same way."""
    whole = even(text)
    return _moment_at(whole, next(reversed(list(_IN_TEXT.finditer(whole))), None), now)


def _moment_at(whole: str, match: re.Match[str] | None, now: dt.datetime) -> Moment | None:
    if match is None:
        return None
    try:
        day = _meant(match, jst(now).date())
        clock = _AFTER_DAY.match(whole, match.end())
        return Moment(combined(day, time_of(clock) if clock else dt.time()), clock is not None)
    except NoMoment:
        return None


def day_mistakes(text: str, now: dt.datetime) -> Iterator[str]:
    """Sentences about days that do not exist and weekdays that fit no such day of last, this or next year."""
    today = jst(now).date()
    for match in _IN_TEXT.finditer(even(text)):
        weekday = match["paren"] or match["bare"] or match["paren2"]
        try:
            year = year_of(match)
            days = [day_of(match, one) for one in ([year] if year else _years(match, today))]
        except NoMoment as error:
            yield error.sentence
            continue
        wrong = [wrong_weekday(day, weekday) for day in days]
        if weekday and all(wrong):
            nearest = min(days, key=lambda day: (day < today, abs(day - today)))
            yield wrong_weekday(nearest, weekday)


def _years(match: re.Match[str], today: dt.date) -> list[int]:
    """The years of the last and the next such day; 29 February exists in leap years only."""
    found = []
    for year in range(today.year - 1, today.year + 9):
        try:
            day = day_of(match, year)
        except NoMoment:
            continue
        found.append(day)
    if not found:
        day_of(match, today.year)
    before = [day for day in found if day < today][-1:]
    return [day.year for day in (*before, *[day for day in found if day >= today][:1])]


def _meant(match: re.Match[str], today: dt.date) -> dt.date:
    """The day a line without a year means: the one its weekday fits, else the next, unless it has only just passed."""
    if year := year_of(match):
        return day_of(match, year)
    days = [day_of(match, year) for year in _years(match, today)]
    weekday = match["paren"] or match["bare"] or match["paren2"]
    fitting = [day for day in days if not wrong_weekday(day, weekday)] or days
    just_passed = [day for day in fitting if dt.timedelta(0) < today - day <= JUST_PASSED]
    return (just_passed or fitting)[0 if just_passed else -1]
