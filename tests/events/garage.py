"""A small garage for the tests: a series, a session with seats, people who join."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from bot.clock import JST, UTC
from bot.db import read_scope, session_scope
from bot.models import Friend
from bot.models_events import EventSeries, EventSession, PersonalNotice
from bot.models_sending import Enrolment

CODE = "garage-2025-04"
DAY = dt.date(2025, 4, 11)


def user(number: int) -> str:
    return f"U{number:032x}"


def at(text: str) -> dt.datetime:
    """2025-04-11 19:00 in Japan, as aware UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=JST).astimezone(UTC)


def days(*dates: str, start: str | None = "19:00", end: str | None = "21:00") -> list[dict[str, str | None]]:
    return [{"day": day, "start": start, "end": end} for day in dates]


def session_row(series_id: int, now: dt.datetime, **changes: Any) -> EventSession:
    given: dict[str, Any] = {
        "code": CODE, "series_id": series_id, "occurrence": None, "name": "シゴト・ツクル・ガレージ", "state": "open",
        "days": days("2025-04-11"), "first_day": DAY, "last_day": DAY, "starts_at": at("2025-04-11 19:00"),
        "over_at": at("2025-04-11 21:00"), "place": "なのはなプラザ", "capacity": 2, "most_people": 5,
        "uid": "garage-2025-04@madoguchi", "door_code": "ABC234", "created_at": now, "created_by": "佐藤",
        "changed_at": now,
    }  # fmt: skip
    return EventSession(**{**given, **changes})


def opened(engine: sa.Engine, now: dt.datetime, **changes: Any) -> str:
    """A session that one can join; its code."""
    row = session_row(0, now, **changes)
    with session_scope(engine) as session:
        series = EventSeries(
            code=f"series-{row.code}", name="ガレージ", kind="meetup", theme="events", form={}, created_at=now,
            created_by="佐藤",
        )  # fmt: skip
        session.add(series)
        session.flush()
        row.series_id = series.id
        session.add(row)
    return row.code


def change(engine: sa.Engine, code: str = CODE, **values: Any) -> None:
    """The office changes the session."""
    with session_scope(engine) as session:
        session.execute(sa.update(EventSession).where(EventSession.code == code).values(**values))


def befriend(engine: sa.Engine, user_id: str, state: str, now: dt.datetime) -> None:
    """The person follows, or blocks the account."""
    with session_scope(engine) as session:
        session.merge(
            Friend(user_id=user_id, state=state, state_at_ms=0, first_seen_at=now, last_seen_at=now, notices={})
        )


def rows(engine: sa.Engine, code: str = CODE) -> dict[str, Enrolment]:
    with read_scope(engine) as session:
        found = session.scalars(sa.select(Enrolment).where(Enrolment.event_code == code))
        return {row.user_id: row for row in found}


def states(engine: sa.Engine, code: str = CODE) -> dict[str, str]:
    return {who: row.state for who, row in rows(engine, code).items()}


def notices(engine: sa.Engine, kind: str = "event.offer") -> list[PersonalNotice]:
    with read_scope(engine) as session:
        chosen = sa.select(PersonalNotice).where(PersonalNotice.kind == kind).order_by(PersonalNotice.id)
        return list(session.scalars(chosen))


def tell_all(engine: sa.Engine, now: dt.datetime) -> list[str]:
    """What jobs/tell.py does, without LINE: everything that waits is told; to whom, in order."""
    with session_scope(engine) as session:
        waiting = sa.select(PersonalNotice).where(PersonalNotice.state == "waiting").order_by(PersonalNotice.id)
        told = list(session.scalars(waiting))
        for notice in told:
            notice.state, notice.told_at, notice.how = "told", now, "push"
        return [notice.user_id for notice in told]
