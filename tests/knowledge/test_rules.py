"""Verdicts and sums: what must hold for every program whatever is answered, and the edges of single operators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.kleene import Answer, both, either, holds, opposite
from knowledge.loader import shipped
from knowledge.programs import Program
from knowledge.rule_data import AmountPart, Question, Test
from knowledge.rule_words import PAST
from knowledge.rules import APPLICATION_DAY, Estimate, estimate, judge

KNOWLEDGE = shipped()
RULED = [program for program in KNOWLEDGE.programs.values() if program.rules and program.rules.questions()]
DAY = dt.date(2024, 6, 10)
TRUTHS = (True, False, None)

days = st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31))


def some_answer(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer of the question's type."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "yes_no": st.booleans(),
        "choice": st.sampled_from([choice.value for choice in question.choices] or ["-"]),
        "yen": st.integers(0, 2_000_000_000),
        "integer": st.integers(0, question.most or 200),
        "age": st.integers(0, 110),
        "date": days,
    }
    return kinds[question.type]


@st.composite
def judged(draw: st.DrawFn) -> tuple[Program, dict[str, Answer | None], dt.date]:
    """A program, some answers to its questions, and a day."""
    program = draw(st.sampled_from(RULED))
    assert program.rules is not None
    answers: dict[str, Answer | None] = {}
    for key in program.rules.questions():
        if draw(st.booleans()):
            answers[key] = draw(some_answer(KNOWLEDGE.questions[key]))
    return program, answers, draw(days)


def taken_for_granted(program: Program) -> set[str]:
    """What goes without saying until somebody says otherwise: naming it may change what was decided."""
    implied = program.rules.implied if program.rules else ()
    return {"application_date", *(one.q for one in implied), *(key for one in implied for key in one.by)}


def depends_on(program: Program, failed: set[str]) -> set[str]:
    """The questions the failed clauses hang on, and those that tell the answer to one of these."""
    assert program.rules is not None
    clauses = [one for one in program.rules.conditions if one.id in failed]
    keys = {key for one in clauses for test in (one.when, one.needs) if test for key in test.questions()}
    keys |= {key for one in program.rules.implied if one.q in keys for key in one.by}
    return keys | ({"application_date"} if failed - {one.id for one in clauses} else set())  # the program's own end


@given(judged(), st.data())
@settings(deadline=None, max_examples=400)
def test_a_refusal_falls_only_with_an_answer_that_the_failed_clause_hangs_on(
    given_: tuple[Program, dict[str, Answer | None], dt.date], data: st.DataObject
) -> None:
    program, answers, day = given_
    before = judge(program, answers, day)
    assume(before.result == "not_eligible" and program.rules)
    assert program.rules is not None
    key = data.draw(st.sampled_from(program.rules.questions()))
    after = judge(program, {**answers, key: data.draw(some_answer(KNOWLEDGE.questions[key]))}, day)
    failed = {reason.id for reason in before.of("failed")}
    if after.result != "not_eligible":
        assert key in depends_on(program, failed)
    if key not in depends_on(program, failed):
        assert failed <= {reason.id for reason in after.of("failed")}


@given(judged(), st.data())
@settings(deadline=None, max_examples=400)
def test_what_nobody_answered_is_never_a_yes(
    given_: tuple[Program, dict[str, Answer | None], dt.date], data: st.DataObject
) -> None:
    program, answers, day = given_
    passed = {reason.id for reason in judge(program, answers, day).of("passed")}
    assert program.rules is not None
    for one in program.rules.conditions:
        asked = [key for key in (one.needs.questions() if one.needs else ()) if key not in taken_for_granted(program)]
        if asked and one.id in passed:
            assert any(answers.get(key) is not None for key in asked), one.id


@given(judged(), st.data())
@settings(deadline=None, max_examples=300)
def test_one_more_answer_never_takes_back_what_was_decided(
    given_: tuple[Program, dict[str, Answer | None], dt.date], data: st.DataObject
) -> None:
    program, answers, day = given_
    assert program.rules is not None
    missing = [key for key in program.rules.questions() if key not in answers and key not in taken_for_granted(program)]
    assume(missing)
    key = data.draw(st.sampled_from(missing))
    before = judge(program, answers, day)
    after = judge(program, {**answers, key: data.draw(some_answer(KNOWLEDGE.questions[key]))}, day)
    assert {reason.id for reason in before.of("failed")} <= {reason.id for reason in after.of("failed")}
    kept = {reason.id for reason in after.reasons}
    assert {reason.id for reason in before.of("passed")} & kept <= {reason.id for reason in after.of("passed")}
    if before.result == "likely":
        assert after.result == "likely"
    if before.result == "not_eligible":
        assert after.result == "not_eligible"


@given(judged())
@settings(deadline=None, max_examples=300)
def test_the_unknown_never_becomes_a_yes_by_itself(
    given_: tuple[Program, dict[str, Answer | None], dt.date],
) -> None:
    program, answers, day = given_
    unasked = dict.fromkeys((key for key in answers if key != APPLICATION_DAY), None)
    assert judge(program, unasked, day) == judge(program, {}, day)
    assert {"deadline"} >= {reason.id for reason in judge(program, {}, day).of("passed")}
    assert not judge(program, {**unasked, APPLICATION_DAY: None}, day).of("passed")


@pytest.mark.parametrize(
    ("program", "clause"), [("1-1-4", "deadline"), ("1-1-17", "deadline"), ("1-1-20", "completed")]
)
def test_who_does_not_know_yet_when_to_apply_has_not_kept_the_deadline(program: str, clause: str) -> None:
    today = dt.date(2024, 12, 1)
    said: dict[str, Answer | None] = {"completion_date": today}
    assert clause in {one.id for one in judge(KNOWLEDGE.programs[program], said, today).of("passed")}
    said[APPLICATION_DAY] = None
    assert clause in {one.id for one in judge(KNOWLEDGE.programs[program], said, today).of("open")}


@pytest.mark.parametrize(("program", "on"), [("1-1-7", "2025-05-15"), ("3-5-5", "2025-05-15"), ("1-1-5", "2025-01-15")])
def test_where_the_source_states_no_condition_staff_confirm(program: str, on: str) -> None:
    found = judge(KNOWLEDGE.programs[program], {}, dt.date.fromisoformat(on))
    assert found.result == "needs_staff"
    assert [(one.id, one.staff) for one in found.of("open")] == [("no_conditions", True)]


def test_a_sum_for_which_the_time_is_over_is_marked() -> None:
    said: dict[str, Answer | None] = {"posting_cost_ex_tax_yen": 400_000}
    over = estimate(KNOWLEDGE.programs["1-1-4"], said, dt.date(2024, 12, 26))
    assert (over.past, over.yen, over.steps[0]) == (True, 200_000, PAST)
    open_ = estimate(KNOWLEDGE.programs["1-1-4"], said, dt.date(2024, 12, 25))
    assert (open_.past, open_.yen, PAST in open_.steps) == (False, 200_000, False)
    house: dict[str, Answer | None] = {"house_type": "new", "age": 40}
    assert estimate(KNOWLEDGE.programs["1-1-17"], house, dt.date(2025, 5, 1)).past  # at least 250,000, no upper end
    assert not estimate(KNOWLEDGE.programs["2-3-6"], {}, dt.date(2025, 4, 1)).past  # there is no sum to mark


def bound(part: AmountPart, answers: Mapping[str, Answer | None]) -> int | None:
    """The most a part can come to, as the data says it; None where nothing bounds it."""
    if part.choose:
        cells = [bound(cell, answers) for cell in part.choose]
        return None if None in cells else max(most for most in cells if most is not None)
    if part.yen is not None or part.cap is not None:
        return part.yen if part.yen is not None else part.cap
    number = part.most if part.most is not None else answers.get(str(part.of))
    if part.unit_yen is None or part.times or not isinstance(number, int):
        return None
    return part.base_yen + part.unit_yen * number


@given(judged())
@settings(deadline=None, max_examples=400)
def test_sums_are_whole_ordered_and_within_their_caps(
    given_: tuple[Program, dict[str, Answer | None], dt.date],
) -> None:
    program, answers, day = given_
    assert program.rules is not None
    sum_ = estimate(program, answers, day)
    figures = [figure for figure in (sum_.yen_min, sum_.yen, sum_.yen_max) if figure is not None]
    assert all(isinstance(figure, int) and figure >= 0 for figure in figures)
    assert figures == sorted(figures)
    parts = program.rules.amount.parts if program.rules.amount else ()
    bounds = [bound(part, answers) for part in parts]
    if parts and None not in bounds and sum_.kind != "none":
        assert sum_.yen_max is not None
        assert sum_.yen_max <= sum(most for most in bounds if most is not None)
    assert sum_.steps


def ends(sum_: Estimate) -> tuple[int, int | None]:
    """The least and the most one may expect; nothing at all for whom nothing is counted."""
    return (sum_.yen_min or 0, sum_.yen_max) if sum_.kind != "none" else (0, 0)


@given(judged(), st.data())
@settings(deadline=None, max_examples=300)
def test_a_higher_cost_never_brings_less(
    given_: tuple[Program, dict[str, Answer | None], dt.date], data: st.DataObject
) -> None:
    program, answers, day = given_
    assert program.rules is not None
    costs = [key for key in program.rules.questions() if KNOWLEDGE.questions[key].type == "yen"]
    assume(costs)
    key = data.draw(st.sampled_from(costs))
    low, high = sorted((data.draw(st.integers(0, 10**9)), data.draw(st.integers(0, 10**9))))
    less, more = (estimate(program, {**answers, key: cost}, day) for cost in (low, high))
    for less_end, more_end in zip(ends(less), ends(more), strict=True):
        if less_end is not None and more_end is not None:
            assert less_end <= more_end


@pytest.mark.parametrize("one", TRUTHS)
@pytest.mark.parametrize("two", TRUTHS)
def test_the_three_valued_tables(one: bool | None, two: bool | None) -> None:
    assert opposite(both([one, two])) == either([opposite(one), opposite(two)])
    assert both([one, two]) is (False if False in (one, two) else None if None in (one, two) else True)


@pytest.mark.parametrize(
    ("test", "answer", "truth"),
    [
        ({"at_least": 40}, 40, True),
        ({"over": 40}, 40, False),
        ({"at_most": 40}, 40, True),
        ({"under": 40}, 40, False),
        ({"one_of": ["new", "used"]}, "used", True),
        ({"equals": False}, False, True),
        ({"on_or_before": "2024-12-25"}, dt.date(2024, 12, 25), True),
        ({"before": "2024-12-25"}, dt.date(2024, 12, 25), False),
        ({"on_or_after": "today"}, DAY, True),
        ({"same_fiscal_year_as": "today"}, dt.date(2025, 3, 31), True),
        ({"same_fiscal_year_as": "today"}, dt.date(2025, 4, 1), False),
        ({"within": {"of": "today", "years": 3}}, dt.date(2027, 6, 10), True),
        ({"within": {"of": "today", "years": 3}}, dt.date(2027, 6, 11), False),
        ({"within": {"of": "founded_on", "years": 3}}, DAY, None),
        ({"at_least": 40}, None, None),
    ],
)
def test_each_operator_at_its_edge(test: dict[str, Any], answer: Answer | None, truth: bool | None) -> None:
    assert holds(Test.model_validate({"q": "it", **test}), {"it": answer}, DAY) is truth


@pytest.mark.parametrize(
    "wrong",
    [
        {"q": "it"},
        {"at_least": 3},
        {"q": "it", "at_least": 3, "under": 5},
        {"q": "it", "all": [{"q": "it", "equals": 1}]},
    ],
)
def test_a_test_without_exactly_one_operator_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"operator|names its question"):
        Test.model_validate(wrong)


def test_a_part_counts_in_one_way_only() -> None:
    with pytest.raises(ValueError, match="one of"):
        AmountPart.model_validate({"label": "二つ", "yen": 1, "rate": "1/2", "of": "cost"})
