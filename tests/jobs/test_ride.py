"""What waits rides free on a reply: once, before the answer, only where there is room; refused replies give it back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.line import INVALID_REPLY_TOKEN, QUOTA, Outcome
from bot.messages import Card, Message, Say, Text, readable
from bot.models import InboundEvent, OutboundMessage
from bot.models_events import PersonalNotice
from bot.queue import receive
from handlers.context import Context
from jobs.answer import answer_batch
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.tell import tell
from tests.conftest import make_settings
from tests.factories import GROUP, OTHER, USER, event, text_event, unsend_event
from tests.fakes import START, FakeLine, FixedClock
from tests.personal_notices import CALM, URGENT, alerts, befriend, broken, card, note, notice, states, tellers, text

DAY = dt.timedelta(days=1)
LATER = START + 3 * DAY
CALLED = {"mentionees": [{"index": 0, "length": 3, "type": "user", "isSelf": True}]}
REFUSED = Outcome("rejected", 400, "r", "A message (messages[0]) in the request body is invalid")


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with tellers(event_moved=text, event_offer=broken, watch_ended=card):
        yield


def say(parts: Parts, *events: Any) -> None:
    """Events come in and are answered; nothing is delivered."""
    with session_scope(parts.engine) as session:
        for one in events or (text_event("こんにちは"),):
            receive(session, one, parts.clock.now())
    while answer_batch(parts):
        pass


def replied(parts: Parts, line: FakeLine, *events: Any) -> list[str]:
    """Every word of the last reply that LINE took."""
    say(parts, *events)
    deliver_all(parts, "w")
    return readable(line.replies[-1][1])


def answering(parts: Parts, *messages: Message) -> Parts:
    return dataclasses.replace(parts, dispatch=lambda event, context: list(messages))


def test_what_waits_rides_once_before_the_answer(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    for name in ("a", "b"):
        note(parts, name, kind=CALM, push_at=LATER)
    ((to, messages),) = [(token, said) for token, said in replies_after(parts, line)]
    assert to
    assert [one["type"] for one in messages] == ["flex", "text"]
    assert messages[0]["altText"].startswith("お知らせが2件あります。")
    assert messages[1]["text"] == "こんにちは #1"
    row = notice(parts, "a")
    with read_scope(parts.engine) as session:
        answered = session.scalars(sa.select(InboundEvent.id)).one()
    assert (row.state, row.how, row.told_at, row.event_id) == ("told", "reply", START, answered)
    assert replied(parts, line) == ["こんにちは #2"]
    clock.move(4 * DAY)
    tell(parts)
    deliver_all(parts, "w")
    assert line.pushes == []


def replies_after(parts: Parts, line: FakeLine) -> list[tuple[str, list[dict[str, Any]]]]:
    replied(parts, line)
    return line.replies


def test_the_answer_keeps_its_quick_replies(parts: Parts, line: FakeLine) -> None:
    befriend(parts, USER)
    note(parts, "a", kind=CALM, push_at=LATER)
    say(answering(parts, Card("質問です", "質問", quick=(Say("はい", "はい"), Say("いいえ", "いいえ")))))
    deliver_all(parts, "w")
    first, last = line.replies[0][1]
    assert "quickReply" not in first
    assert [item["action"]["label"] for item in last["quickReply"]["items"]] == ["はい", "いいえ"]


@pytest.mark.parametrize(("own", "riding"), [(3, 2), (4, 1), (5, 0)])
def test_the_answer_comes_first_where_room_is_short(parts: Parts, line: FakeLine, own: int, riding: int) -> None:
    befriend(parts, USER)
    for number in range(3):
        note(parts, f"t{number}", push_at=LATER)
    say(answering(parts, *(Text(f"答え{number}") for number in range(own))))
    deliver_all(parts, "w")
    said = readable(line.replies[0][1])
    assert said == [f"t{number}のお知らせ" for number in range(riding)] + [f"答え{number}" for number in range(own)]
    assert sorted(states(parts).values()) == ["told"] * riding + ["waiting"] * (3 - riding)


@pytest.mark.parametrize(
    ("hour", "push_at", "rides"),
    [
        (10, START, False),  # pushed within seconds
        (10, LATER, True),
        (22, START, True),  # it waits for the morning, and the person is there now
    ],
)
def test_what_is_pushed_at_once_does_not_ride(
    parts: Parts, line: FakeLine, clock: FixedClock, hour: int, push_at: dt.datetime, rides: bool
) -> None:
    befriend(parts, USER)
    note(parts, "a", push_at=push_at)
    clock.move(dt.timedelta(hours=hour - 9))
    assert ("aのお知らせ" in replied(parts, line)) is rides


def test_nothing_rides_before_it_is_ready_or_after_it_is_past(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "later", push_at=LATER, ready_at=LATER)
    note(parts, "past", push_at=LATER, lives=dt.timedelta(minutes=1))
    note(parts, "untrue", push_at=LATER, about={"untrue": True})
    clock.move(60)
    assert replied(parts, line) == ["こんにちは #1"]


def test_only_the_person_alone_sees_it(parts: Parts, line: FakeLine) -> None:
    befriend(parts, USER, OTHER)
    note(parts, "a", push_at=LATER)
    in_group = text_event("@窓口 はい", group=GROUP, mention=CALLED)
    assert replied(parts, line, in_group) == ["@窓口 はい #1"]
    assert replied(parts, line, text_event("はい", OTHER)) == ["はい #1"]
    assert replied(parts, line, event("follow", follow={"isUnblocked": False})) == ["follow です"]
    assert replied(parts, line, event("postback", postback={"data": "a=x"})) == ["aのお知らせ", "postback です"]


def test_a_batch_of_people_gets_each_their_own(parts: Parts, line: FakeLine) -> None:
    people = [f"U{number:032x}" for number in range(8)]
    befriend(parts, *people)
    for one in people[::2]:
        note(parts, f"for {one}", one, push_at=LATER)
    say(parts, *(text_event(one, one) for one in people))
    deliver_all(parts, "w")
    assert sorted(map(readable, (said for _, said in line.replies))) == sorted(
        [f"for {one}のお知らせ", f"{one} #1"] if one in people[::2] else [f"{one} #1"] for one in people
    )


def test_a_broken_teller_spoils_no_answer(parts: Parts, line: FakeLine) -> None:
    befriend(parts, USER)
    note(parts, "ill", kind="event.offer", push_at=LATER)
    note(parts, "well", push_at=LATER)
    assert replied(parts, line) == ["wellのお知らせ", "こんにちは #1"]
    assert states(parts) == {"ill": "waiting", "well": "told"}


def test_a_teller_that_breaks_the_transaction_spoils_no_answer(parts: Parts, line: FakeLine) -> None:
    def wrong(row: PersonalNotice, context: Context) -> list[Message]:
        context.session.execute(sa.text("SELECT nonsense FROM nowhere"))
        return []

    befriend(parts, USER)
    note(parts, "ill", push_at=LATER)
    with tellers(event_moved=wrong):
        assert replied(parts, line) == ["こんにちは #1"]
    assert states(parts) == {"ill": "waiting"}


def test_a_failed_answer_carries_nothing(parts: Parts, line: FakeLine) -> None:
    def failing(event: Any, context: Context) -> list[Message]:
        raise KeyError

    befriend(parts, USER)
    note(parts, "a", push_at=LATER)
    assert replied(dataclasses.replace(parts, dispatch=failing), line) == ["ごめんなさい"]
    assert states(parts) == {"a": "waiting"}


@pytest.mark.parametrize(
    ("refusal", "rides_again"),
    [
        (Outcome("rejected", 400, "r", INVALID_REPLY_TOKEN), True),
        (Outcome("rejected", 401, "r", "token"), False),  # it waits until LINE takes our token
        (REFUSED, False),  # perhaps the notice is why: it must not spoil a second answer
    ],
)
def test_a_refused_reply_gives_it_back(
    parts: Parts, line: FakeLine, clock: FixedClock, refusal: Outcome, rides_again: bool
) -> None:
    befriend(parts, USER)
    note(parts, "a", kind=CALM, push_at=LATER)
    say(parts)
    assert states(parts) == {"a": "told"}
    line.troubles = [refusal]
    deliver_all(parts, "w")
    row = notice(parts, "a")
    assert (row.state, row.how, row.told_at, row.push_at) == ("waiting", None, None, LATER)
    if refusal.status != 401:
        assert ("aのお知らせ" in str(replied(parts, line))) is rides_again
    else:
        assert alerts(parts) == ["personal:token"]
    clock.move(4 * DAY)
    tell(parts)
    deliver_all(parts, "w")
    assert len(line.pushes) == (not rides_again)


def test_a_reply_that_may_have_arrived_gives_nothing_back(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a", push_at=LATER)
    say(parts)
    line.troubles = [Outcome("retry", None, None, "timeout"), Outcome("rejected", 401, "r", "token")]
    for _ in range(2):
        deliver_all(parts, "w")
        clock.move(10)
    assert states(parts) == {"a": "told"}
    note(parts, "b", push_at=LATER)
    say(parts)
    line.troubles = [Outcome("retry", None, None, "timeout")] * 50
    for _ in range(50):
        deliver_all(parts, "w")
        clock.move(10)
    with read_scope(parts.engine) as session:
        assert session.scalars(sa.select(OutboundMessage.state).order_by(OutboundMessage.id)).all()[-1] == "unknown"
    assert states(parts) == {"a": "told", "b": "told"}


def test_a_late_reply_that_goes_as_a_push_keeps_its_notice(parts: Parts, line: FakeLine) -> None:
    parts = dataclasses.replace(parts, settings=make_settings(madoguchi_push_when_token_expired=True))
    befriend(parts, USER)
    note(parts, "a", push_at=LATER)
    say(parts)
    line.troubles = [Outcome("rejected", 400, "r", INVALID_REPLY_TOKEN), Outcome("rejected", 429, "r", QUOTA)]
    deliver_all(parts, "w")
    row = notice(parts, "a")
    assert (row.state, row.event_id, row.push_at) == ("waiting", None, LATER)


def test_taking_the_question_back_takes_nothing_from_the_notice(parts: Parts, line: FakeLine) -> None:
    befriend(parts, USER)
    note(parts, "a", push_at=LATER)
    say(parts, text_event("あ", message_id="1"))
    assert states(parts) == {"a": "told"}
    say(parts, unsend_event("1"))
    assert states(parts) == {"a": "waiting"}
    assert replied(parts, line) == ["aのお知らせ", "こんにちは #1"]


def test_a_notice_line_cannot_show_spoils_no_answer(parts: Parts, line: FakeLine) -> None:
    def strange(row: PersonalNotice, context: Context) -> list[Message]:
        return [object()]  # type: ignore[list-item]

    befriend(parts, USER)
    note(parts, "a", kind=URGENT, push_at=LATER)
    with tellers(event_moved=strange):
        assert replied(parts, line) == ["こんにちは #1"]
    assert states(parts) == {"a": "waiting"}
