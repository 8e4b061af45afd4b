"""How an announcement ends or pauses, and the watch over those that neither go on nor end."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log
from bot.announcements import batches, wording
from bot.announcements.states import move
from bot.db import read_scope, session_scope
from bot.models_sending import Announcement, AnnouncementBatch, AnnouncementRecipient
from jobs.alerts import raise_alert
from jobs.parts import Parts

Batch, Recipient = AnnouncementBatch, AnnouncementRecipient

logger = log.get("broadcast")


def hold(session: Session, announcement: Announcement, why: str, now: dt.datetime) -> None:
    """Stops before the next batch and asks the staff."""
    move(session, announcement, "hold", "held", wording.JOB_NAME, now, reason=wording.HELD[why], held_for=why)
    words = wording.HELD_ALERT.format(id=announcement.id, title=announcement.title, why=wording.HELD[why])
    raise_alert(session, f"announcement:{announcement.id}:{why}", words, now)
    logger.warning("held", announcement=announcement.id, why=why)


def finish_over(parts: Parts) -> None:
    """Ends every announcement of which no batch is left; what nobody can know makes it partly unknown."""
    now = parts.clock.now()
    left = sa.select(Batch.id).where(Batch.announcement_id == Announcement.id, Batch.state.in_(batches.UNFINISHED))
    over = sa.select(Announcement.id).where(
        sa.or_(Announcement.state == "sending", sa.and_(Announcement.state == "held", Announcement.target > 0)),
        ~left.exists(),
    )
    with read_scope(parts.engine) as session:
        numbers = list(session.scalars(over))
    for number in numbers:
        with session_scope(parts.engine) as session:
            announcement = batches.lock(session, number)
            if announcement.state not in ("sending", "held") or batches.unfinished(session, number):
                continue
            if not _without_batch(session, now, Announcement.id == number):  # else it is not over at all
                _finish(session, announcement, now)


def _finish(session: Session, announcement: Announcement, now: dt.datetime) -> None:
    ended = set(session.scalars(sa.select(Batch.state).where(Batch.announcement_id == announcement.id).distinct()))
    to = "partly_unknown" if "unknown" in ended else "sent"
    move(session, announcement, "finish", to, wording.JOB_NAME, now, finished_at=now, held_for=None)
    logger.info("finished", announcement=announcement.id, state=to)


def watch_broadcasts(parts: Parts) -> None:
    """Looks once a minute for what got stuck; each rule is for one way of it."""
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        forgotten = _keys_near_their_end(session, now)
        orphans = _without_batch(session, now, Announcement.state == "sending")
    if forgotten or orphans:
        logger.warning("put right", unknown=forgotten, batches=orphans)
        parts.announcing.ring()


def _keys_near_their_end(session: Session, now: dt.datetime) -> int:
    """LINE soon forgets the key: sending again could reach somebody twice, so nobody will ever know."""
    old = sa.update(Batch).where(Batch.state == "waiting", batches.forgotten(now))
    return session.execute(old.values(state="unknown", detail="the key's 24 hours are over")).rowcount  # type: ignore[attr-defined, no-any-return]


def _without_batch(session: Session, now: dt.datetime, of: sa.ColumnElement[bool]) -> int:
    """Recipients whose batch is missing get one: nobody frozen is forgotten. `of` is a condition on Announcement."""
    batch = sa.select(Batch.id).where(
        Batch.announcement_id == Recipient.announcement_id, Batch.seq == Recipient.batch_seq
    )
    missing = (
        sa.select(Recipient.announcement_id, Recipient.batch_seq)
        .join(Announcement, Announcement.id == Recipient.announcement_id)
        .where(of, Recipient.state.is_(None), ~batch.exists())
        .distinct()
    )
    found = session.execute(missing).all()
    for number, seq in found:
        batches.make(session, number, [seq], now)
    return len(found)
