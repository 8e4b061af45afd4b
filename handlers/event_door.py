"""At the door: the code on the wall, sent in the talk, checks a person in."""

from __future__ import annotations

from bot.events import door
from bot.events.door import CheckedIn
from bot.messages import Message, Text
from handlers import enrolments, events
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context


def check_in(code: str, context: Context) -> list[Message]:
    """受付 ABC234."""
    if context.alone is None:
        return [Text(words.ALONE_AT_DOOR, quick=cards.ways())]
    return _told(door.check_in(context.session, code, context.alone, context.now), context)


def bare(code: str, context: Context) -> list[Message] | None:
    """The code alone, from somebody who takes part in something; None when it is no code of an event."""
    if context.alone is None or not enrolments.of_person(context):
        return None
    found = door.check_in(context.session, code, context.alone, context.now)
    return None if found.kind == "unknown" else _told(found, context)


def _told(found: CheckedIn, context: Context) -> list[Message]:
    event = found.event
    if event is None:
        return [Text(words.UNKNOWN_CODE, quick=cards.ways())]
    events.remember(context, event)
    many = found.kind == "there" and len(event.days) > 1
    said = {
        "there": words.THERE_DAY if many else words.THERE,
        "again": words.AGAIN,
        "not_enrolled": words.NOT_ENROLLED,
        "not_today": words.NOT_TODAY,
    }[found.kind]
    told = said.format(name=event.name, day=found.day, when=words.short(event, context.today))
    if found.kind in ("not_enrolled", "not_today"):
        return events.show(event.code, context, told)
    return [Text(told, quick=cards.ways())]
