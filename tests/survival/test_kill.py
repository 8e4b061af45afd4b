"""kill -9 under load: every acknowledged question is answered exactly once, in order for each person.

Each desk is a process of its own, and so is the LINE look-alike. A webhook over which a desk died is sent
again, as LINE does with redelivery switched on: whether it was stored or not, the person gets one answer.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from bot.clock import Clock
from bot.db import make_engine, migrate
from tests.line_platform import LinePlatform
from tests.survival.desk_process import NOBODY, Doorman
from tests.survival.nursery import KilledDesk, Nursery

PER_SECOND = 30
KILLS = 10
PEOPLE = [f"U{number:032x}" for number in range(1, 25)]
QUESTIONS = ["こんにちは", "メニュー", "起業したい", "トイレの改修はいくら?", "締切は?", "ありがとう", "奨学金の返済"]
REPLY = "/v2/bot/message/reply"
PUSH = "/v2/bot/message/push"
PATIENCE = 300.0  # seconds: a claim that a dead process held is free again after its lease


class Load(Thread):
    """People who keep writing, about thirty messages a second while anybody listens, until told to stop."""

    def __init__(self, platform: LinePlatform) -> None:
        super().__init__(daemon=True)
        self._platform = platform
        self._enough = Event()
        self.open = Event()  # cleared while every desk is down: refused webhooks would prove nothing
        self.events: list[dict[str, Any]] = []

    def run(self) -> None:
        while not self._enough.wait(1 / PER_SECOND):
            self.open.wait()
            person = PEOPLE[len(self.events) % len(PEOPLE)]
            text = QUESTIONS[len(self.events) // len(PEOPLE) % len(QUESTIONS)]
            self.events.append(self._platform.say(person, text))

    def stop(self) -> list[dict[str, Any]]:
        """Everything that was written, in order."""
        self._enough.set()
        self.open.set()
        self.join()
        return self.events


class Replies:
    """The reply tokens that the platform accepted, in its order; reads only what is new."""

    def __init__(self, platform: LinePlatform) -> None:
        self._platform = platform
        self._last = 0
        self.tokens: list[str] = []
        self.pushes = 0

    def read(self) -> list[str]:
        """All accepted tokens so far."""
        for request in self._platform.sent(self._last):
            self._last = request["id"]
            if request["path"] == REPLY and request["status"] == 200:
                self.tokens.append(request["body"]["replyToken"])
            self.pushes += request["path"] == PUSH
        return self.tokens


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_is_lost_and_nothing_answered_twice(database_url: str, tmp_path: Path) -> None:
    embedded = f"sqlite:///{tmp_path}/desk.db"
    for url in (embedded, database_url):
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()
    begun = Clock().now()
    with Nursery(tmp_path / "desks.log") as nursery:
        alone, *together = [
            KilledDesk(nursery, url, begun, impatient=False) for url in (embedded, database_url, database_url)
        ]
        with ThreadPoolExecutor() as pool:  # side by side: both mostly wait for leases to end
            assert list(pool.map(survive, ([alone], together))) == [None, None]


def survive(desks: list[KilledDesk]) -> None:
    """Kills ten times while people write, then compares what was taken with what was answered."""
    with ExitStack() as stack:
        doorman = stack.enter_context(Doorman([desk.url for desk in desks]))
        platform = stack.enter_context(LinePlatform(f"{doorman.url}/callback", slow=True))
        for desk in desks:
            stack.callback(desk.close)
            desk.start(platform.url)
        for desk in desks:
            desk.wait()
        load = Load(platform)
        load.start()
        kill_in_turn(desks, platform.url, load)
        written = load.stop()
        refused = with_status(settled(platform), NOBODY)
        taken_at_once = with_status(settled(platform), 200)
        events = [event for event in written if event["webhookEventId"] not in refused]
        redeliver_the_rest(platform, events)
        replies = Replies(platform)
        assert unanswered(replies, events) == []
        assert [token for token, times in Counter(replies.tokens).items() if times > 1] == []
        assert replies.pushes == 0
        check_order(replies.tokens, [event for event in events if event["webhookEventId"] in taken_at_once])


def kill_in_turn(desks: list[KilledDesk], line_url: str, load: Load) -> None:
    """Ten kills at moments of chance; of two desks one dies while the other works, every fourth time both die."""
    chance = random.Random(7)
    for turn in range(KILLS):
        load.open.set()
        time.sleep(chance.uniform(0.4, 1.2))
        falling = desks if turn % 4 == 3 else [desks[turn % len(desks)]]
        for desk in falling:
            desk.kill()
        if len(falling) == len(desks):
            load.open.clear()
        for desk in falling:
            desk.start(line_url)
        for desk in falling:
            desk.wait()
    load.open.set()
    time.sleep(0.5)


def settled(platform: LinePlatform) -> list[dict[str, Any]]:
    """The timings once no webhook is under way."""
    for _ in until(PATIENCE):
        timings = platform.timings()
        if all("status" in timing for timing in timings):
            return timings
    raise AssertionError("webhooks hang")


def with_status(timings: list[dict[str, Any]], status: int) -> set[str]:
    """The ids of the events whose webhook got this status."""
    return {timing["event"] for timing in timings if timing["status"] == status}


def redeliver_the_rest(platform: LinePlatform, events: list[dict[str, Any]]) -> None:
    """Sends again what got no 200, until everything has."""
    for _ in until(PATIENCE):
        rest = {event["webhookEventId"] for event in events} - with_status(settled(platform), 200)
        if not rest:
            return
        for event_id in sorted(rest):
            platform.redeliver(event_id)
    raise AssertionError("events were refused until the end")


def unanswered(replies: Replies, events: list[dict[str, Any]]) -> list[str]:
    """The ids of events without an accepted reply, after waiting for the last one."""
    missing: list[str] = []
    for _ in until(PATIENCE):
        answered = set(replies.read())
        missing = [event["webhookEventId"] for event in events if event["replyToken"] not in answered]
        if not missing:
            break
    return missing


def check_order(tokens: list[str], events: list[dict[str, Any]]) -> None:
    """Each person's answers stand in the order of their questions; a redelivered question may come later."""
    place = {token: index for index, token in enumerate(tokens)}
    for person in PEOPLE:
        asked = [event["replyToken"] for event in events if event["source"]["userId"] == person]
        assert asked == sorted(asked, key=place.__getitem__)


def until(seconds: float) -> Iterator[None]:
    """Repeats a few times a second until the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.3)
