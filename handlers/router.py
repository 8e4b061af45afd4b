"""Which handler answers which event: one ordered table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.messages import Message, Text
from handlers import ask, buttons, diagnosis, event_heard, follow, persons, taps, wording
from handlers.context import Context

Event = dict[str, Any]
Handler = Callable[[Event, Context], list[Message]]


def _message(event: Event, context: Context) -> list[Message]:
    kind = _said(event, "message", "type")
    text = storable(_without_mention(event, _said(event, "message", "text")))
    if kind == "text" and text.strip():
        return ask.text(text.strip(), context)
    return follow.without_words(kind, context)


def storable(text: str) -> str:
    """The text without what no database keeps: NUL and lone surrogates."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")


def _without_mention(event: Event, text: str) -> str:
    """The text without the @ by which the desk was called in a group; LINE counts UTF-16 units."""
    mention = (event.get("message") or {}).get("mention")
    named = mention.get("mentionees") if isinstance(mention, dict) else None
    units = text.encode("utf-16-le", "surrogatepass")
    for one in reversed(named if isinstance(named, list) else []):
        start, length = (one.get("index"), one.get("length")) if isinstance(one, dict) else (None, None)
        if isinstance(start, int) and isinstance(length, int) and one.get("isSelf") is True and start >= 0:
            units = units[: 2 * start] + units[2 * (start + max(0, length)) :]
    return units.decode("utf-16-le", "ignore")


def _postback(event: Event, context: Context) -> list[Message]:
    """A tapped button; a tab of the rich menu changes only what is seen and needs no answer."""
    part = event.get("postback")
    params = part.get("params") if isinstance(part, dict) else None
    if isinstance(params, dict) and "newRichMenuAliasId" in params:
        return []
    day = params.get("date") if isinstance(params, dict) else None
    picked = f"&d={day}" if isinstance(day, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""
    return taps.tap(_said(event, "postback", "data") + picked, context)


def _said(event: Event, part: str, name: str) -> str:
    """A text inside a part of the event; empty when LINE sends something else there one day."""
    given = event.get(part)
    value = given.get(name) if isinstance(given, dict) else None
    return value if isinstance(value, str) else ""


ROUTES: tuple[tuple[str, Handler], ...] = (
    ("message", _message),
    ("postback", _postback),
    ("follow", follow.greet),
    ("join", follow.greet_group),
)


def dispatch(event: Event, context: Context) -> list[Message]:
    """The messages that answer one webhook event; none for events that need no answer."""
    event_heard.take_question(context)
    for kind, handler in ROUTES:
        if event.get("type") == kind:
            return persons.after(diagnosis.way_back(handler(event, context), context), context)
    return []


def sorry() -> list[Message]:
    """The apology after a handler failed three times; the question stays stored."""
    return [Text(wording.SORRY, quick=buttons.menu_row())]
