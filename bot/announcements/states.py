"""The states of an announcement and every way between them, in one table; a move is one UPDATE with the old state.

draft → in_approval → approved → scheduled → sending → sent. `held`: the desk asks the staff before it goes on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import wording
from bot.errors import Problem
from bot.models_sending import Announcement, AnnouncementStep

OPEN = ("draft", "in_approval", "approved", "scheduled", "held", "repeating")

# (state, move) → the states it may lead to. What is not here is not allowed.
MOVES: dict[tuple[str, str], frozenset[str]] = {
    (old, move): frozenset(new.split())
    for old, move, new in (
        ("draft", "edit", "draft"),
        ("draft", "submit", "in_approval"),
        ("in_approval", "edit", "draft"),
        ("in_approval", "give_back", "draft"),
        ("in_approval", "approve", "approved scheduled repeating"),
        ("approved", "edit", "draft"),
        ("approved", "schedule", "scheduled"),
        ("approved", "send", "scheduled"),
        ("approved", "stop", "stopped"),
        ("scheduled", "edit", "draft"),
        ("scheduled", "start", "sending"),
        ("scheduled", "hold", "held"),
        ("scheduled", "stop", "stopped"),
        ("repeating", "edit", "draft"),
        ("repeating", "stop", "stopped"),
        ("sending", "hold", "held"),
        ("sending", "stop", "stopped"),
        ("sending", "finish", "sent partly_unknown"),
        ("held", "finish", "sent partly_unknown"),
        ("held", "edit", "draft"),
        ("held", "resume", "scheduled sending"),
        ("held", "stop", "stopped"),
        ("stopped", "resume", "approved scheduled sending repeating"),
    )
}


def allowed(state: str, move: str) -> bool:
    """Whether the table knows this way."""
    return (state, move) in MOVES


def require(announcement: Announcement, way: str) -> None:
    """Raises Problem, with what may be done instead, when the table knows no such way from here."""
    if not allowed(announcement.state, way):
        raise Problem(wording.not_allowed(announcement.id, announcement.state, way))


def move(
    session: Session,
    announcement: Announcement,
    way: str,
    to: str,
    by: str,
    now: dt.datetime,
    reason: str = "",
    **values: Any,
) -> None:
    """Takes an announcement from the state it was read in to another, and writes down who did it and why.

    Raises Problem when the table has no such way, or when somebody else was quicker.
    """
    old = announcement.state
    if to not in MOVES.get((old, way), ()):
        raise Problem(wording.not_allowed(announcement.id, old, way))
    changed = session.execute(
        sa.update(Announcement)
        .where(Announcement.id == announcement.id, Announcement.state == old)
        .values(state=to, **values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Problem(wording.SOMEBODY_ELSE.format(id=announcement.id))
    session.add(
        AnnouncementStep(
            announcement_id=announcement.id, at=now, by=by, move=way, from_state=old, to_state=to, reason=reason
        )
    )
    session.flush()
    session.refresh(announcement)
