"""Notices to single people: made once per occasion, told once; jobs/tell.py and jobs/ride.py tell them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot import office_days
from bot.announcements.timing import at_on
from bot.clock import today_jst
from bot.models_events import PersonalNotice
from bot.queue import rowcount, run

BUNDLE_AT = dt.time(10)  # in Japan

_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def make(
    session: Session,
    user_id: str,
    kind: str,
    occasion: str,
    about: dict[str, Any],
    *,
    now: dt.datetime,
    until: dt.datetime,
    ready_at: dt.datetime | None = None,
    push_at: dt.datetime | None = None,
) -> bool:
    """Notes what is to be told; False when this person's occasion was noted before, told or not.

    Moments are aware UTC: from `ready_at` (now) it may ride on a reply, at `push_at` (`ready_at`) it is pushed, outside
    the quiet hours; from `until` on it is dropped.
    """
    ready = ready_at or now
    made = _INSERTS[session.get_bind().dialect.name](PersonalNotice).values(
        user_id=user_id, kind=kind, occasion=occasion, about=about, made_at=now, ready_at=ready,
        push_at=push_at or ready, until=until, state="waiting",
    )  # fmt: skip
    once = made.on_conflict_do_nothing(index_elements=["user_id", "occasion"])
    return run(session, once.returning(PersonalNotice.id)).first() is not None


def withdraw(session: Session, user_ids: Iterable[str], occasion: str) -> int:
    """Drops what has not been told yet of this occasion; how many there were."""
    chosen = (PersonalNotice.user_id.in_(list(user_ids)), PersonalNotice.occasion == occasion)
    dropped = sa.update(PersonalNotice).where(*chosen, PersonalNotice.state == "waiting").values(state="dropped")
    return rowcount(session, dropped)


def next_bundle(now: dt.datetime) -> dt.datetime:
    """When what can wait is pushed: at ten on the first working day from the coming Monday on; aware UTC."""
    today = today_jst(now)
    monday = today + dt.timedelta(days=7 - today.weekday())
    return at_on(office_days.next_working(monday), BUNDLE_AT)
