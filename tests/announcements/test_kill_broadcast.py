"""kill -9 while 10,000 people are being sent to: each frozen recipient at most once, nobody lost, the report adds up.

Desks are real processes against the LINE look-alike, a process too. LINE fails in every way it can, and people join,
leave, come back and switch announcements off meanwhile. What LINE accepted is read from LINE's own records.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from bot.announcements import report
from bot.db import read_scope
from bot.line import Line
from bot.models_sending import AnnouncementBatch, AnnouncementRecipient
from jobs.broadcast import broadcast
from jobs.parts import Parts
from tests.announcements.office import befriend, due, go_live, reported, state, user
from tests.line_platform import TOKEN, LinePlatform
from tests.survival.nursery import KilledDesk, Nursery

PEOPLE = 10_000
KILLS = 10
LONGEST_LIFE = 0.35  # seconds a desk sends before it is killed
PATIENCE = 60.0  # seconds for what must happen, however busy the machine
MULTICAST = "/v2/bot/message/multicast"
TROUBLES: tuple[dict[str, Any], ...] = (
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "drop_before"},
    {"kind": "drop_after"},
    {"kind": "delay_after", "seconds": 1.6},  # LINE takes it, but says so after our patience
    {"kind": "delay", "seconds": 1.6},
    {"kind": "rate_limit", "times": 5},
)
STORMS: tuple[dict[str, Any], ...] = (
    {"kind": "rate_limit", "times": 12},
    {"kind": "status", "status": 502, "times": 4},
    {"kind": "drop_before", "times": 4},
)


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery") / "desks.log") as running:
        yield running


class Worker(Thread):
    """Does something again and again until it is told to stop; an error in it fails the test."""

    def __init__(self, step: Callable[[], None], pause: float) -> None:
        super().__init__(daemon=True)
        self._step, self._pause, self._enough = step, pause, Event()
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            while not self._enough.wait(self._pause):
                self._step()
        except BaseException as error:
            self.error = error

    def stop(self) -> None:
        self._enough.set()
        self.join()
        if self.error is not None:
            raise self.error


class Calls:
    """The multicasts as LINE recorded them; reads only what is new."""

    def __init__(self, platform: LinePlatform) -> None:
        self._platform, self._last = platform, 0
        self.statuses: list[int] = []
        self.received: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []

    def read(self) -> int:
        """How many there are by now."""
        for call in self._platform.calls(MULTICAST, self._last):
            self._last = call["id"]
            self.statuses.append(call["status"])
            if call["status"] == 200:
                self.received.update(call["body"]["to"])
                self.bodies.append(call["body"])
        return len(self.statuses)

    @property
    def accepted(self) -> int:
        return self.statuses.count(200)


class Town:
    """What people do and what LINE does wrong, at moments of chance."""

    def __init__(self, platform: LinePlatform, calls: Calls) -> None:
        self.calls, self._platform, self._chance = calls, platform, random.Random(5)
        self.kills = 0
        self.left: set[str] = set()
        self.silenced: set[str] = set()

    def live(self) -> None:
        """Somebody joins, blocks the account, comes back, or switches the theme off with a tap."""
        person = user(self._chance.randint(1, PEOPLE))
        match self._chance.choice(("join", "leave", "leave", "return", "silence", "silence")):
            case "join":
                self._platform.control("people", {"name": "新しい人"})
            case "leave":
                self.left.add(person)
                self._platform.control(f"people/{person}/state", {"state": "blocked"})
            case "return" if self.left:
                back = self._chance.choice(sorted(self.left))
                self._platform.control(f"people/{back}/state", {"state": "friend"})
            case "silence" if person not in self.left:
                self.silenced.add(person)
                self._platform.control("postback", {"user": person, "data": "a=ntc&v=off&t=office"})

    def trouble(self) -> None:
        """One fault; and a storm as long as LINE has taken more than two batches for each kill."""
        self.calls.read()
        fault = self._chance.choice(STORMS if self.calls.accepted > 2 * self.kills else TROUBLES)
        self._platform.control("faults", {"path": MULTICAST, "times": 1, **fault})


@pytest.mark.parametrize(
    ("database_url", "workers"),
    [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)],
    indirect=["database_url"],
    ids=["sqlite", "postgresql", "postgresql-two-workers"],
)
def test_everybody_at_most_once_and_nobody_lost(
    parts: Parts, workers: int, nursery: Nursery, database_url: str
) -> None:
    befriend(parts, range(1, PEOPLE + 1))
    go_live(parts)
    number = due(parts)
    with ExitStack() as stack:
        desks = [KilledDesk(nursery, database_url, parts.clock.now()) for _ in range(workers)]
        platform = stack.enter_context(LinePlatform(f"{desks[0].url}/callback", people=PEOPLE))
        platform.control("clock", {"to": parts.clock.now().isoformat()})
        platform.control("deliveries", {"redelivery": True, "redelivery_seconds": 0.3, "redelivery_times": 20})
        calls = Calls(platform)
        town = Town(platform, calls)
        for desk in desks:
            stack.callback(desk.close)
            desk.start(platform.url)
        looks = Looks(parts, number)
        jobs = [Worker(town.trouble, 0.1), Worker(town.live, 0.05), Worker(looks.look, 0.1)]
        kill_in_turn(parts, number, desks, platform.url, town)
        jobs[0].stop()
        platform.calm()
        until(lambda: state(parts, number) in ("sent", "partly_unknown"))
        for job in jobs[1:]:
            job.stop()
        for desk in desks:
            desk.kill()
        # LINE writes an answer that it keeps back down when it gives it, which may be after the one to a repetition.
        until(lambda: calls.read() and recipients(parts, number)[1] <= set(calls.received))
        made = calls.read()
        line = Line(TOKEN, platform.url, platform.url)
        late = Parts(**{**vars(parts), "line": line})
        broadcast(late, "a worker who comes late")  # changes nothing
        line.close()
        assert calls.read() == made
    check(parts, number, calls, town)
    assert looks.seen > KILLS


def kill_in_turn(parts: Parts, number: int, desks: list[KilledDesk], line_url: str, town: Town) -> None:
    """Ten kills while it sends; of two desks one dies and the other goes on, every fourth time both die."""
    chance = random.Random(11)
    for turn in range(KILLS):
        before = len(town.calls.statuses)  # read by the troubles, ten times a second
        until(lambda before=before: len(town.calls.statuses) > before)  # type: ignore[misc]
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        assert state(parts, number) == "sending", "it was over before the last kill"
        falling = desks if turn % 4 == 3 else [desks[turn % len(desks)]]
        for desk in falling:
            desk.kill()
        for desk in falling:
            desk.start(line_url)
        town.kills += 1


class Looks:
    """The report, read again and again while everything happens."""

    def __init__(self, parts: Parts, number: int) -> None:
        self._parts, self._number = parts, number
        self.seen = 0

    def look(self) -> None:
        """It adds up, and the target never moves."""
        with read_scope(self._parts.engine) as session:
            found = report.report(session, self._number)
        assert found.target == found.accepted + found.rejected + found.unknown + found.stopped
        if found.announcement.target is not None:
            assert found.target == found.announcement.target
        self.seen += 1


def check(parts: Parts, number: int, calls: Calls, town: Town) -> None:
    """What LINE took against what the desk wrote down."""
    frozen, accepted = recipients(parts, number)
    found = reported(parts, number)
    assert [who for who, times in calls.received.items() if times > 1] == []
    assert set(calls.received) == accepted
    assert (found.target, found.accepted) == (len(frozen), len(accepted))
    assert (found.rejected, found.unknown, found.waiting) == (0, 0, 0)
    assert found.announcement.state == "sent"
    spared = {who: why for who, why in frozen.items() if who not in accepted}
    assert found.stopped == len(spared)
    assert {who for who, why in spared.items() if why == "left"} <= town.left
    assert {who for who, why in spared.items() if why == "opted_out"} <= town.silenced
    assert set(spared.values()) <= {"left", "opted_out"}
    assert len({str(body["messages"]) for body in calls.bodies}) == 1


def recipients(parts: Parts, number: int) -> tuple[dict[str, str | None], set[str]]:
    """Everybody frozen with why they were spared, and those of whom LINE said that it took it."""
    row, batch = AnnouncementRecipient, AnnouncementBatch
    joined = sa.and_(batch.announcement_id == row.announcement_id, batch.seq == row.batch_seq)
    chosen = sa.select(row.user_id, row.state, row.why, batch.state).join(batch, joined, isouter=True)
    with read_scope(parts.engine) as session:
        rows = session.execute(chosen.where(row.announcement_id == number)).all()
    frozen = {str(who): why for who, _, why, _ in rows}
    assert len(frozen) == len(rows)
    return frozen, {str(who) for who, own, _, of_batch in rows if own is None and of_batch == "accepted"}


def until(met: Callable[[], object]) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.03)
