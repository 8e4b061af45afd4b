"""使えるか調べる: how it begins, texts as answers, and the way back to it after an interruption.

Nothing is answered that the rules do not say: the questions come from knowledge/asking.py, the verdict from judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.messages import Message, PickDate, Post, Text
from handlers import buttons, eligibility_result, eligibility_state, eligibility_taps
from handlers import eligibility_cards as cards
from handlers import eligibility_flow as flow
from handlers import eligibility_words as said_as
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check
from handlers.talk import CHECK, Talk
from knowledge.answers import Unreadable
from knowledge.asking import next_question
from knowledge.heard_in import heard_in
from knowledge.hearing_answers import Heard, asks, hear, nods
from knowledge.kleene import Answer
from knowledge.programs import Program, Record
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY

STORY = 25  # characters: a text longer than this that is no answer is somebody's question
_LEFT_OPEN = re.compile(r"(?:だと|なら|では|でも|だったら|って|[のはもがをで])[、。]?$")
_COUNTED = ("yen", "integer", "age", "date")


# --- beginning -----------------------------------------------------------------------------------------------------
def start(record: Record | None, context: Context, sentence: str = "") -> list[Message]:
    """Begin with a program; what the sentence, or the last question of the talk, says already is taken."""
    one = context.desk.knowledge.program_of(record) if record else None
    if not isinstance(one, Program) or one.rules is None:
        return [Text(words.WHICH, quick=buttons.menu_row())]
    talk = Talk.recall(context.conversation, context.now)
    said = sentence or (talk.question if talk.program in (one.id, record.id if record else "") else "")
    talk.program, talk.mode, talk.scores = one.id, None, {one.id: 1.0}
    talk.keep(context.conversation, context.now)
    asked = eligibility_state.questions(one, context.desk)
    told: dict[str, Answer | None] = dict(heard_in(said, [q for q in asked.values() if q.key != APPLICATION_DAY]))
    check = Check(one.id, told, version=eligibility_state.version(one, context.desk))
    return flow.go_on(check, context, _intro(check, one, asked, context))


def _intro(check: Check, one: Program, asked: dict[str, Question], context: Context) -> str:
    taken = _taken(check.answers, asked)
    if next_question(one, check.answers, context.today) is None:
        return taken
    done, total = len(check.answers), cards.place(check, one, context)[1]
    left = total - done
    said = words.INTRO_ONE.format(name=one.name) if left == 1 else words.INTRO.format(name=one.name, n=left)
    return "\n\n".join(filter(None, (said, taken)))


def _taken(told: Mapping[str, Answer | None], asked: dict[str, Question]) -> str:
    """What the talk has told already, so that a slip is seen; empty when it has told nothing."""
    lines = [
        words.TAKEN_LINE.format(ask=asked[key].ask, answer=words.answer(asked[key], given))
        for key, given in told.items()
    ]
    return words.TAKEN.format(lines="\n".join(lines)) if lines else ""


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """使えるか調べる on a program's card."""
    record = context.desk.record(fields.get("p", ""))
    return resume(record, context) if record else start(None, context)


def resume(record: Record, context: Context) -> list[Message]:
    """The question that is open on this program, or its result, or its beginning."""
    check = flow.recall(context)
    return flow.go_on(check, context) if check and check.program == record.id else start(record, context)


def wishes_it(message: str) -> bool:
    """Whether a message asks in so many words to find out: 使えるか調べて, 診断したい."""
    return bool(said_as.ANYWHERE.search(said_as.plain(message)))


def after_answer(messages: list[Message], context: Context, message: str) -> list[Message]:
    """The fact that was asked, then the first question, when it is clear which program was meant."""
    talk = Talk.recall(context.conversation, context.now)
    record = context.desk.record(talk.program) if talk.program else None
    if record is None or not talk.offered or talk.offered[0] != record.id or not buttons.can_check(record):
        return messages
    return [replace(messages[0], quick=()), *start(record, context, message)]


# --- a text --------------------------------------------------------------------------------------------------------
def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """An answer, a command or a wish to begin; None for anything else, which is answered as always."""
    said = said_as.plain(message)
    check = flow.recall(context)
    if said_as.START.fullmatch(said) and talk.program:
        return resume(context.desk.knowledge.records[talk.program], context)
    if check is None:
        return None
    if check.asking is None:
        return _on_result(said, message, check, talk, context)
    if said_as.GO_ON.fullmatch(said):
        return flow.go_on(check, context)
    if check.paused:
        return _meanwhile(said, message, check, talk, context)
    command = said_as.command(said)
    if command == "result" or said_as.WHEN_ELIGIBLE.fullmatch(said):
        return flow.go_on(check, context, words.NOT_DONE)
    if command:
        return eligibility_taps.STEER[command](check, context)
    return _reply(check, message, context)


def _on_result(said: str, message: str, check: Check, talk: Talk, context: Context) -> list[Message] | None:
    """A text on a dialogue that has come to its result: later in the talk もう一度 means something else."""
    if said == words.FIX:
        return eligibility_taps.STEER["edit"](check, context)
    if talk.program != check.program:
        return None
    command = said_as.command(said)
    if command in ("back", "again", "edit", "result"):
        return eligibility_taps.STEER[command](check, context)
    if said_as.GO_ON.fullmatch(said):
        return flow.go_on(check, context)
    return eligibility_result.spoken(said, message, check, context)


def _meanwhile(said: str, message: str, check: Check, talk: Talk, context: Context) -> list[Message] | None:
    """After something else was asked: はい goes on; a bare figure answers, and what fits only the program spoken of."""
    if said_as.AGREES.fullmatch(said.lower()):
        return flow.go_on(check, context)
    _, asked = flow.asked(check, context)
    ours = asked.type in _COUNTED or (talk.program == check.program and not nods(message))
    if not ours or _LEFT_OPEN.search(message.strip()) or is_question(message, context):
        return None
    heard = _heard(asked, message, context)
    if isinstance(heard, Unreadable) or heard.value is None:
        return None
    return flow.answer(check, asked, heard, context, said_back=True)


def _reply(check: Check, message: str, context: Context) -> list[Message] | None:
    one, asked = flow.asked(check, context)
    if said_as.WHY.search(said_as.plain(message)) or said_as.WHAT.fullmatch(message.strip()):
        return flow.go_on(check, context, words.BECAUSE.format(why=asked.why))
    heard = _heard(asked, message, context)
    if isinstance(heard, Unreadable):
        return _no_answer(check, asked, message, context, str(heard))
    if check.renewed:  # the text may answer a question that is not asked any more
        return flow.go_on(check, context)
    told = _told_beside(check, asked, message, context)
    check.answers |= told
    beside = _taken(told, eligibility_state.questions(one, context.desk))
    return flow.answer(check, asked, heard, context, said_back=True, beside=beside)


def _heard(asked: Question, message: str, context: Context) -> Heard | Unreadable:
    """The answer, or what would be one."""
    try:
        return hear(asked, message, context.today)
    except Unreadable as unclear:
        return unclear


def _no_answer(check: Check, asked: Question, message: str, context: Context, wanted: str) -> list[Message] | None:
    """What was said is an answer to an earlier or later question, a question of its own, or unclear."""
    amended = eligibility_result.amended(message, check, context)
    if amended:
        return amended
    told = {} if asks(message) else _told_beside(check, asked, message, context)
    own = heard_in(message, [asked]) if len(message) > STORY and not asks(message) else {}
    beside = _taken(told, eligibility_state.questions(flow.program_of(check, context), context.desk))
    check.answers |= told
    if own:  # a story that tells it by the way
        return flow.answer(check, asked, Heard(own[asked.key]), context, said_back=True, beside=beside)
    if told:
        check.at = context.now
        return flow.go_on(check, context, beside)
    if not nods(message) and is_question(message, context):
        return None
    return flow.go_on(check, context, wanted)


def _told_beside(check: Check, asked: Question, message: str, context: Context) -> dict[str, Answer]:
    """Answers to other questions that a reply gives by the way."""
    known = eligibility_state.questions(flow.program_of(check, context), context.desk)
    left = [one for key, one in known.items() if key not in (*check.answers, asked.key, APPLICATION_DAY)]
    return heard_in(message, left)


def is_question(message: str, context: Context) -> bool:
    """Whether a text that is no answer is a question of its own."""
    if asks(message) or len(message) > STORY or context.desk.named(message):
        return True
    reading = context.desk.reader.read(message)
    told = (reading.small_talk, reading.subject, reading.place, reading.staff, reading.unhappy, reading.instructs)
    return bool(any(told) or reading.topics or reading.wish.asked or reading.wish.hinted)


def way_back(messages: list[Message], context: Context) -> list[Message]:
    """After anything else was answered in the middle: the offer to go on, until the answers expire."""
    if CHECK not in context.conversation or context.erase or not messages:
        return messages
    check = eligibility_state.recall(context.conversation, context.desk, context.now)
    if check is None:
        eligibility_state.drop(context.conversation)
        return messages
    last = messages[-1]
    own = any(isinstance(way, Post | PickDate) and way.data.startswith(f"a={cards.ANSWER}") for way in last.quick)
    if own or check.asking is None:
        return messages
    check.paused = True
    flow.keep(check, context)
    n, total = cards.place(check, flow.program_of(check, context), context)
    offer = Post(words.go_on(n, total), buttons.data(cards.CONTROL, o="go", p=check.program), words.go_on(n, total))
    return [*messages[:-1], replace(last, quick=(offer, *last.quick[:12]))]

