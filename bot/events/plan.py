"""One step plans the announcements of a session or a whole series as drafts, and brings them to approval together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import drafts
from bot.announcements.names import named
from bot.errors import Problem
from bot.events import finding
from bot.events import wording_plan as wording
from bot.events.plan_draft import Doing
from bot.events.plan_rows import NOT_BEGUN, Planned, begun, make, renew, rows
from bot.events.plan_steps import RETIRED, Step, slots
from bot.models_events import EventSession
from bot.models_sending import Announcement

MOST = 60  # sessions ahead of one series: five years of a monthly one


def meant(session: Session, code: str, now: dt.datetime) -> list[EventSession]:
    """The session of this code, or what comes of the series of this code. Raises Problem when there is nothing."""
    event = session.scalars(sa.select(EventSession).where(EventSession.code == finding.tidy(code))).one_or_none()
    if event is not None:
        if event.state == "cancelled":
            raise Problem(wording.CANCELLED.format(name=event.name, code=event.code))
        found = [event] if event.over_at > now else []
    elif finding.find_series(session, code) is not None:
        coming = finding.coming(session, now, series=code, limit=MOST)
        found = [event for event in coming if event.state != "cancelled"]
    else:
        found = [finding.find(session, code)]
    if not found:
        raise Problem(wording.NOTHING_TO_PLAN.format(code=code))
    return found


def plan(session: Session, events: Sequence[EventSession], chosen: Sequence[Step], doing: Doing) -> list[Planned]:
    """Drafts for every step that has none yet; those that say what is no longer so are rewritten or retired.

    Planning again makes nothing twice. Raises Problem with everything that the checks of a file refuse.
    """
    named(doing.by)
    found, refused = list[Planned](), list[str]()
    for event in events:
        hold(session, event)
        done = {row.id: result for row in rows(session, event) if (result := _looked_at(session, event, row, doing))}
        found += done.values()
        there = {row.plan_step: row for row in rows(session, event)}
        for slot in slots(event, chosen):
            if (row := there.get(slot.key)) is not None:
                if row.id not in done:
                    found.append(Planned(event, slot.key, "there", row.id, row.due_at or row.send_at))
                continue
            try:
                found.append(make(session, event, slot, doing))
            except Problem as problem:
                refused += problem.sentences
    if refused:
        raise Problem(*refused)
    return found


def submit(session: Session, code: str, events: Sequence[EventSession], doing: Doing) -> list[tuple[Announcement, str]]:
    """Hands every planned draft to an approver; returns each with "" or the sentence that says why it stays a draft.

    Raises Problem when there is none, and when none could be handed in.
    """
    found = _planned(session, events, ("draft",))
    if not found:
        raise Problem(wording.NONE_TO_SUBMIT.format(code=code))
    result = [(row, refusal(lambda row=row: drafts.submit(session, row.id, doing.by, doing.now))) for row in found]  # type: ignore[misc]
    if all(why for _, why in result):
        raise Problem(*dict.fromkeys(why for _, why in result))
    return result


def approve(session: Session, code: str, events: Sequence[EventSession], doing: Doing) -> list[Announcement]:
    """One approval for all that wait for it: all or none. Raises Problem that names which cannot be, and why."""
    found = _planned(session, events, ("in_approval",))
    if not found:
        raise Problem(wording.NONE_TO_APPROVE.format(code=code))
    problems = [
        refused(session, row, why)
        for row in found
        if (why := refusal(lambda row=row: drafts.approve(session, row.id, doing.by, doing.now, doing.reason)))  # type: ignore[misc]
    ]
    if problems:
        raise Problem(wording.NOT_ONE_APPROVED, *problems)
    return found


def refused(session: Session, row: Announcement, why: str) -> str:
    """Which one cannot go on, and why."""
    event = session.get_one(EventSession, row.session_id)
    return wording.REFUSED.format(id=row.id, step=row.plan_step, session=event.code, why=why)


def refusal(step: Callable[[], None]) -> str:
    """What the step refuses, "" when it was done."""
    try:
        step()
    except Problem as problem:
        return "".join(problem.sentences)
    return ""


def hold(session: Session, event: EventSession) -> None:
    """Until the transaction ends nobody else plans or moves the session."""
    chosen = sa.select(EventSession).where(EventSession.id == event.id).with_for_update()
    session.scalars(chosen.execution_options(populate_existing=True)).one()


def _looked_at(session: Session, event: EventSession, row: Announcement, doing: Doing) -> Planned | None:
    if RETIRED in (row.plan_step or "") or row.state not in NOT_BEGUN or begun(row):
        return None
    return renew(session, event, row, doing)


def _planned(session: Session, events: Sequence[EventSession], states: Sequence[str]) -> list[Announcement]:
    """The planned announcements in these states, in the order in which they go out."""
    found = [
        row for event in events for row in rows(session, event)
        if row.state in states and RETIRED not in (row.plan_step or "")
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.send_at or row.created_at, row.id))
