"""What the staff must hear of: noted in one row per matter, told once while it lasts."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot import log
from bot.announcements import timing
from bot.db import read_scope, session_scope
from bot.messages import Text, fit
from bot.models import Friend, OutboundMessage
from bot.models_sending import Announcement, AuditEntry, FriendTag, StaffAlert
from jobs import wording_alerts
from jobs.parts import Parts

TESTER = "tester"
HELD = "announcement:"  # the beginning of the keys announcement:NUMBER:WHY, of what waits for a decision
TOLD = "alert_told"
BY = "job"
MOST_OF_ONE = 3  # times an hour that one matter, coming and going, is told
MOST_OF_ALL = 12  # alerts an hour; the rest wait, and are told unless they are over by then

logger = log.get("alerts")


def raise_alert(session: Session, key: str, words: str, now: dt.datetime) -> bool:
    """Notes something the staff must hear of; False while the same matter (key, at most 100 signs) lasts already.

    `words` are Japanese and say what happened, what was kept and what to do; nothing personal may be in them.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = {"since": now, "told_at": None, "mailed_at": None, "ended_at": None, "words": words}
    statement = insert(StaffAlert).values(key=key, **fresh)
    again = statement.on_conflict_do_update(
        index_elements=["key"], set_=fresh, where=StaffAlert.ended_at.is_not(None)
    ).returning(StaffAlert.key)
    begun = session.execute(again).first() is not None
    if begun:
        logger.error("staff alert", key=key)
    return begun


def end_alert(session: Session, key: str, now: dt.datetime) -> bool:
    """Notes that the matter is over, so that it is told anew when it comes back; False when it was over already."""
    over = sa.update(StaffAlert).where(StaffAlert.key == key, StaffAlert.ended_at.is_(None)).values(ended_at=now)
    ended = session.execute(over.returning(StaffAlert.key)).first() is not None
    if ended:
        logger.info("staff alert is over", key=key)
    return ended


def tell_staff(parts: Parts) -> None:
    """Puts every new alert on its way to all testers in LINE: once while it lasts, and never a storm of them."""
    now = parts.clock.now()
    _end_decided(parts, now)
    fresh = sa.select(StaffAlert.key).where(StaffAlert.told_at.is_(None), StaffAlert.ended_at.is_(None))
    with read_scope(parts.engine) as session:
        keys = list(session.scalars(fresh.order_by(StaffAlert.since, StaffAlert.key)))
    told = 0
    for key in keys:
        with session_scope(parts.engine) as session:
            told += _tell(session, key, now)
    if told:
        parts.outbox.ring(parts.settings.madoguchi_workers)


def _end_decided(parts: Parts, now: dt.datetime) -> None:
    """A question about an announcement is over when it is held no more: asked again later, it is told again."""
    asked = sa.select(StaffAlert.key).where(StaffAlert.key.startswith(HELD), StaffAlert.ended_at.is_(None))
    with read_scope(parts.engine) as session:
        numbers = {key: int(key.split(":")[1]) for key in session.scalars(asked)}
        held = sa.select(Announcement.id).where(
            Announcement.id.in_(set(numbers.values())), Announcement.state == "held"
        )
        waiting = set(session.scalars(held)) if numbers else set()
    over = [key for key, number in numbers.items() if number not in waiting]
    if over:
        with session_scope(parts.engine) as session:
            for key in over:
                end_alert(session, key, now)


def _tell(session: Session, key: str, now: dt.datetime) -> bool:
    """One alert, its rows and the note of it in one transaction: whoever changes the row first tells it."""
    people = list(session.scalars(_testers()))
    if not people or too_often(session, TOLD, key, now):
        return False
    claim = sa.update(StaffAlert).where(
        StaffAlert.key == key, StaffAlert.told_at.is_(None), StaffAlert.ended_at.is_(None)
    )
    row = session.execute(claim.values(told_at=now).returning(StaffAlert.words, StaffAlert.since)).first()
    if row is None:
        return False
    said = wording_alerts.TO_STAFF.format(words=row.words, since=timing.in_words(row.since))
    messages = fit([Text(said)])
    for user_id in people:
        # Under a key of its own: an alert that LINE does not take for a while never holds up a tester's answers.
        session.add(
            OutboundMessage(
                kind="push", user_key=f"alert:{user_id}", user_id=user_id, retry_key=uuid.uuid4(), messages=messages,
                state="waiting", created_at=now, next_try_at=now,
            )
        )  # fmt: skip
    session.add(AuditEntry(at=now, by=BY, what=TOLD, detail={"key": key, "people": len(people)}))
    return True


def too_often(session: Session, what: str, key: str, now: dt.datetime) -> bool:
    """Whether the staff have heard enough for this hour: of this matter, or of all together."""
    lately = (AuditEntry.what == what, AuditEntry.at > now - dt.timedelta(hours=1), AuditEntry.at <= now)
    heard = [detail.get("key") for detail in session.scalars(sa.select(AuditEntry.detail).where(*lately))]
    return heard.count(key) >= MOST_OF_ONE or len(heard) >= MOST_OF_ALL


def _testers() -> sa.Select[str]:
    reachable = sa.select(Friend.user_id).where(Friend.state == "friend")
    return (
        sa.select(FriendTag.user_id)
        .where(FriendTag.tag == TESTER, FriendTag.user_id.in_(reachable))
        .order_by(FriendTag.user_id)
    )
