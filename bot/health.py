"""Whether the service lives (/healthz), can work (/readyz), and how it fares (/metrics)."""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.clock import Clock
from bot.db import at_head, read_scope
from bot.metrics import Metrics
from jobs.pulse import overdue

DEPTHS = {
    "inbox": sa.text("SELECT count(*) FROM inbound_event WHERE state = 'open'"),
    "outbox": sa.text("SELECT count(*) FROM outbound_message WHERE state = 'waiting'"),
}


def routes(engine: sa.Engine, clock: Clock, metrics: Metrics) -> APIRouter:
    """The three routes; they tell no secrets and need no login."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        checks = check(engine, clock)
        ready = all(state == "ok" for state in checks.values())
        return JSONResponse({"ready": ready, "checks": checks}, status_code=200 if ready else 503)

    @router.get("/metrics")
    def page() -> Response:
        with read_scope(engine) as session:
            for queue, depth in DEPTHS.items():
                metrics.depth.labels(queue).set(session.scalar(depth) or 0)
        return Response(metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def check(engine: sa.Engine, clock: Clock) -> dict[str, str]:
    """Each check by name: ok, or what is wrong."""
    try:
        with read_scope(engine) as session:
            if not at_head(session.connection()):
                return {"database": "ok", "migrations": "behind"}
            late = overdue(session, clock.now())
    except sa.exc.SQLAlchemyError:
        return {"database": "unreachable"}
    return {"database": "ok", "migrations": "ok", "jobs": f"silent: {', '.join(late)}" if late else "ok"}
