"""What a moved or cancelled session means for the announcements that were planned for it.

What has not begun is rewritten and goes back for approval; what is under way is stopped between two batches. Nothing
that was approved for the old day goes out: an edit takes the approval away.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from bot.config import load_settings
from bot.errors import Problem
from bot.events import wording_plan as wording
from bot.events.plan_draft import Doing
from bot.events.plan_facts import differing
from bot.events.plan_rows import NOT_BEGUN, Planned, begun, make, renew, retire, rows, stop, submit
from bot.events.plan_steps import RETIRED, Slot, slot_of
from bot.models_events import EventSession
from bot.models_sending import Announcement

FINISHED = ("sent", "partly_unknown")
ENROLLED = "enrolled:"


def moved(session: Session, event: EventSession, by: str, now: dt.datetime) -> list[Planned]:
    """Called in the transaction that gave the session other days, hours or another place.

    A reminder to those enrolled that went out for the former day is planned anew; what invited everybody is not.
    """
    doing = _doing(event, by, now, wording.WHY_MOVED)
    found = []
    for row in rows(session, event):
        if row.state in NOT_BEGUN and not begun(row) and RETIRED not in (row.plan_step or ""):
            if (result := renew(session, event, row, doing)) is not None:
                found.append(result)
        elif _says_otherwise(event, row):
            found += _over(session, event, row, doing)
    return found + _again(session, event, doing)


def cancelled(session: Session, event: EventSession, by: str, now: dt.datetime) -> list[Planned]:
    """Called in the transaction that cancelled the session: none of its announcements goes out, or on."""
    return retired(session, event, by, now, wording.WHY_CANCELLED)


def retired(session: Session, event: EventSession, by: str, now: dt.datetime, why: str) -> list[Planned]:
    """Retires all that has not gone out, in the transaction that cancels the session or deletes it."""
    doing = _doing(event, by, now, why)
    waiting = [
        row for row in rows(session, event)
        if row.state in (*NOT_BEGUN, "sending") and RETIRED not in (row.plan_step or "")
    ]  # fmt: skip
    return [retire(session, event, row, doing) for row in waiting]


def _doing(event: EventSession, by: str, now: dt.datetime, why: str) -> Doing:
    return Doing(by, now, load_settings().link_hosts, why.format(name=event.name, code=event.code))


def _says_otherwise(event: EventSession, row: Announcement) -> bool:
    slot = slot_of(event, row.plan_step)
    return slot is not None and differing(row.content, event, slot) is not None


def _over(session: Session, event: EventSession, row: Announcement, doing: Doing) -> list[Planned]:
    """One that speaks of the former day and has begun: stopped if it is under way; a reminder's step becomes free."""
    under_way = row.state in ("sending", "held")
    freed = f"{row.plan_step}{RETIRED}{row.id}" if row.audience.startswith(ENROLLED) else row.plan_step
    if under_way:
        key = row.plan_step or ""
        stop(session, row, doing, plan_step=freed)
        return [Planned(event, key, "dropped", row.id, why=doing.reason)]
    if row.state in FINISHED:
        row.plan_step = freed
        session.flush()
    return []


def _again(session: Session, event: EventSession, doing: Doing) -> list[Planned]:
    """Steps that were planned once and are free: they get a new draft where their new time is still to come."""
    known = rows(session, event)
    taken = {row.plan_step for row in known}
    once = {(row.plan_step or "").partition(RETIRED)[0] for row in known if RETIRED in (row.plan_step or "")}
    found = []
    for slot in (slot_of(event, key) for key in sorted(once - taken)):
        if slot is not None and (made := _made(session, event, slot, doing)) is not None:
            found.append(made)
    return found


def _made(session: Session, event: EventSession, slot: Slot, doing: Doing) -> Planned | None:
    try:
        made = make(session, event, slot, doing)
    except Problem:  # a move never fails for its announcements: the staff plan this one again
        return None
    if made.number is None:
        return None
    submit(session, session.get_one(Announcement, made.number), doing)
    return made
