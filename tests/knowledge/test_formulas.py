"""The sums of the source, counted a second time in plain arithmetic: every formula, whatever the figures are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.amounts import Estimate
from knowledge.loader import shipped
from knowledge.rules import estimate

PROGRAMS = shipped().programs
DAY = dt.date(2025, 4, 10)

costs = st.one_of(st.integers(0, 3_000_000), st.integers(0, 10**11))
people = st.integers(0, 20)


def expected(program: str, **answers: Any) -> Estimate:
    return estimate(PROGRAMS[program], answers, DAY)


def figures(sum_: Estimate) -> tuple[str, int | None, int | None]:
    return (sum_.kind, sum_.yen_min, sum_.yen_max)


@given(costs)
@settings(deadline=None, max_examples=150)
@example(1_999_999)
@example(2_000_001)
def test_upper_estimates_are_a_share_below_their_cap(cost: int) -> None:
    for program, question, share, cap in (
        ("1-1-1", "eligible_cost_yen", 50, 1_000_000), ("1-1-20", "eligible_cost_yen", 50, 50_000),
        ("2-3-1", "joint_research_cost_yen", 50, 500_000), ("3-5-1", "investment_yen", 5, 20_000_000),
        ("3-5-6", "investment_yen", 3, 100_000_000),
    ):  # fmt: skip
        assert figures(expected(program, **{question: cost})) == ("up_to", None, min(cost * share // 100, cap)), program


@given(costs)
@settings(deadline=None, max_examples=150)
@example(599_999)
@example(600_000)
@example(602_000)
def test_half_the_posting_is_cut_to_whole_thousands(cost: int) -> None:
    sum_ = min(cost // 2000 * 1000, 300_000)
    assert figures(expected("1-1-4", posting_cost_ex_tax_yen=cost)) == ("exact", sum_, sum_)


@given(st.integers(1, 300), st.booleans())
@settings(deadline=None, max_examples=100)
def test_the_caps_for_hires_have_two_readings(hires: int, kurumin: bool) -> None:
    less, more = 300_000 + 100_000 * (hires - 1), 300_000 + 100_000 * hires
    sum_ = expected("1-1-12", hires=hires, training_costs="both", kurumin=kurumin)
    assert figures(sum_) == ("cap_only", less + 50_000 * kurumin, more * 3 // 2 if kurumin else more)
    assert sum_.ways == (() if kurumin else (less, more))


@given(st.sampled_from(["single", "household"]), people)
@settings(deadline=None, max_examples=50)
def test_moving_is_paid_by_household_and_child(who: str, children: int) -> None:
    sum_ = 600_000 if who == "single" else 1_000_000 * (1 + children)
    assert figures(expected("1-1-16", household_or_single=who, children_under_18=children)) == ("fixed", sum_, sum_)


@given(
    st.sampled_from(["new", "used", "registered_vacant"]), costs, st.integers(18, 90), st.booleans(), people
)  # fmt: skip
@settings(deadline=None, max_examples=300)
@example("new", 10_000_000, 39, True, 3)
@example("used", 3_000_000, 40, True, 0)
@example("registered_vacant", 1_000_000, 39, True, 1)
@example("registered_vacant", 499_999, 40, False, 0)
def test_a_house_is_paid_by_the_grid(kind: str, price: int, age: int, local: bool, children: int) -> None:
    sum_ = expected("1-1-17", house_type=kind, price_yen=price, age=age, local_builder=local, children=children)
    young = age < 40
    if price < {"new": 10_000_000, "used": 3_000_000}.get(kind, 0):
        assert sum_.kind == "none"
        return
    base = {"new": 250_000, "used": 125_000, "registered_vacant": 125_000}[kind] * (2 if young else 1)
    share_decides = kind == "registered_vacant" and price < base * 4
    base = price // 4 if share_decides else base
    total = base + 200_000 * (kind == "new" and local) + 100_000 * children
    assert (sum_.kind, sum_.yen, sum_.yen_max) == ("up_to" if share_decides else "fixed", total, total)


@given(st.integers(0, 36), st.integers(0, 366), st.integers(0, 300))
@settings(deadline=None, max_examples=100)
def test_months_and_nights_are_counted(months: int, nights: int, persons: int) -> None:
    activity = 5000 * min(months, 12)
    assert figures(expected("1-1-18", months_of_activity=months)) == ("exact", activity, activity)
    lodging = 1000 * nights * persons
    assert figures(expected("1-1-19", nights=nights, persons=persons)) == ("up_to", None, lodging)


@given(costs, st.integers(2018, 2030), st.integers(2018, 2030))
@settings(deadline=None, max_examples=150)
def test_the_tax_is_paid_back_for_three_years_and_perhaps_five(tax: int, first: int, year: int) -> None:
    sum_ = expected("3-5-2", fixed_asset_tax_per_year=tax, first_taxed_year=first, year=year)
    if 0 <= year - first <= 2:
        assert figures(sum_) == ("exact", tax, tax)
    elif 3 <= year - first <= 4:
        assert (sum_.yen_min, sum_.yen_max) == (0, tax)
        assert sum_.kind == "range"
    else:
        assert sum_.kind == "none"


@given(costs, costs)
@settings(deadline=None, max_examples=150)
@example(1, 0)
def test_a_site_is_paid_between_two_rates_and_the_interest_as_it_is(cost: int, interest: int) -> None:
    assert figures(expected("3-6-3", cost_yen=cost)) == ("range", cost * 10 // 100, cost * 15 // 100)
    assert figures(expected("3-6-3", interest_paid=interest)) == ("exact", interest, interest)


@given(costs)
@settings(deadline=None, max_examples=50)
def test_travelling_to_find_work_is_paid_up_to_its_cap(cost: int) -> None:
    for given_ in ({"student_in_tokyo_area_university": True}, {"household_or_single": "job_hunting"}):
        assert figures(expected("1-1-16", job_hunt_travel_cost=cost, **given_)) == ("up_to", None, min(cost, 15_200))
