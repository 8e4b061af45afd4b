"""What is stored about one person and events, for 私のデータ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.models_events import Attendance, EventSession
from bot.models_sending import Enrolment


@dataclass(frozen=True)
class Known:
    """One enrolment; `there` are the days of the session (from 1) on which the person was checked in."""

    code: str
    name: str | None  # None: the session itself is no longer known
    first_day: dt.date | None
    state: str
    people: int
    number: int | None
    there: tuple[int, ...]


def known(session: Session, user_id: str) -> tuple[Known, ...]:
    """Every enrolment of the person, also cancelled and past ones, the earliest first."""
    rows = session.execute(
        sa.select(Enrolment, EventSession.name, EventSession.first_day)
        .outerjoin(EventSession, EventSession.code == Enrolment.event_code)
        .where(Enrolment.user_id == user_id)
        .order_by(EventSession.first_day, Enrolment.event_code)
    ).all()
    there: dict[str, list[int]] = {}
    days = sa.select(Attendance.event_code, Attendance.day).where(Attendance.user_id == user_id)
    for code, day in session.execute(days.order_by(Attendance.day)):
        there.setdefault(code, []).append(day)
    return tuple(
        Known(
            row.event_code, name, day, row.state, row.people or 1, row.number, tuple(there.get(row.event_code, ()))
        )
        for row, name, day in rows
    )  # fmt: skip
