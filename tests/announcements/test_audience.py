"""The audience expression: what people type is understood, its canonical form comes back, mistakes name their place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements import wording_audience as words
from bot.announcements.audience import parse
from bot.announcements.audience_terms import Active, Audience, Named, Since
from bot.announcements.themes import themes
from bot.errors import Problem
from handlers import labels
from tests.announcements.audiences import audiences


@given(audiences())
def test_the_canonical_form_comes_back(audience: Audience) -> None:
    assert parse(str(audience)) == audience
    assert str(parse(str(audience))) == str(audience)


@given(st.from_regex(r"[\w .+・ー-]{1,40}", fullmatch=True))
def test_any_tag_comes_back(name: str) -> None:
    try:
        tag = Named("tag", name)
    except ValueError:
        return
    assert parse(f"NOT ({tag} OR {tag})") == parse(f"ＮＯＴ（{tag} または {tag}）")
    assert parse(str(tag)) == tag


@given(st.text(max_size=60))
def test_any_text_is_an_audience_or_a_problem(text: str) -> None:
    try:
        audience = parse(text)
    except Problem:
        return
    assert parse(str(audience)) == audience


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("全員", "everyone"),
        ("EVERYONE", "everyone"),
        ("tag:ゼミ", "tag:ゼミ"),
        ("タグ：ゼミ", "tag:ゼミ"),
        ("stand:founder or stand:owner", "stand:entrepreneur OR stand:employer"),
        ("（立場:学生　または　立場:事業主）かつ　利用:３０日", "(stand:student OR stand:employer) AND active:30d"),
        ("立場：学生かつタグ：とんかつ", 'stand:student AND tag:"とんかつ"'),
        ("立場:学生以外", "NOT stand:student"),
        ("立場:起業したい以外かつtag:x", "NOT stand:entrepreneur AND tag:x"),
        ("（tag:a または tag:b）以外", "NOT (tag:a OR tag:b)"),
        ("全員 かつ 立場:学生 ではない", "everyone AND NOT stand:student"),
        ("tag:「2026 ゼミ」 OR watching:１－１－１", 'tag:"2026 ゼミ" OR watching:1-1-1'),
        ("tag:a and tag:b or tag:c", "(tag:a AND tag:b) OR tag:c"),
        ("language:zh_TW", "language:zh-TW"),
        ("関心：就職・採用 AND interest:移住", "interest:jobs AND interest:move"),
        ("enrolled:garage-2026-12", "enrolled:garage-2026-12"),
        ("active:4w AND active:2026-10-01", "active:28d AND active:2026-10-01"),
        ("登録:2026年4月1日 and joined:2026/4/2", "since:2026-04-01 AND since:2026-04-02"),
        ("tag:android", "tag:android"),
        ("tag:order not_there", None),
    ],
)
def test_what_people_type(typed: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(Problem):
            parse(typed)
    else:
        assert parse(typed) == parse(canonical)
        assert str(parse(canonical)).replace("(", "").replace(")", "") == canonical.replace("(", "").replace(")", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "対象が空です"),
        ("tagg:x", "対象の1文字目「tagg:x」：この条件は使えません。「tag」のことですか"),
        ("tag:", "対象の終わり：「tag:」のあとに値がありません"),
        ("tag:a tag:b", "対象の7文字目「tag:b」：ここには AND（かつ）か OR（または）が入ります"),
        ("全員 かつ （tag:a", "対象の7文字目「（tag:a」：かっこ「（」が閉じられていません"),
        ("tag:a AND", "対象の終わり：ここには条件が入ります"),
        ("tag:a)", "対象の6文字目「)」"),
        ("㈱ stand:king", "対象の1文字目"),
        ("stand:king", "対象の7文字目「king」：立場は entrepreneur（起業したい）"),
        ("interest:foo", "startup（起業）"),
        ("active:0d", "30d（30日）のような日数"),
        ("since:2026-13-01", "対象の7文字目「2026-13-01」：2026-04-01 のような日"),
        ('tag:"abc', "閉じられていません"),
        ("watching:起業", "1-1-1 のような番号"),
        ("language:日本語", "ja や en"),
        (f"tag:{'あ' * 41}", "名前は1〜40文字"),
        ("(" * 30 + "全員" + ")" * 30, "20重まで"),
        ("NOT " * 30 + "全員", "20重まで"),
        ("tag:a OR " * 300 + "tag:b", "2000文字まで"),
    ],
)
def test_mistakes_name_their_place(typed: str, said: str) -> None:
    with pytest.raises(Problem) as problem:
        parse(typed)
    assert said in str(problem.value)


def test_values_of_the_wrong_kind_are_refused() -> None:
    for wrong in (("tag", ""), ("tag", " x"), ("tag", 'a"b'), ("stand", "king"), ("interest", "x"), ("what", "x")):
        with pytest.raises(ValueError, match="cannot be"):
            Named(*wrong)
    with pytest.raises(ValueError, match="days"):
        Active(0)
    assert str(Since(dt.date(2026, 4, 1))) == "since:2026-04-01"


def test_the_examples_of_the_documentation_are_understood() -> None:
    page = (Path(__file__).parents[2] / "docs" / "audience.md").read_text("utf8")
    examples = page.split("```")[1].strip().splitlines()
    examples += [code for line in page.splitlines() if line.startswith("| `") for code in line.split("`")[1:2]]
    assert len(examples) == 14
    for example in examples:
        assert parse(str(parse(example))) == parse(example)


def test_stands_are_those_people_choose_from() -> None:
    assert {**labels.PERSONS, "none": "未選択"} == words.STANDS


def test_every_theme_has_a_name_and_a_line() -> None:
    assert list(themes()) == ["startup", "business", "jobs", "college", "move", "deadlines", "office"]
    assert all(theme.name and theme.about for theme in themes().values())
