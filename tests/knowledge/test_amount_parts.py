"""Sums of parts that one rate alone does not give: nights times persons, a maximum among fixed sums, readings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.amounts import Estimate, estimate_amount
from knowledge.rule_data import Amount

TODAY = dt.date(2024, 6, 10)


def estimated(level: str, answers: dict[str, Any], **amount: Any) -> Estimate:
    given = {"level": level, "valid_from": "2024-04", "source": {"part": "results", "line": 91}, **amount}
    return estimate_amount(Amount.model_validate(given), answers, TODAY)


NIGHTS = {"label": "宿泊", "of": "nights", "times": "persons", "unit_yen": 1000}


def test_nights_are_multiplied_by_persons() -> None:
    got = estimated("exact", {"nights": 3, "persons": 20}, parts=[NIGHTS])
    assert (got.kind, got.yen) == ("exact", 60_000)
    assert got.steps == ("宿泊：1,000円 × 3 × 20 ＝ 60,000円",)


@pytest.mark.parametrize("answers", [{"nights": 3}, {"persons": 20}])
def test_without_one_of_the_factors_nothing_is_counted(answers: dict[str, Any]) -> None:
    assert estimated("exact", answers, parts=[NIGHTS]).yen is None


def test_only_units_are_multiplied() -> None:
    with pytest.raises(ValidationError, match="times"):
        estimated("exact", {}, parts=[{"label": "率", "of": "nights", "rate": "1/2", "times": "persons"}])


MOVE = [
    {
        "label": "移住",
        "choose": [
            {"label": "世帯", "when": {"q": "who", "equals": "household"}, "yen": 1_000_000},
            {"label": "単身", "when": {"q": "who", "equals": "single"}, "yen": 600_000},
        ],
    },
    {
        "label": "交通費",
        "when": {"q": "who", "equals": "student"},
        "of": "fare",
        "rate": "1",
        "cap": 15200,
        "upper": True,
    },
]


@pytest.mark.parametrize(
    ("answers", "kind", "yen"),
    [
        ({"who": "single"}, "fixed", 600_000),
        ({"who": "student", "fare": 15_199}, "up_to", 15_199),
        ({"who": "student", "fare": 20_000}, "up_to", 15_200),
        ({"who": "student"}, "cap_only", None),
    ],
)
def test_a_maximum_stands_beside_fixed_sums(answers: dict[str, Any], kind: str, yen: int | None) -> None:
    got = estimated("fixed", answers, parts=MOVE)
    assert (got.kind, got.yen) == (kind, yen)


def test_as_long_as_no_cell_of_a_grid_is_sure_the_sum_may_be_nothing() -> None:
    got = estimated("fixed", {}, parts=MOVE[:1])
    assert (got.kind, got.yen_min, got.yen_max) == ("cap_only", None, 1_000_000)


@pytest.mark.parametrize(("answers", "yen"), [({}, 100_000), ({"exams": True}, 100_000), ({"exams": False}, 0)])
def test_a_cap_stands_until_it_is_known_not_to_matter(answers: dict[str, Any], yen: int) -> None:
    cap = {"label": "資格取得", "unless": {"q": "exams", "equals": False}, "yen": 100_000}
    assert estimated("cap_only", answers, parts=[cap]).yen_max == yen


def test_readings_of_a_cap_reach_from_what_is_sure_to_what_is_possible() -> None:
    more = {"label": "加算", "when": {"q": "kurumin", "equals": True}, "yen": 50_000}
    readings = [
        {"label": "少ない", "parts": [{"label": "一", "yen": 300_000}, more]},
        {"label": "多い", "parts": [{"label": "二", "yen": 400_000}, more]},
    ]
    for answers, low, high in (
        ({"kurumin": True}, 350_000, 450_000),
        ({"kurumin": False}, 300_000, 400_000),
        ({}, 300_000, 450_000),
    ):
        got = estimated("cap_only", answers, readings=readings)
        assert (got.kind, got.yen_min, got.yen_max) == ("cap_only", low, high)
    assert "合計 400,000円 から 450,000円" in got.steps
