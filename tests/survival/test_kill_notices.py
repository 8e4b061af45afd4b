"""kill -9 while 200 people are told something: each notice at most once, none lost, also what rides on replies.

Desks are real processes against the LINE look-alike, a process too, which fails in every way it can meanwhile. What
people got is read from LINE's own records.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.messages import readable
from bot.models import InboundEvent, OutboundMessage
from bot.models_events import PersonalNotice
from jobs.parts import Parts
from tests.announcements.office import user
from tests.line_platform import LinePlatform
from tests.personal_notices import TRIED, befriend, note
from tests.survival.nursery import KilledDesk, Nursery

PEOPLE = 200
KILLS = 10
SHARE = PEOPLE // KILLS  # people who get something to hear before each kill
WRITERS = 4  # of them, who write meanwhile
LONGEST_LIFE = 0.3  # seconds a desk pushes before it is killed
PATIENCE = 300.0  # seconds for what must happen, however busy the machine
PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"
TROUBLES: tuple[dict[str, Any], ...] = (
    {"kind": "status", "status": 500},
    {"kind": "drop_before", "times": 2},
    {"kind": "drop_after", "times": 2},
    {"kind": "delay_after", "seconds": 1.6},  # LINE takes it, but says so after our patience
    {"kind": "rate_limit", "times": 5},
    {"kind": "quota", "times": 1},
)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery") / "desks.log") as running:
        yield running


class Calls:
    """What LINE took; reads only what is new."""

    def __init__(self, platform: LinePlatform) -> None:
        self._platform, self._last = platform, 0
        self.pushes = 0
        self.said: Counter[str] = Counter()  # every notice says whom it is for

    def read(self) -> int:
        """How many pushes were tried by now."""
        for call in self._platform.sent(self._last):
            self._last = call["id"]
            self.pushes += call["path"] == PUSH
            if call["status"] == 200 and call["path"] in (PUSH, REPLY):
                self.said.update(line for line in readable(call["body"]["messages"]) if line.endswith("のお知らせ"))
        return self.pushes


@pytest.mark.parametrize(
    ("database_url", "workers"),
    [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)],
    indirect=["database_url"],
    ids=["sqlite", "postgresql", "postgresql-two-workers"],
)
def test_everything_is_told_once_and_nothing_lost(
    parts: Parts, workers: int, nursery: Nursery, database_url: str
) -> None:
    befriend(parts, *(user(number) for number in range(1, PEOPLE + 1)))
    with ExitStack() as stack:
        desks = [KilledDesk(nursery, database_url, parts.clock.now()) for _ in range(workers)]
        for desk in desks:
            stack.callback(desk.close)
        platform = stack.enter_context(LinePlatform(f"{desks[0].url}/callback", people=PEOPLE))
        platform.control("clock", {"to": parts.clock.now().isoformat()})
        platform.control("deliveries", {"redelivery": True, "redelivery_seconds": 1, "redelivery_times": 20})
        calls = Calls(platform)
        for desk in desks:
            desk.start(platform.url)
        kill_in_turn(parts, desks, platform, calls)
        platform.calm()
        until(lambda: not left(parts))
        # LINE writes an answer that it keeps back down when it gives it, which may be after the one to a repetition.
        until(lambda: calls.read() and told(parts, "accepted") <= set(calls.said))
    assert [line for line, times in calls.said.items() if times > 1] == []
    assert set(calls.said) <= told(parts, "accepted", "unknown")
    wanted = {f"{number}-{name}" for number in range(1, PEOPLE + 1) for name in ("first", "second")}
    assert {f"{name}のお知らせ" for name in wanted} <= set(calls.said)


def kill_in_turn(parts: Parts, desks: list[KilledDesk], platform: LinePlatform, calls: Calls) -> None:
    """Ten kills, each while a share of the people is told; of two desks one dies, every fourth time both."""
    chance = random.Random(3)
    for turn in range(KILLS):
        share = range(turn * SHARE + 1, (turn + 1) * SHARE + 1)
        platform.control("faults", {"path": PUSH, "times": 1, **chance.choice(TROUBLES)})
        tell_something(parts, share)
        before = calls.read()
        until(lambda before=before: calls.read() > before)  # type: ignore[misc]
        for number in share[:WRITERS]:
            platform.say(user(number), "こんにちは")
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        falling = desks if turn % 4 == 3 else [desks[turn % len(desks)]]
        for desk in falling:
            desk.kill()
        for desk in falling:
            desk.start(platform.url)


def tell_something(parts: Parts, people: range) -> None:
    """Two notices for everybody that are due, and one for who writes that waits for tomorrow."""
    for number in people:
        for name in ("first", "second"):
            note(parts, f"{number}-{name}", user(number), TRIED)
    for number in people[:WRITERS]:
        note(parts, f"{number}-rider", user(number), TRIED, push_at=parts.clock.now() + DAY)


def left(parts: Parts) -> list[str]:
    """What is still to be done; what the quota put off by an hour is made due. Riders may wait for tomorrow."""
    now, due = parts.clock.now(), (PersonalNotice.state == "waiting", PersonalNotice.occasion.not_like("%rider"))
    with session_scope(parts.engine) as session:
        session.execute(sa.update(PersonalNotice).where(*due).values(push_at=now, ready_at=now))
        lines = (
            sa.select(PersonalNotice.occasion).where(*due),
            sa.select(OutboundMessage.user_key).where(OutboundMessage.state.in_(("waiting", "sending"))),
            sa.select(InboundEvent.user_key).where(InboundEvent.state.in_(("open", "claimed"))),
        )
        return [line for chosen in lines for line in session.scalars(chosen)]


def told(parts: Parts, *ends: str) -> set[str]:
    """What the desk says it told with messages that ended so."""
    notice, sent = PersonalNotice, OutboundMessage
    with_it = sa.or_(sent.id == notice.outbound_id, sent.event_id == notice.event_id)
    rows = sa.select(notice.occasion).join(sent, with_it).where(notice.state == "told", sent.state.in_(ends))
    with read_scope(parts.engine) as session:
        return {f"{occasion}のお知らせ" for occasion in session.scalars(rows)}


def until(met: Callable[[], object]) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
