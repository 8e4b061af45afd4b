"""イベント: what comes next, made from the rows as they are now; what is not stated is said to be so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from bot.errors import Problem
from bot.events import queue_line, seats, sessions
from bot.events.status import Status, ready
from bot.messages import Card, Carousel, Message, Text
from bot.models_events import Attendance, EventSeries, EventSession
from bot.models_sending import Enrolment
from handlers import buttons
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context
from handlers.event_shown import Shown
from handlers.talk import Talk
from knowledge.event_days import Days

_CODE = re.compile(r"[a-z0-9-]{1,60}")
LOOKED_AT = 60  # sessions ahead
CARDS = 10
NEXT = 3  # of one series, when its next is asked for


def ahead(context: Context, series: Sequence[str] = ()) -> list[EventSession]:
    """What people may be shown of what comes: all that is stated, and of what has gaps the next of each series.

    Empty while staff have opened nothing (of these series): then the knowledge answers, as far as it knows.
    """
    coming = sessions.coming(context.session, context.now, limit=LOOKED_AT)
    codes = series_codes(coming, context)
    coming = [one for one in coming if not series or codes[one.series_id] & set(series)]
    if not any(worth_showing(one) for one in coming):
        return []
    seen: set[int] = set()
    found = []
    for one in coming:
        if worth_showing(one) or one.series_id not in seen:
            found.append(one)
        seen.add(one.series_id)
    return found


def worth_showing(event: EventSession) -> bool:
    """Whether staff have said something of this session: opened, cancelled, or filled in what people need."""
    return event.state != "planned" or ready(event)


def falls_on(event: EventSession, days: Days) -> bool:
    """Whether a day of the session lies within these days."""
    return any(days[0].isoformat() <= str(one["day"]) <= days[1].isoformat() for one in event.days)


def everything(context: Context) -> list[Message] | None:
    """All that comes, side by side; None while staff have opened nothing."""
    found = ahead(context)
    return carousel(found, context, head(found)) if found else None


def head(found: Sequence[EventSession]) -> str:
    """The sentence above what comes next."""
    if len(found) == 1:
        return words.FOUND_ONE.format(what=words.LIST_HEAD)
    more = words.FIRST_CARDS.format(n=CARDS) if len(found) > CARDS else ""
    return words.FOUND.format(what=words.LIST_HEAD, n=len(found)) + more


def carousel(events: Sequence[EventSession], context: Context, head: str) -> list[Message]:
    """A sentence, then the cards side by side; a single one in full."""
    found = shown(events[:CARDS], context)
    if len(found) == 1:
        remember(context, found[0].event, "join" if found[0].can_join else "")
        return [Text(head), card_of(found[0])]
    talk = Talk.recall(context.conversation, context.now)
    talk.event, talk.event_asks, talk.mode = "", "", None
    _speaks_of(talk, events, context)
    talk.keep(context.conversation, context.now)
    return [Text(head), side_by_side(found)]


def side_by_side(found: Sequence[Shown]) -> Carousel:
    """The short cards."""
    first = found[0]
    told = words.FIRST_OF.format(n=len(found), name=first.event.name, when=words.short(first.event, first.today))
    return Carousel(told, tuple(cards.short_card(one) for one in found), quick=cards.ways())


def to_join(events: Sequence[EventSession], people: int | None, context: Context, head: str | None) -> list[Message]:
    """The card whose button joins, or the cards to choose from; nobody is enrolled by a sentence alone."""
    if len(events) > 1:
        return carousel(events, context, head or words.WHICH)
    one = shown(events, context)[0]
    note = head or ""
    if one.can_join:
        note = "\n".join(filter(None, (head, _press(one, people))))
    remember(context, one.event, "join" if one.can_join else "", people)
    return [*([Text(note)] if note else []), card_of(one, people)]


def _press(one: Shown, people: int | None) -> str:
    if one.queue:
        return words.PRESS_WAIT
    if people and people > one.event.most_people:
        return words.TOO_MANY.format(most=one.event.most_people)
    return words.PRESS_JOIN_PEOPLE.format(n=people) if people and people > 1 else words.PRESS_JOIN


def show(code: str, context: Context, note: str | None = None) -> list[Message]:
    """One session as it is now, after a sentence where there is one."""
    event = find(code, context)
    if event is None:
        return gone()
    one = shown([event], context)[0]
    remember(context, event, "join" if one.can_join else "")
    return [*([Text(note)] if note else []), card_of(one)]


def card_of(one: Shown, people: int | None = None) -> Card:
    """The card that fits what it is now: an offered seat, a cancelled session, or all that is stated."""
    if one.status is Status.CANCELLED:
        return cards.called_off(one, words.CALLED_OFF_NOTE if one.state else None)
    return cards.offer(one) if one.state == "offered" else cards.card(one, people=people)


def shown(events: Sequence[EventSession], context: Context) -> list[Shown]:
    """The sessions as this person sees them; in a group nothing of anybody's own."""
    codes = [one.code for one in events]
    taken = seats.seats_of(context.session, codes)
    series = _series(events, context)
    own, there = _own(codes, context), _there(codes, context)
    return [
        Shown(
            one,
            taken[one.code],
            context.now,
            record_id=_record_id(series[one.series_id], context),
            mine=own.get(one.code),
            ahead=queue_line.ahead(context.session, own[one.code]) if one.code in own else 0,
            there=tuple(sorted(there.get(one.code, ()))),
            public_url=context.public_url,
        )
        for one in events
    ]


def find(code: str, context: Context) -> EventSession | None:
    """The session of a button; None when it is gone, or the button is none of ours."""
    if not _CODE.fullmatch(code):
        return None
    try:
        return sessions.find(context.session, code)
    except Problem:
        return None


def gone() -> list[Message]:
    """A button of something that is no longer there."""
    return [Text(words.GONE, quick=cards.ways())]


def only_alone() -> list[Message]:
    """In a group: where it can be done."""
    return [Text(words.ONLY_ALONE, quick=buttons.menu_row())]


def remember(context: Context, event: EventSession, asks: str = "", people: int | None = None) -> None:
    """Notes which session the talk is about, what the next text may answer, and the number of people said."""
    talk = Talk.recall(context.conversation, context.now)
    talk.event, talk.event_asks, talk.event_people = event.code, asks, people
    talk.mode = None
    _speaks_of(talk, [event], context)
    talk.keep(context.conversation, context.now)


def _speaks_of(talk: Talk, events: Sequence[EventSession], context: Context) -> None:
    """いくら？ and its like, said next, are about what the knowledge tells of these sessions, and of nothing before."""
    found = {_record_id(series, context) for series in _series(events, context).values()}
    record_id = found.pop() if len(found) == 1 else None
    talk.program, talk.scores, talk.offered = record_id, {}, []
    if record_id:
        talk.scores, talk.offered = {record_id: 1.0}, [record_id]


def spoken_of(talk: Talk, context: Context) -> EventSession | None:
    """The session the talk is about; None when it is over, or something else has been spoken of since."""
    event = find(talk.event, context) if talk.event else None
    if event is None or event.over_at <= context.now:
        return None
    (series,) = _series([event], context).values()
    return event if talk.program in (None, _record_id(series, context)) else None


def series_codes(events: Sequence[EventSession], context: Context) -> dict[int, set[str]]:
    """What each session's series is called by: its own code and that of its record, by the series' id."""
    return {key: {one.code, one.record_id or one.code} for key, one in _series(events, context).items()}


def series_name(code: str, context: Context) -> str:
    """What people call the series: that of this code, else the running one of the record, the latest made."""
    called = sa.select(EventSeries.name).where(sa.or_(EventSeries.code == code, EventSeries.record_id == code))
    first = called.order_by(EventSeries.code != code, EventSeries.state != "running", EventSeries.id.desc()).limit(1)
    return context.session.scalar(first) or ""


def _series(events: Sequence[EventSession], context: Context) -> dict[int, EventSeries]:
    ids = {one.series_id for one in events}
    if not ids:
        return {}
    return {one.id: one for one in context.session.scalars(sa.select(EventSeries).where(EventSeries.id.in_(ids)))}


def _record_id(series: EventSeries, context: Context) -> str | None:
    return series.record_id if series.record_id and context.desk.record(series.record_id) else None


def _own(codes: Sequence[str], context: Context) -> dict[str, Enrolment]:
    if context.alone is None or not codes:
        return {}
    rows = sa.select(Enrolment).where(Enrolment.user_id == context.alone, Enrolment.event_code.in_(codes))
    fresh = rows.execution_options(populate_existing=True)
    return {one.event_code: one for one in context.session.scalars(fresh)}


def _there(codes: Sequence[str], context: Context) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    if context.alone is None or not codes:
        return found
    rows = sa.select(Attendance).where(Attendance.user_id == context.alone, Attendance.event_code.in_(codes))
    for one in context.session.scalars(rows):
        found.setdefault(one.event_code, []).append(one.day)
    return found
