"""The cards of events: what comes next, one's own enrolment, an offered seat; the same look as every other card."""

from __future__ import annotations

from bot.events import calendar_entry
from bot.events.status import Status
from bot.messages import Action, Card, Open, Post, Row, Say, Tone
from bot.models_events import EventSession
from bot.models_sending import Enrolment
from handlers import buttons, wording
from handlers import event_shown as shown
from handlers import wording_events as words
from handlers.event_shown import Shown

ACTION = "ev"


def tap(label: str, what: str, event: EventSession, said: str | None = None, **more: str | int) -> Post:
    """A button about a session."""
    return button(label, what, event.code, said, **more)


def button(label: str, what: str, code: str, said: str | None = None, **more: str | int) -> Post:
    """The same where only the session's code is at hand."""
    return Post(label, buttons.data(ACTION, v=what, e=code, **more), said or label)


def mine_button() -> Post:
    """To one's own enrolments."""
    return Post(words.NAME, buttons.data(ACTION, v="mine"), words.NAME)


def ways() -> tuple[Action, ...]:
    """The quick replies under everything about events."""
    coming = Post(words.SEE_ALL, buttons.data(ACTION, v="list"), words.SEE_ALL)
    return (coming, mine_button(), buttons.staff(), Say(wording.MENU, wording.MENU))


def short_card(one: Shown) -> Card:
    """One of a carousel."""
    badge, tone = shown.badge(one)
    rows = [Row(words.WHEN, words.when(one.event.days, one.today)), *shown.place(one), *shown.open_rows(one)]
    if one.state and one.status is not Status.CANCELLED:
        rows.append(Row(words.OWN, shown.own(one)))
    return Card(
        headline=words.HEADLINE.format(name=one.event.name, when=words.short(one.event, one.today), badge=badge),
        title=one.event.name,
        badge=badge,
        tone=tone,
        rows=tuple(rows),
        doubts=shown.doubts(one),
        buttons=(*_join(one), tap(words.DETAILS, "show", one.event, _said(words.DETAILS_SAID, one))),
    )


def card(one: Shown, people: int | None = None) -> Card:
    """Everything that is stated about a session, and what one can do; `people` is a number said before joining."""
    badge, tone = shown.badge(one)
    notes = []
    if len(one.event.days) > 1 and one.status in (Status.OPEN, Status.FULL, Status.PLANNED):
        notes.append(words.ALL_DAYS.format(n=len(one.event.days)))
    return Card(
        headline=words.HEADLINE.format(name=one.event.name, when=words.short(one.event, one.today), badge=badge),
        title=one.event.name,
        badge=badge,
        tone=tone,
        rows=(*((Row(words.OWN, shown.own(one)),) if one.state else ()), *shown.facts(one)),
        notes=tuple(notes),
        doubts=shown.doubts(one),
        buttons=(*_join(one, people), *_own_buttons(one), *_about(one)),
        quick=ways(),
    )


def receipt(one: Shown, title: str, headline: str, note: str | None = None) -> Card:
    """One's own enrolment: what to bring along is the number on it."""
    number = one.mine.number if one.mine else None
    badge = words.MINE_BADGE.format(number=number) if one.state == "enrolled" and number else shown.badge(one)[0]
    tone: Tone = "open" if one.state == "enrolled" else "soon"
    return Card(
        headline=headline,
        title=title,
        subtitle=one.event.name,
        badge=badge,
        tone=tone,
        rows=(Row(words.OWN, shown.own(one)), *shown.facts(one, brief=True)),
        notes=(note,) if note else (),
        doubts=shown.doubts(one),
        buttons=_own_buttons(one),
        quick=ways(),
    )


def offer(one: Shown) -> Card:
    """A seat that is kept for this person for a while."""
    mine = one.mine
    if mine is None or mine.offered_until is None:
        return card(one)
    until = words.moment(mine.offered_until, one.today)
    name = one.event.name
    return Card(
        headline=words.OFFER_HEADLINE.format(name=name, until=until),
        title=words.OFFER,
        subtitle=name,
        badge=words.OFFERED_BADGE,
        tone="soon",
        rows=(Row(words.OWN, shown.own(one)), *shown.facts(one, brief=True)),
        notes=(words.OFFER_NOTE.format(people=mine.people, until=until),),
        doubts=shown.doubts(one),
        buttons=_own_buttons(one),
        quick=ways(),
    )


def leaving(one: Shown) -> Card:
    """The one question before an enrolment is given up; its button works for this enrolment only."""
    waits = one.state == "waiting"
    return Card(
        headline=f"{words.LEAVE_ASK_QUEUE if waits else words.LEAVE_ASK}：{one.event.name}",
        title=words.LEAVE_ASK_QUEUE if waits else words.LEAVE_ASK,
        subtitle=one.event.name,
        badge=shown.badge(one)[0],
        tone="soon",
        rows=(Row(words.WHEN, words.when(one.event.days, one.today)), Row(words.OWN, shown.own(one))),
        notes=() if waits else (words.LEAVE_NOTE,),
        buttons=(
            tap(words.LEAVE_YES, "left", one.event, k=stamp(one.mine)),
            tap(words.LEAVE_NO, "kept", one.event),
        ),
        quick=ways(),
    )


def stamp(mine: Enrolment | None) -> str:
    """Tells this state of an enrolment from any later one, so that an old button does nothing to it."""
    return f"{int(mine.at.timestamp()):x}" if mine else ""


def called_off(one: Shown, note: str | None = None) -> Card:
    """A session that does not take place; the calendar entry that says so is offered where there is one."""
    off = off_calendar(one)
    notes = [note] if note else []
    return Card(
        headline=words.CALLED_OFF_HEADLINE.format(name=one.event.name, when=words.short(one.event, one.today)),
        title=words.CALLED_OFF,
        subtitle=one.event.name,
        badge=words.CANCELLED,
        tone="ended",
        rows=(
            Row(words.WHEN, words.when(one.event.days, one.today)),
            *((Row(words.REASON, one.event.reason),) if one.event.reason else ()),
        ),
        notes=(*notes, *((words.CALLED_OFF_CALENDAR,) if off else ())),
        buttons=off,
        quick=ways(),
    )


def _said(form: str, one: Shown) -> str:
    return form.format(name=one.event.name)


def _join(one: Shown, people: int | None = None) -> tuple[Action, ...]:
    if not one.can_join:
        return ()
    known: dict[str, str | int] = {"n": people} if people and people <= one.event.most_people else {}
    if one.queue:
        return (tap(words.WAIT, "join", one.event, _said(words.WAIT_SAID, one), **known),)
    label = words.JOIN_PEOPLE.format(n=people) if known and people != 1 else words.JOIN
    return (tap(label, "join", one.event, _said(words.JOIN_SAID, one), **known),)


def _own_buttons(one: Shown) -> tuple[Action, ...]:
    """What can be done with one's own enrolment."""
    if not one.state or one.status in (Status.CANCELLED, Status.OVER):
        return ()
    event = one.event
    if one.state == "offered":
        key = stamp(one.mine)
        return (
            tap(words.ACCEPT, "offer-yes", event, _said(words.ACCEPT_SAID, one), k=key),
            tap(words.DECLINE, "offer-no", event, _said(words.DECLINE_SAID, one), k=key),
        )
    change = (tap(words.PEOPLE, "people", event),) if event.most_people > 1 else ()
    label = words.LEAVE if one.state == "enrolled" else words.LEAVE_QUEUE
    page: tuple[Action, ...] = ()
    if one.state == "enrolled" and event.online_url:
        page = (Open(words.ONLINE_PAGE, event.online_url),)
    calendar = _calendar(one, words.CALENDAR) if one.state == "enrolled" else ()
    return (*page, *calendar, *change, tap(label, "leave", event))


def off_calendar(one: Shown) -> tuple[Action, ...]:
    """The calendar file again, which calls the entry off, for who had one."""
    return _calendar(one, words.CALENDAR_OFF)[:1] if one.state == "enrolled" else ()


def has_calendar(one: Shown) -> bool:
    """Whether a calendar entry of one's own can be offered."""
    return one.state == "enrolled" and bool(_calendar(one, words.CALENDAR))


def _calendar(one: Shown, label: str) -> tuple[Action, ...]:
    """The calendar file where the desk has an address, and the page that fills in a calendar."""
    key = one.mine.calendar_key if one.mine else None
    if not key or not one.public_url:
        return ()
    return (
        Open(label, calendar_entry.address(one.public_url, key)),
        Open(words.GOOGLE, calendar_entry.google(one.event)),
    )


def _about(one: Shown) -> tuple[Action, ...]:
    """To what the knowledge says of the series."""
    if not one.record_id:
        return ()
    return (Post(words.WHAT_IS_IT, buttons.data("show", p=one.record_id), words.WHAT_IS_IT),)
