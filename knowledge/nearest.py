"""いつなら対象？: the nearest change that would turn a failed clause, and until when a passed one holds.

Only where a threshold says it: on money, numbers, age and days. Pure; sentences are made elsewhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from dateutil.relativedelta import relativedelta

from knowledge.kleene import Answers, holds
from knowledge.rule_data import Condition, Test
from knowledge.rules import APPLICATION_DAY

Kind = Literal["at_least", "over", "at_most", "under", "from_day", "was_until", "good_until"]
_LIMITS: tuple[Kind, ...] = ("at_least", "over", "at_most", "under")


@dataclass(frozen=True)
class Change:
    """The question, what kind of edge it has, and where the edge lies: a number, or a day in JST."""

    question: str
    kind: Kind
    limit: int | None = None
    day: dt.date | None = None


def changes(condition: Condition, answers: Answers, today: dt.date) -> list[Change]:
    """What would make a failed clause hold; empty unless thresholds alone decide it."""
    answers = {**answers, APPLICATION_DAY: answers.get(APPLICATION_DAY) or today}
    return _changes(condition.needs, answers, today) or [] if condition.needs else []


def lasts(condition: Condition, answers: Answers, today: dt.date) -> list[Change]:
    """The last day on which a clause that holds will still hold."""
    answers = {**answers, APPLICATION_DAY: answers.get(APPLICATION_DAY) or today}
    test = condition.needs
    if test is None or holds(test, answers, today) is not True or test.q != APPLICATION_DAY:
        return []
    last = _last_day(test, answers)
    return [Change(APPLICATION_DAY, "good_until", day=last)] if last else []


def _changes(test: Test, answers: Answers, today: dt.date) -> list[Change] | None:
    """The edges to cross; None when something else than an edge stands in the way."""
    name = test.operator[0]
    if name == "all":
        failed = [one for one in test.all or () if holds(one, answers, today) is False]
        inner = [_changes(one, answers, today) for one in failed]
        return None if None in inner else [change for one in inner if one for change in one]
    if name == "any":
        ways = [way for one in test.any or () if (way := _changes(one, answers, today))]
        return [change for way in ways for change in way] or None
    if name in _LIMITS:
        return [Change(str(test.q), name, limit=getattr(test, name))]
    if test.on_or_after and test.on_or_after[0].isdigit():
        return [Change(str(test.q), "from_day", day=dt.date.fromisoformat(test.on_or_after))]
    last = _last_day(test, answers) if test.within else None  # a fixed deadline is told by the clause itself
    return [Change(str(test.q), "was_until", day=last)] if last else None


def _last_day(test: Test, answers: Answers) -> dt.date | None:
    """The last day of a span or a deadline."""
    if test.on_or_before and test.on_or_before[0].isdigit():
        return dt.date.fromisoformat(test.on_or_before)
    if test.within is None or not isinstance(answers.get(str(test.q)), dt.date):
        return None
    start = answers.get(test.within.of)
    if not isinstance(start, dt.date):
        return None
    span = test.within
    return start + relativedelta(years=span.years, months=span.months, days=span.days)
