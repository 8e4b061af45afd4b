"""Finding series and sessions by their codes and in the order of time."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.content_fields import meant
from bot.errors import Problem
from bot.events import wording
from bot.events.seats import hold
from bot.models_events import EventSeries, EventSession

FRESH: dict[str, Any] = {"execution_options": {"populate_existing": True}}


def find(session: Session, code: str) -> EventSession:
    """The session with this code. Raises Problem, with the code that was probably meant."""
    chosen = sa.select(EventSession).where(EventSession.code == tidy(code))
    found: EventSession | None = session.scalars(chosen, **FRESH).one_or_none()
    if found is None:
        raise Problem(_nothing(session, code))
    return found


def held(session: Session, code: str) -> EventSession:
    """The session as it is now; nobody else changes it or its seats until the transaction ends. Raises Problem."""
    return hold(session, find(session, code).code)


def find_series(session: Session, code: str) -> EventSeries | None:
    """The series with this code, or None."""
    chosen = sa.select(EventSeries).where(EventSeries.code == tidy(code))
    found: EventSeries | None = session.scalars(chosen, **FRESH).one_or_none()
    return found


def series_of(session: Session, event: EventSession) -> EventSeries:
    """The series of a session."""
    return session.get_one(EventSeries, event.series_id, populate_existing=True)


def all_series(session: Session) -> list[EventSeries]:
    """Every series, the oldest first."""
    return list(session.scalars(sa.select(EventSeries).order_by(EventSeries.id)))


def coming(session: Session, now: dt.datetime, *, series: str | None = None, limit: int = 12) -> list[EventSession]:
    """What is not over yet, planned, open and cancelled, the soonest first; of one series by its code."""
    chosen = sa.select(EventSession).where(EventSession.over_at > now)
    return _some(session, chosen.order_by(*_BY_TIME).limit(limit), series)


def past(session: Session, now: dt.datetime, limit: int = 12, *, series: str | None = None) -> list[EventSession]:
    """What is over, the latest first."""
    chosen = sa.select(EventSession).where(EventSession.over_at <= now)
    return _some(session, chosen.order_by(EventSession.over_at.desc(), EventSession.id.desc()).limit(limit), series)


def on_same_days(session: Session, event: EventSession) -> list[tuple[EventSession, dt.date]]:
    """The other sessions of its series that are not cancelled and have a day of its own, with the first such day."""
    chosen = sa.select(EventSession).where(
        EventSession.series_id == event.series_id, EventSession.id != event.id, EventSession.state != "cancelled",
        EventSession.first_day <= event.last_day, EventSession.last_day >= event.first_day,
    )  # fmt: skip
    mine = {one["day"] for one in event.days}
    shared = ((other, {one["day"] for one in other.days} & mine) for other in _some(session, chosen, None))
    return sorted(
        ((other, dt.date.fromisoformat(min(days))) for other, days in shared if days), key=lambda pair: pair[0].code
    )


def tidy(code: str) -> str:
    """A code as people write it (ＧＡＲＡＧＥ-2026-12 with a space behind it) as it is stored."""
    return unicodedata.normalize("NFKC", code).strip().lower()


_BY_TIME = (EventSession.first_day, sa.func.coalesce(EventSession.starts_at, EventSession.over_at), EventSession.id)


def _some(session: Session, chosen: Any, series: str | None) -> list[EventSession]:
    if series is not None:
        ids = sa.select(EventSeries.id).where(EventSeries.code == tidy(series)).scalar_subquery()
        chosen = chosen.where(EventSession.series_id == ids)
    return list(session.scalars(chosen))


def _nothing(session: Session, code: str) -> str:
    if find_series(session, code):
        return wording.IS_SERIES.format(code=tidy(code))
    return wording.NO_SESSION.format(code=code.strip()) + meant(code, session.scalars(sa.select(EventSession.code)))
