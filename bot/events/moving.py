"""Sessions get other days or are cancelled: written down, told to everybody concerned, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.announcements.names import named
from bot.errors import Problem
from bot.events import concerned, plan_moves, wording
from bot.events.days import EventDay, as_json, from_json
from bot.events.finding import held, series_of
from bot.events.making import day_values
from bot.events.series import deadline_rule, own_deadline
from bot.measure import clean, shorten
from bot.models_events import EventSeries, EventSession
from bot.models_sending import AuditEntry

LONGEST_REASON = 300  # signs; people read it on a card


def move(session: Session, code: str, days: Sequence[EventDay], by: str, reason: str, now: dt.datetime) -> EventSession:
    """Gives the session other days; days without hours keep those they had. Raises Problem for what cannot be.

    `sequence` is raised and everybody concerned is told; the announcements planned for it move, too.
    """
    by = named(by)
    event = alive(held(session, code), now)
    old = from_json(event.days)
    new = _checked(event, old, days, now)
    deadline = moved_deadline(series_of(session, event), event, old, new)
    for name, value in {**day_values(new), "apply_until": deadline, "moved_from": as_json(old)}.items():
        setattr(event, name, value)
    event.reason = tidy_reason(reason) or None
    touched(event, now)
    note(session, event, by, now, "event move", before=as_json(old), after=as_json(new), reason=event.reason)
    concerned.tell(session, event, "moved", now, before=as_json(old))
    plan_moves.moved(session, event, by, now)
    return event


def cancel(session: Session, code: str, by: str, reason: str, now: dt.datetime) -> EventSession:
    """Cancels the session for good, with the reason as people read it. Raises Problem when there is nothing to cancel.

    The enrolments stay as they are: they say who was told.
    """
    by = named(by)
    why = tidy_reason(reason)
    if not why:
        raise Problem(wording.NO_REASON)
    event = alive(held(session, code), now)
    event.state, event.reason = "cancelled", why
    touched(event, now)
    note(session, event, by, now, "event cancel", reason=why)
    concerned.tell(session, event, "cancelled", now)
    plan_moves.cancelled(session, event, by, now)
    return event


def alive(event: EventSession, now: dt.datetime) -> EventSession:
    """The session, if it can still be changed. Raises Problem when it is cancelled or over."""
    if event.state == "cancelled":
        raise Problem(wording.IS_CANCELLED.format(code=event.code))
    if event.over_at <= now:
        raise Problem(wording.IS_OVER.format(code=event.code, day=from_json(event.days)[-1].words()))
    return event


def touched(event: EventSession, now: dt.datetime) -> None:
    """What stands in people's calendars is an older version from now on."""
    event.sequence += 1
    event.changed_at = now


def note(session: Session, event: EventSession, by: str, now: dt.datetime, what: str, **detail: object) -> None:
    """Writes down who did it."""
    session.add(AuditEntry(at=now, by=by, what=what, detail={"code": event.code, **detail}))
    session.flush()


def moved_deadline(
    series: EventSeries, event: EventSession, old: Sequence[EventDay], new: Sequence[EventDay]
) -> dt.datetime | None:
    """The deadline that goes with other days: counted anew where it was counted, else as it was written."""
    rule = deadline_rule(series, event.code)
    if rule is None or rule.moment is not None:
        return event.apply_until
    counted = own_deadline(series, event.code) or rule.on(old) == event.apply_until
    return rule.on(new) if counted else event.apply_until


def tidy_reason(reason: str) -> str:
    """The reason in one line that fits on a card."""
    return shorten(" ".join(clean(reason).split()), LONGEST_REASON)


def _checked(
    event: EventSession, old: Sequence[EventDay], days: Sequence[EventDay], now: dt.datetime
) -> list[EventDay]:
    if len(days) != len(old):
        raise Problem(wording.OTHER_NUMBER.format(n=len(old), given=len(days)))
    new = [one if one.start else EventDay(one.day, had.start, had.end) for one, had in zip(days, old, strict=True)]
    if new == list(old):
        raise Problem(wording.SAME_DAYS.format(code=event.code))
    if sorted({one.day for one in new}) != [one.day for one in new]:
        raise Problem(wording.DAYS_ORDER)
    for one, had in zip(new, old, strict=True):
        if one != had and (had.starts_at or had.over_at) <= now:
            raise Problem(wording.DAY_BEGUN.format(day=had.words()))
        if one != had and (one.starts_at or one.over_at) <= now:
            raise Problem(wording.INTO_PAST.format(day=one.words()))
    return new
