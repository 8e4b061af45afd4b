"""At the door: the code as people type it, once a day of the session, only for those enrolled; who completed it."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.db import read_scope, session_scope
from bot.events import door, seats
from bot.events.door import CheckedIn
from bot.events.making import DOOR_SIGNS, new_door_code
from bot.models_events import Attendance
from tests.events.garage import CODE, at, change, days, opened, session_row, user
from tests.fakes import START

A, B = user(1), user(2)
DAY = at("2025-04-11 18:50")


def come(engine: sa.Engine, words: str = "ABC234", user_id: str = A, now: dt.datetime = DAY) -> CheckedIn:
    with session_scope(engine) as session:
        return door.check_in(session, words, user_id, now)


def joined(engine: sa.Engine, *people: str, **changes: object) -> None:
    opened(engine, START, **changes)
    with session_scope(engine) as session:
        for who in people:
            seats.join(session, CODE, who, 1, START)


@pytest.mark.parametrize(
    "words",
    ["ABC234", "abc234", "ＡＢＣ２３４", " abc 234 ", "ABC-234", "受付 ABC234", "受付コードは abc234 です",
     "code ABC234", "「ABC234」", "A B C 2 3 4", "ABC234。"],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(words: str) -> None:
    assert door.read(words) == "ABC234"


@pytest.mark.parametrize("words", ["", "ABC23", "ABC2345", "受付", "ABC234 DEF567", "こんにちは"])
def test_what_is_no_code_is_not_read_as_one(words: str) -> None:
    assert door.read(words) is None


@given(st.text(DOOR_SIGNS, min_size=6, max_size=6))
def test_every_code_is_read_in_every_manner(code: str) -> None:
    for said in (code, code.lower(), " ".join(code), f"受付 {code} です", f"{code[:3]}-{code[3:]}"):
        assert door.read(said) == code


def test_codes_have_no_signs_that_look_alike() -> None:
    assert not set(DOOR_SIGNS) & set("01OIL")
    assert len(new_door_code()) == door.LENGTH


def test_one_is_there_once_a_day(engine: sa.Engine) -> None:
    joined(engine, A, B, capacity=1)
    first, again = come(engine), come(engine, "abc 234")
    assert (first.kind, first.day, first.event and first.event.code) == ("there", 1, CODE)
    assert (again.kind, again.day) == ("again", 1)
    waits = come(engine, user_id=B)
    assert (waits.kind, waits.event and waits.event.code) == ("not_enrolled", CODE)
    assert come(engine, user_id=user(9)).kind == "not_enrolled"
    assert come(engine, "XYZ999") == CheckedIn("unknown")
    assert come(engine, "はい") == CheckedIn("unknown")
    with read_scope(engine) as session:
        assert door.attended(session, CODE) == {A: frozenset({1})}


def test_who_has_left_is_not_enrolled(engine: sa.Engine) -> None:
    joined(engine, A)
    with session_scope(engine) as session:
        seats.leave(session, CODE, A, START)
    assert come(engine).kind == "not_enrolled"


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        ("2025-04-10 23:59", "not_today"),
        ("2025-04-11 00:00", "there"),
        ("2025-04-11 23:59", "there"),
        ("2025-04-12 00:00", "not_today"),
    ],
)
def test_only_on_the_day_in_japan(engine: sa.Engine, now: str, kind: str) -> None:
    joined(engine, A)
    assert come(engine, now=at(now)).kind == kind


def test_a_session_that_was_called_off_or_moved_has_no_door(engine: sa.Engine) -> None:
    joined(engine, A)
    change(engine, state="cancelled")
    assert come(engine).kind == "not_today"
    change(engine, state="open", days=days("2025-04-18"))
    assert come(engine).kind == "not_today"
    assert come(engine, now=at("2025-04-18 18:00")).kind == "there"


def test_a_course_counts_its_days(engine: sa.Engine) -> None:
    joined(engine, A, B, days=days("2025-04-11", "2025-04-12", "2025-04-14"), over_at=at("2025-04-14 21:00"),
           last_day=dt.date(2025, 4, 14))  # fmt: skip
    for day in ("11", "12", "13", "14"):
        come(engine, now=at(f"2025-04-{day} 18:00"))
    come(engine, user_id=B, now=at("2025-04-14 18:00"))
    with read_scope(engine) as session:
        assert door.attended(session, CODE) == {A: frozenset({1, 2, 3}), B: frozenset({3})}
        assert session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 4


@pytest.mark.parametrize(
    ("needed", "days_there", "done"),
    [(None, {1, 2, 3}, True), (None, {1, 2}, False), (2, {1, 3}, True), (2, {3}, False), (9, {1, 2, 3}, True),
     (None, {1, 2, 4}, False), (1, set(), False)],
)  # fmt: skip
def test_a_course_is_completed_on_all_days_or_as_many_as_the_office_says(
    needed: int | None, days_there: set[int], done: bool
) -> None:
    course = session_row(1, START, days=days("2025-04-11", "2025-04-12", "2025-04-14"), needed_days=needed)
    assert door.completed(course, frozenset(days_there)) is done
