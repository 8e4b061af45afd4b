"""On which days a repeated announcement goes out: the rule's days, moved past those that are left out, within bounds.

Pure: days and hours are Japan's, moments aware UTC; holidays are those of jpholiday (国民の祝日に関する法律).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import jpholiday
from dateutil.rrule import rrule, rrulestr

from bot.announcements import timing
from bot.announcements.repeat_rules import Rule
from bot.clock import jst

REACH = 31  # days: how far an announcement may move to get past days that are left out; else it does not go out
AHEAD = dt.timedelta(days=366 * 9)  # 29 February may be eight years away (2096, 2104)


@dataclass(frozen=True)
class Span:
    """Days that are left out, both ends included: of certain years, or (yearly) of every year by month and day."""

    first: dt.date
    last: dt.date
    yearly: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether the day is one of them."""
        if not self.yearly:
            return self.first <= day <= self.last
        first, last, this = ((one.month, one.day) for one in (self.first, self.last, day))
        return first <= this <= last if first <= last else this >= first or this <= last


@dataclass(frozen=True)
class Repeat:
    """When an announcement comes again. `rule` is an RRULE without end; `count` counts what is really sent."""

    rule: Rule
    at: dt.time
    start: dt.date | None = None
    until: dt.date | None = None
    count: int | None = None
    holidays: bool = False
    weekends: bool = False
    spans: tuple[Span, ...] = ()
    on_skip: str = "skip"


def occurrences(repeat: Repeat, after: dt.datetime, before: dt.datetime) -> list[dt.datetime]:
    """Every moment later than `after` and not later than `before`, in order, each once; aware UTC."""
    if before <= after:
        return []
    first, last = jst(after).date(), jst(before).date()
    moments = (timing.at_on(day, repeat.at) for day in days(repeat, first, last))
    return [moment for moment in moments if after < moment <= before]


def comes(repeat: Repeat, first: dt.date) -> bool:
    """Whether the bare rule has a day within nine years from `first`; asked once, before any other question.

    Without a day dateutil looks on to the year 9999, which may take a second.
    """
    begin = repeat.start or first
    found = _rrule(repeat.rule, begin).after(dt.datetime.combine(begin, dt.time.min), inc=True)
    return found is not None and found.date() <= begin + AHEAD


def next_after(repeat: Repeat, after: dt.datetime) -> dt.datetime | None:
    """The next moment later than `after`, or None when there is none any more (within nine years)."""
    step = dt.timedelta(days=40)
    at, end = after, after + AHEAD
    while at < end:
        if found := occurrences(repeat, at, at + step):
            return found[0]
        at, step = at + step, step * 2
    return None


def days(repeat: Repeat, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days from `first` to `last` on which it is sent, in order."""
    begin = repeat.start if repeat.count is not None and repeat.start else first - dt.timedelta(days=REACH)
    moved = {moved_day(repeat, day) for day in _by_rule(repeat, begin, last + dt.timedelta(days=REACH))}
    kept = sorted(day for day in moved if day is not None and _inside(repeat, day))
    return [day for day in kept[: repeat.count] if first <= day <= last]


def left_out(repeat: Repeat, day: dt.date) -> bool:
    """Whether nothing may be sent on this day."""
    if repeat.weekends and day.weekday() >= 5:
        return True
    if any(span.holds(day) for span in repeat.spans):
        return True
    return repeat.holidays and bool(jpholiday.is_holiday(day))


def _by_rule(repeat: Repeat, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days of the bare rule from first to last."""
    begin = repeat.start or dt.date(first.year - 1, 1, 1)
    if repeat.until:
        last = min(last, repeat.until + dt.timedelta(days=REACH))
    lower, upper = (dt.datetime.combine(day, dt.time.min) for day in (max(first, begin), last))
    if lower > upper:
        return
    yield from (moment.date() for moment in _rrule(repeat.rule, begin).between(lower, upper, inc=True))


def _rrule(rule: Rule, begin: dt.date) -> rrule:
    made = rrulestr(rule.text, dtstart=dt.datetime.combine(begin, dt.time.min))
    if not isinstance(made, rrule):
        raise TypeError("one rule is one rule")
    return made


def moved_day(repeat: Repeat, day: dt.date) -> dt.date | None:
    """The day it really goes out instead of a day of the rule; None: not at all."""
    if not left_out(repeat, day):
        return day
    if repeat.on_skip == "skip":
        return None
    step = dt.timedelta(days=1 if repeat.on_skip == "after" else -1)
    for number in range(1, REACH + 1):
        if not left_out(repeat, day + step * number):
            return day + step * number
    return None


def _inside(repeat: Repeat, day: dt.date) -> bool:
    """Nothing goes out before the first or after the last day, also when it was moved."""
    return (repeat.start is None or repeat.start <= day) and (repeat.until is None or day <= repeat.until)
