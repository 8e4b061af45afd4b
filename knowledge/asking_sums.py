"""Which answers a sum still hangs on: those of parts that may apply, while they move the sum or its ends. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.amounts import estimate_amount
from knowledge.kleene import Answer
from knowledge.rule_data import Amount, AmountPart, Rules, Test
from knowledge.still_open import Facts


def of_amount(rules: Rules, facts: Facts) -> Iterator[str]:
    """What the sum still hangs on; a sum that is not stated hangs on nothing."""
    amount = rules.amount
    if amount is None:
        return
    parts = [*amount.parts, *(part for reading in amount.readings for part in reading.parts)]
    keys = dict.fromkeys(key for part in parts for key in _of_part(part, facts))
    # An answer nobody knows may leave the sum without an end, and then other answers change nothing either.
    doubtful = any(facts.answers.get(key, True) is None for key in amount.questions())
    yield from (key for key in keys if not doubtful or _moves(amount, key, set(keys), facts))


def _of_part(part: AmountPart, facts: Facts) -> Iterator[str]:
    useful = facts.sways(part.when) | facts.leads(part.unless, True)
    if facts.truth(part.when) is False or (part.unless and facts.truth(part.unless)):
        return
    tests = [test for test in (part.when, part.unless) if test]
    yield from (key for test in tests for key in test.questions() if key in useful)
    yield from facts.missing(key for key in (part.of, part.times) if key)
    for cell in part.choose:  # a grid: the first cell that fits is taken, those after it do not count
        yield from _of_part(cell, facts)
        if facts.truth(cell.when) is True:
            return


_NUMBERS = (0, 1, 100, 10_000, 1_000_000, 100_000_000)


def _moves(amount: Amount, key: str, open_: set[str], facts: Facts) -> bool:
    """Whether some answer changes the sum, the other answers being open, small or large."""
    others = [other for other in open_ if other != key]
    values = {other: _values(amount, other) for other in (key, *others)}
    for pick in (None, 0, -1):
        around = {} if pick is None else {other: values[other][pick] for other in others if values[other]}
        answers = {**facts.answers, **around}
        sums = [estimate_amount(amount, {**answers, key: value}, facts.today) for value in (None, *values[key])]
        if len({(one.kind, one.yen, one.yen_min, one.yen_max) for one in sums}) > 1:
            return True
    return False


def _values(amount: Amount, key: str) -> list[Answer]:
    """Answers that make a difference: the numbers of a counted question, and what tests compare an answer with."""
    parts = [*amount.parts, *(part for reading in amount.readings for part in reading.parts)]
    cells = [cell for part in parts for cell in (part, *part.choose)]
    if any(key in (cell.of, cell.times) for cell in cells):
        return list(_NUMBERS)
    tests = [test for cell in cells for test in (cell.when, cell.unless) if test]
    return list(dict.fromkeys(value for test in tests for value in _compared(test, key)))


def _compared(test: Test, key: str) -> Iterator[Answer]:
    """Both sides of what a test compares the question's answer with."""
    for inner in (*(test.all or ()), *(test.any or ()), *([test.not_] if test.not_ else [])):
        yield from _compared(inner, key)
    if test.q != key:
        return
    yield from test.one_of or ()
    if test.within is not None:
        yield 0  # a year that lies in no span
    if test.equals is not None:
        yield test.equals
        yield not test.equals if isinstance(test.equals, bool) else ""
    for limit in (test.at_least, test.over, test.at_most, test.under):
        if limit is not None:
            yield from (limit - 1, limit, limit + 1)
