"""Whether the service lives (/healthz), can work (/readyz), and how it fares (/metrics)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.clock import Clock
from bot.db import at_head, read_scope
from bot.metrics import Metrics
from jobs.pulse import last_signs, overdue
from jobs.schedule import NAMES
from jobs.workers import THREADS

DEPTHS = {
    "inbox": sa.text("SELECT count(*) FROM inbound_event WHERE state = 'open'"),
    "outbox": sa.text("SELECT count(*) FROM outbound_message WHERE state = 'waiting'"),
}

OPEN_ALERTS = sa.text("SELECT count(*) FROM staff_alert WHERE ended_at IS NULL")


def routes(engine: sa.Engine, clock: Clock, metrics: Metrics) -> APIRouter:
    """The three routes; they tell no secrets and need no login."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        checks, jobs = check(engine, clock)
        ready = all(state == "ok" for state in checks.values())
        return JSONResponse({"ready": ready, "checks": checks, "jobs": jobs}, status_code=200 if ready else 503)

    @router.get("/metrics")
    def page() -> Response:
        with read_scope(engine) as session:
            for queue, depth in DEPTHS.items():
                metrics.depth.labels(queue).set(session.scalar(depth) or 0)
            metrics.open_alerts.set(session.scalar(OPEN_ALERTS) or 0)
            for job, seconds in silence(last_signs(session), clock.now()).items():
                if seconds is not None:
                    metrics.job_silent.labels(job).set(seconds)
        return Response(metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def check(engine: sa.Engine, clock: Clock) -> tuple[dict[str, str], dict[str, float | None]]:
    """Each check by name: ok, or what is wrong. And each job with the seconds since its last sign of life."""
    try:
        with read_scope(engine) as session:
            if not at_head(session.connection()):
                return {"database": "ok", "migrations": "behind"}, {}
            signs = last_signs(session)
    except sa.exc.SQLAlchemyError:
        return {"database": "unreachable"}, {}
    now = clock.now()
    late = overdue(signs, now)
    checks = {"database": "ok", "migrations": "ok", "jobs": f"silent: {', '.join(late)}" if late else "ok"}
    return checks, silence(signs, now)


def silence(signs: dict[str, dt.datetime], now: dt.datetime) -> dict[str, float | None]:
    """Seconds of the desk's clock since the last sign of life of each job in any process; None: there was none yet."""
    return {
        job: round(max((now - signs[job]).total_seconds(), 0.0), 1) if job in signs else None
        for job in (*THREADS, *NAMES)
    }
