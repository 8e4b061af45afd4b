"""First meeting, stickers, pictures and other things without words."""

from __future__ import annotations

from typing import Any

from bot.messages import Message, Text
from handlers import buttons, menu, wording
from handlers.context import Context


def greet(event: dict[str, Any], context: Context) -> list[Message]:
    """What the desk can do and how data is used; shorter for somebody who comes back."""
    if (event.get("follow") or {}).get("isUnblocked") is True:
        return menu.show(context, wording.WELCOME_BACK)
    return [Text(wording.GREETING), Text(wording.GREETING_DATA, quick=buttons.menu_row())]


def greet_group(event: dict[str, Any], context: Context) -> list[Message]:
    """In a group the desk speaks only when called."""
    return [Text(wording.GROUP, quick=buttons.menu_row())]


def without_words(message_type: str, context: Context) -> list[Message]:
    """A friendly line and the menu for stickers, images, locations, sound and files."""
    text = wording.STICKER if message_type == "sticker" else wording.NOT_TEXT
    return [Text(text, quick=buttons.menu_row())]
