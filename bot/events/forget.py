"""What is known of the people of a session, and how it goes: counts stay in `tally`, names do not.

`tally` holds what has been forgotten so far; together with the rows that are left it is always the whole.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.events import door
from bot.events.seats import hold
from bot.models_events import Attendance, EventSession
from bot.models_sending import Enrolment

COUNTED = ("enrolled", "people", "waiting", "cancelled", "attended", "completed")


def counts(session: Session, event: EventSession) -> dict[str, int]:
    """How many parties were `enrolled` (with how many `people`), `waiting` to the end, `cancelled`; how many persons
    `attended`, on which day (`day1` …), and how many `completed` it. Those whose names have gone are in it."""
    rows = session.scalars(sa.select(Enrolment).where(Enrolment.event_code == event.code))
    total = Counter(event.tally or {})
    total.update(_counted(event, rows, door.attended(session, event.code)))
    return {**dict.fromkeys(COUNTED, 0), **dict(total)}


def stale(session: Session, today: dt.date, keep: int) -> list[str]:
    """The codes of sessions whose last day in Japan is more than `keep` days ago and where names are left."""
    named = sa.or_(
        sa.exists().where(Enrolment.event_code == EventSession.code),
        sa.exists().where(Attendance.event_code == EventSession.code),
    )
    old = EventSession.last_day < today - dt.timedelta(days=keep)
    return list(session.scalars(sa.select(EventSession.code).where(old, named).order_by(EventSession.code)))


def forget(session: Session, code: str, today: dt.date, keep: int) -> int:
    """Counts everybody of a session and forgets who they were; how many names went."""
    event = hold(session, code)
    if event.last_day >= today - dt.timedelta(days=keep):  # moved meanwhile
        return 0
    event.tally = counts(session, event)
    session.flush()
    gone = 0
    for table in (Enrolment, Attendance):
        taken = sa.delete(table).where(table.event_code == code).returning(table.user_id)
        gone = max(gone, len(set(session.scalars(taken))))
    return gone


def erase(session: Session, user_id: str, upto: dt.datetime) -> None:
    """Takes one person's enrolments and attendance up to a moment out, wherever they are.

    Of what is over the counts stay; a seat of what is to come is free, and jobs/seats.py offers it on.
    """
    theirs = sa.union(
        sa.select(Enrolment.event_code).where(Enrolment.user_id == user_id, Enrolment.at <= upto),
        sa.select(Attendance.event_code).where(Attendance.user_id == user_id, Attendance.at <= upto),
    )
    known = sa.select(EventSession.code).where(EventSession.code.in_(theirs)).order_by(EventSession.code)
    for code in list(session.scalars(known)):  # always in this order, so that two of these never wait for each other
        event = hold(session, code)
        if event.over_at <= upto:
            _count_one(session, event, user_id, upto)
    for table in (Enrolment, Attendance):
        session.execute(sa.delete(table).where(table.user_id == user_id, table.at <= upto))


def _count_one(session: Session, event: EventSession, user_id: str, upto: dt.datetime) -> None:
    rows = sa.select(Enrolment).where(
        Enrolment.event_code == event.code, Enrolment.user_id == user_id, Enrolment.at <= upto
    )
    there = {who: days for who, days in door.attended(session, event.code).items() if who == user_id}
    total = Counter(event.tally or {})
    total.update(_counted(event, session.scalars(rows.execution_options(populate_existing=True)), there))
    event.tally = dict(total)
    session.flush()


def _counted(event: EventSession, rows: Iterable[Enrolment], there: dict[str, frozenset[int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        state = "waiting" if row.state == "offered" else row.state
        found[state] += 1
        if state == "enrolled":
            found["people"] += row.people
    found["attended"] = len(there)
    found["completed"] = sum(door.completed(event, days) for days in there.values())
    found.update(f"day{day}" for days in there.values() for day in days)
    return Counter({name: number for name, number in found.items() if number})
