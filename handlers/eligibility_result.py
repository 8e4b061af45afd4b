"""使えるか調べる, after its result: いつなら対象？, why not, and やっぱり … that changes an answer."""

from __future__ import annotations

from collections.abc import Iterable

from bot.messages import Message, Text
from handlers import buttons, eligibility_state, eligibility_taps
from handlers import eligibility_cards as cards
from handlers import eligibility_flow as flow
from handlers import eligibility_words as said_as
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check
from knowledge.answers import Unreadable
from knowledge.hearing_answers import Heard, asks, hear, nods
from knowledge.numerals import tidy
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY, judge

MOST_REASONS = 3


def spoken(said: str, message: str, check: Check, context: Context) -> list[Message] | None:
    """What a text on the result gets; None when it speaks of something else."""
    if said == words.SEND:
        return eligibility_taps.STEER["send"](check, context)
    if said_as.WHEN_ELIGIBLE.fullmatch(said):
        return when_eligible(check, context)
    if said_as.WHY_REFUSED.fullmatch(said):
        return flow.go_on(check, context)
    return amended(message, check, context)


def when_eligible(check: Check, context: Context) -> list[Message] | None:
    """What would turn each failed clause; where nothing can, the clause itself and what follows the program."""
    one = flow.program_of(check, context)
    verdict = judge(one, check.answers, context.today)
    if verdict.result != "not_eligible":
        return flow.go_on(check, context)
    lines = list(cards.turn_lines(verdict, check.answers, one, context))
    head = words.TURN_HEAD.format(title=one.title)
    offered = cards.day_offered(verdict, check, one, context) if lines else None
    if not lines:
        head = words.NO_TURN
        lines = [cards.reason_line(reason, context) for reason in verdict.of("failed")[:MOST_REASONS]]
        names = [context.desk.knowledge.records[code].name for code in one.successors]
        lines += filter(None, [words.successors(names)])
    flow.keep(check, context)
    text = "\n".join((head, *lines, *([offered.text] if offered else [])))
    back, fix = cards.control(words.NOT_YET, "result", check), cards.control(words.FIX, "edit", check)
    hand = cards.control(words.HAND_OVER, "hand", check)
    on_day = (offered.button,) if offered else ()
    ways = (*on_day, *cards.followers(one, context), back, *((fix,) if check.answers else ()), hand, buttons.menu())
    return [Text(text, quick=ways)]


def amended(message: str, check: Check, context: Context) -> list[Message] | None:
    """やっぱり500万円でした: the one answer that these words fit is changed; None when none or several fit."""
    known = eligibility_state.questions(flow.program_of(check, context), context.desk)
    found = amending(message, [known[key] for key in check.answers if key != APPLICATION_DAY], context)
    return flow.answer(check, *found, context, said_back=True) if found else None


def amending(message: str, answered: Iterable[Question], context: Context) -> tuple[Question, Heard] | None:
    """The answered question that やっぱり500万円 or 500万円なら？ answers anew; None unless it is just one."""
    begins, what_if = said_as.AMENDS.match(message.strip()), said_as.WHAT_IF.match(tidy(message))
    rest = message.strip()[begins.end() :] if begins else what_if["rest"] or what_if["bare"] if what_if else ""
    if not rest or nods(rest) or asks(rest):
        return None
    heard = [(question, _heard(question, rest, context)) for question in answered]
    fits = [(question, answer) for question, answer in heard if answer and answer.value is not None]
    return fits[0] if len(fits) == 1 else None


def _heard(question: Question, text: str, context: Context) -> Heard | None:
    try:
        return hear(question, text, context.today)
    except Unreadable:
        return None
