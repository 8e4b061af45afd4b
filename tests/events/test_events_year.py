"""A year of events under a clock that jumps, with restarts and dark days: each told once, in time, true, by day."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from bot.announcements import timing
from bot.clock import jst
from bot.db import read_scope
from bot.events.plan_steps import RETIRED, slot_of, slots, steps
from bot.log import Who
from bot.metrics import Metrics
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Announcement, Enrolment, StaffAlert
from handlers.desk import Desk
from jobs.broadcast import broadcast
from jobs.broadcast_end import watch_broadcasts
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.plans import watch_plans
from jobs.repeat import plan_occurrences
from jobs.seats import offer_seats, thank
from jobs.sessions import plan_sessions
from jobs.sweep import sweep
from jobs.tell import tell
from tests.announcements.office import at_jst, befriend, go_live
from tests.conftest import make_settings
from tests.events.year import PEOPLE, Change, City, LookedAt
from tests.fakes import FixedClock, echo, sorry

START = at_jst("2026-01-05T09:00")
END = at_jst("2027-01-12T09:00")
DARK = (at_jst("2026-05-28T17:30"), at_jst("2026-05-31T17:30"))  # over a fifth Friday and the end of a month
NAP = (at_jst("2026-07-09T17:58"), at_jst("2026-07-09T18:08"))  # ten minutes, over an eve at 18:00: still in time
NIGHT_OUT = (at_jst("2026-10-08T17:50"), at_jst("2026-10-09T09:00"))  # over an eve and the morning after
CHANGES = [
    Change("2026-01-26T10:00", "seats", "monthend-2026-01", ("6",)),
    Change("2026-03-02T10:00", "move", "garage-2026-03", ("2026-03-19",)),
    Change("2026-03-03T10:00", "place", "garage-2026-03", ("市役所 2階",)),
    Change("2026-04-09T19:30", "move", "garage-2026-04", ("2026-04-24",)),  # after the reminder of the eve
    Change("2026-05-07T22:30", "place", "garage-2026-05", ("中央公民館",)),  # at night, before the morning of the day
    Change("2026-06-01T10:00", "move", "garage-2026-06", ("2026-06-05",)),  # forward: what is too late falls away
    Change("2026-06-02T10:00", "move", "garage-2026-06", ("2026-06-26",)),  # and back again
    Change("2026-06-30T12:00", "cancel", "monthend-2026-06"),  # after its last announcement
    Change("2026-08-13T18:30", "cancel", "garage-2026-08"),  # on the eve, half an hour after its reminder
    Change("2026-08-18T10:00", "move", "semi-2026-08", ("2026-08-03", "2026-08-10", "2026-08-17", "2026-08-25",
                                                         "2026-08-31")),
    Change("2026-09-10T20:59", "move", "garage-2026-09", ("2026-09-12",)),
    Change("2026-10-29T21:30", "cancel", "fifth-2026-10"),  # at night, on the eve
    Change("2026-11-10T10:00", "place", "semi-2026-11", ("なのはなプラザ2階",)),
    Change("2026-12-10T18:20", "move", "garage-2026-12", ("2026-12-18",)),
]  # fmt: skip


def started(engine: sa.Engine, clock: FixedClock, line: LookedAt, desk: Desk) -> Parts:
    """A process that has just been started on the same rows."""
    return Parts(
        engine=engine, clock=clock, settings=make_settings(), line=line, desk=desk, metrics=Metrics(),
        who=Who("salt"), dispatch=echo, sorry=sorry,
    )  # fmt: skip


def tick(parts: Parts) -> None:
    """What the schedule calls again and again; each is free to find nothing to do."""
    for job in (sweep, watch_broadcasts, offer_seats, thank, tell):
        job(parts)
    broadcast(parts, parts.worker)
    deliver_all(parts, parts.worker)


def dark(at: dt.datetime) -> bool:
    """Whether nothing ran from then on for more than a quarter of an hour."""
    return any(stopped <= at and begun - at > timing.STALE for stopped, begun in (DARK, NIGHT_OUT) if at < begun)


def moments(engine: sa.Engine, dice: random.Random, now: dt.datetime) -> Iterator[dt.datetime]:
    """The next looks of a service that looks every few seconds, without those at which nothing can be due."""
    while now < END:
        with read_scope(engine) as session:
            due = [
                session.scalar(sa.select(sa.func.min(column)).where(column > now, *where))
                for column, where in (
                    (Announcement.due_at, (Announcement.state == "scheduled",)),
                    (PersonalNotice.push_at, (PersonalNotice.state == "waiting",)),
                    (Enrolment.offered_until, (Enrolment.state == "offered",)),
                )
            ]
        soon = [at + dt.timedelta(seconds=dice.uniform(0, 60)) for at in due if at is not None]
        morning = timing.next_allowed(now) if timing.quiet(now) else END
        staff = [one.moment for one in CHANGES if one.moment > now]
        somebody = now + dt.timedelta(hours=dice.expovariate(1 / 48))
        now = min(*soon, *staff, morning, somebody, now + dt.timedelta(hours=24), END)
        for stopped, begun in (DARK, NAP, NIGHT_OUT):
            now = begun if stopped <= now < begun else now
        yield now


def test_a_year_of_events(quick_file: sa.Engine, desk: Desk) -> None:
    dice, clock = random.Random(2026), FixedClock(START)
    line = LookedAt(clock, quick_file)
    parts = started(quick_file, clock, line, desk)
    befriend(parts, PEOPLE)
    go_live(parts)
    city = City(parts, dice)
    city.begin()
    day = week = None
    left = list(CHANGES)
    for now in moments(quick_file, dice, START):
        clock.move(now - clock.now())
        if dice.random() < 0.1:
            city.parts = parts = started(quick_file, clock, line, desk)
        today = jst(now).date()
        if today != day:
            day = today
            for daily in (plan_sessions, plan_occurrences, watch_plans):
                daily(parts)
        if today.isocalendar()[1] != week and jst(now).hour >= 9:
            week = today.isocalendar()[1]
            if today >= dt.date(2026, 9, 1) and "semi-2026-11" not in city.sequences:
                city.autumn()
            city.office_hour()
        while left and left[0].moment <= now:
            city.change(left.pop(0))
        if 7 <= jst(now).hour < 23:
            for _ in range(2):
                city.somebody()
        tick(parts)
        city.nobody_without_a_seat()
    assert left == []
    judge(city, line)


def judge(city: City, line: LookedAt) -> None:
    """What went out, what was held, and what the staff were told; LookedAt has judged whether it was true."""
    with read_scope(city.parts.engine) as session:
        events = list(session.scalars(sa.select(EventSession).where(EventSession.over_at < END)))
        rows = list(session.scalars(sa.select(Announcement).where(Announcement.session_id.is_not(None))))
        notices = list(session.scalars(sa.select(PersonalNotice)))
        alerts = set(session.scalars(sa.select(StaffAlert.key)))
    judge_sessions(events)
    judge_announcements(city, line, events, rows, alerts)
    judge_notices(city, line, notices)
    for code, numbers in city.sequences.items():
        assert numbers == sorted(numbers), code


def judge_sessions(events: list[EventSession]) -> None:
    """The rule's days, moved before holidays and the turn of the year, and only five-Friday months in the fifth."""
    held = {event.code: event.occurrence for event in events}
    fifth = [f"{event.first_day:%m-%d}" for event in events if event.code.startswith("fifth")]
    assert fifth == ["01-30", "05-29", "07-31", "10-30"]
    assert held["monday-2026-07"] == dt.date(2026, 7, 17)  # before 海の日 and its weekend
    assert held["monthend-2026-02"] == dt.date(2026, 2, 28)
    assert held["monthend-2026-12"] == dt.date(2026, 12, 28)
    assert len([code for code in held if code.startswith("garage")]) == 13  # and January's of the next year
    assert {len(event.days) for event in events if event.code.startswith("semi")} == {5}


def judge_announcements(
    city: City, line: LookedAt, events: list[EventSession], rows: list[Announcement], alerts: set[str]
) -> None:
    """Each step once at its time; whatever did not go out was too late, dark, changed or called off, and told."""
    sent = [row for row in rows if row.state == "sent"]
    for row in sent:
        assert row.started_at is not None
        assert row.due_at is not None
        assert dt.timedelta(0) <= row.started_at - row.due_at <= timing.STALE
        assert not timing.quiet(row.started_at)
    once = Counter((code, step, day) for code, step, day, _ in line.sent)
    assert once.most_common(1)[0][1] == 1
    invited = Counter((code, step) for code, step, _, _ in line.sent if step in ("告知", "あと1週間"))
    assert invited.most_common(1)[0][1] == 1
    by_step = {(row.session_id, row.plan_step): row for row in rows}
    missing = 0
    for event in events:
        opened = min((row.created_at for row in rows if row.session_id == event.id), default=END)
        changed = max(city.changed.get(event.code, opened), opened)
        for slot in slots(event, list(steps().values())):
            at, row = slot.at(event), by_step.get((event.id, slot.key))
            if at is None or at <= changed or event.state == "cancelled" or slot.step.apply:
                continue
            assert row is not None, (event.code, slot.key)
            if dark(at):
                missing += 1
                assert row.state == "held", (event.code, slot.key)
                assert any(key.startswith(f"announcement:{row.id}:") for key in alerts)
            else:
                assert row.state == "sent", (event.code, slot.key)
                assert row.due_at == at
    assert missing >= 4  # the eves and mornings of the dark days
    for row in rows:
        slot = next((slot_of(event, row.plan_step) for event in events if event.id == row.session_id), None)
        if row.state == "stopped" and RETIRED not in (row.plan_step or ""):
            assert next(event.state for event in events if event.id == row.session_id) == "cancelled"
        assert row.state not in ("sending", "partly_unknown")
        assert slot is None or slot.number <= 5


def judge_notices(city: City, line: LookedAt, notices: list[PersonalNotice]) -> None:
    """Each told once, and everybody concerned heard the latest news of their session."""
    once = Counter((who, occasion) for who, occasion, _ in line.told)
    assert once.most_common(1)[0][1] == 1
    told = {(row.user_id, row.occasion) for row in notices if row.state == "told"}
    assert set(once) == told
    assert {row.kind for row in notices if row.state == "told"} == {
        "event.moved", "event.changed", "event.cancelled", "event.offer", "event.thanks",
    }  # fmt: skip
    latest = {}
    for occasion, people in city.news.items():
        latest[occasion.split(":")[1]] = (occasion, people)
    for code, (occasion, people) in latest.items():
        for who in people:
            row = next(one for one in notices if (one.user_id, one.occasion) == (who, occasion))
            assert row.state in ("told", "dropped"), (code, who)
            if row.state == "dropped":  # they had left by then
                assert not still_in(city, code, who), (code, who)
    assert len(line.pushes) == len({key for _, _, key in line.pushes})


def still_in(city: City, code: str, who: str) -> bool:
    with read_scope(city.parts.engine) as session:
        row = session.get(Enrolment, (code, who))
        return row is not None and row.state == "enrolled"
