"""The days of a session, with their hours in Japan's time, and the days that a rule gives a series.

Pure: days and hours are Japan's, moments aware UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.announcements import repeat_days, repeats
from bot.announcements.content_days import NoMoment, even, read_moment, read_time
from bot.announcements.repeats import Repeat
from bot.announcements.timing import at_on, day_in_words, in_words, time_in_words
from bot.clock import jst
from bot.errors import Problem
from bot.events import wording

NO_HOUR = "12:00"  # what stands for the hour of a rule, which an event takes from its form
_SPAN = re.compile(r"(.*(?:\d:\d\d|時(?:\d{1,2}分|半)?))\s*(?:~|〜|-|–|から)\s*(.+?)(?:まで)?")


@dataclass(frozen=True, order=True)
class EventDay:
    """One day of a session; where no hour is stated it has none."""

    day: dt.date
    start: dt.time | None = None
    end: dt.time | None = None

    @property
    def starts_at(self) -> dt.datetime | None:
        """When it begins, aware UTC."""
        return None if self.start is None else at_on(self.day, self.start)

    @property
    def over_at(self) -> dt.datetime:
        """From when on it is past: its end, or midnight where none is stated; aware UTC."""
        return at_on(self.day, self.end) if self.end else at_on(self.day + dt.timedelta(days=1), dt.time())

    def words(self) -> str:
        """2026年12月11日(金) 18時30分〜20時30分."""
        hours = [time_in_words(time) for time in (self.start, self.end) if time]
        return " ".join([day_in_words(self.day), *(["〜".join(hours)] if hours else [])])


def until_in_words(too_late: dt.datetime) -> str:
    """The last moment before it: 2026年12月8日(火) for the midnight after that day, else with its hour."""
    here = jst(too_late)
    if here.time() == dt.time():
        return day_in_words(here.date() - dt.timedelta(days=1))
    return in_words(too_late)


def as_json(days: Sequence[EventDay]) -> list[dict[str, Any]]:
    """The days as the column `days` holds them."""
    return [
        {"day": one.day.isoformat(), "start": _hour(one.start), "end": _hour(one.end)} for one in days
    ]  # fmt: skip


def from_json(days: Sequence[Mapping[str, Any]]) -> list[EventDay]:
    """The days of the column `days`."""
    return [
        EventDay(dt.date.fromisoformat(one["day"]), time_of(one.get("start")), time_of(one.get("end"))) for one in days
    ]


def time_of(written: str | None) -> dt.time | None:
    """HH:MM as a time."""
    return dt.time.fromisoformat(written) if written else None


def read_day(text: str) -> EventDay:
    """2026-12-11, 2026年12月11日(金) 18:30, 12月… with a year, 2026-12-11 18:30〜20:30. Raises NoMoment."""
    plain = even(text)
    span = _SPAN.fullmatch(plain)
    moment = read_moment(span[1] if span else plain.removesuffix("から"))
    here = jst(moment.at)
    start = here.time().replace(tzinfo=None) if moment.timed else None
    end = read_time(span[2]) if span else None
    if start and end and end <= start:
        raise NoMoment(wording.END_BEFORE_START.format(start=time_in_words(start), end=time_in_words(end)))
    return EventDay(here.date(), start, end)


def with_hours(days: Sequence[EventDay], start: dt.time | None, end: dt.time | None) -> list[EventDay]:
    """The days, those without hours with these."""
    return [EventDay(one.day, one.start or start, one.end or (end if one.start is None else None)) for one in days]


def of_rule(
    rule: Mapping[str, Any], moved: Mapping[dt.date, dt.date], first: dt.date, last: dt.date
) -> list[tuple[dt.date, dt.date]]:
    """What the rule gives from `first` to `last`: (the rule's day, the day it is held), in the order of the latter.

    `rule` is what rule_json wrote. A day that is moved counts where it is moved to.
    """
    repeat = repeats.parse(rule)
    given = set(repeat_days.days(repeat, first, last)) | {old for old in moved if repeat_days.days(repeat, old, old)}
    held = ((old, moved.get(old, old)) for old in given)
    return sorted(((old, day) for old, day in held if first <= day <= last), key=lambda pair: (pair[1], pair[0]))


def read_rule(given: Mapping[str, Any]) -> Repeat:
    """A rule as forms hold it, {rule, from, until, count, skip, on_skip}. Raises Problem in the words of events."""
    known = {**given, "on_skip": wording.ON_SKIP.get(str(given.get("on_skip", "")), given.get("on_skip"))}
    try:
        return repeats.parse({**known, "at": NO_HOUR})
    except Problem as problem:
        raise Problem(*(_as_event(sentence) for sentence in problem.sentences)) from None


def _as_event(sentence: str) -> str:
    """What is said of the repeats of announcements, said of an event."""
    for said, meaning in wording.AS_EVENT.items():
        sentence = sentence.replace(said, meaning)
    return sentence


def rule_json(repeat: Repeat) -> dict[str, Any]:
    """The rule as the column `rule` holds it."""
    return repeats.as_json(repeat)


def _hour(time: dt.time | None) -> str | None:
    return f"{time:%H:%M}" if time else None
