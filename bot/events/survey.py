"""The two questions after an event (survey.yaml). An answer is kept without the person; their row only counts on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from bot.events import door
from bot.events.finding import find
from bot.events.seats import enrolment
from bot.models_events import SurveyAnswer
from bot.models_sending import Enrolment

DONE: Literal["done"] = "done"


@dataclass(frozen=True)
class Answer:
    """One of a question's buttons."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """A question and its buttons, in their order."""

    key: str
    text: str
    answers: tuple[Answer, ...]


def _load() -> tuple[Question, ...]:
    rows = yaml.safe_load((Path(__file__).parent / "survey.yaml").read_text("utf8"))
    return tuple(Question(row["key"], row["text"], tuple(Answer(**one) for one in row["answers"])) for row in rows)


QUESTIONS = _load()


def asked(session: Session, code: str, user_id: str, now: dt.datetime) -> Question | None:
    """What the person is to be asked now; None when all is answered, it is not over, or they were not there.

    Where nobody was checked in, everybody who was enrolled is asked. Raises Problem for an unknown code.
    """
    event = find(session, code)
    row = enrolment(session, code, user_id)
    if event.state != "open" or event.over_at > now or row is None or row.state != "enrolled":
        return None
    there = door.attended(session, code)
    if (there and user_id not in there) or row.surveyed >= len(QUESTIONS):
        return None
    return QUESTIONS[row.surveyed]


def answer(
    session: Session, code: str, user_id: str, question: str, answer: str, now: dt.datetime
) -> Question | Literal["done"] | None:
    """Keeps an answer and says what comes next, `done` after the last question.

    None when nothing was kept: an unknown question or answer, one that was answered before, somebody who was not
    there. Raises Problem for an unknown code.
    """
    wanted = asked(session, code, user_id, now)
    if wanted is None or wanted.key != question or answer not in (one.key for one in wanted.answers):
        return None
    number = QUESTIONS.index(wanted)
    mine = (Enrolment.event_code == code, Enrolment.user_id == user_id, Enrolment.surveyed == number)
    counted = sa.update(Enrolment).where(*mine).values(surveyed=number + 1).returning(Enrolment.surveyed)
    if session.execute(counted).first() is None:
        return None  # a second tap at the same moment
    session.add(SurveyAnswer(event_code=code, question=question, answer=answer))
    session.flush()
    return QUESTIONS[number + 1] if number + 1 < len(QUESTIONS) else DONE


def results(session: Session, code: str) -> dict[str, dict[str, int]]:
    """How often each answer was given, by question; 0 for one that nobody gave."""
    each = (SurveyAnswer.question, SurveyAnswer.answer)
    counts = sa.select(*each, sa.func.count()).where(SurveyAnswer.event_code == code).group_by(*each)
    given = {(question, one): int(number) for question, one, number in session.execute(counts)}
    return {
        question.key: {one.key: given.get((question.key, one.key), 0) for one in question.answers}
        for question in QUESTIONS
    }
