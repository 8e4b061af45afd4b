"""Answers what came in: claims events of different people, works them off, and apologises where a handler fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from bot import envelope, log
from bot.db import read_scope, session_scope
from bot.errors import LostClaim, where
from bot.groupcommit import write
from bot.models import InboundEvent, OutboundMessage
from bot.queue import ClaimedEvent, claim_events, finish_event, receive, retry_event, run
from bot.statements import INSERT_OUTBOUND
from jobs import flood
from jobs.parts import Parts
from jobs.settle import Result, outbound_row, settle

BATCH = 16  # events of one commit; more would let the first of them wait for the last
MOST_ATTEMPTS = 3  # of a handler, before the person gets an apology
MOST_CLAIMS = 5  # beyond it the event seems to kill whoever touches it: apologise without trying
LOADING_AFTER = 0.5  # seconds

logger = log.get("answer")


def answer_batch(parts: Parts, limit: int = BATCH) -> bool:
    """Works off up to `limit` events; False when there was nothing to do."""
    events = write(parts.engine, lambda session: claim_events(session, parts.worker, parts.clock.now(), limit))
    if not events:
        return False
    with loading_shown(parts, events):
        replies = _together(parts, events)
    parts.outbox.ring(replies)
    return True


def answer_one(parts: Parts) -> bool:
    """Works off one event; False when there was nothing to do."""
    return answer_batch(parts, limit=1)


def answer_now(parts: Parts, event: dict[str, Any]) -> list[dict[str, Any]]:
    """Stores an event and answers it at once, on the same way as a webhook; the LINE message objects of the reply."""
    with session_scope(parts.engine) as session:
        receive(session, event, parts.clock.now())
    while answer_one(parts):
        pass
    reply = sa.select(OutboundMessage.messages).join(InboundEvent, InboundEvent.id == OutboundMessage.event_id)
    with read_scope(parts.engine) as session:
        found = session.scalar(reply.where(InboundEvent.webhook_event_id == envelope.event_id(event)))
    return found or []


def _together(parts: Parts, events: Sequence[ClaimedEvent]) -> int:
    """All events in one transaction; when one of them spoils it, each in its own. Returns how many replies wait."""
    if len(events) > 1 and all(event.attempts == 1 for event in events):
        try:
            return _count(parts, settle(parts, events, parts.clock.now()))
        except Exception as error:
            logger.warning("batch split", events=len(events), error=where(error))
    return sum(_alone(parts, event) for event in events)


def _alone(parts: Parts, event: ClaimedEvent) -> int:
    if event.attempts > MOST_CLAIMS:
        return _apologise(parts, event, "claimed too often")
    try:
        return _count(parts, settle(parts, [event], parts.clock.now()))
    except (LostClaim, sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        # Not the handler's fault: another worker has it, or the lease will end and it is tried again.
        logger.warning("event left", event_id=event.id, who=parts.who(event.user_key), error=where(error))
        return 0
    except Exception as error:
        reason = where(error)
        logger.error("handler failed", event_id=event.id, who=parts.who(event.user_key), attempt=event.attempts,
                     error=reason)  # fmt: skip
        if event.attempts >= MOST_ATTEMPTS:
            return _apologise(parts, event, reason)
        with session_scope(parts.engine) as session:
            retry_event(session, parts.worker, event.id, reason)
        parts.inbox.ring()
        return 0


def _apologise(parts: Parts, event: ClaimedEvent, reason: str) -> int:
    """The event has failed, the person is told so; the question stays stored."""
    now = parts.clock.now()
    result = Result(event, "failed", parts.sorry() if event.type in flood.TALK else ())
    row = outbound_row(result, now)
    with session_scope(parts.engine) as session:
        if row:
            run(session, INSERT_OUTBOUND, row)
        finish_event(session, parts.worker, event.id, now, "failed", reason)
    return _count(parts, [result])


def _count(parts: Parts, results: Sequence[Result]) -> int:
    for result in results:
        parts.metrics.answered.labels(result.label).inc()
    return sum(bool(result.messages) for result in results)


@contextmanager
def loading_shown(parts: Parts, events: Sequence[ClaimedEvent]) -> Iterator[None]:
    """Lets LINE show that we are at work when the answers take longer than half a second."""
    line = parts.line
    users = [
        user
        for event in events
        if event.type in flood.TALK and envelope.source(event.body).get("type") == "user"
        if (user := envelope.user_id(event.body))
    ]
    if line is None or not users:
        yield
        return
    done = threading.Event()

    def show() -> None:
        for user in users:
            if not done.is_set():
                line.start_loading(user)

    timer = threading.Timer(LOADING_AFTER, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        done.set()
        timer.cancel()
