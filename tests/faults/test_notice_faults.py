"""What becomes of personal notices when LINE misbehaves: the fourth table of docs/faults.md, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from bot.db import read_scope
from bot.emulator.people import KEYS
from bot.messages import readable
from bot.models import Friend, OutboundMessage
from bot.queue import NOTICE_LANE
from handlers.desk import Desk
from jobs.tell import tell
from tests.faults.world import IMPATIENT, PERSON, World, line_timeout, until
from tests.personal_notices import alerts, befriend, card, note, notice, states, tellers, text

PUSH, REPLY, QUOTA = "/v2/bot/message/push", "/v2/bot/message/reply", "/v2/bot/message/quota"
WHO = KEYS[PERSON]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SAID = "aのお知らせ"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk.open()


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    with tellers(event_moved=text, watch_ended=card):
        yield


def due(world: World, *occasions: str, **more: dt.datetime) -> None:
    """Notices for the person, of whom the desk knows; due now, unless told otherwise."""
    with read_scope(world.engine) as session:
        known = session.get(Friend, WHO)
    if known is None:
        befriend(world.parts, WHO)
    for occasion in occasions or ("a",):
        note(world.parts, occasion, WHO, **more)
    tell(world.parts)


def got(world: World, words: str = SAID) -> int:
    """How often the words stand in the person's talk."""
    talk = world.http.get("/emulator/control/talk", params={"user": PERSON}).json()
    return sum(words in readable([entry["body"]]) for entry in talk if entry["side"] == "bot")


def pushes(world: World) -> list[str]:
    """How the rows of personal notices stand."""
    theirs = sa.select(OutboundMessage.state).where(OutboundMessage.user_key.startswith(NOTICE_LANE))
    with read_scope(world.engine) as session:
        return list(session.scalars(theirs.order_by(OutboundMessage.id)))


def once(world: World, *statuses: int) -> None:
    """The good end, after these answers of LINE."""
    assert world.ended().state == "accepted"
    assert (states(world.parts), got(world)) == ({"a": "told"}, 1)
    assert not statuses or tuple(world.calls(PUSH)) == statuses


def on(world: World, delta: dt.timedelta) -> None:
    """Time passes, and the job has its turn."""
    world.clock.move(delta)
    tell(world.parts)


def _drop_after(world: World) -> None:
    world.fault(PUSH, "drop_after", times=1)
    due(world)
    once(world, 200, 409)


def _drop_before(world: World) -> None:
    world.fault(PUSH, "drop_before", times=2)
    due(world)
    once(world, 0, 0, 200)


def _errors(world: World) -> None:
    world.fault(PUSH, "status", status=500, times=6)
    due(world)
    once(world, *[500] * 6, 200)


def _errors_over_a_day(world: World) -> None:
    world.fault(PUSH, "status", status=503)
    due(world)
    until(lambda: world.calls(PUSH))
    world.clock.move(DAY)
    assert world.ended().state == "unknown"
    world.calm()
    on(world, HOUR)
    assert (states(world.parts), pushes(world), got(world)) == ({"a": "told"}, ["unknown"], 0)


def _too_slow(world: World) -> None:
    world.fault(PUSH, "delay", seconds=IMPATIENT + 1, times=1)
    due(world)
    once(world)
    until(lambda: sorted(world.calls(PUSH)) == [200, 409])


def _accepted_too_slow(world: World) -> None:
    world.fault(PUSH, "delay_after", seconds=IMPATIENT + 1, times=1)
    due(world)
    once(world)
    until(lambda: sorted(world.calls(PUSH)) == [200, 409])


def _rate_limit(world: World) -> None:
    world.fault(PUSH, "rate_limit", times=8, retry_after=2)
    due(world)
    once(world, *[429] * 8, 200)


def _over_night(world: World) -> None:
    world.clock.move(11 * HOUR + 55 * HOUR / 60)
    world.fault(PUSH, "drop_before", times=1)
    due(world)
    until(lambda: world.calls(PUSH) == [0])
    for _ in range(10):  # 21:55, 22:55 … 6:55
        on(world, HOUR)
        world.wake()
        assert world.calls(PUSH) == [0]
    world.clock.move(65 * HOUR / 60)
    world.wake()
    once(world, 0, 200)


def _quota(world: World) -> None:
    world.fault(PUSH, "quota", times=1)
    due(world)
    assert world.ended().state == "rejected"
    assert (states(world.parts), alerts(world.parts)) == ({"a": "waiting"}, ["personal:quota"])
    on(world, HOUR / 2)
    assert world.calls(PUSH) == [429]
    on(world, HOUR)
    until(lambda: world.calls(PUSH) == [429, 200])
    once(world)
    assert alerts(world.parts) == []


def _quota_and_a_question(world: World) -> None:
    world.fault(PUSH, "quota", times=1)
    due(world)
    assert world.ended().state == "rejected"
    world.ask()
    until(lambda: got(world) == 1)
    on(world, 2 * HOUR)
    assert (world.calls(PUSH), states(world.parts)) == ([429], {"a": "told"})


def _wrong_token(world: World) -> None:
    world.fault(PUSH, "status", status=401, times=1)
    world.fault(QUOTA, "status", status=401, times=1)
    due(world)
    assert world.ended().state == "rejected"
    assert alerts(world.parts) == ["personal:token"]
    on(world, 2 * HOUR)
    assert (world.calls(PUSH), alerts(world.parts)) == ([401], ["personal:token"])
    on(world, HOUR)
    until(lambda: world.calls(PUSH) == [401, 200])
    once(world)
    assert alerts(world.parts) == []


def _refused_in_company(world: World) -> None:
    world.fault(PUSH, "status", status=400, times=2)
    due(world, "a", "b", "c")
    for number in range(2, 5):
        until(lambda number=number: tell(world.parts) or len(world.calls(PUSH)) >= number)  # type: ignore[misc]
    until(lambda: pushes(world) == ["rejected", "rejected", "accepted", "accepted"])
    assert states(world.parts) == {"a": "dropped", "b": "told", "c": "told"}
    assert [got(world, f"{name}のお知らせ") for name in "abc"] == [0, 1, 1]
    assert alerts(world.parts) == ["personal:refused:event.moved"]


def _blocked(world: World) -> None:
    due(world)
    until(lambda: pushes(world) == ["accepted"])
    world.control(f"people/{PERSON}/state", state="blocked")
    until(lambda: world.events() == 1)
    with read_scope(world.engine) as session:
        until(lambda: session.scalar(sa.select(Friend.state)) == "blocked")
    note(world.parts, "b", WHO, "watch.ended")
    due(world, "c")  # news of an event waits for who comes back
    assert states(world.parts) == {"a": "told", "b": "dropped", "c": "waiting"}
    assert world.calls(PUSH) == [200]


def _two_workers(world: World) -> None:
    befriend(world.parts, WHO)
    for number in range(12):
        note(world.parts, f"{number}", WHO)
    barrier = threading.Barrier(3)

    def work() -> None:
        barrier.wait(30)
        for _ in range(5):
            tell(world.parts)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    until(lambda: tell(world.parts) or pushes(world) == ["accepted"] * 3)
    assert [got(world, f"{number}のお知らせ") for number in range(12)] == [1] * 12
    assert len(world.calls(PUSH)) == 3


def _restart(world: World) -> None:
    world.fault(PUSH, "drop_before")
    due(world)
    until(lambda: world.calls(PUSH))
    world.restart()
    world.calm()
    once(world)
    keys = {call["headers"]["x-line-retry-key"] for call in sent(world)}
    assert len(keys) == 1


def sent(world: World) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = world.http.get("/emulator/control/sent", params={"path": PUSH}).json()
    return found


def rides(world: World) -> None:
    """A notice that waits for tomorrow, and a question."""
    due(world, push_at=world.clock.now() + DAY)
    world.ask()


def _reply_rides(world: World) -> None:
    rides(world)
    until(lambda: got(world) == 1)
    on(world, DAY)
    assert (world.calls(PUSH), world.calls(REPLY)) == ([], [200])
    assert notice(world.parts, "a", WHO).how == "reply"


def _reply_refused(world: World) -> None:
    world.fault(REPLY, "status", status=400, times=1)
    rides(world)
    assert world.ended().state == "rejected"
    assert (states(world.parts), got(world)) == ({"a": "waiting"}, 0)
    world.ask()
    until(lambda: world.calls(REPLY) == [400, 200])
    assert got(world) == 0  # the next answer comes without what may have been the reason
    on(world, DAY)
    until(lambda: world.calls(PUSH) == [200])
    once(world)


def _reply_dropped(world: World) -> None:
    world.fault(REPLY, "drop_after", times=1)
    rides(world)
    assert world.ended().state == "unknown"
    on(world, DAY)
    assert (world.calls(PUSH), states(world.parts), got(world)) == ([], {"a": "told"}, 1)


def _reply_lost(world: World) -> None:
    world.fault(REPLY, "status", status=503)
    rides(world)
    assert world.ended(late=5).state == "unknown"
    on(world, DAY)
    assert (world.calls(PUSH), states(world.parts), got(world)) == ([], {"a": "told"}, 0)


STORIES: dict[str, Callable[[World], None]] = {
    "notice-accepted-then-dropped": _drop_after,
    "notice-dropped-before": _drop_before,
    "notice-500": _errors,
    "notice-500-over-a-day": _errors_over_a_day,
    "notice-too-slow": _too_slow,
    "notice-accepted-too-slow": _accepted_too_slow,
    "notice-429": _rate_limit,
    "notice-over-night": _over_night,
    "notice-quota": _quota,
    "notice-quota-and-a-question": _quota_and_a_question,
    "notice-401": _wrong_token,
    "notice-400-in-company": _refused_in_company,
    "notice-blocked": _blocked,
    "notice-two-workers": _two_workers,
    "notice-restart": _restart,
    "notice-rides": _reply_rides,
    "notice-reply-refused": _reply_refused,
    "notice-reply-dropped": _reply_dropped,
    "notice-reply-500": _reply_lost,
}


@pytest.mark.parametrize("name", STORIES)
def test_one_fault_has_one_known_end(name: str, database_url: str, desk: Desk) -> None:
    with World(database_url, desk, line_timeout=line_timeout(name)) as world:
        STORIES[name](world)
