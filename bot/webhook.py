"""POST /callback: check the signature over the raw bytes, store every event, commit, answer 200, wake the answerer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from bot import envelope, log
from bot.bell import Bell
from bot.clock import Clock
from bot.errors import where
from bot.groupcommit import write
from bot.line import verify
from bot.metrics import Metrics
from bot.queue import receive

LARGEST_BODY = 1_000_000  # bytes; LINE's own batches stay far below
SIGNATURE = "x-line-signature"
# What a strange event may do to its own row; anything else is the database's trouble and LINE shall try again.
BAD_ROW = (sa.exc.DataError, sa.exc.IntegrityError, sa.exc.StatementError, ValueError, TypeError, RecursionError)

logger = log.get("webhook")


async def raw_body(request: Request) -> bytes:
    """The bytes as they came, at most 1 MB: also when no Content-Length announces them. Raises 413."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > LARGEST_BODY:
        raise HTTPException(413)
    chunks = bytearray()
    try:
        async for chunk in request.stream():
            chunks += chunk
            if len(chunks) > LARGEST_BODY:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(chunks)


def routes(
    engine: sa.Engine, clock: Clock, secrets: Callable[[], tuple[str, ...]], metrics: Metrics, bell: Bell
) -> APIRouter:
    """The webhook's route, wired to where it stores and whom it wakes."""
    router = APIRouter()

    @router.post("/callback")
    def callback(request: Request, body: bytes = Depends(raw_body)) -> Response:
        if not verify(body, request.headers.get(SIGNATURE), secrets()):
            return _refused(metrics, "signature")
        try:
            events = envelope.read_events(body)
        except envelope.BrokenBody:
            return _refused(metrics, "body")
        if events:
            with bell.arriving():
                stored = store(engine, events, clock.now(), metrics)
            bell.ring(min(stored, 1))
        return Response(status_code=200)

    return router


def store(engine: sa.Engine, events: list[Any], now: dt.datetime, metrics: Metrics) -> int:
    """Stores a webhook's events in one transaction and tells how many are to be worked on.

    The transaction ends inside the endpoint, so it is committed before the response exists and takes one turn in the
    thread pool; a dependency with `yield` would hold the writer's turn across three.
    """
    try:
        results = _store_together(engine, events, now)
    except BAD_ROW as error:
        if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
            raise
        logger.warning("batch stored one by one", error=where(error), events=len(events))
        results = [result for event in events for result in _store_alone(engine, event, now)]
    for event, result in zip(events, results, strict=True):
        metrics.count_received(envelope.kind(event) if isinstance(event, dict) else "other", result)
    return results.count("stored")


def _store_together(engine: sa.Engine, events: list[Any], now: dt.datetime) -> list[str]:
    return write(engine, lambda session: [_receive(session, event, now) for event in events])


def _receive(session: Session, event: Any, now: dt.datetime) -> str:
    if not isinstance(event, dict):
        return "skipped"
    if not receive(session, event, now):
        return "duplicate"
    return "stored" if envelope.concerns_us(event) else "ignored"


def _store_alone(engine: sa.Engine, event: Any, now: dt.datetime) -> list[str]:
    try:
        return _store_together(engine, [event], now)
    except BAD_ROW as error:
        if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
            raise
        logger.warning("event skipped", error=where(error))
        return ["skipped"]


def _refused(metrics: Metrics, reason: str) -> Response:
    metrics.refused.labels(reason).inc()
    logger.warning("webhook refused", reason=reason)
    return Response(status_code=400)
