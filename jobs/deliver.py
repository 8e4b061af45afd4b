"""Hands messages to LINE: claim, close the transaction, call, record what LINE made of it."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log
from bot.errors import LostClaim
from bot.groupcommit import write
from bot.line import INVALID_REPLY_TOKEN, Outcome
from bot.queue import LONGEST_WAIT, ClaimedMessage, claim_outbound, finish_outbound, retry_outbound_later
from jobs import tell_again
from jobs.parts import Parts

FIRST_WAIT = 0.5  # seconds, doubled with every attempt
LONGEST_BACK_OFF = 30.0
RETRY_KEY_LIVES = dt.timedelta(hours=24)  # afterwards the same key would send a second time

logger = log.get("deliver")


@dataclass(frozen=True)
class Verdict:
    """What becomes of the row: an end state, or `waiting` until `at`, perhaps changed."""

    state: str
    detail: str
    at: dt.datetime | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """A call to LINE that is over but not yet recorded."""

    message: ClaimedMessage
    outcome: Outcome


def deliver_one(parts: Parts, worker: str = "deliver") -> bool:
    """Sends the next messages that are due; False when there were none."""
    message = write(parts.engine, lambda session: claim_outbound(session, worker, parts.clock.now()))
    if message is None:
        return False
    record_and_claim(parts, worker, send(parts, message), claim=False)
    return True


def deliver_all(parts: Parts, worker: str) -> bool:
    """Sends until nothing is due; recording one and claiming the next share a commit. Always False: wait for a ring."""
    message = write(parts.engine, lambda session: claim_outbound(session, worker, parts.clock.now()))
    while message is not None:
        message = record_and_claim(parts, worker, send(parts, message))
        parts.pulse.beat("deliver", parts.clock.now())
    return False


def send(parts: Parts, message: ClaimedMessage) -> Sent:
    """Calls LINE; no transaction is open meanwhile."""
    if parts.line is None:
        raise RuntimeError("nothing is sent without LINE")
    if message.kind == "push":
        outcome = parts.line.push(str(message.user_id), message.messages, str(message.retry_key))
    else:
        outcome = parts.line.reply(str(message.reply_token), message.messages)
    return Sent(message, outcome)


def record_and_claim(parts: Parts, worker: str, sent: Sent, claim: bool = True) -> ClaimedMessage | None:
    """Writes down what LINE made of one message and takes the next, in one transaction."""
    now = parts.clock.now()
    verdict = decide(sent.message, sent.outcome, now, parts.settings.madoguchi_push_when_token_expired)
    following = None

    def both(session: Session) -> ClaimedMessage | None:
        _record(session, worker, sent, verdict, now)
        return claim_outbound(session, worker, now, free_dead=False) if claim else None

    try:
        following = write(parts.engine, both)
    except LostClaim:
        logger.warning("claim lost", message=sent.message.id)
    except sa.exc.IntegrityError:  # another replica took a message of the same person in this instant
        write(parts.engine, lambda session: _record(session, worker, sent, verdict, now))
    parts.metrics.outbound.labels(sent.message.kind, verdict.state).inc()
    level = logger.debug if verdict.state == "accepted" else logger.warning
    level("sent", message=sent.message.id, kind=sent.message.kind, state=verdict.state, status=sent.outcome.status,
          request_id=sent.outcome.request_id, attempt=sent.message.attempts)  # fmt: skip
    return following


def _record(session: Session, worker: str, sent: Sent, verdict: Verdict, now: dt.datetime) -> None:
    if verdict.at is None:
        request_id = sent.outcome.request_id
        finish_outbound(session, worker, sent.message.id, verdict.state, now, request_id, verdict.detail)
        if verdict.state == "rejected":
            tell_again.refused(session, sent.message, sent.outcome, now)
    else:
        retry_outbound_later(session, worker, sent.message.id, verdict.at, verdict.detail, **verdict.changes)


def decide(message: ClaimedMessage, outcome: Outcome, now: dt.datetime, push_allowed: bool) -> Verdict:
    """What LINE's answer means for the row; an answer that may have reached the person is never sent as a push."""
    if outcome.state == "accepted":
        return Verdict("accepted", outcome.detail)
    if outcome.state == "retry" or tell_again.in_doubt(message, outcome):
        return _later(message, outcome, now)
    if message.kind == "reply" and outcome.detail == INVALID_REPLY_TOKEN:
        if message.attempts > 1:
            # An earlier attempt may have used the token up: accepted or expired, nobody can tell.
            return Verdict("unknown", outcome.detail)
        if push_allowed and message.user_id:
            push = {"kind": "push", "retry_key": uuid.uuid4(), "attempts": 0, "first_try_at": None}
            return Verdict("waiting", outcome.detail, now, push)
    return Verdict("rejected", outcome.detail)


def _later(message: ClaimedMessage, outcome: Outcome, now: dt.datetime) -> Verdict:
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_BACK_OFF) * random.uniform(0.5, 1.5)
    if outcome.retry_after is not None:
        wait = max(wait, outcome.retry_after)
    at = now + min(dt.timedelta(seconds=wait), LONGEST_WAIT)
    last = message.token_expires_at if message.kind == "reply" else message.first_try_at + RETRY_KEY_LIVES
    if last is not None and at > last:
        return Verdict("unknown", outcome.detail)
    return Verdict("waiting", outcome.detail, at)
