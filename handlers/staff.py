"""職員に聞く: a question is left for staff as a ticket; nothing is promised that nobody can keep."""

from __future__ import annotations

from bot.measure import cut
from bot.messages import Card, Message, Post, Row, Say, Text
from bot.models import Ticket
from handlers import buttons, wording
from handlers.context import Context
from handlers.talk import Talk

MODE = "ticket"


def open_ticket(context: Context, program_id: str | None = None) -> list[Message]:
    """Asks for the question, or offers to leave the one just asked."""
    talk = Talk.recall(context.conversation, context.now)
    talk.mode = MODE
    if program_id and context.desk.record(program_id):
        talk.program = program_id
    talk.keep(context.conversation, context.now)
    same = (Post(wording.TICKET_SAME, buttons.data("same"), wording.TICKET_SAME),) if talk.question else ()
    asked = wording.TICKET_ASK + (wording.TICKET_ASK_SAME.format(question=talk.question[:60]) if same else "")
    return [Text(asked, quick=(*same, Say(wording.TICKET_STOP, wording.TICKET_STOP)))]


def leave(context: Context, talk: Talk) -> None:
    """The person turned to the menu instead of writing what was asked for."""
    if talk.mode:
        talk.mode = None
        talk.keep(context.conversation, context.now)


def take(context: Context, talk: Talk, text: str) -> list[Message]:
    """The next text after 職員に聞く: stored as it was written, or dropped on やめる."""
    talk.mode = None
    talk.keep(context.conversation, context.now)
    if text.strip(" 　。!！") in wording.TICKET_STOPS:
        return [Text(wording.TICKET_STOPPED, quick=buttons.menu_row())]
    return store(context, talk, text)


def store(context: Context, talk: Talk, question: str) -> list[Message]:
    """One row a staff member will see; the number is what the person quotes at the counter."""
    ticket = Ticket(
        opened_at=context.now, user_id=context.user_id, question=question[:5000], program_id=talk.program, state="open"
    )
    context.session.add(ticket)
    context.session.flush()
    return [receipt(ticket.id, question)]


def receipt(number: int, question: str) -> Card:
    """What the person may show at the counter."""
    return Card(
        headline=wording.TICKET_HEADLINE.format(number=number),
        title=wording.TICKET_STORED,
        badge=wording.TICKET_NUMBER.format(number=number),
        tone="open",
        rows=(
            Row(wording.TICKET_QUESTION, cut(question, 300)),
            Row(wording.TICKET_NEXT, wording.TICKET_NEXT_TEXT),
            Row(wording.TICKET_HURRY, wording.TICKET_HURRY_TEXT),
        ),
        quick=buttons.menu_row(),
    )
