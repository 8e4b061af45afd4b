"""Questions left for staff, and their answers: an answer is a push row, sent like any other message."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Problem
from bot.messages import Text, fit
from bot.models import OutboundMessage, Ticket
from handlers import wording


@dataclass(frozen=True)
class OpenTicket:
    """What staff see of a question: its number, when it came (aware UTC), the text, the program spoken of."""

    number: int
    opened_at: dt.datetime
    question: str
    program_id: str | None


def open_tickets(engine: sa.Engine) -> list[OpenTicket]:
    """All questions nobody has answered, the oldest first."""
    query = sa.select(Ticket).where(Ticket.state == "open").order_by(Ticket.id)
    with Session(engine) as session:
        return [OpenTicket(t.id, t.opened_at, t.question, t.program_id) for t in session.scalars(query)]


def answer(engine: sa.Engine, number: int, text: str, now: dt.datetime) -> None:
    """Close a ticket and put its answer on the way to the person; raises Problem when there is nobody to answer.

    The state changes and the message row appears in one transaction, so two officials cannot both answer.
    """
    if not text.strip():
        raise Problem("回答の文が空です。何も送っていません。文を書いて、もう一度実行してください")
    claim = sa.update(Ticket).where(Ticket.id == number, Ticket.state == "open").values(state="answered")
    with Session(engine) as session, session.begin():
        ticket = session.get(Ticket, number)
        if ticket is None:
            raise Problem(f"受付番号 {number} の質問はありません。番号は madoguchi staff tickets で確かめられます")
        if ticket.user_id is None:
            raise Problem(f"受付番号 {number} は送り先が分からないため、返事ができません。何も送っていません")
        if session.connection().execute(claim).rowcount != 1:
            raise Problem(f"受付番号 {number} には、すでに返事をしています。二重には送りません")
        said = wording.TICKET_ANSWER.format(number=number, question=ticket.question[:200], answer=text.strip())
        session.add(
            OutboundMessage(
                kind="push",
                user_key=ticket.user_id,
                user_id=ticket.user_id,
                retry_key=uuid.uuid4(),
                messages=fit([Text(said)]),
                state="waiting",
                created_at=now,
                next_try_at=now,
            )
        )
