"""The thanks after a session, with the survey: to whom, and from when to when they are of use."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import personal
from bot.announcements.timing import at_on
from bot.clock import today_jst
from bot.events import door
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Enrolment

HOUR = dt.time(10)
TOLD_WITHIN = dt.timedelta(days=7)  # later, a thank-you is only strange


def occasion(event: EventSession) -> str:
    """What names the thanks of a session."""
    return f"event:{event.code}:thanks"


def due(session: Session, now: dt.datetime) -> list[str]:
    """The codes of sessions that are over and whose people have not all been thanked."""
    today = today_jst(now)
    recent = (EventSession.last_day < today, EventSession.last_day >= today - TOLD_WITHIN - dt.timedelta(days=1))
    chosen = sa.select(EventSession).where(EventSession.state == "open", *recent).order_by(EventSession.code)
    return [event.code for event in session.scalars(chosen) if _in_time(event, now) and _people(session, event)]


def make(session: Session, code: str, now: dt.datetime) -> int:
    """Notes the thanks of everybody who has none yet; how many."""
    event = session.scalars(
        sa.select(EventSession).where(EventSession.code == code).execution_options(populate_existing=True)
    ).one()
    if event.state != "open" or not _in_time(event, now):
        return 0
    until = _from(event) + TOLD_WITHIN
    return sum(
        personal.make(session, who, "event.thanks", occasion(event), {"code": code}, now=now, until=until)
        for who in _people(session, event)
    )


def _from(event: EventSession) -> dt.datetime:
    return at_on(event.last_day + dt.timedelta(days=1), HOUR)


def _in_time(event: EventSession, now: dt.datetime) -> bool:
    return _from(event) <= now < _from(event) + TOLD_WITHIN


def _people(session: Session, event: EventSession) -> list[str]:
    """Those who were there and have not been thanked; all who were enrolled where nobody was checked in."""
    thanked = sa.exists().where(
        PersonalNotice.user_id == Enrolment.user_id, PersonalNotice.occasion == occasion(event)
    )
    enrolled = (Enrolment.event_code == event.code, Enrolment.state == "enrolled", sa.not_(thanked))
    people = session.scalars(sa.select(Enrolment.user_id).where(*enrolled).order_by(Enrolment.number))
    there = door.attended(session, event.code)
    return [who for who in people if not there or who in there]
