"""Fifty people tap 申し込む at once, and the desk dies by kill -9 again and again: signed webhooks, replies and pushes.

Desks are real processes against the LINE look-alike. Ten who have a seat leave, the first ten in line are offered
theirs by a push, and take them. What LINE accepted is read from LINE's own records.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from handlers.event_cards import stamp
from jobs.parts import Parts
from tests.announcements.office import befriend, user
from tests.events.garage import CODE, notices, opened, rows
from tests.events.test_seats_together import Looks
from tests.line_platform import LinePlatform
from tests.survival.nursery import KilledDesk, Nursery

PEOPLE, SEATS, LEAVING = 50, 20, 10
KILLS = 4  # in each of the three parts
LONGEST_LIFE = 0.6  # seconds
PATIENCE = 300.0  # seconds for what must happen, however busy the machine
PUSH = "/v2/bot/message/push"


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery") / "desks.log") as running:
        yield running


class Town:
    """The people, LINE and the desks."""

    def __init__(self, engine: sa.Engine, platform: LinePlatform, desks: list[KilledDesk]) -> None:
        self.engine, self.platform, self._desks = engine, platform, desks
        self._chance = random.Random(7)

    def tap(self, taps: Iterable[tuple[str, str]]) -> None:
        """Everybody taps at once, and meanwhile the desks are killed and started again."""
        with ThreadPoolExecutor(10) as pool:
            said = [pool.submit(self.platform.control, "postback", {"user": who, "data": data}) for who, data in taps]
            for turn in range(KILLS):
                time.sleep(self._chance.uniform(0, LONGEST_LIFE))
                desk = self._desks[turn % len(self._desks)]
                desk.kill()
                desk.start(self.platform.url)
            for one in said:
                one.result()

    def states(self) -> Counter[str]:
        return Counter(row.state for row in rows(self.engine).values())

    def told(self) -> int:
        return sum(one.state == "told" for one in notices(self.engine))


@pytest.mark.parametrize(
    ("database_url", "workers"),
    [("sqlite", 1), ("postgresql", 2)],
    indirect=["database_url"],
    ids=["sqlite", "postgresql-two-desks"],
)
def test_fifty_people_and_a_desk_that_is_killed(
    parts: Parts, workers: int, nursery: Nursery, database_url: str
) -> None:
    engine = parts.engine
    befriend(parts, range(1, PEOPLE + 1))
    opened(engine, parts.clock.now(), capacity=SEATS, most_people=1)
    looks = Looks(database_url)
    with ExitStack() as stack:
        stack.callback(looks.stop)
        desks = [KilledDesk(nursery, database_url, parts.clock.now()) for _ in range(workers)]
        platform = stack.enter_context(LinePlatform(f"{desks[0].url}/callback", people=PEOPLE))
        platform.control("clock", {"to": parts.clock.now().isoformat()})
        platform.control("deliveries", {"redelivery": True, "redelivery_seconds": 4, "redelivery_times": 20})
        for desk in desks:
            stack.callback(desk.close)
            desk.start(platform.url)
        for desk in desks:
            desk.wait()
        town = Town(engine, platform, desks)
        town.tap((user(number), f"a=ev&v=join&e={CODE}") for number in range(1, PEOPLE + 1))
        until(lambda: town.states() == {"enrolled": SEATS, "waiting": PEOPLE - SEATS})
        line = [row for row in sorted(rows(engine).values(), key=lambda row: row.queued or 0) if row.queued]
        first = [row.user_id for row in line[:LEAVING]]
        town.tap(leaving(engine))
        until(lambda: town.states()["cancelled"] == LEAVING and town.told() == LEAVING)
        assert [one.user_id for one in notices(engine)] == first
        offered = [(who, f"a=ev&v=offer-yes&e={CODE}&k={stamp(rows(engine)[who])}") for who in first]
        town.tap(offered)
        until(lambda: town.states()["enrolled"] == SEATS)
        pushed = Counter(call["body"]["to"] for call in platform.calls(PUSH) if call["status"] == 200)
    check(engine, looks, line_of=first, pushed=pushed)


def leaving(engine: sa.Engine) -> list[tuple[str, str]]:
    """The taps of the first who have a seat."""
    by_number = sorted(rows(engine).values(), key=lambda row: row.number or 0)
    enrolled = [row for row in by_number if row.state == "enrolled"]
    return [(row.user_id, f"a=ev&v=left&e={CODE}&k={stamp(row)}") for row in enrolled[:LEAVING]]


def check(engine: sa.Engine, looks: Looks, *, line_of: list[str], pushed: Counter[str]) -> None:
    """Never too many people, nobody lost, the offers in order and each told once."""
    found = rows(engine)
    assert looks.most == SEATS
    assert set(found) == {user(number) for number in range(1, PEOPLE + 1)}
    assert sorted(row.number or 0 for row in found.values()) == list(range(1, PEOPLE + 1))
    assert Counter(row.state for row in found.values()) == {
        "enrolled": SEATS, "waiting": PEOPLE - SEATS - LEAVING, "cancelled": LEAVING,
    }  # fmt: skip
    assert all(found[who].state == "enrolled" for who in line_of)
    assert [one.user_id for one in notices(engine)] == line_of
    by_push = {one.user_id for one in notices(engine) if one.how == "push"}
    assert {one.how for one in notices(engine)} <= {"push", "reply"}
    assert pushed == Counter(by_push)


def until(met: Callable[[], object]) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
