"""A series ends: its rule makes nothing more, what nobody could join goes, what people may be in stays to be cancelled.

A session that goes is deleted and stands in the audit with everything it held. Its occurrence is free again, so that
a series that goes on makes it anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.names import named
from bot.clock import today_jst
from bot.errors import Problem
from bot.events import plan_moves, wording
from bot.events.finding import find, find_series, tidy
from bot.events.making import locked, plan_ahead
from bot.events.moving import tidy_reason
from bot.events.series import ended_words
from bot.events.status import begins_at
from bot.models_events import EventSeries, EventSession
from bot.models_sending import AuditEntry, Enrolment

OF_ONE_SESSION = ("texts", "deadlines")  # of a series' form, by the code of a session


@dataclass(frozen=True)
class Ended:
    """The codes of what went, and the sessions that stay and have to be held or cancelled one by one."""

    gone: tuple[str, ...]
    left: tuple[EventSession, ...]


def end(session: Session, code: str, by: str, reason: str, now: dt.datetime) -> Ended:
    """Ends the series. Raises Problem for a single event, one that has ended, or without a reason."""
    by, why = named(by), tidy_reason(reason)
    series = _series(session, code)
    if not why:
        raise Problem(wording.NO_REASON_TO_END)
    if series.state == "ended":
        raise Problem(wording.HAS_ENDED.format(code=series.code, **ended_words(series)))
    series.state = "ended"
    series.form = series.form | {"ended": {"on": today_jst(now).isoformat(), "reason": why}}
    gone, left = [], []
    for event in _ahead(session, series, now):
        if event.state == "planned" and begins_at(event) > now and not anybody(session, event):
            gone.append(remove(session, series, event, by, now, wording.WHY_ENDED))
        else:
            left.append(event)
    session.add(
        AuditEntry(at=now, by=by, what="event end", detail={"code": series.code, "reason": why, "gone": gone})
    )
    session.flush()
    return Ended(tuple(one["code"] for one in gone), tuple(left))


def resume(session: Session, code: str, by: str, now: dt.datetime) -> list[EventSession]:
    """Takes the end back; the sessions that the rule makes again. Raises Problem when it goes on anyway."""
    by = named(by)
    series = _series(session, code)
    if series.state != "ended":
        raise Problem(wording.GOES_ON.format(code=series.code))
    series.state = "running"
    series.form = {name: value for name, value in series.form.items() if name != "ended"}
    session.add(AuditEntry(at=now, by=by, what="event resume", detail={"code": series.code}))
    session.flush()
    return plan_ahead(session, series, by, now)


def anybody(session: Session, event: EventSession) -> bool:
    """Whether anybody is in it, or ever was."""
    return session.scalar(sa.select(Enrolment.user_id).where(Enrolment.event_code == event.code).limit(1)) is not None


def remove(
    session: Session, series: EventSeries, event: EventSession, by: str, now: dt.datetime, why: str
) -> dict[str, Any]:
    """Deletes a session that nobody is in, with the announcements planned for it; everything it held, for the audit."""
    plan_moves.retired(session, event, by, now, why)
    held = {column.key: _plain(getattr(event, column.key)) for column in EventSession.__table__.columns}
    own = {name: series.form[name][event.code] for name in OF_ONE_SESSION if event.code in series.form.get(name, {})}
    for name in own:  # another session may get the code
        kept = {code: value for code, value in series.form[name].items() if code != event.code}
        series.form = series.form | {name: kept}
    session.delete(event)
    session.flush()
    return {name: value for name, value in (held | own).items() if value is not None}


def _series(session: Session, code: str) -> EventSeries:
    """The series, held. Raises Problem for a code of something else."""
    series = find_series(session, code)
    if series is None:
        raise Problem(wording.NOT_A_SERIES.format(code=find(session, code).code))
    if series.kind == "single":
        raise Problem(wording.SINGLE_ENDS.format(code=series.code))
    return locked(session, tidy(code))


def _ahead(session: Session, series: EventSeries, now: dt.datetime) -> Sequence[EventSession]:
    """What is not over and not cancelled, held: nobody opens or joins it meanwhile."""
    chosen = sa.select(EventSession).where(
        EventSession.series_id == series.id, EventSession.state != "cancelled", EventSession.over_at > now
    )
    ordered = chosen.order_by(EventSession.first_day, EventSession.id).with_for_update()
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
