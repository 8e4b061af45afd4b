"""Whatever the order of ticks, replies, deaths and LINE's moods: one message for each person and occasion, by day.

At the end, when LINE is well again, nothing is left waiting, and what the desk calls told was told.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot import personal
from bot.announcements import timing
from bot.db import read_scope, session_scope
from bot.line import QUOTA, Outcome
from bot.log import Who
from bot.messages import readable
from bot.metrics import Metrics
from bot.models import Base, Friend, OutboundMessage
from bot.models_events import PersonalNotice
from bot.queue import claim_events, claim_outbound, receive
from jobs.answer import answer_batch
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.tell import tell
from jobs.tell_again import look_again
from tests.announcements.office import user
from tests.conftest import make_settings
from tests.factories import text_event
from tests.fakes import FakeLine, FixedClock, echo, sorry
from tests.personal_notices import befriend, card, note, tellers, text

PEOPLE, OCCASIONS = 2, 6
OCCASION = re.compile(r"\d-\d(のお知らせ)?")  # a text, or a card's title
KINDS = ("event.moved", "watch.ended")
MINUTE = dt.timedelta(minutes=1)
TROUBLES = {
    "busy": Outcome("retry", 429, "r", "rate limit", retry_after=1),
    "broken": Outcome("retry", 500, "r", ""),
    "quota": Outcome("rejected", 429, "r", QUOTA),
    "token": Outcome("rejected", 401, "r", ""),
    "bad": Outcome("rejected", 400, "r", "invalid"),
}
MOODS = ("well", "well", "lost after", "lost before", *TROUBLES)
WAITS = (1, 1, 6, 30, 61, 300, 700, 1440)  # minutes
AHEADS = (0, 0, 20, 600, 2000)


class Moody(FakeLine):
    """LINE, with its next answers foretold; it writes down who heard what, and when it was pushed."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self.moods: list[str] = []
        self.heard: Counter[str] = Counter()
        self.pushed_at: list[dt.datetime] = []
        self._clock = clock

    def push(self, to: str, messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        def take() -> Outcome:
            if all(retry_key != key for _, _, key in self.pushes):
                self.heard.update(readable(messages))
                self.pushed_at.append(self._clock.now())
            return super(Moody, self).push(to, messages, retry_key)

        return self._moodily(take)

    def reply(self, token: str, messages: list[dict[str, Any]]) -> Outcome:
        def take() -> Outcome:
            outcome = super(Moody, self).reply(token, messages)
            if outcome.state == "accepted":
                self.heard.update(readable(messages))
            return outcome

        return self._moodily(take)

    def _moodily(self, take: Any) -> Outcome:
        mood = self.moods.pop(0) if self.moods else "well"
        if mood in TROUBLES:
            return TROUBLES[mood]
        if mood == "lost after":
            take()
        return take() if mood == "well" else Outcome("retry", None, None, "timeout")


class World:
    """A desk, two people, and everything that can happen."""

    def __init__(self, engine: sa.Engine) -> None:
        clock = FixedClock()
        self.clock, self.line = clock, Moody(clock)
        self.parts = Parts(
            engine=engine, clock=clock, settings=make_settings(), line=self.line, desk=None,  # type: ignore[arg-type]
            metrics=Metrics(), who=Who("salt"), dispatch=echo, sorry=sorry,
        )  # fmt: skip
        befriend(self.parts, *map(user, range(PEOPLE)))

    def make(self, person: int, number: int, kind: str, ahead: int, lives: int) -> None:
        now = self.clock.now()
        push_at, life = now + ahead * MINUTE, (ahead + lives) * MINUTE
        note(self.parts, f"{person}-{number}", user(person), kind, lives=life, push_at=push_at)

    def withdraw(self, person: int, number: int) -> None:
        with session_scope(self.parts.engine) as session:
            personal.withdraw(session, [user(person)], f"{person}-{number}")

    def say(self, person: int, work: bool = True) -> None:
        with session_scope(self.parts.engine) as session:
            receive(session, text_event("はい", user(person)), self.clock.now())
        while work and answer_batch(self.parts):
            pass

    def tick(self) -> None:
        tell(self.parts)

    def deliver(self, moods: Sequence[str]) -> None:
        self.line.moods = list(moods)
        deliver_all(self.parts, "w")
        self.line.moods = []

    def die(self, arrived: bool) -> None:
        """A worker claims what is next and dies, before LINE took it or after; so does one that answers."""
        with session_scope(self.parts.engine) as session:
            message = claim_outbound(session, "dead", self.clock.now())
            claim_events(session, "dead", self.clock.now())
        if message and arrived and message.kind == "push":
            self.line.push(str(message.user_id), message.messages, str(message.retry_key))
        elif message and arrived:
            self.line.reply(str(message.reply_token), message.messages)

    def restart(self) -> None:
        self.parts = dataclasses.replace(self.parts, worker=f"{self.parts.worker}'")
        look_again(self.parts)

    def leave(self, person: int, state: str) -> None:
        with session_scope(self.parts.engine) as session:
            session.execute(sa.update(Friend).where(Friend.user_id == user(person)).values(state=state))

    def wait(self, minutes: int) -> None:
        self.clock.move(minutes * MINUTE)

    def check(self) -> None:
        """Nothing twice, and nobody woken."""
        assert [words for words, times in self.line.heard.items() if times > 1 and OCCASION.fullmatch(words)] == []
        assert [at for at in self.line.pushed_at if timing.quiet(at)] == []

    def end(self) -> None:
        """LINE is well, everybody is a friend, and the jobs have their turns until nothing is left."""
        for person in range(PEOPLE):
            self.leave(person, "friend")
        for _ in range(80):
            self.tick()
            while answer_batch(self.parts):
                pass
            self.deliver(())
            self.wait(61)
        self.check()
        table, sent = PersonalNotice, OutboundMessage
        with_it = sa.or_(sent.id == table.outbound_id, sent.event_id == table.event_id)
        rows = sa.select(table.occasion, table.state, sent.state).outerjoin(sent, with_it)
        with read_scope(self.parts.engine) as session:
            ends = [tuple(row) for row in session.execute(rows)]
        for occasion, state, carried in ends:
            heard = self.line.heard[f"{occasion}のお知らせ"] + self.line.heard[str(occasion)]
            assert state in ("told", "dropped")
            assert state == "told" or not heard
            assert carried != "accepted" or state == "dropped" or heard


def said_once(engine: sa.Engine) -> World:
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sa.delete(table))
    return World(engine)


person, number = st.integers(0, PEOPLE - 1), st.integers(0, OCCASIONS - 1)


class AnyOrder(RuleBasedStateMachine):
    """The world's moves at random."""

    engine: sa.Engine

    @initialize()
    def open(self) -> None:
        self.world = said_once(self.engine)

    @rule(who=person, number=number, kind=st.sampled_from(KINDS), ahead=st.sampled_from(AHEADS))
    def make(self, who: int, number: int, kind: str, ahead: int) -> None:
        self.world.make(who, number, kind, ahead, 3000)

    @rule(who=person, number=number)
    def make_short(self, who: int, number: int) -> None:
        self.world.make(who, number, KINDS[0], 5, 30)

    @rule(who=person, number=number)
    def withdraw(self, who: int, number: int) -> None:
        self.world.withdraw(who, number)

    @rule(who=person, work=st.sampled_from([True, True, False]))
    def say(self, who: int, work: bool) -> None:
        self.world.say(who, work)

    @rule()
    def tick(self) -> None:
        self.world.tick()

    @rule(moods=st.lists(st.sampled_from(MOODS), max_size=4))
    def deliver(self, moods: list[str]) -> None:
        self.world.deliver(moods)

    @rule(arrived=st.booleans())
    def die(self, arrived: bool) -> None:
        self.world.die(arrived)

    @rule()
    def restart(self) -> None:
        self.world.restart()

    @rule(who=person, state=st.sampled_from(["friend", "blocked"]))
    def leave(self, who: int, state: str) -> None:
        self.world.leave(who, state)

    @rule(minutes=st.sampled_from(WAITS))
    def wait(self, minutes: int) -> None:
        self.world.wait(minutes)

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.end()


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with tellers(event_moved=text, watch_ended=card):
        yield


def test_one_message_for_each_person_and_occasion(memory: sa.Engine) -> None:
    AnyOrder.engine = memory
    quick = settings(
        max_examples=40, stateful_step_count=40, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(AnyOrder, settings=quick)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_on_both_databases(engine: sa.Engine, seed: int) -> None:
    """A fixed set of long sequences."""
    dice = random.Random(seed)
    world = said_once(engine)
    for _ in range(120):
        who, which = dice.randrange(PEOPLE), dice.randrange(OCCASIONS)
        match dice.choice(("make", "make", "say", "tick", "tick", "deliver", "deliver", "die", "restart", "wait")):
            case "make":
                world.make(who, which, dice.choice(KINDS), dice.choice(AHEADS), 3000)
            case "say":
                world.say(who, dice.random() < 0.7)
            case "tick":
                world.tick()
            case "deliver":
                world.deliver(dice.choices(MOODS, k=3))
            case "die":
                world.die(dice.random() < 0.5)
            case "restart":
                world.restart()
            case "wait":
                world.wait(dice.choice(WAITS))
        world.check()
    world.end()
    assert sum(world.line.heard.values()) > OCCASIONS
