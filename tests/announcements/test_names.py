"""Names: no dodge of width, case, spaces or unseen signs makes a second person out of one."""

from __future__ import annotations

import pytest

from bot.announcements import wording
from bot.announcements.names import named, same
from bot.errors import Problem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佐藤 花子", "佐藤花子"),
        ("佐藤 花子", " 佐藤\u3000花子 "),
        ("佐藤", "佐\u200b藤"),
        ("佐藤", "佐藤\ufeff"),
        ("佐藤", "佐藤\ufe00"),
        ("佐藤", "\u202e佐藤\u202c"),
        ("佐藤", "佐\u00ad藤"),
        ("佐藤", "佐藤\u3164"),
        ("佐藤", "佐藤さん"),
        ("佐藤", "佐藤・"),
        ("佐藤", "佐藤😀"),
        ("Sato", "ＳＡＴＯ"),
        ("Sato", "sató"),
        ("さとう", "サトウ"),
        ("さとう", "ｻﾄｳ"),
        ("だいご", "ﾀﾞｲｺﾞ"),
        ("タカハシ", "夕力ハシ"),
        ("高橋", "髙橋"),
        ("木村", "⽊村"),
        ("係2", "係②"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert same(one, other)
    assert same(named(one), named(other))


@pytest.mark.parametrize(
    ("one", "other"), [("佐藤", "鈴木"), ("佐藤", "佐藤 花子"), ("かわだ", "かわた"), ("係1", "係2"), ("さん", "様")]
)
def test_two_people(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize("empty", [None, "", " ", "\u3000", "\u200b", "\u3164", "・・", "\t\n", "😀"])
def test_no_name(empty: str | None) -> None:
    with pytest.raises(Problem) as told:
        named(empty)
    assert told.value.sentences == (wording.NO_NAME,)
    assert not same(empty, empty)


@pytest.mark.parametrize("name", ["Sаto", "Ѕuzuki", "Ηana"])  # one letter of each is Cyrillic or Greek
def test_letters_that_only_look_like_ours_are_refused(name: str) -> None:
    with pytest.raises(Problem, match="使えない字"):
        named(name)


@pytest.mark.parametrize("name", [wording.JOB_NAME, "窓口 (自動)", "JOB"])
def test_nobody_acts_as_the_desk_itself(name: str) -> None:
    with pytest.raises(Problem, match="窓口"):
        named(name)


def test_a_long_name_is_cut_to_what_the_table_holds() -> None:
    assert len(named("あ" * 300)) == 100
    assert named(" 佐藤 \n 花子 ") == "佐藤 花子"
