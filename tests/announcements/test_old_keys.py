"""A key older than LINE's memory is never used again, however the service comes back to life."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.announcements import batches, sending
from bot.clock import to_ms
from bot.db import session_scope
from bot.line import QUOTA, Outcome
from bot.models import Friend
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


LOST = Outcome("retry", None, None, "accepted, then lost")
NAMED = Outcome("rejected", 400, "r", "The property, to[1], in the request body is invalid")


def leaves(parts: Parts, number: int) -> None:
    """The person blocks the account, and LINE's webhook tells so."""
    at = to_ms(parts.clock.now())
    with session_scope(parts.engine) as session:
        session.execute(
            sa.update(Friend).where(Friend.user_id == user(number)).values(state="blocked", state_at_ms=at)
        )


def test_who_leaves_after_a_lost_answer_and_is_then_refused_brings_nobody_a_second_one(
    parts: Parts, line: FakeLine
) -> None:
    befriend(parts, range(1, 4))
    go_live(parts)
    number = due(parts)
    line.troubles = [LOST]
    work(parts)
    leaves(parts, 2)
    line.troubles = [NAMED]
    work(parts, 3)
    assert (state(parts, number), sums(parts, number)) == ("partly_unknown", (3, 0, 0, 3, 0))
    assert set(line.received().values()) == {1}


def test_who_was_no_recipient_before_is_dropped_also_after_an_unclear_answer(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 4))
    go_live(parts)
    number = due(parts)
    line.troubles = [Outcome("retry", 500, "r", "Internal error"), NAMED]
    work(parts, 4)
    assert (state(parts, number), sums(parts, number)) == ("sent", (3, 2, 1, 0, 0))
    assert line.received() == {user(1): 1, user(3): 1}


def test_a_refusal_without_a_place_says_nothing_about_an_attempt_whose_answer_was_lost(
    parts: Parts, line: FakeLine
) -> None:
    befriend(parts, range(1, 4))
    go_live(parts)
    number = due(parts)
    line.troubles = [LOST, Outcome("rejected", 400, "r", "messages[0]: bad")]
    work(parts, 3)
    assert (state(parts, number), sums(parts, number)) == ("partly_unknown", (3, 0, 0, 3, 0))


def test_a_storm_of_429_reaches_nobody_and_whoever_opts_out_meanwhile_is_spared(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 4))
    go_live(parts)
    number = due(parts)
    line.troubles = [Outcome("retry", 429, "r", "The API rate limit has been exceeded. Try again later.")] * 2
    work(parts, 2)
    assert sums(parts, number) == (3, 0, 0, 0, 3)  # refused for now: nothing about it is unknown
    with session_scope(parts.engine) as session:
        session.add(NoticePause(user_id=user(1), until=None, at=parts.clock.now()))
    work(parts)
    assert (state(parts, number), sums(parts, number)) == ("sent", (3, 2, 0, 0, 1))
    assert line.received() == {user(2): 1, user(3): 1}


def test_a_key_of_which_a_clock_set_back_hides_the_age_is_not_used(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 4))
    go_live(parts)
    number = due(parts)
    line.troubles = [LOST]
    work(parts, seconds=0)
    parts.clock.move(dt.timedelta(minutes=-30))
    watch_broadcasts(parts)
    work(parts)
    assert (state(parts, number), sums(parts, number)) == ("partly_unknown", (3, 0, 0, 3, 0))
    assert set(line.received().values()) == {1}
