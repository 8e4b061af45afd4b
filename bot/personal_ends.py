"""What becomes of told notices: given back when their message did not go, forgotten when nobody needs them any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.models import OutboundMessage
from bot.models_events import DayWatch, PersonalNotice
from bot.models_sending import Watch
from bot.queue import rowcount

Notice = PersonalNotice


def carried(session: Session, message_id: int) -> list[Notice]:
    """The notices told with a reply or a push, in the order in which they were told."""
    sent = session.get_one(OutboundMessage, message_id)
    by_reply = [Notice.event_id == sent.event_id] if sent.event_id is not None else []
    with_it = sa.or_(Notice.outbound_id == message_id, *by_reply)
    # An id may be given anew after its row was deleted; the moment tells which message was meant.
    told = (with_it, Notice.state == "told", Notice.told_at == sent.created_at)
    return list(session.scalars(sa.select(Notice).where(*told).order_by(Notice.push_at, Notice.id)))


def give_back(
    session: Session, notices: Collection[Notice], not_before: dt.datetime, *, alone: bool = False, walks: bool = False
) -> None:
    """These were not told, and wait again; pushed at their moment, but not before this one.

    With `alone` the next push has no company; with `walks` they ride on no reply any more.
    """
    for one in notices:
        one.state, one.how, one.told_at = "waiting", None, None
        one.push_at = max(one.push_at, not_before)
        one.event_id = one.event_id if walks else None
        one.outbound_id = one.outbound_id if alone else None
    session.flush()


def erase(session: Session, user_id: str, upto: dt.datetime) -> None:
    """Everything made for a person up to a moment, and the pushes of it that are on their way."""
    theirs = sa.delete(Notice).where(Notice.user_id == user_id, Notice.made_at <= upto)
    deleted = session.scalars(theirs.returning(Notice.outbound_id).execution_options(synchronize_session=False)).all()
    pushes = [number for number in deleted if number is not None]
    if pushes:
        on_their_way = (OutboundMessage.id.in_(pushes), OutboundMessage.user_id == user_id)
        gone = sa.delete(OutboundMessage).where(*on_their_way, OutboundMessage.event_id.is_(None))
        session.execute(gone.execution_options(synchronize_session=False))


def forget(session: Session, before: dt.datetime, limit: int) -> int:
    """Deletes up to so many that were over before a moment; how many.

    A notice is over when it was told or dropped and `until` has passed: nobody makes that occasion again. What may be
    told of a watch (制度の終了 …) stays true as long as the watch lasts, so its bare occasion stays as long.
    """
    ended = (Notice.state.in_(("told", "dropped")), Notice.until < before, Notice.made_at < before)
    told = sa.or_(Notice.told_at.is_(None), Notice.told_at < before)
    over = sa.select(Notice.id).where(*ended, told, sa.not_(_watched())).limit(limit)
    count = rowcount(session, sa.delete(Notice).where(Notice.id.in_(over.scalar_subquery())))
    bare = sa.update(Notice).where(*ended, told, Notice.about != {})
    rowcount(session, bare.values(about={}, event_id=None, outbound_id=None))
    return count


def _watched() -> sa.ColumnElement[bool]:
    """Whether the person still watches the program of the occasion (watch:PROGRAM:…, watchday:PROGRAM:…)."""
    return sa.or_(
        sa.exists().where(Watch.user_id == Notice.user_id, _speaks_of("watch", Watch.program_id)),
        sa.exists().where(DayWatch.user_id == Notice.user_id, _speaks_of("watchday", DayWatch.program_id)),
    )


def _speaks_of(kind: str, program_id: sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[bool]:
    beginning = sa.literal(f"{kind}:").concat(program_id).concat(":")
    return sa.func.substr(Notice.occasion, 1, sa.func.length(beginning)) == beginning
