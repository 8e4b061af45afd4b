"""A small city for the tests of plans: series and sessions through their own doors, and the office that announces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from bot.announcements import drafts, repeats
from bot.clock import parse
from bot.db import read_scope, session_scope
from bot.events import plan, sessions
from bot.events.days import EventDay
from bot.events.plan_draft import Doing
from bot.events.plan_rows import Planned
from bot.events.plan_steps import named
from bot.events.series import Deadline, Details, SeriesForm
from bot.models_events import EventSession
from bot.models_sending import Announcement, Enrolment
from jobs.parts import Parts
from tests.announcements.office import user

START = parse("2026-11-16T09:00")  # a Monday
DETAILS = Details(
    start=dt.time(18, 30), end=dt.time(20, 30), place="なのはなプラザ3階", capacity=20,
    who="これから何かをはじめたい人", contact="起業支援室 0191-21-8412",
    what="何かをはじめた人、はじめる人の交流会です。",
    apply_until=Deadline(days_before=1, time=dt.time(17)),
)  # fmt: skip
GARAGE = SeriesForm(
    code="garage", name="シゴト・ツクル・ガレージ", kind="meetup", theme="college", details=DETAILS,
    rule=repeats.parse({"rule": "毎月第2金曜", "at": "12:00"}),
)  # fmt: skip


def days_of(*days: str) -> tuple[EventDay, ...]:
    return tuple(EventDay(dt.date.fromisoformat(day)) for day in days)


def single(code: str, day: str, details: Details = DETAILS) -> SeriesForm:
    return SeriesForm(code=code, name="起業の夕べ", kind="single", theme="college", details=details, days=days_of(day))


def course(code: str, days: Sequence[str], details: Details = DETAILS) -> SeriesForm:
    return SeriesForm(code, "シゴト・ツクル・ゼミ", "course", "college", details, days=days_of(*days))


def hold(parts: Parts, form: SeriesForm, *, opened: bool = True) -> list[str]:
    """Makes the series; its sessions, open where they can be."""
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        sessions.create_series(session, form, "高橋", now)
        codes = [event.code for event in sessions.coming(session, now, series=form.code)]
        if opened:
            for code in codes:
                sessions.open_(session, code, "高橋", now)
    return codes


def planned(parts: Parts, code: str, steps: str = "", by: str = "佐藤") -> list[Planned]:
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        return plan.plan(session, plan.meant(session, code, now), named(steps), Doing(by, now))


def submitted(parts: Parts, code: str, by: str = "佐藤") -> list[str]:
    """Why each that could not be handed in was not."""
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        found = plan.submit(session, code, plan.meant(session, code, now), Doing(by, now))
        return [why for _, why in found if why]


def agreed(parts: Parts, code: str, by: str = "鈴木", reason: str = "") -> int:
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        return len(plan.approve(session, code, plan.meant(session, code, now), Doing(by, now, reason=reason)))


def ready(parts: Parts, form: SeriesForm, steps: str = "") -> str:
    """The code of the first session of a series whose plan is approved."""
    code = hold(parts, form)[0]
    planned(parts, code, steps)
    assert submitted(parts, code) == []
    agreed(parts, code)
    return code


def rows(parts: Parts, code: str) -> dict[str, Announcement]:
    """The announcements of a session by their step; those that are retired under step#number."""
    with read_scope(parts.engine) as session:
        event = sessions.find(session, code)
        chosen = sa.select(Announcement).where(Announcement.session_id == event.id).order_by(Announcement.id)
        return {str(row.plan_step): row for row in session.scalars(chosen)}


def row(parts: Parts, number: int) -> Announcement:
    with read_scope(parts.engine) as session:
        return drafts.find(session, number)


def event_of(parts: Parts, code: str) -> EventSession:
    with read_scope(parts.engine) as session:
        return sessions.find(session, code)


def move(parts: Parts, code: str, *days: EventDay | str, by: str = "高橋") -> None:
    given = [one if isinstance(one, EventDay) else EventDay(dt.date.fromisoformat(one)) for one in days]
    with session_scope(parts.engine) as session:
        sessions.move(session, code, given, by, "会場の都合により", parts.clock.now())


def cancel(parts: Parts, code: str) -> None:
    with session_scope(parts.engine) as session:
        sessions.cancel(session, code, "高橋", "大雪のため", parts.clock.now())


def fill(parts: Parts, code: str, **changes: object) -> None:
    with session_scope(parts.engine) as session:
        sessions.fill(session, code, changes, "高橋", parts.clock.now())


def enrol(parts: Parts, code: str, people: Iterable[int], state: str = "enrolled") -> None:
    """Rows as joining leaves them."""
    with session_scope(parts.engine) as session:
        for number in people:
            session.add(
                Enrolment(
                    event_code=code, user_id=user(number), state=state, at=parts.clock.now(), number=number, people=1
                )
            )


def until(parts: Parts, text: str) -> None:
    """Moves the clock to a moment in Japan."""
    parts.clock.move(parse(text) - parts.clock.now())
