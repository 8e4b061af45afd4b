"""What people say of events in their own words: what comes next, joining, leaving, the number of people, the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.messages import Message, Text
from bot.models_events import EventSession
from bot.models_sending import Enrolment
from handlers import (
    check,
    diagnosis_flow,
    eligibility_flow,
    enrolments,
    event_asked,
    event_door,
    event_records,
    event_taps,
    events,
    staff,
)
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context
from handlers.event_names import names_in
from handlers.talk import Talk
from knowledge.event_people import Change
from knowledge.event_spelling import spelled
from knowledge.event_wishes import Heard, bare_code, door_code, event_wishes

Own = Sequence[tuple[EventSession, Enrolment]]


def at_once(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """受付 ABC234, whatever the talk was about: somebody stands at a door."""
    code = door_code(message)
    if code is None:
        return None
    staff.leave(context, talk)
    return event_door.check_in(code, context)


def asked(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """The answer to what was asked about a session: how many people, yes or no; None for any other message."""
    if not context.asked or context.alone is None:
        return None
    wishes, code, asks = event_wishes(), talk.event, context.asked
    if asks == enrolments.PEOPLE:
        number = wishes.number(message)
        heard = None if number else wishes.hear(message, context.today)
        if heard and heard.wish in ("people", "join") and heard.series is None:
            number = heard.people
        return enrolments.change(code, context, number) if number else None
    if asks in _YES and wishes.says("yes", message):
        return _YES[asks](talk, context)
    return enrolments.kept(code, context) if asks == enrolments.LEAVE and wishes.says("no", message) else None


def take_question(context: Context) -> None:
    """Takes what the last answer asked out of the talk: whatever comes now, no later はい belongs to it."""
    context.asked = str(context.conversation.pop("event_asks", None) or "")


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """A wish about events; None for any other message, and where the records know more than the rows."""
    code = bare_code(message)
    told = event_door.bare(code, context) if code else None
    told = told or _offered(message, context)
    if told:
        return told
    names = names_in(message, context) if event_wishes().may_name(message) else {}
    told = event_asked.first(message, talk, context) or _news(message, names, context)
    if told:
        return told
    heard = event_wishes().hear(message, context.today, names)
    told = _DOES[heard.wish](heard, talk, context) if heard else None
    return told or event_asked.spoken(message, talk, context)


_YES: dict[str, Callable[[Talk, Context], list[Message]]] = {
    "join": lambda talk, context: enrolments.join(talk.event, context, talk.event_people),
    "leave": lambda talk, context: enrolments.leave(talk.event, context, None),
}


def _offered(message: str, context: Context) -> list[Message] | None:
    """受けます or ゆずります, said by somebody for whom a seat is kept."""
    wishes = event_wishes()
    yes, no = wishes.says("accept", message), wishes.says("decline", message)
    if context.alone is None or not (yes or no) or _busy(context):
        return None
    kept = [event for event, one in enrolments.of_person(context) or () if one.state == "offered"]
    if not kept:
        return None
    if len(kept) > 1:
        return enrolments.mine(context)
    return event_taps.offered(kept[0].code, context, None, yes=yes)


def _busy(context: Context) -> bool:
    """Whether a question of 使えるか調べる or 使える制度診断 waits, to which はい and やめる belong."""
    checked, diagnosed = eligibility_flow.recall(context), diagnosis_flow.recall(context)
    talk = Talk.recall(context.conversation, context.now)
    return bool(
        (checked and checked.asking)
        or (diagnosed and diagnosed.asking and not diagnosed.paused)
        or talk.mode in (staff.MODE, check.MODE)
    )


# --- one's own -----------------------------------------------------------------------------------------------------
def _own(heard: Heard, context: Context) -> Own:
    """The enrolments that are meant: of the series and the days that were named, else all."""
    own = enrolments.of_person(context) or []
    codes = events.series_codes([event for event, _ in own], context)
    named = [one for one in own if not heard.series or heard.series in codes[one[0].series_id]]
    if heard.kind and not heard.series:
        named = [one for one in named if heard.kind in spelled(one[0].name)] or named
    if heard.days:
        on_days = [one for one in named if events.falls_on(one[0], heard.days)]
        return on_days or named
    return named


def _ours(heard: Heard, talk: Talk, context: Context) -> bool:
    """Whether an event is meant that nobody enrolled in: one is named, or nothing else is spoken of and some come."""
    if not heard.bare:
        return True
    return not (talk.program or _busy(context)) and bool(events.ahead(context))


def _mine(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    if context.alone is None:
        return None if heard.bare else events.only_alone()
    own = _own(heard, context)
    if not own:
        return enrolments.mine(context) if _ours(heard, talk, context) else None
    return events.show(own[0][0].code, context) if len(own) == 1 else enrolments.mine(context)


def _queue(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    """先頭から何番目."""
    if context.alone is None:
        return None if heard.bare else events.only_alone()
    own = [event for event, one in _own(heard, context) if one.state in ("waiting", "offered")]
    if not own:
        return None if heard.bare else [Text(words.NOT_WAITING, quick=cards.ways())]
    if len(own) > 1:
        return enrolments.mine(context)
    return enrolments.show_place(own[0].code, context)


def _leave(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    if context.alone is None:
        return None if heard.bare else events.only_alone()
    own = [event for event, _ in _own(heard, context) if event.state != "cancelled"]
    if heard.weak and not events.spoken_of(talk, context) and talk.program:
        return None
    if not own and not _busy(context) and (off := _called_off(heard, context)):
        return off
    if heard.bare and _busy(context):
        return None
    if not own:
        says = not (heard.weak or _busy(context)) and _ours(heard, talk, context)
        return [Text(words.NONE_MINE, quick=cards.ways())] if says else None
    spoken_of = [event for event in own if event.code == talk.event]
    if len(own) == 1 or (spoken_of and heard.bare):
        return enrolments.ask_leave((spoken_of or own)[0].code, context)
    return enrolments.choose(own, words.LEAVE_WHICH, "leave", context)


def _called_off(heard: Heard, context: Context) -> list[Message] | None:
    """That what this person enrolled in does not take place, so that there is nothing to give up."""
    off = [event for event, _ in _own(heard, context) if event.state == "cancelled"]
    if len(off) > 1:
        return enrolments.mine(context)
    return events.show(off[0].code, context) if off else None


def _news(message: str, names: Mapping[str, str], context: Context) -> list[Message] | None:
    """講演会どうなった, said by somebody who enrolled in it."""
    asked, series = event_wishes().news(message, names)
    if not asked or context.alone is None or _busy(context):
        return None
    heard = Heard("mine", series)
    off, own = _called_off(heard, context), _own(heard, context)
    return off or (events.show(own[0][0].code, context) if series and len(own) == 1 else None)


def _people(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    """A number of people said outside the question for it: of the session spoken of, or of the only enrolment."""
    if context.alone is None or _busy(context):
        return None
    change = heard.change or Change(total=heard.people)
    own = [event for event, _ in _own(heard, context)]
    spoken_of = [event for event in own if event.code == talk.event]
    if not own:
        if change.companion or change.more < 0:
            return None if heard.bare else [Text(words.NONE_MINE, quick=cards.ways())]
        people = change.total or (1 + change.more if change.more else None)
        joins = replace(heard, people=people)
        if people and talk.event and heard.bare:
            return _join_spoken_of(joins, talk, context)
        return None if heard.bare else _join(joins, talk, context)
    if len(own) > 1 and not spoken_of:
        return enrolments.choose(own, words.PEOPLE_WHICH, "people", context)
    return enrolments.amend((spoken_of or own)[0].code, context, change)


# --- what comes ----------------------------------------------------------------------------------------------------
def _join(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    """The session meant, with the button that joins; several to choose from."""
    if heard.bare and _busy(context):
        return None
    on_day = _on_day(heard, context) if heard.bare else []
    if heard.bare and not on_day:
        told = _join_spoken_of(heard, talk, context)
        if told or talk.program or not heard.any:
            return told
    found = _found(heard, context)
    if found is None:
        return None
    if context.alone is None:
        return events.only_alone()
    return events.to_join(found, heard.people, context, _head(heard, context, found))


def _on_day(heard: Heard, context: Context) -> list[EventSession]:
    """The sessions of the days that were said."""
    return [one for one in events.ahead(context) if heard.days and events.falls_on(one, heard.days)]


def _join_spoken_of(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    event = events.spoken_of(talk, context)
    if event is None:
        record = context.desk.record(talk.program) if talk.program else None
        return event_records.shown_of(record.id, context, heard.people, join=True) if record else None
    return events.to_join([event], heard.people, context, None)


def _when(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    found = _found(heard, context)
    if found is None:
        return None
    return events.carousel(found, context, _head(heard, context, found))


def _list(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    if heard.days is None:
        return events.everything(context)
    if heard.bare and not _on_day(heard, context):
        return None
    return _when(heard, talk, context)


def _found(heard: Heard, context: Context) -> list[EventSession] | None:
    """The sessions meant; those that come later where there are none on the days named. None: the records answer."""
    ahead = events.ahead(context, (heard.series,) if heard.series else ())
    if not ahead:
        return None
    if heard.kind and not heard.series and heard.wish != "list":
        ahead = [event for event in ahead if heard.kind in spelled(event.name)] or ahead
    if heard.days is None:
        return ahead[: events.NEXT] if heard.series and heard.wish == "when" else ahead
    return [event for event in ahead if events.falls_on(event, heard.days)] or ahead


def _head(heard: Heard, context: Context, found: Sequence[EventSession]) -> str:
    """The sentence above the cards: what was asked for, or that there is none and what comes instead."""
    name = events.series_name(heard.series, context) if heard.series else ""
    if heard.days is None:
        what = words.NEXT_OF.format(name=name) if name else words.LIST_HEAD
    else:
        days = words.period(*heard.days, context.today)
        what = words.ON_DAYS_OF.format(days=days, name=name) if name else words.ON_DAYS.format(days=days)
        if not any(events.falls_on(event, heard.days) for event in found):
            return words.NONE_THEN.format(what=what)
    return (words.FOUND_ONE if len(found) == 1 else words.FOUND).format(what=what, n=len(found))


_DOES: dict[str, Callable[[Heard, Talk, Context], list[Message] | None]] = {
    "mine": _mine,
    "queue": _queue,
    "leave": _leave,
    "people": _people,
    "wait": _join,
    "join": _join,
    "when": _when,
    "list": _list,
}
