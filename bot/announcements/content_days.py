"""Days and times as officials write them, in Japan's time: read exactly, weekdays checked, nothing guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from bot.announcements import wording_content as wording
from bot.clock import JST, UTC

_DATE = (
    r"(?:(?:(?P<year>\d{4})年|令和(?P<reiwa>\d{1,2}|元)年|(?P<dashed>\d{4})[-/.])\s*)?"
    r"(?P<month>\d{1,2})(?:月\s*|[-/.])(?P<day>\d{1,2})日?"
)
WEEKDAY = r"(?:\s*\((?P<paren>[月火水木金土日])(?:曜日?)?(?:・?祝)?\)|\s*(?P<bare>[月火水木金土日])曜)?"
TIME = (
    r"(?:(?P<half>午前|午後)\s*)?(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?"
    r"|時(?:(?P<minutes>\d{1,2})分|(?P<thirty>半))?)"
)
_ZONE = r"(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
_WHOLE = re.compile(rf"{_DATE}{WEEKDAY}(?:[Tt\s]*{TIME}\s*{_ZONE})?")
_CLOCK = re.compile(TIME)


@dataclass(frozen=True)
class Moment:
    """A moment (aware UTC); `timed` says whether a time was written, else it is the beginning of the day in Japan."""

    at: dt.datetime
    timed: bool

    def end(self) -> dt.datetime:
        """The moment, or the end of its day when no time was written."""
        return self.at if self.timed else self.at + dt.timedelta(days=1)


class NoMoment(ValueError):
    """It cannot be read as a moment; `sentence` says more where something is known."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_moment(text: str) -> Moment:
    """2026-12-11 18:00, 2026-12-11T18:00+09:00, 2026年12月11日(金) 18時30分 or a day alone. Raises NoMoment."""
    match = _WHOLE.fullmatch(even(text))
    if match is None or not (match["year"] or match["reiwa"] or match["dashed"]):
        raise NoMoment
    day = day_of(match, year_of(match, match["dashed"]))
    if wrong := wrong_weekday(day, match["paren"] or match["bare"]):
        raise NoMoment(wrong)
    if match["hour"] is None:
        return Moment(combined(day, dt.time()), False)
    return Moment(combined(day, time_of(match), match["zone"]), True)


def read_time(text: str) -> dt.time:
    """18:00, 18時30分, 午後6時. Raises NoMoment."""
    match = _CLOCK.fullmatch(even(text))
    if match is None:
        raise NoMoment
    return time_of(match)


def even(text: str) -> str:
    """The text with full-width signs as ASCII, as the patterns want it."""
    return unicodedata.normalize("NFKC", text).strip()


def year_of(match: re.Match[str], dashed: str | None = None) -> int | None:
    """The western year of a match, None when none is written."""
    if match["reiwa"]:
        return 2018 + (1 if match["reiwa"] == "元" else int(match["reiwa"]))
    written = match["year"] or dashed
    return int(written) if written else None


def day_of(match: re.Match[str], year: int | None) -> dt.date:
    """The day of a match in that year. Raises NoMoment, with a sentence when there is no such day."""
    groups = match.groupdict()
    month, day = int(groups["month"] or groups["month2"]), int(groups["day"] or groups["day2"])
    if year is None or not 1900 <= year <= 2100:
        raise NoMoment
    try:
        return dt.date(year, month, day)
    except ValueError:
        written = f"{year}年{month}月{day}日" if year_of(match, groups.get("dashed")) else f"{month}月{day}日"
        raise NoMoment(wording.NO_SUCH_DAY.format(day=written)) from None


def time_of(match: re.Match[str]) -> dt.time:
    """The time of a match. Raises NoMoment."""
    hour = int(match["hour"]) + (12 if match["half"] == "午後" and int(match["hour"]) < 12 else 0)
    minute = 30 if match["thirty"] else int(match["minute"] or match["minutes"] or 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise NoMoment from None


def wrong_weekday(day: dt.date, written: str | None) -> str:
    """The sentence that says which weekday is right, or "" when the written one is or there is none."""
    right = wording.WEEKDAYS[day.weekday()]
    if written is None or written == right:
        return ""
    return wording.WRONG_WEEKDAY.format(day=f"{day.year}年{day.month}月{day.day}日", right=right, wrong=written)


def combined(day: dt.date, time: dt.time, zone: str | None = None) -> dt.datetime:
    """The moment of a Japanese day and time, or of a written zone (Z, +09:00), aware UTC. Raises NoMoment."""
    here: dt.tzinfo = JST
    if zone:
        sign = -1 if zone.startswith("-") else 1
        digits = zone.lstrip("+-").replace(":", "")
        if zone not in "Zz" and int(digits[:2]) > 14:
            raise NoMoment
        here = UTC if zone in "Zz" else dt.timezone(sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    return dt.datetime.combine(day, time, here).astimezone(UTC)
