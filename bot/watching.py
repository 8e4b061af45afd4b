"""Who watches which program, and days on which somebody wants to hear again; what was not told yet goes with a watch.

Who watches anew is told of what is still to come, never again of what was told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot import personal
from bot.announcements.timing import at_on
from bot.models_events import DayWatch, PersonalNotice, ProgramWindow
from bot.models_sending import Watch
from bot.queue import run

_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_COLUMNS = ["user_id", "kind", "occasion", "about", "made_at", "ready_at", "push_at", "until", "state"]
UNTOLD = ("waiting", "dropped")
SOON = dt.timedelta(days=14)  # what ends so soon does not wait for the weekly bundle


@dataclass(frozen=True)
class Notice:
    """What is told to everybody chosen: moments are aware UTC, as in bot/personal.py."""

    kind: str
    occasion: str
    about: Mapping[str, Any]
    ready_at: dt.datetime
    push_at: dt.datetime
    until: dt.datetime


def watch(session: Session, user_id: str, program_id: str, now: dt.datetime) -> bool:
    """Begins to watch a program; False when the person does already."""
    values = {"user_id": user_id, "program_id": program_id, "since": now}
    if not _insert(session, Watch, values, ["user_id", "program_id"]):
        return False
    _forget(session, user_id, f"watch:{program_id}:")
    return True


def unwatch(session: Session, user_id: str, program_id: str) -> bool:
    """Ends a watch, and takes back what was not told yet; False when there was none."""
    gone = sa.delete(Watch).where(Watch.user_id == user_id, Watch.program_id == program_id)
    _forget(session, user_id, f"watch:{program_id}:")
    return _change(session, gone) == 1


def watched(session: Session, user_id: str) -> list[str]:
    """The programs a person watches, the first one first."""
    mine = sa.select(Watch.program_id).where(Watch.user_id == user_id).order_by(Watch.since, Watch.program_id)
    return list(run(session, mine).scalars())


def watch_day(
    session: Session, user_id: str, program_id: str, day: dt.date, why: str, now: dt.datetime
) -> bool:
    """Tells the person about a program again on a day (JST); `why` is the kind of edge. False when noted already."""
    values = {"user_id": user_id, "program_id": program_id, "day": day, "why": why, "since": now}
    if not _insert(session, DayWatch, values, ["user_id", "program_id", "day"]):
        return False
    _forget(session, user_id, day_name(program_id, day))
    return True


def unwatch_day(session: Session, user_id: str, program_id: str, day: dt.date) -> bool:
    """Takes it back; False when there was none."""
    chosen = (DayWatch.user_id == user_id, DayWatch.program_id == program_id, DayWatch.day == day)
    _forget(session, user_id, day_name(program_id, day))
    return _change(session, sa.delete(DayWatch).where(*chosen)) == 1


def days_of(session: Session, user_id: str) -> list[tuple[str, dt.date, str]]:
    """The days a person waits for: program, day, why."""
    mine = sa.select(DayWatch.program_id, DayWatch.day, DayWatch.why).where(DayWatch.user_id == user_id)
    return [(row.program_id, row.day, row.why) for row in run(session, mine.order_by(DayWatch.day))]


def day_name(program_id: str, day: dt.date) -> str:
    """The occasion of a day somebody waits for."""
    return f"watchday:{program_id}:{day.isoformat()}"


def tell_confirmed(session: Session, row: ProgramWindow, now: dt.datetime) -> int:
    """Tells everybody who watches the program now that a fiscal year's window is confirmed: once for the year."""
    end = row.ends_on or dt.date(row.fiscal_year + 1, 3, 31)
    until = _midnight_after(end)
    if until <= now:
        return 0
    bundle = personal.next_bundle(now)
    occasion = _confirmed(row)
    # One that was dropped was never told: nothing was left to say of the year, and now there is.
    again = (PersonalNotice.occasion == occasion, PersonalNotice.state == "dropped")
    _change(session, sa.delete(PersonalNotice).where(*again))
    notice = Notice(
        "watch.confirmed",
        occasion,
        {"p": row.program_id, "fy": row.fiscal_year},
        now,
        now if row.ends_on and _midnight_after(row.ends_on) - bundle < SOON else bundle,
        until,
    )
    return put(session, notice, watchers(notice, row.program_id, now), now)


def keep_days(session: Session, row: ProgramWindow) -> None:
    """Writes the days of a year's windows into what waits to be told of the year; without any, nothing waits."""
    same = (ProgramWindow.program_id == row.program_id, ProgramWindow.fiscal_year == row.fiscal_year)
    chosen = sa.select(ProgramWindow).where(*same, ProgramWindow.withdrawn.is_(False)).order_by(ProgramWindow.id)
    windows = {
        one.label: [day.isoformat() if day else None for day in (one.starts_on, one.ends_on)]
        for one in session.scalars(chosen)
    }
    waiting = (PersonalNotice.occasion == _confirmed(row), PersonalNotice.state == "waiting")
    if windows:
        about = {"p": row.program_id, "fy": row.fiscal_year, "windows": windows}
        _change(session, sa.update(PersonalNotice).where(*waiting).values(about=about))
    else:
        _change(session, sa.delete(PersonalNotice).where(*waiting))


def number(session: Session, program_id: str) -> int:
    """How many people watch the program."""
    return session.scalar(sa.select(sa.func.count()).select_from(Watch).where(Watch.program_id == program_id)) or 0


def watchers(notice: Notice, program_id: str, before: dt.datetime) -> sa.Select[Any]:
    """Those who have watched the program since before a moment and were never noted for this occasion."""
    noted = sa.select(PersonalNotice.id).where(
        PersonalNotice.user_id == Watch.user_id, PersonalNotice.occasion == notice.occasion
    )
    return sa.select(Watch.user_id).where(Watch.program_id == program_id, Watch.since < before, ~noted.exists())


def put(session: Session, notice: Notice, chosen: sa.Select[Any], now: dt.datetime) -> int:
    """Notes it for everybody chosen (a SELECT of user ids), by one statement; how many there were."""
    who = chosen.subquery()
    given = (notice.kind, notice.occasion, dict(notice.about), now, notice.ready_at, notice.push_at, notice.until)
    values = [
        sa.literal(value, PersonalNotice.__table__.c[name].type)
        for name, value in zip(_COLUMNS[1:], (*given, "waiting"), strict=True)
    ]
    rows = sa.select(who.c.user_id, *values).where(sa.true())
    made = _INSERTS[session.get_bind().dialect.name](PersonalNotice).from_select(_COLUMNS, rows, include_defaults=False)
    return _change(session, made.on_conflict_do_nothing(index_elements=["user_id", "occasion"]))


def forget_untold(session: Session, row: ProgramWindow) -> int:
    """Takes back what has not been told of a window, whatever its days were: its days have changed, or it is gone."""
    begins = f"watch:{row.program_id}:{row.fiscal_year}:{row.label}:"
    chosen = (PersonalNotice.occasion.startswith(begins, autoescape=True), PersonalNotice.state.in_(UNTOLD))
    return _change(session, sa.delete(PersonalNotice).where(*chosen))


def _confirmed(row: ProgramWindow) -> str:
    """The occasion that a fiscal year's window was confirmed."""
    return f"watch:{row.program_id}:confirmed:{row.fiscal_year}"


def _forget(session: Session, user_id: str, begins: str) -> None:
    """Notices never told go, so that the occasion may be told after all to whoever watches anew."""
    mine = (PersonalNotice.user_id == user_id, PersonalNotice.occasion.startswith(begins, autoescape=True))
    _change(session, sa.delete(PersonalNotice).where(*mine, PersonalNotice.state.in_(UNTOLD)))


def _insert(session: Session, table: type[Any], values: dict[str, Any], keys: list[str]) -> bool:
    made = _INSERTS[session.get_bind().dialect.name](table).values(**values)
    return _change(session, made.on_conflict_do_nothing(index_elements=keys)) == 1


def _change(session: Session, statement: sa.Executable) -> int:
    """Runs it in the writer's turn; how many rows it changed."""
    kept = {"synchronize_session": False, "preserve_rowcount": True}  # of an INSERT, too
    done = session.execute(statement, execution_options=kept)
    return int(cast("sa.CursorResult[Any]", done).rowcount)


def _midnight_after(day: dt.date) -> dt.datetime:
    return at_on(day + dt.timedelta(days=1), dt.time())
