"""Personal notices are pushed once, together, outside the quiet hours, and only while they are true."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot import personal
from bot.clock import jst
from bot.db import read_scope, session_scope
from bot.messages import readable
from bot.models import Friend, OutboundMessage
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.tell import AGAIN, WORTH_WAITING, tell
from tests.factories import OTHER, USER
from tests.fakes import START, FakeLine, FixedClock
from tests.personal_notices import (
    CALM,
    URGENT,
    alerts,
    befriend,
    broken,
    card,
    note,
    notice,
    states,
    tellers,
    text,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with tellers(event_moved=text, event_offer=broken, watch_ended=card):
        yield


def pushed(parts: Parts, line: FakeLine) -> list[tuple[str, list[dict[str, Any]]]]:
    """What LINE took, after a turn of the job."""
    tell(parts)
    deliver_all(parts, "w")
    return [(to, messages) for to, messages, _ in line.pushes]


def test_a_notice_is_pushed_once(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    assert note(parts, "a")
    assert not note(parts, "a")
    for _ in range(3):
        ((to, messages),) = pushed(parts, line)
        clock.move(5)
    assert (to, readable(messages)) == (USER, ["aのお知らせ"])
    row = notice(parts, "a")
    assert (row.state, row.how, row.told_at, row.event_id) == ("told", "push", START, None)
    with read_scope(parts.engine) as session:
        push = session.get_one(OutboundMessage, row.outbound_id)
    assert (push.kind, push.state, push.created_at, push.event_id) == ("push", "accepted", START, None)
    assert not note(parts, "a")  # also after it was told


def test_what_is_told_to_one_person_goes_in_one_push(parts: Parts, line: FakeLine) -> None:
    befriend(parts, USER, OTHER)
    for number in range(4):
        note(parts, f"c{number}", kind=CALM)
    note(parts, "t0")
    note(parts, "o", OTHER)
    assert sorted(to for to, _ in pushed(parts, line)) == [USER, OTHER]
    messages = next(messages for to, messages in pushed(parts, line) if to == USER)
    assert [one["type"] for one in messages] == ["flex", "text"]
    assert [bubble["body"]["contents"][0]["text"] for bubble in messages[0]["contents"]["contents"]] == [
        "c0", "c1", "c2", "c3",
    ]  # fmt: skip
    assert messages[0]["altText"] == "お知らせが4件あります。c0のお知らせ"


def test_more_than_five_objects_need_two_pushes(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    for number in range(7):
        note(parts, f"t{number}")
    assert [len(messages) for _, messages in pushed(parts, line)] == [5]
    clock.move(5)
    said = [words for _, messages in pushed(parts, line) for words in readable(messages)]
    assert said == [f"t{number}のお知らせ" for number in range(7)]


@pytest.mark.parametrize(("made_at", "told_at"), [("20:59", "20:59"), ("21:00", "08:00"), ("03:00", "08:00")])
def test_nobody_is_woken(parts: Parts, line: FakeLine, clock: FixedClock, made_at: str, told_at: str) -> None:
    befriend(parts, USER)
    clock.move(dt.datetime.fromisoformat(f"2025-03-12T{made_at}+09:00") - clock.now())
    note(parts, "a")
    while not pushed(parts, line):
        clock.move(60)
    assert f"{jst(clock.now()):%H:%M}" == told_at


def test_it_waits_for_its_moment(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a", push_at=START + HOUR)
    assert pushed(parts, line) == []
    clock.move(HOUR)
    assert len(pushed(parts, line)) == 1


def test_only_what_is_true_is_told(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "untrue", about={"untrue": True})
    note(parts, "past", lives=HOUR, push_at=START + 2 * HOUR)
    note(parts, "withdrawn", push_at=START + 2 * HOUR)
    with session_scope(parts.engine) as session:
        assert personal.withdraw(session, [USER, OTHER], "withdrawn") == 1
    assert pushed(parts, line) == []
    clock.move(2 * HOUR)
    assert pushed(parts, line) == []
    assert set(states(parts).values()) == {"dropped"}
    with session_scope(parts.engine) as session:
        assert personal.withdraw(session, [USER], "untrue") == 0


def test_what_is_past_is_dropped_at_night_too(parts: Parts, clock: FixedClock) -> None:
    note(parts, "past", lives=14 * HOUR, push_at=START + 13 * HOUR)
    clock.move(14 * HOUR)
    tell(parts)
    assert states(parts) == {"past": "dropped"}


@pytest.mark.parametrize("state", ["blocked", None])
def test_who_left_is_told_nothing(parts: Parts, line: FakeLine, state: str | None) -> None:
    if state:
        befriend(parts, USER, state=state)
    note(parts, "a", kind=CALM)
    assert pushed(parts, line) == []
    assert states(parts) == {"a": "dropped"}


@pytest.mark.parametrize("kind", WORTH_WAITING)
def test_who_comes_back_before_the_event_is_told_of_its_news(
    parts: Parts, line: FakeLine, clock: FixedClock, kind: str
) -> None:
    befriend(parts, USER, state="blocked")
    with tellers(**{kind.replace(".", "_"): text}):
        note(parts, "a", kind=kind)
        note(parts, "b", kind=CALM)
        for _ in range(3):
            assert pushed(parts, line) == []
            assert states(parts) == {"a": "waiting", "b": "dropped"}
            clock.move(HOUR)
        with session_scope(parts.engine) as session:
            session.execute(sa.update(Friend).values(state="friend"))
        ((to, messages),) = pushed(parts, line)
        assert (to, readable(messages)) == (USER, ["aのお知らせ"])
        assert states(parts) == {"a": "told", "b": "dropped"}


def test_news_for_who_stays_away_ends_with_the_event(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER, state="blocked")
    note(parts, "a", lives=3 * HOUR)
    tell(parts)
    clock.move(4 * HOUR)
    assert pushed(parts, line) == []
    assert states(parts) == {"a": "dropped"}


def test_news_for_somebody_unknown_is_dropped(parts: Parts, line: FakeLine) -> None:
    note(parts, "a")
    assert pushed(parts, line) == []
    assert states(parts) == {"a": "dropped"}


def test_a_broken_teller_blocks_nobody(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER, OTHER)
    note(parts, "ill", kind="event.offer")
    note(parts, "unknown", OTHER, kind="event.unheard")
    note(parts, "well")
    note(parts, "well too", OTHER)
    said = {to: readable(messages) for to, messages in pushed(parts, line)}
    assert said == {USER: ["wellのお知らせ"], OTHER: ["well tooのお知らせ"]}
    assert states(parts) == {"ill": "waiting", "unknown": "waiting", "well": "told", "well too": "told"}
    assert alerts(parts) == ["personal:event.offer", "personal:event.unheard"]
    line.pushes.clear()
    with tellers(event_offer=text):
        assert pushed(parts, line) == []
        clock.move(AGAIN)
        assert [to for to, _ in pushed(parts, line)] == [USER]
    assert alerts(parts) == ["personal:event.unheard"]


def test_two_workers_tell_once(parts: Parts, line: FakeLine) -> None:
    people = [f"U{number:032x}" for number in range(20)]
    befriend(parts, *people)
    for one in people:
        note(parts, "a", one)
        note(parts, "b", one, kind=CALM)
    barrier, errors = threading.Barrier(3), []

    def work() -> None:
        barrier.wait(30)
        try:
            tell(parts)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    deliver_all(parts, "w")
    assert sorted(to for to, _, _ in line.pushes) == people
    assert {len(messages) for _, messages, _ in line.pushes} == {2}


def test_a_push_that_waits_for_line_holds_up_no_answer(parts: Parts) -> None:
    befriend(parts, USER)
    note(parts, "a")
    tell(parts)
    with read_scope(parts.engine) as session:
        assert session.scalar(sa.select(OutboundMessage.user_key)) == f"notice:{USER}"


def test_what_happened_is_counted(parts: Parts) -> None:
    befriend(parts, USER)
    note(parts, "a")
    note(parts, "b", about={"untrue": True})
    note(parts, "c", kind="event.offer")
    tell(parts)
    counted = {
        tuple(sample.labels.values()): sample.value
        for sample in parts.metrics.personal.collect()[0].samples
        if sample.name.endswith("_total")
    }
    assert counted == {(URGENT, "push"): 1, (URGENT, "untrue"): 1, ("event.offer", "put off"): 1}


def test_practice_holds_nothing_back(parts: Parts, line: FakeLine) -> None:
    """A desk that practises sends announcements to testers only; this person is none."""
    with session_scope(parts.engine) as session:
        assert session.get(Friend, USER) is None
    befriend(parts, USER)
    note(parts, "a")
    assert [to for to, _ in pushed(parts, line)] == [USER]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2025-03-11T09:00", "2025-03-17"),  # a Tuesday
        ("2025-03-16T23:59", "2025-03-17"),  # a Sunday
        ("2025-03-17T00:00", "2025-03-24"),  # a Monday
        ("2025-05-01T12:00", "2025-05-07"),  # Monday and Tuesday are holidays
        ("2025-12-24T12:00", "2026-01-05"),  # the whole week is closed
        ("2026-09-16T12:00", "2026-09-24"),  # 敬老の日, 国民の休日, 秋分の日
    ],
)
def test_the_bundle_goes_on_a_working_day(now: str, then: str) -> None:
    moment = personal.next_bundle(dt.datetime.fromisoformat(f"{now}+09:00"))
    assert jst(moment).isoformat() == f"{then}T10:00:00+09:00"
