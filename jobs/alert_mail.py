"""Staff alerts by mail, where a mail server is set: once each, tried again while the server is away."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot import log, mail
from bot.announcements import timing
from bot.db import read_scope, session_scope
from bot.mail import Mail, Posted
from bot.models import Setting
from bot.models_sending import AuditEntry, StaffAlert
from bot.queue import SKEW
from jobs import wording_alerts
from jobs.alerts import BY, end_alert, raise_alert, too_often
from jobs.parts import Parts

MAILED = "alert_mailed"
FAILS = "mail"  # the alert that mails fail; it is told in LINE only
STATE = "alert_mail"  # the setting that holds whose turn it is, and when the next try is due
LEASE = dt.timedelta(minutes=3)  # longer than a talk with a server that is slow at every step
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(minutes=30)
PATIENCE = 3  # failures before the staff are told in LINE

logger = log.get("alert_mail")


def mail_staff(parts: Parts) -> None:
    """Mails the oldest alert that nobody was mailed.

    The server takes it, then we write that down: who is killed between the two sends it again, under the same
    Message-ID.
    """
    if not mail.configured(parts.settings):
        return
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        if session.scalar(_waiting().limit(1)) is None:
            return
    with session_scope(parts.engine) as session:
        alert = _take(session, now)
        if alert is None:
            return
        key, since, words = alert.key, alert.since, alert.words
    text = wording_alerts.MAIL_TEXT.format(words=words, since=timing.in_words(since))
    name = "alert-" + hashlib.sha256(f"{key} {since.isoformat()}".encode()).hexdigest()[:24]
    posted = mail.post(parts.settings, Mail(wording_alerts.MAIL_SUBJECT, text, name, now))
    with session_scope(parts.engine) as session:
        _record(session, key, since, posted, parts.clock.now())
    level = logger.info if posted.state == "accepted" else logger.warning
    level("mail to staff", key=key, state=posted.state, detail=posted.detail)


def _waiting() -> sa.Select[str]:
    unmailed = (StaffAlert.mailed_at.is_(None), StaffAlert.ended_at.is_(None), StaffAlert.key != FAILS)
    return sa.select(StaffAlert.key).where(*unmailed).order_by(StaffAlert.since, StaffAlert.key)


def _take(session: Session, now: dt.datetime) -> StaffAlert | None:
    """The alert to mail, when it is our turn: another process may be at it, or the next try is not due yet."""
    state = _state(session)
    until = dt.datetime.fromisoformat(state.value["until"])
    if now < until <= now + LONGEST_WAIT + LEASE + SKEW:  # one further ahead was written before the clock was set back
        return None
    key = next((key for key in session.scalars(_waiting()) if not too_often(session, MAILED, key, now)), None)
    if key is None:
        return None
    state.value = {**state.value, "until": (now + LEASE).isoformat()}
    return session.get(StaffAlert, key)


def _record(session: Session, key: str, since: dt.datetime, posted: Posted, now: dt.datetime) -> None:
    state = _state(session)
    if posted.state == "accepted":
        state.value = {"until": now.isoformat(), "failures": 0}
        mailed = sa.update(StaffAlert).where(StaffAlert.key == key, StaffAlert.since == since)
        session.execute(mailed.values(mailed_at=now))
        session.add(AuditEntry(at=now, by=BY, what=MAILED, detail={"key": key}))
        end_alert(session, FAILS, now)
        return
    failures = int(state.value["failures"]) + 1
    wait = LONGEST_WAIT if posted.state == "rejected" else min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    state.value = {"until": (now + wait).isoformat(), "failures": failures}
    if posted.state == "rejected" or failures >= PATIENCE:
        raise_alert(session, FAILS, wording_alerts.MAIL_FAILS.format(detail=posted.detail), now)


def _state(session: Session) -> Setting:
    """The one row about mailing, held until the transaction ends."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = {"until": dt.datetime(2000, 1, 1, tzinfo=dt.UTC).isoformat(), "failures": 0}
    session.execute(insert(Setting).values(key=STATE, value=first).on_conflict_do_nothing(index_elements=["key"]))
    held = sa.select(Setting).where(Setting.key == STATE).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()
