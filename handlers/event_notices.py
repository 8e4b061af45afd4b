"""What people are told about the events they take part in, made at the moment it is told; nothing once it is untrue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.events import survey
from bot.events.status import Status
from bot.messages import Card, Message, Row
from bot.models_events import PersonalNotice
from handlers import enrolments, event_survey, events
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context
from handlers.event_shown import Shown
from handlers.personal import Teller


def _of(row: PersonalNotice, context: Context) -> Shown | None:
    """The session as the person sees it who is told; None when it is gone."""
    theirs = replace(context, user_id=row.user_id, user_key=row.user_id)
    event = events.find(str(row.about.get("code", "")), theirs)
    return events.shown([event], theirs)[0] if event else None


def offer(row: PersonalNotice, context: Context) -> list[Message]:
    """席が空きました, while this very offer stands."""
    one = _of(row, context)
    if one is None or one.state != "offered" or one.mine is None or one.mine.offered_until is None:
        return []
    until = row.about.get("until")
    stands = until is None or dt.datetime.fromisoformat(str(until)) == one.mine.offered_until
    return [cards.offer(one)] if stands and one.status not in (Status.CANCELLED, Status.OVER) else []


def moved(row: PersonalNotice, context: Context) -> list[Message]:
    """日時が変わりました: the days the person last heard of and the days now; nothing when they are the same again."""
    one = _of(row, context)
    if one is None or not _concerned(one):
        return []
    before = row.about.get("before", one.event.moved_from) or []
    if before == one.event.days:
        return []
    rows = (Row(words.BEFORE, words.when(before, one.today)),) if before else ()
    reason = (Row(words.REASON, one.event.reason),) if one.event.reason else ()
    note = words.MOVED_NOTE if one.state == "enrolled" else words.MOVED_NOTE_LINE
    return [_news(one, words.MOVED, words.MOVED_HEADLINE, note, (*rows, *reason))]


def changed(row: PersonalNotice, context: Context) -> list[Message]:
    """ご案内が変わりました: place, page or hours."""
    one = _of(row, context)
    if one is None or not _concerned(one):
        return []
    note = words.CHANGED_NOTE if one.state == "enrolled" else words.MOVED_NOTE_LINE
    return [_news(one, words.CHANGED, words.CHANGED_HEADLINE, note, ())]


def cancelled(row: PersonalNotice, context: Context) -> list[Message]:
    """中止になりました."""
    one = _of(row, context)
    if one is None or one.status is not Status.CANCELLED or one.event.over_at <= context.now:
        return []
    return [cards.called_off(one, words.CALLED_OFF_NOTE)]


def entered(row: PersonalNotice, context: Context) -> list[Message]:
    """The confirmation of what staff entered for somebody who called, as if they had joined; not what they changed."""
    one = _of(row, context)
    if one is None or not _concerned(one) or one.state == "offered" or one.mine is None:
        return []
    if row.about.get("at") not in (None, one.mine.at.isoformat()):
        return []
    theirs = replace(context, user_id=row.user_id, user_key=row.user_id, conversation={})
    said = enrolments.now(one.event.code, theirs, one.state)
    return [replace(card, notes=(words.BY_STAFF, *card.notes)) if isinstance(card, Card) else card for card in said]


def taken_out(row: PersonalNotice, context: Context) -> list[Message]:
    """That staff took the enrolment out."""
    one = _of(row, context)
    if one is None or one.state or one.status in (Status.CANCELLED, Status.OVER):
        return []
    return [replace(cards.card(one), headline=words.OUT_HEADLINE.format(name=one.event.name), badge=words.OUT,
                    tone="soon", notes=(words.OUT_NOTE,))]  # fmt: skip


def thanks(row: PersonalNotice, context: Context) -> list[Message]:
    """ご参加ありがとうございました, with the first question."""
    one = _of(row, context)
    if one is None or one.event.state == "cancelled" or one.event.over_at > context.now:
        return []
    question = survey.asked(context.session, one.event.code, row.user_id, context.now)
    return [event_survey.thanks(one, question)]


def _concerned(one: Shown) -> bool:
    return bool(one.state) and one.status not in (Status.CANCELLED, Status.OVER)


def _news(one: Shown, title: str, headline: str, note: str, rows: tuple[Row, ...]) -> Card:
    """The card of one's own enrolment, with the news at its head and the calendar that has to follow."""
    told = headline.format(name=one.event.name, when=words.short(one.event, one.today))
    calendar = words.CALENDAR_NOTE if cards.has_calendar(one) else None
    card = cards.receipt(one, title, told, "\n".join(filter(None, (note, calendar))))
    return replace(card, badge=title, tone="soon", rows=(*card.rows[1:2], *rows, *card.rows[2:], card.rows[0]))


KINDS: dict[str, Teller] = {
    "event.offer": offer,
    "event.moved": moved,
    "event.changed": changed,
    "event.cancelled": cancelled,
    "event.entered": entered,
    "event.taken_out": taken_out,
    "event.thanks": thanks,
}
