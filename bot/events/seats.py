"""The seats of a session: who joins, waits or leaves; never more people than it has seats.

Whoever changes seats holds the session's row first: one UPDATE raises its `turn`, and until the transaction ends
nobody else changes them on either database. Everything that decides is read after that, past the ORM's memory.
Parties stay together; a small one does not pass a bigger one that waits before it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Problem
from bot.events import queue_line
from bot.events.queue_line import STANDING
from bot.events.status import closes_at
from bot.events.wording_seats import NO_SESSION
from bot.models_events import EventSession
from bot.models_sending import Enrolment

Kind = Literal[
    "enrolled", "waiting", "already", "offered", "expired", "not_enrolled",
    "closed", "cancelled", "over", "not_open", "too_many",
]  # fmt: skip
KEY_BYTES = 16  # 128 bits: nobody finds somebody's calendar by trying


@dataclass(frozen=True)
class Seats:
    """How full a session is, in people. `offered` seats are kept for those who were first in line."""

    capacity: int | None
    taken: int
    offered: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Seats nobody has and nobody was offered; None: as many as one likes."""
        return None if self.capacity is None else max(0, self.capacity - self.taken - self.offered)


@dataclass(frozen=True)
class Joined:
    """What became of a wish. `ahead`: how many parties wait before this one; `most`: how many people would do."""

    kind: Kind
    enrolment: Enrolment | None = None
    ahead: int = 0
    most: int | None = None


def hold(session: Session, code: str) -> EventSession:
    """The session as it is now; nobody else changes it or its seats until this transaction ends. Raises Problem."""
    raised = sa.update(EventSession).where(EventSession.code == code).values(turn=EventSession.turn + 1)
    session.execute(raised, execution_options={"synchronize_session": False})  # takes SQLite's turn, if need be
    chosen = sa.select(EventSession).where(EventSession.code == code)
    event = session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()
    if event is None:
        raise Problem(NO_SESSION.format(code=code))
    return event


def seats_of(session: Session, codes: Collection[str]) -> dict[str, Seats]:
    """The seats of these sessions; a code that does not exist is left out."""
    counts = sa.select(Enrolment.event_code, Enrolment.state, sa.func.sum(Enrolment.people))
    people: dict[tuple[str, str], int] = {
        (code, state): int(number)
        for code, state, number in session.execute(
            counts.where(Enrolment.event_code.in_(codes)).group_by(Enrolment.event_code, Enrolment.state)
        )
    }
    rooms = sa.select(EventSession.code, EventSession.capacity).where(EventSession.code.in_(codes))
    return {
        code: Seats(capacity, *(people.get((code, state), 0) for state in ("enrolled", "offered", "waiting")))
        for code, capacity in session.execute(rooms)
    }


def enrolment(session: Session, code: str, user_id: str) -> Enrolment | None:
    """The person's row as it is in the database now, also a cancelled one."""
    chosen = sa.select(Enrolment).where(Enrolment.event_code == code, Enrolment.user_id == user_id)
    return session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()


def mine(session: Session, user_id: str, now: dt.datetime) -> list[tuple[EventSession, Enrolment]]:
    """What the person takes part in, waits for or was offered and is not over, soonest first; cancelled ones too."""
    chosen = (
        sa.select(EventSession, Enrolment)
        .join(Enrolment, Enrolment.event_code == EventSession.code)
        .where(Enrolment.user_id == user_id, Enrolment.state.in_(STANDING), EventSession.over_at > now)
        .order_by(EventSession.first_day, EventSession.starts_at, EventSession.code)
    )
    return [(event, row) for event, row in session.execute(chosen.execution_options(populate_existing=True))]


def join(session: Session, code: str, user_id: str, people: int, now: dt.datetime) -> Joined:
    """Enrols a party, or puts it at the end of the line when seats are too few or somebody is in line before it.

    A second wish changes nothing: `already` for who has a seat, `waiting` and `offered` for who is in line.
    `too_many` is a party that is not from 1 to `most_people` and the capacity. Raises Problem for an unknown code.
    """
    event = hold(session, code)
    row = enrolment(session, code, user_id)
    if gone := past(event, now):
        return Joined(gone, row)
    if row is not None and row.state in STANDING and not queue_line.ran_out(row, now):
        return Joined("already" if row.state == "enrolled" else _kind(row), row, queue_line.ahead(session, row))
    if event.state != "open":
        return Joined("not_open", row)
    if closes_at(event) <= now:
        return Joined("closed", row)
    if not 1 <= people <= most(event):
        return Joined("too_many", row, most=most(event))
    found = _others(session, event, row)
    full = found.free is not None and people > found.free
    in_line = full or found.offered or queue_line.first(session, event)
    row = row or _new(event, user_id)
    row.people = people
    session.add(row)
    if in_line:
        queue_line.stand(session, row, event.turn, now)
    else:
        queue_line.seat(session, row, now)
    return Joined(_kind(row), row, queue_line.ahead(session, row))


def leave(session: Session, code: str, user_id: str, now: dt.datetime, why: str = "self") -> bool:
    """Gives up a seat, an offer or a place in line; False for who has none, and when it is over.

    The seat goes to the first in line when jobs/seats.py next looks, within seconds; nobody can take it before.
    """
    event = hold(session, code)
    row = enrolment(session, code, user_id)
    if row is None or row.state not in STANDING or event.over_at <= now:
        return False
    queue_line.give_up(session, row, why, now)
    return True


def change_people(session: Session, code: str, user_id: str, people: int, now: dt.datetime) -> Joined:
    """Another number of people for the same party; its place in line and its receipt stay.

    More people than before need free seats that nobody waits for: else `too_many`, and `most` says how many can be
    had now. Fewer are always possible until it is over.
    """
    event = hold(session, code)
    row = enrolment(session, code, user_id)
    if gone := past(event, now):
        return Joined(gone, row)
    if row is None or row.state not in STANDING:
        return Joined("not_enrolled", row)
    if queue_line.ran_out(row, now):
        return Joined("expired", row)
    if people > row.people and closes_at(event) <= now:
        return Joined("closed", row)
    limit = most(event) if row.state == "waiting" else _reach(session, event, row)
    if not 1 <= people <= max(limit, row.people):
        return Joined("too_many", row, queue_line.ahead(session, row), limit)
    row.people = people
    session.flush()
    return Joined(_kind(row), row, queue_line.ahead(session, row))


def most(event: EventSession) -> int:
    """How many people one party may have here."""
    return event.most_people if event.capacity is None else min(event.most_people, event.capacity)


def past(event: EventSession, now: dt.datetime) -> Literal["cancelled", "over"] | None:
    """Why nothing can be changed any more, if it is so."""
    if event.state == "cancelled":
        return "cancelled"
    return "over" if event.over_at <= now else None


def _kind(row: Enrolment) -> Kind:
    kinds: dict[str, Kind] = {"enrolled": "enrolled", "waiting": "waiting", "offered": "offered"}
    return kinds[row.state]


def _new(event: EventSession, user_id: str) -> Enrolment:
    event.last_number += 1
    row = Enrolment(event_code=event.code, user_id=user_id, number=event.last_number, surveyed=0)
    row.calendar_key = secrets.token_urlsafe(KEY_BYTES)
    return row


def _others(session: Session, event: EventSession, row: Enrolment | None) -> Seats:
    """The seats without this party's own."""
    found = seats_of(session, [event.code])[event.code]
    own = {row.state: row.people} if row else {}
    taken, offered, waiting = (own.get(state, 0) for state in ("enrolled", "offered", "waiting"))
    return Seats(found.capacity, found.taken - taken, found.offered - offered, found.waiting - waiting)


def _reach(session: Session, event: EventSession, row: Enrolment) -> int:
    """Up to how many people a party with a seat can grow now."""
    found = _others(session, event, row)
    if found.offered or queue_line.first(session, event):
        return row.people
    return most(event) if found.free is None else min(most(event), found.free)
