"""Simple Tellers, people with notices, and a look at what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from bot import personal
from bot.db import read_scope, session_scope
from bot.messages import Card, Message, Text
from bot.models import Friend
from bot.models_events import PersonalNotice
from bot.models_sending import StaffAlert
from handlers import event_notices, watch_notices
from handlers.context import Context
from jobs.parts import Parts
from tests.factories import USER

WEEK = dt.timedelta(days=7)
URGENT, CALM = "event.moved", "watch.ended"
TRIED = "watch.tried"  # a kind of the tests alone: the desks of tests/survival/nursery.py know it


def text(row: PersonalNotice, context: Context) -> list[Message]:
    """Says its occasion; nothing when `about` says that it is not true any more."""
    return [] if row.about.get("untrue") else [Text(f"{row.occasion}のお知らせ")]


def card(row: PersonalNotice, context: Context) -> list[Message]:
    """The same as a card."""
    return [] if row.about.get("untrue") else [Card(f"{row.occasion}のお知らせ", row.occasion)]


def broken(row: PersonalNotice, context: Context) -> list[Message]:
    """A Teller with a mistake in it."""
    raise KeyError(row.user_id)


@contextmanager
def tellers(**kinds: Any) -> Iterator[None]:
    """These Tellers are registered meanwhile, under names with a dot for each underscore."""
    given = {name.replace("_", "."): teller for name, teller in kinds.items()}
    before = dict(event_notices.KINDS), dict(watch_notices.KINDS)
    for name, teller in given.items():
        (event_notices if name.startswith("event.") else watch_notices).KINDS[name] = teller
    try:
        yield
    finally:
        for module, kept in zip((event_notices, watch_notices), before, strict=True):
            module.KINDS.clear()
            module.KINDS.update(kept)


def befriend(parts: Parts, *people: str, state: str = "friend") -> None:
    """These people are friends."""
    now = parts.clock.now()
    rows = [
        {"user_id": one, "state": state, "state_at_ms": 0, "first_seen_at": now, "last_seen_at": now, "notices": {}}
        for one in people
    ]
    with session_scope(parts.engine) as session:
        session.execute(sa.insert(Friend), rows)


def note(
    parts: Parts, occasion: str, user_id: str = USER, kind: str = URGENT, *, lives: dt.timedelta = WEEK, **more: Any
) -> bool:
    """Makes a notice that lives so long; `about` and the moments may be given."""
    now = parts.clock.now()
    about = more.pop("about", {})
    with session_scope(parts.engine) as session:
        return personal.make(session, user_id, kind, occasion, about, now=now, until=now + lives, **more)


def notice(parts: Parts, occasion: str, user_id: str = USER) -> PersonalNotice:
    """The row of an occasion."""
    chosen = (PersonalNotice.occasion == occasion, PersonalNotice.user_id == user_id)
    with read_scope(parts.engine) as session:
        return session.scalars(sa.select(PersonalNotice).where(*chosen)).one()


def states(parts: Parts) -> dict[str, str]:
    """Every occasion with its state."""
    with read_scope(parts.engine) as session:
        rows = session.execute(sa.select(PersonalNotice.occasion, PersonalNotice.state))
        return {occasion: state for occasion, state in rows}


def alerts(parts: Parts) -> list[str]:
    """What the staff should know now."""
    lasting = sa.select(StaffAlert.key).where(StaffAlert.ended_at.is_(None)).order_by(StaffAlert.key)
    with read_scope(parts.engine) as session:
        return list(session.scalars(lasting))
