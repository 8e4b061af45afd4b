"""Wrong conversions of the words that say what is asked."""

from __future__ import annotations

import pytest

from handlers.desk import Desk
from knowledge.homophones import mended
from knowledge.programs import Topic


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("この補助金は仕えますか", "この補助金は使えますか"),
        ("移住者住宅の大将になる人は", "移住者住宅の対象になる人は"),
        ("農商工連携の紀元はいつ", "農商工連携の期限はいつ"),
        ("上弦はいくら", "上限はいくら"),
        ("真性に必用な書類", "申請に必要な書類"),
        ("令和6年度は何認が参加しましたか", "令和6年度は何人が参加しましたか"),
        ("出展は何者ではなく何斜ですか", "出展は何者ではなく何社ですか"),
        ("中学3念生と相談5圏", "中学3年生と相談5件"),
        ("ゼミを運栄しているのは", "ゼミを運営しているのは"),
        ("どこの回社", "どこの会社"),
    ],
)
def test_the_word_that_was_meant_is_put_in_its_place(desk: Desk, typed: str, meant: str) -> None:
    assert mended(typed, desk.analyser, desk.index.knows) == meant


@pytest.mark.parametrize("typed", ["女性の起業", "研究機関と共同", "保証料の補助", "使えますか", "", "つかえますか"])
def test_what_records_know_or_is_right_is_left_as_it_is(desk: Desk, typed: str) -> None:
    assert mended(typed, desk.analyser, desk.index.knows) == typed


def test_a_message_is_read_as_it_was_meant(desk: Desk) -> None:
    assert Topic.CONDITIONS in desk.read("2500万円の機械でも仕えますか").topics
