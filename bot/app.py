"""The one place where the parts meet: create_app wires webhook, jobs and health."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from bot import calendar_door, health, link_door, log, webhook
from bot.clock import Clock
from bot.config import Settings
from bot.db import make_engine, read_scope
from bot.line import Line
from bot.metrics import Metrics
from bot.models import JobHeartbeat
from handlers.desk import Desk
from jobs.parts import Parts
from jobs.workers import Workers

AFTER_A_KILL = dt.timedelta(hours=6)


def make_clock(settings: Settings) -> Clock:
    """The clock of the settings: the real one, or one that starts at MADOGUCHI_NOW."""
    return Clock(settings.madoguchi_now)


def goes_on(settings: Settings, engine: sa.Engine) -> Clock:
    """The clock of a service: after a kill under MADOGUCHI_NOW it goes on from the last sign of life.

    What was claimed or reserved before would else wait for a time lived through already. A clock set back by more than
    six hours is set back on purpose.
    """
    clock = make_clock(settings)
    if settings.madoguchi_now is not None:
        with read_scope(engine) as session:
            beat = session.scalar(sa.select(sa.func.max(JobHeartbeat.at)))
        ahead = (beat or clock.now()) - clock.now()
        if dt.timedelta(0) < ahead < AFTER_A_KILL:
            clock.move(ahead)
    return clock


def make_line(settings: Settings) -> Line:
    """The door to the LINE of the settings."""
    return Line(settings.line_channel_access_token, settings.line_api_base_url, settings.line_data_api_base_url)


def make_parts(settings: Settings, clock: Clock, line: Line | None, engine: sa.Engine, desk: Desk) -> Parts:
    """What the jobs work with, for the service, for `work` and for the terminal."""
    who = log.Who(settings.line_channel_secret)
    return Parts(engine=engine, clock=clock, settings=settings, line=line, desk=desk, metrics=Metrics(), who=who)


def create_app(
    settings: Settings,
    clock: Clock,
    line: Line,
    *,
    engine: sa.Engine | None = None,
    desk: Desk | None = None,
    run_workers: bool = True,
) -> FastAPI:
    """The service. Its schema must be at head; with run_workers=False it only receives, and other processes answer."""
    engine = engine or make_engine(settings.database_url)
    parts = make_parts(settings, clock, line, engine, desk or Desk.open())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        workers = Workers(parts) if run_workers else None
        if workers:
            await run_in_threadpool(workers.start)
        yield
        if workers:
            await run_in_threadpool(workers.stop)
        line.close()
        engine.dispose()

    app = FastAPI(title="madoguchi", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.parts = parts
    app.include_router(webhook.routes(engine, clock, lambda: settings.secrets, parts.metrics, parts.inbox))
    app.include_router(health.routes(engine, clock, parts.metrics))
    app.include_router(link_door.routes(engine, clock, settings.link_hosts))
    app.include_router(calendar_door.routes(engine, clock))
    return app
