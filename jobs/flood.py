"""One person sending without pause gets one notice and then a minute of silence; the others wait for nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.models import InboundEvent
from bot.queue import run
from bot.statements import COUNT_RECENT

WINDOW = dt.timedelta(minutes=1)
SILENCE = dt.timedelta(minutes=1)
TALK = ("message", "postback")  # a follow or an unsend is never flooding


def recent(session: Session, user_keys: Iterable[str], now: dt.datetime) -> dict[str, int]:
    """How many messages of each person came within the last minute, answered or not."""
    values = {"keys": list(user_keys), "kinds": TALK, "since": now - WINDOW}
    return {row.user_key: row.messages for row in run(session, COUNT_RECENT, values)}


def hush(session: Session, user_key: str, now: dt.datetime) -> None:
    """Everything this person has waiting is done without an answer; it stays stored."""
    session.execute(
        sa.update(InboundEvent)
        .where(sa.text("inbound_event.state = 'open'"), InboundEvent.user_key == user_key, InboundEvent.type.in_(TALK))
        .values(state="done", finished_at=now, error="flood")
    )
