"""The line of those who wait for a seat, and the steps of one enrolment in it; whoever takes one holds the session.

Order is `queued` alone. Somebody who has blocked the account keeps their place and is passed over: no offer would
reach them. So is a party that is bigger than the whole session, after the office has made it smaller.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import personal
from bot.clock import to_ms
from bot.models import Friend
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Enrolment

STANDING = ("enrolled", "waiting", "offered")


def blocked(user_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """True where the person of this column has blocked the account; nothing can be said to them."""
    return sa.exists().where(Friend.user_id == user_id, Friend.state == "blocked")


def first(session: Session, event: EventSession) -> Enrolment | None:
    """Who gets the next seat; None when nobody waits who could be told and would fit into the whole session."""
    waiting = (Enrolment.event_code == event.code, Enrolment.state == "waiting")
    fits = sa.true() if event.capacity is None else Enrolment.people <= event.capacity
    chosen = sa.select(Enrolment).where(*waiting, fits, sa.not_(blocked(Enrolment.user_id.expression)))
    return session.scalars(
        chosen.order_by(Enrolment.queued).limit(1).execution_options(populate_existing=True)
    ).one_or_none()


def ahead(session: Session, row: Enrolment) -> int:
    """How many parties wait before this one; 0 for one that does not wait."""
    if row.state != "waiting":
        return 0
    before = (Enrolment.event_code == row.event_code, Enrolment.state == "waiting", Enrolment.queued < row.queued)
    return session.scalar(sa.select(sa.func.count()).select_from(Enrolment).where(*before)) or 0


def ran_out(row: Enrolment, now: dt.datetime) -> bool:
    """Whether the row holds an offer whose time is over."""
    return row.state == "offered" and (row.offered_until is None or row.offered_until <= now)


def occasion(row: Enrolment) -> str:
    """What names the offer that the row holds now."""
    until = to_ms(row.offered_until) if row.offered_until else 0
    return f"event:{row.event_code}:offer:{row.queued}:{until}"


def stand(session: Session, row: Enrolment, place: int, now: dt.datetime) -> None:
    """To the end of the line, which is `place`."""
    _put(session, row, "waiting", now)
    row.queued, row.why = place, None
    session.flush()


def seat(session: Session, row: Enrolment, now: dt.datetime) -> None:
    """The party takes part."""
    _put(session, row, "enrolled", now)
    row.queued = row.why = None
    session.flush()


def offer(session: Session, row: Enrolment, until: dt.datetime, now: dt.datetime) -> None:
    """Seats are kept for the party until a moment, and it is told so."""
    _put(session, row, "offered", now)
    row.offered_until = until
    session.flush()
    about = {"code": row.event_code, "until": until.isoformat()}
    if not personal.make(session, row.user_id, "event.offer", occasion(row), about, now=now, until=until):
        _again(session, row, now)


def take_back(session: Session, row: Enrolment, now: dt.datetime) -> None:
    """An offer becomes the place in line it was before."""
    _put(session, row, "waiting", now)
    session.flush()


def give_up(session: Session, row: Enrolment, why: str, now: dt.datetime) -> None:
    """The party takes part and waits no more."""
    _put(session, row, "cancelled", now)
    row.queued, row.why = None, why
    session.flush()


def _again(session: Session, row: Enrolment, now: dt.datetime) -> None:
    """The same offer, taken back before it was told (the account was blocked for a while), stands again."""
    same = (PersonalNotice.user_id == row.user_id, PersonalNotice.occasion == occasion(row))
    again = sa.update(PersonalNotice).where(*same, PersonalNotice.state == "dropped")
    session.execute(again.values(state="waiting", ready_at=now, push_at=now))


def _put(session: Session, row: Enrolment, state: str, now: dt.datetime) -> None:
    if row.state == "offered":  # what was offered is not told any more
        personal.withdraw(session, [row.user_id], occasion(row))
    row.state, row.at, row.offered_until = state, now, None
