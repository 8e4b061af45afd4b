"""What a sentence says already, so that nobody is asked for it: 39歳、新築2500万で子ども2人.

The readings are data (data/hearing.yaml), by question; only what cannot be meant otherwise stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.kleene import Answer
from knowledge.lexicon import read
from knowledge.numerals import tidy, value
from knowledge.rule_data import Question

LONGEST = 500  # characters of a sentence that are looked at
_NUMERAL = r"[0-9.〇一二三四五六七八九十百千万億]*[0-9〇一二三四五六七八九十百千万億]"
_BOUND = r"(?!以上|以下|以内|未満|超|より|まで|から|[~〜])"
_NOT = rf"(?![0-9万億千]|出|もら|の?補助){_BOUND}"
# A space parts what is said, but in 新築 1200万 and 300 万円: 新築 1200万 39歳 子ども 2人.
_APART = re.compile(r"(?<=[\d万億千百円人名歳才月日])\s+(?=\d)|(?<=\S)\s+(?=[^\s\d万億千百円人名歳才])")
_DENIED = re.compile(r"ではな|じゃな|でない|でなく|以外|違って|ちがって|だったら|だとしたら|の場合")


@dataclass(frozen=True)
class Told:
    """One reading: where it is found, and the answer it gives or the figure it takes."""

    pattern: re.Pattern[str]
    value: Answer | None = None
    number: bool = False
    at_most: int | None = None
    stops: bool = False  # where it is found nothing counts: 子ども3人、うち1人は18歳以上


def heard_in(sentence: str, questions: Iterable[Question]) -> dict[str, Answer]:
    """The answers that stand in a sentence beyond doubt, by question key; two different ones are none."""
    clauses = re.split(r"[、。,!?]", tidy(_APART.sub("、", sentence[:LONGEST])))
    said = "、".join(clause for clause in clauses if not _DENIED.search(clause))
    found: dict[str, Answer] = {}
    for question in questions:
        told = readings_of(question, said)
        if len(told) == 1:
            found[question.key] = told[0]
    return found


def readings_of(question: Question, said: str) -> list[Answer]:
    """Every answer to the question that a tidied text holds, each once."""
    readings = _readings().get(question.key, ())
    if any(told.stops and told.pattern.search(said) for told in readings):
        return []
    answers = [answer for told in readings if not told.stops for answer in _answers(told, question, said)]
    return list(dict.fromkeys(answers))


def _answers(told: Told, question: Question, said: str) -> Iterator[Answer]:
    for match in told.pattern.finditer(said):
        count = _whole(match.groupdict().get("n"))
        if "n" in told.pattern.groupindex and (count is None or (told.at_most is not None and count > told.at_most)):
            continue
        if not told.number:
            yield from () if told.value is None else (told.value,)
        elif count is not None and _sensible(question, count):
            yield count


def _whole(numeral: str | None) -> int | None:
    number = value(numeral) if numeral else None
    return int(number) if number is not None and number.denominator == 1 else None


def _sensible(question: Question, count: int) -> bool:
    if question.type == "yen":
        return count >= 10_000  # 家2 is no price
    return count <= (question.most if question.most is not None else 130)


@cache
def _readings() -> dict[str, tuple[Told, ...]]:
    return {key: tuple(map(_told, rows)) for key, rows in read("hearing.yaml").items()}


def _told(row: dict[str, str | int | bool]) -> Told:
    pattern = str(row["pattern"]).replace("{n}", _NUMERAL).replace("{not}", _NOT).replace("{bound}", _BOUND)
    pattern = pattern.replace("です", "です(?!か)").replace("ます", "ます(?!か)")
    return Told(re.compile(pattern), row.get("value"), "number" in row, row.get("at_most"), "stops" in row)  # type: ignore[arg-type]
