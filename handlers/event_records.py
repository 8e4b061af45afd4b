"""The sessions beside what the knowledge tells: under an answer about a series, and before the menu's lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.messages import Message, Post, Text
from bot.models_events import EventSeries, EventSession
from handlers import buttons, events
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context
from knowledge.dialogue import Reading
from knowledge.programs import Record, Topic

AHEAD = {Topic.DATE, Topic.WHERE, Topic.APPLY, Topic.WINDOW}  # what a coming session may answer
QUICK_LIMIT = 13


def coming_of(record_id: str, context: Context) -> list[EventSession]:
    """The next sessions of what the knowledge tells about; none while staff have opened none of them."""
    return events.ahead(context, [one.code for one in _series(record_id, context)])[: events.NEXT]


def shown_of(record_id: str, context: Context, people: int | None = None, join: bool = False) -> list[Message] | None:
    """Those sessions with a sentence above them."""
    series = _series(record_id, context)
    found = events.ahead(context, [one.code for one in series])[: events.NEXT] if series else []
    if not found:
        return None
    what = words.NEXT_OF.format(name=series[0].name)
    said = (words.FOUND_ONE if len(found) == 1 else words.FOUND).format(what=what, n=len(found))
    return events.to_join(found, people, context, said) if join else events.carousel(found, context, said)


def beside(messages: list[Message], record: Record, reading: Reading, context: Context) -> list[Message]:
    """An answer on a record with what comes next: in place of its card where that was asked, else as a way on."""
    if not record.events or not messages:
        return messages
    asked = AHEAD & set(reading.topics) and not (reading.past or reading.years)
    found = shown_of(record.id, context, join=Topic.APPLY in reading.topics) if asked else None
    if found is None:
        return way_on(messages, record, context)
    last = found[-1]
    quick = (*last.quick, *(one for one in messages[-1].quick if one not in last.quick))
    return [messages[0], *found[:-1], replace(last, quick=quick[:QUICK_LIMIT])]


def way_on(messages: list[Message], record: Record, context: Context) -> list[Message]:
    """The button to the next sessions under an answer on their record."""
    if not record.events or not messages or not coming_of(record.id, context):
        return messages
    last = messages[-1]
    next_ = Post(words.SEE_NEXT, buttons.data(cards.ACTION, v="of", p=record.id), words.SEE_NEXT)
    return [*messages[:-1], replace(last, quick=(next_, *last.quick[: QUICK_LIMIT - 1]))]


def tapped(fields: buttons.Data, context: Context) -> list[Message]:
    """That button."""
    record = context.desk.record(fields.get("p", ""))
    return (shown_of(record.id, context) if record else None) or [Text(words.GONE, quick=cards.ways())]


def told(found: Sequence[EventSession], context: Context) -> set[tuple[str | None, str]]:
    """Which record and day the sessions speak of, so that nothing is said twice."""
    return {(one.record_id, str(day["day"])) for one in events.shown(found, context) for day in one.event.days}


def _series(record_id: str, context: Context) -> Sequence[EventSeries]:
    return context.session.scalars(sa.select(EventSeries).where(EventSeries.record_id == record_id)).all()
