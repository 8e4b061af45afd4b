"""Offers: in order, for a day, never at night, moved on when nobody answers, told once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from bot.clock import to_ms
from bot.db import read_scope, session_scope
from bot.events import offers, seats
from bot.events.seats import Joined
from bot.models import OutboundMessage
from bot.models_events import PersonalNotice
from jobs.parts import Parts
from jobs.seats import offer_seats
from tests.events.garage import (
    CODE,
    at,
    befriend,
    change,
    notices,
    opened,
    rows,
    session_row,
    states,
    tell_all,
    user,
)
from tests.fakes import FixedClock

A, B, C, D = (user(number) for number in range(1, 5))
MORNING = at("2025-04-01 10:00")


@pytest.fixture
def clock() -> FixedClock:
    """Ten days before the garage."""
    return FixedClock(MORNING)


@pytest.fixture
def queue(parts: Parts) -> Parts:
    """One seat that A has; B, C and D wait in this order."""
    opened(parts.engine, MORNING, capacity=1)
    for who in (A, B, C, D):
        join(parts, who)
    return parts


def join(parts: Parts, user_id: str, people: int = 1) -> Joined:
    with session_scope(parts.engine) as session:
        return seats.join(session, CODE, user_id, people, parts.clock.now())


def leave(parts: Parts, user_id: str) -> bool:
    with session_scope(parts.engine) as session:
        return seats.leave(session, CODE, user_id, parts.clock.now())


def accept(parts: Parts, user_id: str) -> Joined:
    with session_scope(parts.engine) as session:
        return offers.accept(session, CODE, user_id, parts.clock.now())


def decline(parts: Parts, user_id: str) -> bool:
    with session_scope(parts.engine) as session:
        return offers.decline(session, CODE, user_id, parts.clock.now())


def wait(parts: Parts, until: str) -> None:
    """Everybody is told what there is to tell; then it is this moment in Japan."""
    tell_all(parts.engine, parts.clock.now())
    parts.clock.move(at(until) - parts.clock.now())
    offer_seats(parts)


def turn(parts: Parts) -> int:
    with read_scope(parts.engine) as session:
        return session.execute(sa.text("SELECT turn FROM event_session")).scalar_one()


def test_nothing_is_offered_while_it_is_full(queue: Parts) -> None:
    before = turn(queue)
    offer_seats(queue)
    assert (notices(queue.engine), turn(queue)) == ([], before)  # and nobody's tap had to wait for the look


def test_a_freed_seat_goes_to_the_first_in_line_for_a_day(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    offer_seats(queue)
    assert states(queue.engine) == {A: "cancelled", B: "offered", C: "waiting", D: "waiting"}
    row = rows(queue.engine)[B]
    assert row.offered_until == at("2025-04-02 10:00")
    (told,) = notices(queue.engine)
    assert (told.user_id, told.until, told.push_at) == (B, row.offered_until, MORNING)
    assert told.occasion == f"event:{CODE}:offer:{row.queued}:{to_ms(at('2025-04-02 10:00'))}"
    assert told.about == {"code": CODE, "until": "2025-04-02T01:00:00+00:00"}
    assert join(queue, B).kind == "offered"


def test_the_offered_seat_is_taken(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    assert accept(queue, C).kind == "waiting"
    assert (accept(queue, C).ahead, accept(queue, D).ahead) == (0, 1)
    assert accept(queue, B).kind == "enrolled"
    assert accept(queue, B).kind == "already"
    assert [one.state for one in notices(queue.engine)] == ["dropped"]  # nobody needs to be told any more
    wait(queue, "2025-04-03 10:00")
    assert states(queue.engine) == {A: "cancelled", B: "enrolled", C: "waiting", D: "waiting"}


def test_an_offer_without_an_answer_moves_on(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    wait(queue, "2025-04-02 09:59")
    assert states(queue.engine)[B] == "offered"
    wait(queue, "2025-04-02 10:00")
    assert states(queue.engine) == {A: "cancelled", B: "cancelled", C: "offered", D: "waiting"}
    assert rows(queue.engine)[B].why == "expired"
    assert accept(queue, B).kind == "expired"
    back = join(queue, B)
    assert (back.kind, back.ahead) == ("waiting", 1)
    wait(queue, "2025-04-03 10:00")
    wait(queue, "2025-04-04 10:00")
    assert states(queue.engine) == {A: "cancelled", B: "offered", C: "cancelled", D: "cancelled"}
    assert [one.user_id for one in notices(queue.engine)] == [B, C, D, B]


def test_a_tap_in_the_second_the_offer_ends_comes_too_late(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    queue.clock.move(dt.timedelta(days=1))
    assert accept(queue, B).kind == "expired"
    assert rows(queue.engine)[B].why == "expired"
    assert accept(queue, user(99)).kind == "expired"


def test_an_expired_offer_nobody_has_swept_away_yet_is_no_seat(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    queue.clock.move(dt.timedelta(days=1))
    again = join(queue, B)
    assert (again.kind, again.ahead) == ("waiting", 2)


def test_no_thanks_moves_on_at_once(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    assert not decline(queue, C)
    assert decline(queue, B)
    assert not decline(queue, B)
    offer_seats(queue)
    assert (rows(queue.engine)[B].why, states(queue.engine)[C]) == ("declined", "offered")


def test_who_could_not_be_told_stays_first(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    queue.clock.move(dt.timedelta(days=1, minutes=5))  # nothing got out for a day
    offer_seats(queue)
    assert states(queue.engine) == {A: "cancelled", B: "offered", C: "waiting", D: "waiting"}
    assert [(one.user_id, one.state) for one in notices(queue.engine)] == [(B, "dropped"), (B, "waiting")]


def test_who_is_refused_by_line_does_not_hold_up_the_line(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    push = {
        "kind": "push", "user_key": "p", "user_id": B, "messages": [], "state": "rejected", "retry_key": uuid.uuid4(),
        "created_at": MORNING, "next_try_at": MORNING,
    }  # fmt: skip
    with session_scope(queue.engine) as session:  # as jobs/tell_again.py leaves it
        number = session.scalar(sa.insert(OutboundMessage).values(**push).returning(OutboundMessage.id))
        session.execute(sa.update(PersonalNotice).values(state="dropped", outbound_id=number))
    queue.clock.move(dt.timedelta(days=1, minutes=5))
    offer_seats(queue)
    assert states(queue.engine) == {A: "cancelled", B: "cancelled", C: "offered", D: "waiting"}
    assert rows(queue.engine)[B].why == "expired"


@pytest.mark.parametrize(
    ("freed", "offered_at", "until"),
    [
        ("2025-04-01 20:59", "2025-04-01 20:59", "2025-04-02 20:59"),
        ("2025-04-01 21:00", "2025-04-02 08:00", "2025-04-03 08:00"),
        ("2025-04-02 03:00", "2025-04-02 08:00", "2025-04-03 08:00"),
        ("2025-04-10 18:30", "2025-04-10 18:30", "2025-04-11 18:00"),
        ("2025-04-11 17:30", "2025-04-11 17:30", "2025-04-11 18:00"),
        ("2025-04-11 17:31", None, None),
    ],
)
def test_offers_wait_for_the_morning_and_end_an_hour_before_it_begins(
    queue: Parts, freed: str, offered_at: str | None, until: str | None
) -> None:
    wait(queue, freed)
    leave(queue, A)
    offer_seats(queue)
    for _ in range(48):
        if notices(queue.engine) or queue.clock.now() > at("2025-04-11 19:00"):
            break
        queue.clock.move(dt.timedelta(minutes=30))
        offer_seats(queue)
    found = [(one.made_at, one.until) for one in notices(queue.engine)]
    assert found == ([(at(offered_at), at(until))] if offered_at and until else [])


@pytest.mark.parametrize(
    ("begins", "now", "until"),
    [
        ("2025-04-11 08:30", "2025-04-10 12:00", "2025-04-10 20:00"),
        ("2025-04-11 08:30", "2025-04-10 19:40", None),
        ("2025-04-11 09:00", "2025-04-10 12:00", "2025-04-11 08:00"),
        ("2025-04-11 23:00", "2025-04-11 12:00", "2025-04-11 20:00"),
        (None, "2025-04-10 12:00", "2025-04-10 20:00"),
        (None, "2025-04-09 12:00", "2025-04-10 12:00"),
    ],
)
def test_no_offer_ends_in_the_quiet_hours(begins: str | None, now: str, until: str | None) -> None:
    event = session_row(1, MORNING, starts_at=begins and at(begins))
    assert offers.answer_by(event, at(now)) == (until and at(until))


def test_a_party_is_offered_its_seats_together_and_nobody_passes_it(parts: Parts) -> None:
    opened(parts.engine, MORNING, capacity=4)
    for who, people in ((A, 2), (B, 2), (C, 3), (D, 1)):
        join(parts, who, people)
    leave(parts, A)
    offer_seats(parts)
    assert notices(parts.engine) == []
    leave(parts, B)
    offer_seats(parts)
    assert states(parts.engine) == {A: "cancelled", B: "cancelled", C: "offered", D: "offered"}
    assert [one.user_id for one in notices(parts.engine)] == [C, D]


def test_a_raised_capacity_is_offered_and_a_party_too_big_for_it_is_passed_over(parts: Parts) -> None:
    opened(parts.engine, MORNING, capacity=3)
    for who, people in ((A, 3), (B, 3), (C, 1)):
        join(parts, who, people)
    change(parts.engine, capacity=5)
    offer_seats(parts)
    assert states(parts.engine)[B] == "waiting"
    change(parts.engine, capacity=2)
    leave(parts, A)
    offer_seats(parts)
    assert (states(parts.engine)[B], states(parts.engine)[C]) == ("waiting", "offered")
    change(parts.engine, capacity=None)
    offer_seats(parts)
    assert states(parts.engine)[B] == "offered"


def test_who_blocked_the_account_is_passed_over_and_keeps_the_place(queue: Parts) -> None:
    befriend(queue.engine, B, "blocked", MORNING)
    leave(queue, A)
    offer_seats(queue)
    assert (states(queue.engine)[B], states(queue.engine)[C]) == ("waiting", "offered")
    befriend(queue.engine, C, "blocked", MORNING)
    offer_seats(queue)
    assert (states(queue.engine)[C], states(queue.engine)[D]) == ("waiting", "offered")
    befriend(queue.engine, C, "friend", MORNING)
    befriend(queue.engine, B, "friend", MORNING)
    decline(queue, D)
    offer_seats(queue)
    assert (states(queue.engine)[B], states(queue.engine)[C]) == ("offered", "waiting")


def test_an_offer_that_stands_again_is_told_again_unless_it_was(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    for told in (False, True):
        if told:
            tell_all(queue.engine, MORNING)
        befriend(queue.engine, B, "blocked", MORNING)
        befriend(queue.engine, C, "blocked", MORNING)
        befriend(queue.engine, D, "blocked", MORNING)
        offer_seats(queue)
        assert states(queue.engine)[B] == "waiting"
        befriend(queue.engine, B, "friend", MORNING)
        offer_seats(queue)
        assert states(queue.engine)[B] == "offered"
        assert [one.state for one in notices(queue.engine)] == ["told" if told else "waiting"]


def test_a_session_that_is_called_off_offers_nothing(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    change(queue.engine, state="cancelled")
    assert accept(queue, B).kind == "cancelled"
    offer_seats(queue)
    assert states(queue.engine) == {A: "cancelled", B: "waiting", C: "waiting", D: "waiting"}
    assert [one.state for one in notices(queue.engine)] == ["dropped"]


def test_a_session_that_begins_earlier_ends_its_offers(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    change(queue.engine, starts_at=at("2025-04-01 15:00"), over_at=at("2025-04-01 17:00"))
    queue.clock.move(at("2025-04-01 15:00") - MORNING)
    assert accept(queue, B).kind == "expired"
    queue.clock.move(dt.timedelta(days=3))
    offer_seats(queue)
    assert states(queue.engine) == {A: "cancelled", B: "cancelled", C: "waiting", D: "waiting"}


def test_offers_left_open_when_it_began_are_over(queue: Parts) -> None:
    leave(queue, A)
    offer_seats(queue)
    change(queue.engine, starts_at=at("2025-04-01 15:00"), over_at=at("2025-04-01 17:00"))
    wait(queue, "2025-04-01 15:00")
    assert states(queue.engine) == {A: "cancelled", B: "cancelled", C: "waiting", D: "waiting"}
    assert notices(queue.engine)[0].state == "told"


def test_a_growing_party_cannot_take_a_seat_that_is_kept_for_another(parts: Parts) -> None:
    opened(parts.engine, MORNING, capacity=2)
    for who in (A, B, C):
        join(parts, who)
    leave(parts, A)
    offer_seats(parts)
    with session_scope(parts.engine) as session:
        assert seats.change_people(session, CODE, B, 2, parts.clock.now()).kind == "too_many"
        assert seats.change_people(session, CODE, C, 2, parts.clock.now()).kind == "too_many"
        change_late = parts.clock.now() + dt.timedelta(days=2)
        assert seats.change_people(session, CODE, C, 1, change_late).kind == "expired"
