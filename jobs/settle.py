"""Works off claimed events in one transaction: what the handlers answer, the talk's memory, the row that is sent."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import envelope, traces
from bot.db import TurnSession, WriteTurn
from bot.messages import Message, Text, fit
from bot.queue import ClaimedEvent, finish_events, run
from bot.statements import INSERT_OUTBOUND, KEEP_TALK, SILENCE_TALK, TALKS
from handlers import wording
from handlers.context import Context
from jobs import flood, friends, ride, unsend
from jobs.parts import Parts

ORIGIN = "event_id"
REPLY_TOKEN_LIVES = dt.timedelta(seconds=60)  # LINE promises one minute from receipt


GIVE_WAY = 0.01  # seconds an answer waits for webhooks at the door: LINE waits for those, a person for this


@dataclass(frozen=True)
class Surroundings:
    """What is known about the people of a batch before any handler runs."""

    conversations: dict[str, dict[str, Any]]
    silent: set[str]
    recent: dict[str, int]
    taken_back: set[str]
    notices: dict[str, list[int]]  # ids of what may ride on a reply, by person


@dataclass(frozen=True)
class Result:
    """What became of one event; `conversation` and `silent_until` are None when they stay as they were.

    With `erase` everything of the person goes.
    """

    event: ClaimedEvent
    label: str
    messages: Sequence[Message] = ()
    conversation: dict[str, Any] | None = None
    silent_until: dt.datetime | None = None
    erase: bool = False


def settle(parts: Parts, events: Sequence[ClaimedEvent], now: dt.datetime) -> list[Result]:
    """Answers and finishes events of different people, all or none. Raises what a handler raises, and LostClaim."""
    with parts.engine.connect() as connection, WriteTurn(connection) as turn:
        connection.begin()
        sessions = [TurnSession(connection, turn, info={ORIGIN: event.id}) for event in events]
        around = surroundings(sessions[0], events, now)
        results = [work(parts, session, event, around, now) for session, event in zip(sessions, events, strict=True)]
        pairs = zip(sessions, results, strict=True)
        blocks = [found for one, result in pairs if (found := block_of(parts, one, result, around, now))]
        rows = {result.event.id: row for result in results if (row := outbound_row(result, now))}
        turn.take()
        for session in sessions:
            session.flush()
        riding = ride.claimed(sessions[0], blocks, now) if blocks else {}
        rows |= {result.event.id: row for result in results if (row := with_notices(result, riding, now))}
        save(sessions[0], parts.worker, results, list(rows.values()), now)
        connection.commit()
        for session in sessions:
            session.close()
    for kind in (kind for kinds, _ in riding.values() for kind in kinds):
        parts.metrics.personal.labels(kind, "reply").inc()
    return results


def surroundings(session: Session, events: Sequence[ClaimedEvent], now: dt.datetime) -> Surroundings:
    """Four reads for the whole batch."""
    keys = [event.user_key for event in events]
    alone = [one.user_key for one in events if one.type in flood.TALK and one.user_key == envelope.user_id(one.body)]
    rows = run(session, TALKS, {"keys": keys}).all()
    return Surroundings(
        conversations={row.user_key: row.state for row in rows},
        silent={row.user_key for row in rows if row.silent_until and now < row.silent_until <= now + flood.SILENCE},
        recent=flood.recent(session, keys, now),
        taken_back=unsend.taken_back(session, (envelope.message_id(event.body) for event in events)),
        notices=ride.found(session, alone, now),
    )


def work(parts: Parts, session: Session, event: ClaimedEvent, around: Surroundings, now: dt.datetime) -> Result:
    """One event: what is not for the handlers is settled here, the rest is dispatched."""
    message_id = envelope.message_id(event.body)
    if event.type == "unsend":
        unsend.forget_message(session, event.user_key, message_id)
        return Result(event, "unsent")
    keep_days = parts.settings.madoguchi_keep_after_unfollow_days
    if event.type in friends.STATES and not friends.note_state(session, event.body, now, keep_days):
        return Result(event, "history")
    if message_id in around.taken_back:
        unsend.forget_message(session, event.user_key, message_id)
        return Result(event, "unsent")
    if event.type in flood.TALK:
        if event.user_key in around.silent:
            return Result(event, "silent")
        if around.recent.get(event.user_key, 0) > parts.settings.madoguchi_flood_limit:
            flood.hush(session, event.user_key, now)
            return Result(event, "flood", (Text(wording.FLOOD),), silent_until=now + flood.SILENCE)
    parts.inbox.let_in(GIVE_WAY)
    return dispatched(parts, session, event, around.conversations.get(event.user_key, {}), now)


def dispatched(parts: Parts, session: Session, event: ClaimedEvent, stored: dict[str, Any], now: dt.datetime) -> Result:
    """The handlers' answer and the talk as they left it."""
    before = json.dumps(stored, sort_keys=True)
    conversation: dict[str, Any] = json.loads(before)
    context = Context(
        session=session,
        desk=parts.desk,
        now=now,
        user_key=event.user_key,
        user_id=envelope.user_id(event.body),
        conversation=conversation,
        keep_texts_days=parts.settings.madoguchi_keep_texts_days,
        keep_enrolments_days=parts.settings.madoguchi_keep_enrolments_days,
        public_url=parts.settings.madoguchi_public_url.rstrip("/"),
    )
    started = parts.clock.seconds()
    messages = parts.dispatch(event.body, context)
    parts.metrics.answer_seconds.observe(parts.clock.seconds() - started)
    changed = json.dumps(conversation, sort_keys=True) != before
    if context.erase:
        return Result(event, "erased", messages, erase=True)
    return Result(event, "answered" if messages else "quiet", messages, conversation if changed else None)


def outbound_row(result: Result, now: dt.datetime) -> dict[str, Any] | None:
    """The row that will be sent; None without words or without a token to reply with."""
    event = result.event
    token = envelope.reply_token(event.body)
    if not result.messages or token is None:
        return None
    return {
        "event_id": event.id,
        "user_key": event.user_key,
        "user_id": envelope.user_id(event.body) if envelope.talk_id(event.body) is None else None,
        "reply_token": token,
        "token_expires_at": event.received_at + REPLY_TOKEN_LIVES,
        "messages": fit(result.messages),
        "now": now,
    }


def block_of(
    parts: Parts, session: Session, result: Result, around: Surroundings, now: dt.datetime
) -> ride.Block | None:
    """The personal notices that could ride on this reply; none where the answer failed before: they may be why."""
    event = result.event
    numbers = around.notices.get(event.user_key)
    carries = result.label == "answered" and event.attempts == 1 and envelope.reply_token(event.body)
    if not numbers or not carries:
        return None
    return ride.block(parts, session, event.id, event.user_key, numbers, result.messages, now)


def with_notices(result: Result, riding: ride.Riding, now: dt.datetime) -> dict[str, Any] | None:
    """The row of a reply on which notices ride; they come first, so that the quick replies stay with the answer."""
    if result.event.id not in riding:
        return None
    _, notices = riding[result.event.id]
    return outbound_row(replace(result, messages=[*notices, *result.messages]), now)


@sa.event.listens_for(TurnSession, "before_flush")
def _note_origin(session: TurnSession, _context: object, _instances: object) -> None:
    """Notes on the rows a handler added which event they came from, so that an unsend finds them."""
    for row in session.new:
        if isinstance(row, unsend.MADE_FROM_MESSAGES):
            row.event_id = session.info.get(ORIGIN)


def save(
    session: Session, worker: str, results: Sequence[Result], rows: list[dict[str, Any]], now: dt.datetime
) -> None:
    """Memory, outbox, friends and the events' end, a statement each for the whole batch. Raises LostClaim."""
    save_conversations(session, results, now)
    if rows:
        run(session, INSERT_OUTBOUND, rows)
    bodies = [result.event.body for result in results if result.event.type in flood.TALK and not result.erase]
    alone = [body for body in bodies if envelope.source(body).get("type") == "user"]
    friends.note_seen(session, (user for body in alone if (user := envelope.user_id(body))), now)
    for result in results:
        user_id = envelope.user_id(result.event.body)
        if result.erase and user_id:
            traces.begin(session, user_id, result.event.id, now)
    finish_events(session, worker, [result.event.id for result in results], now)


def save_conversations(session: Session, results: Sequence[Result], now: dt.datetime) -> None:
    """Keeps the talks that changed, and the silence of those who flooded."""
    changed = [
        {"user_key": result.event.user_key, "state_json": result.conversation, "now": now}
        for result in results
        if result.conversation is not None
    ]
    if changed:
        run(session, KEEP_TALK, changed)
    for result in results:
        if result.silent_until:
            run(session, SILENCE_TALK, {"user_key": result.event.user_key, "until": result.silent_until, "now": now})
