"""Sessions come from the rules of their series, six months ahead, each occurrence once and none that is past."""

from __future__ import annotations

import sqlalchemy as sa

from bot import log
from bot.db import read_scope, session_scope
from bot.events import seeds
from bot.events.making import locked, plan_ahead
from bot.models_events import EventSeries
from jobs.parts import Parts

BY = "job"

logger = log.get("sessions")


def plan_sessions(parts: Parts) -> None:
    """Sows the series of the document, and makes the sessions that have come within reach; staff fill and open them."""
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        sown = seeds.sow(session, now)
    ruled = sa.select(EventSeries.code).where(EventSeries.state == "running").order_by(EventSeries.id)
    with read_scope(parts.engine) as session:
        codes = list(session.scalars(ruled))
    for code in codes:
        with session_scope(parts.engine) as session:
            made = plan_ahead(session, locked(session, code), BY, now)
        if made:
            logger.info("sessions planned", series=code, sessions=len(made))
    if sown:
        logger.info("series sown", series=len(sown))
