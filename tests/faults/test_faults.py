"""What becomes of an answer when LINE misbehaves: each row of docs/faults.md is a test here, on both databases."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.clock import to_ms
from bot.emulator.people import KEYS
from bot.messages import Text, fit
from bot.models import OutboundMessage
from handlers.desk import Desk
from tests.faults.test_announcement_faults import STORIES as ANNOUNCED
from tests.faults.test_notice_faults import STORIES as NOTED
from tests.faults.world import IMPATIENT, PERSON, World, line_timeout, until

REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"
TABLE = Path(__file__).parents[2] / "docs/faults.md"


def _drop_after(world: World) -> None:
    world.fault(REPLY, "drop_after", times=1)
    world.ask()
    assert (world.ended().state, world.answers()) == ("unknown", 1)


def _drop_before(world: World) -> None:
    world.fault(REPLY, "drop_before", times=2)
    world.ask()
    assert (world.ended().state, world.answers()) == ("accepted", 1)


def _errors(world: World) -> None:
    world.fault(REPLY, "status", status=500, times=3)
    world.ask()
    assert (world.ended().state, world.answers()) == ("accepted", 1)
    assert world.calls(REPLY)[-1] == 200


def _errors_too_long(world: World) -> None:
    world.fault(REPLY, "status", status=503)
    world.ask()
    assert (world.ended(late=5).state, world.answers()) == ("unknown", 0)


def _slow(world: World) -> None:
    world.fault(REPLY, "delay", seconds=0.2, times=1)
    world.ask()
    assert (world.ended().state, world.answers()) == ("accepted", 1)


def _too_slow(world: World) -> None:
    # Long enough for the second attempt to come first on a busy machine too.
    world.fault(REPLY, "delay", seconds=IMPATIENT + 6, times=1)
    world.ask()
    assert (world.ended().state, world.answers()) == ("accepted", 1)
    until(lambda: world.calls(REPLY).count(400) == 1)


def _accepted_too_slow(world: World) -> None:
    world.fault(REPLY, "delay_after", seconds=IMPATIENT + 1, times=1)
    world.ask()
    assert (world.ended().state, world.answers()) == ("unknown", 1)


def _rate_limit(world: World) -> None:
    world.fault(REPLY, "rate_limit", times=4, retry_after=1)
    world.ask()
    assert (world.ended().state, world.answers()) == ("accepted", 1)
    assert world.calls(REPLY) == [429, 429, 429, 429, 200]


def _rate_limit_too_long(world: World) -> None:
    world.fault(REPLY, "rate_limit")
    world.ask()
    assert (world.ended(late=5).state, world.answers()) == ("unknown", 0)


def _broken_body(world: World) -> None:
    world.fault(REPLY, "broken_body", times=1)
    world.ask()
    assert (world.ended().state, world.answers()) == ("accepted", 1)


def _token_too_late(world: World) -> None:
    world.fault(REPLY, "drop_before")
    world.ask()
    until(lambda: world.calls(REPLY))
    world.clock.move(dt.timedelta(minutes=2))
    world.calm()
    assert (world.ended(late=5).state, world.answers()) == ("unknown", 0)


def _wrong_token(world: World) -> None:
    world.fault(REPLY, "status", status=401)
    world.ask()
    assert (world.ended().state, world.answers()) == ("rejected", 0)


def _next_question(world: World) -> None:
    world.fault(REPLY, "status", status=500)
    world.ask()
    world.ended(late=5)
    world.calm()
    world.ask("締切は？")
    until(lambda: world.answers() == 1)
    assert world.ended().state == "accepted"


def _staff_answer(world: World) -> None:
    """Puts a push on its way, as `madoguchi staff answer` does."""
    now = world.clock.now()
    with Session(world.engine) as session, session.begin():
        session.add(
            OutboundMessage(
                kind="push",
                user_key=KEYS[PERSON],
                user_id=KEYS[PERSON],
                retry_key=uuid.uuid4(),
                messages=fit([Text("職員からの返事です。")]),
                state="waiting",
                created_at=now,
                next_try_at=now,
            )
        )


def _push_drop_after(world: World) -> None:
    world.fault(PUSH, "drop_after", times=1)
    _staff_answer(world)
    assert (world.ended().state, world.answers()) == ("accepted", 1)
    assert world.calls(PUSH)[-1] == 409


def _push_errors(world: World) -> None:
    world.fault(PUSH, "status", status=500, times=8)
    _staff_answer(world)
    assert (world.ended(late=1).state, world.answers()) == ("accepted", 1)


def _push_too_long(world: World) -> None:
    world.fault(PUSH, "status", status=500)
    _staff_answer(world)
    assert (world.ended(late=6 * 3600).state, world.answers()) == ("unknown", 0)


def _push_quota(world: World) -> None:
    world.fault(PUSH, "quota", times=1)
    _staff_answer(world)
    row = world.ended()
    assert (row.state, row.detail, world.answers()) == ("rejected", "quota", 0)


def _push_blocked(world: World) -> None:
    world.control(f"people/{PERSON}/state", state="blocked")
    _staff_answer(world)
    assert (world.ended().state, world.answers()) == ("accepted", 0)


def _push_slow(world: World) -> None:
    world.fault(PUSH, "delay", seconds=IMPATIENT + 1, times=1)
    _staff_answer(world)
    assert (world.ended().state, world.answers()) == ("accepted", 1)


def _twice(world: World) -> None:
    event = world.ask()
    until(lambda: world.answers() == 1)
    world.control("event", redeliver=event["webhookEventId"], copies=3)
    world.ask("締切は？")
    until(lambda: world.answers() == 2)
    assert (world.events(), world.calls(REPLY)) == (2, [200, 200])


def _standby(world: World) -> None:
    world.control("event", kind="sticker", user=PERSON, changes={"mode": "standby"})
    until(lambda: world.events() == 1)
    world.ask()
    until(lambda: world.answers() == 1)
    assert world.calls(REPLY) == [200]


STORIES: dict[str, Callable[[World], None]] = {
    "reply-accepted-then-dropped": _drop_after,
    "reply-dropped-before": _drop_before,
    "reply-500": _errors,
    "reply-500-over-a-minute": _errors_too_long,
    "reply-slow": _slow,
    "reply-too-slow": _too_slow,
    "reply-accepted-too-slow": _accepted_too_slow,
    "reply-429": _rate_limit,
    "reply-429-over-a-minute": _rate_limit_too_long,
    "reply-unreadable-answer": _broken_body,
    "reply-token-expired": _token_too_late,
    "reply-401": _wrong_token,
    "reply-next-question": _next_question,
    "push-accepted-then-dropped": _push_drop_after,
    "push-500": _push_errors,
    "push-500-over-a-day": _push_too_long,
    "push-too-slow": _push_slow,
    "push-quota": _push_quota,
    "push-blocked": _push_blocked,
    "webhook-twice": _twice,
    "webhook-standby": _standby,
}


@pytest.mark.parametrize("name", STORIES)
def test_one_fault_has_one_known_end(name: str, database_url: str, desk: Desk) -> None:
    with World(database_url, desk, line_timeout=line_timeout(name)) as world:
        STORIES[name](world)


def test_a_late_answer_becomes_a_push_only_where_the_settings_allow_it(database_url: str, desk: Desk) -> None:
    with World(database_url, desk, push_when_late=True) as world:
        # An event of 21 minutes ago: its token is dead before the first attempt.
        old = to_ms(world.clock.now()) - 21 * 60_000
        world.control("event", kind="sticker", user=PERSON, changes={"timestamp": old})
        until(lambda: world.answers() == 1)
        row = world.ended()
        assert (row.kind, row.state) == ("push", "accepted")


def test_the_table_in_docs_has_a_row_for_every_story() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", TABLE.read_text("utf8"), re.MULTILINE)
    assert sorted(rows) == sorted([*STORIES, *ANNOUNCED, *NOTED, "reply-late-push-allowed"])
