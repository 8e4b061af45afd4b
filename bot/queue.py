"""The durable inbox and outbox: work is a row, a claim is one UPDATE, a result counts only for who holds the claim.

A claim is a lease: when its holder dies, the row is free again after the lease. Several PostgreSQL replicas may
claim at once (SKIP LOCKED); two rows of one user are never in hand together (partial unique indexes).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import envelope
from bot.announcements import timing
from bot.clock import to_ms
from bot.errors import LostClaim
from bot.models import InboundEvent, OutboundMessage
from bot.statements import (
    ACCEPT_OUTBOUND,
    CLAIM_EVENTS,
    CLAIM_OUTBOUND,
    FINISH_EVENTS,
    FREE_EVENTS,
    FREE_OUTBOUND,
    INSERT_EVENT,
)

EVENT_LEASE = dt.timedelta(seconds=15)
OUTBOUND_LEASE = dt.timedelta(seconds=20)
LONGEST_WAIT = dt.timedelta(minutes=5)
# A moment further ahead than any of ours was written before the clock was set back (MADOGUCHI_NOW after a restart):
# it must not hold work up.
SKEW = dt.timedelta(seconds=60)
# Before the person's id: personal notices have a lane beside the answers, which they never hold up.
NOTICE_LANE = "notice:"


@dataclass(frozen=True)
class ClaimedEvent:
    """An event in our hands until the lease ends."""

    id: int
    user_key: str
    type: str
    occurred_ms: int
    received_at: dt.datetime
    body: dict[str, Any]
    attempts: int


@dataclass(frozen=True)
class ClaimedMessage:
    """Messages in our hands on their way to LINE; `attempts` counts this one."""

    id: int
    kind: str
    user_id: str | None
    reply_token: str | None
    token_expires_at: dt.datetime | None
    retry_key: uuid.UUID | None
    messages: list[dict[str, Any]]
    attempts: int
    first_try_at: dt.datetime
    user_key: str = ""


def receive(session: Session, event: dict[str, Any], now: dt.datetime) -> bool:
    """Stores an event once; False when it was stored before (LINE delivers some events several times)."""
    concerns_us = envelope.concerns_us(event)
    values = {
        "webhook_event_id": envelope.event_id(event),
        "user_key": envelope.user_key(event),
        "type": envelope.kind(event),
        "mode": envelope.mode(event),
        "message_id": envelope.message_id(event),
        "occurred_ms": envelope.occurred_ms(event, to_ms(now)),
        "received_at": now,
        # What people say to each other, or to another system, is none of our business.
        "body": envelope.without_others(event) if concerns_us else {},
        "state": "open" if concerns_us else "ignored",
        "finished_at": None if concerns_us else now,
    }
    return run(session, INSERT_EVENT, values).first() is not None


def run(session: Session, statement: sa.Executable, values: Any = None) -> sa.CursorResult[Any]:
    """Runs a statement of the hot path past the ORM; the caller holds the writer's turn."""
    return session.connection().execute(statement, values)


def rowcount(session: Session, statement: sa.Executable, values: dict[str, Any] | None = None) -> int:
    """Runs a statement and tells how many rows it changed."""
    # Without the option PostgreSQL's number is thrown away after an INSERT.
    counting = {"preserve_rowcount": True}
    return session.connection().execute(statement, values, execution_options=counting).rowcount


def claim_events(session: Session, worker: str, now: dt.datetime, limit: int = 1) -> list[ClaimedEvent]:
    """The oldest open event of each of up to `limit` users who have none in hand; expired claims are open again."""
    claim = CLAIM_EVENTS[session.get_bind().dialect.name]
    values = {"worker": worker, "until": now + EVENT_LEASE, "limit": limit}
    rows = run(session, claim, values).all()
    if not rows and free_expired(session, now):
        rows = run(session, claim, values).all()
    return sorted((ClaimedEvent(*tuple(row)) for row in rows), key=lambda event: event.id)


def claim_event(session: Session, worker: str, now: dt.datetime) -> ClaimedEvent | None:
    """One event, or None when nothing is open."""
    return next(iter(claim_events(session, worker, now)), None)


def finish_events(session: Session, worker: str, ids: Sequence[int], now: dt.datetime) -> None:
    """Marks events in our hands as done. Raises LostClaim when one is not ours any more."""
    if ids and rowcount(session, FINISH_EVENTS, {"worker": worker, "ids": list(ids), "now": now}) != len(ids):
        raise LostClaim


def finish_event(
    session: Session, worker: str, event_id: int, now: dt.datetime, state: str = "done", error: str | None = None
) -> None:
    """Ends one event as done, ignored or failed. Raises LostClaim when it is not ours any more."""
    values = {"state": state, "finished_at": now, "error": error}
    _give_up(session, worker, event_id, values)


def retry_event(session: Session, worker: str, event_id: int, error: str) -> None:
    """Gives an event back after a failure. Raises LostClaim."""
    _give_up(session, worker, event_id, {"state": "open", "error": error})


def free_expired(session: Session, now: dt.datetime) -> bool:
    """Frees what dead workers held; whether there was any."""
    events = rowcount(session, FREE_EVENTS, {"now": now, "ahead": now + EVENT_LEASE + SKEW})
    return events + rowcount(session, FREE_OUTBOUND, {"now": now, "ahead": now + OUTBOUND_LEASE + SKEW}) > 0


def claim_outbound(session: Session, worker: str, now: dt.datetime, free_dead: bool = True) -> ClaimedMessage | None:
    """The oldest messages that are due, never two of one user at once nor a later before an earlier one.

    When there are none, what dead workers held is freed first; who asks all the time may leave that to the sweep.
    Personal notices wait through the quiet hours.
    """
    claim = CLAIM_OUTBOUND[session.get_bind().dialect.name]
    values = {
        "worker": worker,
        "until": now + OUTBOUND_LEASE,
        "limit": 1,
        "now": now,
        "ahead": now + LONGEST_WAIT + SKEW,
        "night": timing.quiet(now),
    }
    row = run(session, claim, values).first()
    if row is None and free_dead and free_expired(session, now):
        row = run(session, claim, values).first()
    return ClaimedMessage(*tuple(row)) if row else None


def finish_outbound(
    session: Session, worker: str, message_id: int, state: str, now: dt.datetime, request_id: str | None, detail: str
) -> None:
    """Records how it ended. Raises LostClaim, except for `accepted`: that LINE took it stays true whoever holds it."""
    if state == "accepted":
        values = {"id": message_id, "request_id": request_id, "now": now}
        changed = rowcount(session, ACCEPT_OUTBOUND, values)
    else:
        ended = {"state": state, "request_id": request_id, "detail": detail or None, "claimed_by": None}
        held = (OutboundMessage.state == "sending", OutboundMessage.claimed_by == worker)
        statement = sa.update(OutboundMessage).where(OutboundMessage.id == message_id, *held)
        changed = rowcount(session, statement.values(**ended, claimed_until=None))
    if changed != 1:
        raise LostClaim


def retry_outbound_later(
    session: Session, worker: str, message_id: int, at: dt.datetime, detail: str, **changes: Any
) -> None:
    """Gives messages back until `at`; `changes` turn an expired reply into a push. Raises LostClaim."""
    statement = (
        sa.update(OutboundMessage)
        .where(
            OutboundMessage.id == message_id, OutboundMessage.state == "sending", OutboundMessage.claimed_by == worker
        )
        .values(state="waiting", next_try_at=at, detail=detail or None, claimed_by=None, claimed_until=None, **changes)
    )
    if rowcount(session, statement) != 1:
        raise LostClaim


def free_everything(session: Session) -> None:
    """Frees every claim: only for the one process of an SQLite file, whose former holder is surely dead."""
    for table, held, free in (
        ("inbound_event", "claimed", "open"),
        ("outbound_message", "sending", "waiting"),
        ("announcement_batch", "sending", "waiting"),
    ):
        session.execute(
            sa.text(f"UPDATE {table} SET state = :free, claimed_by = NULL, claimed_until = NULL WHERE state = :held"),
            {"free": free, "held": held},
        )


def _give_up(session: Session, worker: str, event_id: int, values: dict[str, Any]) -> None:
    ours = (InboundEvent.id == event_id, InboundEvent.state == "claimed", InboundEvent.claimed_by == worker)
    statement = sa.update(InboundEvent).where(*ours).values(**values, claimed_by=None, claimed_until=None)
    if rowcount(session, statement) != 1:
        raise LostClaim
