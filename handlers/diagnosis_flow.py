"""使える制度診断, one step on: the next question or the result, and the way into one program."""

from __future__ import annotations

from bot.messages import Message, Text
from handlers import audience, buttons, eligibility_flow, eligibility_state, labels, program, wording_check
from handlers import diagnosis_cards as cards
from handlers import diagnosis_state as state
from handlers import wording_diagnosis as words
from handlers.context import Context
from handlers.diagnosis_state import Diagnosis
from handlers.eligibility_state import Check
from handlers.talk import Talk
from knowledge.diagnosing import QUESTIONS
from knowledge.kleene import Answer
from knowledge.programs import Program
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY

MOST = 3  # messages of one answer; what does not fit is behind the buttons of the result


def start(context: Context) -> list[Message]:
    """Begin; who has told the desk who they are is not asked again."""
    talk = Talk.recall(context.conversation, context.now)
    talk.mode = None
    talk.keep(context.conversation, context.now)
    one, own = Diagnosis(), audience.of(context)
    if own not in labels.PERSONS:
        return go_on(one, context, words.INTRO.format(n=QUESTIONS + 2))
    state.answer(one, state.WHO, own, context.now)
    return go_on(one, context, words.INTRO_KNOWN.format(n=QUESTIONS + 2, who=labels.PERSONS[own]))


def begin(context: Context) -> list[Message]:
    """The question that is open, or the beginning."""
    one = recall(context)
    return go_on(one, context) if one and one.asking else start(context)


def go_on(one: Diagnosis, context: Context, note: str = "", themes_page: int = 0) -> list[Message]:
    """The next question, or the result; a note before it."""
    one.asking = state.step(one, context.desk, context.today)
    one.paused = False
    state.pause_check(context.conversation)
    state.keep(one, context.conversation, context.now)
    shown = cards.question(one, context, themes_page) if one.asking else cards.result(one, context)
    return [*([Text(note)] if note else []), *shown][:MOST]


def answer(one: Diagnosis, key: str, value: Answer | None, context: Context, note: str = "") -> list[Message]:
    """Takes an answer and goes on."""
    state.answer(one, key, value, context.now)
    return go_on(one, context, note)


def recall(context: Context) -> Diagnosis | None:
    """The person's answers, unless they have expired."""
    return state.recall(context.conversation, context.desk, context.now)


def enter(one: Diagnosis, code: str, context: Context) -> list[Message]:
    """One program of the result: its own dialogue with the answers so far, or what it is."""
    record = context.desk.knowledge.programs.get(code)
    if record is None:
        return go_on(one, context, words.OLD_BUTTON)
    talk = Talk.recall(context.conversation, context.now)
    talk.program, talk.mode, talk.scores = record.id, None, {record.id: 1.0}
    talk.keep(context.conversation, context.now)
    if not buttons.can_check(record):
        return program.overview(record, context)
    return _look_into(one, record, context)


def _look_into(one: Diagnosis, record: Program, context: Context) -> list[Message]:
    """What the person answered on this very program before is worth more than what the diagnosis heard."""
    asked = eligibility_state.questions(record, context.desk)
    carried = {key: given for key, given in one.known().items() if key in asked and key != APPLICATION_DAY}
    before = eligibility_flow.recall(context)
    check = before if before and before.program == record.id else Check(record.id)
    new = {key: given for key, given in carried.items() if key not in check.answers}
    check.answers |= new
    check.asking = None
    check.version = eligibility_state.version(record, context.desk)
    return eligibility_flow.go_on(check, context, _said(new, asked))


def _said(carried: dict[str, Answer | None], asked: dict[str, Question]) -> str:
    lines = [
        wording_check.TAKEN_LINE.format(ask=asked[key].ask, answer=wording_check.answer(asked[key], given))
        for key, given in carried.items()
    ]
    return words.CARRIED.format(lines="\n".join(lines)) if lines else ""
