"""First meeting, stickers, pictures and other things without words."""

from __future__ import annotations

from typing import Any

from bot.messages import Card, Message, Row, Text
from handlers import audience, buttons, menu, wording
from handlers import wording_person as words
from handlers.context import Context


def greet(event: dict[str, Any], context: Context) -> list[Message]:
    """What the desk can do, what it knows, how texts are used, and who the person is; shorter for who comes back."""
    follow = event.get("follow")
    if isinstance(follow, dict) and follow.get("isUnblocked") is True:
        return menu.show(context, words.WELCOME_BACK)
    return [greeting(context.keep_texts_days), *audience.ask(context)]


def greeting(keep_texts_days: int) -> Card:
    """The card of the first meeting: three lines to read."""
    rows = (
        Row(words.CAN, words.CAN_TEXT),
        Row(words.FROM, words.FROM_TEXT),
        Row(words.TEXTS, words.TEXTS_TEXT.format(days=keep_texts_days)),
    )
    return Card(
        words.GREETING_HEADLINE, words.GREETING, badge=words.GREETING_BADGE, subtitle=words.GREETING_WHAT, rows=rows
    )


def greet_group(event: dict[str, Any], context: Context) -> list[Message]:
    """In a group the desk speaks only when called."""
    return [Text(wording.GROUP, quick=buttons.menu_row())]


def without_words(message_type: str, context: Context) -> list[Message]:
    """A friendly line and the menu for stickers, images, locations, sound and files."""
    text = wording.STICKER if message_type == "sticker" else wording.NOT_TEXT
    return [Text(text, quick=buttons.menu_row())]
