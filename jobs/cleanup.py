"""What people wrote is kept only as long as it is of use; afterwards only the counts of each day are left."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import daycount, log, personal_ends
from bot.announcements import erasing
from bot.clock import today_jst
from bot.db import read_scope, session_scope
from bot.events import forget
from bot.models import Conversation, Feedback, InboundEvent, OutboundMessage, Ticket, UnansweredQuestion
from bot.queue import rowcount
from jobs.parts import Parts

TALKS_KEPT = dt.timedelta(days=1)  # its memory goes after 30 minutes, the answers of 使えるか調べる after a day
SHARE = 500  # rows of one transaction, so that nobody waits for the cleaning
LATE = dt.timedelta(hours=1)  # a day is counted when nothing begun before its end can still be on its way

logger = log.get("cleanup")


def close_days(parts: Parts) -> None:
    """Counts every day that is over and has not been counted yet."""
    last = today_jst(parts.clock.now() - LATE) - dt.timedelta(days=1)
    with read_scope(parts.engine) as session:
        day = _first_day(session)
        counted = daycount.closed(session)
    while day is not None and day <= last:
        if day not in counted:
            with session_scope(parts.engine) as session:
                daycount.close_day(session, day)
        day += dt.timedelta(days=1)


def cleanup(parts: Parts) -> None:
    """Deletes finished events with their answers after the days of MADOGUCHI_KEEP_TEXTS_DAYS, and old talks; takes the
    names out of announcements of that age, and out of events after those of MADOGUCHI_KEEP_ENROLMENTS_DAYS."""
    close_days(parts)
    now = parts.clock.now()
    counted = daycount.midnight(today_jst(now - LATE))  # nothing goes before it is counted
    before = min(now - dt.timedelta(days=parts.settings.madoguchi_keep_texts_days), counted)
    old = sa.select(InboundEvent.id).where(
        InboundEvent.received_at < before, InboundEvent.state.in_(("done", "ignored", "failed"))
    )
    deleted = 0
    while True:
        with session_scope(parts.engine) as session:
            share = list(session.scalars(old.limit(SHARE)))
            _erase_made_from(session, share, counted)
            # The answers go with their events (ON DELETE CASCADE).
            count = rowcount(session, sa.delete(InboundEvent).where(InboundEvent.id.in_(share)))
        deleted += count
        parts.pulse.beat("cleanup", parts.clock.now())  # a first cleaning after years may take its time
        if count < SHARE:
            break
    with session_scope(parts.engine) as session:
        _erase_texts(session, before)
        talks = rowcount(session, sa.delete(Conversation).where(Conversation.updated_at < now - TALKS_KEPT))
    while _forget_people(parts, before):
        parts.pulse.beat("cleanup", parts.clock.now())
    _forget_participants(parts, today_jst(now))
    while _forget_notices(parts, before):
        parts.pulse.beat("cleanup", parts.clock.now())
    logger.info("cleaned up", events=deleted, talks=talks)


def _forget_people(parts: Parts, before: dt.datetime) -> bool:
    """To whom an announcement went is of no use any more when nobody can ask about it or have it corrected."""
    with session_scope(parts.engine) as session:
        return erasing.forget_people(session, before) > 0


def _forget_participants(parts: Parts, today: dt.date) -> None:
    """Who took part in an event is of no use any more when nobody asks for a certificate; the counts stay."""
    keep = parts.settings.madoguchi_keep_enrolments_days
    with read_scope(parts.engine) as session:
        codes = forget.stale(session, today, keep)
    for code in codes:
        with session_scope(parts.engine) as session:
            names = forget.forget(session, code, today, keep)
        logger.info("participants forgotten", session=code, people=names)
        parts.pulse.beat("cleanup", parts.clock.now())


def _forget_notices(parts: Parts, before: dt.datetime) -> bool:
    with session_scope(parts.engine) as session:
        return personal_ends.forget(session, before, SHARE) == SHARE


def _first_day(session: Session) -> dt.date | None:
    """The day of the oldest row that is counted."""
    columns = (InboundEvent.received_at, UnansweredQuestion.asked_at, Feedback.at, Ticket.opened_at)
    firsts = [first for column in columns if (first := session.scalar(sa.select(sa.func.min(column))))]
    return today_jst(min(firsts)) if firsts else None


def _erase_made_from(session: Session, events: list[int], counted: dt.datetime) -> None:
    """What was made from these messages; open tickets wait for staff."""
    made = UnansweredQuestion.event_id.in_(events)
    session.execute(sa.delete(UnansweredQuestion).where(made, UnansweredQuestion.asked_at < counted))
    session.execute(sa.delete(Feedback).where(Feedback.event_id.in_(events), Feedback.at < counted))
    answered = (Ticket.opened_at < counted, Ticket.state != "open")
    session.execute(sa.delete(Ticket).where(Ticket.event_id.in_(events), *answered))


def _erase_texts(session: Session, before: dt.datetime) -> None:
    """What has no event any more, or one that is still kept."""
    session.execute(sa.delete(UnansweredQuestion).where(UnansweredQuestion.asked_at < before))
    session.execute(sa.delete(Feedback).where(Feedback.at < before))
    session.execute(sa.delete(Ticket).where(Ticket.opened_at < before, Ticket.state != "open"))
    pushed = (OutboundMessage.created_at < before, OutboundMessage.event_id.is_(None))
    finished = OutboundMessage.state.in_(("accepted", "rejected", "unknown"))
    session.execute(sa.delete(OutboundMessage).where(*pushed, finished))
