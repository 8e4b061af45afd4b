"""The safety net: work that nobody was woken for (a crash, another replica, a retry that came due)."""

from __future__ import annotations

from bot.announcements import batches, timing
from bot.db import read_scope, session_scope
from bot.queue import EVENT_LEASE, LONGEST_WAIT, OUTBOUND_LEASE, SKEW, free_expired
from bot.statements import statement
from jobs.parts import Parts

OPEN_EVENTS = statement("SELECT EXISTS (SELECT 1 FROM inbound_event WHERE state = 'open')")
DUE_OUTBOUND = statement(
    """SELECT EXISTS (SELECT 1 FROM outbound_message WHERE state = 'waiting'
    AND (next_try_at <= :now OR next_try_at > :ahead) AND NOT (:night AND user_key LIKE 'notice:%'))"""
)
EXPIRED_EVENTS = statement(
    """SELECT EXISTS (SELECT 1 FROM inbound_event WHERE state = 'claimed'
    AND (claimed_until <= :now OR claimed_until > :ahead))"""
)
EXPIRED_OUTBOUND = statement(
    """SELECT EXISTS (SELECT 1 FROM outbound_message WHERE state = 'sending'
    AND (claimed_until <= :now OR claimed_until > :ahead))"""
)
EXPIRED_BATCHES = statement(
    """SELECT EXISTS (SELECT 1 FROM announcement_batch WHERE state = 'sending'
    AND (claimed_until <= :now OR claimed_until > :ahead))"""
)
ANNOUNCEMENTS = statement(
    """SELECT EXISTS (SELECT 1 FROM announcement
    WHERE state = 'sending' OR (state = 'scheduled' AND due_at <= :now))"""
)


def sweep(parts: Parts) -> None:
    """Frees what dead workers held and rings where work lies; reads only, as long as all is well."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        expired = session.scalar(EXPIRED_EVENTS, {"now": now, "ahead": now + EVENT_LEASE + SKEW}) or session.scalar(
            EXPIRED_OUTBOUND, {"now": now, "ahead": now + OUTBOUND_LEASE + SKEW}
        )
        opened = session.scalar(OPEN_EVENTS)
        stuck = session.scalar(EXPIRED_BATCHES, {"now": now, "ahead": now + batches.LEASE + SKEW})
        announcing = session.scalar(ANNOUNCEMENTS, {"now": now})
        soon = {"now": now, "ahead": now + LONGEST_WAIT + SKEW, "night": timing.quiet(now)}
        due = session.scalar(DUE_OUTBOUND, soon)
    if expired:
        with session_scope(parts.engine) as session:
            free_expired(session, now)
    if stuck:
        with session_scope(parts.engine) as session:
            batches.free_expired(session, now)
    if announcing or stuck:
        parts.announcing.ring()
    if opened or expired:
        parts.inbox.ring()
    if due or expired:
        parts.outbox.ring(parts.settings.madoguchi_workers)
