"""What becomes of an announcement when LINE misbehaves: the third table of docs/faults.md, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import report, sending
from bot.db import read_scope, session_scope
from bot.emulator.people import KEYS
from bot.models import Friend
from bot.models_sending import AnnouncementBatch, StaffAlert
from handlers.desk import Desk
from jobs.broadcast_end import watch_broadcasts
from tests.announcements.office import due, go_live, state
from tests.faults.world import IMPATIENT, World, line_timeout, until

MULTICAST, QUOTA = "/v2/bot/message/multicast", "/v2/bot/message/quota"
EVERYBODY = len(KEYS)
OVER = ("sent", "held", "partly_unknown")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk.open()


def announce(world: World, *others: str) -> int:
    """An announcement to everybody, due now; `others` are ids that LINE does not know."""
    parts = world.parts
    now = parts.clock.now()
    rows = [
        {"user_id": who, "state": "friend", "state_at_ms": 0, "first_seen_at": now, "last_seen_at": now, "notices": {}}
        for who in [*KEYS.values(), *others]
    ]
    with session_scope(parts.engine) as session:
        session.execute(sa.insert(Friend), rows)
    go_live(parts)
    number = due(parts)
    parts.announcing.ring()
    return number


def ended(world: World, number: int) -> str:
    """How it ended or why it is held; the clock jumps to each next attempt."""

    def over() -> bool:
        waiting = sa.select(sa.func.min(AnnouncementBatch.next_try_at)).where(AnnouncementBatch.state == "waiting")
        with read_scope(world.engine) as session:
            at = session.scalar(waiting.where(AnnouncementBatch.announcement_id == number))
        now = world.clock.now()
        if at is not None and at > now:
            world.clock.move(at - now)
        world.parts.announcing.ring()
        return state(world.parts, number) in OVER

    until(over)
    with Session(world.engine) as session:
        found = report.report(session, number)
        assert found.target == found.accepted + found.rejected + found.unknown + found.stopped
        return found.announcement.held_for or found.announcement.state


def counts(world: World, number: int) -> tuple[int, int, int, int]:
    """Accepted, rejected, unknown, stopped."""
    with Session(world.engine) as session:
        found = report.report(session, number)
    return found.accepted, found.rejected, found.unknown, found.stopped


def received(world: World) -> set[int]:
    """How often people have it in their talks: {1} for everybody once."""
    found = set()
    for person in KEYS:
        talk = world.http.get("/emulator/control/talk", params={"user": person}).json()
        found.add(len({entry["at_ms"] for entry in talk if entry["side"] == "bot"}))
    return found


def go_on(world: World, number: int) -> None:
    """Somebody else than the author says that it goes on."""
    with session_scope(world.engine) as session:
        sending.resume(session, number, "鈴木", world.clock.now(), "確かめました")
    world.parts.announcing.ring()


def everybody_once(world: World, number: int, *statuses: int) -> None:
    """The good end, after these answers of LINE."""
    assert ended(world, number) == "sent"
    assert counts(world, number) == (EVERYBODY, 0, 0, 0)
    assert received(world) == {1}
    assert not statuses or tuple(world.calls(MULTICAST)) == statuses


def _drop_after(world: World) -> None:
    world.fault(MULTICAST, "drop_after", times=1)
    everybody_once(world, announce(world), 200, 409)


def _drop_before(world: World) -> None:
    world.fault(MULTICAST, "drop_before", times=2)
    everybody_once(world, announce(world), 0, 0, 200)


def _errors(world: World) -> None:
    world.fault(MULTICAST, "status", status=500, times=6)
    everybody_once(world, announce(world), *[500] * 6, 200)


def _errors_over_a_day(world: World) -> None:
    world.fault(MULTICAST, "status", status=503)
    number = announce(world)
    until(lambda: world.calls(MULTICAST))
    world.clock.move(dt.timedelta(minutes=16))
    assert ended(world, number) == "late"
    world.clock.move(dt.timedelta(hours=24))
    watch_broadcasts(world.parts)
    until(lambda: world.parts.announcing.ring() or state(world.parts, number) == "partly_unknown")
    assert counts(world, number) == (0, 0, EVERYBODY, 0)
    assert received(world) == {0}


def _too_slow(world: World) -> None:
    world.fault(MULTICAST, "delay", seconds=IMPATIENT + 1, times=1)
    everybody_once(world, announce(world))
    until(lambda: sorted(world.calls(MULTICAST)) == [200, 409])


def _accepted_too_slow(world: World) -> None:
    world.fault(MULTICAST, "delay_after", seconds=IMPATIENT + 1, times=1)
    everybody_once(world, announce(world))
    until(lambda: sorted(world.calls(MULTICAST)) == [200, 409])


def _rate_limit(world: World) -> None:
    world.fault(MULTICAST, "rate_limit", times=8, retry_after=2)
    everybody_once(world, announce(world), *[429] * 8, 200)


def _quota(world: World) -> None:
    world.fault(MULTICAST, "quota", times=1)
    number = announce(world)
    assert ended(world, number) == "quota"
    assert alerts(world) == [f"announcement:{number}:quota"]
    assert received(world) == {0}
    go_on(world, number)
    everybody_once(world, number, 429, 200)


def _quota_first(world: World) -> None:
    world.control("quota", value=EVERYBODY - 1)
    number = announce(world)
    assert ended(world, number) == "quota"
    assert world.calls(MULTICAST) == []


def _quota_unknown(world: World) -> None:
    world.fault(QUOTA, "status", status=500, times=2)
    number = announce(world)
    until(lambda: world.calls(QUOTA) == [500])
    assert (state(world.parts, number), world.calls(MULTICAST)) == ("scheduled", [])
    everybody_once(world, number, 200)


def _one_refused(world: World) -> None:
    number = announce(world, "U" + "0" * 31 + "?")
    assert ended(world, number) == "sent"
    assert counts(world, number) == (EVERYBODY, 1, 0, 0)
    assert received(world) == {1}
    sent = world.http.get("/emulator/control/sent", params={"path": MULTICAST}).json()
    assert [call["status"] for call in sent] == [400, 200]
    assert len({call["headers"]["x-line-retry-key"] for call in sent}) == 2


def _refused(world: World) -> None:
    world.fault(MULTICAST, "status", status=400, times=1)
    number = announce(world)
    assert ended(world, number) == "sent"
    assert counts(world, number) == (0, EVERYBODY, 0, 0)
    assert received(world) == {0}


def _wrong_token(world: World) -> None:
    world.fault(MULTICAST, "status", status=401, times=1)
    number = announce(world)
    assert ended(world, number) == "refused"
    assert alerts(world) == [f"announcement:{number}:refused"]
    go_on(world, number)
    everybody_once(world, number, 401, 200)


def _broken_body(world: World) -> None:
    world.fault(MULTICAST, "broken_body", times=1)
    everybody_once(world, announce(world), 200)


def _blocked(world: World) -> None:
    world.control("people/student/state", state="blocked")
    until(lambda: world.events() == 1)
    with read_scope(world.engine) as session:
        until(lambda: session.scalar(sa.select(Friend.state).where(Friend.user_id == KEYS["student"])) == "blocked")
    with session_scope(world.engine) as session:  # the word of it is lost: the desk still takes them for a friend
        session.execute(sa.delete(Friend))
    number = announce(world)
    assert ended(world, number) == "sent"
    assert counts(world, number) == (EVERYBODY, 0, 0, 0)
    assert received(world) == {0, 1}


def _answers(world: World) -> None:
    world.fault(MULTICAST, "rate_limit")
    number = announce(world)
    until(lambda: world.calls(MULTICAST))
    world.ask()
    until(lambda: world.answers() == 1)
    world.calm()
    assert ended(world, number) == "sent"
    assert counts(world, number) == (EVERYBODY, 0, 0, 0)


def alerts(world: World) -> list[str]:
    """What the staff were told."""
    with read_scope(world.engine) as session:
        return list(session.scalars(sa.select(StaffAlert.key).order_by(StaffAlert.since)))


STORIES: dict[str, Callable[[World], None]] = {
    "announcement-accepted-then-dropped": _drop_after,
    "announcement-dropped-before": _drop_before,
    "announcement-500": _errors,
    "announcement-500-over-a-day": _errors_over_a_day,
    "announcement-too-slow": _too_slow,
    "announcement-accepted-too-slow": _accepted_too_slow,
    "announcement-429": _rate_limit,
    "announcement-quota": _quota,
    "announcement-quota-too-small": _quota_first,
    "announcement-quota-unknown": _quota_unknown,
    "announcement-400-of-one": _one_refused,
    "announcement-400": _refused,
    "announcement-401": _wrong_token,
    "announcement-unreadable-answer": _broken_body,
    "announcement-blocked": _blocked,
    "announcement-answers-meanwhile": _answers,
}


@pytest.mark.parametrize("name", STORIES)
def test_one_fault_has_one_known_end(name: str, database_url: str, desk: Desk) -> None:
    with World(database_url, desk, line_timeout=line_timeout(name)) as world:
        STORIES[name](world)
