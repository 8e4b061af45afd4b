"""Checks the rules and their cases: every question known, every case true, every boundary on both of its sides."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from knowledge.calendar import first_day
from knowledge.finding import Finding
from knowledge.kleene import Answer
from knowledge.programs import Program
from knowledge.rule_data import Case, Question, Rules
from knowledge.rules import estimate, judge

CASES_WANTED = 3
_SIDES = {"at_least": (-1, 0), "over": (0, 1), "at_most": (0, 1), "under": (-1, 0)}
LEVELS = ("exact", "up_to", "fixed", "range", "cap_only", "not_stated", "none")


def rules(program: Program, questions: Mapping[str, Question], cases: Sequence[Case]) -> Iterator[Finding]:
    """Everything wrong with the rules of one program."""
    if program.rules is None:
        yield Finding(("rules",), "no rules: at least say who it is for and what staff must check")
        return
    for key in program.rules.questions():
        if key not in questions:
            yield Finding(("rules",), f"no question {key} in questions.yaml")
    yield from _of_amount(program.rules, questions)
    ids = Counter(condition.id for condition in program.rules.conditions)
    for double in (name for name, times in ids.items() if times > 1):
        yield Finding(("rules", "conditions"), f"two clauses are called {double}")
    if program.rules.conditions and len(cases) < CASES_WANTED:
        yield Finding(("rules",), f"{len(cases)} cases, {CASES_WANTED} are wanted")
    for case in cases:
        yield from wrong(program, case, questions)
    yield from _untested_thresholds(program, questions, cases)


def _of_amount(rules: Rules, questions: Mapping[str, Question]) -> Iterator[Finding]:
    """Answers a sum waits for have a name, and what is paid once to a company is not asked person by person."""
    for key in rules.amount.questions() if rules.amount else ():
        if key in questions and not questions[key].name:
            yield Finding(("rules", "amount"), f"the sum waits for {key}, which has no name in questions.yaml")
    personal = [key for key in rules.questions() if key in questions and questions[key].person]
    if rules.amount and rules.amount.per and personal:
        yield Finding(
            ("rules", "amount"),
            f"the sum is meant {rules.amount.per}, but {personal[0]} is asked of each person: sums would be added up",
        )


def levels(programs: Iterable[Program]) -> dict[str, int]:
    """How many programs state how much of their sums: exact … not_stated, `none` for those without money."""
    ruled = [program.rules for program in programs if program.rules]
    counted: Counter[str] = Counter(rules.amount.level if rules.amount else "none" for rules in ruled)
    return {level: counted[level] for level in LEVELS}


def wrong(program: Program, case: Case, questions: Mapping[str, Question]) -> Iterator[Finding]:
    """What a case expects and the rules do not give."""
    try:
        answers = {key: typed(questions[key], value) for key, value in case.answers.items()}
    except (KeyError, ValueError) as error:
        yield Finding(("rules",), f"case {case.name}: {error}")
        return
    today = first_day(case.day)
    verdict, sum_ = judge(program, answers, today), estimate(program, answers, today)
    got: dict[str, Any] = {"verdict": verdict.result, "failed": _ids(verdict.of("failed"))}
    got |= {"open": _ids(verdict.of("open")), "kind": sum_.kind}
    got |= {"yen": sum_.yen, "yen_min": sum_.yen_min, "yen_max": sum_.yen_max}
    for name, value in got.items():
        wanted = getattr(case, name)
        if name in ("failed", "verdict") or wanted is not None:
            wanted = tuple(sorted(wanted)) if isinstance(wanted, tuple) else wanted
            if wanted != value:
                yield Finding(("rules",), f"case {case.name}: {name} is {value}, not {wanted}")


def typed(question: Question, value: Any) -> Answer | None:
    """An answer as YAML gives it, in the question's type; raises ValueError."""
    if value is None:
        return None
    if question.type == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value)
    kind: type = {"yes_no": bool, "choice": str, "date": dt.date}.get(question.type, int)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{question.key} is a {question.type}, not {value!r}")
    if question.choices and value not in {choice.value for choice in question.choices}:
        raise ValueError(f"{value!r} is no choice of {question.key}")
    return cast(Answer, value)


def _ids(reasons: Sequence[Any]) -> tuple[str, ...]:
    return tuple(sorted(reason.id for reason in reasons))


def _untested_thresholds(
    program: Program, questions: Mapping[str, Question], cases: Sequence[Case]
) -> Iterator[Finding]:
    """Each threshold is stood on, and stood beside, by some case."""
    seen = {(key, value) for case in cases for key, value in case.answers.items()}
    for key, operator, limit in thresholds(program):
        for step in _SIDES[operator]:
            if (key, limit + step) not in seen and key in questions:
                yield Finding(
                    ("rules",), f"no case with {key} = {limit + step}, beside the threshold {operator} {limit}"
                )


def thresholds(program: Program) -> Iterator[tuple[str, str, int]]:
    """Every number an answer is compared with: question, operator, limit."""
    if program.rules is None:
        return
    tests = [test for one in program.rules.conditions for test in (one.when, one.needs) if test]
    amount = program.rules.amount
    parts = [*(amount.parts if amount else ()), *(p for r in (amount.readings if amount else ()) for p in r.parts)]
    tests += [part.when for part in parts if part.when]
    tests += [cell.when for part in parts for cell in part.choose if cell.when]
    while tests:
        test = tests.pop()
        tests += [*(test.all or ()), *(test.any or ()), *([test.not_] if test.not_ else [])]
        for operator in _SIDES:
            limit = getattr(test, operator)
            if test.q and limit is not None:
                yield test.q, operator, limit
