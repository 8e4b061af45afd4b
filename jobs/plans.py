"""Watches the plans of events: what waits for approval after a move, and what comes soon without a plan or a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import timing
from bot.clock import today_jst
from bot.db import read_scope, session_scope
from bot.events import wording_plan
from bot.events.plan_steps import RETIRED
from bot.events.plan_true import untrue
from bot.events.status import gaps
from bot.models_events import EventSession
from bot.models_sending import Announcement, AnnouncementStep, StaffAlert
from jobs import wording_plans as wording
from jobs.alerts import end_alert, raise_alert
from jobs.parts import Parts

KEY = "plan:"  # the beginning of the keys plan:CODE:WHAT
PLANNED_BY = dt.timedelta(days=21)  # before an open session; its first announcement goes out a week later
FILLED_BY = dt.timedelta(days=28)
APPROVED_BY = dt.timedelta(days=2)  # before an announcement is to go out
UNAPPROVED = ("draft", "in_approval")
AGREED = ("approved", "scheduled", "held")
TOLD = ("sent", "partly_unknown")

_LIVE = (Announcement.plan_step.is_not(None), ~Announcement.plan_step.contains(RETIRED))


def watch_plans(parts: Parts) -> None:
    """Tells the staff what needs them, once while it lasts, and ends what is over; runs every ten minutes."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        wanted = dict(_wanted(session, now))
        lasting = sa.select(StaffAlert.key).where(StaffAlert.key.startswith(KEY), StaffAlert.ended_at.is_(None))
        over = set(session.scalars(lasting)) - set(wanted)
    if not wanted and not over:
        return
    with session_scope(parts.engine) as session:
        for key, words in wanted.items():
            raise_alert(session, key, words, now)
        for key in over:
            end_alert(session, key, now)


def _wanted(session: Session, now: dt.datetime) -> Iterator[tuple[str, str]]:
    coming = sa.select(EventSession).where(EventSession.over_at > now)
    events = list(session.scalars(coming.order_by(EventSession.id)))
    plans = _plans(session, events)
    again = _agreed_before(session, events)
    for event in events:
        plan = plans.get(event.id, [])
        told = {"name": event.name, "code": event.code, "day": timing.day_in_words(event.first_day)}
        ahead = dt.timedelta(days=(event.first_day - today_jst(now)).days)
        unapproved = [row for row in plan if row.state in UNAPPROVED]
        if event.state != "cancelled" and (rows := [row for row in unapproved if row.id in again]):
            yield f"{KEY}{event.code}:approval", wording.APPROVE_AGAIN.format(**told, ids=_listed(rows))
        elif event.state == "open" and (rows := [row for row in unapproved if _soon(row, now)]):
            yield f"{KEY}{event.code}:soon", wording.APPROVE_SOON.format(**told, ids=_listed(rows))
        if event.state == "open" and dt.timedelta(0) < ahead <= PLANNED_BY and not plan:
            yield f"{KEY}{event.code}:missing", wording.NO_PLAN.format(**told)
        if event.state == "planned" and ahead <= FILLED_BY and (missing := gaps(event)):
            yield f"{KEY}{event.code}:gaps", wording.GAPS.format(**told, gaps=wording_plan.gaps(missing))
        if rows := _told_otherwise(session, plan):
            words = wording.TOLD_OTHERWISE.format(**told, ids=_listed(rows))
            yield f"{KEY}{event.code}:told:{event.sequence}", words


def _plans(session: Session, events: Sequence[EventSession]) -> dict[int, list[Announcement]]:
    """The announcements of each session, without those that are not used any more."""
    chosen = sa.select(Announcement).where(Announcement.session_id.in_([event.id for event in events]), *_LIVE)
    plans: dict[int, list[Announcement]] = {}
    for row in session.scalars(chosen.order_by(Announcement.id)):
        plans.setdefault(row.session_id or 0, []).append(row)
    return plans


def _agreed_before(session: Session, events: Sequence[EventSession]) -> set[int]:
    """Those that had been agreed to and were rewritten after that: they wait for somebody to agree again."""
    among = sa.select(Announcement.id).where(Announcement.session_id.in_([event.id for event in events]))
    step = AnnouncementStep
    undone = sa.select(step.announcement_id).where(step.move == "edit", step.from_state.in_(AGREED))
    return set(session.scalars(undone.where(step.announcement_id.in_(among))))


def _soon(row: Announcement, now: dt.datetime) -> bool:
    """Whether its time comes soon."""
    return row.send_at is not None and now <= row.send_at <= now + APPROVED_BY


def _told_otherwise(session: Session, plan: Sequence[Announcement]) -> list[Announcement]:
    """Those that everybody was sent and that are no longer so, until somebody puts them right."""
    sent = [row for row in plan if row.state in TOLD and not row.audience.startswith("enrolled:")]
    untrue_now = [row for row in sent if untrue(session, row)]
    if not untrue_now:
        return []
    put_right = sa.select(Announcement.corrects).where(Announcement.corrects.in_([row.id for row in untrue_now]))
    corrected = set(session.scalars(put_right))
    return [row for row in untrue_now if row.id not in corrected]


def _listed(rows: Sequence[Announcement]) -> str:
    return "、".join(str(row.id) for row in rows)
