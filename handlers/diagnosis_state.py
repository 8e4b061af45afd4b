"""使える制度診断 in its course: who, what for, the answers. Kept 24 hours in the talk's row, beside its other memory.

What to ask is worked out anew each time, so a restart or new rules lose nothing but what no longer fits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bot.clock import today_jst
from handlers import labels
from handlers.desk import Desk
from handlers.eligibility_state import KEPT, UNFIT, read_answer
from handlers.talk import CHECK, DIAGNOSIS
from knowledge.diagnosing import QUESTIONS, UNDECIDED, next_questions, programs_for, told_by
from knowledge.kleene import Answer
from knowledge.programs import Program

WHO, THEME = "who", "theme"


@dataclass
class Diagnosis:
    """One person's answers; `order` holds the steps as they were taken, for 戻る."""

    who: str | None = None
    theme: str | None = None
    answers: dict[str, Answer | None] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    asking: str | None = None  # the step on the screen: who, theme or a question; None when there is a result
    paused: bool = False  # something else was asked meanwhile: texts are no answers until つづける
    at: dt.datetime | None = None  # aware UTC, of the last answer

    @property
    def until(self) -> dt.datetime | None:
        """When the answers expire, aware UTC."""
        return self.at + KEPT if self.at else None

    def known(self) -> dict[str, Answer | None]:
        """The answers with what who one is says already."""
        return told_by(self.who, self.answers)


def programs(one: Diagnosis, desk: Desk) -> tuple[Program, ...]:
    """The programs the diagnosis is about."""
    return programs_for(desk.knowledge.programs.values(), one.who or "", one.theme or UNDECIDED)


def worth_asking(one: Diagnosis, desk: Desk, today: dt.date) -> tuple[str, ...]:
    """The questions of the catalogue that may still come, the next one first; never more than are left."""
    left = QUESTIONS - len(one.answers)
    return next_questions(programs(one, desk), desk.knowledge.questions, one.known(), today)[: max(left, 0)]


def step(one: Diagnosis, desk: Desk, today: dt.date) -> str | None:
    """What is to be asked now; None when there is a result."""
    if one.who is None:
        return WHO
    if one.theme is None:
        return THEME
    return next(iter(worth_asking(one, desk, today)), None)


def place(one: Diagnosis, desk: Desk, today: dt.date) -> tuple[int, int]:
    """The number of the question on the screen, and how many there are at most."""
    if one.asking == WHO or one.theme is None:
        return (1 if one.asking == WHO else 2), 2 + QUESTIONS
    done = 2 + len(one.answers)
    return min(done + 1, 2 + QUESTIONS), done + max(len(worth_asking(one, desk, today)), 1)


def answer(one: Diagnosis, key: str, value: Answer | None, now: dt.datetime) -> None:
    """Takes the answer to a step."""
    if key == WHO:
        one.who = str(value)
    elif key == THEME:
        one.theme = str(value)
    else:
        one.answers[key] = value
    one.order = [*(known for known in one.order if known != key), key]
    one.asking, one.at = None, now


def take_back(one: Diagnosis) -> bool:
    """Forgets the last answer; False when there is none."""
    if not one.order:
        return False
    key = one.order.pop()
    one.who = None if key == WHO else one.who
    one.theme = None if key in (WHO, THEME) else one.theme
    one.answers.pop(key, None)
    return True


def recall(stored: dict[str, Any], desk: Desk, now: dt.datetime) -> Diagnosis | None:
    """What was answered in the last 24 hours; what the questions no longer allow is dropped."""
    kept: dict[str, Any] | None = stored.get(DIAGNOSIS)
    if not kept:
        return None
    at = dt.datetime.fromisoformat(kept["at"])
    if now - at > KEPT:
        return None
    catalogue = desk.knowledge.questions
    answers = {key: read_answer(catalogue[key], raw) for key, raw in kept["answers"].items() if key in catalogue}
    who, theme = kept["who"], kept["theme"]
    one = Diagnosis(
        who=who if who in labels.PERSONS else None,
        theme=theme if theme == UNDECIDED or theme in labels.THEMES else None,
        answers={key: value for key, value in answers.items() if value is not UNFIT},
        paused=kept["paused"],
        at=at,
    )
    given = {WHO: one.who, THEME: one.theme}
    one.order = [key for key in kept["order"] if given.get(key) or key in one.answers]
    one.asking = step(one, desk, today_jst(now)) if kept["asking"] else None
    return one


def keep(one: Diagnosis, stored: dict[str, Any], now: dt.datetime) -> None:
    """Writes the answers into the talk's row; a look at them does not prolong them, an answer does."""
    one.at = one.at or now
    stored[DIAGNOSIS] = {
        "who": one.who,
        "theme": one.theme,
        "answers": {key: value.isoformat() if isinstance(value, dt.date) else value
                    for key, value in one.answers.items()},
        "order": one.order,
        "asking": one.asking,
        "paused": one.paused,
        "at": one.at.isoformat(),
    }  # fmt: skip


def pause_check(stored: dict[str, Any]) -> None:
    """A program that is being looked into waits, so that texts are answers to the diagnosis only."""
    if CHECK in stored:
        stored[CHECK] = {**stored[CHECK], "paused": True}


def drop(stored: dict[str, Any]) -> None:
    """Forgets the answers."""
    stored.pop(DIAGNOSIS, None)
