"""Answers what people say of announcements in their own words: at once where it is clear, else with the card."""

from __future__ import annotations

from functools import cache

from bot.announcements.themes import themes
from bot.messages import Message
from handlers import notices, staff
from handlers import wording_notices as words
from handlers.context import Context
from handlers.talk import Talk
from knowledge.notice_wishes import Heard, NoticeWishes

AT_ONCE = ("stop", "rest", "go", "only")  # also where the next text would be a question for staff


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """What becomes of announcements in words; None for any other message."""
    heard = _wishes().hear(message)
    if heard is None or (talk.mode == staff.MODE and heard.wish not in AT_ONCE):
        return None
    staff.leave(context, talk)
    if context.alone is None:
        return notices.show(context)
    return _done(heard, context)


def _done(heard: Heard, context: Context) -> list[Message]:
    if heard.wish == "stop":
        return notices.switch(context, heard.themes, False) if heard.themes else notices.stop(context)
    if heard.wish == "go":
        return notices.switch(context, heard.themes, True) if heard.themes else notices.go_on(context)
    if heard.wish == "rest":
        return notices.rest(context)
    if heard.wish == "only":
        return notices.only(context, heard.themes)
    said = {"many": words.TOO_MANY, "leave": words.LEAVING}.get(heard.wish, words.CHOOSE)
    return notices.show(context, said)


@cache
def _wishes() -> NoticeWishes:
    """Every word for a theme: its name, the parts of a name with two subjects, and other words."""
    named = {theme.name: theme.key for theme in themes().values()}
    return NoticeWishes(named | {word: theme.key for theme in themes().values() for word in theme.words})
