"""Answering: one event, one row in the outbox, in one transaction; a handler's failure loses nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.messages import Message, Text
from bot.models import Conversation, Friend, InboundEvent, OutboundMessage, Ticket
from bot.queue import receive
from handlers import wording
from jobs.answer import MOST_CLAIMS, answer_batch, answer_now, answer_one
from jobs.parts import Parts
from tests.factories import GROUP, OTHER, USER, event, text_event, unsend_event
from tests.fakes import START, FakeLine, FixedClock, echo, failing
from tests.faults.world import until


def put(parts: Parts, *events: Any) -> None:
    with session_scope(parts.engine) as session:
        for one in events:
            receive(session, one, parts.clock.now())


def answer_all(parts: Parts) -> None:
    while answer_batch(parts):
        pass


def outbox(parts: Parts) -> list[OutboundMessage]:
    with read_scope(parts.engine) as session:
        return list(session.scalars(sa.select(OutboundMessage).order_by(OutboundMessage.id)))


def replies(parts: Parts) -> list[str]:
    return [row.messages[0]["text"] for row in outbox(parts)]


def states(parts: Parts) -> list[str]:
    with read_scope(parts.engine) as session:
        return list(session.scalars(sa.select(InboundEvent.state).order_by(InboundEvent.id)))


def test_an_event_becomes_one_reply_that_waits(parts: Parts) -> None:
    sent = text_event("こんにちは")
    put(parts, sent)
    assert answer_one(parts)
    assert not answer_one(parts)
    (row,) = outbox(parts)
    assert (row.kind, row.state, row.reply_token, row.user_id) == ("reply", "waiting", sent["replyToken"], USER)
    assert row.token_expires_at == START + dt.timedelta(seconds=60)
    assert row.messages == [{"type": "text", "text": "こんにちは #1"}]
    assert states(parts) == ["done"]
    assert parts.outbox.pending() == 1


def test_the_talk_is_remembered_per_person(parts: Parts) -> None:
    put(parts, text_event("a"), text_event("b"), text_event("c", OTHER), text_event("d", group=GROUP, mention=CALLED))
    answer_all(parts)
    assert sorted(replies(parts)) == ["a #1", "b #2", "c #1", "d #1"]


CALLED = {"mentionees": [{"index": 0, "length": 1, "type": "user", "isSelf": True}]}


def test_a_reply_in_a_group_never_becomes_a_push_to_a_person(parts: Parts) -> None:
    put(parts, text_event("d", group=GROUP, mention=CALLED))
    answer_all(parts)
    assert outbox(parts)[0].user_id is None


def test_without_a_token_nothing_is_sent(parts: Parts) -> None:
    sent = text_event("a")
    del sent["replyToken"]
    put(parts, sent)
    answer_all(parts)
    assert (states(parts), outbox(parts)) == (["done"], [])


def test_a_failing_handler_is_tried_again_and_spoils_nobody_elses_answer(parts: Parts) -> None:
    parts = dataclasses.replace(parts, dispatch=failing(2))
    put(parts, text_event("a"), text_event("b", OTHER))
    answer_all(parts)
    assert sorted(replies(parts)) == ["a #1", "b #1"]
    assert states(parts) == ["done", "done"]


def test_after_three_failures_the_person_gets_an_apology(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    parts = dataclasses.replace(parts, dispatch=failing(3))
    put(parts, text_event("秘密の質問"), text_event("次"))
    with caplog.at_level(logging.DEBUG):
        answer_all(parts)
    assert replies(parts) == ["ごめんなさい", "次 #1"]
    assert states(parts) == ["failed", "done"]
    with read_scope(parts.engine) as session:
        stored = session.scalars(sa.select(InboundEvent).order_by(InboundEvent.id)).first()
        assert stored
        assert stored.body["message"]["text"] == "秘密の質問"
        assert "秘密" not in str(stored.error)
        assert "KeyError" in str(stored.error)


def test_an_event_that_kills_its_worker_gets_an_apology_in_the_end(parts: Parts, clock: FixedClock) -> None:
    put(parts, text_event("毒"))
    with session_scope(parts.engine) as session:
        session.execute(sa.update(InboundEvent).values(attempts=MOST_CLAIMS))
    answer_all(parts)
    assert replies(parts) == ["ごめんなさい"]


def test_what_a_failed_handler_stored_is_gone(parts: Parts) -> None:
    def dispatch(event: dict[str, Any], context: Any) -> list[Message]:
        context.session.add(Ticket(opened_at=context.now, user_id=USER, question="q"))
        context.session.flush()
        if event["message"]["text"] == "bad":
            raise ValueError
        return echo(event, context)

    parts = dataclasses.replace(parts, dispatch=dispatch)
    put(parts, text_event("bad"), text_event("good", OTHER))
    answer_all(parts)
    with read_scope(parts.engine) as session:
        assert [ticket.event_id for ticket in session.scalars(sa.select(Ticket))] == [2]


def test_an_unsent_message_takes_its_traces_with_it(parts: Parts) -> None:
    def dispatch(event: dict[str, Any], context: Any) -> list[Message]:
        context.session.add(Ticket(opened_at=context.now, user_id=USER, question=event["message"]["text"]))
        return echo(event, context)

    parts = dataclasses.replace(parts, dispatch=dispatch)
    sent = text_event("消してほしい", message_id="500")
    put(parts, sent, text_event("のこす"))
    answer_all(parts)
    put(parts, unsend_event("500"))
    answer_all(parts)
    with read_scope(parts.engine) as session:
        bodies = list(session.scalars(sa.select(InboundEvent.body).order_by(InboundEvent.id)))
        assert bodies[0] == {}
        assert bodies[1]["message"]["text"] == "のこす"
        assert list(session.scalars(sa.select(Ticket.question))) == ["のこす"]
        assert session.scalar(sa.select(OutboundMessage.messages).order_by(OutboundMessage.id).limit(1)) == []
        assert session.scalar(sa.select(Conversation.state)) == {}


def test_an_unsend_that_comes_first_silences_the_message(parts: Parts) -> None:
    put(parts, unsend_event("600", ms=2000))
    answer_all(parts)
    put(parts, text_event("遅れて届いた", message_id="600", ms=1000))
    answer_all(parts)
    assert outbox(parts) == []
    with read_scope(parts.engine) as session:
        assert "遅れて" not in str(list(session.scalars(sa.select(InboundEvent.body))))


def test_an_unsend_before_the_answer_makes_the_answer_needless(parts: Parts) -> None:
    put(parts, text_event("やっぱりやめ", message_id="700", ms=1000), unsend_event("700", ms=2000))
    answer_all(parts)
    assert replies(parts) == []


def test_somebody_elses_unsend_takes_nothing(parts: Parts) -> None:
    put(parts, text_event("わたしの", message_id="800"))
    answer_all(parts)
    put(parts, unsend_event("800", OTHER))
    answer_all(parts)
    assert replies(parts) == ["わたしの #1"]


def friend(parts: Parts) -> tuple[str, int]:
    with read_scope(parts.engine) as session:
        row = session.get_one(Friend, USER)
        return row.state, row.state_at_ms


def test_an_old_unfollow_that_comes_late_changes_nothing(parts: Parts) -> None:
    put(parts, event("follow", ms=2000, follow={"isUnblocked": False}))
    answer_all(parts)
    put(parts, event("unfollow", ms=1000))
    answer_all(parts)
    assert friend(parts) == ("friend", 2000)


def test_a_follow_that_is_history_is_not_greeted(parts: Parts) -> None:
    put(parts, event("unfollow", ms=2000))
    answer_all(parts)
    put(parts, event("follow", ms=1000))
    answer_all(parts)
    assert friend(parts) == ("blocked", 2000)
    assert outbox(parts) == []


def test_writing_makes_a_person_known_but_decides_nothing(parts: Parts, clock: FixedClock) -> None:
    put(parts, text_event("a"))
    answer_all(parts)
    assert friend(parts) == ("friend", 0)
    clock.move(60)
    put(parts, event("unfollow", ms=5))
    answer_all(parts)
    assert friend(parts) == ("blocked", 5)


def test_flooding_gets_one_notice_then_a_minute_of_silence(parts: Parts, clock: FixedClock) -> None:
    put(parts, *(text_event(str(number)) for number in range(45)), text_event("ほかの人", OTHER))
    answer_all(parts)
    assert sorted(replies(parts)) == sorted([wording.FLOOD, "ほかの人 #1"])
    clock.move(30)
    put(parts, text_event("まだ"))
    answer_all(parts)
    assert len(outbox(parts)) == 2
    assert set(states(parts)) == {"done"}
    clock.move(31)
    put(parts, text_event("そのあと"))
    answer_all(parts)
    assert replies(parts)[-1] == "そのあと #1"


def test_forty_messages_are_no_flood(parts: Parts) -> None:
    put(parts, *(text_event(str(number)) for number in range(40)))
    answer_all(parts)
    assert replies(parts) == [f"{number} #{number + 1}" for number in range(40)]


def test_a_flood_does_not_swallow_an_unfollow_or_an_unsend(parts: Parts) -> None:
    flood = [text_event(str(number), message_id=f"9{number}") for number in range(45)]
    put(parts, *flood, event("unfollow"), unsend_event("93"))
    answer_all(parts)
    assert friend(parts)[0] == "blocked"
    with read_scope(parts.engine) as session:
        taken = sa.select(InboundEvent.body).where(InboundEvent.message_id == "93", InboundEvent.type == "message")
        assert session.scalar(taken) == {}


def test_a_slow_answer_shows_that_we_are_at_work(parts: Parts, line: FakeLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(event: dict[str, Any], context: Any) -> list[Message]:
        until(lambda: line.loading)
        return [Text("できました")]

    monkeypatch.setattr("jobs.answer.LOADING_AFTER", 0.05)
    parts = dataclasses.replace(parts, dispatch=slow)
    put(parts, text_event("a"), text_event("b", group=GROUP, mention=CALLED))
    answer_all(parts)
    assert line.loading == [USER]


def test_a_quick_answer_does_not(parts: Parts, line: FakeLine) -> None:
    put(parts, text_event("a"))
    answer_all(parts)
    assert line.loading == []


def test_the_terminal_goes_the_same_way(parts: Parts) -> None:
    assert answer_now(parts, text_event("はい")) == [{"type": "text", "text": "はい #1"}]
    assert answer_now(parts, event("unfollow")) == []
