"""What is asked of one session: the answer from what staff have entered, then its card; a gap is said to be one."""

from __future__ import annotations

from bot.events.status import Status
from bot.messages import Message, Text
from bot.models_events import EventSession
from handlers import diagnosis_flow, eligibility_flow, enrolments, events, wording_events
from handlers import event_cards as cards
from handlers import wording_event_asked as words
from handlers.context import Context
from handlers.event_names import names_in
from handlers.event_shown import Shown
from handlers.talk import Talk
from knowledge.event_questions import Topic, event_questions
from knowledge.event_spelling import spelled
from knowledge.event_wishes import event_wishes

OF_ONES_OWN = ("late", "early", "receipt")  # only somebody who takes part asks this
NOT_HEARD_THERE = ("late", "early")


def first(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """The questions that would be taken for a wish to join or to leave: 遅れて行ってもいい？, 予約なしで行ける？"""
    return _answered(message, talk, context, before=True)


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """Any question about a session that was named or is spoken of; None where the records know more."""
    return _answered(message, talk, context, before=False)


def _answered(message: str, talk: Talk, context: Context, before: bool) -> list[Message] | None:
    if not event_questions().may_ask(message):
        return None
    wishes = event_wishes()
    said, series = wishes.named(message, names_in(message, context))
    kind = "" if series else wishes.kind(said)
    sessions = _named(series, kind, context)
    topic = event_questions().topic(said.replace(kind, "@", 1) if kind and sessions else said, bool(series))
    if topic is None or (before and not (topic.series or topic.before)):
        return None
    if sessions:
        return _told(sessions[0], topic, context)
    return None if series or kind else _unnamed(topic, talk, context)


def _named(series: str | None, kind: str, context: Context) -> list[EventSession]:
    """The sessions of a series, or those whose names have the word that was said; one's own before others."""
    if not (series or kind):
        return []
    own = [event for event, _ in enrolments.of_person(context) or ()]
    if series:
        codes = events.series_codes(own, context)
        return [one for one in own if series in codes[one.series_id]] or events.ahead(context, (series,))
    return [one for one in [*own, *events.ahead(context)] if kind in spelled(one.name)]


def _unnamed(topic: Topic, talk: Talk, context: Context) -> list[Message] | None:
    """Of the session spoken of, else of one's own; nothing while the talk is about something else."""
    about = events.spoken_of(talk, context)
    if about is not None:
        return _told(about, topic, context)
    if talk.program or _asks_something(context):
        return None
    own = [event for event, _ in enrolments.of_person(context) or ()]
    if own and topic.own:
        return enrolments.mine(context) if topic.name == "receipt" and len(own) > 1 else _told(own[0], topic, context)
    ahead = events.ahead(context)
    if not ahead:
        return None
    if topic.name == "code":
        return [Text(words.CODE, quick=cards.ways())]
    if topic.name in OF_ONES_OWN:
        return [Text(wording_events.NONE_MINE, quick=cards.ways())]
    if not topic.anybody:
        return None
    return _told(ahead[0], topic, context) if len(ahead) == 1 else events.carousel(ahead, context, words.WHICH)


def _asks_something(context: Context) -> bool:
    """Whether a question of 使えるか調べる or 使える制度診断 waits, to which the words belong."""
    checked, diagnosed = eligibility_flow.recall(context), diagnosis_flow.recall(context)
    return bool((checked and checked.asking) or (diagnosed and diagnosed.asking and not diagnosed.paused))


def _told(event: EventSession, topic: Topic, context: Context) -> list[Message] | None:
    one = events.shown([event], context)[0]
    if one.record_id and not (topic.series or topic.own):
        return None
    if one.status is Status.CANCELLED:
        return events.show(event.code, context)
    return events.show(event.code, context, _sentence(one, topic))


def _sentence(one: Shown, topic: Topic) -> str:
    """The asked thing as staff have entered it; that it was not, and whom to ask, where it was not."""
    event, name = one.event, one.event.name
    if topic.name in ("until", "seats", "hours", "time"):
        return words.AS_STATED.format(name=name)
    if topic.name == "receipt":
        if one.state and one.mine:
            return words.RECEIPT.format(name=name, number=one.mine.number)
        return wording_events.NOT_MINE.format(name=name, when=wording_events.short(event, one.today))
    if topic.name == "code":
        return words.CODE
    if topic.name == "calendar":
        ready = cards.has_calendar(one)
        later = words.CALENDAR_LATER if one.public_url and not one.state else words.CALENDAR_NONE
        return words.CALENDAR if ready else later
    return _field(one, topic) or _not_stated(one, topic)


def _field(one: Shown, topic: Topic) -> str | None:
    """What a field of its own says; None where nothing is entered."""
    event, name = one.event, one.event.name
    if topic.name in ("place", "venue") and (event.place or event.online_url):
        return (words.PLACE if event.place else words.ONLINE_PLACE).format(name=name, place=event.place)
    if topic.name == "online" and event.online_url:
        return words.ONLINE_TOO.format(name=name)
    if topic.name == "who" and event.who:
        return words.WHO.format(name=name, who=event.who)
    if topic.name == "contact" and event.contact:
        return words.CONTACT.format(name=name, contact=event.contact)
    if topic.name == "content" and event.what:
        return words.AS_STATED.format(name=name)
    written = "\n".join(filter(None, (event.what, event.who)))
    if written and event_questions().stated(topic, written):
        return words.STATED.format(name=name)
    return words.ON.format(name=name) if topic.name == "called_off" else None


def _not_stated(one: Shown, topic: Topic) -> str:
    contact = one.event.contact
    ask = words.ASK_CONTACT.format(contact=contact) if contact else words.ASK_STAFF
    told = words.NOT_STATED.format(name=one.event.name, topic=words.TOPICS[topic.name], ask=ask)
    return f"{told}{words.NOT_PASSED_ON}" if topic.name in NOT_HEARD_THERE else told
