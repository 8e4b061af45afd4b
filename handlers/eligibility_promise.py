"""確実にもらえますか, 1億円ほしい: nobody can promise; what the source and the person's own answers tell is said.

The figures come from the record's facts and from rules.estimate; nothing is added to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.messages import Action, Message, Text
from handlers import buttons, program, wording
from handlers import eligibility_cards as cards
from handlers import eligibility_flow as flow
from handlers import eligibility_words as said_as
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check
from handlers.talk import Talk
from knowledge.kleene import Answers
from knowledge.numerals import FIGURE, tidy, value
from knowledge.programs import Program, Topic
from knowledge.rules import estimate, judge

LONGEST = 30  # characters; a longer text asks something in particular
_GETS = (
    r"(?:もら(?:え|う|い)|貰(?:え|う)|受けられ|受け取れ|うけられ|使え|つかえ|通り|通る|とおり|とおる|出(?:る|ます|ん)|おり(?:る|ます))"
)
_SURE = re.compile(
    rf"(?:確実|絶対|ぜったい|必ず|かならず|間違いなく|まちがいなく|100(?:%|パーセント))(?:に)?.{{0,10}}{_GETS}"
    rf"|(?:本当|ほんと|ほんとう)に.{{0,6}}(?:もら|貰)え|{_GETS}.{{0,4}}(?:と|って|って言う)?(?:約束|保証)(?!料|協会|人)"
    r"|^.{0,6}(?:約束|保証)(?:して|でき|され).{0,8}$"
)
_WANTS = re.compile(
    rf"(?:補助金?|助成金?|支援金?|お?金)?(?:を|が|で)?(?P<n>{FIGURE.pattern})円?(?:くらい|ぐらい|ほど)?(?:は|を|が|も)?"
    r"(?:ほしい|欲しい|もらいたい|貰いたい|受け取りたい|ください|下さい|くれ|ちょうだい|頂戴|けろ)(?:です|な|よ|ね|んですが|のですが|んだけど)*"
)


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """The honest answer to a wish for a promise or for a sum; None for anything else."""
    said = tidy(said_as.plain(message))
    wants = _WANTS.fullmatch(said)
    sure = None if len(said) > LONGEST or context.desk.named(message) else _SURE.search(said)
    if not (wants or sure):
        return None
    wanted = value(wants["n"]) if wants else None
    record = context.desk.record(talk.program) if talk.program else None
    one = context.desk.knowledge.program_of(record) if record else None
    if not isinstance(one, Program) or one.rules is None:
        first = words.NO_SUM_ALONE if wants else words.NO_PROMISE
        return [Text(f"{first}\n{words.TELL_WHAT_FOR}", quick=(buttons.diagnose(), buttons.staff(), buttons.menu()))]
    return _about(one, int(wanted) if wanted else None, context)


def _about(one: Program, wanted: int | None, context: Context) -> list[Message]:
    check = flow.recall(context)
    own = check if check and check.program == one.id else None
    lines = [*_own(own, one, context), words.NO_SUM if wanted else words.NO_PROMISE]
    over = _over(one, wanted, own.answers if own else {}, context)
    told = program.show_topic(one, Topic.AMOUNT, context)
    text = "\n".join([*lines, *over])
    first, *others = told
    if not isinstance(first, Text):
        return [Text(text), *told]
    quick = _ways(own, first.quick)
    return [replace(first, text=f"{text}\n\n{first.text}", quick=quick), *others]


def _own(check: Check | None, one: Program, context: Context) -> Iterator[str]:
    """What the person's own answers have come to."""
    if check is None or check.asking is not None:
        return
    verdict = judge(one, check.answers, context.today)
    expected = words.expectation(estimate(one, check.answers, context.today))
    counts = verdict.result != "not_eligible" and expected
    line = words.SO_FAR_SUM if counts else words.SO_FAR
    yield line.format(verdict=words.VERDICTS[verdict.result][0].removesuffix("です"), sum=expected)


def _over(one: Program, wanted: int | None, answers: Answers, context: Context) -> Iterator[str]:
    """Whether the wish lies above all that the source allows."""
    most = estimate(one, answers, context.today)
    high = most.yen_max if most.yen_max is not None else most.yen
    if wanted and high and wanted > high:
        yield words.ABOVE.format(wanted=wording.yen(wanted), high=wording.yen(high))


def _ways(check: Check | None, quick: tuple[Action, ...]) -> tuple[Action, ...]:
    if check is None or check.asking is not None:
        return quick
    return (cards.control(words.NOT_YET, "result", check), *quick[:12])
