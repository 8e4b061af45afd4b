"""One message for each watch and occasion, whatever the order of ticks, restarts, edits, watching and not watching."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.announcements.timing import quiet
from bot.clock import today_jst
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.models import Friend, OutboundMessage
from bot.models_events import PersonalNotice, ProgramWindow
from bot.models_sending import AuditEntry, Watch
from bot.windows import confirmed
from handlers import occasions
from handlers.desk import Desk
from jobs.parts import Parts
from tests.fakes import FixedClock
from tests.personal_notices import befriend
from tests.watching_people import Office, Told, at

PEOPLE = tuple("U" + sign * 32 for sign in "ab")
PROGRAM = "1-1-1"
LABELS = ("第1次", "第2次")
FIRST = dt.date(2026, 9, 1)

DAYS = st.integers(0, 190).map(lambda days: FIRST + dt.timedelta(days=days))
Days = tuple[dt.date | None, dt.date]
SPANS = st.tuples(st.none() | DAYS, DAYS)
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 24 * 40)),  # hours without a tick: nothing runs
    st.tuples(st.just("days"), st.integers(1, 9)),  # days with ticks
    st.tuples(st.just("tick"), st.integers(1, 3)),
    st.tuples(st.just("note"), st.just(0)),
    st.tuples(st.just("watch"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("unwatch"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("enter"), st.tuples(st.sampled_from(LABELS), SPANS)),
    st.tuples(st.just("change"), st.tuples(st.sampled_from(LABELS), SPANS)),
    st.tuples(st.just("withdraw"), st.sampled_from(LABELS)),
)


@dataclass
class Model:
    """What is known without the product: who watches since when, and how often each occasion was told."""

    office: Office
    since: dict[str, dt.datetime] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    looked: int = 0
    heard: dict[tuple[str, str], Days | None] = field(default_factory=dict)  # of whom, of which label, what last

    def does(self, name: str, given: object) -> None:
        """One step, and a look at what was told in it."""
        getattr(self, name)(given)
        self.look()

    def look(self) -> None:
        """Judges what was told since the last look, and keeps what it said."""
        new = self.office.told[self.looked :]
        for one in new:
            self.is_true(one)
        for one in new:
            named = LABELS if "confirmed" in one.occasion else (one.occasion.split(":")[3],)
            for label in named:
                days = self.holding(label)
                left_out = "confirmed" in one.occasion and (days is None or days[1] < today_jst(one.at))
                if not left_out:
                    self.heard[one.user_id, label] = days
        self.looked = len(self.office.told)

    def holding(self, label: str) -> Days | None:
        """The days of a window now; None where there is none."""
        with read_scope(self.office.parts.engine) as session:
            found = [one for one in confirmed(session).get(PROGRAM, []) if one.label == label]
        return (found[0].starts_on, found[0].ends_on or dt.date.max) if found else None

    @staticmethod
    def is_wrong(said: Days | None, holds: Days | None) -> bool:
        if said is None or holds is None:
            return said is not holds
        return said[1] != holds[1] or said[0] not in (None, holds[0])

    def wait(self, hours: int) -> None:
        self.office.clock.move(hours * 3600)

    def days(self, number: int) -> None:
        for _ in range(number * 2):
            self.office.clock.move(12 * 3600)
            self.tick(1)

    def tick(self, times: int) -> None:
        self.office.tick(times)
        self.look()

    def note(self, _: int) -> None:
        self.office.note()

    def watch(self, user_id: str) -> None:
        if self.office.watch(user_id, PROGRAM):
            self.since[user_id] = self.office.clock.now()

    def unwatch(self, user_id: str) -> None:
        self.office.unwatch(user_id, PROGRAM)
        self.since.pop(user_id, None)

    def enter(self, given: tuple[str, tuple[dt.date | None, dt.date]]) -> None:
        label, (start, end) = given
        if label in self.numbers or (start and start > end):
            return
        self.numbers[label] = self.office.enter(PROGRAM, start and start.isoformat(), end.isoformat(), label)

    def change(self, given: tuple[str, tuple[dt.date | None, dt.date]]) -> None:
        label, (start, end) = given
        if label in self.numbers and not (start and start > end):
            self.office.change(self.numbers[label], start and start.isoformat(), end.isoformat())

    def withdraw(self, label: str) -> None:
        if label in self.numbers:
            self.office.withdraw(self.numbers.pop(label))

    def is_true(self, told: Told) -> None:
        """At the moment it was told: watched, not before the watch, of a window as it is, in its time, not at night."""
        since = self.since.get(told.user_id)
        assert since is not None, told
        assert not quiet(told.at), told
        if "confirmed" in told.occasion:
            return
        if ":corrected:" in told.occasion:
            label = told.occasion.split(":")[3]
            assert self.is_wrong(self.heard[told.user_id, label], self.holding(label)), told
            return
        known = {one.name: one for one in self.occasions(told.at)}
        assert told.occasion in known, (told, sorted(known))
        assert since < known[told.occasion].due <= told.at < known[told.occasion].until, told

    def occasions(self, now: dt.datetime) -> list[occasions.Occasion]:
        with read_scope(self.office.parts.engine) as session:
            windows = confirmed(session).get(PROGRAM, [])
        program = self.office.parts.desk.knowledge.programs[PROGRAM]
        return occasions.occasions(program, today_jst(now), windows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=30))
def test_one_message_for_each_watch_and_occasion(
    parts: Parts, clock: FixedClock, desk: Desk, steps: list[tuple[str, object]]
) -> None:
    with session_scope(parts.engine) as session:
        for table in (PersonalNotice, Watch, ProgramWindow, AuditEntry, OutboundMessage, Friend):
            session.execute(sa.delete(table))
    office = Office(dataclasses.replace(parts, desk=desk), clock)
    office.go_to(at(FIRST.isoformat()))
    befriend(parts, *PEOPLE)
    model = Model(office)
    for name, given_ in steps:
        model.does(name, given_)
    model.days(9)
    for (who, label), said in model.heard.items():  # nobody who still watches is left with wrong days ahead
        holds = model.holding(label)
        ahead = max(days[1] for days in (said, holds) if days) if said or holds else FIRST
        if who in model.since and ahead > today_jst(clock.now()):
            assert not model.is_wrong(said, holds), (who, label, said, holds)
    counted = Counter((one.user_id, one.occasion) for one in office.told)
    assert [key for key, number in counted.items() if number > 1] == []
    # No two reminders of one end on a day, whatever the holidays; an end that has changed is told.
    days = Counter(
        (one.user_id, one.occasion.rpartition(":")[0], today_jst(one.at))
        for one in office.told
        if one.occasion.endswith((":30", ":7", ":1"))
    )
    assert [key for key, number in days.items() if number > 1] == []


@pytest.mark.parametrize("end", [FIRST + dt.timedelta(days=days) for days in (45, 90, 112, 118, 122, 125, 128, 140)])
def test_whoever_watches_in_time_is_told_of_each_end(parts: Parts, clock: FixedClock, desk: Desk, end: dt.date) -> None:
    office = Office(dataclasses.replace(parts, desk=desk), clock)
    office.go_to(at(FIRST.isoformat()))
    befriend(parts, PEOPLE[0])
    office.watch(PEOPLE[0], PROGRAM)
    office.enter(PROGRAM, None, end.isoformat())
    last = 1
    for before, day in occasions.reminder_days(end.isoformat()):
        for hour in (9, 10, 22):
            office.go_to(max(office.clock.now(), at(day.isoformat(), hour)))
            office.tick()
        last = before
    assert last == 1
    told = [one for one in office.told if "confirmed" not in one.occasion]
    assert [one.occasion.rpartition(":")[2] for one in told if not one.occasion.endswith(":30")][-1] == "1"
    assert all((end - today_jst(one.at)).days <= 30 + 7 for one in told)


def test_a_withdrawn_number_is_refused(parts: Parts, clock: FixedClock, desk: Desk) -> None:
    office = Office(dataclasses.replace(parts, desk=desk), clock)
    number = office.enter(PROGRAM, None, "2025-03-20", year=2024)
    office.withdraw(number)
    with pytest.raises(Problem, match=f"受付期間 {number} はありません"):
        office.change(number, None, "2025-03-21")
