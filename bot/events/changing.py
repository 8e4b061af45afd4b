"""Sessions get what they lack, or other hours, another place, more seats; complete ones are opened for enrolment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.names import named
from bot.errors import Problem
from bot.events import concerned, offers, plan_moves, wording
from bot.events.days import EventDay, from_json, until_in_words
from bot.events.finding import find, find_series, held, series_of, tidy
from bot.events.form_fields import Checks, read_changes
from bot.events.making import day_values, locked
from bot.events.moving import alive, moved_deadline, note, touched
from bot.events.seats import seats_of
from bot.events.series import Deadline, Details, deadline_rule, details_of, keep_deadline, own_deadline, running
from bot.events.status import begins_at, closes_at, gaps
from bot.models_events import EventSeries, EventSession
from bot.models_sending import AuditEntry

ON_CALENDARS = ("place", "online_url", "days")  # a change of these is told, and raises the calendar's sequence


def fill(
    session: Session, code: str, changes: Mapping[str, object], by: str, now: dt.datetime,
    hosts: Collection[str] = (),
) -> EventSession:  # fmt: skip
    """Gives the session these values, written as in a form ({"place": …, "定員": "20人"}); None takes one away.

    Another place or other hours are told to everybody concerned. Raises Problem for what cannot be.
    """
    by = named(by)
    values = read_changes(changes, Checks(hosts))
    locked(session, series_of(session, find(session, code)).code)  # it keeps what a session has of its own
    event = alive(held(session, code), now)
    before = _set(session, event, values, now)
    if not before:
        raise Problem(wording.NOTHING_CHANGED.format(code=event.code))
    event.changed_at = now
    told = [name for name in ON_CALENDARS if name in before]
    if told:
        touched(event, now)
    note(session, event, by, now, "event fill", before=_told(before), to=_told(values))
    if told:
        concerned.tell(session, event, "changed", now, changed=told)
    plan_moves.moved(session, event, by, now)
    if "capacity" in before:
        offers.offer_free(session, event, now)
    return event


def fill_series(
    session: Session, code: str, changes: Mapping[str, object], by: str, now: dt.datetime,
    hosts: Collection[str] = (),
) -> list[EventSession]:  # fmt: skip
    """Gives a series these values for all sessions to come, and the planned ones that nobody changed by hand.

    The sessions that took them over are returned. Raises Problem.
    """
    by = named(by)
    values = read_changes(changes, Checks(hosts))
    if find_series(session, code) is None:
        raise Problem(wording.NO_SESSION.format(code=code))
    series = running(locked(session, tidy(code)))  # what is planned meanwhile takes these values over, too
    if series.kind == "meetup" and getattr(values.get("apply_until"), "moment", None):
        raise Problem(wording.DEADLINE_FIXED)
    old, old_name = details_of(series.form), series.name
    _fill_form(series, values)
    session.add(AuditEntry(at=now, by=by, what="event fill", detail={"code": series.code, "to": _told(values)}))
    followers = sa.select(EventSession).where(
        EventSession.series_id == series.id, EventSession.state == "planned", EventSession.over_at > now
    )
    filled = []
    for event in session.scalars(followers.order_by(EventSession.first_day).with_for_update()).all():
        own = {name: value for name, value in values.items() if follows(series, event, name, old, old_name)}
        if own and _set(session, event, own, now):
            event.changed_at = now
            filled.append(event)
    session.flush()
    for event in filled:
        plan_moves.moved(session, event, by, now)
    return filled


def open_(session: Session, code: str, by: str, now: dt.datetime) -> EventSession:
    """Lets people enrol. Raises Problem that names what is missing."""
    by = named(by)
    event = alive(held(session, code), now)
    if event.state == "open":
        raise Problem(wording.IS_OPEN.format(code=event.code))
    if missing := gaps(event):
        example = " ".join(wording.FILL_EXAMPLES[name] for name in missing)
        said = wording.MISSING_TO_OPEN.format(code=event.code, missing="、".join(missing))
        raise Problem(said, wording.HOW_TO_FILL.format(code=event.code, example=example))
    if begins_at(event) <= now:
        raise Problem(wording.BEGUN.format(code=event.code))
    if closes_at(event) <= now:
        raise Problem(wording.CLOSED_ALREADY.format(code=event.code, at=until_in_words(closes_at(event))))
    event.state, event.changed_at = "open", now
    note(session, event, by, now, "event open")
    return event


def _set(session: Session, event: EventSession, values: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """Sets the values, all or none; what really changed, with what was there before. Raises Problem."""
    with session.begin_nested():
        before = _apply(session, event, values, now)
        _fits(session, event, before)
    return before


def _apply(session: Session, event: EventSession, values: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    series = series_of(session, event)
    old = from_json(event.days)
    days = _hours(old, values, now)
    columns = {name: value for name, value in values.items() if name not in ("start", "end", "apply_until", "text")}
    if "most_people" in columns:
        columns["most_people"] = columns["most_people"] or 1
    columns |= day_values(days)
    if isinstance(deadline := values.get("apply_until"), Deadline):
        if late := deadline.late(days):
            raise Problem(late)
        columns["apply_until"] = deadline.on(days)
    elif "apply_until" in values:
        columns["apply_until"] = None
    else:
        columns["apply_until"] = moved_deadline(series, event, old, days)
    before = {name: getattr(event, name) for name, value in columns.items() if getattr(event, name) != value}
    for name in before:
        setattr(event, name, columns[name])
    if "apply_until" in values:
        written = deadline_rule(series, event.code)
        if keep_deadline(series, event.code, values["apply_until"]):
            before["deadline"] = written
    if "text" in values:
        texts = {**series.form.get("texts", {}), event.code: values["text"]}
        if series.form.get("texts", {}).get(event.code) != values["text"]:
            before["text"] = series.form.get("texts", {}).get(event.code)
            series.form = series.form | {"texts": {code: text for code, text in texts.items() if text}}
    return before


def _hours(old: Sequence[EventDay], values: Mapping[str, Any], now: dt.datetime) -> list[EventDay]:
    """The days with the new hours; days that are over keep theirs."""
    new = []
    for one in old:
        start = values.get("start", one.start)
        end = values.get("end", one.end) if start else None
        changed = EventDay(one.day, start, end)
        if changed == one or one.over_at <= now:
            new.append(one)
            continue
        if start and end and end <= start:
            raise Problem(wording.END_BEFORE_START.format(start=f"{start:%H:%M}", end=f"{end:%H:%M}"))
        if values.get("end") and start is None:
            raise Problem(wording.END_ALONE)
        if (changed.starts_at or changed.over_at) <= now:
            raise Problem(wording.HOURS_PAST.format(day=changed.words()))
        new.append(changed)
    return new


def _fits(session: Session, event: EventSession, changed: Mapping[str, Any]) -> None:
    """Raises Problem for what cannot stand together."""
    if event.state == "open" and (missing := gaps(event)):
        raise Problem(wording.KEEP_OPEN.format(missing="、".join(missing)))
    if event.needed_days and event.needed_days > len(event.days):
        raise Problem(wording.NEEDED_OVER_DAYS.format(needed=event.needed_days, days=len(event.days)))
    if event.capacity is None:
        return
    if "capacity" in changed and event.capacity < (taken := _kept(session, event.code)):
        raise Problem(wording.SEATS_TAKEN.format(n=event.capacity, taken=taken))
    if event.most_people > event.capacity:
        raise Problem(wording.MOST_OVER_CAPACITY.format(most=event.most_people, capacity=event.capacity))


def _kept(session: Session, code: str) -> int:
    """Seats that are somebody's, or kept for somebody."""
    found = seats_of(session, [code])[code]
    return found.taken + found.offered


def _fill_form(series: EventSeries, values: Mapping[str, Any]) -> None:
    if values.get("name"):
        series.name = values["name"]
    form = {name: value for name, value in series.form.items() if name not in values}
    series.form = form | {name: value for name, value in _told(values).items() if value is not None and name != "name"}


def follows(series: EventSeries, event: EventSession, name: str, old: Details, old_name: str) -> bool:
    """Whether the session still has what its series gave it."""
    if name == "text":
        return False
    if name == "name":
        return event.name == old_name
    days = from_json(event.days)
    if name in ("start", "end"):
        return all(getattr(one, name) == getattr(old, name) for one in days)
    given = getattr(old, name)
    if name == "apply_until":
        return not own_deadline(series, event.code) and bool(event.apply_until == (given.on(days) if given else None))
    return bool(getattr(event, name) == (given or 1 if name == "most_people" else given))


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Deadline):
        return value.as_json()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
