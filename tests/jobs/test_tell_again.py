"""Pushes that LINE refused or that waited too long: what comes back, what ends, and that nothing is told twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot import personal_ends, traces
from bot.announcements.timing import quiet
from bot.db import read_scope, session_scope
from bot.line import QUOTA, Outcome
from bot.messages import Message, Text, readable
from bot.models import Friend, OutboundMessage
from bot.models_events import DayWatch, PersonalNotice
from bot.models_sending import StaffAlert, Watch
from handlers.context import Context
from jobs.cleanup import cleanup
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.tell import tell
from jobs.tell_again import look_again
from tests.factories import OTHER, USER
from tests.fakes import START, FakeLine, FixedClock
from tests.personal_notices import CALM, alerts, befriend, card, note, notice, states, tellers, text

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
NO_QUOTA = Outcome("rejected", 429, "r", QUOTA)
BAD = Outcome("rejected", 400, "r", "A message (messages[0]) in the request body is invalid")
TIMEOUT = Outcome("retry", None, None, "timeout")
BUSY = Outcome("retry", 429, "r", "rate limit", retry_after=1)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with tellers(event_moved=text, watch_ended=card, watch_day=dated):
        yield


def dated(row: PersonalNotice, context: Context) -> list[Message]:
    """Words that are true on one day only."""
    return [Text(f"{context.today}の{row.occasion}")]


def turn(parts: Parts, line: FakeLine) -> list[str]:
    """One round of the jobs; every word LINE took so far."""
    tell(parts)
    deliver_all(parts, "w")
    return [words for _, messages, _ in line.pushes for words in readable(messages)]


def push_states(parts: Parts) -> list[str]:
    with read_scope(parts.engine) as session:
        return list(session.scalars(sa.select(OutboundMessage.state).order_by(OutboundMessage.id)))


def test_a_spent_quota_puts_off_and_tells_the_staff(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER, OTHER)
    note(parts, "a")
    note(parts, "b", OTHER)
    line.quota_left = 0
    line.troubles = [NO_QUOTA, NO_QUOTA]
    assert turn(parts, line) == []
    assert {notice(parts, name, who).push_at for name, who in (("a", USER), ("b", OTHER))} == {START + HOUR}
    assert alerts(parts) == ["personal:quota"]
    note(parts, "c")
    clock.move(10)
    assert turn(parts, line) == []  # nobody tries while LINE says that nothing is left
    assert push_states(parts) == ["rejected", "rejected"]
    clock.move(HOUR)
    line.quota_left = 500
    assert sorted(turn(parts, line)) == ["aのお知らせ", "bのお知らせ", "cのお知らせ"]
    assert alerts(parts) == []


def test_what_the_quota_keeps_back_is_dropped_when_it_is_past(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a", lives=3 * HOUR)
    line.quota_left = 0
    line.troubles = [NO_QUOTA]
    for _ in range(4):
        turn(parts, line)
        clock.move(HOUR)
    line.quota_left = None
    assert turn(parts, line) == []
    assert states(parts) == {"a": "dropped"}


@pytest.mark.parametrize("refusal", [NO_QUOTA, Outcome("rejected", 401, "r", "")])
def test_what_may_have_arrived_is_only_repeated_under_its_key(
    parts: Parts, line: FakeLine, clock: FixedClock, refusal: Outcome
) -> None:
    befriend(parts, USER)
    note(parts, "a")
    line.troubles = [TIMEOUT, refusal, BUSY, refusal]
    for _ in range(6):
        turn(parts, line)
        clock.move(60)
    assert (push_states(parts), states(parts), len(line.pushes)) == (["accepted"], {"a": "told"}, 1)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_loses_nobody(parts: Parts, line: FakeLine, clock: FixedClock, status: int) -> None:
    befriend(parts, USER)
    note(parts, "a")
    line.troubles = [Outcome("rejected", status, "r", "")]
    line.quota_known = False
    assert turn(parts, line) == []
    assert (states(parts), alerts(parts)) == ({"a": "waiting"}, ["personal:token"])
    clock.move(HOUR)
    assert turn(parts, line) == []
    line.quota_known = True
    clock.move(HOUR)
    assert turn(parts, line) == ["aのお知らせ"]
    assert alerts(parts) == []


def test_one_bad_notice_takes_no_other_with_it(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    for name in ("a", "b", "c"):
        note(parts, name)
    line.troubles = [BAD]
    assert turn(parts, line) == []
    assert set(states(parts).values()) == {"waiting"}
    line.troubles = [BAD]  # of a, which goes alone now
    for _ in range(3):
        turn(parts, line)
        clock.move(5)
    assert [readable(messages) for _, messages, _ in line.pushes] == [["bのお知らせ"], ["cのお知らせ"]]
    assert states(parts) == {"a": "dropped", "b": "told", "c": "told"}
    assert alerts(parts) == ["personal:refused:event.moved"]


def test_the_staff_hear_of_refused_ones_once_a_day(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    since = []
    for name in ("a", "b", "c"):
        note(parts, name)
        line.troubles = [BAD]
        turn(parts, line)
        with read_scope(parts.engine) as session:
            since += [session.get_one(StaffAlert, "personal:refused:event.moved").since - START]
        clock.move(0.6 * DAY if name == "b" else HOUR * 10)
    assert since == [0 * HOUR, 0 * HOUR, 24.4 * HOUR]


def test_a_push_that_may_have_arrived_is_not_told_again(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a")
    note(parts, "b")
    line.troubles = [TIMEOUT, BAD]
    for _ in range(3):
        turn(parts, line)
        clock.move(60)
    assert (push_states(parts), states(parts)) == (["rejected"], {"a": "told", "b": "told"})


def test_what_was_never_tried_is_made_anew(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    """The process died between storing and sending, at the end of the day."""
    befriend(parts, USER)
    clock.move(11.9 * HOUR)
    note(parts, "a", kind="watch.day", lives=2 * DAY)
    tell(parts)
    clock.move(HOUR)
    deliver_all(parts, "w")
    assert line.pushes == []  # it is night
    look_again(parts)
    assert (push_states(parts), states(parts)) == ([], {"a": "waiting"})
    clock.move(12 * HOUR)
    assert turn(parts, line) == ["2025-03-12のa"]


@pytest.mark.parametrize(("kind", "said"), [("watch.day", []), ("event.moved", ["aのお知らせ"])])
def test_what_was_tried_is_repeated_only_while_it_is_true(
    parts: Parts, line: FakeLine, clock: FixedClock, kind: str, said: list[str]
) -> None:
    befriend(parts, USER)
    clock.move(11.9 * HOUR)
    note(parts, "a", kind=kind, lives=2 * DAY)
    line.troubles = [TIMEOUT]
    tell(parts)
    deliver_all(parts, "w")
    for _ in range(24):  # through the night
        clock.move(HOUR / 2)
        assert turn(parts, line) == ([] if quiet(clock.now()) else said)
    assert push_states(parts) == ["accepted" if said else "unknown"]
    assert states(parts) == {"a": "told"}


def test_a_long_queue_is_not_told_twice(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a")
    tell(parts)
    for _ in range(3):
        clock.move(6 * 60)
        tell(parts)
    deliver_all(parts, "w")
    clock.move(6 * 60)
    assert turn(parts, line) == ["aのお知らせ"]
    assert (push_states(parts), len(line.pushes)) == (["accepted"], 1)


def test_an_id_that_is_given_anew_means_another_message(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a")
    turn(parts, line)
    with session_scope(parts.engine) as session:
        old = session.scalars(sa.select(OutboundMessage)).one()
        number = old.id
        session.delete(old)
    clock.move(DAY)
    note(parts, "b")
    tell(parts)
    with session_scope(parts.engine) as session:
        session.execute(sa.update(OutboundMessage).values(id=number))
        session.execute(sa.update(PersonalNotice).where(PersonalNotice.occasion == "b").values(outbound_id=number))
        assert [one.occasion for one in personal_ends.carried(session, number)] == ["b"]


def test_an_erased_person_gets_nothing_more(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER, OTHER)
    for who in (USER, OTHER):
        note(parts, "told", who)
        note(parts, "waits", who, push_at=START + DAY)
    tell(parts)
    with session_scope(parts.engine) as session:
        traces.erase(session, USER, clock.now())
    for _ in range(3):
        turn(parts, line)
        clock.move(DAY)
    assert {to for to, _, _ in line.pushes} == {OTHER}
    with read_scope(parts.engine) as session:
        assert set(session.scalars(sa.select(PersonalNotice.user_id))) == {OTHER}


def test_the_data_shown_to_a_person_count_their_notices(parts: Parts) -> None:
    befriend(parts, USER)
    note(parts, "a")
    note(parts, "b", push_at=START + DAY)
    tell(parts)
    with read_scope(parts.engine) as session:
        found = traces.stored(session, USER)
    assert (found.pending, found.told) == (2, 1)  # the push on its way, and b


def test_notices_are_forgotten_when_nobody_makes_them_again(parts: Parts, clock: FixedClock) -> None:
    days = dt.timedelta(days=parts.settings.madoguchi_keep_texts_days)
    befriend(parts, USER)
    note(parts, "told", kind=CALM)
    note(parts, "long", kind=CALM, lives=2 * days)
    note(parts, "watch:1-1-1:ended", kind=CALM, about={"program": "1-1-1"})
    note(parts, "watch:1-1-2:ended", kind=CALM)
    note(parts, "watchday:1-1-3:2025-03-12", kind=CALM)
    note(parts, "waits", kind=CALM, lives=10 * days, push_at=START + 9 * days)
    with session_scope(parts.engine) as session:
        session.add(Watch(user_id=USER, program_id="1-1-1", since=START))
        session.add(DayWatch(user_id=USER, program_id="1-1-3", day=START.date(), why="from_day", since=START))
    tell(parts)
    clock.move(days)
    cleanup(parts)
    assert len(states(parts)) == 6
    clock.move(8 * DAY)
    cleanup(parts)
    assert sorted(states(parts)) == ["long", "waits", "watch:1-1-1:ended", "watchday:1-1-3:2025-03-12"]
    kept = notice(parts, "watch:1-1-1:ended")
    assert (kept.about, kept.outbound_id) == ({}, None)
    assert not note(parts, "watch:1-1-1:ended")  # it is still known that this was told
    clock.move(2 * days)
    cleanup(parts)
    assert "long" not in states(parts)
    with session_scope(parts.engine) as session:
        session.execute(sa.delete(Watch))
        session.execute(sa.delete(DayWatch))
    cleanup(parts)
    assert states(parts) == {"waits": "waiting"}


def test_who_leaves_meanwhile_loses_nothing_but_the_notice(parts: Parts, line: FakeLine, clock: FixedClock) -> None:
    befriend(parts, USER)
    note(parts, "a", push_at=START + HOUR)
    with session_scope(parts.engine) as session:
        session.execute(sa.update(Friend).values(state="blocked"))
    clock.move(HOUR)
    assert turn(parts, line) == []
    with session_scope(parts.engine) as session:
        session.execute(sa.update(Friend).values(state="friend"))
    note(parts, "b")
    assert turn(parts, line) == ["bのお知らせ"]
