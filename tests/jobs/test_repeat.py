"""Repeats become announcements of their own: each moment once, only what was approved, never what is past."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from bot.announcements import drafts, sending
from bot.announcements.drafts import fingerprint, hands
from bot.clock import JST, jst
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.models_sending import Announcement, AnnouncementStep, StaffAlert
from jobs.parts import Parts
from jobs.repeat import plan_occurrences
from tests.announcements.office import approved, create, draft
from tests.fakes import FixedClock

# The clock of the tests stands at 9:00 on Tuesday 11 March 2025 in Japan.
FRIDAYS: dict[str, Any] = {"rule": "毎週金曜", "at": "18:00"}


def planned(parts: Parts, number: int, state: str = "scheduled") -> list[str]:
    """The moments of the occurrences in Japan."""
    rows = sa.select(Announcement.due_at).where(Announcement.parent_id == number, Announcement.state == state)
    with read_scope(parts.engine) as session:
        return [f"{jst(at):%m-%d %H:%M}" for at in session.scalars(rows.order_by(Announcement.due_at)) if at]


def children(parts: Parts, number: int) -> list[Announcement]:
    with read_scope(parts.engine) as session:
        return list(session.scalars(sa.select(Announcement).where(Announcement.parent_id == number).order_by("id")))


def alerts(parts: Parts) -> list[str]:
    with read_scope(parts.engine) as session:
        return list(session.scalars(sa.select(StaffAlert.words).order_by(StaffAlert.since)))


def repeating(parts: Parts, **changes: Any) -> int:
    return approved(parts, **{"repeat": FRIDAYS, **changes})


def test_forty_days_are_reserved(parts: Parts) -> None:
    number = repeating(parts)
    plan_occurrences(parts)
    assert planned(parts, number) == [
        "03-14 18:00", "03-21 18:00", "03-28 18:00", "04-04 18:00", "04-11 18:00", "04-18 18:00",
    ]  # fmt: skip
    child = children(parts, number)[0]
    assert (child.approved_by, child.author, child.repeat, child.fingerprint) == (
        "鈴木", "佐藤", None, fingerprint(child),
    )  # fmt: skip
    with read_scope(parts.engine) as session:
        steps = sa.select(AnnouncementStep.by, AnnouncementStep.move).where(
            AnnouncementStep.announcement_id == child.id
        )
        assert list(session.execute(steps)) == [("job", "plan")]
        assert hands(session, child) == ["佐藤"]  # who wrote it cannot be its second pair of eyes


def test_a_repeat_that_is_over_is_not_submitted(parts: Parts, clock: FixedClock) -> None:
    number = create(parts, repeat={**FRIDAYS, "until": "2025-03-10"})
    with session_scope(parts.engine) as session, pytest.raises(Problem, match="もう過ぎています"):
        drafts.submit(session, number, "佐藤", clock.now())


def test_one_that_is_approved_seconds_before_its_time_is_in_time(parts: Parts, clock: FixedClock) -> None:
    number = repeating(parts, repeat={"rule": "毎日", "at": "9:01"})
    clock.move(90)
    plan_occurrences(parts)
    assert planned(parts, number)[0] == "03-11 09:01"
    # But what was before its approval is none of it.
    after = repeating(parts, repeat={"rule": "毎日", "at": "9:01"})
    plan_occurrences(parts)
    assert planned(parts, after)[0] == "03-12 09:01"
    assert alerts(parts) == []


def test_two_workers_plan_each_moment_once(parts: Parts) -> None:
    number = repeating(parts)
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait(30)
        plan_occurrences(parts)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(planned(parts, number)) == 6


def test_however_often_it_is_looked_at_each_comes_once(parts: Parts, clock: FixedClock) -> None:
    number = repeating(parts, repeat={"rule": "毎月31日", "at": "9:00"})
    for _ in range(60):
        plan_occurrences(parts)
        plan_occurrences(parts)
        clock.move(dt.timedelta(days=7, hours=5))
    assert planned(parts, number) == [
        "03-31 09:00", "05-31 09:00", "07-31 09:00", "08-31 09:00", "10-31 09:00", "12-31 09:00",
        "01-31 09:00", "03-31 09:00", "05-31 09:00",
    ]  # fmt: skip
    assert alerts(parts) == []


def test_nothing_is_planned_without_approval(parts: Parts) -> None:
    number = create(parts, repeat=FRIDAYS)
    plan_occurrences(parts)
    assert planned(parts, number) == []


def test_nothing_is_planned_that_speaks_of_the_past_or_comes_too_early(parts: Parts) -> None:
    over = dt.datetime(2025, 3, 28, 18, tzinfo=JST)
    number = repeating(parts, past_at=over)
    plan_occurrences(parts)
    assert planned(parts, number) == ["03-14 18:00", "03-21 18:00"]
    later = repeating(parts, send_at=dt.datetime(2025, 4, 11, 18, tzinfo=JST))
    plan_occurrences(parts)
    assert planned(parts, later) == ["04-11 18:00", "04-18 18:00"]


def test_what_passed_while_nothing_ran_is_told_and_not_sent(parts: Parts, clock: FixedClock) -> None:
    number = repeating(parts)
    plan_occurrences(parts)
    clock.move(dt.timedelta(days=60))  # up to 10 May
    for _ in range(2):
        plan_occurrences(parts)
    assert planned(parts, number)[6:] == [
        "05-16 18:00", "05-23 18:00", "05-30 18:00", "06-06 18:00", "06-13 18:00",
    ]  # fmt: skip
    (words,) = alerts(parts)
    assert "「窓口の時間」" in words
    assert "2025年4月25日(金) 18時00分の回など3回分" in words


def test_an_edit_withdraws_what_was_planned_and_the_new_text_is_planned_anew(parts: Parts, clock: FixedClock) -> None:
    number = repeating(parts)
    plan_occurrences(parts)
    with session_scope(parts.engine) as session:
        drafts.edit(session, number, draft(title="新しい題", repeat=FRIDAYS), "佐藤", clock.now())
    plan_occurrences(parts)
    assert planned(parts, number) == []
    with session_scope(parts.engine) as session:
        drafts.submit(session, number, "佐藤", clock.now())
        drafts.approve(session, number, "鈴木", clock.now())
    plan_occurrences(parts)
    assert len(planned(parts, number)) == 6
    assert {child.title for child in children(parts, number) if child.state == "scheduled"} == {"新しい題"}
    # What was withdrawn has lost its approval for good.
    assert {child.fingerprint for child in children(parts, number) if child.state == "stopped"} == {None}


def test_a_stop_stops_what_was_planned_and_going_on_plans_what_is_to_come(parts: Parts, clock: FixedClock) -> None:
    number = repeating(parts)
    plan_occurrences(parts)
    with session_scope(parts.engine) as session:
        sending.stop(session, number, "佐藤", clock.now())
    clock.move(dt.timedelta(days=14))
    plan_occurrences(parts)
    assert planned(parts, number) == []
    with session_scope(parts.engine) as session:
        sending.resume(session, number, "佐藤", clock.now())
    plan_occurrences(parts)
    assert planned(parts, number)[0] == "03-28 18:00"
    assert alerts(parts) == []  # nobody missed anything: it was stopped on purpose


def test_one_stopped_occurrence_stays_stopped(parts: Parts, clock: FixedClock) -> None:
    number = repeating(parts)
    plan_occurrences(parts)
    with session_scope(parts.engine) as session:
        sending.stop(session, children(parts, number)[1].id, "佐藤", clock.now())
    plan_occurrences(parts)
    assert planned(parts, number)[:2] == ["03-14 18:00", "03-28 18:00"]


def test_the_pause_of_a_lone_approver_holds_for_the_first_one(parts: Parts) -> None:
    number = repeating(parts, repeat={"rule": "毎日", "at": "9:05"})
    pause = dt.datetime(2025, 3, 11, 9, 10, tzinfo=JST)
    with session_scope(parts.engine) as session:
        session.execute(sa.update(Announcement).values(not_before=pause))
    plan_occurrences(parts)
    assert planned(parts, number)[:2] == ["03-11 09:10", "03-12 09:05"]


def test_what_was_changed_behind_the_approval_is_not_planned(parts: Parts) -> None:
    number = repeating(parts)
    with session_scope(parts.engine) as session:
        session.execute(sa.update(Announcement).values(title="だれも見ていない題"))
    for _ in range(2):
        plan_occurrences(parts)
    assert planned(parts, number) == []
    assert len(alerts(parts)) == 1
