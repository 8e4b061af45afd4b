"""When what runs: an ordered table, and the only importer of the scheduler. What is due lies in our rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from bot import log
from bot.db import session_scope
from bot.errors import where
from jobs.cleanup import cleanup
from jobs.parts import Parts
from jobs.sweep import sweep

logger = log.get("schedule")


def heartbeat(parts: Parts) -> None:
    """Shows every replica's /readyz that the threads of this process are alive."""
    with session_scope(parts.engine) as session:
        parts.pulse.write(session)


# Each row: the job, and how often. A run that is late is made up once, never twice at the same time.
TABLE: tuple[tuple[Callable[[Parts], None], dt.timedelta], ...] = (
    (sweep, dt.timedelta(seconds=1)),
    (heartbeat, dt.timedelta(seconds=5)),
    (cleanup, dt.timedelta(hours=6)),
)


def start(parts: Parts) -> BackgroundScheduler:
    """A running scheduler; its jobs start at once and report their errors instead of dying of them."""
    scheduler = BackgroundScheduler(timezone=dt.UTC, job_defaults={"coalesce": True, "max_instances": 1})
    for job, interval in TABLE:
        seconds = interval.total_seconds()
        scheduler.add_job(_guarded, "interval", (job, parts), seconds=seconds, id=job.__name__, misfire_grace_time=None)
    scheduler.start()
    return scheduler


def _guarded(job: Callable[[Parts], None], parts: Parts) -> None:
    try:
        job(parts)
    except Exception as error:
        logger.error("job failed", job=job.__name__, error=where(error))
