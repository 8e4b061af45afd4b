"""Who is a friend, decided by LINE's time of the event: follow and unfollow may arrive out of order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot import envelope
from bot.clock import to_ms, today_jst
from bot.models import Friend
from bot.queue import run
from bot.statements import SEE_FRIEND

STATES = {"follow": "friend", "unfollow": "blocked"}


def note_state(session: Session, event: envelope.Event, now: dt.datetime, keep_days: int) -> bool:
    """Records a follow or unfollow; False when something newer is known already, so the event is history.

    Who leaves is erased after `keep_days` days; coming back cancels that.
    """
    user_id = envelope.user_id(event)
    if user_id is None:
        return True
    at = envelope.occurred_ms(event, to_ms(now))
    left = envelope.kind(event) == "unfollow"
    statement = _insert(session)(Friend).values(
        user_id=user_id, state=STATES[envelope.kind(event)], state_at_ms=at, first_seen_at=now, last_seen_at=now,
        notices={}, erase_on=today_jst(now) + dt.timedelta(days=keep_days) if left else None,
    )  # fmt: skip
    new = statement.excluded
    names = ("state", "state_at_ms", "last_seen_at", "erase_on")
    changes = {name: new[name] for name in names}
    newer = new.state_at_ms > Friend.state_at_ms
    upsert = statement.on_conflict_do_update(index_elements=["user_id"], set_=changes, where=newer)
    return session.execute(upsert.returning(Friend.user_id)).first() is not None


def note_seen(session: Session, user_ids: Iterable[str], now: dt.datetime) -> None:
    """Whoever writes to us alone is a friend until an event says otherwise."""
    # One order for all replicas, else two could wait for each other.
    rows = [{"user_id": user_id, "now": now} for user_id in sorted(set(user_ids))]
    if rows:
        run(session, SEE_FRIEND, rows)


def _insert(session: Session) -> type[postgresql.Insert] | type[sqlite.Insert]:
    return postgresql.Insert if session.get_bind().dialect.name == "postgresql" else sqlite.Insert
