"""The stored announcements of a plan: which there are, renewed for what the session's row says now, or retired."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import drafts, timing
from bot.announcements.states import move
from bot.errors import Problem
from bot.events import wording_plan as wording
from bot.events.plan_draft import Doing, draft_of
from bot.events.plan_facts import differing, over
from bot.events.plan_steps import RETIRED, Slot, slot_of
from bot.events.status import deadline
from bot.models_events import EventSeries, EventSession
from bot.models_sending import Announcement

BEFORE_APPROVAL = ("draft", "in_approval")
NOT_BEGUN = (*BEFORE_APPROVAL, "approved", "scheduled", "held")


@dataclass(frozen=True)
class Planned:
    """What became of one step of a session; `number` is the announcement's, `at` when it goes out (aware UTC)."""

    event: EventSession
    step: str
    what: Literal["made", "there", "renewed", "left_out", "dropped"]
    number: int | None = None
    at: dt.datetime | None = None
    why: str = ""


def rows(session: Session, event: EventSession) -> list[Announcement]:
    """Everything planned for the session, retired ones too, held until the transaction ends: nobody begins to send."""
    mine = sa.select(Announcement).where(Announcement.session_id == event.id, Announcement.plan_step.is_not(None))
    chosen = mine.order_by(Announcement.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(chosen))


def begun(row: Announcement) -> bool:
    """Whether somebody may have been sent it."""
    return row.started_at is not None


def too_late(event: EventSession, slot: Slot, at: dt.datetime | None, now: dt.datetime) -> str:
    """Why a step can no longer go out at its time, "" when it can."""
    if at is None:
        return wording.NO_DAY
    said = timing.in_words(at)
    if at <= now:
        return wording.TIME_PAST.format(at=said)
    if at >= over(event, slot):
        closed = slot.step.apply and deadline(event) is not None
        return (wording.APPLY_PAST if closed else wording.BEGUN_BY_THEN).format(at=said)
    return ""


def make(session: Session, event: EventSession, slot: Slot, doing: Doing) -> Planned:
    """A new draft for a step, unless it is too late for it. Raises Problem when the file's checks refuse it."""
    at = slot.at(event)
    if why := too_late(event, slot, at, doing.now):
        return Planned(event, slot.key, "left_out", at=at, why=why)
    series = session.get_one(EventSeries, event.series_id)
    made = drafts.create(session, draft_of(event, series, slot, doing), doing.by, doing.now)
    made.session_id, made.plan_step = event.id, slot.key
    session.flush()
    return Planned(event, slot.key, "made", made.id, made.send_at)


def renew(session: Session, event: EventSession, row: Announcement, doing: Doing) -> Planned | None:
    """Rewrites one that has not begun for what the session's row says now; one that had gone to approval goes again.

    What is too late by then is retired. None when it is true as it stands.
    """
    slot = slot_of(event, row.plan_step)
    if slot is None:
        return retire(session, event, row, replace(doing, reason=wording.DAY_GONE))
    fits = differing(row.content, event, slot) is None
    waits = row.state in BEFORE_APPROVAL and row.send_at is not None and row.send_at <= doing.now
    if fits and not waits:
        return None
    at = row.send_at if fits else slot.at(event)
    if why := too_late(event, slot, at, doing.now):
        return retire(session, event, row, replace(doing, reason=why))
    try:
        draft = draft_of(event, session.get_one(EventSeries, event.series_id), slot, doing, row)
    except Problem as problem:  # a move never fails for its announcements: the staff plan this one again
        return retire(session, event, row, replace(doing, reason=" ".join(problem.sentences)))
    was = row.state
    drafts.edit(session, row.id, draft, doing.by, doing.now)
    if was != "draft":
        submit(session, row, doing)
    return Planned(event, slot.key, "renewed", row.id, row.send_at)


def submit(session: Session, row: Announcement, doing: Doing) -> None:
    """Asks for approval; where something is still missing it stays a draft."""
    try:
        drafts.submit(session, row.id, doing.by, doing.now)
    except Problem:
        return


def retire(session: Session, event: EventSession, row: Announcement, doing: Doing) -> Planned:
    """It never goes out, and its step is free to be planned anew; one already sending stops between two batches."""
    key = row.plan_step or ""
    freed = f"{key}{RETIRED}{row.id}"
    if row.state == "draft":
        move(session, row, "edit", "draft", doing.by, doing.now, doing.reason, plan_step=freed)
    elif row.state == "in_approval":
        gone = {"plan_step": freed, "fingerprint": None}
        move(session, row, "give_back", "draft", doing.by, doing.now, doing.reason, **gone)
    else:
        stop(session, row, doing, plan_step=freed)
    return Planned(event, key, "dropped", row.id, why=doing.reason)


def stop(session: Session, row: Announcement, doing: Doing, **values: object) -> None:
    """Stops it where the table of states lets it; one that has not begun also loses its approval."""
    if not begun(row):
        values["fingerprint"] = None
    move(session, row, "stop", "stopped", doing.by, doing.now, doing.reason, finished_at=doing.now, **values)
