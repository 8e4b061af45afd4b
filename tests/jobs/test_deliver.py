"""Delivering: every outcome of LINE has its row state; a reply is never sent twice nor turned into a push in doubt."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.line import INVALID_REPLY_TOKEN, Outcome
from bot.models import OutboundMessage
from bot.queue import OUTBOUND_LEASE, ClaimedMessage, claim_outbound
from jobs.deliver import decide, deliver_all, deliver_one
from jobs.parts import Parts
from tests.conftest import make_settings
from tests.factories import USER
from tests.fakes import START, FakeLine, FixedClock

MINUTE = dt.timedelta(minutes=1)
TIMEOUT = Outcome("retry", None, None, "timeout")
INVALID = Outcome("rejected", 400, "r", INVALID_REPLY_TOKEN)


def message(**changes: Any) -> ClaimedMessage:
    made = ClaimedMessage(1, "reply", USER, "token", START + MINUTE, None, [], 1, START)
    return dataclasses.replace(made, **changes)


PUSH: dict[str, Any] = {"kind": "push", "reply_token": None, "retry_key": uuid.uuid4()}


@pytest.mark.parametrize(
    ("claimed", "outcome", "now", "push_allowed", "state"),
    [
        (message(), Outcome("accepted", 200, "r", ""), START, False, "accepted"),
        (message(), Outcome("rejected", 400, "r", "bad request"), START, True, "rejected"),
        (message(), INVALID, START, False, "rejected"),
        (message(user_id=None), INVALID, START, True, "rejected"),
        (message(attempts=2), INVALID, START, True, "unknown"),
        (message(), TIMEOUT, START, True, "waiting"),
        (message(attempts=9), TIMEOUT, START + MINUTE, True, "unknown"),
        (message(), Outcome("rejected", 429, "r", "quota"), START, True, "rejected"),
        (message(**PUSH), TIMEOUT, START + 23 * 60 * MINUTE, False, "waiting"),
        (message(**PUSH), TIMEOUT, START + 24 * 60 * MINUTE, False, "unknown"),
        (message(**PUSH), Outcome("accepted", 409, "r", ""), START, False, "accepted"),
    ],
)
def test_every_outcome_has_its_state(
    claimed: ClaimedMessage, outcome: Outcome, now: dt.datetime, push_allowed: bool, state: str
) -> None:
    assert decide(claimed, outcome, now, push_allowed).state == state


def test_waits_grow_and_obey_line() -> None:
    waits = [decide(message(attempts=n), TIMEOUT, START, False).at for n in (1, 2, 3)]
    seconds = [(at - START).total_seconds() for at in waits if at]
    assert all(0.25 * 2**n <= wait <= 0.75 * 2**n for n, wait in enumerate(seconds))
    told = decide(message(), Outcome("retry", 429, "r", "rate", retry_after=30), START, False).at
    assert told == START + dt.timedelta(seconds=30)


def put(parts: Parts, token: str = "token-1", user: str = USER) -> int:
    with session_scope(parts.engine) as session:
        row = OutboundMessage(
            kind="reply", user_key=user, user_id=user, reply_token=token, token_expires_at=parts.clock.now() + MINUTE,
            messages=[{"type": "text", "text": token}], created_at=parts.clock.now(), next_try_at=parts.clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def row(parts: Parts, message_id: int) -> OutboundMessage:
    with read_scope(parts.engine) as session:
        return session.get_one(OutboundMessage, message_id)


def test_a_reply_is_sent_once_and_recorded(parts: Parts, line: FakeLine) -> None:
    message_id = put(parts)
    assert deliver_one(parts)
    assert not deliver_one(parts)
    assert line.texts() == ["token-1"]
    stored = row(parts, message_id)
    assert (stored.state, stored.accepted_at, stored.attempts) == ("accepted", parts.clock.now(), 1)
    assert stored.request_id


def test_a_run_sends_everything_that_is_due(parts: Parts, line: FakeLine) -> None:
    for number in range(5):
        put(parts, f"t{number}")
    assert not deliver_all(parts, "w")
    assert line.texts() == [f"t{number}" for number in range(5)]


def test_trouble_is_waited_out_while_the_token_lives(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    line.troubles = [TIMEOUT, Outcome("retry", 500, "r", "500")]
    message_id = put(parts)
    for _ in range(3):
        deliver_all(parts, "w")
        clock.move(10)
    assert line.texts() == ["token-1"]
    assert (row(parts, message_id).state, row(parts, message_id).attempts) == ("accepted", 3)


def test_a_crash_after_sending_is_not_answered_twice(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    message_id = put(parts)
    with session_scope(parts.engine) as session:
        claimed = claim_outbound(session, "dead", clock.now())
    assert claimed
    line.reply("token-1", claimed.messages)  # LINE took it, then the process died
    clock.move(OUTBOUND_LEASE)
    parts = dataclasses.replace(parts, settings=make_settings(madoguchi_push_when_token_expired=True))
    assert deliver_one(parts)
    assert row(parts, message_id).state == "unknown"
    assert len(line.replies) == 1
    assert line.pushes == []


def test_an_expired_token_becomes_a_push_only_if_allowed(parts: Parts, line: FakeLine) -> None:
    line.expired = {"token-1", "token-2"}
    refused = put(parts)
    deliver_all(parts, "w")
    assert row(parts, refused).state == "rejected"
    assert line.pushes == []
    parts = dataclasses.replace(parts, settings=make_settings(madoguchi_push_when_token_expired=True))
    allowed = put(parts, "token-2")
    deliver_all(parts, "w")
    ((to, messages, key),) = line.pushes
    assert (to, messages, key) == (USER, [{"type": "text", "text": "token-2"}], str(row(parts, allowed).retry_key))
    assert row(parts, allowed).state == "accepted"


def test_a_push_keeps_its_key_over_retries(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    line.expired = {"token-1"}
    parts = dataclasses.replace(parts, settings=make_settings(madoguchi_push_when_token_expired=True))
    message_id = put(parts)
    deliver_one(parts)
    key = row(parts, message_id).retry_key
    line.troubles = [TIMEOUT]
    deliver_one(parts)
    clock.move(10)
    deliver_one(parts)
    assert [used for _, _, used in line.pushes] == [str(key)]


def test_no_transaction_is_open_while_line_is_called(parts: Parts, line: FakeLine) -> None:
    put(parts)
    busy: list[int] = []

    class Watching(FakeLine):
        def reply(self, token: str, messages: list[dict[str, Any]]) -> Outcome:
            busy.append(parts.engine.pool.checkedout())  # type: ignore[attr-defined]
            return super().reply(token, messages)

    deliver_one(dataclasses.replace(parts, line=Watching()))  # type: ignore[arg-type]
    assert busy == [0]


def test_counts_are_kept_for_prometheus(parts: Parts) -> None:
    put(parts)
    deliver_one(parts)
    assert b'madoguchi_outbound_total{kind="reply",state="accepted"} 1.0' in parts.metrics.page()


def test_the_row_can_be_found_by_its_request_id(parts: Parts) -> None:
    message_id = put(parts)
    deliver_one(parts)
    with read_scope(parts.engine) as session:
        found = sa.select(OutboundMessage.id).where(OutboundMessage.request_id == row(parts, message_id).request_id)
        assert session.scalar(found) == message_id
