"""At the door: the code on the wall, sent in the talk, notes that somebody is there; and who completed a course."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.clock import today_jst
from bot.events.days import from_json
from bot.events.seats import enrolment
from bot.models_events import Attendance, EventSession

LENGTH = 6
_SIGNS = re.compile(r"[A-Z0-9]+")
_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class CheckedIn:
    """What became of a code. `day` is the number of the day, from 1; None when none of its days is today."""

    kind: Literal["there", "again", "not_enrolled", "not_today", "unknown"]
    event: EventSession | None = None
    day: int | None = None


def read(words: str) -> str | None:
    """The code in somebody's words, however it is typed (abc 234, ＡＢＣ２３４, ABC-234, 受付 ABC234); else None."""
    found = _SIGNS.findall(unicodedata.normalize("NFKC", words).upper())
    if len(whole := "".join(found)) == LENGTH:
        return whole
    likely = [part for part in found if len(part) == LENGTH]
    return likely[0] if len(likely) == 1 else None


def check_in(session: Session, words: str, user_id: str, now: dt.datetime) -> CheckedIn:
    """Notes once a day that the person is there: on the day itself in Japan, whoever is enrolled.

    `not_today` is also a session that was called off or is not opened.
    """
    code = read(words)
    event = session.scalar(sa.select(EventSession).where(EventSession.door_code == code)) if code else None
    if event is None:
        return CheckedIn("unknown")
    row = enrolment(session, event.code, user_id)
    day = today(event, now)
    if row is None or row.state != "enrolled":
        return CheckedIn("not_enrolled", event, day)
    if day is None or event.state != "open":
        return CheckedIn("not_today", event, day)
    row_of_day = {"event_code": event.code, "user_id": user_id, "day": day, "at": now}
    made = _INSERTS[session.get_bind().dialect.name](Attendance).values(**row_of_day).on_conflict_do_nothing()
    first = session.execute(made.returning(Attendance.day)).first()
    return CheckedIn("again" if first is None else "there", event, day)


def today(event: EventSession, now: dt.datetime) -> int | None:
    """Which of its days it is in Japan, from 1."""
    days = [one.day for one in from_json(event.days)]
    return days.index(today_jst(now)) + 1 if today_jst(now) in days else None


def attended(session: Session, code: str) -> dict[str, frozenset[int]]:
    """Who was there, on which days; nobody where no code was used."""
    found: dict[str, set[int]] = {}
    for user_id, day in session.execute(
        sa.select(Attendance.user_id, Attendance.day).where(Attendance.event_code == code).order_by(Attendance.user_id)
    ):
        found.setdefault(user_id, set()).add(day)
    return {user_id: frozenset(days) for user_id, days in found.items()}


def needed(event: EventSession) -> int:
    """On how many days one must be there to complete it."""
    return min(event.needed_days or len(event.days), len(event.days))


def completed(event: EventSession, days: frozenset[int]) -> bool:
    """Whether somebody who was there on these days has completed it."""
    return len([day for day in days if 1 <= day <= len(event.days)]) >= needed(event)
