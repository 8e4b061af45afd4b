"""いつなら対象？: the edge that a failed clause is short of, and the day until which one holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from knowledge.kleene import holds
from knowledge.loader import shipped
from knowledge.nearest import Change, changes, lasts
from knowledge.rule_data import Condition, Test

TODAY = dt.date(2025, 3, 11)
LINE = {"part": "results", "line": 41}


def clause(needs: dict[str, Any]) -> Condition:
    given = {"id": "one", "needs": needs, "pass": "はい", "fail": "いいえ", "unknown": "？", "source": LINE}
    return Condition.model_validate(given)


SHORT: list[tuple[dict[str, Any], Any, Change]] = [
    ({"q": "n", "at_least": 40}, 39, Change("n", "at_least", 40)),
    ({"q": "n", "over": 30}, 30, Change("n", "over", 30)),
    ({"q": "n", "at_most": 5}, 6, Change("n", "at_most", 5)),
    ({"q": "n", "under": 40}, 40, Change("n", "under", 40)),
    ({"q": "n", "on_or_after": "2025-04-01"}, TODAY, Change("n", "from_day", day=dt.date(2025, 4, 1))),
]


@pytest.mark.parametrize(("needs", "given", "change"), SHORT)
def test_the_edge_of_a_single_test(needs: dict[str, Any], given: Any, change: Change) -> None:
    assert holds(Test.model_validate(needs), {"n": given}, TODAY) is False
    assert changes(clause(needs), {"n": given}, TODAY) == [change]


def test_a_span_that_is_over_names_its_last_day() -> None:
    one = clause({"q": "application_date", "within": {"of": "business_start", "years": 3}})
    assert changes(one, {"business_start": dt.date(2020, 4, 1)}, TODAY) == [
        Change("application_date", "was_until", day=dt.date(2023, 4, 1))
    ]
    assert lasts(one, {"business_start": dt.date(2024, 4, 1)}, TODAY) == [
        Change("application_date", "good_until", day=dt.date(2027, 4, 1))
    ]
    assert lasts(one, {}, TODAY) == []


def test_a_leap_day_has_its_last_day_too() -> None:
    one = clause({"q": "application_date", "within": {"of": "business_start", "years": 3}})
    assert lasts(one, {"business_start": dt.date(2024, 2, 29)}, TODAY)[0].day == dt.date(2027, 2, 28)


def test_what_no_edge_decides_has_none() -> None:
    yes_no = {"q": "yes", "equals": True}
    both = {"all": [{"q": "n", "at_least": 3}, yes_no]}
    assert changes(clause(yes_no), {"yes": False}, TODAY) == []
    assert changes(clause(both), {"n": 1, "yes": False}, TODAY) == []
    assert changes(clause(both), {"n": 1, "yes": True}, TODAY) == [Change("n", "at_least", 3)]


def test_one_of_two_ways_is_enough() -> None:
    either = {"any": [{"q": "n", "at_least": 3}, {"q": "yes", "equals": True}]}
    assert changes(clause(either), {"n": 1, "yes": False}, TODAY) == [Change("n", "at_least", 3)]


def test_crossing_the_edge_makes_every_real_clause_hold() -> None:
    crossed = 0
    for program in shipped().programs.values():
        for condition in program.rules.conditions if program.rules else ():
            if condition.needs and condition.needs.operator[0] in ("at_least", "over"):
                key = str(condition.needs.q)
                (change,) = changes(condition, {key: 0}, TODAY)
                assert change.limit is not None
                enough = change.limit + (change.kind == "over")
                assert holds(condition.needs, {key: enough}, TODAY) is True
                assert holds(condition.needs, {key: enough - 1}, TODAY) is False
                crossed += 1
    assert crossed >= 3
