"""What `madoguchi event plan`, `submit` and `approve` do: one transaction each, and sentences to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.announcement_office import change, who
from bot.announcements import modes, timing
from bot.announcements import wording as announcement_wording
from bot.config import load_settings
from bot.events import plan as planning
from bot.events import wording_plan as wording
from bot.events.days import from_json
from bot.events.plan_draft import Doing
from bot.events.plan_rows import Planned
from bot.events.plan_steps import named
from bot.events.status import gaps
from bot.models_events import EventSession
from bot.models_sending import Announcement


def plan(code: str, steps: str, by: str) -> list[str]:
    """Drafts for a session or a series, and for each step what became of it."""
    chosen = named(steps)
    with change() as (session, now):
        events = planning.meant(session, code, now)
        found = planning.plan(session, events, chosen, Doing(who(by), now, load_settings().link_hosts))
        lines = [line for event in events for line in _of_session(session, event, found)]
        made = sum(one.what == "made" for one in found)
        return [*lines, wording.PLANNED.format(made=made, code=code) if made else wording.NOTHING_NEW]


def submit(code: str, by: str) -> list[str]:
    """All drafts of the plan to approval; those that lack something stay, and it is said which and why."""
    with change() as (session, now):
        events = planning.meant(session, code, now)
        result = planning.submit(session, code, events, Doing(by, now))
        names = _names(events)
        handed = [row for row, why in result if not why]
        left = [planning.refused(session, row, why) for row, why in result if why]
        lines = [wording.SUBMITTED.format(number=len(handed), code=code), *_lines(handed, names)]
        return [*lines, *([wording.STAY, *left] if left else [])]


def approve(code: str, by: str, reason: str) -> list[str]:
    """One approval for the whole plan: all or none."""
    with change() as (session, now):
        events = planning.meant(session, code, now)
        names = _names(events)
        found = planning.approve(session, code, events, Doing(by, now, reason=reason))
        practice = [] if modes.is_live(session) else [announcement_wording.LIVE_WORDS[False]]
        return [wording.APPROVED.format(number=len(found)), *_lines(found, names), *practice]


def _of_session(session: Session, event: EventSession, found: Iterable[Planned]) -> list[str]:
    first = from_json(event.days)[0]
    lines = [wording.OF_SESSION.format(when=first.words(), name=event.name, code=event.code)]
    lines += [_line(session, one) for one in found if one.event.id == event.id]
    missing = gaps(event)
    return [*lines, *([wording.GAPS_YET.format(gaps=wording.gaps(missing), code=event.code)] if missing else [])]


def _line(session: Session, one: Planned) -> str:
    words = {
        "made": wording.MADE, "there": wording.THERE, "renewed": wording.RENEWED, "left_out": wording.LEFT_OUT,
        "dropped": wording.DROPPED,
    }[one.what]  # fmt: skip
    row = session.get(Announcement, one.number) if one.number is not None else None
    state = announcement_wording.STATES[row.state] if row is not None else ""
    return words.format(step=one.step, at=_at(one.at), id=one.number, why=one.why, state=state)


def _names(events: Iterable[EventSession]) -> dict[int, str]:
    return {event.id: event.code for event in events}


def _lines(rows: Iterable[Announcement], names: dict[int, str]) -> list[str]:
    return [
        wording.ONE.format(id=row.id, step=row.plan_step, at=_at(row.send_at), session=names[row.session_id or 0])
        for row in rows
    ]


def _at(moment: dt.datetime | None) -> str:
    return "" if moment is None else timing.in_words(moment)
