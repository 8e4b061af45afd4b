"""A year of events for the tests: what the staff do and when, what people do at random, and LINE that is looked at."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy.orm import Session

from bot.announcements import repeats
from bot.clock import jst
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.events import calendar_entry, concerned, offers, plan, seats, sessions
from bot.events.days import EventDay, from_json
from bot.events.plan_draft import Doing
from bot.events.plan_steps import named
from bot.events.series import SeriesForm
from bot.line import Outcome
from bot.models import OutboundMessage
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Announcement, Enrolment
from jobs.parts import Parts
from tests.announcements.office import at_jst, user
from tests.events.plans import DETAILS, days_of
from tests.fakes import FakeLine, FixedClock

PEOPLE = range(1, 13)
BUSY = dataclasses.replace(DETAILS, capacity=4, most_people=2)
ALL_STEPS = "告知,あと1週間,明日です,本日,各日の前日"
OPENED_BEFORE = dt.timedelta(days=45)


def ruled(code: str, name: str, rule: dict[str, Any]) -> SeriesForm:
    found = repeats.parse({"at": "12:00", **rule})
    return SeriesForm(code=code, name=name, kind="meetup", theme="college", details=BUSY, rule=found)


FORMS = [
    ruled("garage", "シゴト・ツクル・ガレージ", {"rule": "毎月第2金曜"}),
    ruled("monday", "月曜の勉強会", {"rule": "毎月第3月曜", "skip": ["祝日", "土日"], "on_skip": "before"}),
    ruled("monthend", "月末のつどい", {"rule": "毎月末日", "skip": ["12/29〜1/3"], "on_skip": "before"}),
    ruled("fifth", "第5金曜の夜", {"rule": "毎月第5金曜"}),
]
SUMMER = days_of("2026-08-03", "2026-08-10", "2026-08-17", "2026-08-24", "2026-08-31")
AUTUMN = days_of("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30")


def seminar(days: tuple[EventDay, ...]) -> SeriesForm:
    return SeriesForm("semi", "シゴト・ツクル・ゼミ", "course", "college", BUSY, days=days)


@dataclass
class LookedAt(FakeLine):
    """LINE that has everything judged at the moment it gets it; no transaction is open then."""

    clock: FixedClock
    engine: sa.Engine
    sent: list[tuple[str, str, dt.date, dt.datetime]] = field(default_factory=list)  # code, step, day it speaks of, now
    told: list[tuple[str, str, dt.datetime]] = field(default_factory=list)  # user, occasion, now

    def __post_init__(self) -> None:
        super().__init__()

    def multicast(self, to: list[str], messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        with read_scope(self.engine) as session:
            going = session.scalars(sa.select(Announcement).where(Announcement.state == "sending"))
            row = next(one for one in going if one.messages == messages)
            event = session.get_one(EventSession, row.session_id)
            self._judge_announcement(session, row, event, set(to))
        return super().multicast(to, messages, retry_key)

    def push(self, to: str, messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        with read_scope(self.engine) as session:
            carried = sa.select(OutboundMessage.id).where(OutboundMessage.retry_key == uuid.UUID(retry_key))
            notices = sa.select(PersonalNotice).where(PersonalNotice.outbound_id == session.scalar(carried))
            for notice in session.scalars(notices):
                assert notice.user_id == to
                event = sessions.find(session, notice.about["code"])
                self._judge_notice(session, notice, event, str(messages))
        return super().push(to, messages, retry_key)

    def _judge_notice(self, session: Session, notice: PersonalNotice, event: EventSession, said: str) -> None:
        now, first = self.clock.now(), event.first_day
        assert 8 <= jst(now).hour < 21, "at night"
        row = seats.enrolment(session, event.code, notice.user_id)
        assert row is not None
        if notice.kind in ("event.moved", "event.changed"):
            assert notice.about["sequence"] == event.sequence, "older news than the session's"
            assert f"{first.month}月{first.day}日" in said
            assert event.state == "open"
        elif notice.kind == "event.cancelled":
            assert event.state == "cancelled"
        elif notice.kind == "event.offer":
            assert row.state == "offered"
            assert row.offered_until is not None
            assert now < row.offered_until
        else:
            assert notice.kind == "event.thanks"
            assert event.state == "open"
            assert event.over_at < now
        self.told.append((notice.user_id, notice.occasion, now))

    def _judge_announcement(self, session: Session, row: Announcement, event: EventSession, to: set[str]) -> None:
        now, today = self.clock.now(), jst(self.clock.now()).date()
        assert 8 <= jst(now).hour < 21, "at night"
        assert event.state == "open", "of a session that does not take place"
        name, _, number = str(row.plan_step).partition(" ")
        day = from_json(event.days)[int(number or 1) - 1]
        said = "".join(str(row.messages).split())
        assert "".join(day.words().split()) in said, "another day or hour than the session's"
        assert "".join(str(event.place).split()) in said
        ahead = {"明日です": 1, "各日の前日": 1, "本日": 0, "あと1週間": 7}.get(name)
        assert ahead is None or (day.day - today).days == ahead, "untrue on this day"
        assert event.starts_at is None or number or now < event.starts_at
        if row.audience.startswith("enrolled:"):
            chosen = sa.select(Enrolment.user_id).where(
                Enrolment.event_code == event.code, Enrolment.state == "enrolled"
            )
            assert to == set(session.scalars(chosen)), "not exactly those who take part"
        self.sent.append((event.code, str(row.plan_step), day.day, now))


@dataclass
class Change:
    """The staff move, fill or cancel a session at a moment of Japan."""

    at: str
    what: str  # move, place, seats, cancel
    code: str
    to: tuple[str, ...] = ()
    reached: frozenset[str] = frozenset()

    @property
    def moment(self) -> dt.datetime:
        return at_jst(self.at)


@dataclass
class City:
    """The staff and the people, on the rows of one desk."""

    parts: Parts
    dice: random.Random
    sequences: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, dt.datetime] = field(default_factory=dict)  # when the staff last changed a session
    news: dict[str, set[str]] = field(default_factory=dict)  # occasion → who has to hear of it

    @property
    def now(self) -> dt.datetime:
        return self.parts.clock.now()

    def begin(self) -> None:
        with session_scope(self.parts.engine) as session:
            for form in (*FORMS, seminar(SUMMER)):
                sessions.create_series(session, form, "高橋", self.now)

    # What the staff do

    def autumn(self) -> None:
        """The second edition of the course, which no rule gives."""
        with session_scope(self.parts.engine) as session:
            made = sessions.add_session(session, seminar(AUTUMN), "高橋", self.now)
        self.sequences[made[0].code] = [0]

    def office_hour(self) -> None:
        """Opens what comes, plans it, and has it approved by somebody else."""
        with session_scope(self.parts.engine) as session:
            for event in sessions.coming(session, self.now, limit=100):
                near = event.first_day - jst(self.now).date() <= OPENED_BEFORE
                if event.state == "planned" and near and event.place:
                    sessions.open_(session, event.code, "高橋", self.now)
                    plan.plan(session, [event], named(ALL_STEPS), Doing("佐藤", self.now))
        self.agree()

    def agree(self) -> None:
        """Everything that can be approved is."""
        with session_scope(self.parts.engine) as session:
            events = [event for event in sessions.coming(session, self.now, limit=100) if event.state == "open"]
            for event in events:
                for step, doing in ((plan.submit, Doing("佐藤", self.now)), (plan.approve, Doing("鈴木", self.now))):
                    with contextlib.suppress(Problem):  # nothing to hand in, or to approve
                        step(session, event.code, [event], doing)

    def change(self, one: Change) -> None:
        """One change, what it does to the calendar's entry, and to whom it is news."""
        with session_scope(self.parts.engine) as session:
            before = self.entry(session, one.code)
            people = frozenset(concerned.people(session, one.code))
            if one.what == "move":
                sessions.move(session, one.code, days_of(*one.to), "高橋", "会場の都合により", self.now)
            elif one.what == "cancel":
                sessions.cancel(session, one.code, "高橋", "大雪のため", self.now)
            else:
                values = {"place": one.to[0]} if one.what == "place" else {"capacity": one.to[0]}
                sessions.fill(session, one.code, values, "高橋", self.now)
            after = self.entry(session, one.code)
            event = sessions.find(session, one.code)
            if one.what == "seats":
                assert after == before
            else:
                assert {uid for uid, *_ in after} == {uid for uid, *_ in before}
                assert {number for _, number, *_ in after} == {event.sequence}
                assert event.sequence == before[0][1] + 1
                kind = {"move": "moved", "place": "changed", "cancel": "cancelled"}[one.what]
                self.news[f"event:{one.code}:{kind}:{event.sequence}"] = set(people)
                self.changed[one.code] = self.now
            self.sequences.setdefault(one.code, []).append(event.sequence)
        self.agree()

    def entry(self, session: Session, code: str) -> list[tuple[str, int, str, dt.datetime]]:
        """UID, SEQUENCE, STATUS and beginning of every day, as a calendar reads them."""
        event = sessions.find(session, code)
        found = Calendar.from_ical(calendar_entry.entry(event, self.now)).walk("VEVENT")
        read = [(str(one["UID"]), int(one["SEQUENCE"]), str(one["STATUS"]), one.decoded("DTSTART")) for one in found]
        assert [begin for *_, begin in read] == [day.starts_at for day in from_json(event.days)]
        wanted = "CANCELLED" if event.state == "cancelled" else "CONFIRMED"
        assert {status for _, _, status, _ in read} == {wanted}
        return read

    # What people do

    def somebody(self) -> None:
        """Joins, leaves, answers an offer."""
        who = user(self.dice.choice(PEOPLE))
        with session_scope(self.parts.engine) as session:
            own = [row for _, row in seats.mine(session, who, self.now)]
            offered = [row for row in own if row.state == "offered"]
            if offered and self.dice.random() < 0.7:
                step = self.dice.choice([offers.accept, offers.accept, offers.decline])
                step(session, offered[0].event_code, who, self.now)
            elif own and self.dice.random() < 0.3:
                seats.leave(session, self.dice.choice(own).event_code, who, self.now)
            elif coming := [one for one in sessions.coming(session, self.now, limit=6) if one.state == "open"]:
                seats.join(session, self.dice.choice(coming).code, who, self.dice.choice([1, 1, 1, 2]), self.now)

    def nobody_without_a_seat(self) -> None:
        with read_scope(self.parts.engine) as session:
            codes = [event.code for event in sessions.coming(session, self.now, limit=20)]
            for code, found in seats.seats_of(session, codes).items():
                assert found.capacity is not None
                assert found.taken + found.offered <= found.capacity, code
