"""Who was told days of a window that hold no more, and the notice that puts it right: once per watch and correction.

What somebody was told stands in the notices themselves: each keeps the days (ISO, Japan's) that its words named. Only
what was told counts; whatever still waits is made anew with the days that hold (bot/watching.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.announcements.timing import at_on
from bot.clock import today_jst
from bot.models_events import PersonalNotice, ProgramWindow
from bot.models_sending import Watch

KIND = "watch.corrected"
SECOND_THOUGHTS = dt.timedelta(minutes=10)  # a slip in the correction itself is put right before anybody reads it

_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Said:
    """What was said of a window: its days or months (ISO), None where none was stated; `gone`: that it was no such."""

    start: str | None = None
    end: str | None = None
    gone: bool = False


def of_row(row: ProgramWindow) -> Said:
    """What holds of the window now."""
    if row.withdrawn:
        return Said(gone=True)
    start, end = (day.isoformat() if day else None for day in (row.starts_on, row.ends_on))
    return Said(start, end)


def differ(said: Said, now: Said) -> bool:
    """Whether what was said is wrong now. A day that was not stated, or a month that has got its day, was not wrong."""
    if said.gone or now.gone:
        return said.gone is not now.gone
    stated = ((said.start, now.start), (said.end, now.end))
    return any(was and not (holds or "").startswith(was) for was, holds in stated)


def last_said(
    session: Session, program_id: str, fiscal_year: int, label: str, user_id: str | None = None
) -> dict[str, Said]:
    """What each person who watches the program, or this one, was told last of the window."""
    begins = f"watch:{program_id}:{fiscal_year}:{label}:"
    confirmed = f"watch:{program_id}:confirmed:{fiscal_year}"
    about_it = sa.or_(
        PersonalNotice.occasion.startswith(begins, autoescape=True), PersonalNotice.occasion == confirmed
    )
    chosen = (
        sa.select(PersonalNotice.user_id, PersonalNotice.kind, PersonalNotice.about, PersonalNotice.told_at)
        .join(Watch, sa.and_(Watch.user_id == PersonalNotice.user_id, Watch.program_id == program_id))
        .where(about_it, PersonalNotice.state == "told")
        .order_by(PersonalNotice.told_at, PersonalNotice.id)
    )
    mine = chosen if user_id is None else chosen.where(PersonalNotice.user_id == user_id)
    found: dict[str, Said] = {}
    for who, kind, about, told_at in session.execute(mine):
        if (said := _said(kind, about, told_at, label)) is not None:
            found[who] = said
    return found


def tell(session: Session, row: ProgramWindow, number: int, now: dt.datetime, early: bool = False) -> int:
    """Notes for everybody who was told other days that these hold; how many. `number` names the correction for good.

    `early`: it was closed before its time; the days that were told had been right.
    """
    holds = of_row(row)
    said = last_said(session, row.program_id, row.fiscal_year, row.label)
    wrong = {who: one for who, one in said.items() if differ(one, holds)}
    about = {"p": row.program_id, "fy": row.fiscal_year, "label": row.label, "on": today_jst(now).isoformat()}
    about |= {name: day for name, day in (("start", holds.start), ("end", holds.end)) if day}
    about |= {name: True for name, is_so in (("gone", holds.gone), ("early", early)) if is_so}
    occasion = f"watch:{row.program_id}:{row.fiscal_year}:{row.label}:corrected:{number}"
    rows = [
        {
            "user_id": who, "kind": KIND, "occasion": occasion, "about": about, "made_at": now, "ready_at": now,
            "push_at": now + SECOND_THOUGHTS, "until": until, "state": "waiting",
        }
        for who, one in wrong.items() if (until := _until(row, one)) > now
    ]  # fmt: skip
    if rows:
        made = _INSERTS[session.get_bind().dialect.name](PersonalNotice)
        session.execute(made.on_conflict_do_nothing(index_elements=["user_id", "occasion"]), rows)
    return len(rows)


def _said(kind: str, about: Mapping[str, Any], told_at: dt.datetime | None, label: str) -> Said | None:
    """What the words of a told notice said of the window of this name; None for nothing."""
    if kind == "watch.confirmed":
        days = about.get("windows", {}).get(label)
        over = days and days[1] and told_at and days[1] < today_jst(told_at).isoformat()  # was left out
        return None if not days or over else Said(*days)
    if about.get("label") != label:
        return None
    return Said(about.get("start"), about.get("end"), bool(about.get("gone")))


def _until(row: ProgramWindow, said: Said) -> dt.datetime:
    """The end of the last day somebody might go by: the one that was told, or the one that holds."""
    year_ends = dt.date(row.fiscal_year + 1, 3, 31)
    told = dt.date.fromisoformat(said.end) if said.end and len(said.end) == len("2026-12-10") else year_ends
    holds = year_ends if row.withdrawn or row.ends_on is None else row.ends_on
    last = told if row.withdrawn else max(told, holds)
    return at_on(last + dt.timedelta(days=1), dt.time())
