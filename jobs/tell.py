"""Pushes the personal notices that are due: the words are made now, the claim and the row that is sent are one commit.

Nothing here calls LINE but to ask how many messages the month has left; jobs/deliver.py sends, under the row's key.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log, personal_claims
from bot.announcements import timing
from bot.db import read_scope, session_scope
from bot.errors import where
from bot.messages import fit
from bot.models import OutboundMessage
from bot.models_events import PersonalNotice
from bot.models_sending import StaffAlert
from bot.queue import NOTICE_LANE
from handlers import told
from jobs import wording_alerts
from jobs.alerts import end_alert, raise_alert
from jobs.parts import Parts
from jobs.ride import context_of
from jobs.tell_again import ALERTS, LATER, QUOTA_ALERT, TOKEN_ALERT, look_again

AGAIN = dt.timedelta(minutes=10)  # after words that could not be made
WORTH_WAITING = ("event.moved", "event.changed", "event.cancelled")  # who comes back must not go on the former day
GIVE_WAY = 0.01  # seconds, while webhooks are at the door

logger = log.get("tell")


def tell(parts: Parts) -> None:
    """Puts everything due on its way, outside the quiet hours; what is over is dropped at any hour."""
    now = parts.clock.now()
    look_again(parts)
    with read_scope(parts.engine) as session:
        past = personal_claims.any_past(session, now)
        people = [] if timing.quiet(now) else personal_claims.due_people(session, now)
        alerts = _open_alerts(session) if people else set()
    if past:
        _drop_past(parts, now)
    if not people or (alerts & {QUOTA_ALERT, TOKEN_ALERT} and not _line_takes(parts, now)):
        return
    try:
        _tell_all(parts, people, alerts, now)
    finally:
        parts.outbox.ring(parts.settings.madoguchi_workers)


def _tell_all(parts: Parts, people: Sequence[str], alerts: set[str], now: dt.datetime) -> None:
    """One after the other, each in a transaction; who cannot be told now holds up nobody. Raises the last failure."""
    failure: Exception | None = None
    for user_id in people:
        parts.inbox.let_in(GIVE_WAY)
        try:
            _tell_one(parts, user_id, alerts, now)
        except Exception as error:
            logger.error("not told", who=parts.who(user_id), error=where(error))
            failure = error
        parts.pulse.beat("tell", parts.clock.now())
    if failure:
        raise failure


def _tell_one(parts: Parts, user_id: str, alerts: set[str], now: dt.datetime) -> None:
    """One push at most; notices whose words cannot be made are put off, and the others go."""
    for _ in range(personal_claims.MOST_AT_ONCE + 1):
        try:
            with session_scope(parts.engine) as session:
                ended = _push(parts, session, user_id, now)
                for kind in {kind for kind, result in ended if result == "push"}:
                    if ALERTS + kind in alerts:
                        end_alert(session, ALERTS + kind, now)
        except told.Untellable as error:
            logger.error("no words", kind=error.kind, error=where(error.__cause__ or error))
            _wait_for_words(parts, error, now)
        else:
            for (kind, result), number in ended.items():
                parts.metrics.personal.labels(kind, result).inc(number)
            return


def _push(parts: Parts, session: Session, user_id: str, now: dt.datetime) -> Counter[tuple[str, str]]:
    """Claims what one push holds and stores the row that is sent; how many of each kind ended how."""
    rows = personal_claims.due(session, user_id, now)
    if not rows:
        return Counter()
    if not personal_claims.reachable(session, user_id):
        return _not_now(session, user_id, rows, now)
    context = context_of(parts, session, user_id, now)
    said = [told.words(row, context) for row in _company(rows)]
    untrue = [one for one in said if not one.messages]
    personal_claims.drop(session, [one.number for one in untrue])
    chosen, messages = told.together([one for one in said if one.messages])
    if chosen:
        push = _row(user_id, fit(messages), now)
        session.add(push)
        session.flush()
        numbers = {one.number for one in chosen}
        if personal_claims.take(session, numbers, now, how="push", outbound_id=push.id) != numbers:
            raise RuntimeError("a notice was told by somebody else")  # its row was locked: this takes everything back
    ended = [(one.kind, "untrue") for one in untrue] + [(one.kind, "push") for one in chosen]
    return Counter(ended)


def _not_now(
    session: Session, user_id: str, rows: Sequence[PersonalNotice], now: dt.datetime
) -> Counter[tuple[str, str]]:
    """Somebody who has blocked us may come back before the event: its news waits for that; the rest is dropped."""
    stays = personal_claims.blocked(session, user_id)
    later = [row for row in rows if stays and row.kind in WORTH_WAITING]
    gone = [row for row in rows if row not in later]
    personal_claims.put_off(session, [row.id for row in later], timing.next_allowed(now + LATER))
    personal_claims.drop(session, [row.id for row in gone])
    return Counter([(row.kind, "put off") for row in later] + [(row.kind, "left") for row in gone])


def _company(rows: Sequence[PersonalNotice]) -> Sequence[PersonalNotice]:
    """What goes together: one that LINE did not take in company goes alone."""
    return rows[:1] if rows[0].outbound_id else [row for row in rows if not row.outbound_id]


def _row(user_id: str, messages: list[dict[str, object]], now: dt.datetime) -> OutboundMessage:
    return OutboundMessage(
        kind="push", user_key=NOTICE_LANE + user_id, user_id=user_id, retry_key=uuid.uuid4(), messages=messages,
        state="waiting", created_at=now, next_try_at=now,
    )  # fmt: skip


def _wait_for_words(parts: Parts, error: told.Untellable, now: dt.datetime) -> None:
    """The notice waits, the staff hear of it."""
    words = wording_alerts.NO_WORDS.format(kind=wording_alerts.personal(error.kind))
    with session_scope(parts.engine) as session:
        personal_claims.put_off(session, [error.number], timing.next_allowed(now + AGAIN))
        raise_alert(session, ALERTS + error.kind, words, now)
    parts.metrics.personal.labels(error.kind, "put off").inc()


def _line_takes(parts: Parts, now: dt.datetime) -> bool:
    """Asks LINE whether it takes pushes again, after it has refused some; as long as not, everything due waits."""
    quota = parts.line.quota() if parts.line else None  # no transaction is open while we ask LINE
    takes = quota is not None and quota.left != 0
    with session_scope(parts.engine) as session:
        if takes:
            end_alert(session, QUOTA_ALERT, now)
            end_alert(session, TOKEN_ALERT, now)
        else:
            wait = AGAIN if quota is None else LATER
            personal_claims.put_off_pushes(session, now, timing.next_allowed(now + wait))
    return takes


def _open_alerts(session: Session) -> set[str]:
    lasting = sa.select(StaffAlert.key).where(StaffAlert.key.startswith(ALERTS), StaffAlert.ended_at.is_(None))
    return set(session.scalars(lasting))


def _drop_past(parts: Parts, now: dt.datetime) -> None:
    with session_scope(parts.engine) as session:
        dropped = personal_claims.drop_past(session, now)
    for kind, number in dropped.items():
        parts.metrics.personal.labels(kind, "past").inc(number)
