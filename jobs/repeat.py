"""Repeated announcements: each occurrence becomes a row of its own, up to forty days ahead, and never a past one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log
from bot.announcements import repeats, timing
from bot.announcements import wording_timing as wording
from bot.announcements.batches import lock
from bot.announcements.drafts import fingerprint
from bot.announcements.planned import occurrence
from bot.announcements.repeats import Repeat
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.models_sending import Announcement, AnnouncementStep
from jobs.alerts import raise_alert
from jobs.parts import Parts
from jobs.wording_alerts import MISSED, UNREADABLE

AHEAD = dt.timedelta(days=40)
JUST_NOW = dt.timedelta(minutes=2)  # approved seconds before its time, and this job looks once a minute: still in time
BY = "job"

logger = log.get("repeat")


def plan_occurrences(parts: Parts) -> None:
    """Reserves what comes next of every approved repeat; what passed unreserved is told to the staff, not sent."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        numbers = list(
            session.scalars(sa.select(Announcement.id).where(Announcement.state == "repeating").order_by("id"))
        )
    for number in numbers:
        with session_scope(parts.engine) as session:
            parent = lock(session, number)  # two processes plan one after the other, and nobody edits it meanwhile
            if parent.state == "repeating":
                _plan(session, parent, now)


def _plan(session: Session, parent: Announcement, now: dt.datetime) -> None:
    try:
        if parent.fingerprint != fingerprint(parent):
            raise Problem("changed since it was approved")
        repeat = repeats.parse(parent.repeat or {})
    except Problem:
        words = UNREADABLE.format(id=parent.id, title=parent.title)
        raise_alert(session, f"repeat:{parent.id}:unreadable", words, now)
        return
    known = set(session.scalars(sa.select(Announcement.occurrence_at).where(Announcement.parent_id == parent.id)))
    began, still = _began(session, parent), now - JUST_NOW
    _tell_missed(session, parent, repeat, max([began, *(at for at in known if at)]), still, now)
    made = [at for at in _wanted(parent, repeat, max(began, still), now + AHEAD) if at not in known]
    for at in made:
        child = occurrence(parent, at, now)
        session.add(child)
        session.flush()
        child.fingerprint = fingerprint(child)
        reason = wording.PLANNED.format(id=parent.id)
        session.add(
            AnnouncementStep(announcement_id=child.id, at=now, by=BY, move="plan", to_state="scheduled", reason=reason)
        )
    if made:
        logger.info("planned", announcement=parent.id, occurrences=len(made))


def _began(session: Session, parent: Announcement) -> dt.datetime:
    """When somebody last approved it or let it go on after a stop."""
    steps = sa.select(sa.func.max(AnnouncementStep.at)).where(
        AnnouncementStep.announcement_id == parent.id, AnnouncementStep.to_state == "repeating"
    )
    return session.scalar(steps) or parent.approved_at or parent.created_at


def _wanted(parent: Announcement, repeat: Repeat, after: dt.datetime, before: dt.datetime) -> list[dt.datetime]:
    """Occurrences that are not before the announcement's own time and not after what it speaks of is past."""
    return [
        at
        for at in repeats.occurrences(repeat, after, before)
        if (parent.send_at is None or at >= parent.send_at) and (parent.past_at is None or at < parent.past_at)
    ]


def _tell_missed(
    session: Session, parent: Announcement, repeat: Repeat, last: dt.datetime, upto: dt.datetime, now: dt.datetime
) -> None:
    """Nothing was running when these should have been planned; each gap is told once."""
    missed = _wanted(parent, repeat, last, upto)
    if missed:
        words = MISSED.format(id=parent.id, title=parent.title, first=timing.in_words(missed[0]), number=len(missed))
        raise_alert(session, f"repeat:{parent.id}:missed:{missed[0]:%Y%m%d%H%M}", words, now)
