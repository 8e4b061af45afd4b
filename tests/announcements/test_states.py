"""Whatever people and LINE do, in whatever order: nothing goes out but what somebody else agreed to, once, in time."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.announcements import modes
from bot.announcements.states import MOVES
from bot.log import Who
from bot.metrics import Metrics
from bot.models import Base
from bot.models_sending import ANNOUNCEMENT_STATES
from jobs.parts import Parts
from tests.announcements.world import ANSWERS, WRITTEN, World
from tests.conftest import make_settings
from tests.fakes import FakeLine, FixedClock, echo, sorry

WAITS = (1, 1, 5, 11, 16, 60, 180, 660, 1440, 4320)  # minutes
AHEADS = (None, None, 1, 30, 120, 780)
PASTS = (None, None, None, 20, 600)

which, who = st.integers(0, 11), st.sampled_from(WRITTEN)
ahead, past, reason = st.sampled_from(AHEADS), st.sampled_from(PASTS), st.sampled_from(["", "急ぐため"])
answer = st.sampled_from(list(ANSWERS))


class Office(RuleBasedStateMachine):
    """People, clock and LINE at random; World is the judge."""

    engine: sa.Engine

    @initialize()
    def open(self) -> None:
        with self.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(sa.delete(table))
        self.world = opened(self.engine)

    def chosen(self, which: int) -> int:
        number = self.world.pick(which)
        assert number is not None
        return number

    @rule(who=who, ahead=ahead, past=past, repeat=st.sampled_from([False, False, False, True]))
    def create(self, who: tuple[str, str], ahead: int | None, past: int | None, repeat: bool) -> None:
        self.world.create(who, ahead, past, repeat)

    @rule(author=who, other=who, ahead=ahead, repeat=st.sampled_from([False, False, True]))
    def usual_way(self, author: tuple[str, str], other: tuple[str, str], ahead: int | None, repeat: bool) -> None:
        self.world.usual_way(author, other, ahead, repeat)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who, ahead=ahead, past=past)
    def edit(self, which: int, who: tuple[str, str], ahead: int | None, past: int | None) -> None:
        self.world.edit(self.chosen(which), who, ahead, past)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who)
    def submit(self, which: int, who: tuple[str, str]) -> None:
        self.world.submit(self.chosen(which), who)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who, reason=reason)
    def give_back(self, which: int, who: tuple[str, str], reason: str) -> None:
        self.world.give_back(self.chosen(which), who, reason)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who, reason=reason)
    def approve(self, which: int, who: tuple[str, str], reason: str) -> None:
        self.world.approve(self.chosen(which), who, reason)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who, ahead=st.sampled_from([1, 30, 780, -5]))
    def schedule(self, which: int, who: tuple[str, str], ahead: int) -> None:
        self.world.schedule(self.chosen(which), ahead, who)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who)
    def send(self, which: int, who: tuple[str, str]) -> None:
        self.world.send(self.chosen(which), who)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who)
    def stop(self, which: int, who: tuple[str, str]) -> None:
        self.world.stop(self.chosen(which), who)

    @precondition(lambda self: self.world.numbers)
    @rule(which=which, who=who, reason=reason)
    def resume(self, which: int, who: tuple[str, str], reason: str) -> None:
        self.world.resume(self.chosen(which), who, reason)

    @precondition(lambda self: self.world.got)
    @rule(which=which, who=who, ahead=ahead)
    def correct(self, which: int, who: tuple[str, str], ahead: int | None) -> None:
        self.world.correct(self.chosen(which), who, ahead)

    @rule(on=st.sampled_from([True, True, False]))
    def live(self, on: bool) -> None:
        self.world.switch(modes.LIVE, on)

    @rule(on=st.booleans())
    def one_person(self, on: bool) -> None:
        self.world.switch(modes.ONE_PERSON, on)

    @rule(number=st.sampled_from([1, 3, 501]), wanted=st.booleans())
    def choose(self, number: int, wanted: bool) -> None:
        self.world.choose(number, wanted)

    @rule(number=st.sampled_from([3, 501]), state=st.sampled_from(["friend", "blocked"]))
    def leave(self, number: int, state: str) -> None:
        self.world.leave(number, state)

    @rule(left=st.sampled_from([None, None, 100, "unknown"]))
    def quota(self, left: Any) -> None:
        self.world.line.quota_known = left != "unknown"
        self.world.line.quota_left = left if isinstance(left, int) else None

    @rule(minutes=st.sampled_from(WAITS))
    def wait(self, minutes: int) -> None:
        self.world.wait(minutes)

    @rule(answer=answer)
    def work(self, answer: str) -> None:
        self.world.work(answer)

    @rule(worker=st.sampled_from(["w1", "w2"]))
    def take(self, worker: str) -> None:
        self.world.begin()
        self.world.take(worker)

    @precondition(lambda self: self.world.flying)
    @rule(which=which, answer=answer)
    def land(self, which: int, answer: str) -> None:
        self.world.land(which, answer)

    @precondition(lambda self: self.world.flying)
    @rule(which=which)
    def lose(self, which: int) -> None:
        self.world.lose(which)

    @rule()
    def tend(self) -> None:
        self.world.tend()

    @rule()
    def plan(self) -> None:
        self.world.plan()

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "world"):
            self.world.check()


def opened(engine: sa.Engine) -> World:
    line = FakeLine()
    parts = Parts(
        engine=engine, clock=FixedClock(), settings=make_settings(), line=line, desk=None,  # type: ignore[arg-type]
        metrics=Metrics(), who=Who("salt"), dispatch=echo, sorry=sorry,
    )  # fmt: skip
    world = World(parts, line)
    world.open()
    return world


def test_no_order_of_moves_leads_round_the_approval(memory: sa.Engine) -> None:
    Office.engine = memory
    checks = list(HealthCheck)
    quick = settings(
        max_examples=40, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=checks
    )
    run_state_machine_as_test(Office, settings=quick)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_same_on_both_databases(engine: sa.Engine, seed: int) -> None:
    """A fixed set of long sequences."""
    dice = random.Random(seed)
    world = opened(engine)
    world.switch(modes.LIVE, True)
    for _ in range(100):
        step(world, dice)
        world.check()
    assert world.sent > 2


def step(world: World, dice: random.Random) -> None:
    """One move, those that send more often than those that forbid."""
    someone = lambda: dice.choice(WRITTEN)  # noqa: E731
    number = world.pick(dice.randrange(12))
    why = dice.choice(["", "急ぐため"])
    usual: list[Callable[[], object]] = [
        lambda: world.create(someone(), dice.choice(AHEADS), dice.choice(PASTS), dice.random() < 0.2),
        lambda: world.usual_way(WRITTEN[0], WRITTEN[-1], dice.choice(AHEADS), dice.random() < 0.2),
        lambda: world.usual_way(someone(), someone(), None, False),
        lambda: world.work(dice.choice(list(ANSWERS))),
        lambda: world.work("ok"),
        lambda: (world.begin(), world.take(dice.choice("ab"))),
        lambda: world.land(dice.randrange(9), dice.choice(list(ANSWERS))),
        lambda: world.lose(0),
        lambda: world.wait(dice.choice(WAITS)),
        world.tend,
        world.plan,
        lambda: world.switch(dice.choice([modes.LIVE, modes.ONE_PERSON]), dice.random() < 0.8),
    ]
    of_one: list[Callable[[int], object]] = [
        lambda one: world.edit(one, someone(), dice.choice(AHEADS), dice.choice(PASTS)),
        lambda one: (world.submit(one, someone()), world.approve(one, someone(), why)),
        lambda one: world.approve(one, someone(), why),
        lambda one: world.send(one, someone()),
        lambda one: (world.submit(one, someone()), world.approve(one, someone(), why), world.send(one, someone())),
        lambda one: world.stop(one, someone()),
        lambda one: world.resume(one, someone(), why),
        lambda one: world.correct(one, someone(), dice.choice(AHEADS)),
    ]
    if number is None or dice.random() < 0.5:
        dice.choice(usual)()
    else:
        dice.choice(of_one)(number)


def test_every_way_leads_somewhere_and_every_state_is_reached() -> None:
    states = set(ANNOUNCEMENT_STATES.split())
    assert {state for state, _ in MOVES} | {state for to in MOVES.values() for state in to} == states
    reached, left = {"draft"}, [""]
    while left != sorted(reached):
        left = sorted(reached)
        reached |= {new for (old, _), to in MOVES.items() if old in reached for new in to}
    assert reached == states


def test_the_page_for_developers_shows_this_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "announcements-states.md").read_text("utf8")
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in page.splitlines() if "|" in line]
    written = {(old, way): frozenset(new.split(" · ")) for old, way, new in (row for row in rows if len(row) == 3)}
    assert {key: new for key, new in written.items() if key[0] in ANNOUNCEMENT_STATES.split()} == MOVES


def test_every_way_to_sending_passes_an_approval() -> None:
    reached, before = {"draft"}, set[str]()
    while before != reached:
        before = set(reached)
        reached |= {new for (old, way), to in MOVES.items() if old in before and way != "approve" for new in to}
    assert reached == {"draft", "in_approval"}
