"""Events in words, for people, and as JSON, for scripts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from bot.announcements import repeat_words, repeats
from bot.announcements.timing import day_in_words
from bot.events import wording
from bot.events.days import from_json, until_in_words
from bot.events.finding import coming, series_of
from bot.events.seats import Seats, seats_of
from bot.events.series import deadline_rule, details_of, ended_words
from bot.events.status import deadline, gaps, status_of
from bot.models_events import EventSeries, EventSession


def lines(session: Session, event: EventSession, now: dt.datetime) -> list[str]:
    """Everything that staff need to know about a session; nothing about who is in it."""
    seats = seats_of(session, [event.code])[event.code]
    status = status_of(event, seats, now).words
    said = [wording.HEAD.format(code=event.code, name=event.name, status=status)]
    said += [wording.WHEN.format(day=one.words()) for one in from_json(event.days)]
    said += [wording.MOVED_FROM.format(day=one.words()) for one in from_json(event.moved_from or [])]
    facts = ((wording.PLACE, event.place), (wording.ONLINE, event.online_url), (wording.WHO, event.who),
             (wording.WHAT, event.what), (wording.CONTACT, event.contact), (wording.REASON, event.reason))  # fmt: skip
    said += [wording.FACT.format(name=name, text=text) for name, text in facts if text]
    said += _enrolling(session, event, seats)
    if missing := gaps(event):
        said.append(wording.MISSING.format(missing="、".join(missing)))
    if event.occurrence and event.occurrence != event.first_day:
        said.append(wording.OFF_RULE.format(day=day_in_words(event.occurrence)))
    elif event.occurrence and (rule := rule_words(series_of(session, event))):
        said.append(wording.BY_RULE.format(rule=rule))
    return [*said, wording.DOOR.format(door=event.door_code)]


def series_lines(session: Session, series: EventSeries, now: dt.datetime) -> list[str]:
    """A series: its rule, what its sessions take over, and those that come."""
    said = [wording.SERIES.format(code=series.code, name=series.name, kind=wording.KINDS[series.kind])]
    if series.state == "ended":
        said = [ended_line(series)]
    if rule := rule_words(series):
        said.append(wording.FACT.format(name=wording.RULE, text=rule))
    details = details_of(series.form)
    facts = ((wording.PLACE, details.place), (wording.ONLINE, details.online_url), (wording.WHO, details.who),
             (wording.WHAT, details.what), (wording.CONTACT, details.contact))  # fmt: skip
    said += [wording.FACT.format(name=name, text=text) for name, text in facts if text]
    if months := series.form.get("months"):
        said.append(wording.MONTHS.format(months="・".join(f"{month}月" for month in months)))
    ahead = [line(session, event, now) for event in coming(session, now, series=series.code)]
    return said + (ahead or ([] if series.state == "ended" else [wording.NO_DAYS_YET]))


def line(session: Session, event: EventSession, now: dt.datetime) -> str:
    """One line of a list."""
    seats = seats_of(session, [event.code])[event.code]
    first, *more = from_json(event.days)
    days = first.words() + (wording.ALL_DAYS.format(n=len(more) + 1) if more else "")
    missing = wording.LACKS.format(missing="、".join(gaps(event))) if gaps(event) else ""
    status = status_of(event, seats, now).words
    taken = wording.TAKEN.format(taken=seats.taken, capacity=f"／{seats.capacity}" if seats.capacity else "")
    return f"{event.code}  {status}  {days}  {event.name}  {taken}{missing}"


def as_json(session: Session, event: EventSession, now: dt.datetime) -> dict[str, Any]:
    """One session for scripts; moments are ISO 8601 in UTC, days and hours Japan's."""
    seats = seats_of(session, [event.code])[event.code]
    return {
        "code": event.code, "series": series_of(session, event).code, "name": event.name, "state": event.state,
        "status": status_of(event, seats, now).value, "days": event.days, "occurrence": _day(event.occurrence),
        "starts_at": _moment(event.starts_at), "over_at": _moment(event.over_at), "place": event.place,
        "online_url": event.online_url, "capacity": event.capacity, "taken": seats.taken, "offered": seats.offered,
        "waiting": seats.waiting, "free": seats.free, "most_people": event.most_people,
        "apply_until": _moment(deadline(event)), "who": event.who, "contact": event.contact, "what": event.what,
        "needed_days": event.needed_days, "missing": list(gaps(event)), "sequence": event.sequence,
        "reason": event.reason, "moved_from": event.moved_from, "door_code": event.door_code, "tally": event.tally,
    }  # fmt: skip


def series_json(session: Session, series: EventSeries, now: dt.datetime) -> dict[str, Any]:
    """A series for scripts, with the sessions to come."""
    sessions = [as_json(session, event, now) for event in coming(session, now, series=series.code)]
    return {
        "code": series.code, "name": series.name, "kind": series.kind, "theme": series.theme, "state": series.state,
        "record": series.record_id, "rule": series.rule, "form": series.form, "source": series.source,
        "sessions": sessions,
    }  # fmt: skip


def _enrolling(session: Session, event: EventSession, seats: Seats) -> list[str]:
    capacity = wording.CAPACITY.format(n=seats.capacity) if seats.capacity else wording.NO_LIMIT
    said = [capacity + wording.SEATS.format(taken=seats.taken, offered=seats.offered, waiting=seats.waiting)]
    at = deadline(event)
    until = wording.UNTIL.format(at=until_in_words(at)) if at else wording.UNTIL_IT_BEGINS
    rule = deadline_rule(series_of(session, event), event.code)
    if at and rule and rule.moment is None and rule.on(from_json(event.days)) == at:
        until += wording.COUNTED.format(n=rule.days_before) if rule.days_before else wording.COUNTED_THAT_DAY
    said.append(wording.ENROLLING.format(most=event.most_people, until=until))
    if event.needed_days:
        said.append(wording.NEEDED.format(n=event.needed_days, days=len(event.days)))
    return said


def ended_line(series: EventSeries) -> str:
    """That a series was ended, when and why."""
    return wording.SERIES_OVER.format(code=series.code, name=series.name, **ended_words(series))


def rule_words(series: EventSeries) -> str:
    """The rule in words, with the days it leaves out; "" where there is none."""
    if not series.rule:
        return ""
    skipped = [wording.SKIPPED.get(word, word) for word in series.rule.get("skip", ())]
    then = wording.ON_SKIPPED.get(series.rule.get("on_skip", ""), "")
    words = repeat_words.in_words(repeats.parse(series.rule).rule)
    return words + (wording.EXCEPT.format(days="、".join(skipped), then=then) if skipped else "")


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
