"""使える制度診断: who somebody is, what they plan, and at most four questions; then every program with its verdict.

Pure. A question is worth asking when it can still change what becomes of a program of money or service; the one that
concerns the most programs comes first. The verdicts are those of rules.judge on the same answers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from knowledge.asking import open_questions
from knowledge.kleene import Answer, Answers
from knowledge.programs import Audience, Program, Theme
from knowledge.rule_data import Question, Rules
from knowledge.rules import APPLICATION_DAY, Verdict, judge

MONEY = ("subsidy", "benefit", "loan", "tax", "service")  # kinds that one must qualify for
QUESTIONS = 4  # after who one is and what one plans
ANYBODY = "other"  # who one is, when it is none of the audiences: then no program is left out
UNDECIDED = "undecided"  # what one plans, when it is not settled
IMPLIED: Mapping[str, Mapping[str, Answer]] = {  # what who one is says already
    "student": {"is_student": True},
    "entrepreneur": {"business_aim": "startup"},
}
NOT_PLANNED: Mapping[str, tuple[Theme, ...]] = {  # themes of their programs that are the other side's plans
    "employer": ("jobseeking", "career_education"),
    "jobseeker": ("hiring", "pr"),
    "student": ("hiring", "pr", "foreign_workers"),
}

_IN_CITY_SME = ("place_in_city", "is_sme")

Group = Literal["likely", "needs_staff", "not_eligible", "no_conditions"]
GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True)
class Line:
    """One program in the result: where it stands, why in one sentence, how many questions could tell more."""

    program: Program
    group: Group
    verdict: Verdict
    reason: str
    left: int


def programs_for(programs: Iterable[Program], who: str, theme: str) -> tuple[Program, ...]:
    """The programs for an audience and a theme, in the table's order."""
    ours = (program for program in programs if program.rules and _concerns(program, who))
    return tuple(program for program in ours if theme == UNDECIDED or theme in program.themes)


def themes_for(programs: Iterable[Program], who: str) -> tuple[Theme, ...]:
    """The themes there are for an audience: those with the most programs of money or service first."""
    ours = programs_for(programs, who, UNDECIDED)
    money = Counter(theme for program in ours if program.kind in MONEY for theme in program.themes)
    every = Counter(theme for program in ours for theme in program.themes)
    known: tuple[Theme, ...] = get_args(Theme)
    theirs = [theme for theme in every if theme not in NOT_PLANNED.get(who, ())]
    return tuple(sorted(theirs, key=lambda theme: (-money[theme], -every[theme], known.index(theme))))


def told_by(who: str | None, answers: Answers) -> dict[str, Answer | None]:
    """The answers with what they and who one is say already: whoever is an SME in the city is not asked for both."""
    known: dict[str, Answer | None] = {**IMPLIED.get(who or "", {}), **answers}
    parts = [known.get(key) for key in _IN_CITY_SME]
    if (False in parts or None not in parts) and "is_sme_in_city" not in known:
        known["is_sme_in_city"] = False not in parts
    return known


def next_questions(
    programs: Iterable[Program], catalogue: Mapping[str, Question], answers: Answers, today: dt.date
) -> tuple[str, ...]:
    """Every question that can still change a verdict, the best first; what was asked for, also in vain, is left out.

    Best is what the most undecided programs hang on; then the order of the catalogue. Sums of money come last.
    """
    hanging: Counter[str] = Counter()
    for program in programs:
        if program.kind in MONEY:
            hanging.update(key for key in open_clauses(program, answers, today) if key in catalogue)
    worth = [key for key in hanging if key not in answers and not catalogue[key].of_program]
    place = {key: n for n, key in enumerate(catalogue)}
    return tuple(sorted(worth, key=lambda key: (catalogue[key].type == "yen", -hanging[key], place[key])))


def open_clauses(program: Program, answers: Answers, today: dt.date) -> tuple[str, ...]:
    """The questions that can still change the verdict on a program; what only its sum hangs on is left out."""
    bare = _without_amount(program.rules) if program.rules else None
    return open_questions(program.model_copy(update={"rules": bare}), answers, today)


def sorted_programs(programs: Iterable[Program], answers: Answers, today: dt.date) -> tuple[Line, ...]:
    """Every program with its verdict: by group, money and service first, the most settled first, the table's order."""
    lines = [_line(program, answers, today) for program in programs]
    return tuple(sorted(lines, key=lambda line: (GROUPS.index(line.group), line.program.kind not in MONEY, line.left)))


def _line(program: Program, answers: Answers, today: dt.date) -> Line:
    verdict = judge(program, answers, today)
    left = sum(key not in answers and key != APPLICATION_DAY for key in open_clauses(program, answers, today))
    return Line(program, _group(program, verdict), verdict, _reason(program, verdict), left)


def _group(program: Program, verdict: Verdict) -> Group:
    """A program without conditions refuses nobody and promises nothing, until it is over."""
    bare = program.rules is None or not program.rules.conditions
    return "no_conditions" if bare and verdict.result != "not_eligible" else verdict.result


def _reason(program: Program, verdict: Verdict) -> str:
    """The clause that refuses; else the open one that matters; else whom the program is for.

    That nobody knows whether a program goes on is open for nearly all of them, so a clause of its own comes first.
    """
    whom = program.rules.for_whom if program.rules else program.summary
    if verdict.result == "not_eligible":
        return verdict.of("failed")[0].text
    if verdict.result == "likely" or _group(program, verdict) == "no_conditions":
        return whom
    own = {condition.id for condition in program.rules.conditions} if program.rules else set()
    ordered = sorted(verdict.of("open"), key=lambda reason: (reason.id not in own, reason.staff))
    return ordered[0].text if ordered else whom


@lru_cache(maxsize=256)
def _without_amount(rules: Rules) -> Rules:
    return rules.model_copy(update={"amount": None})


def _concerns(program: Program, who: str) -> bool:
    everybody = set(program.audiences) - {"staff"}
    return bool(everybody) if who == ANYBODY or who not in get_args(Audience) else who in everybody
