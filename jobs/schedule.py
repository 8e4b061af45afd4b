"""When what runs: an ordered table, and the only importer of the scheduler. What is due lies in our rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from bot import log
from bot.db import session_scope
from bot.errors import where
from jobs.alert_mail import mail_staff
from jobs.alerts import tell_staff
from jobs.broadcast_end import watch_broadcasts
from jobs.cleanup import cleanup, close_days
from jobs.erase import erase_asked, erase_left
from jobs.parts import Parts
from jobs.plans import watch_plans
from jobs.repeat import plan_occurrences
from jobs.seats import offer_seats, thank
from jobs.sessions import plan_sessions
from jobs.sweep import sweep
from jobs.tell import tell
from jobs.watch import watch_heartbeats
from jobs.watches import notice_watches

logger = log.get("schedule")


def heartbeat(parts: Parts) -> None:
    """Shows every replica's /readyz that the threads of this process are alive."""
    with session_scope(parts.engine) as session:
        parts.pulse.write(session)


TICK = dt.timedelta(seconds=5)  # of jobs that follow the desk's clock, which a demonstration may move

# Each row: the job, and how often. A run that is late is made up once, never twice at the same time. Every job has a
# heartbeat under its own name, given for it after each run that went well. Mails go last among the short ones: a mail
# server may keep one waiting, and nothing else waits for it.
TABLE: tuple[tuple[Callable[[Parts], None], dt.timedelta], ...] = (
    (sweep, dt.timedelta(seconds=1)),
    (erase_asked, dt.timedelta(seconds=1)),
    (heartbeat, dt.timedelta(seconds=5)),
    (watch_heartbeats, dt.timedelta(seconds=5)),
    (tell_staff, dt.timedelta(seconds=5)),
    (offer_seats, dt.timedelta(seconds=5)),
    (tell, dt.timedelta(seconds=5)),
    (mail_staff, dt.timedelta(seconds=5)),
    (watch_broadcasts, dt.timedelta(minutes=1)),
    (plan_occurrences, dt.timedelta(minutes=1)),
    (watch_plans, dt.timedelta(minutes=10)),
    (plan_sessions, dt.timedelta(hours=1)),
    (thank, dt.timedelta(minutes=10)),
    (notice_watches, dt.timedelta(minutes=10)),
    (erase_left, dt.timedelta(hours=1)),
    (close_days, dt.timedelta(hours=1)),
    (cleanup, dt.timedelta(hours=6)),
)
NAMES = tuple(job.__name__ for job, _ in TABLE)


def start(parts: Parts) -> BackgroundScheduler:
    """A running scheduler; its jobs start at once and report their errors instead of dying of them."""
    # A thread for each job: one that hangs never takes the place of another.
    executors = {"default": {"type": "threadpool", "max_workers": len(TABLE)}}
    defaults = {"coalesce": True, "max_instances": 1}
    scheduler = BackgroundScheduler(timezone=dt.UTC, executors=executors, job_defaults=defaults)
    for job, interval in TABLE:
        step = alive(job) if interval <= TICK else by_the_desks_clock(job, interval, parts.clock.now())
        every = {"seconds": min(interval, TICK).total_seconds()}
        parts.pulse.beat(job.__name__, parts.clock.now())
        scheduler.add_job(_guarded, "interval", (step, parts), id=job.__name__, misfire_grace_time=None, **every)
    scheduler.start()
    return scheduler


def alive(job: Callable[[Parts], None]) -> Callable[[Parts], None]:
    """The job, with a sign of life after each run that went well."""

    @wraps(job)
    def step(parts: Parts) -> None:
        job(parts)
        parts.pulse.beat(job.__name__, parts.clock.now())

    return step


def by_the_desks_clock(
    job: Callable[[Parts], None], interval: dt.timedelta, last: dt.datetime
) -> Callable[[Parts], None]:
    """The job once in each interval of the desk's clock, and at once after that clock has been moved far or back.

    Between the runs it gives signs of life, unless the last run failed.
    """
    well = True

    @wraps(job)
    def step(parts: Parts) -> None:
        nonlocal last, well
        now = parts.clock.now()
        if not dt.timedelta(0) <= now - last < interval:
            last, well = now, False
            job(parts)
            well = True
        if well:
            parts.pulse.beat(job.__name__, parts.clock.now())

    return step


def _guarded(job: Callable[[Parts], None], parts: Parts) -> None:
    try:
        job(parts)
    except Exception as error:
        logger.error("job failed", job=job.__name__, error=where(error))
