"""The text menu and what its six entries lead to."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import Choice, Choices, Message, Post, Say, Text
from handlers import buttons, labels, lists, staff, wording
from handlers.context import Context


def show(context: Context, text: str | None = None) -> list[Message]:
    """The six entries, after a friendly line where there is one."""
    options = tuple(Choice(label, note, Say(label, label)) for label, note in wording.MENU_CHOICES)
    head: list[Message] = [Text(text)] if text else []
    return [*head, Choices(wording.MENU_TITLE, options, quick=buttons.menu_row())]


def search(context: Context) -> list[Message]:
    """Whom it is for: the first step of looking around."""
    options = tuple(
        Choice(label, "", Post(label, buttons.data("list", u=audience), label))
        for audience, label in labels.AUDIENCES.items()
    )
    return [Choices(wording.SEARCH_TITLE, options, quick=(buttons.staff(), buttons.menu()))]


def _college(context: Context) -> list[Message]:
    records = context.desk.knowledge.records
    found = [records[name] for name in ("garage", "seminar", "academy", "2-3-5") if name in records]
    options = tuple(Choice(record.name, record.title, buttons.show(wording.SHOW, record)) for record in found)
    return [Choices(wording.MENU_COLLEGE, options, quick=(buttons.staff(), buttons.menu()))]


def _windows(context: Context) -> list[Message]:
    return lists.windows(context)


ENTRIES: dict[str, Callable[[Context], list[Message]]] = {
    wording.MENU: show,
    wording.MENU_SEARCH: search,
    wording.MENU_CHECK: lambda context: [Text(wording.CHECK_HOW, quick=buttons.menu_row())],
    wording.MENU_WINDOWS: _windows,
    wording.MENU_EVENTS: lists.events,
    wording.MENU_COLLEGE: _college,
    wording.MENU_STAFF: staff.open_ticket,
}
