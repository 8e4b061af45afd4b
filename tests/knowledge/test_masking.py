from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import load_analyser
from knowledge.masking import Mask

MASK = Mask(load_analyser())


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("電話は090-1234-5678です", "1234"),
        ("０９０１２３４５６７８にください", "1234"),
        ("(0191)23-4567へ", "4567"),
        ("taro.y@example.com まで", "taro"),
        ("山田太郎と申します。補助はありますか", "太郎"),
        ("会員番号12345678です", "12345678"),
        ("https://example.com/u?id=5 を見た", "example.com"),
    ],
)
def test_what_tells_who_asked_is_masked(text: str, gone: str) -> None:
    assert gone not in MASK(text)


def test_roles_are_no_names() -> None:
    assert MASK("大工さんと学生さんと山本さん") == "大工さんと学生さんと［名前］さん"


def test_figures_of_the_question_stay() -> None:
    assert "3,000万円" in MASK("3,000万円の機械と従業員12人、2025年4月")


@given(st.text(max_size=300))
def test_masking_never_fails(text: str) -> None:
    MASK(text)
