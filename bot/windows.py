"""Windows of programs that the office has confirmed: read in one statement, changed by staff, each change written down.

Days are JST. Whoever watches the program is told once for a fiscal year; a change takes back what has not been told
yet of the window, jobs/watches.py makes what is true now, and whoever was told other days is told so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import corrections, watching
from bot import wording_windows as words
from bot.announcements.names import named
from bot.clock import today_jst
from bot.errors import Problem
from bot.models_events import ProgramWindow
from bot.models_sending import AuditEntry
from bot.queue import run


@dataclass(frozen=True)
class Entered:
    """What staff enter of a window."""

    program_id: str
    fiscal_year: int
    label: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    note: str | None


@dataclass(frozen=True)
class ConfirmedWindow(Entered):
    """A window as knowledge/windows.py reads it."""

    id: int
    confirmed_on: dt.date


_COLUMNS = (
    ProgramWindow.program_id, ProgramWindow.fiscal_year, ProgramWindow.label, ProgramWindow.starts_on,
    ProgramWindow.ends_on, ProgramWindow.note, ProgramWindow.id, ProgramWindow.confirmed_on,
)  # fmt: skip
_READ = sa.select(*_COLUMNS).where(ProgramWindow.withdrawn.is_(False)).order_by(ProgramWindow.id)


def confirmed(session: Session) -> dict[str, list[ConfirmedWindow]]:
    """All windows that hold, by program: one read."""
    found: dict[str, list[ConfirmedWindow]] = defaultdict(list)
    for row in run(session, _READ):
        found[row.program_id].append(ConfirmedWindow(*tuple(row)))
    return dict(found)


def as_confirmed(row: ProgramWindow) -> ConfirmedWindow:
    """The row as the knowledge's parts read it."""
    return ConfirmedWindow(*(getattr(row, column.key) for column in _COLUMNS))


def find(session: Session, number: int) -> ProgramWindow:
    """The row of this number. Raises Problem when there is none, or it was withdrawn."""
    row = session.get(ProgramWindow, number, with_for_update=True)
    if row is None or row.withdrawn:
        raise Problem(words.UNKNOWN.format(number=number))
    return row


@dataclass(frozen=True)
class Done:
    """A window as it is now: how many are told of it for the first time, and how many that other days were wrong."""

    row: ProgramWindow
    told: int = 0
    corrected: int = 0


def add(session: Session, given: Entered, by: str, now: dt.datetime) -> Done:
    """A new window, or one that was withdrawn. Raises Problem when it is there."""
    same = sa.select(ProgramWindow).where(
        ProgramWindow.program_id == given.program_id,
        ProgramWindow.fiscal_year == given.fiscal_year,
        ProgramWindow.label == given.label,
    )
    row = session.scalar(same)
    if row is not None and not row.withdrawn:
        raise Problem(words.TWICE.format(year=given.fiscal_year, label=given.label, number=row.id))
    who, today = named(by), today_jst(now)
    if row is None:
        row = ProgramWindow(program_id=given.program_id, fiscal_year=given.fiscal_year, label=given.label)
        session.add(row)
    row.starts_on, row.ends_on, row.note = given.starts_on, given.ends_on, given.note
    row.confirmed_on, row.confirmed_by, row.withdrawn = today, who, False
    session.flush()
    entry = _note(session, "window add", row, who, now)
    watching.forget_untold(session, row)
    told = watching.tell_confirmed(session, row, now)
    watching.keep_days(session, row)
    return Done(row, told, corrections.tell(session, row, entry, now))


def change(
    session: Session, number: int, days: tuple[dt.date | None, dt.date | None], note: str | None, by: str,
    now: dt.datetime, early: bool = False,
) -> Done:  # fmt: skip
    """Other days or another note; it counts as confirmed anew today. `early`: it is closed before its time."""
    row = find(session, number)
    who = named(by)
    before = _days(row)
    row.starts_on, row.ends_on = days
    row.note = note
    row.confirmed_on, row.confirmed_by = today_jst(now), who
    session.flush()
    entry = _note(session, "window end" if early else "window change", row, who, now, before=before)
    if _days(row) == before:
        return Done(row)
    return Done(row, corrected=_put_right(session, row, entry, now, early))


def withdraw(session: Session, number: int, reason: str, by: str, now: dt.datetime) -> Done:
    """It was entered by mistake: nobody is told of it any more, and whoever was told hears that it is not so."""
    row = find(session, number)
    who = named(by)
    row.withdrawn = True
    session.flush()
    entry = _note(session, "window withdraw", row, who, now, reason=reason)
    return Done(row, corrected=_put_right(session, row, entry, now))


def listed(session: Session) -> list[ProgramWindow]:
    """Those that hold, by program and day."""
    order = (ProgramWindow.fiscal_year.desc(), ProgramWindow.program_id, ProgramWindow.starts_on, ProgramWindow.id)
    return list(session.scalars(sa.select(ProgramWindow).where(ProgramWindow.withdrawn.is_(False)).order_by(*order)))


def _put_right(session: Session, row: ProgramWindow, entry: int, now: dt.datetime, early: bool = False) -> int:
    """What waits is made anew, what was told is corrected; to how many."""
    watching.forget_untold(session, row)
    watching.keep_days(session, row)
    return corrections.tell(session, row, entry, now, early)


def _days(row: ProgramWindow) -> dict[str, str | None]:
    return {
        name: day.isoformat() if day else None for name, day in (("from", row.starts_on), ("until", row.ends_on))
    }


def _note(session: Session, what: str, row: ProgramWindow, by: str, now: dt.datetime, **more: Any) -> int:
    """Writes down who did it; the number of the entry."""
    window = {"id": row.id, "program": row.program_id, "year": row.fiscal_year, "label": row.label}
    entry = AuditEntry(at=now, by=by, what=what, detail={**window, **_days(row), "note": row.note, **more})
    session.add(entry)
    session.flush()
    return entry.id
