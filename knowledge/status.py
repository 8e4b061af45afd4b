"""Where a program stands on a given day, as far as the source tells. Days are JST dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.calendar import first_day, fiscal_year, last_day
from knowledge.programs import Edition, EditionStatus, Program, Window

SOON_DAYS = 14


class Standing(StrEnum):
    """What a citizen needs to know before anything else."""

    OPEN = "open"  # 受付中
    SOON = "soon"  # 締切間近: at most SOON_DAYS left
    WINDOW_CLOSED = "window_closed"  # this year's windows are over, the program goes on
    RUNNING = "running"  # runs this year; the source gives no window
    PLANNED = "planned"  # in this year's plan; the source was written before the year began
    ENDING = "ending"  # still there, but its end is fixed
    ENDED = "ended"
    MERGED = "merged"  # lives on inside another program
    MERGING = "merging"  # will from the next fiscal year
    STARTS = "starts"  # begins with a later fiscal year
    NOT_HELD = "not_held"
    UNCLEAR = "unclear"  # the source contradicts itself
    UNCONFIRMED = "unconfirmed"  # today lies after the last year the source speaks of


@dataclass(frozen=True)
class Status:
    """A standing with the edition it rests on; `year` is the fiscal year the standing speaks of."""

    standing: Standing
    edition: Edition
    year: int
    window: Window | None = None
    days_left: int | None = None
    until: str | None = None  # a day or a month, as stated

    @property
    def over(self) -> bool:
        """Nobody can use it any more, or its end is fixed: the answer says so first."""
        return self.standing in (Standing.ENDED, Standing.ENDING)


def status_on(program: Program, today: dt.date) -> Status:
    """The standing of a program on a day."""
    year = fiscal_year(today)
    edition = program.edition(year)
    if edition is None:
        return _outside_the_source(program, year)
    ended = _ended(program, edition, today)
    if ended:
        return ended
    fixed = {
        EditionStatus.MERGED: Standing.MERGED,
        EditionStatus.UNCLEAR: Standing.UNCLEAR,
        EditionStatus.NOT_HELD: Standing.NOT_HELD,
    }.get(edition.status)
    if fixed:
        return Status(fixed, edition, year)
    end = _end_ahead(program, edition)
    return _still_open(end, edition, today) if end else _by_windows(edition, today)


def _outside_the_source(program: Program, year: int) -> Status:
    first, last = program.editions[0], program.editions[-1]
    if year < first.fiscal_year:
        return Status(Standing.STARTS, first, first.fiscal_year)
    if last.status in (EditionStatus.ABOLISHED, EditionStatus.LAST_YEAR):
        final = last.fiscal_year - (last.status is EditionStatus.ABOLISHED)
        return Status(Standing.ENDED, last, final, until=last.ends_on)
    known = {EditionStatus.MERGED: Standing.MERGED, EditionStatus.UNCLEAR: Standing.UNCLEAR}
    return Status(known.get(last.status, Standing.UNCONFIRMED), last, last.fiscal_year)


def _ended(program: Program, edition: Edition, today: dt.date) -> Status | None:
    if edition.status is EditionStatus.ABOLISHED:
        return Status(Standing.ENDED, edition, edition.fiscal_year - 1)
    following = program.edition(edition.fiscal_year + 1)
    last_of_all = edition.status is EditionStatus.LAST_YEAR or (
        following is not None and following.status is EditionStatus.ABOLISHED
    )
    if last_of_all and edition.ends_on and today > last_day(edition.ends_on):
        return Status(Standing.ENDED, edition, edition.fiscal_year, until=edition.ends_on)
    return None


def _end_ahead(program: Program, edition: Edition) -> Status | None:
    """A fixed end that still lies ahead: this year, or the last edition the source announces."""
    following = program.edition(edition.fiscal_year + 1)
    if edition.status is EditionStatus.LAST_YEAR:
        return Status(Standing.ENDING, edition, edition.fiscal_year, until=edition.ends_on)
    if following is None:
        return None
    if following.status is EditionStatus.ABOLISHED:
        return Status(Standing.ENDING, following, edition.fiscal_year, until=edition.ends_on)
    if following.status is EditionStatus.LAST_YEAR:
        return Status(Standing.ENDING, following, following.fiscal_year, until=following.ends_on)
    if following.status is EditionStatus.MERGED:
        return Status(Standing.MERGING, following, following.fiscal_year)
    if following.status is EditionStatus.UNCLEAR:
        return Status(Standing.UNCLEAR, following, following.fiscal_year)
    return None


def _still_open(status: Status, edition: Edition, today: dt.date) -> Status:
    """A program whose end is fixed may take applications to the last: its open window goes with it."""
    window = _open_window(edition, today)
    if window is None:
        return status
    return replace(status, window=window, days_left=(last_day(str(window.end)) - today).days)


def _open_window(edition: Edition, today: dt.date) -> Window | None:
    """The window with a stated end that is open on this day; its last day counts."""
    for window in edition.windows:
        begun = window.start is None or first_day(window.start) <= today
        if window.end and begun and today <= last_day(window.end):
            return window
    return None


def _by_windows(edition: Edition, today: dt.date) -> Status:
    year = edition.fiscal_year
    dated = [window for window in edition.windows if window.end]
    window = _open_window(edition, today)
    if window and window.end:
        left = (last_day(window.end) - today).days
        stated = len(window.end) == len("2025-04-01")  # in a month without a day nobody knows how near the end is
        standing = Standing.SOON if stated and left <= SOON_DAYS else Standing.OPEN
        return Status(standing, edition, year, window=window, days_left=left, until=window.end)
    if dated and len(dated) == len(edition.windows) and all(last_day(str(w.end)) < today for w in dated):
        latest = max(dated, key=lambda window: last_day(str(window.end)))
        return Status(Standing.WINDOW_CLOSED, edition, year, window=latest, until=latest.end)
    ran = edition.status is EditionStatus.RUNNING
    return Status(Standing.RUNNING if ran else Standing.PLANNED, edition, year)
