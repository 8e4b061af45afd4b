"""Seats: who joins, waits and leaves, and what each of them is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import TurnSession, WriteTurn, read_scope, session_scope
from bot.errors import Problem
from bot.events import seats
from bot.events.seats import Joined, Seats
from tests.events.garage import CODE, at, change, opened, rows, states, user
from tests.fakes import START

A, B, C, D = (user(number) for number in range(1, 5))
NOW = START


def join(engine: sa.Engine, user_id: str, people: int = 1, now: dt.datetime = NOW) -> Joined:
    with session_scope(engine) as session:
        return seats.join(session, CODE, user_id, people, now)


def leave(engine: sa.Engine, user_id: str, now: dt.datetime = NOW) -> bool:
    with session_scope(engine) as session:
        return seats.leave(session, CODE, user_id, now)


def resize(engine: sa.Engine, user_id: str, people: int, now: dt.datetime = NOW) -> Joined:
    with session_scope(engine) as session:
        return seats.change_people(session, CODE, user_id, people, now)


def full(engine: sa.Engine) -> Seats:
    with read_scope(engine) as session:
        return seats.seats_of(session, [CODE, "unknown"])[CODE]


def test_seats_are_taken_until_none_is_free_then_one_waits(engine: sa.Engine) -> None:
    opened(engine, NOW)
    assert [join(engine, who).kind for who in (A, B)] == ["enrolled", "enrolled"]
    third, fourth = join(engine, C), join(engine, D)
    assert [(one.kind, one.ahead) for one in (third, fourth)] == [("waiting", 0), ("waiting", 1)]
    assert full(engine) == Seats(2, 2, 0, 2)
    assert full(engine).free == 0
    assert [rows(engine)[who].number for who in (A, B, C, D)] == [1, 2, 3, 4]
    keys = {row.calendar_key for row in rows(engine).values()}
    assert len(keys) == 4
    assert all(key is not None and len(key) == 22 for key in keys)


def test_a_second_wish_changes_nothing(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=1)
    join(engine, A)
    join(engine, B)
    again = join(engine, A, 3)
    assert (again.kind, again.enrolment and again.enrolment.people) == ("already", 1)
    assert (join(engine, B).kind, full(engine)) == ("waiting", Seats(1, 1, 0, 1))


def test_who_leaves_frees_the_seat_for_who_waits_and_not_for_who_comes(engine: sa.Engine) -> None:
    opened(engine, NOW)
    for who in (A, B, C):
        join(engine, who)
    assert leave(engine, A)
    assert not leave(engine, A)
    assert full(engine) == Seats(2, 1, 0, 1)
    came = join(engine, D)
    assert (came.kind, came.ahead) == ("waiting", 1)


def test_who_comes_back_keeps_the_receipt_and_stands_at_the_end(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=1)
    for who in (A, B, C):
        join(engine, who)
    leave(engine, B)
    assert rows(engine)[B].why == "self"
    back = join(engine, B)
    assert (back.kind, back.ahead) == ("waiting", 1)
    row = rows(engine)[B]
    assert (row.number, row.why) == (2, None)
    assert (row.queued or 0) > (rows(engine)[C].queued or 0)


def test_a_receipt_is_never_given_to_a_second_person(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=5)
    join(engine, A)
    join(engine, B)
    with session_scope(engine) as session:
        session.delete(rows(engine)[B])
    joined = join(engine, C)
    assert joined.enrolment is not None
    assert joined.enrolment.number == 3


def test_parties_count_their_people(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=5)
    assert join(engine, A, 3).kind == "enrolled"
    assert join(engine, B, 3).kind == "waiting"
    assert join(engine, C, 1).kind == "waiting"  # nobody passes a bigger party
    assert full(engine) == Seats(5, 3, 0, 4)
    for people in (0, -1, 6):
        refused = join(engine, D, people)
        assert (refused.kind, refused.most) == ("too_many", 5)
    change(engine, capacity=4)
    assert join(engine, D, 5).most == 4
    assert D not in rows(engine)


def test_without_a_capacity_nobody_waits(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=None)
    assert {join(engine, user(number), 5).kind for number in range(30)} == {"enrolled"}
    assert full(engine).free is None


@pytest.mark.parametrize(
    ("changes", "now", "kind"),
    [
        ({"state": "planned"}, NOW, "not_open"),
        ({"state": "cancelled"}, NOW, "cancelled"),
        ({}, at("2025-04-11 21:00"), "over"),
        ({}, at("2025-04-11 19:00"), "closed"),
        ({"apply_until": at("2025-04-09 17:00")}, at("2025-04-09 17:00"), "closed"),
        ({"apply_until": at("2025-04-09 17:00")}, at("2025-04-09 16:59"), "enrolled"),
        ({"starts_at": None}, at("2025-04-11 00:00"), "closed"),
        ({"starts_at": None}, at("2025-04-10 23:59"), "enrolled"),
    ],
)
def test_when_one_cannot_join(engine: sa.Engine, changes: dict[str, Any], now: dt.datetime, kind: str) -> None:
    opened(engine, NOW, **changes)
    assert join(engine, A, now=now).kind == kind
    assert (A in rows(engine)) == (kind == "enrolled")


def test_the_number_of_people_changes_within_the_free_seats(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=4)
    join(engine, A, 2)
    assert resize(engine, B, 2).kind == "not_enrolled"
    assert (resize(engine, A, 4).kind, full(engine).free) == ("enrolled", 0)
    too_many = resize(engine, A, 5)
    assert (too_many.kind, too_many.most) == ("too_many", 4)
    join(engine, B, 1)
    assert resize(engine, A, 1).kind == "enrolled"
    grown = resize(engine, A, 2)  # B waits for these seats
    assert (grown.kind, grown.most, rows(engine)[A].people) == ("too_many", 1, 1)
    assert resize(engine, B, 4).kind == "waiting"
    change(engine, apply_until=NOW)
    assert resize(engine, A, 2).kind == "closed"
    assert resize(engine, B, 2).kind == "waiting"
    assert resize(engine, A, 0).kind == "too_many"


def test_nothing_changes_once_it_is_over_or_called_off(engine: sa.Engine) -> None:
    opened(engine, NOW)
    join(engine, A, 2)
    late = at("2025-04-11 21:00")
    assert not leave(engine, A, late)
    assert resize(engine, A, 1, late).kind == "over"
    change(engine, state="cancelled")
    assert resize(engine, A, 1).kind == "cancelled"
    assert states(engine) == {A: "enrolled"}


def test_mine_are_those_to_come(engine: sa.Engine) -> None:
    opened(engine, NOW)
    opened(engine, NOW, code="b", uid="b", door_code="BBB234", days=[], first_day=dt.date(2025, 4, 1),
           starts_at=None)  # fmt: skip
    with session_scope(engine) as session:
        seats.join(session, "b", A, 1, NOW)
        seats.join(session, CODE, A, 1, NOW)
        seats.join(session, CODE, B, 1, NOW)
    with read_scope(engine) as session:
        assert [event.code for event, _ in seats.mine(session, A, NOW)] == ["b", CODE]
        assert seats.mine(session, A, at("2025-04-11 21:00")) == []
    leave(engine, A)
    with read_scope(engine) as session:
        assert [row.event_code for _, row in seats.mine(session, A, NOW)] == ["b"]


def test_an_unknown_session_is_a_problem(engine: sa.Engine) -> None:
    with session_scope(engine) as session, pytest.raises(Problem, match="nowhere"):
        seats.join(session, "nowhere", A, 1, NOW)


def test_a_join_takes_the_turn_to_write_where_a_handler_has_only_read(engine: sa.Engine) -> None:
    opened(engine, NOW)
    with engine.connect() as connection, WriteTurn(connection) as turn:
        connection.begin()
        with TurnSession(connection, turn) as session:
            assert seats.seats_of(session, [CODE])[CODE].free == 2
            seats.join(session, CODE, A, 1, NOW)
            turn.take()  # as whoever answers does at the end
            assert seats.leave(session, CODE, A, NOW)
            connection.commit()
    assert states(engine) == {A: "cancelled"}


def test_what_somebody_else_changed_meanwhile_is_seen(engine: sa.Engine) -> None:
    opened(engine, NOW, capacity=1)
    with session_scope(engine) as session:
        first = seats.join(session, CODE, A, 1, NOW).enrolment
        session.execute(sa.text("UPDATE enrolment SET state = 'cancelled'"))  # past the ORM's memory
        assert first is not None
        assert first.state == "enrolled"
        assert seats.join(session, CODE, B, 1, NOW).kind == "enrolled"
        assert seats.join(session, CODE, A, 1, NOW).kind == "waiting"
