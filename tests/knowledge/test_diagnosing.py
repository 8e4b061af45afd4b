"""使える制度診断: few questions, none in vain; the result is what the rules say of the same answers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.diagnosing import (
    ANYBODY,
    GROUPS,
    MONEY,
    QUESTIONS,
    UNDECIDED,
    next_questions,
    open_clauses,
    programs_for,
    sorted_programs,
    themes_for,
    told_by,
)
from knowledge.kleene import Answer
from knowledge.loader import shipped
from knowledge.rules import judge
from knowledge.status import Standing, status_on
from tests.knowledge.test_asking import DAYS, samples

KNOWLEDGE = shipped()
PROGRAMS = tuple(KNOWLEDGE.programs.values())
WHO = ("entrepreneur", "employer", "jobseeker", "student", "migrant", ANYBODY)


@given(st.sampled_from(WHO), st.sampled_from(DAYS), st.data())
@settings(deadline=None, max_examples=200)
def test_few_questions_lead_to_the_verdicts_of_the_rules(who: str, day: dt.date, data: st.DataObject) -> None:
    theme = data.draw(st.sampled_from([UNDECIDED, *themes_for(PROGRAMS, who)]))
    programs = programs_for(PROGRAMS, who, theme)
    answers: dict[str, Answer | None] = {}
    refused: set[str] = set()
    for _ in range(QUESTIONS):
        known = told_by(who, answers)
        worth = next_questions(programs, KNOWLEDGE.questions, known, day)
        if not worth:
            break
        key = worth[0]
        assert key not in known
        assert any(key in open_clauses(one, known, day) for one in programs if one.kind in MONEY)
        answers[key] = data.draw(st.sampled_from([None, *samples(KNOWLEDGE.questions[key])]))
        lines = sorted_programs(programs, told_by(who, answers), day)
        now = {line.program.id for line in lines if line.group == "not_eligible"}
        assert refused <= now
        refused = now
    known = told_by(who, answers)
    lines = sorted_programs(programs, known, day)
    assert {line.program.id for line in lines} == {one.id for one in programs}
    assert lines == sorted_programs(programs, dict(reversed(known.items())), day)
    for line in lines:
        result = judge(line.program, known, day).result
        assert line.verdict.result == result
        assert line.group == result or (line.group == "no_conditions" and result != "not_eligible")
        assert line.reason
        if line.group == "likely":
            assert status_on(line.program, day).standing not in (Standing.ENDED, Standing.MERGED, Standing.STARTS)
    places = [GROUPS.index(line.group) for line in lines]
    assert places == sorted(places)


@pytest.mark.parametrize("who", WHO)
def test_every_theme_that_is_offered_has_programs(who: str) -> None:
    themes = themes_for(PROGRAMS, who)
    assert themes
    assert all(programs_for(PROGRAMS, who, theme) for theme in themes)


def test_the_question_that_most_programs_hang_on_comes_first() -> None:
    day = dt.date(2025, 6, 11)
    programs = programs_for(PROGRAMS, "employer", UNDECIDED)
    worth = next_questions(programs, KNOWLEDGE.questions, {}, day)
    counts = [
        sum(key in open_clauses(one, {}, day) for one in programs if one.kind in MONEY)
        for key in worth
        if KNOWLEDGE.questions[key].type != "yen"
    ]
    assert worth[0] == "place_in_city"
    assert counts == sorted(counts, reverse=True)


def test_sums_of_money_are_asked_last_and_what_leans_on_one_program_never() -> None:
    worth = next_questions(PROGRAMS, KNOWLEDGE.questions, {}, dt.date(2024, 6, 10))
    types = [KNOWLEDGE.questions[key].type == "yen" for key in worth]
    assert any(types)
    assert types == sorted(types)
    assert not [key for key in worth if KNOWLEDGE.questions[key].of_program]


def test_a_program_refused_is_asked_about_no_more() -> None:
    day = dt.date(2025, 6, 11)
    (program,) = (one for one in PROGRAMS if one.id == "3-5-7")
    assert next_questions([program], KNOWLEDGE.questions, {}, day) == ("place_in_city",)
    assert next_questions([program], KNOWLEDGE.questions, {"place_in_city": False}, day) == ()
    assert next_questions([program], KNOWLEDGE.questions, {"place_in_city": None}, day) == ()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"place_in_city": True, "is_sme": True}, True), ({"place_in_city": False}, False),
        ({"place_in_city": True, "is_sme": False}, False), ({"place_in_city": True}, None),
        ({"place_in_city": True, "is_sme": None}, None), ({"is_sme_in_city": True, "is_sme": False}, True),
    ],
)  # fmt: skip
def test_what_two_answers_say_together_is_not_asked(answers: dict[str, Answer | None], told: bool | None) -> None:
    assert told_by("employer", answers).get("is_sme_in_city") is told


def test_programs_without_conditions_are_listed_as_such() -> None:
    lines = sorted_programs(PROGRAMS, {}, dt.date(2025, 6, 11))
    bare = [line for line in lines if line.group == "no_conditions"]
    assert "2-3-4" in {line.program.id for line in bare}
    assert all(line.program.rules and not line.program.rules.conditions for line in bare)
    assert all(line.program.rules and line.reason == line.program.rules.for_whom for line in bare)


def test_a_refused_program_says_why_and_an_open_one_what_is_open() -> None:
    lines = {line.program.id: line for line in sorted_programs(PROGRAMS, {}, dt.date(2026, 11, 22))}
    assert "終わっています" in lines["1-1-4"].reason
    assert lines["3-5-7"].group == "needs_staff"
    assert "今年度の内容は確認できていません" not in lines["3-5-7"].reason
