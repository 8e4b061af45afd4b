"""What one may expect in yen, step by step; whole yen, rounded only where the source rounds.

An upper bound is cut to the whole yen below it, which cannot promise too much. What is not known yet widens the span.
A share that is no whole yen, or that could be rounded, is an upper bound even where the other sums are fixed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from knowledge import rule_words as words
from knowledge.kleene import Answers, Truth, holds
from knowledge.rule_data import Amount, AmountPart, Level, Test


@dataclass(frozen=True)
class Estimate:
    """A sum, or the span in which it lies; None where nothing bounds it. `steps` is the arithmetic in words.

    `ways`: the two figures of a clause that can be read in two ways, where each reading gives one figure.
    `waits`: an answer is missing; without it a sum that is not there is one the source does not state.
    `past`: counted for explanation only, because the time to apply is over.
    """

    kind: Level
    yen: int | None = None
    yen_min: int | None = None
    yen_max: int | None = None
    steps: tuple[str, ...] = ()
    ways: tuple[int, ...] = ()
    waits: bool = False
    past: bool = False


@dataclass(frozen=True)
class Span:
    """From low to high yen (None: unbounded).

    `known`: no answer is missing; `upper`: high may not be reached; `ranged`: the source itself gives two rates.
    """

    low: Fraction
    high: Fraction | None
    known: bool
    steps: tuple[str, ...] = ()
    upper: bool = False
    ranged: bool = False

    @property
    def whole(self) -> tuple[int, int | None]:
        """Both ends in whole yen."""
        return int(self.low), None if self.high is None else int(self.high)


@dataclass(frozen=True)
class Given:
    """What is known: the answers on a day, and what the questions' answers are called."""

    answers: Answers
    today: dt.date
    names: Mapping[str, str]

    def truth(self, test: Test | None) -> Truth:
        """A part without a `when` is counted for everybody."""
        return True if test is None else holds(test, self.answers, self.today)

    def missing(self, part: AmountPart) -> tuple[str, ...]:
        """What the answers are called that this part waits for; its label where they have no name."""
        tests = [part.when] if part.when and self.truth(part.when) is None else []
        keys = [*(key for test in tests for key in test.questions()), *(key for key in (part.of, part.times) if key)]
        absent = dict.fromkeys(key for key in keys if self.answers.get(key) is None)
        return tuple(self.names.get(key, part.label) for key in absent)


NOTHING = Span(Fraction(0), Fraction(0), True)


def estimate_amount(amount: Amount | None, answers: Answers, today: dt.date) -> Estimate:
    """The expectation of one program for these answers."""
    if amount is None or amount.level == "none":
        return Estimate("none", steps=(words.NO_MONEY,))
    if amount.level == "not_stated":
        return Estimate("not_stated", steps=(words.NOT_STATED, *_note(amount)))
    given = Given(answers, today, dict(amount.names))
    if amount.readings:
        return _two_ways(amount, given)
    return _as_estimate(amount, _sum(amount.parts, given))


def _note(amount: Amount) -> tuple[str, ...]:
    return (amount.note,) if amount.note else ()


def _two_ways(amount: Amount, given: Given) -> Estimate:
    """Every reading with its figures; from the lowest to the highest of them."""
    spans = [_sum(reading.parts, given) for reading in amount.readings]
    low = min(span.whole[0] for span in spans)
    highs = [span.whole[1] for span in spans]
    high = None if None in highs else max(high for high in highs if high is not None)
    if len(set(spans)) == 1:  # what can be read in two ways does not matter to these answers
        steps = (*spans[0].steps, *_note(amount))
        return Estimate(amount.level, None, low or None, high, steps, waits=not spans[0].known)
    labels = [reading.label for reading in amount.readings]
    lines = [line for label, span in zip(labels, spans, strict=True) for line in (f"【{label}】", *span.steps)]
    steps = (*lines, words.TWO_READINGS, *_note(amount))
    single = sorted({span.whole[0] for span in spans if span.known and span.low == span.high})
    ways = tuple(single) if len(single) == len(spans) else ()
    waits = not all(span.known for span in spans)
    return Estimate(amount.level, None, low or None, high, steps, ways, waits)


def _as_estimate(amount: Amount, span: Span) -> Estimate:
    low, high = span.whole
    steps = (*span.steps, *_note(amount))
    if amount.level == "cap_only":
        return Estimate("cap_only", None, None, high, steps, waits=not span.known)
    if not span.known:
        without_end: Level = "not_stated" if high is None else "cap_only"
        return Estimate("range" if low else without_end, None, low or None, high, steps, waits=True)
    if amount.level == "up_to" or span.upper:
        return Estimate("up_to", high, None, high, (*steps, words.UP_TO))
    if low != high or span.ranged:
        return Estimate("range", None, low, high, steps)
    # A range of which the answers leave one sum (the interest beside a range of rates) is that sum.
    return Estimate("exact" if amount.level == "range" else amount.level, low, low, low, steps)


def _sum(parts: Iterable[AmountPart], given: Given) -> Span:
    """The parts added up; the total is a step of its own where there is something to add."""
    spans = [span for span in (_part(part, given) for part in parts) if span is not NOTHING]
    highs = [span.high for span in spans]
    total = Span(
        sum((span.low for span in spans), Fraction(0)),
        None if None in highs else sum((high for high in highs if high is not None), Fraction(0)),
        all(span.known for span in spans),
        tuple(step for span in spans for step in span.steps),
        any(span.upper for span in spans),
        any(span.ranged for span in spans),
    )
    steps = (words.total(*total.whole),) if len(spans) > 1 and total.high is not None else ()
    cut = {end.denominator for end in (total.low, total.high) if end is not None} != {1}
    return replace(total, steps=(*total.steps, *steps, *((words.WHOLE_YEN,) if cut else ())))


def _part(part: AmountPart, given: Given) -> Span:
    applies = given.truth(part.when)
    if applies is False or (part.unless and given.truth(part.unless)):
        return NOTHING
    span = _choice(part, given) if part.choose else _counted(part, given)
    if applies is None:
        return Span(Fraction(0), span.high, False, (words.open_part(part.label, given.missing(part)),), span.upper)
    if part.perhaps and given.truth(part.perhaps) and span.high != 0:
        told = () if span.high is None else (words.perhaps(span.high),)
        return replace(span, low=Fraction(0), steps=(*span.steps, *told))
    return span


def _choice(grid: AmountPart, given: Given) -> Span:
    """The first cell that fits; while it is open which one, the span of all that still may."""
    possible: list[tuple[AmountPart, Span]] = []
    fits: Truth = False
    for cell in grid.choose:
        fits = given.truth(cell.when)
        if fits is False:
            continue
        possible.append((cell, _counted(cell, given)))
        if fits:
            break
    if not possible:
        return NOTHING
    if len(possible) == 1 and fits:
        return possible[0][1]
    spans = [span for _, span in possible] + ([] if fits else [NOTHING])  # perhaps none of the cells
    highs = [span.high for span in spans]
    high = None if None in highs else max(high for high in highs if high is not None)
    asked = tuple(dict.fromkeys(name for cell, _ in possible for name in given.missing(cell)))
    low = min(span.low for span in spans)
    return Span(low, high, False, (words.open_part(grid.label, asked, low, high),))


def _counted(part: AmountPart, given: Given) -> Span:
    for name, count in _WAYS.items():
        if getattr(part, name) is not None:
            span = count(part, given)
            return replace(span, upper=part.upper or span.upper)
    raise AssertionError("the schema allows no part without a way")


def _fixed(part: AmountPart, _given: Given) -> Span:
    sum_ = Fraction(part.yen or 0)
    return Span(sum_, sum_, True, (words.fixed(part.label, part.yen or 0),))


def _rated(part: AmountPart, given: Given) -> Span:
    cost = given.answers.get(str(part.of))
    if not isinstance(cost, int):
        return _missing(part, given)
    lines: list[str] = []
    rates = list(dict.fromkeys((str(part.rate), part.rate_max or str(part.rate))))
    ends = [_bounded(part, cost * Fraction(rate), words.share, (cost, rate), lines) for rate in rates]
    one = Fraction(rates[0])
    # Where the share itself decides, nobody has said how it is rounded.
    unsure = part.floor_to == 1 and len(rates) == 1 and one.denominator > 1 and (not part.cap or cost * one < part.cap)
    return Span(ends[0], ends[-1], True, tuple(lines), upper=unsure, ranged=len(rates) > 1)


def _bounded(
    part: AmountPart, raw: Fraction, line: Callable[..., str], given: tuple[int, str], lines: list[str]
) -> Fraction:
    lines.append(line(part.label, *given, raw))
    result = raw
    if part.floor_to > 1:
        result = Fraction(int(raw) // part.floor_to * part.floor_to)
        if result != raw:
            lines.append(words.floored(part.floor_to, result))
    return _capped(part, result, lines)


def _capped(part: AmountPart, result: Fraction, lines: list[str]) -> Fraction:
    if part.cap is None or result <= part.cap:
        return result
    lines.append(words.capped(part.cap))
    return Fraction(part.cap)


def _units(part: AmountPart, given: Given) -> Span:
    number = given.answers.get(str(part.of))
    times = given.answers.get(part.times) if part.times else 1
    if not isinstance(number, int) or not isinstance(times, int):
        return _missing(part, given)
    counted = max(number - part.less, 0)
    counted = counted if part.most is None else min(counted, part.most)
    each = part.unit_yen or 0
    counts = (counted, times) if part.times else (counted,)
    raw = Fraction(part.base_yen + each * counted * times)
    lines = [words.units(part.label, part.base_yen, counts, each, raw)]
    result = _capped(part, raw, lines)
    return Span(result, result, True, tuple(lines))


def _missing(part: AmountPart, given: Given) -> Span:
    """Without the cost or the number only the bounds are known."""
    high = part.cap
    if high is None and part.unit_yen is not None and part.most is not None and part.times is None:
        high = part.base_yen + part.unit_yen * part.most
    asked = given.missing(part)
    line = words.open_part(part.label, asked) if high is None else words.cap_alone(part.label, high, asked)
    return Span(Fraction(part.base_yen), None if high is None else Fraction(high), False, (line,))


_WAYS: dict[str, Callable[[AmountPart, Given], Span]] = {"yen": _fixed, "rate": _rated, "unit_yen": _units}
