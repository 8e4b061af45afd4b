"""From a draft to an approval: what is approved is exactly what was submitted, by somebody else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import modes, repeats, timing, wording, wording_timing
from bot.announcements.content import wrong_day
from bot.announcements.draft import Draft
from bot.announcements.names import named, same
from bot.announcements.placeholders import left_to_write
from bot.announcements.planned import withdraw
from bot.announcements.states import move, require
from bot.clock import to_ms
from bot.errors import Problem
from bot.events import plan_true
from bot.models_sending import Announcement, AnnouncementStep

PAUSE_ALONE = dt.timedelta(minutes=10)
# What falls with an edit.
APPROVAL = ("fingerprint", "submitted_by", "approved_by", "approved_at", "not_before", "due_at", "held_for", "late_ok")
AUTHORS = ("create", "edit", "submit")


def find(session: Session, number: int) -> Announcement:
    """The announcement. Raises Problem when there is none."""
    found = session.get(Announcement, number, populate_existing=True)
    if found is None:
        raise Problem(wording.NOT_FOUND.format(id=number))
    return found


def to_change(session: Session, number: int, way: str) -> Announcement:
    """Like held_now: what is judged here is what is moved. Also raises Problem for a move its state does not allow."""
    found = held_now(session, number)
    require(found, way)
    return found


def held_now(session: Session, number: int) -> Announcement:
    """The announcement as it is now, held until the transaction ends. Raises Problem when there is none."""
    chosen = sa.select(Announcement).where(Announcement.id == number).with_for_update()
    found = session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Problem(wording.NOT_FOUND.format(id=number))
    return found


def create(session: Session, draft: Draft, author: str, now: dt.datetime, corrects: int | None = None) -> Announcement:
    """A new draft; nothing leaves before somebody else has approved it. Raises Problem for a repeated correction."""
    author = named(author)
    if corrects is not None:
        draft = _putting_right(session, draft, corrects)
    made = Announcement(created_at=now, author=author, corrects=corrects, state="draft", **dataclasses.asdict(draft))
    session.add(made)
    session.flush()
    session.add(AnnouncementStep(announcement_id=made.id, at=now, by=author, move="create", to_state="draft"))
    session.flush()
    return made


def edit(session: Session, number: int, draft: Draft, by: str, now: dt.datetime) -> None:
    """Replaces everything and returns it to draft, also after an approval. Raises Problem once sending has begun."""
    announcement = to_change(session, number, "edit")
    by = named(by)
    if announcement.state == "held" and announcement.started_at is not None:
        raise Problem(wording.not_allowed(number, "sending", "edit"))
    if announcement.corrects is not None:
        draft = _putting_right(session, draft, announcement.corrects)
    if draft.repeat and announcement.parent_id is not None:
        raise Problem(wording.NO_REPEATED_OCCURRENCE)
    values: dict[str, Any] = dataclasses.asdict(draft) | dict.fromkeys(APPROVAL)
    values |= {"quota_ok": False, "at_night": False}
    if "said" in announcement.content:  # of a plan: what its session's row said, whatever is written now
        values["content"] = {"said": announcement.content["said"], **draft.content}
    move(session, announcement, "edit", "draft", by, now, **values)
    # What had been planned under the former approval is no longer approved.
    withdraw(session, number, by, now, wording.PARENT_EDITED.format(id=number))


def _putting_right(session: Session, draft: Draft, corrects: int) -> Draft:
    """A correction has the theme of what it corrects: whoever takes the one is to get the other, and nobody else.

    Raises Problem for one that repeats.
    """
    if draft.repeat:
        raise Problem(wording.NO_REPEATED_CORRECTION)
    return dataclasses.replace(draft, theme=find(session, corrects).theme)


def submit(session: Session, number: int, by: str, now: dt.datetime) -> None:
    """Asks for approval of the content, the audience and the time as they are now. Raises Problem."""
    announcement = to_change(session, number, "submit")
    by = named(by)
    if untrue := plan_true.untrue(session, announcement):  # first: what its session lacks is filled in there
        raise Problem(untrue)
    if left := left_to_write(announcement):
        raise Problem(wording.LEFT_TO_WRITE.format(left="、".join(left)))
    still_to_come(announcement, now, max(announcement.send_at or now, now))
    move(
        session, announcement, "submit", "in_approval", by, now,
        fingerprint=fingerprint(announcement), submitted_by=by,
    )  # fmt: skip


def give_back(session: Session, number: int, by: str, reason: str, now: dt.datetime) -> None:
    """The approver says no, and why."""
    announcement = to_change(session, number, "give_back")
    by = named(by)
    if not reason.strip():
        raise Problem(wording.NO_REASON)
    move(session, announcement, "give_back", "draft", by, now, reason=reason.strip(), fingerprint=None)


def approve(session: Session, number: int, by: str, now: dt.datetime, reason: str = "") -> None:
    """Somebody who wrote none of it approves; a time that was approved is a reservation at once.

    An office with one person needs a reason, and waits ten minutes. Raises Problem.
    """
    announcement = to_change(session, number, "approve")
    by, reason = named(by), reason.strip()
    if announcement.fingerprint != fingerprint(announcement):
        raise Problem(wording.CHANGED_SINCE)
    if untrue := plan_true.untrue(session, announcement):
        raise Problem(untrue)
    values: dict[str, Any] = {"approved_by": by, "approved_at": now}
    if is_hand(session, announcement, by):
        if not modes.one_person(session):
            raise Problem(wording.SAME_PERSON.format(names="、".join(hands(session, announcement))))
        if not reason:
            raise Problem(wording.NO_REASON)
        values["not_before"] = now + PAUSE_ALONE
    to, reserved = _reserved(announcement, now, values.get("not_before", now), reason)
    move(session, announcement, "approve", to, by, now, reason=reason, **values, **reserved)


def _reserved(
    announcement: Announcement, now: dt.datetime, earliest: dt.datetime, reason: str
) -> tuple[str, dict[str, Any]]:
    """Where an approval leads to, and when it is due: at the approved time, or after the pause of a lone approver.

    What was wrong is put right at once; at night only when somebody says why it cannot wait.
    """
    due = max(announcement.send_at or now, earliest)
    still_to_come(announcement, now, due)
    if announcement.repeat:
        return "repeating", {}
    if announcement.send_at is None and announcement.corrects is None:
        return "approved", {}
    night = timing.quiet(due)
    if night and not reason:
        raise Problem(wording.CORRECT_AT_NIGHT)
    return "scheduled", {"due_at": due, "at_night": night}


def is_hand(session: Session, announcement: Announcement, by: str) -> bool:
    """Whether somebody of this name wrote, changed or submitted it."""
    return any(same(name, by) for name in hands(session, announcement))


def hands(session: Session, announcement: Announcement) -> list[str]:
    """Everybody who wrote, changed or submitted it, each once."""
    wrote = sa.select(AnnouncementStep.by).where(
        # An occurrence of a repeat was written by those who wrote what it repeats.
        AnnouncementStep.announcement_id.in_((announcement.id, announcement.parent_id or announcement.id)),
        AnnouncementStep.move.in_(AUTHORS),
    )
    return list(dict.fromkeys([announcement.author, *session.scalars(wrote.order_by(AnnouncementStep.id))]))


def fingerprint(announcement: Announcement) -> str:
    """SHA-256 over what is approved: title, theme, content, audience, time and repetition, and whom it corrects."""
    send_at, past_at = (moment and to_ms(moment) for moment in (announcement.send_at, announcement.past_at))
    whole = [
        announcement.title, announcement.theme, announcement.content, announcement.audience, send_at, past_at,
        announcement.repeat, announcement.corrects,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def approval_stands(session: Session, announcement: Announcement) -> bool:
    """Whether it is still what was approved; an occurrence of a repeat also needs its origin to be as it was then."""
    if announcement.fingerprint is None or announcement.fingerprint != fingerprint(announcement):
        return False
    return not replaced_origin(session, announcement)


def replaced_origin(session: Session, announcement: Announcement) -> bool:
    """Whether what it was planned from has been edited or stopped; not when it was approved for itself."""
    if announcement.parent_id is None:
        return False
    chosen = sa.select(AnnouncementStep.id).where(AnnouncementStep.announcement_id == announcement.id)
    if session.scalar(chosen.where(AnnouncementStep.move == "approve").limit(1)) is not None:
        return False
    origin = find(session, announcement.parent_id)
    given_free = announcement.occurrence_at is None
    return given_free or origin.state != "repeating" or origin.approved_at != announcement.approved_at


def still_to_come(announcement: Announcement, now: dt.datetime, due: dt.datetime) -> None:
    """Raises Problem when the approved time is long past, when what it speaks of will be past at `due`, when its words
    will not be true on that day, and for the night, unless it puts something right.
    """
    at, past = announcement.send_at, announcement.past_at
    if past is not None and past <= due:
        raise Problem(wording.SPEAKS_OF_PAST.format(at=timing.in_words(past)))
    if announcement.repeat:
        if repeats.next_after(repeats.parse(announcement.repeat), now) is None:
            raise Problem(wording_timing.REPEAT_OVER)
        return
    if at is not None and timing.is_late(at, now):
        raise Problem(wording.TIME_PAST.format(at=timing.in_words(at)))
    if at is not None and timing.quiet(due) and announcement.corrects is None:
        later = timing.in_words(timing.next_allowed(due))
        raise Problem(wording.TIME_QUIET.format(at=timing.in_words(due), next=later))
    if at is not None and (untrue := untrue_on(announcement, due)):
        raise Problem(untrue)


def untrue_on(announcement: Announcement, at: dt.datetime) -> str | None:
    """Why words such as 明日です would not be true when sent at that moment; None when they are."""
    return wrong_day(announcement.content, at) if "kind" in announcement.content else None
