"""Whether an announcement may start: is it still true, in time, allowed, and is there anybody it can go to."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import audience, batches, drafts, modes, timing
from bot.announcements.audience_sql import members
from bot.announcements.friends import TESTER
from bot.announcements.sending import accepted_rows
from bot.errors import Problem
from bot.events import plan_true
from bot.line import Quota
from bot.models_sending import Announcement, AnnouncementBatch, AnnouncementRecipient, FriendTag
from jobs.broadcast_end import hold

Batch, Recipient = AnnouncementBatch, AnnouncementRecipient


def waits(session: Session, announcement: Announcement, now: dt.datetime) -> bool:
    """Whether nothing need be asked yet: another process was quicker, it is night, a pause for thought runs, or a
    batch of what it corrects is at LINE in this moment (whom that reaches must be known first).
    """
    if announcement.state != "scheduled" or announcement.due_at is None or now < announcement.due_at:
        return True
    if timing.quiet(now) and not announcement.at_night:
        return True
    if announcement.not_before is not None and now < announcement.not_before:
        return True
    return _original_on_its_way(session, announcement)


def ready(session: Session, announcement: Announcement, quota: Quota | None, now: dt.datetime) -> bool:
    """Whether it goes now; if not, the staff have been asked, or it is looked at again."""
    why = must_ask(session, announcement, now)
    if why is None and quota is None and not announcement.quota_ok:
        return False  # asked again at the next look, until it is late
    if why == "late" and quota is None:
        why = "quota_unknown"
    why = why or _unreachable(session, announcement, quota, now)
    if why is not None:
        hold(session, announcement, why, now)
    return why is None


def people(announcement: Announcement, live: bool, now: dt.datetime) -> sa.Select[str]:
    """Everybody meant who wants it; in practice only testers; a correction goes to exactly those accepted.

    Raises Problem for an audience that cannot be read.
    """
    if announcement.corrects is not None:
        reached = accepted_rows(announcement.corrects).subquery()
        chosen = sa.select(reached.c.user_id).where(reached.c.user_id.is_not(None))
    else:
        chosen = members(audience.parse(announcement.audience), announcement.theme, now)
    if live:
        return chosen
    meant = chosen.subquery()
    testers = sa.select(FriendTag.user_id).where(FriendTag.tag == TESTER)
    return sa.select(meant.c.user_id).where(meant.c.user_id.in_(testers))


def must_ask(session: Session, announcement: Announcement, now: dt.datetime) -> str | None:
    """Why the staff must be asked whether it still holds, or None."""
    if announcement.past_at is not None and announcement.past_at <= now:
        return "past"
    if not drafts.approval_stands(session, announcement):
        return "origin" if drafts.replaced_origin(session, announcement) else "changed"
    if drafts.untrue_on(announcement, now):
        return "day"
    if announcement.not_before is not None and not modes.one_person(session):
        return "alone"  # the others have taken back that one person approves, which is what the pause was for
    if plan_true.untrue(session, announcement):
        return "event"
    due = max(moment for moment in (announcement.due_at, announcement.late_ok) if moment is not None)
    return "late" if timing.is_late(due, now) else None


def too_few(session: Session, announcement: Announcement, live: bool, quota: Quota | None, number: int) -> str | None:
    """Why it cannot go to so many people: in practice to testers alone, and never beyond the month's quota."""
    if not live and _of_a_live_one(session, announcement):
        return "practice"
    if not live and not number:
        return "nobody"
    if announcement.quota_ok or quota is None or quota.left is None:
        return None
    # LINE has not counted yet what is still on its way to it.
    return "quota" if quota.left < number + _on_their_way(session) else None


def _unreachable(session: Session, announcement: Announcement, quota: Quota | None, now: dt.datetime) -> str | None:
    """Why it cannot go to those it is meant for, before anybody is frozen."""
    live = modes.is_live(session)
    try:
        everybody = people(announcement, live, now).subquery()
    except Problem:
        return "unsendable"
    number = session.scalar(sa.select(sa.func.count()).select_from(everybody)) or 0
    return too_few(session, announcement, live, quota, number)


def _on_their_way(session: Session) -> int:
    """To how many people announcements that have begun are still to be sent."""
    left = (
        sa.select(sa.func.count())
        .select_from(Announcement)
        .join(Batch, Batch.announcement_id == Announcement.id)
        .join(Recipient, sa.and_(Recipient.announcement_id == Batch.announcement_id, Recipient.batch_seq == Batch.seq))
        .where(Announcement.state == "sending", Batch.state.in_(batches.UNFINISHED), Recipient.state.is_(None))
    )
    return session.scalar(left) or 0


def _of_a_live_one(session: Session, announcement: Announcement) -> bool:
    """Whether it corrects what went to everybody: told to testers only, nothing would be put right."""
    if announcement.corrects is None:
        return False
    return session.scalar(sa.select(Announcement.mode).where(Announcement.id == announcement.corrects)) == "live"


def _original_on_its_way(session: Session, announcement: Announcement) -> bool:
    """A batch of what is to be corrected is at LINE in this moment: whom it reaches must be known first."""
    if announcement.corrects is None:
        return False
    flying = sa.select(Batch.id).where(Batch.announcement_id == announcement.corrects, Batch.state == "sending")
    return session.scalar(flying.limit(1)) is not None
