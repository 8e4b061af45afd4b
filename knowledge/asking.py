"""Which question comes next: only one that can still change the verdict or, while nothing is refused, the sum.

Pure. A test that is open names the answers that could make it true or false; an answer known to be unknown (None)
is never asked again. Questions are taken as independent of each other, which the rules' cases and a test confirm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from knowledge.asking_sums import of_amount
from knowledge.kleene import Answers
from knowledge.programs import Program
from knowledge.rule_data import Condition, Rules
from knowledge.rules import APPLICATION_DAY, Verdict, judge, told
from knowledge.still_open import Facts


def next_question(program: Program, answers: Answers, today: dt.date) -> str | None:
    """The key to ask now, in the order of the data: the conditions', then the amount's; None when all is decided."""
    return next(iter(open_questions(program, answers, today)), None)


def open_questions(program: Program, answers: Answers, today: dt.date) -> tuple[str, ...]:
    """Every question that can still change the verdict or the sum, in the order of the data."""
    rules = program.rules
    verdict = judge(program, answers, today)
    if rules is None or verdict.result == "not_eligible":
        return ()
    applied = answers.get(APPLICATION_DAY) or today  # never asked: whoever names no day applies today
    facts = Facts({**answers, **told(program, answers), APPLICATION_DAY: applied}, today)
    keys = [*_of_conditions(rules, verdict, facts), *of_amount(rules, facts)]
    return tuple(dict.fromkeys(keys))


def progress(program: Program, answers: Answers, today: dt.date) -> tuple[int, int]:
    """How many questions are answered (also with わからない), and how many there will be at most."""
    asked = program.rules.questions() if program.rules else ()
    done = sum(key in answers for key in asked if key != APPLICATION_DAY)
    return done, done + len(open_questions(program, answers, today))


def _of_conditions(rules: Rules, verdict: Verdict, facts: Facts) -> Iterator[str]:
    """Where staff must look anyway, only what could still refuse is worth a question."""
    clauses = {condition.id for condition in rules.conditions}
    unsure = any(reason.id not in clauses for reason in verdict.of("open"))
    likely = not unsure and all(_can_settle(condition, facts) for condition in rules.conditions)
    for condition in rules.conditions:
        useful = _refusing(condition, facts) | (_settling(condition, facts) if likely else set())
        tests = [test for test in (condition.when, condition.needs) if test]
        yield from (key for test in tests for key in test.questions() if key in useful)


def _refusing(condition: Condition, facts: Facts) -> set[str]:
    """What could make the clause fail."""
    if condition.needs is None or not facts.can_be(condition.needs, False) or not facts.can_be(condition.when, True):
        return set()
    return facts.leads(condition.when, True) | facts.leads(condition.needs, False)


def _settling(condition: Condition, facts: Facts) -> set[str]:
    """What could make an open clause hold, or concern others only."""
    if facts.truth(condition.when) is False or (condition.needs and facts.truth(condition.needs) is True):
        return set()
    holding = facts.leads(condition.needs, True) if condition.needs else set()
    return facts.leads(condition.when, False) | holding


def _can_settle(condition: Condition, facts: Facts) -> bool:
    if facts.can_be(condition.when, False) and condition.when is not None:
        return True
    return condition.needs is not None and facts.can_be(condition.needs, True)
