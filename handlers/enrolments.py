"""Joining, changing and leaving: each answer says what is true after it, also to a second tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.events import seats
from bot.events.status import Status
from bot.messages import Choice, Choices, Message, Text
from bot.models_events import EventSession
from bot.models_sending import Enrolment
from handlers import event_cards as cards
from handlers import events
from handlers import wording_events as words
from handlers.context import Context
from handlers.event_shown import Shown
from knowledge.event_people import Change

MOST_CHOICES = 10
PEOPLE, LEAVE = "people", "leave"  # what the next text may answer


def join(code: str, context: Context, people: int | None = None) -> list[Message]:
    """申し込む: asks for the number where several may come; takes the seat or a place in the line."""
    event, user = events.find(code, context), context.alone
    if event is None:
        return events.gone()
    if user is None:
        return events.only_alone()
    one = events.shown([event], context)[0]
    if people is None and one.can_join and event.most_people > 1:
        return _ask_people(one, context, words.HOW_MANY, "join")
    if one.state and people and one.mine and one.mine.people != people:
        return change(code, context, people)
    joined = seats.join(context.session, code, user, people or 1, context.now)
    if joined.kind == "too_many":
        one = events.shown([event], context)[0]
        if event.most_people <= 1:
            return [Text(words.PEOPLE_ONE), cards.card(one)]
        return _ask_people(one, context, words.TOO_MANY.format(most=joined.most), "join")
    return now(code, context, joined.kind)


def now(code: str, context: Context, kind: str) -> list[Message]:
    """One's own enrolment as it is now, or why there is none. `kind` is what bot/events/seats.py said of the wish."""
    event = events.find(code, context)
    if event is None:
        return events.gone()
    one = events.shown([event], context)[0]
    events.remember(context, event)
    number = one.mine.number if one.mine else None
    again = kind == "already"
    if one.status is Status.CANCELLED or (kind in words.REFUSED and not one.state):
        said = words.REFUSED["cancelled" if one.status is Status.CANCELLED else kind]
        return [Text(f"{said}\n{words.REFUSED_NEXT}"), events.card_of(one)]
    if kind == "expired":
        return events.show(code, context, f"{words.OFFER_PAST}{words.AS_IT_IS}")
    if one.state == "offered":
        return [cards.offer(one)]
    if one.state == "waiting":
        title = words.WAITING_ALREADY if again else words.WAITING_TITLE
        headline = words.WAITING_HEADLINE.format(title=title, name=event.name, place=one.ahead + 1)
        return [cards.receipt(one, title, headline, words.WAITING_NEXT)]
    if one.state == "enrolled":
        title = words.ALREADY if again else words.ENROLLED
        headline = words.ENROLLED_HEADLINE.format(title=title, name=event.name, number=number)
        return [cards.receipt(one, title, headline, f"{words.DOOR_NEXT}\n{words.ENROLLED_NEXT}")]
    return events.show(code, context)


def ask_people(code: str, context: Context) -> list[Message]:
    """人数を変える: how many shall come."""
    event = events.find(code, context)
    if event is None:
        return events.gone()
    if context.alone is None:
        return events.only_alone()
    one = events.shown([event], context)[0]
    if not one.state or one.mine is None or one.status in (Status.OVER, Status.CANCELLED):
        return not_mine(event, context)
    if event.most_people <= 1:
        return [Text(words.PEOPLE_ONE), cards.card(one)]
    return _ask_people(one, context, words.HOW_MANY_NOW.format(people=one.mine.people), "people")


def _ask_people(one: Shown, context: Context, asked: str, then: str) -> list[Message]:
    """Buttons for each number; a typed one is heard as well."""
    events.remember(context, one.event, PEOPLE)
    most = min(seats.most(one.event), MOST_CHOICES)
    options = tuple(
        Choice(label, "", cards.tap(label, then, one.event, n=n))
        for n in range(1, most + 1)
        if (label := words.N_PEOPLE.format(n=n))
    )
    return [Choices(asked, options, quick=cards.ways())]


def change(code: str, context: Context, people: int) -> list[Message]:
    """The new number of people of one's own enrolment; without one, joining with that number."""
    event, user = events.find(code, context), context.alone
    if event is None:
        return events.gone()
    if user is None:
        return events.only_alone()
    one = events.shown([event], context)[0]
    if not one.state or one.mine is None:
        return join(code, context, people)
    was = one.mine.people
    if was == people:
        return [Text(words.PEOPLE_SAME.format(people=was)), *now(code, context, "already")]
    if event.most_people <= 1:
        return [Text(words.PEOPLE_ONE), cards.card(one)]
    changed = seats.change_people(context.session, code, user, people, context.now)
    if changed.kind in words.REFUSED or changed.kind == "expired":
        said = words.PEOPLE_LATE if changed.kind == "closed" else words.REFUSED.get(changed.kind, words.OFFER_PAST)
        return events.show(code, context, said)
    if changed.kind != "too_many":
        return [Text(words.PEOPLE_DONE.format(people=people)), *now(code, context, "already")]
    if people > seats.most(event):
        return _ask_people(one, context, words.TOO_MANY.format(most=seats.most(event)), "people")
    return [Text(words.PEOPLE_NO_ROOM.format(n=people, people=was)), *now(code, context, "already")]


def amend(code: str, context: Context, wished: Change) -> list[Message]:
    """What was said of a party: so many in all, so many more or fewer; what may mean two things is asked first."""
    event = events.find(code, context)
    if event is None:
        return events.gone()
    one = events.shown([event], context)[0]
    if not one.state or one.mine is None:
        return not_mine(event, context)
    was = one.mine.people
    if wished.total:
        return change(code, context, wished.total)
    if wished.companion and was > 1:
        return _ask_fewer(one, context, was)
    if wished.companion or was + wished.more == 0:
        return ask_leave(code, context)
    if not wished.more or was + wished.more < 0:
        return ask_people(code, context)
    if wished.asks and was + wished.more <= seats.most(event):
        return _ask_people(one, context, words.MORE_ASKED.format(people=was, n=was + wished.more), "people")
    return change(code, context, was + wished.more)


def _ask_fewer(one: Shown, context: Context, was: int) -> list[Message]:
    """妻が行けなくなった: whether one comes less, or nobody comes."""
    events.remember(context, one.event, PEOPLE)
    fewer = words.ONE_FEWER.format(n=was - 1)
    options = (
        Choice(fewer, "", cards.tap(fewer, "people", one.event, n=was - 1)),
        Choice(words.ALL_LEAVE, "", cards.tap(words.ALL_LEAVE, "leave", one.event)),
        Choice(words.LEAVE_NO, "", cards.tap(words.LEAVE_NO, "kept", one.event)),
    )
    return [Choices(words.FEWER_ASKED.format(people=was), options, quick=cards.ways())]


def ask_leave(code: str, context: Context) -> list[Message]:
    """取りやめる: one question before the seat is given up."""
    event = events.find(code, context)
    if event is None:
        return events.gone()
    if context.alone is None:
        return events.only_alone()
    one = events.shown([event], context)[0]
    if not one.state:
        return not_mine(event, context)
    if one.status in (Status.OVER, Status.CANCELLED):
        return events.show(code, context, words.TOO_LATE_TO_LEAVE if one.status is Status.OVER else None)
    events.remember(context, event, LEAVE)
    return [cards.leaving(one)]


def leave(code: str, context: Context, key: str | None) -> list[Message]:
    """The yes to that question. `key` belongs to one enrolment, so that an old button leaves a newer one alone.

    None is said in words, right after the question.
    """
    event, user = events.find(code, context), context.alone
    if event is None:
        return events.gone()
    if user is None:
        return events.only_alone()
    one = events.shown([event], context)[0]
    if not one.state:
        return not_mine(event, context)
    if (key is not None and key != cards.stamp(one.mine)) or one.status in (Status.OVER, Status.CANCELLED):
        return events.show(code, context, words.AS_IT_IS)
    said = words.LEFT_QUEUE if one.state == "waiting" else words.LEFT
    quick = (*cards.off_calendar(one), *cards.ways())
    seats.leave(context.session, code, user, context.now)
    events.remember(context, event)
    return [Text(said.format(name=event.name, when=words.short(event, context.today)), quick=quick)]


def kept(code: str, context: Context) -> list[Message]:
    """このままにする."""
    return events.show(code, context, words.KEPT)


def mine(context: Context, head: str | None = None) -> list[Message]:
    """申し込んだイベント: each enrolment that is still ahead."""
    own = of_person(context)
    if own is None:
        return events.only_alone()
    if not own:
        return [Text(words.NONE_MINE, quick=cards.ways())]
    said = head or words.MINE_HEAD.format(n=len(own))
    if len(own) == 1:
        return events.show(own[0][0].code, context, said)
    found = events.shown([event for event, _ in own][: events.CARDS], context)
    full = tuple(replace(events.card_of(one), quick=()) for one in found)
    return [Text(said), replace(events.side_by_side(found), cards=full)]


def show_place(code: str, context: Context) -> list[Message]:
    """How many wait before this one; an offered seat where it has come so far."""
    event = events.find(code, context)
    if event is None:
        return events.gone()
    one = events.shown([event], context)[0]
    when = words.short(event, context.today)
    said = words.MINE_PLACE.format(name=event.name, when=when, place=one.ahead + 1) if one.state == "waiting" else None
    return events.show(code, context, said)


def of_person(context: Context) -> list[tuple[EventSession, Enrolment]] | None:
    """What this person takes part in, waits for or is offered and that is not over; None in a group."""
    return None if context.alone is None else seats.mine(context.session, context.alone, context.now)


def choose(own: Sequence[EventSession], asked: str, what: str, context: Context) -> list[Message]:
    """Which of several enrolments is meant."""
    options = tuple(
        Choice(one.name, words.short(one, context.today), cards.tap(one.name, what, one)) for one in own[:MOST_CHOICES]
    )
    return [Choices(asked, options, quick=cards.ways())]


def not_mine(event: EventSession, context: Context) -> list[Message]:
    """There is no enrolment any more, or never was."""
    told = words.NOT_MINE.format(name=event.name, when=words.short(event, context.today))
    return events.show(event.code, context, told)
