"""The start: in time while another goes out, never on an old approval, within the quota; and none blocks another."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.announcements import drafts, sending
from bot.db import session_scope
from bot.line import Outcome, Quota
from handlers.desk import Desk
from jobs import broadcast as sender
from jobs.broadcast import broadcast
from jobs.broadcast_start import start_due
from jobs.parts import Parts
from tests.announcements.office import (
    CONTENT,
    approved,
    at_jst,
    befriend,
    draft,
    due,
    go_live,
    reported,
    state,
    sums,
    tag,
    work,
)
from tests.fakes import FakeLine


@pytest.fixture
def office(parts: Parts) -> Parts:
    """A live office with 1,200 friends, in the morning."""
    befriend(parts, range(1, 1201))
    go_live(parts)
    return parts


def first_words(line: FakeLine) -> list[str]:
    """What LINE accepted, batch by batch."""
    return [str(messages[1]["altText"]) for _, messages in line.multicasts.values()]


def after_first_call(line: FakeLine, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Something happens while LINE has the first batch."""
    call = line.multicast
    called: list[bool] = []

    def multicast(*given: Any) -> Outcome:
        if not called:
            called.append(True)
            act()
        return call(*given)

    monkeypatch.setattr(line, "multicast", multicast)


def test_a_second_one_starts_in_time_and_takes_turns(
    office: Parts, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LOOK", 0.0)
    tag(office, 7, "ゼミ")
    large = due(office, title="大きい")
    small: list[int] = []
    act = lambda: small.append(due(office, title="小さい", audience="tag:ゼミ"))  # noqa: E731
    after_first_call(line, act, monkeypatch)
    broadcast(office, "w1")
    assert first_words(line) == ["大きい", "小さい", "大きい", "大きい"]
    assert (state(office, large), state(office, small[0])) == ("sent", "sent")


def test_a_process_that_stops_ends_after_the_batch_in_hand(office: Parts, line: FakeLine) -> None:
    number = due(office)
    broadcast(office, "w1", lambda: bool(line.multicasts))
    assert sums(office, number) == (1200, 500, 0, 0, 700)
    broadcast(office, "w2")
    assert sums(office, number) == (1200, 1200, 0, 0, 0)


def test_one_that_cannot_be_started_holds_up_nobody(office: Parts, line: FakeLine) -> None:
    broken = due(office, content={**CONTENT, "facts": 7})
    good = due(office, title="よい")
    work(office)
    assert sums(office, good) == (1200, 1200, 0, 0, 0)
    assert (state(office, broken), reported(office, broken).announcement.held_for) == ("held", "unsendable")
    assert first_words(line) == ["よい"] * 3


def test_what_must_wait_for_the_morning_does_not_ask_line_all_night(
    office: Parts, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(line, "quota", lambda: asked.append(True) or Quota(None, 0))
    approved(office, send_at=at_jst("2025-03-11T20:59"))
    office.clock.move(dt.timedelta(hours=12, minutes=1))
    for _ in range(3):
        start_due(office)
    assert not asked


def test_two_together_do_not_empty_the_month(office: Parts, line: FakeLine) -> None:
    line.quota_left = 2000
    first, second = due(office), due(office)
    work(office)
    assert sums(office, first) == (1200, 1200, 0, 0, 0)
    assert (state(office, second), reported(office, second).announcement.held_for) == ("held", "quota")


def test_what_is_put_off_while_it_starts_keeps_its_new_time(
    office: Parts, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = due(office)
    tomorrow = at_jst("2025-03-12T10:00")
    asked: list[bool] = []
    monkeypatch.setattr(line, "quota", lambda: asked.append(True) or Quota(None, 0))

    def put_off(*_given: object) -> None:
        """The first connection given back after LINE told the quota: it may start, and nobody is frozen yet."""
        if asked:
            asked.clear()
            with session_scope(office.engine) as session:
                now = office.clock.now()
                drafts.edit(session, number, draft(send_at=tomorrow), "佐藤", now)
                drafts.submit(session, number, "佐藤", now)
                drafts.approve(session, number, "鈴木", now)

    sa.event.listen(office.engine, "checkin", put_off)
    work(office)
    assert (state(office, number), reported(office, number).announcement.due_at) == ("scheduled", tomorrow)
    assert not line.multicasts


def test_who_is_no_tester_any_more_gets_nothing_in_practice(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 11))
    tag(parts, 3, "tester")
    tag(parts, 4, "tester")
    number = due(parts)
    line.troubles = [Outcome("rejected", 401, "r", "")]  # held after the freeze
    work(parts, seconds=0)
    with session_scope(parts.engine) as session:
        session.execute(sa.text("DELETE FROM friend_tag WHERE user_id LIKE '%3'"))
        sending.resume(session, number, "佐藤", parts.clock.now())
    work(parts)
    assert sums(parts, number) == (2, 1, 0, 0, 1)
    assert [user[-1] for user in line.received()] == ["4"]


def test_it_is_not_over_while_somebody_has_no_batch(office: Parts, line: FakeLine) -> None:
    line.troubles = [Outcome("rejected", 401, "r", "")]  # held after the freeze
    number = due(office)
    work(office, seconds=0)
    with session_scope(office.engine) as session:
        session.execute(sa.text("DELETE FROM announcement_batch WHERE seq = 2"))
        sending.resume(session, number, "佐藤", office.clock.now())
    work(office, 2)  # ended before the watch of each minute could see it
    assert (state(office, number), sums(office, number)) == ("sent", (1200, 1200, 0, 0, 0))
    assert set(line.received().values()) == {1}


@pytest.mark.parametrize("status", [302, 405, 410, 415])
def test_an_answer_that_is_not_about_the_people_loses_nobody(office: Parts, line: FakeLine, status: int) -> None:
    line.troubles = [Outcome("rejected", status, None, "")]
    number = due(office)
    work(office)
    assert (state(office, number), sums(office, number)) == ("held", (1200, 0, 0, 0, 1200))
    with session_scope(office.engine) as session:
        sending.resume(session, number, "佐藤", office.clock.now())
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)


def test_words_of_a_program_that_are_no_longer_so_are_held(parts: Parts, line: FakeLine, desk: Desk) -> None:
    office = dataclasses.replace(parts, desk=desk)
    befriend(office, [1])
    go_live(office)
    content = {**CONTENT, "program": "1-1-3", "program_said": {"状況": "終了予定"}}  # it ended with that fiscal year
    today, later = approved(office, content=content), approved(office, content=content)
    for number, at in ((today, "2025-03-11T10:00"), (later, "2025-04-02T10:00")):
        with session_scope(office.engine) as session:
            sending.schedule(session, number, at_jst(at), "佐藤", office.clock.now())
    office.clock.move(dt.timedelta(hours=1))
    work(office)
    office.clock.move(at_jst("2025-04-02T10:00") - office.clock.now())
    work(office)
    assert (state(office, today), state(office, later)) == ("sent", "held")
    assert reported(office, later).announcement.held_for == "program"
    assert len(line.multicasts) == 1
