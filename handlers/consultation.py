"""The consultation card: what was answered, what is open and which rules were used, handed to staff under a code."""

from __future__ import annotations

import zlib

from bot.measure import cut
from bot.messages import Card, Message, Row
from bot.models import Ticket
from handlers import buttons, wording
from handlers import eligibility_cards as cards
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check, questions
from knowledge.calendar import both
from knowledge.programs import Program
from knowledge.rules import estimate, judge

SIGNS = "ACDEFHJKMNPRTWXY"  # no two of them look or sound alike
LONGEST = 5000


def preview(check: Check, program: Program, context: Context) -> list[Message]:
    """What staff would read; nothing has left yet."""
    verdict = judge(program, check.answers, context.today)
    rows = (
        Row(words.CARD_PROGRAM, program.name),
        Row(words.CARD_RESULT, words.VERDICTS[verdict.result][0]),
        Row(words.CARD_ANSWERS, _answers(check, program, context)),
        Row(words.CARD_OPEN, _open(check, program, context)),
        Row(words.CARD_SUM, _sum(check, program, context)),
    )
    ways = (cards.control(words.SEND, "send", check, h=check.version), cards.control(words.NOT_YET, "result", check))
    card = Card(
        headline=words.CARD_HEADLINE,
        title=words.CARD_TITLE,
        badge=words.CARD_BADGE,
        rows=rows,
        notes=(words.CARD_NOTE,),
        buttons=ways,
        quick=(*((cards.control(words.FIX, "edit", check),) if check.answers else ()), buttons.menu()),
    )
    return [card]


def send(check: Check, program: Program, context: Context) -> list[Message]:
    """One ticket for these answers, however often the button is tapped."""
    if check.ticket is None:
        ticket = Ticket(
            opened_at=context.now, user_id=context.user_id, question="-", program_id=program.id, state="open"
        )
        context.session.add(ticket)
        context.session.flush()
        check.ticket = code_of(ticket.id)
        ticket.question = cut(_text(check, program, context), LONGEST)
        context.session.flush()
    return [_receipt(check.ticket, program)]


def code_of(number: int) -> str:
    """The ticket's number with two signs that tell a slip of the tongue: 12-KM."""
    check = zlib.crc32(str(number).encode())
    return f"{number}-{SIGNS[check % 16]}{SIGNS[check // 16 % 16]}"


def _receipt(code: str, program: Program) -> Card:
    return Card(
        headline=words.CARD_SENT_HEADLINE.format(code=code),
        title=words.CARD_SENT,
        badge=words.CARD_SENT_BADGE.format(code=code),
        tone="open",
        rows=(
            Row(words.CARD_PROGRAM, program.name),
            Row(words.CARD_COUNTER, words.CARD_COUNTER_TEXT.format(code=code)),
            Row(wording.TICKET_NEXT, wording.TICKET_NEXT_TEXT),
        ),
        quick=buttons.menu_row(),
    )


def _text(check: Check, program: Program, context: Context) -> str:
    verdict = judge(program, check.answers, context.today)
    return words.CARD_TEXT.format(
        code=check.ticket,
        program=program.id,
        name=program.name,
        verdict=words.VERDICTS[verdict.result][0],
        day=both(context.today),
        version=check.version,
        answers=_answers(check, program, context),
        open=_open(check, program, context),
        sum=_sum(check, program, context),
    )


def _answers(check: Check, program: Program, context: Context) -> str:
    lines = [
        words.TAKEN_LINE.format(ask=one.ask, answer=words.answer(one, check.answers[key], key in check.about))
        for key, one in questions(program, context.desk).items()
        if key in check.answers
    ]
    return "\n".join(lines) or words.CARD_NO_ANSWERS


def _open(check: Check, program: Program, context: Context) -> str:
    verdict = judge(program, check.answers, context.today)
    refused = verdict.result == "not_eligible"  # then what was not asked is of no interest
    reasons = verdict.of("failed") if refused else verdict.of("open")
    checks = [f"・{one.text}" for one in (program.rules.staff_checks if program.rules else ())]
    return "\n".join([*(cards.reason_line(reason, context) for reason in reasons), *checks]) or words.NOTHING


def _sum(check: Check, program: Program, context: Context) -> str:
    if judge(program, check.answers, context.today).result == "not_eligible":
        return words.NOT_COUNTED
    sum_ = estimate(program, check.answers, context.today)
    return words.expectation(sum_) or (words.AMOUNT_WAITS if sum_.waits else words.NO_AMOUNT)
