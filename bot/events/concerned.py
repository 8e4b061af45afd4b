"""Who is told when a session changes: everybody who is in it, waits for a seat or is offered one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import personal
from bot.events.queue_line import STANDING
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Enrolment

OVERTAKEN = {"moved": ("moved",), "changed": ("changed",), "cancelled": ("moved", "changed")}  # by each news


def people(session: Session, code: str) -> list[str]:
    """Their user ids."""
    chosen = sa.select(Enrolment.user_id).where(Enrolment.event_code == code, Enrolment.state.in_(STANDING))
    return list(session.scalars(chosen.order_by(Enrolment.number, Enrolment.user_id)))


def tell(session: Session, event: EventSession, news: str, now: dt.datetime, **about: Any) -> int:
    """Makes the notice event.moved, event.changed or event.cancelled for each of them; how many there are.

    The same news of before that nobody has been told yet is dropped: this one says how it is now. `before` of a move
    is the days people last heard of: who was not told of the move before this one gets those from its notice.
    """
    found = people(session, event.code)
    heard = _heard_of(session, event) if news == "moved" else {}
    for sequence in range(1, event.sequence):
        for old in OVERTAKEN[news]:
            personal.withdraw(session, found, _occasion(event.code, old, sequence))
    said = {"code": event.code, "sequence": event.sequence, **about}
    for user_id in found:
        occasion = _occasion(event.code, news, event.sequence)
        own = {**said, "before": heard[user_id]} if user_id in heard else said
        personal.make(session, user_id, f"event.{news}", occasion, own, now=now, until=event.over_at)
    return len(found)


def tell_entered(session: Session, event: EventSession, row: Enrolment, now: dt.datetime) -> None:
    """Somebody whom staff enrolled gets the confirmation, or the place in line, as if they had joined in the talk."""
    about = {"code": event.code, "at": row.at.isoformat()}
    _tell_one(session, event, row.user_id, "event.entered", about, now)


def tell_taken_out(session: Session, event: EventSession, user_id: str, now: dt.datetime) -> None:
    """Somebody whom staff took out hears that it was done."""
    _tell_one(session, event, user_id, "event.taken_out", {"code": event.code}, now)


def _tell_one(
    session: Session, event: EventSession, user_id: str, kind: str, about: dict[str, Any], now: dt.datetime
) -> None:
    """What staff entered before and nobody was told yet is told no more: this says how it is now."""
    begins = f"event:{event.code}:staff:"
    theirs = (PersonalNotice.user_id == user_id, PersonalNotice.occasion.startswith(begins, autoescape=True))
    former = sa.update(PersonalNotice).where(*theirs, PersonalNotice.state == "waiting").values(state="dropped")
    session.execute(former.execution_options(synchronize_session=False))
    personal.make(session, user_id, kind, f"{begins}{event.turn}", about, now=now, until=event.over_at)


def _heard_of(session: Session, event: EventSession) -> dict[str, Any]:
    """The days as they were before the first move that somebody has not been told of yet, for each such person."""
    moves = [_occasion(event.code, "moved", sequence) for sequence in range(1, event.sequence)]
    waiting = sa.select(PersonalNotice.user_id, PersonalNotice.about).where(
        PersonalNotice.occasion.in_(moves), PersonalNotice.state == "waiting"
    )
    found: dict[str, Any] = {}
    for user_id, about in session.execute(waiting.order_by(PersonalNotice.id).with_for_update()):
        if "before" in about:
            found.setdefault(user_id, about["before"])
    return found


def _occasion(code: str, what: str, sequence: int) -> str:
    return f"event:{code}:{what}:{sequence}"
