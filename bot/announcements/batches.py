"""Batches as work: claimed by one UPDATE, sent under a key stored before, recorded as LINE answered.

Whoever changes a batch holds the announcement's row first, so that a stop and a claim never pass each other.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.audience_sql import gone, silenced
from bot.announcements.friends import TESTER
from bot.clock import to_ms, today_jst
from bot.errors import LostClaim
from bot.models import Friend
from bot.models_sending import Announcement, AnnouncementBatch, AnnouncementRecipient, FriendTag
from bot.queue import LONGEST_WAIT, SKEW

BATCH_SIZE = 500  # LINE's limit for a multicast
LEASE = dt.timedelta(seconds=30)
# Ten minutes before LINE forgets the key: a later attempt could reach somebody a second time.
KEY_MARGIN = dt.timedelta(minutes=10)
KEY_LIVES = dt.timedelta(hours=24) - KEY_MARGIN
UNFINISHED = ("waiting", "sending")

Batch, Recipient = AnnouncementBatch, AnnouncementRecipient


@dataclass(frozen=True)
class ClaimedBatch:
    """A batch in our hands; `attempts` counts this one, `to` is in the order LINE will speak of.

    `fresh`: no attempt before this one can have reached anybody, so LINE's answer to this one tells everything.
    """

    id: int
    announcement_id: int
    seq: int
    retry_key: uuid.UUID
    attempts: int
    first_try_at: dt.datetime
    fresh: bool
    to: tuple[str, ...]
    messages: list[dict[str, Any]]


def lock(session: Session, number: int) -> Announcement:
    """The announcement as it is now; nobody else changes it or its batches until this transaction ends."""
    chosen = sa.select(Announcement).where(Announcement.id == number).with_for_update()
    return session.scalars(chosen.execution_options(populate_existing=True)).one()


def make(session: Session, number: int, seqs: Sequence[int], now: dt.datetime) -> None:
    """Batches that wait, each with its own key."""
    session.add_all(
        Batch(announcement_id=number, seq=seq, retry_key=uuid.uuid4(), next_try_at=now, state="waiting") for seq in seqs
    )
    session.flush()


def claim(session: Session, announcement: Announcement, worker: str, now: dt.datetime) -> ClaimedBatch | None:
    """The next batch that is due, or None; while nobody can have got it, those who want none any more are taken out.

    One whose key LINE may have forgotten is left to the watch, which writes it down as unknown.
    """
    ahead = now + LONGEST_WAIT + SKEW  # written before the clock was set back
    due = sa.or_(Batch.next_try_at <= now, Batch.next_try_at > ahead)
    waiting = (Batch.announcement_id == announcement.id, Batch.state == "waiting", due, sa.not_(forgotten(now)))
    first = session.execute(
        sa.select(Batch.id, Batch.first_try_at).where(*waiting).order_by(Batch.seq).limit(1)
    ).first()
    if first is None:
        return None
    taken = session.execute(
        sa.update(Batch)
        .where(Batch.id == first.id, Batch.state == "waiting")
        .values(
            state="sending", claimed_by=worker, claimed_until=now + LEASE, attempts=Batch.attempts + 1,
            first_try_at=sa.func.coalesce(Batch.first_try_at, now),
        )
        .returning(Batch.id, Batch.seq, Batch.retry_key, Batch.attempts, Batch.first_try_at)
    ).first()  # fmt: skip
    if taken is None:
        return None
    fresh = first.first_try_at is None
    if fresh:
        _take_out(session, announcement, taken.seq, now)
    to = tuple(str(user_id) for user_id in session.scalars(_members(announcement.id, taken.seq)))
    return ClaimedBatch(
        taken.id, announcement.id, taken.seq, taken.retry_key, taken.attempts, taken.first_try_at, fresh, to,
        announcement.messages or [],
    )  # fmt: skip


def end(
    session: Session,
    worker: str,
    batch: ClaimedBatch,
    state: str,
    now: dt.datetime,
    request_id: str | None,
    detail: str,
) -> None:
    """Records how a batch ended. Raises LostClaim, except for `accepted`: that stays true whoever holds it."""
    held = [Batch.id == batch.id]
    values: dict[str, Any] = {"state": state, "request_id": request_id, "detail": detail or None}
    if state == "accepted":
        held.append(Batch.state.in_((*UNFINISHED, "unknown")))
        values["accepted_at"] = now
    else:
        held += [Batch.state == "sending", Batch.claimed_by == worker]
    _change(session, held, **values)


def again(
    session: Session, worker: str, batch: ClaimedBatch, at: dt.datetime, request_id: str | None, detail: str,
    refused: bool = False,
) -> None:  # fmt: skip
    """Gives a batch back until `at`, under the same key. Raises LostClaim.

    One that LINE has only ever `refused` reached nobody: it is as if it had never been tried, so it may wait longer
    than a key lives, and who wants none any more may still be taken out.
    """
    held = [Batch.id == batch.id, Batch.state == "sending", Batch.claimed_by == worker]
    new: dict[str, Any] = {}
    if refused and batch.fresh:
        new = {"first_try_at": None, "retry_key": uuid.uuid4()}
    _change(session, held, state="waiting", next_try_at=at, request_id=request_id, detail=detail or None, **new)


def without(session: Session, worker: str, batch: ClaimedBatch, refused: Sequence[int], now: dt.datetime) -> int:
    """Drops the people LINE will not send to (their places in `to`); the rest waits anew under a new key."""
    end(session, worker, batch, "replaced", now, None, f"dropped {len(refused)}")
    dropped = [batch.to[place] for place in refused]
    of_batch = (Recipient.announcement_id == batch.announcement_id, Recipient.batch_seq == batch.seq)
    # In pieces: a database takes only so many values in one statement.
    for start in range(0, len(dropped), BATCH_SIZE):
        chosen = Recipient.user_id.in_(dropped[start : start + BATCH_SIZE])
        session.execute(sa.update(Recipient).where(*of_batch, chosen).values(state="rejected", why="refused"))
    last = session.scalar(sa.select(sa.func.max(Batch.seq)).where(Batch.announcement_id == batch.announcement_id)) or 0
    session.execute(sa.update(Recipient).where(*of_batch, Recipient.state.is_(None)).values(batch_seq=last + 1))
    if len(dropped) < len(batch.to):
        make(session, batch.announcement_id, [last + 1], now)
    return len(dropped)


def changed_since(session: Session, batch: ClaimedBatch, places: Sequence[int]) -> bool:
    """Whether one of these people (their places in `to`) has left, or come, since the batch was first tried."""
    people = {batch.to[place] for place in places}
    as_before = (Friend.state == "friend", Friend.state_at_ms < to_ms(batch.first_try_at))
    known = set(session.scalars(sa.select(Friend.user_id).where(Friend.user_id.in_(people), *as_before)))
    return known != people


def forgotten(now: dt.datetime) -> sa.ColumnElement[bool]:
    """True for batches whose key LINE may have forgotten: first used a day ago, or nobody knows when, because the
    clock has been set back since.
    """
    return sa.and_(
        Batch.first_try_at.is_not(None),
        sa.or_(Batch.first_try_at <= now - KEY_LIVES, Batch.first_try_at > now + KEY_MARGIN),
    )


def unfinished(session: Session, number: int) -> bool:
    """Whether any batch still waits or is on its way."""
    left = sa.select(Batch.id).where(Batch.announcement_id == number, Batch.state.in_(UNFINISHED)).limit(1)
    return session.scalar(left) is not None


def free_expired(session: Session, now: dt.datetime) -> int:
    """Frees what dead workers held; the same key goes out again, so nobody can get it twice."""
    expired = sa.or_(Batch.claimed_until <= now, Batch.claimed_until > now + LEASE + SKEW)
    freed = sa.update(Batch).where(Batch.state == "sending", expired)
    return session.execute(freed.values(state="waiting", claimed_by=None, claimed_until=None)).rowcount  # type: ignore[attr-defined, no-any-return]


def _change(session: Session, held: list[sa.ColumnElement[bool]], **values: Any) -> None:
    changed = sa.update(Batch).where(*held).values(**values, claimed_by=None, claimed_until=None)
    if session.execute(changed).rowcount != 1:  # type: ignore[attr-defined]
        raise LostClaim


def _members(number: int, seq: int) -> sa.Select[str | None]:
    chosen = (Recipient.announcement_id == number, Recipient.batch_seq == seq, Recipient.state.is_(None))
    return sa.select(Recipient.user_id).where(*chosen, Recipient.user_id.is_not(None)).order_by(Recipient.number)


def _take_out(session: Session, announcement: Announcement, seq: int, now: dt.datetime) -> None:
    of_batch = (
        Recipient.announcement_id == announcement.id, Recipient.batch_seq == seq, Recipient.state.is_(None),
    )  # fmt: skip
    person = sa.type_coerce(Recipient.user_id, sa.String)
    known = sa.exists().where(Friend.user_id == person)
    tester = sa.exists().where(FriendTag.user_id == person, FriendTag.tag == TESTER)
    for values, condition in (
        # Erased while the recipients were being frozen: the deletion could not see this row.
        ({"why": "left", "user_id": None}, sa.not_(known)),
        ({"why": "left"}, gone(person)),
        ({"why": "opted_out"}, silenced(announcement.theme, today_jst(now), person)),
        # In practice, who is no tester any more.
        ({"why": "left"}, sa.not_(tester) if announcement.mode == "practice" else sa.false()),
    ):
        taken = sa.update(Recipient).where(*of_batch, condition).values(state="stopped", **values)
        session.execute(taken.execution_options(synchronize_session=False))
