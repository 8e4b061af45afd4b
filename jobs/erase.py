"""People whose data goes: those who asked for it, and those who left and did not come back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import daycount, log, traces
from bot.announcements import erasing
from bot.clock import today_jst
from bot.db import empty_log, read_scope, session_scope
from bot.models import Erasure, Friend
from jobs.parts import Parts

logger = log.get("erase")


def erase_asked(parts: Parts) -> None:
    """Finishes what people asked for, once their last reply is over; after a crash the next process does it."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        waiting = list(session.scalars(sa.select(Erasure.id).order_by(Erasure.id)))
    finished = 0
    for number in waiting:
        with session_scope(parts.engine) as session:
            asked = session.get(Erasure, number)
            finished += asked is not None and traces.finish(session, asked, now)
    if finished:
        empty_log(parts.engine)
        logger.info("erased on request", people=finished)


def erase_left(parts: Parts) -> None:
    """Erases those who blocked the account as many days ago as MADOGUCHI_KEEP_AFTER_UNFOLLOW_DAYS says."""
    now = parts.clock.now()
    gone = _gone(now, dt.timedelta(days=parts.settings.madoguchi_keep_after_unfollow_days))
    with read_scope(parts.engine) as session:
        people = list(session.scalars(sa.select(Friend.user_id).where(gone)))
    for user_id in people:
        with session_scope(parts.engine) as session:
            _erase_one(session, user_id, gone, now)
    if people:
        empty_log(parts.engine)
        logger.info("erased after leaving", people=len(people))


def _gone(now: dt.datetime, days: dt.timedelta) -> sa.ColumnElement[bool]:
    """The day has come, and they have not written since: a follow may have been lost on its way."""
    due = sa.or_(Friend.erase_on <= today_jst(now), Friend.erase_on.is_(None))  # None: left before days were noted
    return sa.and_(Friend.state == "blocked", due, Friend.last_seen_at <= now - days)


def _erase_one(session: Session, user_id: str, gone: sa.ColumnElement[bool], now: dt.datetime) -> None:
    if erasing.in_hand(session, user_id):  # an announcement on its way must not change; the next hour finds them
        return
    claimed = sa.delete(Friend).where(Friend.user_id == user_id, gone).returning(Friend.user_id)
    if session.execute(claimed).first() is None:  # they came back in this instant, or another replica was first
        return
    traces.erase(session, user_id, now)
    daycount.add(session, today_jst(now), "left")
