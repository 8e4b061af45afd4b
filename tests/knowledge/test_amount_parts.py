"""Sums of parts that one rate alone does not give: nights times persons, a maximum among fixed sums, readings."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge import rule_words
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
        assert got.ways == ((low, high) if answers else ())
    assert "合計 400,000円 から 450,000円" in got.steps


def test_readings_that_come_to_the_same_are_told_once() -> None:
    readings = [{"label": name, "parts": [{"label": "資格取得", "yen": 100_000}]} for name in ("少ない", "多い")]
    got = estimated("cap_only", {}, readings=readings)
    assert (got.yen_min, got.yen_max, got.ways, got.steps) == (100_000, 100_000, (), ("資格取得：100,000円",))


def test_what_is_perhaps_added_is_not_sure_while_its_number_is_missing_either() -> None:
    more = {"label": "加算", "of": "hires", "base_yen": 100_000, "unit_yen": 50_000}
    parts = [{"label": "限度額", "yen": 200_000}, {**more, "perhaps": {"q": "kurumin", "equals": True}}]
    got = estimated("range", {"kurumin": True}, parts=parts)
    assert (got.yen_min, got.yen_max) == (200_000, None)


def test_a_part_that_is_perhaps_added_counts_from_nothing() -> None:
    sure = {"label": "限度額", "yen": 300_000}
    more = {"label": "5割増し", "yen": 150_000, "perhaps": {"q": "only_training", "equals": True}}
    for answers, low in (({"only_training": True}, 300_000), ({"only_training": False}, 450_000), ({}, 450_000)):
        got = estimated("fixed", answers, parts=[sure, more])
        assert (got.yen_min, got.yen_max) == (low, 450_000)
        assert (got.kind == "range") is (low < 450_000)


QUARTER = {"label": "空き家", "of": "price", "rate": "1/4", "cap": 125_000}


@pytest.mark.parametrize(
    ("price", "kind", "yen", "cut"),
    [
        (0, "up_to", 0, False), (1, "up_to", 0, True), (400_000, "up_to", 100_000, False),
        (499_999, "up_to", 124_999, True), (500_000, "fixed", 125_000, False), (500_001, "fixed", 125_000, False),
    ],
)  # fmt: skip
def test_a_share_whose_rounding_nobody_stated_is_no_fixed_sum(price: int, kind: str, yen: int, cut: bool) -> None:
    got = estimated("fixed", {"price": price}, parts=[QUARTER, {"label": "加算", "yen": 0}])
    assert (got.kind, got.yen, got.yen_max) == (kind, yen, yen)
    assert (rule_words.WHOLE_YEN in got.steps) is cut


@pytest.mark.parametrize("cost", [599_999, 600_000, 2, 1])
def test_where_the_source_rounds_the_sum_is_exact(cost: int) -> None:
    part = {"label": "掲載", "of": "cost", "rate": "1/2", "floor_to": 1000, "cap": 300_000}
    got = estimated("exact", {"cost": cost}, parts=[part])
    assert (got.kind, got.yen) == ("exact", min(cost // 2 // 1000 * 1000, 300_000))


def test_a_range_of_rates_stays_a_range_even_of_nothing() -> None:
    part = {"label": "新設", "of": "cost", "rate": "0.10", "rate_max": "0.15"}
    for cost, low, high in ((0, 0, 0), (1, 0, 0), (333, 33, 49), (10**11, 10**10, 15 * 10**9)):
        got = estimated("range", {"cost": cost}, parts=[part])
        assert (got.kind, got.yen, got.yen_min, got.yen_max) == ("range", None, low, high)


GRID = [
    {
        "label": "基本額",
        "choose": [
            {"label": "若い", "when": {"q": "age", "under": 40}, "yen": 500_000},
            {"label": "40歳以上", "yen": 250_000},
        ],
    },
    {"label": "加算", "of": "children", "unit_yen": 100_000},
]


def test_what_is_missing_is_called_by_its_name() -> None:
    names = (("age", "申請する方の年齢"), ("children", "子どもの人数"))
    got = estimated("fixed", {}, parts=GRID, names=names)
    assert (got.kind, got.yen_min, got.yen_max) == ("range", 250_000, None)
    assert got.steps == (
        "基本額：250,000円 から 500,000円（金額を出すには「申請する方の年齢」の答えが要ります）",
        "加算：金額を出すには「子どもの人数」の答えが要ります",
    )


def test_a_missing_answer_and_a_missing_rule_sound_different() -> None:
    assert not any("書かれていません" in step for step in estimated("fixed", {}, parts=GRID).steps)
    [stated] = estimated("not_stated", {}).steps
    assert stated == rule_words.NOT_STATED
    assert "答えが要ります" not in stated


def test_one_part_has_no_total_of_its_own() -> None:
    got = estimated("up_to", {"price": 10_000_000}, parts=[QUARTER])
    assert got.steps == ("空き家：10,000,000円 × 1/4 ＝ 2,500,000円", "上限があるため 125,000円", rule_words.UP_TO)


@pytest.mark.parametrize(
    ("sum_", "text"),
    [
        (Fraction(3, 2), "1.5円"), (Fraction(19_999_999_999, 2), "9,999,999,999.5円"),
        (Fraction(10**23), "100,000,000,000,000,000,000,000円"), (Fraction(400_001, 4), "100,000.25円"),
        (Fraction(101 * 3, 100), "3.03円"), (0, "0円"),
    ],
)  # fmt: skip
def test_a_sum_is_written_with_every_digit(sum_: Fraction | int, text: str) -> None:
    assert rule_words.yen(sum_) == text
