"""When what runs: an ordered table, and the only importer of the scheduler. What is due lies in our rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from bot import log
from bot.db import session_scope
from bot.errors import where
from jobs.cleanup import cleanup, close_days
from jobs.erase import erase_asked, erase_left
from jobs.parts import Parts
from jobs.sweep import sweep

logger = log.get("schedule")


def heartbeat(parts: Parts) -> None:
    """Shows every replica's /readyz that the threads of this process are alive."""
    with session_scope(parts.engine) as session:
        parts.pulse.write(session)


TICK = dt.timedelta(seconds=5)  # of jobs that follow the desk's clock, which a demonstration may move

# Each row: the job, and how often. A run that is late is made up once, never twice at the same time.
TABLE: tuple[tuple[Callable[[Parts], None], dt.timedelta], ...] = (
    (sweep, dt.timedelta(seconds=1)),
    (erase_asked, dt.timedelta(seconds=1)),
    (heartbeat, dt.timedelta(seconds=5)),
    (erase_left, dt.timedelta(hours=1)),
    (close_days, dt.timedelta(hours=1)),
    (cleanup, dt.timedelta(hours=6)),
)


def start(parts: Parts) -> BackgroundScheduler:
    """A running scheduler; its jobs start at once and report their errors instead of dying of them."""
    scheduler = BackgroundScheduler(timezone=dt.UTC, job_defaults={"coalesce": True, "max_instances": 1})
    for job, interval in TABLE:
        step = job if interval <= TICK else by_the_desks_clock(job, interval, parts.clock.now())
        every = {"seconds": min(interval, TICK).total_seconds()}
        scheduler.add_job(_guarded, "interval", (step, parts), id=job.__name__, misfire_grace_time=None, **every)
    scheduler.start()
    return scheduler


def by_the_desks_clock(
    job: Callable[[Parts], None], interval: dt.timedelta, last: dt.datetime
) -> Callable[[Parts], None]:
    """The job once in each interval of the desk's clock, and at once after that clock has been moved far or back."""

    @wraps(job)
    def step(parts: Parts) -> None:
        nonlocal last
        now = parts.clock.now()
        if not dt.timedelta(0) <= now - last < interval:
            last = now
            job(parts)

    return step


def _guarded(job: Callable[[Parts], None], parts: Parts) -> None:
    try:
        job(parts)
    except Exception as error:
        logger.error("job failed", job=job.__name__, error=where(error))
