"""Watches the heartbeats: a job that is silent for five minutes is told to the staff, once while it lasts."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.db import read_scope, session_scope
from bot.models import JobHeartbeat
from bot.models_sending import StaffAlert
from bot.queue import SKEW
from jobs.alerts import end_alert, raise_alert
from jobs.parts import Parts
from jobs.pulse import SILENCE, put
from jobs.wording_alerts import JOBS, SILENT

LIMIT = dt.timedelta(minutes=5)  # of the desk's clock
# Each process speaks for its own threads and says at every look who is silent; when none says so any more, it is over.
OVER = dt.timedelta(seconds=60)


def watch_heartbeats(parts: Parts) -> None:
    """Notes which jobs of this process are silent, tells the staff, and ends what is over; runs every 5 seconds."""
    now = parts.clock.now()
    silent = parts.pulse.silent(now, LIMIT)
    with read_scope(parts.engine) as session:
        lasting = _over(session, now)
    if not silent and not lasting:
        return
    with session_scope(parts.engine) as session:
        put(session, [{"name": SILENCE + name, "at": now} for name in silent])
        for name in silent:
            raise_alert(session, SILENCE + name, SILENT.format(job=JOBS.get(name, name)), now)
        for key in _over(session, now):
            end_alert(session, key, now)


def _over(session: Session, now: dt.datetime) -> list[str]:
    """The alerts about silent jobs that no process confirms any more."""
    said = sa.select(JobHeartbeat.name).where(
        JobHeartbeat.name == StaffAlert.key, JobHeartbeat.at > now - OVER, JobHeartbeat.at <= now + SKEW
    )
    lasting = (StaffAlert.key.startswith(SILENCE), StaffAlert.ended_at.is_(None))
    return list(session.scalars(sa.select(StaffAlert.key).where(*lasting, ~said.exists())))
