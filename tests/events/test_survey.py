"""The day after: thanks to those who were there, once; two questions whose answers carry no name."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.events import seats, survey
from bot.events.survey import DONE, QUESTIONS, Question
from bot.models_events import Attendance, SurveyAnswer
from bot.models_sending import Enrolment
from jobs.parts import Parts
from jobs.seats import thank
from tests.events.garage import CODE, at, change, notices, opened, rows, user
from tests.fakes import START, FixedClock

A, B, C, D = (user(number) for number in range(1, 5))
AFTER = at("2025-04-12 10:00")
FIRST, SECOND = QUESTIONS


@pytest.fixture
def clock() -> FixedClock:
    """The morning after the garage."""
    return FixedClock(AFTER)


@pytest.fixture
def held(engine: sa.Engine) -> sa.Engine:
    """A garage with three people, and one who waited to the end."""
    opened(engine, START, capacity=3)
    with session_scope(engine) as session:
        for who in (A, B, C, D):
            seats.join(session, CODE, who, 1, START)
    return engine


def there(engine: sa.Engine, *people: str) -> None:
    with session_scope(engine) as session:
        session.add_all(Attendance(event_code=CODE, user_id=who, day=1, at=START) for who in people)


def say(engine: sa.Engine, user_id: str, question: str, answer: str, now: dt.datetime = AFTER) -> object:
    with session_scope(engine) as session:
        return survey.answer(session, CODE, user_id, question, answer, now)


def asked(engine: sa.Engine, user_id: str, now: dt.datetime = AFTER) -> Question | None:
    with read_scope(engine) as session:
        return survey.asked(session, CODE, user_id, now)


def thanked(parts: Parts) -> list[str]:
    thank(parts)
    return [one.user_id for one in notices(parts.engine, "event.thanks")]


def test_two_questions_with_buttons_that_fit() -> None:
    assert len(QUESTIONS) == 2
    assert len({question.key for question in QUESTIONS}) == 2
    for question in QUESTIONS:
        keys = [one.key for one in question.answers]
        assert len(keys) == len(set(keys)) >= 2
        assert all(0 < len(one.label) <= 20 and len(one.key) <= 40 for one in question.answers)
        assert len(question.key) <= 20


def test_answers_are_kept_once_and_without_the_person(held: sa.Engine) -> None:
    assert asked(held, A) == FIRST
    assert say(held, A, FIRST.key, "good") == SECOND
    assert say(held, A, FIRST.key, "not_good") is None
    assert asked(held, A) == SECOND
    assert say(held, A, SECOND.key, "surely") == DONE
    assert say(held, A, SECOND.key, "depends") is None
    assert asked(held, A) is None
    say(held, B, FIRST.key, "good")
    with read_scope(held) as session:
        found = survey.results(session, CODE)
        assert found[FIRST.key] == {"very_good": 0, "good": 2, "so_so": 0, "not_good": 0}
        assert found[SECOND.key] == {"surely": 1, "depends": 0, "rather_not": 0}
        columns = {column.name for column in sa.inspect(SurveyAnswer).columns}
        assert columns == {"id", "event_code", "question", "answer"}
    assert rows(held)[A].surveyed == 2


@pytest.mark.parametrize(
    ("user_id", "question", "answer"),
    [(A, SECOND.key, "surely"), (A, FIRST.key, "surely"), (A, "x", "good"), (D, FIRST.key, "good"),
     (user(9), FIRST.key, "good"), (A, FIRST.key, "")],
)  # fmt: skip
def test_what_was_not_asked_is_not_kept(held: sa.Engine, user_id: str, question: str, answer: str) -> None:
    assert say(held, user_id, question, answer) is None
    with read_scope(held) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SurveyAnswer)) == 0


def test_nobody_is_asked_before_it_is_over_or_when_it_was_called_off(held: sa.Engine) -> None:
    assert asked(held, A, at("2025-04-11 20:59")) is None
    assert asked(held, A, at("2025-04-11 21:00")) == FIRST
    there(held, B)
    assert asked(held, A) is None
    assert asked(held, B) == FIRST
    change(held, state="cancelled")
    assert asked(held, B) is None


def test_those_who_were_there_are_thanked_once(held: sa.Engine, parts: Parts) -> None:
    there(held, A, C)
    assert thanked(parts) == [A, C]
    assert thanked(parts) == [A, C]
    one = notices(held, "event.thanks")[0]
    assert (one.occasion, one.about) == (f"event:{CODE}:thanks", {"code": CODE})
    assert (one.push_at, one.until) == (AFTER, at("2025-04-19 10:00"))


def test_where_nobody_was_checked_in_all_who_were_enrolled_are_thanked(held: sa.Engine, parts: Parts) -> None:
    with session_scope(held) as session:
        session.execute(sa.update(Enrolment).where(Enrolment.user_id == B).values(state="cancelled"))
    assert thanked(parts) == [A, C]


@pytest.mark.parametrize(
    ("now", "people"),
    [
        ("2025-04-11 22:00", 0),
        ("2025-04-12 09:59", 0),
        ("2025-04-12 10:00", 3),
        ("2025-04-19 09:59", 3),  # the desk stood still for a week
        ("2025-04-19 10:00", 0),
    ],
)
def test_thanks_come_from_ten_the_day_after_for_a_week(held: sa.Engine, parts: Parts, now: str, people: int) -> None:
    parts.clock.move(at(now) - AFTER)
    assert len(thanked(parts)) == people


def test_a_session_that_was_called_off_or_moved_ahead_is_not_thanked_for(held: sa.Engine, parts: Parts) -> None:
    change(held, state="cancelled")
    assert thanked(parts) == []
    change(held, state="open", last_day=dt.date(2025, 4, 18))
    assert thanked(parts) == []
