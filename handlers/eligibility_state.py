"""使えるか調べる in its course: the program, the answers so far, what is being asked. Kept 24 hours in the talk's row.

It outlives the 30 minutes of the talk's other memory, a restart, and a change of the rules: what the rules no longer
ask is dropped, and what to ask is worked out anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.clock import today_jst
from handlers.desk import Desk
from handlers.talk import CHECK, PERSONS
from knowledge.answers import YEARS
from knowledge.asking import next_question
from knowledge.kleene import Answer
from knowledge.programs import Program
from knowledge.rule_data import Question, Rules
from knowledge.rules import APPLICATION_DAY

KEPT = dt.timedelta(hours=24)


@dataclass
class Check:
    """One person's answers on one program; `order` holds the keys as they were answered, for 戻る."""

    program: str
    answers: dict[str, Answer | None] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)  # figures that were said to be approximate
    asking: str | None = None  # the question on the screen; None when there is a result
    paused: bool = False  # something else was asked meanwhile: texts are no answers until つづける
    ticket: str | None = None  # the code under which these answers were handed to staff
    version: str = ""
    at: dt.datetime | None = None  # aware UTC, of the last answer
    renewed: bool = False  # the rules have changed since; not stored

    @property
    def until(self) -> dt.datetime | None:
        """When the answers expire, aware UTC."""
        return self.at + KEPT if self.at else None


def recall(stored: dict[str, Any], desk: Desk, now: dt.datetime) -> Check | None:
    """What was answered in the last 24 hours; None when there is nothing, or the program has gone."""
    kept: dict[str, Any] = stored.get(CHECK) or {}
    program = desk.knowledge.programs.get(kept.get("program", ""))
    if program is None or program.rules is None:
        return None
    at = dt.datetime.fromisoformat(kept["at"])
    if now - at > KEPT:
        return None
    known = questions(program, desk)
    answers = {key: read_answer(known[key], raw) for key, raw in kept["answers"].items() if key in known}
    answers = {key: value for key, value in answers.items() if value is not UNFIT}
    current = version(program, desk)
    asking = kept["asking"] if kept["asking"] in known else None
    if kept["asking"] and asking is None:  # the question on the screen is gone
        asking = next_question(program, answers, today_jst(now))
    return Check(
        program=program.id,
        answers=answers,
        order=[key for key in kept["order"] if key in answers],
        about=[key for key in kept["about"] if key in answers],
        asking=asking,
        paused=kept["paused"],
        ticket=kept["ticket"],
        version=current,
        at=at,
        renewed=kept["version"] != current,
    )


def keep(check: Check, stored: dict[str, Any], now: dt.datetime) -> None:
    """Writes the answers into the talk's row; a look at them does not prolong them, an answer does."""
    check.at = check.at or now
    stored[CHECK] = {
        "program": check.program,
        "answers": {key: value.isoformat() if isinstance(value, dt.date) else value
                    for key, value in check.answers.items()},
        "order": check.order,
        "about": check.about,
        "asking": check.asking,
        "paused": check.paused,
        "ticket": check.ticket,
        "version": check.version,
        "at": check.at.isoformat(),
    }  # fmt: skip


def drop(stored: dict[str, Any]) -> None:
    """Forgets the answers, also those on other employees."""
    stored.pop(CHECK, None)
    stored.pop(PERSONS, None)


def questions(program: Program, desk: Desk) -> dict[str, Question]:
    """The questions of a program's rules, in their order, and the day of the application, which every program has."""
    keys: Iterable[str] = program.rules.questions() if program.rules else ()
    return {key: desk.knowledge.questions[key] for key in dict.fromkeys((*keys, APPLICATION_DAY))}


def version(program: Program, desk: Desk) -> str:
    """Six signs that change with the rules or their questions; buttons carry them."""
    return _version(program.rules, tuple(questions(program, desk).values())) if program.rules else ""


@lru_cache(maxsize=256)
def _version(rules: Rules, asked: tuple[Question, ...]) -> str:
    text = rules.model_dump_json() + "".join(question.model_dump_json() for question in asked)
    return hashlib.sha256(text.encode()).hexdigest()[:6]


class _Unfit:
    """The mark of a stored answer that no longer fits its question."""


UNFIT: Any = _Unfit()


def read_answer(question: Question, raw: Any) -> Any:
    """A stored answer, or UNFIT when the question has become another one."""
    if raw is None:
        return None
    if question.type == "date":
        try:
            return dt.date.fromisoformat(raw) if isinstance(raw, str) else UNFIT
        except ValueError:
            return UNFIT
    if question.type == "choice":
        return raw if raw in [choice.value for choice in question.choices] else UNFIT
    if question.type == "yes_no":
        return raw if isinstance(raw, bool) else UNFIT
    fits = isinstance(raw, int) and not isinstance(raw, bool)
    return raw if fits and (question.unit == YEARS or question.most is None or raw <= question.most) else UNFIT
