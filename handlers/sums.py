"""What the sum comes to for what a message has told: 夫婦と5歳の娘で移住したら合わせていくら？

Read, not asked: only what cannot be meant otherwise counts (knowledge/heard_in.py), and the figures are those of the
program's rules. Nothing is said where the answers told leave the sum without a lower end.
"""

from __future__ import annotations

import re

from handlers import eligibility_state, wording_check
from handlers.context import Context
from knowledge.dialogue import MONEY, Reading
from knowledge.heard_in import heard_in
from knowledge.kleene import Answer
from knowledge.programs import Program, Record
from knowledge.rules import APPLICATION_DAY, estimate

SHOWN = 6  # steps of the arithmetic; a longer one is left to 使えるか調べる
_ADDED = re.compile(r"その分|上乗せ|加算|足され|増え|ふえ|プラス|追加")
_ALL = re.compile(r"合計|合わせ|あわせ|全部|足して|足すと|足し合|総額|トータル")
_COUNTED = re.compile(r"円 × \d+ ＝")
_SUPPOSED = re.compile(
    r"の場合は?|(?:だっ|し)たら|だとしたら|だと(?=、|いくら|合計|全部|合わせ)|(?<=[人歳円築古])なら|とすると"
)


def line(record: Record, reading: Reading, before: str, context: Context) -> str | None:
    """The sum in words with its steps; None where no sum is asked for or too little is told."""
    one = context.desk.knowledge.program_of(record)
    if not isinstance(one, Program) or one.rules is None or reading.past or not set(MONEY) & set(reading.topics):
        return None
    now = _told(reading.text, one, context)
    if _ADDED.search(reading.text) and not _ALL.search(reading.text):
        return _what_is_added(one, now, context)
    answers = {**_told(before, one, context), **now}
    asked_for = one.rules.amount.questions() if one.rules.amount else ()
    if not any(key in answers for key in asked_for):
        return None
    expected = estimate(one, answers, context.today)
    said = wording_check.expectation(expected)
    if not said or (expected.waits and expected.yen_min is None) or expected.kind == "cap_only":
        return None
    steps = [step for step in expected.steps if step not in wording_check.SUM_NOTES]
    return wording_check.sum_told(said, steps if len(steps) <= SHOWN else [])


def _what_is_added(one: Program, answers: dict[str, Answer], context: Context) -> str | None:
    """Only what is counted by number, where nothing but the addition is asked for: 子ども3人だといくら増える？"""
    steps = [step for step in estimate(one, answers, context.today).steps if _COUNTED.search(step)]
    return wording_check.sum_told("", steps) if steps else None


def _told(text: str, one: Program, context: Context) -> dict[str, Answer]:
    known = eligibility_state.questions(one, context.desk)
    return heard_in(_SUPPOSED.sub("、", text), [known[key] for key in known if key != APPLICATION_DAY])
