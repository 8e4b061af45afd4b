"""Personal notices whose message LINE refused, or that have waited for LINE so long that they may not be true any more.

What may have arrived is never told again: neither a reply or push with an unknown end, nor one that LINE refused only
when it was repeated. The reasons are in docs/decisions/0014-personal-notices.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import personal_ends
from bot.announcements import timing
from bot.db import read_scope, session_scope
from bot.line import INVALID_REPLY_TOKEN, QUOTA, Outcome
from bot.messages import fit
from bot.models import OutboundMessage
from bot.models_events import PersonalNotice
from bot.models_sending import StaffAlert
from bot.queue import NOTICE_LANE, ClaimedMessage, rowcount
from handlers import told
from jobs import wording_alerts
from jobs.alerts import end_alert, raise_alert
from jobs.parts import Parts
from jobs.ride import context_of

ALERTS = "personal:"  # the beginning of the keys of what the staff must hear of personal notices
QUOTA_ALERT = f"{ALERTS}quota"
TOKEN_ALERT = f"{ALERTS}token"
LATER = dt.timedelta(hours=1)  # after LINE refused everything
A_DAY = dt.timedelta(days=1)
PATIENCE = dt.timedelta(minutes=5)  # a push that waits longer is looked at again
NOT_TRUE = "not true any more"
NO_TOKEN = (401, 403)


def in_doubt(message: ClaimedMessage, outcome: Outcome) -> bool:
    """Whether a push that LINE refuses for now may have arrived before: only its own key can tell."""
    for_now = outcome.detail == QUOTA or outcome.status in NO_TOKEN
    return for_now and message.attempts > 1 and message.user_key.startswith(NOTICE_LANE)


def refused(session: Session, message: ClaimedMessage, outcome: Outcome, now: dt.datetime) -> None:
    """LINE has refused a reply or a push for good: decides about the notices it carried, in the same transaction."""
    if message.attempts > 1:  # the first attempt may have arrived
        return
    notices = personal_ends.carried(session, message.id)
    if not notices:
        return
    later = timing.next_allowed(now + LATER)
    if outcome.detail == QUOTA:
        personal_ends.give_back(session, notices, later)
        raise_alert(session, QUOTA_ALERT, wording_alerts.PERSONAL_QUOTA, now)
    elif outcome.status in NO_TOKEN:
        personal_ends.give_back(session, notices, later)
        raise_alert(session, TOKEN_ALERT, wording_alerts.PERSONAL_TOKEN, now)
    elif outcome.detail == INVALID_REPLY_TOKEN:
        personal_ends.give_back(session, notices, now)
    elif notices[0].how == "reply":  # perhaps for what stood in a notice: the next answer must not be lost with it
        personal_ends.give_back(session, notices, now, walks=True)
    elif len(notices) > 1:  # perhaps for what stood in one of them
        personal_ends.give_back(session, notices, now, alone=True)
    else:
        _end(session, notices[0], now)


def _end(session: Session, notice: PersonalNotice, now: dt.datetime) -> None:
    """One that nobody will take: the staff hear of it, of each kind once a day."""
    notice.state = "dropped"
    session.flush()
    key, kind = f"{ALERTS}refused:{notice.kind}", wording_alerts.personal(notice.kind)
    old = (StaffAlert.key == key, StaffAlert.ended_at.is_(None), StaffAlert.since < now - A_DAY)
    if session.scalar(sa.select(StaffAlert.key).where(*old)):
        end_alert(session, key, now)
    raise_alert(session, key, wording_alerts.PERSONAL_REFUSED.format(kind=kind), now)


def look_again(parts: Parts) -> None:
    """Looks at every push that has waited for more than five minutes.

    One that nobody has tried is taken back and made anew. One that was tried must be repeated to the letter; when its
    words would be others now, it is repeated no more.
    """
    now = parts.clock.now()
    waits = (OutboundMessage.state == sa.literal_column("'waiting'"), OutboundMessage.created_at < now - PATIENCE)
    waiting = sa.select(OutboundMessage.id).where(*waits, OutboundMessage.user_key.startswith(NOTICE_LANE))
    with read_scope(parts.engine) as session:
        numbers = list(session.scalars(waiting.order_by(OutboundMessage.id)))
    for number in numbers:
        with session_scope(parts.engine) as session:
            _look(parts, session, number, now)


def _look(parts: Parts, session: Session, number: int, now: dt.datetime) -> None:
    held = sa.select(OutboundMessage).where(OutboundMessage.id == number, OutboundMessage.state == "waiting")
    push = session.scalar(held.with_for_update(skip_locked=True))
    if push is None:
        return
    notices = personal_ends.carried(session, number)
    if not push.attempts:
        personal_ends.give_back(session, notices, now)
        session.delete(push)
    elif notices and _words(parts, session, str(push.user_id), notices, now) != push.messages:
        ended = sa.update(OutboundMessage).where(OutboundMessage.id == number, OutboundMessage.state == "waiting")
        rowcount(session, ended.values(state="unknown", detail=NOT_TRUE))


def _words(
    parts: Parts, session: Session, user_id: str, notices: Sequence[PersonalNotice], now: dt.datetime
) -> list[dict[str, object]]:
    """LINE's message objects as they would be made now; without those that nobody needs any more."""
    context = context_of(parts, session, user_id, now)
    said = [told.words(notice, context) for notice in notices if now < notice.until]
    _, messages = told.together([one for one in said if one.messages])
    return fit(messages)
