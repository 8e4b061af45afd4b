"""使えるか調べる: what its buttons do. One of an earlier question, or of older rules, is told so kindly."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from bot.messages import Choice, Choices, Message, Post, Text
from handlers import buttons, consultation, eligibility_state, program
from handlers import eligibility_cards as cards
from handlers import eligibility_flow as flow
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check
from handlers.standing import standing_of
from knowledge.hearing_answers import Heard
from knowledge.programs import Program, Record
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY

MOST_FIXES = 9
MOST_NEAR = 5
USED = ("subsidy", "benefit", "loan", "tax")  # kinds that one must qualify for


def tapped(fields: buttons.Data, context: Context) -> list[Message]:
    """An answer tapped below a question; one of an earlier question, or of older rules, is told so kindly."""
    check = flow.recall(context)
    if check is None:
        return _expired(fields, context)
    one = context.desk.knowledge.programs[check.program]
    asked = eligibility_state.questions(one, context.desk).get(fields.get("k", ""))
    current = fields.get("p") == check.program and fields.get("h") == check.version and asked is not None
    if not current or asked is None:
        return flow.go_on(check, context, words.OLD_BUTTON)
    if asked.key != check.asking:
        known = words.answer(asked, check.answers.get(asked.key), asked.key in check.about)
        said = words.ALREADY.format(answer=known) if asked.key in check.answers else words.OLD_BUTTON
        return flow.go_on(check, context, said)
    heard = carried(asked, fields)
    return flow.answer(check, asked, heard, context) if heard else flow.go_on(check, context, words.OLD_BUTTON)


def carried(asked: Question, fields: buttons.Data) -> Heard | None:
    """The answer a button carries; None when it carries none for this question."""
    value = fields.get("v", "")
    if value == "u":
        return Heard(None)
    if asked.type == "yes_no":
        return {"y": Heard(True), "n": Heard(False)}.get(value)
    if asked.type == "choice":
        return Heard(value) if value in [one.value for one in asked.choices] else None
    if asked.type == "date":
        try:
            return Heard(dt.date.fromisoformat(fields.get("d", "")))
        except ValueError:
            return None
    fits = re.fullmatch(r"[0-9]{1,13}", value) and (asked.most is None or int(value) <= asked.most)
    return Heard(int(value)) if fits else None


def steer(fields: buttons.Data, context: Context) -> list[Message]:
    """戻る, やめる, 最初から, つづける, 答えを直す, and the ways on after a result."""
    check = flow.recall(context)
    if check is None:
        return _expired(fields, context)
    if fields.get("p") != check.program:
        return flow.go_on(check, context, words.OLD_BUTTON)
    known = eligibility_state.questions(flow.program_of(check, context), context.desk)
    if fields.get("o") == "fix" and fields.get("k") in known:
        check.asking = fields["k"]
        return flow.go_on(check, context)
    if fields.get("o") == "send" and fields.get("h") != check.version:
        return _hand(check, context)
    action = STEER.get(fields.get("o", ""))
    return action(check, context) if action else flow.go_on(check, context, words.OLD_BUTTON)


def _expired(fields: buttons.Data, context: Context) -> list[Message]:
    record = context.desk.record(fields.get("p", ""))
    again = (buttons.check(record),) if record and buttons.can_check(record) else ()
    return [Text(words.EXPIRED, quick=(*again, *buttons.menu_row()))]


def _back(check: Check, context: Context) -> list[Message]:
    if flow.fixing(check):  # the answer that was about to be changed stays
        check.asking = None
        return flow.go_on(check, context)
    if not check.order:
        return flow.go_on(check, context, words.FIRST_QUESTION)
    check.asking = check.order.pop()
    check.answers.pop(check.asking, None)
    check.ticket = None
    return flow.go_on(check, context)


def _stop(check: Check, context: Context) -> list[Message]:
    eligibility_state.drop(context.conversation)
    again = buttons.check(flow.program_of(check, context))
    return [Text(words.STOPPED, quick=(again, *buttons.menu_row()))]


def _again(check: Check, context: Context) -> list[Message]:
    return flow.go_on(Check(check.program, version=check.version), context)


def _edit(check: Check, context: Context) -> list[Message]:
    """The answers given, each to be tapped; the day of the application is today until somebody changes it."""
    one = flow.program_of(check, context)
    asked = eligibility_state.questions(one, context.desk)
    dated = one.rules is not None and APPLICATION_DAY in one.rules.questions()
    keys = [key for key in asked if key in check.answers or (key == APPLICATION_DAY and dated)]
    if not keys:
        return flow.go_on(check, context, words.NOTHING_TO_FIX)
    options = tuple(_fix(asked[key], check) for key in keys[:MOST_FIXES])
    flow.keep(check, context)
    return [Choices(words.FIX_WHICH, options, quick=(cards.control(words.NOT_YET, "result", check), buttons.menu()))]


def _fix(asked: Question, check: Check) -> Choice:
    given = check.answers.get(asked.key)
    default = asked.key == APPLICATION_DAY and asked.key not in check.answers
    told = words.TODAY if default else words.answer(asked, given, asked.key in check.about)
    data = buttons.data(cards.CONTROL, o="fix", p=check.program, k=asked.key)
    return Choice(asked.ask, words.FIX_NOW.format(answer=told), Post(words.FIX, data, asked.ask[:60]))


def _ahead(check: Check, context: Context) -> list[Message]:
    """A program that has not begun is looked at as of its first day."""
    first = cards.first_day(flow.program_of(check, context), context)
    if first:
        check.answers[APPLICATION_DAY], check.at = first, context.now
    return flow.go_on(check, context)


def _near(check: Check, context: Context) -> list[Message]:
    """Programs the record names as related; where it names none, money for the same people and purpose."""
    one = flow.program_of(check, context)
    found = [record for record in map(context.desk.record, one.related) if record] or _similar(one, context)
    quick = (cards.control(words.NOT_YET, "result", check), buttons.staff(), buttons.menu())
    if not found:
        return [Text(words.NEAR_NONE, quick=quick)]
    options = tuple(program.choice(record, context) for record in found[:MOST_NEAR])
    return [Choices(words.NEAR_HEAD, options, quick=quick)]


def _similar(one: Program, context: Context) -> list[Record]:
    """Programs that are not over and share a theme and an audience, those that share most first."""
    shared = {
        other.id: len(set(one.themes) & set(other.themes)) + len(set(one.audiences) & set(other.audiences))
        for other in context.desk.knowledge.programs.values()
        if other.id != one.id and other.kind in USED and not standing_of(other, context).over
        if set(one.themes) & set(other.themes) and set(one.audiences) & set(other.audiences)
    }
    best = sorted(shared, key=lambda code: -shared[code])
    return [context.desk.knowledge.records[code] for code in best]


def _hand(check: Check, context: Context) -> list[Message]:
    return consultation.preview(check, flow.program_of(check, context), context)


def _send(check: Check, context: Context) -> list[Message]:
    messages = consultation.send(check, flow.program_of(check, context), context)
    flow.keep(check, context)
    return messages


STEER: dict[str, Callable[[Check, Context], list[Message]]] = {
    "back": _back,
    "stop": _stop,
    "again": _again,
    "go": flow.go_on,
    "result": flow.go_on,
    "edit": _edit,
    "near": _near,
    "ahead": _ahead,
    "hand": _hand,
    "send": _send,
}
