"""In which state each window of a program is on a day: 予告 受付中 締切間近 締切, 終了, or 今年度未確認.

Pure; days are JST, and a window's last day counts to its end. A window is the document's (knowledge/data) or one that
the office has confirmed; of two with the same label in a fiscal year the confirmed one holds. A month without a day
stays a month: nothing is counted to a day that nobody stated. Where the program stands, knowledge/status.py says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from knowledge.calendar import first_day, fiscal_year, last_day
from knowledge.programs import EditionStatus, Program, Window
from knowledge.status import SOON_DAYS, Standing, status_on

FULL_DAY = len("2025-04-01")
GONE = (Standing.ENDED, Standing.MERGED)


class State(StrEnum):
    """How a window stands; the order is the one in which they matter to people."""

    SOON = "soon"  # 締切間近: at most SOON_DAYS left
    OPEN = "open"  # 受付中
    ANNOUNCED = "announced"  # 予告: its beginning lies ahead
    UNCONFIRMED = "unconfirmed"  # 今年度未確認: nobody has stated until when
    CLOSED = "closed"  # 締切
    OVER = "over"  # 終了: the program itself is


_ORDER = list(State)
LIVE = (State.SOON, State.OPEN, State.ANNOUNCED)


class Confirmed(Protocol):
    """A window as the office has confirmed it; None where it stated no day."""

    @property
    def fiscal_year(self) -> int:
        """The western year in which the fiscal year begins."""

    @property
    def label(self) -> str:
        """What the window is called."""

    @property
    def starts_on(self) -> dt.date | None:
        """Its first day."""

    @property
    def ends_on(self) -> dt.date | None:
        """Its last day."""

    @property
    def note(self) -> str | None:
        """What people should know beside the days."""

    @property
    def confirmed_on(self) -> dt.date:
        """The day on which the office said so."""


@dataclass(frozen=True)
class WindowState:
    """A window on a day. `start` and `end` are a day or a month (ISO), as stated; `days_left` is 0 on the last day.

    `days_left` is None where no day is stated. `confirmed_on` is None for a window of the document.
    """

    state: State
    fiscal_year: int
    label: str = ""
    start: str | None = None
    end: str | None = None
    days_left: int | None = None
    confirmed_on: dt.date | None = None
    note: str | None = None

    @property
    def ends_on(self) -> dt.date | None:
        """The last day, where a day is stated."""
        return dt.date.fromisoformat(self.end) if self.end and len(self.end) == FULL_DAY else None


def states(program: Program, today: dt.date, extra: Sequence[Confirmed] = ()) -> list[WindowState]:
    """The windows of this fiscal year and what is known of the next, the most pressing first; never empty."""
    year = fiscal_year(today)
    if status_on(program, today).standing in GONE:
        return [WindowState(State.OVER, year)]
    years = (year, year + 1)
    own = [_confirmed(one, today) for one in extra if one.fiscal_year in years]
    named = {(one.fiscal_year, one.label) for one in own}
    editions = [edition for edition in program.editions if edition.fiscal_year in years]
    stated = [
        _of_source(window, edition.fiscal_year, today)
        for edition in editions
        if edition.status not in (EditionStatus.ABOLISHED, EditionStatus.MERGED)
        for window in edition.windows
        if (edition.fiscal_year, window.label) not in named
    ]
    found = sorted([*own, *stated], key=_urgency)
    this_year = [one for one in found if one.fiscal_year == year or one.state in LIVE]
    return this_year or [WindowState(State.UNCONFIRMED, year)]


def over_from(program: Program) -> dt.date | None:
    """The first day on which the program is over by the document; None while it names none."""
    days = []
    for edition in program.editions:
        if edition.status in (EditionStatus.ABOLISHED, EditionStatus.MERGED):
            days.append(dt.date(edition.fiscal_year, 4, 1))
        if edition.status is EditionStatus.LAST_YEAR:
            days.append(dt.date(edition.fiscal_year + 1, 4, 1))
        if edition.ends_on:
            days.append(last_day(edition.ends_on) + dt.timedelta(days=1))
    return next((day for day in sorted(days) if status_on(program, day).standing in GONE), None)


def _confirmed(one: Confirmed, today: dt.date) -> WindowState:
    start, end = (day.isoformat() if day else None for day in (one.starts_on, one.ends_on))
    open_ended = State.OPEN  # the office says applications are taken, and names no end
    return _window(one.fiscal_year, one.label, start, end, today, open_ended, one.confirmed_on, one.note)


def _of_source(window: Window, year: int, today: dt.date) -> WindowState:
    return _window(year, window.label, window.start, window.end, today, State.UNCONFIRMED)


def _window(
    year: int,
    label: str,
    start: str | None,
    end: str | None,
    today: dt.date,
    open_ended: State,
    confirmed_on: dt.date | None = None,
    note: str | None = None,
) -> WindowState:
    begins = first_day(start) if start else dt.date(year, 4, 1)
    left = None
    if end and last_day(end) < today:
        state = State.CLOSED
    elif begins > today:
        state = State.ANNOUNCED
    elif end is None:
        state = open_ended if fiscal_year(today) == year else State.CLOSED
    else:
        left = (last_day(end) - today).days if len(end) == FULL_DAY else None
        state = State.SOON if left is not None and left <= SOON_DAYS else State.OPEN
    return WindowState(state, year, label, start, end, left, confirmed_on, note)


def _urgency(one: WindowState) -> tuple[int, int]:
    """By state, then by what comes first; of closed ones the latest."""
    if one.state is State.ANNOUNCED:
        day = first_day(one.start) if one.start else dt.date(one.fiscal_year, 4, 1)
    else:
        day = last_day(one.end) if one.end else dt.date.max
    nearest = -day.toordinal() if one.state is State.CLOSED else day.toordinal()
    return _ORDER.index(one.state), nearest
