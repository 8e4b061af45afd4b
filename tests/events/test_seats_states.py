"""Whatever people, the clock and the office do, in whatever order: the seats are those of the small model."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot import personal_ends
from bot.announcements.timing import quiet
from bot.db import read_scope, session_scope
from bot.events import forget, offers, seats
from bot.models import Base
from tests.events.garage import CODE, at, befriend, change, notices, opened, rows, tell_all, user
from tests.events.small_model import Model

NOW = at("2025-01-06 12:00")
BEGINS = at("2026-06-12 19:00")
PEOPLE = [user(number) for number in range(1, 8)]
HOURS = (0.1, 0.1, 1, 4, 9, 23.9, 24, 30)

who, party = st.sampled_from(PEOPLE), st.integers(1, 4)


class Garage(RuleBasedStateMachine):
    """Seven people and three seats."""

    engine: sa.Engine

    @initialize()
    def open(self) -> None:
        with self.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(sa.delete(table))
        self.now, self.model = NOW, Model(capacity=3)
        opened(self.engine, NOW, capacity=3, starts_at=BEGINS, over_at=BEGINS + dt.timedelta(hours=2),
               first_day=BEGINS.date(), last_day=BEGINS.date())  # fmt: skip

    @rule(who=who, people=party)
    def join(self, who: str, people: int) -> None:
        expected = self.model.join(who, people, self.now)
        with session_scope(self.engine) as session:
            assert seats.join(session, CODE, who, people, self.now).kind == expected

    @rule(who=who)
    def leave(self, who: str) -> None:
        expected = self.model.leave(who)
        with session_scope(self.engine) as session:
            assert seats.leave(session, CODE, who, self.now) == expected

    @rule(who=who, people=party)
    def change(self, who: str, people: int) -> None:
        expected = self.model.change(who, people, self.now)
        with session_scope(self.engine) as session:
            assert seats.change_people(session, CODE, who, people, self.now).kind == expected

    @rule(who=who)
    def accept(self, who: str) -> None:
        expected = self.model.accept(who, self.now)
        with session_scope(self.engine) as session:
            assert offers.accept(session, CODE, who, self.now).kind == expected

    @rule(who=who)
    def decline(self, who: str) -> None:
        expected = self.model.decline(who)
        with session_scope(self.engine) as session:
            assert offers.decline(session, CODE, who, self.now) == expected

    @rule()
    def look(self) -> None:
        before = len(self.model.offers)
        self.model.look(self.now, quiet(self.now))
        with read_scope(self.engine) as session:
            needed = offers.due(session, self.now) == [CODE]
        with session_scope(self.engine) as session:
            event = seats.hold(session, CODE)
            ended = offers.expire(session, event, self.now)
            made = [row.user_id for row in offers.offer_free(session, event, self.now)]
        assert made == self.model.offers[before:]
        assert needed == bool(ended or made)

    @rule()
    def tell(self) -> None:
        told = tell_all(self.engine, self.now)
        assert len(told) == len(set(told))
        for one in told:
            self.model.parties[one].told = True

    @rule(hours=st.sampled_from(HOURS))
    def wait(self, hours: float) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule(more=st.integers(1, 2))
    def more_seats(self, more: int) -> None:
        self.model.capacity += more
        change(self.engine, capacity=self.model.capacity)

    @rule(who=who)
    def block(self, who: str) -> None:
        self.model.blocked.add(who)
        befriend(self.engine, who, "blocked", self.now)

    @rule(who=who)
    def come_back(self, who: str) -> None:
        self.model.blocked.discard(who)
        befriend(self.engine, who, "friend", self.now)

    @rule(who=who)
    def erase(self, who: str) -> None:
        self.model.leave(who)
        self.model.parties.pop(who, None)
        with session_scope(self.engine) as session:
            forget.erase(session, who, self.now)
            personal_ends.erase(session, who, self.now)

    @invariant()
    def as_in_the_model(self) -> None:
        found = rows(self.engine)
        assert {one: (row.state, row.people, row.number, row.offered_until) for one, row in found.items()} == {
            one: (party.state, party.people, party.number, party.until) for one, party in self.model.parties.items()
        }
        line = sorted((row for row in found.values() if row.queued is not None), key=lambda row: row.queued or 0)
        assert [row.user_id for row in line] == self.model.line

    @invariant()
    def never_oversold(self) -> None:
        with read_scope(self.engine) as session:
            found = seats.seats_of(session, [CODE])[CODE]
        assert found.taken + found.offered <= (found.capacity or 0)

    @invariant()
    def who_is_offered_a_seat_has_one_notice_of_it_and_nobody_else_has(self) -> None:
        waiting = [one.user_id for one in notices(self.engine) if one.state == "waiting"]
        untold = [one.who for one in self.model.parties.values() if one.state == "offered" and not one.told]
        assert sorted(waiting) == sorted(untold)


def test_seats_are_those_of_the_small_model(engine: sa.Engine) -> None:
    examples = 40 if engine.dialect.name == "sqlite" else 12
    machine = type("OnThisDatabase", (Garage,), {"engine": engine})
    few = settings(max_examples=examples, stateful_step_count=30, deadline=None,
                   suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(machine, settings=few)
