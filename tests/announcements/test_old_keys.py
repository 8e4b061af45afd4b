"""A key older than LINE's memory is never used again, however the service comes back to life."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.announcements import batches, sending
from bot.db import session_scope
from bot.line import QUOTA, Outcome
from bot.models_sending import AnnouncementBatch, NoticePause
from bot.queue import free_everything
from jobs.broadcast import broadcast, claim, send
from jobs.broadcast_end import watch_broadcasts
from jobs.parts import Parts
from tests.announcements.office import befriend, due, go_live, state, sums, user, work
from tests.fakes import FakeLine


def test_going_on_after_a_day_does_not_wait_for_the_watch(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 701))
    go_live(parts)
    number = due(parts)
    line.troubles = [Outcome("rejected", 401, "r", "")]
    work(parts, seconds=0)
    with session_scope(parts.engine) as session:
        sending.resume(session, number, "佐藤", parts.clock.now())
    batch = claim(parts, "dead")
    assert batch is not None
    send(parts, batch)  # LINE took it; the power went before it was written down, and stayed away for a day
    line.multicasts.clear()  # so long does LINE remember a key
    parts.clock.move(dt.timedelta(days=1, minutes=5))
    with session_scope(parts.engine) as session:
        free_everything(session)
    work(parts, seconds=0)
    with session_scope(parts.engine) as session:  # somebody is quicker than the watch, which comes once a minute
        sending.resume(session, number, "鈴木", parts.clock.now(), "まだ間に合う")
    broadcast(parts, "w1")
    assert sum(line.received().values()) == 200
    watch_broadcasts(parts)
    work(parts)
    assert sums(parts, number) == (700, 200, 0, 500, 0)
    assert state(parts, number) == "partly_unknown"


def test_a_key_is_used_until_shortly_before_its_end(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 3))
    go_live(parts)
    number = due(parts)
    line.troubles = [Outcome("retry", 500, "r", "")]
    broadcast(parts, "w1")
    with session_scope(parts.engine) as session:
        first = parts.clock.now() - batches.KEY_LIVES + dt.timedelta(minutes=1)
        session.execute(sa.update(AnnouncementBatch).values(first_try_at=first))
    work(parts, 2, seconds=50)
    assert sums(parts, number) == (2, 2, 0, 0, 0)


@pytest.mark.parametrize("refusal", [Outcome("rejected", 429, "r", QUOTA), Outcome("rejected", 401, "r", "")])
def test_what_line_refused_may_wait_for_the_staff_longer_than_a_key_lives(
    parts: Parts, line: FakeLine, refusal: Outcome
) -> None:
    befriend(parts, range(1, 701))
    go_live(parts)
    number = due(parts)
    line.troubles = [refusal]
    work(parts, seconds=0)
    assert sums(parts, number) == (700, 0, 0, 0, 700)  # LINE said no: nothing about it is unknown
    befriend(parts, [800])
    with session_scope(parts.engine) as session:
        session.add(NoticePause(user_id=user(1), until=None, at=parts.clock.now()))
    parts.clock.move(dt.timedelta(days=2))
    watch_broadcasts(parts)
    with session_scope(parts.engine) as session:
        sending.resume(session, number, "鈴木", parts.clock.now(), "来月分で送る")
    work(parts)
    assert sums(parts, number) == (700, 699, 0, 0, 1)
    assert set(line.received().values()) == {1}


def test_a_refusal_after_a_lost_answer_leaves_it_unknown(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 3))
    go_live(parts)
    number = due(parts)
    line.troubles = [Outcome("retry", None, None, "accepted, then lost"), Outcome("rejected", 429, "r", QUOTA)]
    work(parts, 2)
    assert (state(parts, number), sums(parts, number)) == ("held", (2, 0, 0, 2, 0))
    with session_scope(parts.engine) as session:
        sending.resume(session, number, "鈴木", parts.clock.now(), "増やした")
    work(parts, 2)
    assert sums(parts, number) == (2, 2, 0, 0, 0)
    assert set(line.received().values()) == {1}
