"""The text menu, and what has no module of its own below it."""

from __future__ import annotations

from bot.messages import Choice, Choices, Message, Post, Say, Text
from handlers import audience, buttons, lists, wording
from handlers import wording_person as words
from handlers.context import Context


def show(context: Context, text: str | None = None) -> list[Message]:
    """What the desk can do, after a friendly line where there is one."""
    options = tuple(Choice(label, note, Say(label, label)) for label, note in wording.MENU_CHOICES)
    head: list[Message] = [Text(text)] if text else []
    return [*head, Choices(wording.MENU_TITLE, options, quick=buttons.menu_row())]


def search(context: Context) -> list[Message]:
    """Whom it is for: the first step of looking around."""
    own = audience.of(context)
    options = tuple(
        Choice(label, words.AUDIENCE_YOURS if code == own else "", Post(label, buttons.data("list", u=code), label))
        for code, label in audience.ordered(context)
    )
    return [Choices(wording.SEARCH_TITLE, options, quick=(buttons.staff(), buttons.menu()))]


def college(context: Context) -> list[Message]:
    """The three places to learn how to start a business."""
    records = context.desk.knowledge.records
    found = [records[name] for name in (*lists.COLLEGE, "2-3-5") if name in records]
    options = tuple(Choice(record.name, record.title, buttons.show(wording.SHOW, record)) for record in found)
    return [Choices(wording.MENU_COLLEGE, options, quick=(buttons.staff(), buttons.menu()))]
