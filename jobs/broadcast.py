"""Hands announcements to LINE batch by batch: claim, close the transaction, call, record what LINE made of it."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log
from bot.announcements import batches, modes, timing
from bot.announcements.batches import ClaimedBatch
from bot.db import read_scope, session_scope
from bot.errors import LostClaim
from bot.events import plan_true
from bot.line import QUOTA, Outcome
from bot.models_sending import Announcement
from bot.queue import LONGEST_WAIT
from jobs.broadcast_end import finish_over, hold
from jobs.broadcast_start import start_due
from jobs.parts import Parts

JOB = "broadcast"
FIRST_WAIT, LONGEST_BACK_OFF = 0.5, 30.0  # seconds, doubled with every attempt
# Seconds between two batches of one process: two of them stay far under LINE's 200 multicasts a second.
GAP = 0.02
LOOK = 1.0  # seconds between two looks for what has come due or is over, while batches go out
# Refusals that speak of what we sent (None: we could not even build it); any other would meet every batch alike.
ABOUT_THE_BATCH = (None, 400, 413)
# LINE names it in the sentence ("The property, to[1], in the request body is invalid") or among the details.
REFUSED_PLACE = re.compile(r"(?<![\w.\]])to\[(\d+)\]")

logger = log.get(JOB)


def broadcast(parts: Parts, worker: str, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Starts what is due and sends until no batch is, or the process stops; always False: wait for a ring.

    What comes due while a large one goes out is started, too, and sent in turns with it.
    """
    served, looked = 0, -math.inf
    while not stopping():
        if parts.clock.seconds() - looked >= LOOK:
            finish_over(parts)
            start_due(parts)
            looked = parts.clock.seconds()
        if (batch := claim(parts, worker, served)) is None:
            break
        record(parts, worker, batch, send(parts, batch))
        served = batch.announcement_id
        parts.pulse.beat(JOB, parts.clock.now())
        time.sleep(GAP)
    finish_over(parts)
    return False


def claim(parts: Parts, worker: str, served: int = 0) -> ClaimedBatch | None:
    """The next batch of any announcement that may go on; those that may not are held, and the staff asked.

    They take turns, beginning after the one `served` last: none waits until a larger one is over.
    """
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        going = list(session.scalars(sa.select(Announcement.id).where(Announcement.state == "sending").order_by("id")))
    for number in sorted(going, key=lambda one: (one <= served, one)):
        with session_scope(parts.engine) as session:
            announcement = batches.lock(session, number)
            if announcement.state != "sending" or (timing.quiet(now) and not announcement.at_night):
                continue
            if not batches.unfinished(session, number):  # nothing to ask about any more
                continue
            if why := _must_ask(session, announcement, now):
                hold(session, announcement, why, now)
                continue
            if (batch := batches.claim(session, announcement, worker, now)) is not None:
                return batch
    return None


def send(parts: Parts, batch: ClaimedBatch) -> Outcome | None:
    """Calls LINE; no transaction is open meanwhile. None when nobody is left in the batch."""
    if parts.line is None:
        raise RuntimeError("nothing is sent without LINE")
    if not batch.to:
        return None
    return parts.line.multicast(list(batch.to), batch.messages, str(batch.retry_key))


def record(parts: Parts, worker: str, batch: ClaimedBatch, outcome: Outcome | None) -> None:
    """Writes down what LINE made of a batch; the announcement may have been stopped meanwhile."""
    now = parts.clock.now()
    try:
        with session_scope(parts.engine) as session:
            announcement = batches.lock(session, batch.announcement_id)
            _record(session, announcement, worker, batch, outcome, now)
    except LostClaim:
        logger.warning("claim lost", announcement=batch.announcement_id, batch=batch.seq)
    if outcome is not None:
        parts.metrics.outbound.labels("multicast", outcome.state).inc()
        logger.info("batch", announcement=batch.announcement_id, batch=batch.seq, people=len(batch.to),
                    state=outcome.state, status=outcome.status, request_id=outcome.request_id,
                    attempt=batch.attempts)  # fmt: skip


def _record(
    session: Session, announcement: Announcement, worker: str, batch: ClaimedBatch, outcome: Outcome | None,
    now: dt.datetime,
) -> None:  # fmt: skip
    if outcome is None:
        batches.end(session, worker, batch, "stopped", now, None, "nobody left")
        return
    if outcome.state == "retry":
        _retry(session, worker, batch, outcome, now)
        return
    if outcome.state == "accepted":
        batches.end(session, worker, batch, "accepted", now, outcome.request_id, outcome.detail)
    elif outcome.detail == QUOTA or outcome.status not in ABOUT_THE_BATCH:
        # Not this batch's fault: it waits with all that follow until the staff have looked.
        batches.again(session, worker, batch, now, outcome.request_id, outcome.detail, refused=True)
        if announcement.state == "sending":
            hold(session, announcement, "quota" if outcome.detail == QUOTA else "refused", now)
        return
    else:
        _refuse(session, worker, batch, outcome, now)
    announcement.touched_at = now


def _refuse(session: Session, worker: str, batch: ClaimedBatch, outcome: Outcome, now: dt.datetime) -> None:
    """A refusal of this batch. After an unclear attempt it tells nothing about that one, except where LINE names
    people of whom nothing has changed since: then it has refused the same body before.
    """
    refused = _refused(outcome, len(batch.to))
    if refused and (batch.fresh or not batches.changed_since(session, batch, refused)):
        batches.without(session, worker, batch, refused, now)
        return
    state = "rejected" if batch.fresh else "unknown"
    batches.end(session, worker, batch, state, now, outcome.request_id, outcome.detail)


def _retry(session: Session, worker: str, batch: ClaimedBatch, outcome: Outcome, now: dt.datetime) -> None:
    wait = min(FIRST_WAIT * 2 ** min(batch.attempts - 1, 10), LONGEST_BACK_OFF) * random.uniform(0.5, 1.5)
    at = now + min(dt.timedelta(seconds=max(wait, outcome.retry_after or 0.0)), LONGEST_WAIT)
    if at > batch.first_try_at + batches.KEY_LIVES:
        batches.end(session, worker, batch, "unknown", now, outcome.request_id, outcome.detail)
    else:
        batches.again(session, worker, batch, at, outcome.request_id, outcome.detail, refused=outcome.status == 429)


def _refused(outcome: Outcome, people: int) -> list[int]:
    """The places in `to` that LINE names in a 400."""
    if outcome.status != 400:
        return []
    return sorted({place for text in REFUSED_PLACE.findall(outcome.detail) if (place := int(text)) < people})


def _must_ask(session: Session, announcement: Announcement, now: dt.datetime) -> str | None:
    """Why the rest must not simply go out: it speaks of what is past or changed, nothing moved for long, or practice
    is on.
    """
    if announcement.past_at is not None and announcement.past_at <= now:
        return "past"
    if plan_true.untrue(session, announcement):
        return "event"
    if announcement.mode == "live" and not modes.is_live(session):
        return "practice"
    since = announcement.touched_at or announcement.started_at or now
    return "late" if timing.is_late(since, now) else None
