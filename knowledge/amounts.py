"""What one may expect in yen, step by step; whole yen, rounded only where the source rounds.

An upper bound is cut to the whole yen below it, which cannot promise too much. What is not known yet widens the span.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from knowledge import rule_words as words
from knowledge.kleene import Answers, Truth, holds
from knowledge.rule_data import Amount, AmountPart, Level


@dataclass(frozen=True)
class Estimate:
    """A sum, or the span in which it lies; None where nothing bounds it. `steps` is the arithmetic in words."""

    kind: Level
    yen: int | None = None
    yen_min: int | None = None
    yen_max: int | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """From low to high yen (None: unbounded); `known`: no answer is missing; `upper`: high may not be reached."""

    low: Fraction
    high: Fraction | None
    known: bool
    steps: tuple[str, ...] = ()
    upper: bool = False


NOTHING = Span(Fraction(0), Fraction(0), True)


def estimate_amount(amount: Amount | None, answers: Answers, today: dt.date) -> Estimate:
    """The expectation of one program for these answers."""
    if amount is None or amount.level == "none":
        return Estimate("none", steps=(words.NO_MONEY,))
    if amount.level == "not_stated":
        return Estimate("not_stated", steps=(words.NOT_STATED, *_note(amount)))
    if amount.readings:
        return _two_ways(amount, answers, today)
    span = _sum(amount.parts, answers, today)
    return _as_estimate(amount, span)


def _note(amount: Amount) -> tuple[str, ...]:
    return (amount.note,) if amount.note else ()


def _two_ways(amount: Amount, answers: Answers, today: dt.date) -> Estimate:
    """Every reading with its figures; from the lowest to the highest of them."""
    spans = [(reading.label, _sum(reading.parts, answers, today)) for reading in amount.readings]
    steps = [line for label, span in spans for line in (f"【{label}】", *span.steps, *_subtotal(span))]
    highs = [span.high for _, span in spans]
    low = int(min(span.low for _, span in spans))
    high = None if None in highs else max(high for high in highs if high is not None)
    top = None if high is None else int(high)
    return Estimate(amount.level, None, low or None, top, (*steps, words.TWO_READINGS, *_note(amount)))


def _subtotal(span: Span) -> tuple[str, ...]:
    if len(span.steps) < 2:
        return ()
    return (words.total(int(span.low), None if span.high is None else int(span.high)),)


def _as_estimate(amount: Amount, span: Span) -> Estimate:
    low, high = int(span.low), None if span.high is None else int(span.high)
    steps = span.steps if len(span.steps) < 2 or not span.known else (*span.steps, words.total(low, high))
    steps = (*steps, *_note(amount))
    if amount.level == "cap_only":
        return Estimate("cap_only", None, None, high, steps)
    if not span.known:
        if high is None:
            return Estimate("range" if low else "not_stated", None, low or None, None, steps)
        return Estimate("range", None, low, high, steps) if low else Estimate("cap_only", None, None, high, steps)
    if amount.level == "up_to" or span.upper:
        return Estimate("up_to", high, None, high, (*steps, words.UP_TO))
    if low != high:
        return Estimate("range", None, low, high, steps)
    # A range of which the answers leave one sum (the interest beside a range of rates) is that sum.
    return Estimate("exact" if amount.level == "range" else amount.level, low, low, low, steps)


def _sum(parts: Iterable[AmountPart], answers: Answers, today: dt.date) -> Span:
    spans = [_part(part, answers, today) for part in parts]
    highs = [span.high for span in spans]
    return Span(
        sum((span.low for span in spans), Fraction(0)),
        None if None in highs else sum((high for high in highs if high is not None), Fraction(0)),
        all(span.known for span in spans),
        tuple(step for span in spans for step in span.steps),
        any(span.upper for span in spans),
    )


def _part(part: AmountPart, answers: Answers, today: dt.date) -> Span:
    applies = True if part.when is None else holds(part.when, answers, today)
    if applies is False or (part.unless and holds(part.unless, answers, today)):
        return NOTHING
    span = _choice(part, answers, today) if part.choose else _counted(part, answers)
    if applies is None:
        return Span(Fraction(0), span.high, False, (words.open_part(part.label),), span.upper)
    return span


def _choice(grid: AmountPart, answers: Answers, today: dt.date) -> Span:
    """The first cell that fits; while it is open which one, the span of all that still may."""
    possible: list[Span] = []
    fits: Truth = False
    for cell in grid.choose:
        fits = True if cell.when is None else holds(cell.when, answers, today)
        if fits is False:
            continue
        possible.append(_counted(cell, answers))
        if fits:
            break
    if not possible:
        return NOTHING
    if len(possible) == 1 and fits:
        return possible[0]
    if not fits:  # perhaps none of the cells
        possible.append(NOTHING)
    highs = [span.high for span in possible]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Span(min(span.low for span in possible), high, False, (words.open_part(grid.label),))


def _counted(part: AmountPart, answers: Answers) -> Span:
    for name, count in _WAYS.items():
        if getattr(part, name) is not None:
            return replace(count(part, answers), upper=part.upper)
    raise AssertionError("the schema allows no part without a way")


def _fixed(part: AmountPart, _answers: Answers) -> Span:
    sum_ = Fraction(part.yen or 0)
    return Span(sum_, sum_, True, (words.fixed(part.label, part.yen or 0),))


def _rated(part: AmountPart, answers: Answers) -> Span:
    cost = answers.get(str(part.of))
    if not isinstance(cost, int):
        return _missing(part)
    lines: list[str] = []
    ends = [_bounded(part, cost * Fraction(rate), words.share, (cost, rate), lines)
            for rate in dict.fromkeys((str(part.rate), part.rate_max or str(part.rate)))]  # fmt: skip
    return Span(ends[0], ends[-1], True, tuple(lines))


def _bounded(
    part: AmountPart, raw: Fraction, line: Callable[..., str], given: tuple[int, str], lines: list[str]
) -> Fraction:
    lines.append(line(part.label, *given, raw))
    result = raw
    if part.floor_to > 1:
        result = Fraction(int(raw) // part.floor_to * part.floor_to)
        if result != raw:
            lines.append(words.floored(part.floor_to, result))
    if part.cap is not None and result > part.cap:
        result = Fraction(part.cap)
        lines.append(words.capped(part.cap))
    return result


def _units(part: AmountPart, answers: Answers) -> Span:
    number = answers.get(str(part.of))
    times = answers.get(part.times) if part.times else 1
    if not isinstance(number, int) or not isinstance(times, int):
        return _missing(part)
    counted = max(number - part.less, 0)
    counted = counted if part.most is None else min(counted, part.most)
    each = part.unit_yen or 0
    result = Fraction(part.base_yen + each * counted * times)
    counts = (counted, times) if part.times else (counted,)
    lines = [words.units(part.label, part.base_yen, counts, each, result)]
    if part.cap is not None and result > part.cap:
        result = Fraction(part.cap)
        lines.append(words.capped(part.cap))
    return Span(result, result, True, tuple(lines))


def _missing(part: AmountPart) -> Span:
    """Without the cost or the number only the bounds are known."""
    low = Fraction(part.base_yen)
    high = part.cap
    if high is None and part.unit_yen is not None and part.most is not None and part.times is None:
        high = part.base_yen + part.unit_yen * part.most
    line = words.open_part(part.label) if high is None else words.cap_alone(part.label, high)
    return Span(low, None if high is None else Fraction(high), False, (line,))


_WAYS: dict[str, Callable[[AmountPart, Answers], Span]] = {"yen": _fixed, "rate": _rated, "unit_yen": _units}
