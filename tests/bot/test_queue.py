"""Claims: order per user, one holder, leases that end, and nothing recorded by who lost the claim."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.errors import LostClaim
from bot.models import InboundEvent, OutboundMessage
from bot.queue import (
    EVENT_LEASE,
    OUTBOUND_LEASE,
    SKEW,
    ClaimedEvent,
    claim_event,
    claim_events,
    claim_outbound,
    finish_event,
    finish_events,
    finish_outbound,
    free_everything,
    receive,
    retry_event,
    retry_outbound_later,
)
from bot.statements import CLAIM_EVENTS, CLAIM_OUTBOUND
from tests.factories import OTHER, USER, text_event
from tests.fakes import FixedClock


def put(engine: sa.Engine, clock: FixedClock, *events: Any) -> None:
    with session_scope(engine) as session:
        for event in events:
            receive(session, event, clock.now())


def claim(engine: sa.Engine, clock: FixedClock, worker: str = "a", limit: int = 16) -> list[ClaimedEvent]:
    with session_scope(engine) as session:
        return claim_events(session, worker, clock.now(), limit)


def finish(engine: sa.Engine, clock: FixedClock, *events: ClaimedEvent, worker: str = "a") -> None:
    with session_scope(engine) as session:
        finish_events(session, worker, [event.id for event in events], clock.now())


def texts(events: list[ClaimedEvent]) -> list[str]:
    return [event.body["message"]["text"] for event in events]


def test_events_of_one_user_come_one_after_the_other(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"), text_event("2"), text_event("甲", OTHER), text_event("3"))
    first = claim(engine, clock)
    assert texts(first) == ["1", "甲"]
    assert claim(engine, clock, "b") == []
    finish(engine, clock, *first)
    assert texts(claim(engine, clock)) == ["2"]


def test_the_older_event_goes_first_whatever_came_first(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("後", ms=2000), text_event("先", ms=1000))
    assert texts(claim(engine, clock)) == ["先"]


def test_a_claim_has_a_limit(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, *(text_event(str(number), f"U{number:032d}") for number in range(5)))
    assert len(claim(engine, clock, limit=3)) == 3
    assert len(claim(engine, clock, limit=3)) == 2


def test_a_dead_holder_loses_the_event_after_the_lease(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"))
    (held,) = claim(engine, clock)
    clock.move(EVENT_LEASE - dt.timedelta(seconds=1))
    assert claim(engine, clock, "b") == []
    clock.move(2)
    (taken,) = claim(engine, clock, "b")
    assert (taken.id, taken.attempts) == (held.id, 2)
    with pytest.raises(LostClaim):
        finish(engine, clock, held)
    finish(engine, clock, taken, worker="b")


def test_a_clock_that_was_set_back_holds_nothing_up(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"))
    clock.move(3600)
    assert len(claim(engine, clock)) == 1
    clock.move(-3600)
    assert len(claim(engine, clock, "b")) == 1


def test_a_slightly_faster_replica_keeps_its_claim(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"))
    clock.move(SKEW - dt.timedelta(seconds=1))
    assert len(claim(engine, clock)) == 1
    clock.move(-SKEW + dt.timedelta(seconds=1))
    assert claim(engine, clock, "b") == []


def test_an_event_given_back_is_open_again(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"))
    (event,) = claim(engine, clock)
    with session_scope(engine) as session:
        retry_event(session, "a", event.id, "KeyError")
    with session_scope(engine) as session:
        again = claim_event(session, "b", clock.now())
    assert again
    assert (again.id, again.attempts) == (event.id, 2)


def test_a_failed_event_is_over(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"))
    (event,) = claim(engine, clock)
    with session_scope(engine) as session:
        finish_event(session, "a", event.id, clock.now(), "failed", "KeyError")
    with read_scope(engine) as session:
        row = session.get_one(InboundEvent, event.id)
        assert (row.state, row.error, row.finished_at) == ("failed", "KeyError", clock.now())
    assert claim(engine, clock) == []


def test_two_workers_never_hold_the_same_event_nor_two_of_one_user(engine: sa.Engine, clock: FixedClock) -> None:
    users = [f"U{number:032d}" for number in range(6)]
    put(engine, clock, *(text_event(f"{turn}", user) for turn in range(5) for user in users))
    seen: list[tuple[str, int]] = []
    in_hand: set[str] = set()
    lock = threading.Lock()
    broken: list[str] = []

    def run(worker: str) -> None:
        while True:
            try:
                events = claim(engine, clock, worker, 4)
            except sa.exc.IntegrityError:  # the index stopped a double claim; nothing was taken
                continue
            if not events:
                with read_scope(engine) as session:
                    if not session.scalar(sa.text("SELECT count(*) FROM inbound_event WHERE state = 'open'")):
                        return
                continue
            with lock:
                broken.extend(event.user_key for event in events if event.user_key in in_hand)
                in_hand.update(event.user_key for event in events)
                seen.extend((event.user_key, int(event.body["message"]["text"])) for event in events)
                in_hand.difference_update(event.user_key for event in events)
            finish(engine, clock, *events, worker=worker)

    threads = [threading.Thread(target=run, args=(f"w{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not broken
    assert len(seen) == 30
    assert all([turn for user, turn in seen if user == one] == [0, 1, 2, 3, 4] for one in users)


def put_out(engine: sa.Engine, clock: FixedClock, user: str = USER, **changes: Any) -> int:
    row = {
        "kind": "reply",
        "user_key": user,
        "user_id": user,
        "reply_token": uuid.uuid4().hex,
        "token_expires_at": clock.now() + dt.timedelta(seconds=60),
        "messages": [{"type": "text", "text": "あ"}],
        "created_at": clock.now(),
        "next_try_at": clock.now(),
        **changes,
    }
    with session_scope(engine) as session:
        message = OutboundMessage(**row)
        session.add(message)
        session.flush()
        return message.id


def claim_out(engine: sa.Engine, clock: FixedClock, worker: str = "a") -> int | None:
    with session_scope(engine) as session:
        message = claim_outbound(session, worker, clock.now())
    return message.id if message else None


def test_replies_to_one_user_leave_in_order(engine: sa.Engine, clock: FixedClock) -> None:
    first, second, other = put_out(engine, clock), put_out(engine, clock), put_out(engine, clock, OTHER)
    assert [claim_out(engine, clock, worker) for worker in "abc"] == [first, other, None]
    with session_scope(engine) as session:
        finish_outbound(session, "a", first, "accepted", clock.now(), "r1", "")
    assert claim_out(engine, clock) == second


def test_a_reply_that_waits_holds_back_the_next_to_the_same_user(engine: sa.Engine, clock: FixedClock) -> None:
    first, second = put_out(engine, clock), put_out(engine, clock)
    assert claim_out(engine, clock) == first
    with session_scope(engine) as session:
        retry_outbound_later(session, "a", first, clock.now() + dt.timedelta(seconds=2), "500")
    assert claim_out(engine, clock) is None
    clock.move(3)
    assert claim_out(engine, clock) == first
    assert second


def test_what_is_not_due_waits_unless_the_clock_was_set_back(engine: sa.Engine, clock: FixedClock) -> None:
    late = put_out(engine, clock, next_try_at=clock.now() + dt.timedelta(seconds=200))
    assert claim_out(engine, clock) is None
    clock.move(-3600)
    assert claim_out(engine, clock) == late


def test_a_dead_sender_loses_the_message_but_an_acceptance_counts(engine: sa.Engine, clock: FixedClock) -> None:
    message = put_out(engine, clock)
    assert claim_out(engine, clock) == message
    clock.move(OUTBOUND_LEASE)
    assert claim_out(engine, clock, "b") == message
    with pytest.raises(LostClaim), session_scope(engine) as session:
        finish_outbound(session, "a", message, "rejected", clock.now(), None, "")
    with session_scope(engine) as session:
        finish_outbound(session, "a", message, "accepted", clock.now(), "r1", "")
    with pytest.raises(LostClaim), session_scope(engine) as session:
        finish_outbound(session, "b", message, "unknown", clock.now(), None, "")
    with read_scope(engine) as session:
        row = session.get_one(OutboundMessage, message)
        assert (row.state, row.request_id, row.accepted_at, row.attempts) == ("accepted", "r1", clock.now(), 2)


def test_a_restart_on_sqlite_frees_everything(engine: sa.Engine, clock: FixedClock) -> None:
    put(engine, clock, text_event("1"))
    message = put_out(engine, clock)
    claim(engine, clock)
    claim_out(engine, clock)
    with session_scope(engine) as session:
        free_everything(session)
    assert len(claim(engine, clock, "b")) == 1
    assert claim_out(engine, clock, "b") == message


@pytest.mark.parametrize("table", ["inbound_event", "outbound_message"])
def test_the_claims_use_the_partial_indexes(engine: sa.Engine, table: str) -> None:
    if engine.dialect.name != "sqlite":
        return  # PostgreSQL plans by statistics, which an empty table has none of
    claim_sql = {"inbound_event": CLAIM_EVENTS, "outbound_message": CLAIM_OUTBOUND}[table]["sqlite"]
    sql = str(claim_sql.compile(engine)).replace(" LIMIT ?", " LIMIT 1")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("x",) * sql.count("?")).all()
    steps = [row[-1] for row in rows]
    assert not [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
