"""The safety net: work that nobody was woken for (a crash, another replica, a retry that came due)."""

from __future__ import annotations

import sqlalchemy as sa

from bot.db import read_scope
from bot.models import UtcTime
from bot.queue import EVENT_LEASE, LONGEST_WAIT, OUTBOUND_LEASE, SKEW
from jobs.parts import Parts

MOMENTS = [sa.bindparam(name, type_=UtcTime) for name in ("now", "ahead")]
OPEN_EVENTS = sa.text(
    """SELECT EXISTS (SELECT 1 FROM inbound_event WHERE state = 'open') OR EXISTS (SELECT 1 FROM inbound_event
    WHERE state = 'claimed' AND (claimed_until <= :now OR claimed_until > :ahead))"""
).bindparams(*MOMENTS)
DUE_OUTBOUND = sa.text(
    """SELECT EXISTS (SELECT 1 FROM outbound_message WHERE state = 'waiting'
    AND (next_try_at <= :now OR next_try_at > :ahead))"""
).bindparams(*MOMENTS)
STUCK_OUTBOUND = sa.text(
    """SELECT EXISTS (SELECT 1 FROM outbound_message WHERE state = 'sending'
    AND (claimed_until <= :now OR claimed_until > :ahead))"""
).bindparams(*MOMENTS)


def sweep(parts: Parts) -> None:
    """Rings where work lies; the claims themselves free what a dead worker held."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        if session.scalar(OPEN_EVENTS, {"now": now, "ahead": now + EVENT_LEASE + SKEW}):
            parts.inbox.ring()
        due = session.scalar(DUE_OUTBOUND, {"now": now, "ahead": now + LONGEST_WAIT + SKEW})
        if due or session.scalar(STUCK_OUTBOUND, {"now": now, "ahead": now + OUTBOUND_LEASE + SKEW}):
            parts.outbox.ring(parts.settings.madoguchi_workers)
    parts.pulse.beat("sweep", now)
