"""On what occasions somebody who watches a program hears of it, and when each is due. Pure; moments are aware UTC.

Each occasion is due at nine in the morning in Japan. A reminder whose day finds the office closed (bot/office_days.py)
comes on the last working day before it. From `until` on the occasion is no longer true, or a later one takes its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot import office_days
from bot.announcements.timing import at_on
from knowledge.calendar import first_day, last_day
from knowledge.programs import Program
from knowledge.windows import LIVE, Confirmed, WindowState, over_from, states

Kind = Literal["deadline", "opens", "ended", "replaced"]
BEFORE = (30, 7, 1)  # days before a window's end
URGENT = (7, 1)
APART = 7  # days after the opening from which a reminder a month before the end still tells something new
STILL_NEWS = dt.timedelta(days=60)  # so long an end, or an opening without an end, is worth telling
AT = dt.time(9)


@dataclass(frozen=True)
class Occasion:
    """`name` is one for each watch and occasion; `about` is what the words need to be made again when it is told."""

    kind: Kind
    name: str
    due: dt.datetime
    until: dt.datetime
    about: dict[str, str | int] = field(default_factory=dict)
    urgent: bool = False
    fiscal_year: int | None = None
    confirmed_on: dt.date | None = None


def occasions(program: Program, today: dt.date, extra: Sequence[Confirmed] = ()) -> list[Occasion]:
    """All occasions of the windows known today, and the program's end; past ones, present ones and those ahead."""
    found: list[Occasion] = []
    for window in states(program, today, extra):
        if window.state in LIVE:
            found += _of_window(program.id, window)
    return [*found, *_end(program)]


def reminder_days(end: str, start: str | None = None) -> list[tuple[int, dt.date]]:
    """How many days before the end, and the day on which it is told; a month without a day counts as its first day.

    Nothing before the window opens, nor a month's notice of a window that has only just opened.
    """
    last = first_day(end)
    opens = opening_day(start) if start else dt.date.min
    kept = []
    for before in BEFORE:
        day = office_days.last_working(last - dt.timedelta(days=before))
        apart = dt.timedelta(days=APART if before not in URGENT else 1)
        if start is None or day - apart >= opens:
            kept.append((before, day))
    return kept


def opening_day(start: str) -> dt.date:
    """The day on which it is told that a window opens."""
    return office_days.last_working(first_day(start))


def moment(day: dt.date) -> dt.datetime:
    """Nine in the morning in Japan."""
    return at_on(day, AT)


def after(day: dt.date) -> dt.datetime:
    """The midnight at which a day is over in Japan."""
    return at_on(day + dt.timedelta(days=1), dt.time())


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins in Japan."""
    return at_on(day, dt.time())


def window_name(program_id: str, fiscal_year: int, label: str) -> str:
    """What the names of all occasions of a window begin with."""
    return f"watch:{program_id}:{fiscal_year}:{label}:"


def confirmed_name(program_id: str, fiscal_year: int) -> str:
    """The occasion that a fiscal year's window was confirmed for the first time."""
    return f"watch:{program_id}:confirmed:{fiscal_year}"


def corrected_name(program_id: str, fiscal_year: int, label: str) -> str:
    """What the names of all corrections of a window begin with."""
    return f"{window_name(program_id, fiscal_year, label)}corrected:"


def _of_window(program_id: str, window: WindowState) -> Iterator[Occasion]:
    own = window_name(program_id, window.fiscal_year, window.label)
    about: dict[str, str | int] = {"p": program_id, "fy": window.fiscal_year, "label": window.label}
    year, said = window.fiscal_year, window.confirmed_on
    days = reminder_days(window.end, window.start) if window.end else []
    if window.start:
        due = moment(opening_day(window.start))
        until = after(last_day(window.end)) if window.end else after(first_day(window.start)) + STILL_NEWS
        until = min([until, *(moment(day) for before, day in days if before in URGENT)])
        told = {**about, "start": window.start} | ({"end": window.end} if window.end else {})
        yield Occasion("opens", f"{own}opens:{window.start}", due, until, told, False, year, said)
    for place, (before, day) in enumerate(days):
        following = moment(days[place + 1][1]) if place + 1 < len(days) else after(last_day(str(window.end)))
        told = {**about, "end": str(window.end), "before": before} | ({"start": window.start} if window.start else {})
        name = f"{own}{window.end}:{before}"
        yield Occasion("deadline", name, moment(day), following, told, before in URGENT, year, said)


def _end(program: Program) -> Iterator[Occasion]:
    """That it is over, or what has taken its place: one of the two."""
    day = over_from(program)
    if day is None:
        return
    due = moment(day)
    followers = program.successors or ((program.merged_into,) if program.merged_into else ())
    own = f"watch:{program.id}:"
    about: dict[str, str | int] = {"p": program.id}
    if followers:
        yield Occasion("replaced", f"{own}replaced:{followers[0]}", due, due + STILL_NEWS, about)
    else:
        yield Occasion("ended", f"{own}ended", due, due + STILL_NEWS, about)
