from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import calendar


@pytest.mark.parametrize(
    ("day", "year"), [("2025-03-31", 2024), ("2025-04-01", 2025), ("2024-12-31", 2024), ("2025-01-01", 2024)]
)
def test_fiscal_year_begins_in_april(day: str, year: int) -> None:
    assert calendar.fiscal_year(dt.date.fromisoformat(day)) == year


def test_wareki_stands_beside_the_western_year() -> None:
    assert calendar.wareki_year(2019) == "令和元年"
    assert calendar.wareki_fiscal_year(2025) == "令和7年度（2025年度）"
    assert calendar.both(dt.date(2025, 3, 10)) == "令和7年（2025年）3月10日"
    assert calendar.wareki(dt.date(2025, 3, 10)) == "令和7年3月10日(月)"


def test_no_year_before_reiwa() -> None:
    with pytest.raises(ValueError, match="2018"):
        calendar.wareki_year(2018)


@given(st.dates(dt.date(2019, 5, 1), dt.date(2100, 12, 31)))
def test_a_month_ends_on_its_last_day(day: dt.date) -> None:
    month = day.isoformat()[:7]
    assert calendar.first_day(month) <= day <= calendar.last_day(month)
    assert (calendar.last_day(month) + dt.timedelta(days=1)).day == 1
    assert calendar.first_day(day.isoformat()) == calendar.last_day(day.isoformat()) == day
