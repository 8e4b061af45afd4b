"""Every program's dialogue, really played to each verdict it can come to: with buttons, and typed.

The ways are found by search over the rules: which questions come, what may be answered to them, where that ends.
"""

from __future__ import annotations

import collections
import datetime as dt
import itertools
import random
from functools import cache

import pytest

from handlers import buttons
from handlers import wording_check as words
from knowledge.asking import next_question
from knowledge.kleene import Answer
from knowledge.programs import Program
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY, judge
from tests.handlers.conftest import Person
from tests.handlers.test_eligibility import begin, kept, typed
from tests.knowledge.test_asking import KNOWLEDGE, PROGRAMS, matters, samples

Given = dict[str, Answer | None]
Way = tuple[dt.date, Given]  # the day of the talk, and what is answered
DAYS = (dt.date(2024, 6, 10), dt.date(2025, 3, 11), dt.date(2025, 4, 20), dt.date(2026, 11, 22))
STATES = 1500  # of the dialogue that are looked at on one day
GUESSES = 400  # answers to all questions at once, to see whether the dialogue leaves a verdict out


@cache
def ways(program_id: str) -> dict[str, tuple[Way, Way]]:
    """For each verdict the shortest and the longest dialogue that comes to it, in the order of asking."""
    program, found = PROGRAMS[program_id], dict[str, tuple[Way, Way]]()
    for day in DAYS:
        ahead: collections.deque[Given] = collections.deque([{}])
        for _ in range(STATES):
            if not ahead:
                break
            given = ahead.popleft()
            key = next_question(program, given, day)
            if key is None:
                verdict, way = judge(program, given, day).result, (day, given)
                short, long = found.get(verdict, (way, way))
                found[verdict] = (min(short, way, key=length), max(long, way, key=length))
            else:
                ahead += [given | {key: value} for value in values(KNOWLEDGE.questions[key])]
    return found


def length(way: Way) -> int:
    return len(way[1])


def values(question: Question) -> list[Answer | None]:
    return [*samples(question), None]


def guessed(program: Program) -> set[str]:
    """The verdicts of answers to all questions at once, whether the dialogue would ask them or not."""
    assert program.rules
    chance = random.Random(1)
    choices = {key: values(KNOWLEDGE.questions[key]) for key in program.rules.questions() if key != APPLICATION_DAY}
    return {
        judge(program, {key: chance.choice(options) for key, options in choices.items()}, day).result
        for day, _ in itertools.product(DAYS, range(GUESSES))
    }


def test_all_programs_have_a_dialogue() -> None:
    assert len(PROGRAMS) == 59
    found = collections.Counter(verdict for program_id in PROGRAMS for verdict in ways(program_id))
    assert set(found) == set(words.VERDICTS)


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_the_dialogue_leaves_no_verdict_out(program_id: str) -> None:
    assert guessed(PROGRAMS[program_id]) <= set(ways(program_id))


@pytest.mark.parametrize("types", [False, True], ids=["tapped", "typed"])
@pytest.mark.parametrize("program_id", PROGRAMS)
def test_the_dialogue_comes_to_each_verdict(talker: Person, program_id: str, types: bool) -> None:
    program = PROGRAMS[program_id]
    for verdict, (day, answers) in ((verdict, way) for verdict, both in ways(program_id).items() for way in both):
        talker.now = dt.datetime.combine(day, dt.time(1), dt.UTC)
        heard = begin(talker, program_id)
        given: Given = {}
        for key, answer in answers.items():
            assert kept(talker)["asking"] == key, (verdict, given)
            assert matters(program, given, key, day), f"{key} asked in vain after {given}"
            heard = replied(talker, key, answer, types)
            given[key] = answer
        assert kept(talker)["asking"] is None
        assert kept(talker)["answers"] == stored(given)
        said = words.VERDICTS[verdict][0]
        assert talker.screen[-1]["altText"].startswith(said), (verdict, given, heard)
        assert heard.count(words.DECIDES) == 1, heard
        assert all(reason.text in heard for reason in judge(program, given, day).of("failed"))
        assert buttons.data("ckx", o="hand", p=program_id) in str(talker.screen[-1])


def replied(person: Person, key: str, answer: Answer | None, types: bool) -> str:
    """An answer by its button, by the date picker, or typed where there is no button or one is to be typed."""
    label = typed(answer, key, person.desk)
    if types:
        return person.say(label)
    if isinstance(answer, dt.date):
        return person.pick(words.PICK_DAY, answer.isoformat())
    button = repr({"label": label}).strip("{}")
    return person.tap(label) if button in str(person.screen) else person.say(label)


def stored(given: Given) -> dict[str, object]:
    return {key: answer.isoformat() if isinstance(answer, dt.date) else answer for key, answer in given.items()}
