"""What an operator may do with an approved announcement: send it, stop it, go on, put it right."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import modes, timing, wording, wording_timing
from bot.announcements.draft import Draft
from bot.announcements.drafts import (
    PAUSE_ALONE,
    approval_stands,
    create,
    find,
    held_now,
    is_hand,
    replaced_origin,
    submit,
    to_change,
    untrue_on,
)
from bot.announcements.names import named
from bot.announcements.planned import withdraw
from bot.announcements.states import move
from bot.errors import Problem
from bot.events import plan_true
from bot.models_sending import Announcement, AnnouncementBatch, AnnouncementRecipient

# Going on after these is a new decision, which the author does not take alone.
NEEDS_APPROVER = ("late", "quota", "alone")


def schedule(session: Session, number: int, at: dt.datetime | None, by: str, now: dt.datetime) -> dt.datetime:
    """Reserves an approved announcement and returns when it is due.

    A time that was approved stays; one that was left open is given here. Raises Problem for the past and the night.
    """
    announcement = find(session, number)
    planned = announcement.send_at
    if planned is not None and at is not None and at != planned:
        raise Problem(wording.OTHER_TIME.format(at=timing.in_words(planned)))
    if announcement.state == "scheduled" and planned is not None:
        return announcement.due_at or planned  # the approval has reserved it already
    announcement = to_change(session, number, "schedule")
    if at is None:
        raise Problem(wording.NO_TIME)
    _sendable_at(announcement, at, now)
    move(session, announcement, "schedule", "scheduled", named(by), now, reason=timing.in_words(at), due_at=at)
    return at


def send_now(session: Session, number: int, by: str, now: dt.datetime) -> None:
    """Makes an approved announcement due now, or when the pause of a lone approver is over. Raises Problem at night."""
    announcement = find(session, number)
    if announcement.state == "repeating":
        raise Problem(wording.REPEAT_SEND)
    if announcement.state == "scheduled" and announcement.send_at is not None:
        raise Problem(wording.OTHER_TIME.format(at=timing.in_words(announcement.send_at)))
    announcement = to_change(session, number, "send")
    due = max(now, announcement.not_before or now)
    _sendable_at(announcement, due, now)
    move(session, announcement, "send", "scheduled", named(by), now, due_at=due)


def stop(session: Session, number: int, by: str, now: dt.datetime, reason: str = "") -> None:
    """No batch is claimed after this; what is on its way to LINE at this moment is recorded as it ends.

    Whoever stops a repeat stops what it is sending, too.
    """
    announcement = to_change(session, number, "stop")
    by = named(by)
    move(session, announcement, "stop", "stopped", by, now, reason=reason.strip(), finished_at=now)
    why = wording_timing.PARENT_STOPPED.format(id=number)
    withdraw(session, number, by, now, why)
    begun = sa.select(Announcement).where(
        Announcement.parent_id == number, Announcement.state.in_(("sending", "held")),
        Announcement.started_at.is_not(None),
    )  # fmt: skip
    for child in session.scalars(begun.with_for_update()).all():
        move(session, child, "stop", "stopped", by, now, why, finished_at=now)


def resume(session: Session, number: int, by: str, now: dt.datetime, reason: str = "", *, signed: bool = True) -> None:
    """Goes on with the rest after a stop or a question of the desk; `signed`: `by` was given, not taken from a login.

    Raises Problem when what it says is no longer true or approved, at night, and when going on (late, or over the
    month's quota) needs somebody else's approval, with a reason.
    """
    announcement = to_change(session, number, "resume")
    by, reason = named(by), reason.strip()
    _still_good(session, announcement, now)
    values: dict[str, object] = {"held_for": None, "finished_at": None}
    begun = announcement.started_at is not None  # recipients alone are a start that was broken off
    if not begun and (announcement.repeat or announcement.due_at is None):
        # Nothing was reserved yet: it is again what it was before the stop.
        before = "repeating" if announcement.repeat else "approved"
        move(session, announcement, "resume", before, by, now, reason, **values)
        return
    asked = announcement.held_for if announcement.state == "held" else None
    since = (announcement.touched_at or announcement.started_at) if begun else announcement.due_at
    late = since is not None and timing.is_late(since, now)
    go_at = now
    if late or asked in NEEDS_APPROVER:
        if not signed:
            raise Problem(wording.NEEDS_OTHER)
        go_at = _decided(session, announcement, by, now, reason)
        if go_at == now:  # by somebody else: it is no lone approval any more
            values["not_before"] = None
    values["quota_ok"] = announcement.quota_ok or asked == "quota"
    if begun:
        _awake(announcement, now)
        values |= {"late_ok": now, "touched_at": now}
    elif late or go_at > now:
        _awake(announcement, go_at)
        values |= {"late_ok": go_at, "due_at": go_at}
    move(session, announcement, "resume", "sending" if begun else "scheduled", by, now, reason, **values)


def correct(session: Session, number: int, draft: Draft, by: str, now: dt.datetime) -> Announcement:
    """One step: stops what is still going out, and asks for approval of a correction to exactly those accepted.

    Raises Problem when nobody has been sent it.
    """
    original = held_now(session, number)  # nobody lets it go on while it is being put right
    by = named(by)
    if not accepted(session, number):
        raise Problem(wording.CORRECT_ONLY_SENT.format(id=number))
    if original.state in ("sending", "held"):
        stop(session, number, by, now, wording.STOPPED_TO_CORRECT)
    made = create(session, draft, by, now, corrects=number)
    submit(session, made.id, by, now)
    return made


def accepted(session: Session, number: int) -> int:
    """How many people LINE has accepted it for so far."""
    counted = sa.select(sa.func.count()).select_from(accepted_rows(number).subquery())
    return session.scalar(counted) or 0


def accepted_rows(number: int) -> sa.Select[str | None]:
    """The people LINE has accepted it for; None for those whose data is erased."""
    return (
        sa.select(AnnouncementRecipient.user_id)
        .join(
            AnnouncementBatch,
            sa.and_(
                AnnouncementBatch.announcement_id == AnnouncementRecipient.announcement_id,
                AnnouncementBatch.seq == AnnouncementRecipient.batch_seq,
            ),
        )
        .where(
            AnnouncementRecipient.announcement_id == number,
            AnnouncementRecipient.state.is_(None),
            AnnouncementBatch.state == "accepted",
        )
    )


def _still_good(session: Session, announcement: Announcement, now: dt.datetime) -> None:
    """Raises Problem when it is past or untrue by now, replaced by a correction, or no longer what was approved."""
    if announcement.past_at is not None and announcement.past_at <= now:
        raise Problem(wording.SPEAKS_OF_PAST.format(at=timing.in_words(announcement.past_at)))
    if not announcement.repeat and (untrue := untrue_on(announcement, max(now, announcement.due_at or now))):
        raise Problem(untrue)
    if untrue := plan_true.untrue(session, announcement):
        raise Problem(untrue)
    # The rest must not get what others were told is wrong.
    corrections = sa.select(Announcement.id).where(
        Announcement.corrects == announcement.id,
        sa.or_(Announcement.state != "stopped", Announcement.started_at.is_not(None)),
    )
    if made := list(session.scalars(corrections.order_by(Announcement.id))):
        raise Problem(wording.CORRECTED_ALREADY.format(id=announcement.id, corrections="、".join(map(str, made))))
    if announcement.corrects is not None:
        original = held_now(session, announcement.corrects)  # nobody resumes it at the same moment
        if original.state in ("sending", "held"):
            raise Problem(wording.ORIGINAL_GOES_ON.format(id=announcement.id, original=original.id))
    if replaced_origin(session, announcement):
        raise Problem(wording.ORIGIN_CHANGED.format(id=announcement.id, parent=announcement.parent_id))
    if not approval_stands(session, announcement):
        raise Problem(wording.APPROVAL_GONE.format(id=announcement.id))


def _decided(session: Session, announcement: Announcement, by: str, now: dt.datetime, reason: str) -> dt.datetime:
    """When it goes on: now, if another person says so and why; alone in the office after the pause for thought."""
    alone = is_hand(session, announcement, by)
    if not reason or (alone and not modes.one_person(session)):
        raise Problem(wording.NEEDS_OTHER)
    return now + PAUSE_ALONE if alone else now


def _awake(announcement: Announcement, at: dt.datetime) -> None:
    if timing.quiet(at) and not announcement.at_night:
        raise Problem(wording.NIGHT_RESUME.format(next=timing.in_words(timing.next_allowed(at))))


def _sendable_at(announcement: Announcement, due: dt.datetime, now: dt.datetime) -> None:
    if due < now:
        raise Problem(wording.TIME_PAST.format(at=timing.in_words(due)))
    if announcement.not_before is not None and due < announcement.not_before:
        raise Problem(wording.WAIT_ALONE.format(at=timing.in_words(announcement.not_before)))
    if announcement.past_at is not None and announcement.past_at <= due:
        raise Problem(wording.SPEAKS_OF_PAST.format(at=timing.in_words(announcement.past_at)))
    if timing.quiet(due):
        later = timing.in_words(timing.next_allowed(due))
        words = wording.QUIET_NOW if due == now else wording.TIME_QUIET
        raise Problem(words.format(at=timing.in_words(due), next=later))
    if untrue := untrue_on(announcement, due):
        raise Problem(untrue)
