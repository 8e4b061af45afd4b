"""Figures are the same however they are written, and different when they differ."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import wareki
from knowledge.figures import missing, wrong_days


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("52億1,000万円です。", "5,210,000千円"),
        ("1億1,322万2千円です。", "113,222千円"),
        ("100万円が上限です。", "100万円上限"),
        ("2分の1です。", "対象経費の1／2以内"),
        ("5%です。", "100分の5"),
        ("48.2%です。", "就職率(%)\t55.0\t48.2"),
        ("令和6年12月25日です。", "R6.12.25"),
        ("2024年度です。", "Ｒ6年度"),
        ("令和元年度に始まりました。", "R1年度"),
        ("20歳です。", "二十歳のつどい"),
        ("①と②の2つです。", "① ②"),
        ("140万人です。", "約1400000人"),
        ("4haです。", "約4.0ha"),
        ("合わせて28人（5＋3＋8＋2＋10）です。", "5人 3人 8人 2人 10人"),
    ],
)
def test_one_figure_in_two_writings(text: str, line: str) -> None:
    assert missing(text, line) == set()


@pytest.mark.parametrize(
    ("text", "line", "gone"),
    [
        ("上限は20万円です。", "上限30万円", {"200,000円"}),
        ("上限は100万円です。", "100社", {"1,000,000円"}),
        ("3分の1です。", "1/2", {"1/3"}),
        ("令和7年です。", "R6年", {"2025年"}),
        ("66人です。", "110\t6 6", {"66"}),
    ],
)
def test_another_figure_is_missed(text: str, line: str, gone: set[str]) -> None:
    assert missing(text, line) == gone


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_sum_in_yen_is_found_as_thousands(thousands: int) -> None:
    assert missing(f"{thousands * 1000}円", f"{thousands:,}千円") == set()


@given(st.dates(dt.date(2019, 5, 1), dt.date(2060, 12, 31)))
def test_every_day_fits_its_own_weekday_and_no_other(day: dt.date) -> None:
    assert wrong_days(wareki(day), 2024) == []
    moved = wareki(day)[:-2] + "月火水木金土日"[(day.weekday() + 1) % 7] + ")"
    assert len(wrong_days(moved, 2024)) == 1


@pytest.mark.parametrize(
    "text", ["令和6年度は、2月18日(火)です。", "11月28日(木)・29日(金)", "令和6年6月14日（金）・令和7年1月10日"]
)
def test_a_year_is_carried_along(text: str) -> None:
    assert wrong_days(text, 2024) == []
