"""Fiscal years as they are written and within a span, and a range of rates of which the answers leave one sum."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.amounts import estimate_amount
from knowledge.answers import Unreadable, read_answer
from knowledge.kleene import holds
from knowledge.rule_data import Amount, Question, Test

TODAY = dt.date(2025, 6, 10)
YEAR_OF_TAX = Test.model_validate({"q": "year", "within": {"of": "first", "years": 2}})
YEAR_OF_LOAN = Test.model_validate({"q": "year", "within": {"of": "start", "years": 3}})


@pytest.mark.parametrize(("year", "holds_"), [(2023, False), (2024, True), (2026, True), (2027, False)])
def test_a_fiscal_year_counts_from_the_first_one(year: int, holds_: bool) -> None:
    assert holds(YEAR_OF_TAX, {"year": year, "first": 2024}, TODAY) is holds_


@pytest.mark.parametrize(
    ("start", "year", "holds_"),
    [
        (dt.date(2024, 9, 1), 2023, False),
        (dt.date(2024, 9, 1), 2027, True),  # April to August 2027 still lie in the three years
        (dt.date(2024, 9, 1), 2028, False),
        (dt.date(2024, 3, 31), 2023, True),
        (dt.date(2024, 3, 31), 2027, False),  # the span ends on 31 March 2027, in fiscal year 2026
    ],
)
def test_a_fiscal_year_lies_in_a_span_of_days_it_shares_a_day_with(start: dt.date, year: int, holds_: bool) -> None:
    assert holds(YEAR_OF_LOAN, {"year": year, "start": start}, TODAY) is holds_


def test_without_one_of_the_years_nothing_is_known() -> None:
    assert holds(YEAR_OF_TAX, {"year": 2025}, TODAY) is None
    assert holds(YEAR_OF_TAX, {"first": 2025}, TODAY) is None


RANGE = Amount.model_validate(
    {
        "level": "range",
        "parts": [
            {"label": "a", "when": {"q": "a", "equals": True}, "of": "cost", "rate": "0.10", "rate_max": "0.15"},
            {"label": "b", "when": {"q": "a", "equals": False}, "of": "interest", "rate": "1"},
        ],
        "valid_from": "2024-04",
        "source": {"part": "results", "line": 202},
    }
)


def test_a_range_has_two_ends_and_no_single_figure() -> None:
    got = estimate_amount(RANGE, {"a": True, "cost": 100_000_000}, TODAY)
    assert (got.kind, got.yen, got.yen_min, got.yen_max) == ("range", None, 10_000_000, 15_000_000)


def test_a_range_that_leaves_one_sum_is_that_sum() -> None:
    got = estimate_amount(RANGE, {"a": False, "interest": 123_456}, TODAY)
    assert (got.kind, got.yen) == ("exact", 123_456)


FISCAL_YEAR = Question(key="year", type="integer", ask="？", why="。", unit="年度")


@pytest.mark.parametrize("text", ["令和7年度", "R7", "ｒ７年度", "令和7年", "2025", "2025年度", " 2025 年度 "])
def test_a_fiscal_year_is_read_in_either_calendar(text: str) -> None:
    assert read_answer(FISCAL_YEAR, text) == 2025


@pytest.mark.parametrize("text", ["7", "20256", "来年度", "令和", "7年度"])
def test_a_fiscal_year_is_not_guessed_at(text: str) -> None:
    with pytest.raises(Unreadable):
        read_answer(FISCAL_YEAR, text)


def test_the_first_year_of_an_era_has_its_own_word() -> None:
    assert read_answer(FISCAL_YEAR, "令和元年度") == 2019
    assert read_answer(FISCAL_YEAR, "わからない") is None
