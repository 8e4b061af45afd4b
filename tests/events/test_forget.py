"""Names go by their day and with the person; the counts stay, and a freed seat goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from bot import traces
from bot.db import read_scope, session_scope
from bot.events import forget, seats
from bot.events.known import known
from bot.events.seats import Seats
from bot.models_events import Attendance, EventSession
from bot.models_sending import Enrolment
from handlers import wording_notices
from jobs.cleanup import cleanup
from jobs.parts import Parts
from jobs.seats import offer_seats
from tests.events.garage import CODE, at, change, days, notices, opened, rows, states, user
from tests.fakes import FixedClock

A, B, C, D, E = (user(number) for number in range(1, 6))
MORNING = at("2025-04-01 10:00")
LATER = at("2025-04-15 10:00")


@pytest.fixture
def clock() -> FixedClock:
    """Ten days before the garage."""
    return FixedClock(MORNING)


@pytest.fixture
def course(parts: Parts) -> Parts:
    """Two days; A (two people) came to both, B to the first; C left, D waits."""
    opened(parts.engine, MORNING, capacity=3, days=days("2025-04-11", "2025-04-12"), last_day=dt.date(2025, 4, 12),
           over_at=at("2025-04-12 21:00"))  # fmt: skip
    with session_scope(parts.engine) as session:
        for who, people in ((A, 2), (C, 1)):
            seats.join(session, CODE, who, people, MORNING)
        seats.leave(session, CODE, C, MORNING)
        for who in (B, D):
            seats.join(session, CODE, who, 1, MORNING)
        there = ((A, 1), (A, 2), (B, 1))
        session.add_all(Attendance(event_code=CODE, user_id=who, day=day, at=MORNING) for who, day in there)
    return parts


WHOLE = {
    "enrolled": 2, "people": 3, "waiting": 1, "cancelled": 1, "attended": 2, "completed": 1, "day1": 2, "day2": 1,
}  # fmt: skip


def event_of(parts: Parts) -> EventSession:
    with read_scope(parts.engine) as session:
        return session.scalars(sa.select(EventSession).where(EventSession.code == CODE)).one()


def counted(parts: Parts) -> dict[str, Any]:
    with read_scope(parts.engine) as session:
        return forget.counts(session, session.scalars(sa.select(EventSession)).one())


def erase(parts: Parts, user_id: str) -> None:
    with session_scope(parts.engine) as session:
        traces.erase(session, user_id, parts.clock.now())


def names(parts: Parts) -> int:
    with read_scope(parts.engine) as session:
        tables = (Enrolment, Attendance)
        return sum(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)


def test_names_go_ninety_days_after_the_last_day_and_the_counts_stay(course: Parts) -> None:
    assert counted(course) == WHOLE
    course.clock.move(at("2025-07-11 12:00") - MORNING)
    cleanup(course)
    assert (names(course), event_of(course).tally) == (7, None)
    course.clock.move(dt.timedelta(days=1))
    cleanup(course)
    assert names(course) == 0
    assert event_of(course).tally == WHOLE
    cleanup(course)
    assert counted(course) == WHOLE


def test_what_moved_ahead_meanwhile_is_kept(course: Parts) -> None:
    late = dt.date(2025, 8, 1)
    with read_scope(course.engine) as session:
        assert forget.stale(session, late, 90) == [CODE]
    change(course.engine, last_day=late)
    with session_scope(course.engine) as session:
        assert forget.forget(session, CODE, late, 90) == 0
    assert names(course) == 7


def test_who_is_erased_after_it_is_over_stays_in_the_counts(course: Parts) -> None:
    course.clock.move(LATER - MORNING)
    for who in (A, D):
        erase(course, who)
    assert set(states(course.engine)) == {B, C}
    assert counted(course) == WHOLE
    erase(course, A)
    assert counted(course) == WHOLE
    course.clock.move(dt.timedelta(days=100))
    cleanup(course)
    assert (names(course), event_of(course).tally) == (0, WHOLE)


def test_who_is_erased_before_frees_the_seat_for_the_first_in_line(course: Parts) -> None:
    erase(course, A)
    with read_scope(course.engine) as session:
        assert seats.seats_of(session, [CODE])[CODE] == Seats(3, 1, 0, 1)
        assert known(session, A) == ()
    offer_seats(course)
    assert states(course.engine)[D] == "offered"
    assert [one.user_id for one in notices(course.engine)] == [D]
    assert event_of(course).tally is None


def test_who_is_erased_while_offered_a_seat_passes_it_on(course: Parts) -> None:
    with session_scope(course.engine) as session:
        seats.join(session, CODE, E, 1, MORNING)
        seats.leave(session, CODE, B, MORNING)
    offer_seats(course)
    assert states(course.engine)[D] == "offered"
    erase(course, D)
    offer_seats(course)
    assert (D in rows(course.engine), states(course.engine)[E]) == (False, "offered")


def test_only_what_was_there_by_then_goes(course: Parts) -> None:
    course.clock.move(dt.timedelta(minutes=1))
    with session_scope(course.engine) as session:
        seats.leave(session, CODE, C, course.clock.now())
        seats.join(session, CODE, C, 1, course.clock.now())
        traces.erase(session, C, MORNING)
    assert states(course.engine)[C] == "waiting"


def test_my_data_knows_every_enrolment(course: Parts) -> None:
    with session_scope(course.engine) as session:
        session.add(Enrolment(event_code="gone", user_id=A, state="enrolled", at=MORNING))
        session.flush()
        found = {one.code: one for one in known(session, A)}
        (left,) = known(session, C)
    one = found[CODE]
    assert (one.name, one.state, one.people) == ("シゴト・ツクル・ガレージ", "enrolled", 2)
    assert (one.number, one.there) == (1, (1, 2))
    assert (found["gone"].name, found["gone"].first_day) == (None, None)
    assert (left.state, left.there) == ("cancelled", ())
    told = wording_notices.enrolments((one, left), 90)
    assert told.splitlines() == [
        "シゴト・ツクル・ガレージ（4月11日（金）、2人、受付番号 1、出席の記録 2日）",
        "シゴト・ツクル・ガレージ（取り消しずみ、4月11日（金）、1人、受付番号 2）",
        "最後の日から90日を過ぎると消えます。",
    ]
    assert wording_notices.enrolments((), 90) == ""
