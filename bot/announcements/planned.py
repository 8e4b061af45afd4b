"""The occurrences of a repeated announcement: made as announcements of their own, withdrawn with their origin."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.states import move
from bot.models_sending import Announcement

# What was approved for all of them.
SHARED = ("author", "title", "theme", "content", "audience", "past_at", "submitted_by", "approved_by", "approved_at")


def occurrence(parent: Announcement, at: dt.datetime, now: dt.datetime) -> Announcement:
    """One occurrence (aware UTC) of what was approved; overrides of the month's quota or the night are not taken over.

    In the pause of a lone approver it waits for the end of that pause.
    """
    due = max(at, parent.not_before) if parent.not_before else at
    shared = {name: getattr(parent, name) for name in SHARED}
    return Announcement(
        **shared, created_at=now, state="scheduled", send_at=at, due_at=due, parent_id=parent.id, occurrence_at=at
    )


def withdraw(session: Session, number: int, by: str, now: dt.datetime, reason: str) -> int:
    """Stops every occurrence that has not begun, and tells how many: what it came from was edited or stopped.

    It gives its time free, so that the same moment can be planned anew, and loses its approval, so that it never goes
    out itself.
    """
    waiting = sa.select(Announcement).where(
        Announcement.parent_id == number,
        Announcement.state.in_(("scheduled", "held")),
        Announcement.started_at.is_(None),
    )
    found = session.scalars(waiting.order_by(Announcement.id).with_for_update()).all()
    for child in found:
        move(session, child, "stop", "stopped", by, now, reason, occurrence_at=None, fingerprint=None, finished_at=now)
    return len(found)
