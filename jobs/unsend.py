"""Taking a message back: its text disappears from everything that was stored because of it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import personal_ends
from bot.models import Conversation, Feedback, InboundEvent, OutboundMessage, Ticket, UnansweredQuestion
from bot.queue import run
from bot.statements import TAKEN_BACK

MADE_FROM_MESSAGES = (UnansweredQuestion, Ticket, Feedback)


def taken_back(session: Session, message_ids: Iterable[str | None]) -> set[str]:
    """Those of the messages that were unsent before we came to them."""
    wanted = [one for one in message_ids if one]
    if not wanted:
        return set()
    return {one for one in run(session, TAKEN_BACK, {"message_ids": wanted}).scalars() if one}


def forget_message(session: Session, user_key: str, message_id: str | None) -> None:
    """Deletes the stored text of a message, the rows made from it, our answer's text and the memory of the talk."""
    if message_id is None:
        return
    events = list(
        session.scalars(
            sa.select(InboundEvent.id).where(
                InboundEvent.message_id == message_id,
                InboundEvent.user_key == user_key,
                InboundEvent.type != "unsend",
            )
        )
    )
    if not events:
        return
    session.execute(sa.update(InboundEvent).where(InboundEvent.id.in_(events)).values(body={}))
    session.execute(
        sa.update(InboundEvent)
        .where(InboundEvent.id.in_(events), InboundEvent.state == "open")
        .values(state="ignored", error="unsent")
    )
    for table in MADE_FROM_MESSAGES:
        session.execute(sa.delete(table).where(table.event_id.in_(events)))
    unsent = sa.select(OutboundMessage).where(OutboundMessage.event_id.in_(events), OutboundMessage.state == "waiting")
    for untried in session.scalars(unsent.where(OutboundMessage.attempts == 0)):
        # What rode on an answer that does not go was not told.
        personal_ends.give_back(session, personal_ends.carried(session, untried.id), untried.created_at)
    answers = sa.update(OutboundMessage).where(OutboundMessage.event_id.in_(events))
    session.execute(
        answers.where(OutboundMessage.state == "waiting").values(state="rejected", detail="unsent", messages=[])
    )
    session.execute(answers.where(OutboundMessage.state != "sending").values(messages=[]))
    session.execute(sa.update(Conversation).where(Conversation.user_key == user_key).values(state={}))
