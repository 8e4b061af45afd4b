"""What people wrote is kept only as long as it is of use."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log
from bot.db import session_scope
from bot.models import Conversation, Feedback, InboundEvent, OutboundMessage, Ticket, UnansweredQuestion
from bot.queue import rowcount
from jobs.parts import Parts

TALKS_KEPT = dt.timedelta(days=1)  # the memory of a talk is forgotten after 30 minutes anyway
SHARE = 500  # rows of one transaction, so that nobody waits for the cleaning

logger = log.get("cleanup")


def _erase_texts(session: Session, before: dt.datetime) -> None:
    """What was asked goes, that it was asked stays as a count; open tickets wait for staff."""
    session.execute(
        sa.update(UnansweredQuestion)
        .where(UnansweredQuestion.asked_at < before)
        .values(question_masked="", top_candidates=[])
    )
    session.execute(sa.update(Feedback).where(Feedback.at < before).values(question_masked=None, user_key=""))
    answered = (Ticket.opened_at < before, Ticket.state != "open")
    session.execute(sa.update(Ticket).where(*answered).values(question="", user_id=None))
    pushed = (OutboundMessage.created_at < before, OutboundMessage.event_id.is_(None))
    finished = OutboundMessage.state.in_(("accepted", "rejected", "unknown"))
    session.execute(sa.delete(OutboundMessage).where(*pushed, finished))


def cleanup(parts: Parts) -> None:
    """Deletes finished events with their answers after the days of MADOGUCHI_KEEP_TEXTS_DAYS, and old talks."""
    now = parts.clock.now()
    days = dt.timedelta(days=parts.settings.madoguchi_keep_texts_days)
    old = sa.select(InboundEvent.id).where(
        InboundEvent.received_at < now - days, InboundEvent.state.in_(("done", "ignored", "failed"))
    )
    deleted = 0
    while True:
        with session_scope(parts.engine) as session:
            # The answers go with their events (ON DELETE CASCADE).
            count = rowcount(session, sa.delete(InboundEvent).where(InboundEvent.id.in_(old.limit(SHARE))))
        deleted += count
        if count < SHARE:
            break
    with session_scope(parts.engine) as session:
        _erase_texts(session, now - days)
        talks = rowcount(session, sa.delete(Conversation).where(Conversation.updated_at < now - TALKS_KEPT))
    parts.pulse.beat("cleanup", now)
    logger.info("cleaned up", events=deleted, talks=talks)
