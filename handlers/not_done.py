"""A deed that the desk does not do gets that answer, and a way on, instead of whatever program is nearest."""

from __future__ import annotations

from bot.messages import Message, Text
from handlers import buttons
from handlers import event_cards as cards
from handlers import wording_not_done as words
from handlers.context import Context
from handlers.talk import Talk
from knowledge.not_done import not_done


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """What a wish for such a deed gets; None for any other message."""
    deed = not_done().asked(message)
    if deed is None:
        return None
    own = (cards.mine_button(),) if deed == "withdraw" else ()
    return [Text(words.SAID[deed], quick=(buttons.staff(), *own, buttons.menu()))]
