"""May we use it, and what may we expect? Pure functions over a program's rules, the answers and a day (JST)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from knowledge import rule_words as words
from knowledge.amounts import Estimate, estimate_amount
from knowledge.basics import Source
from knowledge.calendar import month_or_day, wareki_fiscal_year
from knowledge.kleene import Answer, Answers, holds
from knowledge.programs import EditionStatus, Program
from knowledge.rule_data import Condition
from knowledge.status import Standing, Status, status_on

__all__ = ["Answer", "Answers", "Estimate", "Reason", "Verdict", "estimate", "judge"]

State = Literal["passed", "failed", "open"]
Result = Literal["likely", "not_eligible", "needs_staff"]
ENDED = "ended"
APPLICATION_DAY = "application_date"


@dataclass(frozen=True)
class Reason:
    """One clause with what became of it; `staff` marks what only staff can decide."""

    id: str
    state: State
    text: str
    source: Source | None
    turn: str | None = None
    staff: bool = False


@dataclass(frozen=True)
class Verdict:
    """The result for one program on one day, with every reason in the order of the rules."""

    program: str
    on: dt.date
    result: Result
    reasons: tuple[Reason, ...]

    def of(self, state: State) -> tuple[Reason, ...]:
        """The reasons of one state."""
        return tuple(reason for reason in self.reasons if reason.state == state)


def judge(program: Program, answers: Answers, today: dt.date) -> Verdict:
    """対象になりそう, 対象外 or 職員の確認が必要, in three-valued logic: one no decides, one unknown leaves it open."""
    answers = _with_defaults(program, answers, today)
    reasons = [*_availability(program, _day_of_use(answers, today))]
    for condition in program.rules.conditions if program.rules else ():
        reasons += _clause(condition, answers, today)
    if not reasons and not (program.rules and program.rules.conditions):  # nothing speaks for it either
        reasons.append(Reason("no_conditions", "open", words.NO_CONDITIONS, None, staff=True))
    states = {reason.state for reason in reasons}
    result: Result = "not_eligible" if "failed" in states else "needs_staff" if "open" in states else "likely"
    return Verdict(program.id, today, result, tuple(reasons))


def estimate(program: Program, answers: Answers, today: dt.date) -> Estimate:
    """What one may expect; nothing is counted when a clause other than the program's own end has failed."""
    if program.rules is None or program.rules.amount is None:
        return Estimate("none" if program.rules else "not_stated",
                        steps=(words.NO_MONEY if program.rules else words.NOT_STATED,))  # fmt: skip
    answers = _with_defaults(program, answers, today)
    refused = {reason.id for reason in judge(program, answers, today).of("failed")}
    if refused - _ENDS:
        return Estimate("none", steps=(words.NOT_COUNTED,))
    found = estimate_amount(program.rules.amount, answers, today)
    if not refused or (found.yen_min is None and found.yen_max is None):
        return found
    return replace(found, past=True, steps=(words.PAST, *found.steps))


_ENDS = {ENDED, "merged", "not_started", "deadline"}
"""A clause of this id tells that it is not the time: the sum is still explained, and marked as past."""


def told(program: Program, answers: Answers) -> dict[str, Answer]:
    """What the answers tell about questions nobody was asked; nothing where they tell two things."""
    found: dict[str, set[Answer]] = {}
    for one in program.rules.implied if program.rules else ():
        if one.q not in answers and any(answers.get(key) is not None for key in one.by):
            found.setdefault(one.q, set()).add(one.value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def _with_defaults(program: Program, answers: Answers, today: dt.date) -> Mapping[str, Answer | None]:
    """The answers with what goes without saying; who says of the day that it is not known yet has said so."""
    return {APPLICATION_DAY: today, **answers, **told(program, answers)}


def _day_of_use(answers: Answers, today: dt.date) -> dt.date:
    """A program is judged as of the day of the application, where one is named."""
    day = answers.get(APPLICATION_DAY)
    return day if isinstance(day, dt.date) else today


def _clause(condition: Condition, answers: Answers, today: dt.date) -> Iterator[Reason]:
    concerned = True if condition.when is None else holds(condition.when, answers, today)
    if concerned is False:
        return
    if condition.needs is None:
        yield Reason(condition.id, "open", condition.unknown, condition.source, staff=True)
        return
    truth = holds(condition.needs, answers, today)
    # Whoever is perhaps not concerned cannot fail, but what holds for all holds for them too.
    if concerned is None and truth is not True:
        truth = None
    state: State = "open" if truth is None else "passed" if truth else "failed"
    text = {"open": condition.unknown, "passed": condition.passed, "failed": condition.failed}[state]
    turn = condition.turn if state == "failed" else None
    yield Reason(condition.id, state, str(text), condition.source, turn)


def _availability(program: Program, day: dt.date) -> Iterator[Reason]:
    """What the program itself leaves open or refuses on this day."""
    status = status_on(program, day)
    found = _STANDINGS.get(status.standing)
    if status.standing is Standing.STARTS and status.edition.status is not EditionStatus.NEW:
        found = ("continues", "open", words.EARLIER)  # not new: the source only begins with this year
    if found:
        id_, state, text = found
        if id_ == ENDED and status.until:
            text = words.ENDED_WITH
        yield Reason(id_, state, _about(text, status, program), status.edition.source, staff=state == "open")


def _about(text: str, status: Status, program: Program) -> str:
    until = month_or_day(status.until) if status.until else ""
    return text.format(name=program.name, year=wareki_fiscal_year(status.year), until=until)


_STANDINGS: dict[Standing, tuple[str, State, str]] = {
    Standing.ENDED: (ENDED, "failed", words.ENDED),
    Standing.MERGED: ("merged", "failed", words.MERGED),
    Standing.STARTS: ("not_started", "failed", words.STARTS),
    Standing.UNCLEAR: ("continues", "open", words.UNCLEAR),
    Standing.NOT_HELD: ("continues", "open", words.NOT_HELD),
    Standing.UNCONFIRMED: ("continues", "open", words.UNCONFIRMED),
}
