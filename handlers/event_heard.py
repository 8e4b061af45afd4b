"""What people say of events in their own words: what comes next, joining, leaving, the number of people, the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from bot.messages import Message, Text
from bot.models_events import EventSeries, EventSession
from bot.models_sending import Enrolment
from handlers import (
    check,
    diagnosis_flow,
    eligibility_flow,
    enrolments,
    event_door,
    event_records,
    event_taps,
    events,
    staff,
)
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context
from handlers.talk import Talk
from knowledge.event_wishes import Heard, bare_code, door_code, event_wishes, spelled

SHORTEST_END = 4  # signs; 講座, 交流会 and セミナー (せみな) are shorter and could end the name of anything
SHORTEST_NAME = 3  # signs of a series' name that is looked for in a message
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
    names = _names(message, context)
    told = _news(message, names, context)
    if told:
        return told
    heard = event_wishes().hear(message, context.today, names)
    return _DOES[heard.wish](heard, talk, context) if heard else None


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
    if heard.days:
        on_days = [one for one in named if events.falls_on(one[0], heard.days)]
        return on_days or named
    return named


def _mine(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    if context.alone is None:
        return None if heard.bare else events.only_alone()
    own = _own(heard, context)
    if not own:
        return None if heard.bare else enrolments.mine(context)
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
    if not own and not _busy(context) and (off := _called_off(heard, context)):
        return off
    if not own or (heard.bare and _busy(context)):
        return None if heard.bare or _busy(context) else [Text(words.NONE_MINE, quick=cards.ways())]
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
    own = [event for event, _ in _own(heard, context)]
    spoken_of = [event for event in own if event.code == talk.event]
    if heard.people and talk.event and not own:
        return _join_spoken_of(heard, talk, context)
    if not own:
        return None if heard.bare else [Text(words.NONE_MINE, quick=cards.ways())]
    if len(own) > 1 and not spoken_of:
        return enrolments.choose(own, words.PEOPLE_WHICH, "people", context)
    code = (spoken_of or own)[0].code
    return enrolments.change(code, context, heard.people) if heard.people else enrolments.ask_people(code, context)


# --- what comes ----------------------------------------------------------------------------------------------------
def _join(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    """The session meant, with the button that joins; several to choose from."""
    if heard.bare:
        return None if _busy(context) else _join_spoken_of(heard, talk, context)
    found = _found(heard, context)
    if found is None:
        return None
    if context.alone is None:
        return events.only_alone()
    return events.to_join(found, heard.people, context, _head(heard, context, found))


def _join_spoken_of(heard: Heard, talk: Talk, context: Context) -> list[Message] | None:
    event = events.find(talk.event, context) if talk.event else None
    if event is None or event.over_at <= context.now:
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
    return _when(heard, talk, context)


def _found(heard: Heard, context: Context) -> list[EventSession] | None:
    """The sessions meant; those that come later where there are none on the days named. None: the records answer."""
    ahead = events.ahead(context, (heard.series,) if heard.series else ())
    if not ahead:
        return None
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


def _names(message: str, context: Context) -> dict[str, str]:
    """What staff have called their series, as it would be typed; only looked up where a session could be meant."""
    if not event_wishes().may_name(message):
        return {}
    rows = sa.select(EventSeries.name, EventSeries.code).where(EventSeries.state == "running")
    said = spelled(message)
    series = {spelled(name): code for name, code in context.session.execute(rows)}
    ids = {event.series_id for event, _ in enrolments.of_person(context) or ()}
    if not ids:
        return short_names(series, said)
    theirs = context.session.execute(rows.where(EventSeries.id.in_(ids)))
    own = {spelled(name): code for name, code in theirs}
    return short_names(series, said) | short_names(own, said, SHORTEST_NAME)


def short_names(series: Mapping[str, str], said: str, shortest: int = SHORTEST_END) -> dict[str, str]:
    """The names that stand in what was said, whole, or from their middle to their end where that means one series only:
    はじめての創業相談会 is called 創業相談会. `shortest`: signs of such an end; fewer for what somebody enrolled in."""
    whole = {name: code for name, code in series.items() if len(name) >= SHORTEST_NAME and name in said}
    ends = {end: code for name, code in series.items() if name not in whole and (end := _end_in(name, said, shortest))}
    return whole | {end: code for end, code in ends.items() if sum(name.endswith(end) for name in series) == 1}


def _end_in(name: str, said: str, shortest: int) -> str | None:
    """The longest end of a name that was said, of so many signs or more."""
    return next((name[cut:] for cut in range(1, len(name) - shortest + 1) if name[cut:] in said), None)


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
