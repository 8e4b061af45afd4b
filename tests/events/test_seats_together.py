"""Fifty people and twenty seats, all at once: in threads, and in processes that die by kill -9 in the middle."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Event, Thread

import psutil
import pytest
import sqlalchemy as sa

from bot.db import make_engine, read_scope, session_scope
from bot.events import offers, seats
from jobs.parts import Parts
from jobs.seats import offer_seats
from tests.events.crowd import PEOPLE, SEATS, content, declines, leaves
from tests.events.garage import CODE, notices, opened, rows, states, user
from tests.fakes import START

AT_ONCE = 20
CROWDS = 3
KILLS = 25
LOOK_EVERY = 0.02  # seconds: often enough to catch a moment, seldom enough to leave the desks the processor
PATIENCE = 120.0  # seconds for what must happen, however busy the machine


class Looks(Thread):
    """Looks at the seats again and again; one look that finds too many people is enough to fail."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url, self._enough = url, Event()
        self.seen, self.most = 0, 0
        self.start()

    def run(self) -> None:
        engine = make_engine(self._url)
        while not self._enough.wait(LOOK_EVERY):
            with read_scope(engine) as session:
                found = seats.seats_of(session, [CODE])[CODE]
            self.most = max(self.most, found.taken + found.offered)
            self.seen += 1
        engine.dispose()

    def stop(self) -> None:
        self._enough.set()
        self.join()


def together(work: Callable[[int], object]) -> None:
    """Everybody does it at the same moment, in so many threads."""
    gate = Barrier(AT_ONCE)

    def share(first: int) -> None:
        gate.wait()
        for number in PEOPLE[first::AT_ONCE]:
            work(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(share, first) for first in range(AT_ONCE)]:
            done.result()


def in_order(engine: sa.Engine) -> list[int]:
    """The places in line that were offered seats, in the order in which they were."""
    return [int(one.occasion.split(":")[3]) for one in notices(engine)]


def test_fifty_people_in_threads(parts: Parts, database_url: str) -> None:
    engine = parts.engine
    opened(engine, START, capacity=SEATS)
    looks = Looks(database_url)

    def join(number: int) -> None:
        with session_scope(engine) as session:
            seats.join(session, CODE, user(number), 1, START)
        if number % 10 == 0:
            offer_seats(parts)

    def go_on(number: int) -> None:
        state = states(engine)[user(number)]
        with session_scope(engine) as session:
            if state == "enrolled" and leaves(number):
                seats.leave(session, CODE, user(number), START)
            if state == "offered":
                (offers.decline if declines(number) else offers.accept)(session, CODE, user(number), START)
        offer_seats(parts)

    together(join)
    found = rows(engine)
    assert sorted(row.number or 0 for row in found.values()) == list(PEOPLE)
    assert [row.state for row in found.values()].count("enrolled") == SEATS
    assert len({row.queued for row in found.values() if row.state == "waiting"}) == len(PEOPLE) - SEATS
    first = sorted((row for row in found.values() if row.queued), key=lambda row: row.queued or 0)
    while not content(engine):
        together(go_on)
    looks.stop()
    assert looks.seen > 0
    check(engine, looks)
    offered = [one.user_id for one in notices(engine)]
    assert offered == [row.user_id for row in first][: len(offered)]


def check(engine: sa.Engine, looks: Looks) -> None:
    """Never too many, everybody accounted for, offers in order and each noted once."""
    assert looks.most == SEATS
    found = rows(engine)
    assert set(found) == {user(number) for number in PEOPLE}
    assert len({row.number for row in found.values()}) == len(PEOPLE)
    stood = {number: found[user(number)] for number in PEOPLE}
    assert sum(row.state == "enrolled" for row in stood.values()) == SEATS
    for number, row in stood.items():
        assert row.state in ("enrolled", "waiting", "cancelled")
        if row.state == "cancelled":
            assert row.why in (("self",) if leaves(number) else ()) + (("declined",) if declines(number) else ())
        if row.state == "enrolled":
            assert not leaves(number)
    places = in_order(engine)
    assert places == sorted(set(places))
    last_waiting = [row.queued or 0 for row in stood.values() if row.state == "waiting"]
    assert not places or not last_waiting or max(places) < min(last_waiting)
    told = [(one.user_id, one.occasion) for one in notices(engine)]
    assert len(told) == len(set(told)) == len({who for who, _ in told})


class Crowds:
    """Crowds that are started, killed, and started again."""

    def __init__(self, log: Path, url: str) -> None:
        self._url, self._seeds, self._chance = url, iter(range(10_000)), random.Random(3)
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.events.crowd", str(log)],
            env=environment, cwd=log.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._said() == "ready"
        self.pids: list[int] = []

    def start(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"url": self._url, "seed": next(self._seeds)}) + "\n")
        self._process.stdin.flush()
        self.pids.append(int(self._said()))

    def kill(self) -> None:
        """kill -9 of any of them, and waits until it is gone."""
        pid = self.pids.pop(self._chance.randrange(len(self.pids)))
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while psutil.pid_exists(pid):
            assert time.monotonic() < deadline, f"{pid} does not die"
            time.sleep(0.002)

    def end(self) -> None:
        while self.pids:
            self.kill()
        self._process.communicate("", timeout=PATIENCE)

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def crowds(log: Path, url: str) -> Iterator[Crowds]:
    made = Crowds(log, url)
    try:
        yield made
    finally:
        made.end()


def test_fifty_people_in_processes_that_are_killed(engine: sa.Engine, database_url: str, tmp_path: Path) -> None:
    opened(engine, START, capacity=SEATS)
    chance, log = random.Random(11), tmp_path / "crowds.log"
    looks = Looks(database_url)
    deadline = time.monotonic() + PATIENCE
    with crowds(log, database_url) as running:
        for _ in range(CROWDS):
            running.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.01, 0.12))
            running.kill()
            running.start()
        while not content(engine):
            assert time.monotonic() < deadline, log.read_text("utf8")[-2000:]
            time.sleep(0.05)
    looks.stop()
    assert content(engine)
    check(engine, looks)
    assert "Traceback" not in log.read_text("utf8")


@pytest.mark.parametrize("turn", range(3))
def test_a_killed_transaction_leaves_nothing_behind(engine: sa.Engine, turn: int) -> None:
    opened(engine, START, capacity=1)

    def dies() -> None:
        with session_scope(engine) as session:
            for number in range(turn + 1):
                seats.join(session, CODE, user(number), 1, START)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dies()
    assert rows(engine) == {}
    with session_scope(engine) as session:
        joined = seats.join(session, CODE, user(9), 1, START)
        assert (joined.kind, joined.enrolment and joined.enrolment.number) == ("enrolled", 1)
