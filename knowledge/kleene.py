"""Three-valued logic over answers: yes, no, and not known yet. A table of tiny functions, one per operator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from dateutil.relativedelta import relativedelta

from knowledge.calendar import fiscal_year
from knowledge.rule_data import Test, Within

Answer = bool | int | str | dt.date
Answers = Mapping[str, Answer | None]
"""By question key; None, or no key at all, means: not known."""
Truth = bool | None


def holds(test: Test, answers: Answers, today: dt.date) -> Truth:
    """Whether the test holds; None while an answer it hangs on is not known. `today` is a JST date."""
    name = test.operator[0]
    if name in _CONNECTIVES:
        return _CONNECTIVES[name](test, answers, today)
    given = _given(str(test.q), answers, today)
    if given is None:
        return None
    return _COMPARISONS[name](given, getattr(test, name), answers, today)


def both(values: list[Truth]) -> Truth:
    """Kleene's and: one no decides, one unknown leaves it open."""
    if False in values:
        return False
    return None if None in values else True


def either(values: list[Truth]) -> Truth:
    """Kleene's or: one yes decides, one unknown leaves it open."""
    if True in values:
        return True
    return None if None in values else False


def opposite(value: Truth) -> Truth:
    """Kleene's not: the unknown stays unknown."""
    return None if value is None else not value


def _given(key: str, answers: Answers, today: dt.date) -> Answer | None:
    return today if key == "today" else answers.get(key)


def _day(text: str, answers: Answers, today: dt.date) -> dt.date | None:
    """An ISO day, "today", or the answer to another question."""
    if text[0].isdigit():
        return dt.date.fromisoformat(text)
    other = _given(text, answers, today)
    return other if isinstance(other, dt.date) else None


def _compared(given: Any, text: str, answers: Answers, today: dt.date, by: Callable[[Any, Any], bool]) -> Truth:
    other = _day(text, answers, today)
    return None if other is None else by(given, other)


def _within(given: Any, span: Within, answers: Answers, today: dt.date) -> Truth:
    """A day in the span; a fiscal year when it shares a day with the span, which may begin with a fiscal year too."""
    opened = answers.get(span.of)
    if isinstance(given, int) and isinstance(opened, int):
        return opened <= given <= opened + span.years
    start = _day(span.of, answers, today)
    if start is None:
        return None
    last = start + relativedelta(years=span.years, months=span.months, days=span.days)
    if isinstance(given, int):
        return fiscal_year(start) <= given <= fiscal_year(last)
    return bool(start <= given <= last)


_CONNECTIVES: dict[str, Callable[[Test, Answers, dt.date], Truth]] = {
    "all": lambda test, answers, today: both([holds(one, answers, today) for one in test.all or ()]),
    "any": lambda test, answers, today: either([holds(one, answers, today) for one in test.any or ()]),
    "not_": lambda test, answers, today: opposite(holds(test.not_, answers, today)) if test.not_ else None,
}

_COMPARISONS: dict[str, Callable[[Any, Any, Answers, dt.date], Truth]] = {
    "answered": lambda *_: True,
    "equals": lambda given, wanted, *_: given == wanted,
    "one_of": lambda given, wanted, *_: given in wanted,
    "at_least": lambda given, limit, *_: given >= limit,
    "over": lambda given, limit, *_: given > limit,
    "at_most": lambda given, limit, *_: given <= limit,
    "under": lambda given, limit, *_: given < limit,
    "on_or_before": lambda given, day, answers, today: _compared(
        given, day, answers, today, lambda one, two: one <= two
    ),
    "on_or_after": lambda given, day, answers, today: _compared(
        given, day, answers, today, lambda one, two: one >= two
    ),
    "before": lambda given, day, answers, today: _compared(given, day, answers, today, lambda one, two: one < two),
    "same_fiscal_year_as": lambda given, day, answers, today: _compared(
        given, day, answers, today, lambda one, two: fiscal_year(one) == fiscal_year(two)
    ),
    "within": _within,
}
