"""Taking personal notices in hand: which are due, which may ride on a reply, and the claims that make each told once.

A claim is one UPDATE with `waiting` in WHERE, in the transaction that stores the message which carries the notice.
A waiting notice with an `event_id` was on a reply that LINE refused for what stood in it: it rides no more. One with an
`outbound_id` was in a push that LINE refused: it goes alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.models import Friend
from bot.models_events import PersonalNotice
from bot.queue import rowcount, run
from bot.statements import statement

MOST_AT_ONCE = 60  # of one person: five carousels of twelve

Notice = PersonalNotice
_WAITING = Notice.state == sa.literal_column("'waiting'")  # written out, so that the partial indexes are used

# For the whole batch of answers at once. What is due by day is not among them: within seconds it is pushed under a key
# that can be repeated, and a reply cannot. SQLite would prefer the indexes of columns that are mostly NULL: coalesce.
_RIDERS = statement(
    """SELECT user_id, id FROM personal_notice WHERE state = 'waiting' AND user_id IN :people
    AND coalesce(event_id, outbound_id) IS NULL AND ready_at <= :now AND until > :now
    AND (push_at > :now OR :night) ORDER BY push_at, id""",
    "people",
)


def riders(session: Session, people: Collection[str], now: dt.datetime, night: bool) -> dict[str, list[int]]:
    """The ids of what may ride on a reply to each of these people now; one look for all of them."""
    found: dict[str, list[int]] = {}
    if people:
        for row in run(session, _RIDERS, {"people": list(people), "now": now, "night": night}):
            found.setdefault(row.user_id, []).append(row.id)
    return found


def loaded(session: Session, numbers: Collection[int]) -> list[Notice]:
    """The rows of these ids, in the order in which they are told."""
    chosen = sa.select(Notice).where(Notice.id.in_(numbers)).order_by(Notice.push_at, Notice.id)
    return list(session.scalars(chosen.limit(MOST_AT_ONCE)))


def due_people(session: Session, now: dt.datetime) -> list[str]:
    """Everybody who has something to be pushed now, who has waited longest first."""
    # Told apart here: to group, SQLite would read everything that waits instead of what is due.
    waiting = sa.select(Notice.user_id).where(_WAITING, Notice.push_at <= now)
    return list(dict.fromkeys(session.scalars(waiting.order_by(Notice.push_at, Notice.id))))


def due(session: Session, user_id: str, now: dt.datetime) -> list[Notice]:
    """What is to be pushed to one person now, held until the transaction ends; another worker's is left out.

    Whoever holds the first has all of them, so that two workers never share one person's notices out between them.
    """
    theirs = (_WAITING, Notice.user_id == user_id, Notice.push_at <= now)
    first = sa.select(Notice.id).where(*theirs).order_by(Notice.push_at, Notice.id).limit(1)
    held = sa.select(Notice.id).where(Notice.id == first.scalar_subquery(), _WAITING)
    if session.scalar(held.with_for_update(skip_locked=True)) is None:
        return []
    ordered = sa.select(Notice).where(*theirs).order_by(Notice.push_at, Notice.id).limit(MOST_AT_ONCE)
    return list(session.scalars(ordered.with_for_update(skip_locked=True)))


def reachable(session: Session, user_id: str) -> bool:
    """Whether the person is a friend: not who blocked us, nor who is not known any more."""
    return session.scalar(sa.select(Friend.state).where(Friend.user_id == user_id)) == "friend"


def blocked(session: Session, user_id: str) -> bool:
    """Whether we know the person, who has blocked us."""
    return session.scalar(sa.select(Friend.state).where(Friend.user_id == user_id)) == "blocked"


def take(
    session: Session, numbers: Collection[int], now: dt.datetime, *, how: str, event_id: int | None = None,
    outbound_id: int | None = None,
) -> set[int]:  # fmt: skip
    """Notes that these are told with a reply or a push; those that were still waiting."""
    values = {"state": "told", "how": how, "told_at": now, "event_id": event_id, "outbound_id": outbound_id}
    return set(session.scalars(_change(numbers).values(**values).returning(Notice.id)))


def drop(session: Session, numbers: Collection[int]) -> int:
    """These are told no more: not true now, or nobody to tell; how many were still waiting."""
    return rowcount(session, _change(numbers).values(state="dropped")) if numbers else 0


def any_past(session: Session, now: dt.datetime) -> bool:
    """Whether something is due that nobody needs any more."""
    return session.scalar(sa.select(Notice.id).where(*_past(now)).limit(1)) is not None


def drop_past(session: Session, now: dt.datetime) -> Counter[str]:
    """Drops what is due and not needed any more; how many of each kind."""
    dropped = sa.update(Notice).where(*_past(now)).values(state="dropped").returning(Notice.kind)
    return Counter(session.scalars(dropped.execution_options(synchronize_session=False)))


def _past(now: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return _WAITING, Notice.push_at <= now, Notice.until <= now


def put_off(session: Session, numbers: Collection[int], until: dt.datetime) -> int:
    """These wait until a moment, with a push and with a reply; how many."""
    return rowcount(session, _change(numbers).values(ready_at=until, push_at=until)) if numbers else 0


def put_off_pushes(session: Session, now: dt.datetime, until: dt.datetime) -> int:
    """Whatever is due now is pushed at that moment only; it may ride on replies meanwhile."""
    waits = sa.update(Notice).where(_WAITING, Notice.push_at <= now).values(push_at=until)
    return rowcount(session, waits)


def _change(numbers: Collection[int]) -> sa.Update:
    waiting = sa.update(Notice).where(Notice.id.in_(numbers), _WAITING)
    return waiting.execution_options(synchronize_session=False)
