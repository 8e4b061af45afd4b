"""使えるか調べる, one step on: take an answer, then ask the next question or show the result."""

from __future__ import annotations

from bot.messages import Message, Text
from handlers import eligibility_cards as cards
from handlers import eligibility_state
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check
from handlers.talk import Talk
from knowledge.asking import next_question
from knowledge.hearing_answers import Heard
from knowledge.programs import Program
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY


def go_on(check: Check, context: Context, note: str = "") -> list[Message]:
    """The next question, or the result; a note before it."""
    one = program_of(check, context)
    if check.renewed:
        note, check.renewed = "\n\n".join(filter(None, (words.RENEWED, note))), False
    if not fixing(check):
        check.asking = next_question(one, check.answers, context.today)
    check.paused = False
    _speak_of(one, context)
    keep(check, context)
    head = [Text(note)] if note else []
    if check.asking:
        return [*head, cards.question_card(check, one, context)]
    return [*head, cards.result_card(check, one, context)]


def _speak_of(one: Program, context: Context) -> None:
    """The talk is on this program again, whatever was asked meanwhile."""
    talk = Talk.recall(context.conversation, context.now)
    if talk.program != one.id:
        talk.program, talk.mode, talk.scores = one.id, None, {one.id: 1.0}
        talk.keep(context.conversation, context.now)


def answer(
    check: Check, asked: Question, heard: Heard, context: Context, said_back: bool = False, beside: str = ""
) -> list[Message]:
    """Takes an answer and goes on; what was typed, also `beside` it, is said back, so that a slip is seen."""
    check.answers[asked.key] = heard.value
    check.order = [*(key for key in check.order if key != asked.key), asked.key]
    check.about = [*(key for key in check.about if key != asked.key), *([asked.key] if heard.about else [])]
    check.asking, check.ticket, check.at = None, None, context.now
    if not said_back:
        return go_on(check, context)
    back = words.SAID_BACK.format(answer=words.answer(asked, heard.value, heard.about))
    said = words.SAID_UNKNOWN if heard.value is None else back
    return go_on(check, context, "\n\n".join(filter(None, (said, beside))))


def fixing(check: Check) -> bool:
    """Whether an answer is about to be changed; the day of the application is only ever asked so."""
    return check.asking is not None and (check.asking in check.answers or check.asking == APPLICATION_DAY)


def recall(context: Context) -> Check | None:
    """The person's answers, unless they have expired."""
    return eligibility_state.recall(context.conversation, context.desk, context.now)


def keep(check: Check, context: Context) -> None:
    """Writes them into the talk."""
    eligibility_state.keep(check, context.conversation, context.now)


def program_of(check: Check, context: Context) -> Program:
    """The program that is looked into."""
    return context.desk.knowledge.programs[check.program]


def asked(check: Check, context: Context) -> tuple[Program, Question]:
    """The program, and the question on the screen."""
    one = program_of(check, context)
    return one, eligibility_state.questions(one, context.desk)[str(check.asking)]
