"""Which question comes next: never one that changes nothing, never without end."""

from __future__ import annotations

import collections
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import read_answer
from knowledge.asking import next_question, open_questions, progress
from knowledge.calendar import first_day
from knowledge.kleene import Answer
from knowledge.loader import read_cases, shipped
from knowledge.programs import Program
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY, estimate, judge

KNOWLEDGE = shipped()
PROGRAMS = KNOWLEDGE.programs
RULED = [program.id for program in PROGRAMS.values() if program.rules and program.rules.questions()]
DAYS = (dt.date(2024, 6, 10), dt.date(2025, 3, 11), dt.date(2025, 4, 20), dt.date(2026, 11, 22))
TURNS = 40  # states of a talk that are looked at, the earliest first
TRIED = 4000  # completions that are tried for a difference before a question is called useless

Given = dict[str, Answer | None]


def samples(question: Question) -> list[Any]:
    """Values on both sides of every threshold the rules have."""
    return {
        "yes_no": [True, False],
        "choice": [choice.value for choice in question.choices],
        "yen": [10_000, 200_000, 2_000_000, 3_000_000, 10_000_000, 30_000_000, 30_000_001, 400_000_000],
        "integer": [2024, 2025, 2028, 2040] if question.unit == "年度" else [0, 1, 3, 12],
        "age": [39, 40],
        "date": [dt.date(2019, 5, 1), dt.date(2024, 4, 1), dt.date(2025, 3, 1), dt.date(2026, 12, 1),
                 dt.date(2028, 5, 1)],
    }[question.type]


def outcome(program: Program, answers: Given, day: dt.date) -> tuple[Any, ...]:
    """What a person would read: the verdict and the sum."""
    sum_ = estimate(program, answers, day)
    verdict = judge(program, answers, day).result
    return (verdict, sum_.kind, sum_.yen, sum_.yen_min, sum_.yen_max)


def completions(program: Program, answers: Given, key: str, seed: int) -> Iterator[Given]:
    """Ways in which the other open questions may be answered: one by one first, then at random."""
    assert program.rules
    others = [k for k in program.rules.questions() if k not in answers and k not in (key, APPLICATION_DAY)]
    yield answers
    chance = random.Random(seed)
    choices = [[None, *samples(KNOWLEDGE.questions[k])] for k in others]
    for _ in range(TRIED // 8):
        yield answers | dict(zip(others, (chance.choice(c) for c in choices), strict=True))
    for values in itertools.islice(itertools.product(*choices), TRIED):
        yield answers | dict(zip(others, values, strict=True))


def matters(program: Program, answers: Given, key: str, day: dt.date, of: int = 5) -> bool:
    """Whether some answer to the question makes a difference, the others being answered in some way.

    `of`: how much of the outcome counts; 1 is the verdict alone.
    """
    for completed in completions(program, answers, key, 1):
        unknown = outcome(program, completed | {key: None}, day)[:of]
        for value in samples(KNOWLEDGE.questions[key]):
            if outcome(program, completed | {key: value}, day)[:of] != unknown:
                return True
    return False


def answered(question: Question) -> st.SearchStrategy[Answer | None]:
    return st.sampled_from([None, *samples(question)])


@st.composite
def talks(draw: st.DrawFn) -> tuple[str, Given, dt.date]:
    """A talk somewhere in its course: a program and a day, with some answers given in the order of asking."""
    program_id, day = draw(st.sampled_from(RULED)), draw(st.sampled_from(DAYS))
    program = PROGRAMS[program_id]
    answers: Given = {}
    for _ in range(draw(st.integers(0, 6))):
        key = next_question(program, answers, day)
        if key is None:
            break
        answers[key] = draw(answered(KNOWLEDGE.questions[key]))
    return program_id, answers, day


@pytest.mark.parametrize("program_id", RULED)
def test_the_first_turns_of_every_talk_ask_nothing_useless(program_id: str) -> None:
    program = PROGRAMS[program_id]
    for day in DAYS:
        ahead: collections.deque[tuple[Given, int]] = collections.deque([({}, 99)])
        for _ in range(TURNS):
            answers, before = ahead.popleft() if ahead else ({}, 99)
            key, total = next_question(program, answers, day), progress(program, answers, day)[1]
            assert total <= before, answers
            if key is not None:
                assert matters(program, answers, key, day), (key, answers)
                ahead += [(answers | {key: value}, total) for value in (None, *samples(KNOWLEDGE.questions[key]))]


@given(talks())
@settings(deadline=None, max_examples=150)
def test_a_question_that_is_asked_can_change_the_verdict_or_the_sum(talk: tuple[str, Given, dt.date]) -> None:
    program_id, answers, day = talk
    program = PROGRAMS[program_id]
    key = next_question(program, answers, day)
    if key is not None:
        assert matters(program, answers, key, day), (program_id, key, answers)


@given(talks())
@settings(deadline=None, max_examples=100)
def test_what_is_not_asked_could_not_change_the_verdict(talk: tuple[str, Given, dt.date]) -> None:
    program_id, answers, day = talk
    program = PROGRAMS[program_id]
    assert program.rules
    if next_question(program, answers, day) is not None or judge(program, answers, day).result == "not_eligible":
        return
    for key in program.rules.questions():
        if key not in answers and key != APPLICATION_DAY:
            assert not matters(program, answers, key, day, of=1), (program_id, key, answers)


@given(st.sampled_from(RULED), st.sampled_from(DAYS), st.data())
@settings(deadline=None, max_examples=200)
def test_a_talk_ends_asks_nothing_twice_and_its_progress_never_goes_back(
    program_id: str, day: dt.date, data: st.DataObject
) -> None:
    program = PROGRAMS[program_id]
    assert program.rules
    answers: Given = {}
    left = progress(program, answers, day)[1]
    while (key := next_question(program, answers, day)) is not None:
        assert key not in answers
        done, total = progress(program, answers, day)
        assert done == len(answers) < total <= left
        left = total
        answers[key] = data.draw(answered(KNOWLEDGE.questions[key]))
    assert len(answers) <= len(program.rules.questions())
    assert progress(program, answers, day) == (len(answers), len(answers))


@given(talks())
@settings(deadline=None, max_examples=100)
def test_a_refusal_ends_the_questions(talk: tuple[str, Given, dt.date]) -> None:
    program_id, answers, day = talk
    program = PROGRAMS[program_id]
    if judge(program, answers, day).result == "not_eligible":
        assert open_questions(program, answers, day) == ()


def test_what_nobody_knows_is_not_asked_again() -> None:
    program, day = PROGRAMS["1-1-1"], DAYS[0]
    first = next_question(program, {}, day)
    assert first is not None
    assert next_question(program, {first: None}, day) not in (None, first)


def test_the_conditions_come_first_then_the_amount() -> None:
    program = PROGRAMS["1-1-1"]
    assert open_questions(program, {}, DAYS[0])[0] == "place_in_city"
    assert open_questions(program, {}, DAYS[0])[-1] == "eligible_cost_yen"


@pytest.mark.parametrize("program_id", ["1-1-4", "2-3-6"])
def test_of_an_ended_program_nothing_is_asked(program_id: str) -> None:
    assert next_question(PROGRAMS[program_id], {}, dt.date(2026, 11, 22)) is None


@pytest.mark.parametrize("program_id", RULED)
def test_asking_leads_to_the_verdict_and_the_sum_of_every_case(program_id: str) -> None:
    program = PROGRAMS[program_id]
    for case in read_cases(program_id):
        day = first_day(case.day)
        given_ = {key: read_answer(KNOWLEDGE.questions[key], str(raw)) for key, raw in case.answers.items()}
        said = [APPLICATION_DAY, *(key for one in (program.rules.implied if program.rules else ()) for key in one.by)]
        answers: Given = {key: given_[key] for key in said if key in given_}  # nobody asks for these: they come unasked
        while (key := next_question(program, answers, day)) is not None:
            answers[key] = given_.get(key)
        assert judge(program, answers, day).result == case.verdict, case.name
        if case.verdict != "not_eligible":
            assert estimate(program, answers, day) == estimate(program, given_, day), case.name
