"""Freezing takes many short turns where a long one would hold up answers; only the whole of it is a start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from bot.announcements import drafts, modes, sending
from bot.db import read_scope, session_scope
from bot.models import Friend
from bot.models_sending import Announcement, AnnouncementRecipient
from jobs import broadcast_start
from jobs.broadcast import broadcast
from jobs.broadcast_start import start_due
from jobs.parts import Parts
from tests.announcements.office import befriend, draft, due, go_live, reported, state, sums, tag, user, work
from tests.fakes import FakeLine

FREEZE = "INSERT INTO announcement_recipient"


class Crash(BaseException):
    """The power goes."""


@pytest.fixture
def office(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Parts:
    """A live office with 1,200 friends that freezes 100 of them at once, on SQLite."""
    monkeypatch.setattr(broadcast_start, "AT_ONCE", 100)
    befriend(parts, range(1, 1201))
    go_live(parts)
    return parts


@contextmanager
def at_turn(parts: Parts, turn: int, act: Callable[[], None]) -> Iterator[None]:
    """Something happens when so many turns of the freeze have been taken (on PostgreSQL there is one)."""
    turns = [0]

    def watch(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        turns[0] += statement.startswith(FREEZE)
        if turns[0] == (turn if parts.engine.dialect.name == "sqlite" else 1):
            turns[0] += 1000
            act()

    sa.event.listen(parts.engine, "before_cursor_execute", watch)
    try:
        yield
    finally:
        sa.event.remove(parts.engine, "before_cursor_execute", watch)


def crash() -> None:
    raise Crash


def frozen(parts: Parts, number: int) -> list[str | None]:
    chosen = sa.select(AnnouncementRecipient.user_id).where(AnnouncementRecipient.announcement_id == number)
    with read_scope(parts.engine) as session:
        return list(session.scalars(chosen.order_by(AnnouncementRecipient.number)))


def broken_off(parts: Parts, turn: int = 8) -> int:
    """An announcement whose start was broken off."""
    number = due(parts)
    with at_turn(parts, turn, crash), pytest.raises(Crash):
        start_due(parts)
    assert len(frozen(parts, number)) == ((turn - 1) * 100 if parts.engine.dialect.name == "sqlite" else 0)
    return number


@pytest.mark.parametrize("people", [1, 99, 100, 101, 200, 500, 501, 1200])
def test_every_number_of_people(parts: Parts, line: FakeLine, people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcast_start, "AT_ONCE", 100)
    befriend(parts, range(1, people + 1))
    go_live(parts)
    number = due(parts)
    work(parts)
    assert sums(parts, number) == (people, people, 0, 0, 0)
    assert frozen(parts, number) == [user(one) for one in range(1, people + 1)]
    assert [one.people for one in reported(parts, number).batches] == [500] * (people // 500) + (
        [people % 500] if people % 500 else []
    )


def test_a_broken_start_is_no_start(office: Parts, line: FakeLine) -> None:
    number = broken_off(office)
    assert (state(office, number), sums(office, number)) == ("scheduled", (0, 0, 0, 0, 0))
    befriend(office, [5000])
    with session_scope(office.engine) as session:
        session.execute(sa.update(Friend).where(Friend.user_id == user(3)).values(state="blocked"))
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert set(line.received().values()) == {1}
    assert (user(3) in line.received(), user(5000) in line.received()) == (False, True)


def test_after_a_broken_start_going_on_is_a_new_start(office: Parts, line: FakeLine) -> None:
    number = broken_off(office)
    with session_scope(office.engine) as session:
        sending.stop(session, number, "佐藤", office.clock.now())
        sending.resume(session, number, "佐藤", office.clock.now())
    assert state(office, number) == "scheduled"
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert set(line.received().values()) == {1}


def test_after_a_broken_start_it_may_still_be_changed(office: Parts, line: FakeLine) -> None:
    number = broken_off(office)
    tag(office, 7, "ゼミ")
    with session_scope(office.engine) as session:
        drafts.edit(session, number, draft(audience="tag:ゼミ"), "佐藤", office.clock.now())
        drafts.submit(session, number, "佐藤", office.clock.now())
        drafts.approve(session, number, "鈴木", office.clock.now())
        sending.send_now(session, number, "佐藤", office.clock.now())
    work(office)
    assert sums(office, number) == (1, 1, 0, 0, 0)
    assert set(line.received()) == {user(7)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_back_to_practice_between_two_turns_reaches_nobody_but_testers(office: Parts, line: FakeLine) -> None:
    tag(office, 1200, "tester")
    number = due(office)
    with at_turn(office, 5, crash), pytest.raises(Crash):
        start_due(office)
    with pytest.MonkeyPatch.context() as patch:
        gaps = [0]

        def gap(_seconds: float) -> None:
            gaps[0] += 1
            if gaps[0] == 9:
                go_live(office, False)

        patch.setattr(broadcast_start.time, "sleep", gap)
        start_due(office)
    assert state(office, number) == "scheduled"
    with read_scope(office.engine) as session:
        assert not modes.is_live(session)
    work(office)
    assert sums(office, number) == (1, 1, 0, 0, 0)
    assert set(line.received()) == {user(1200)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_erased_between_two_turns_counts_as_left(office: Parts, line: FakeLine) -> None:
    number = due(office)
    with pytest.MonkeyPatch.context() as patch:
        gaps = [0]

        def gap(_seconds: float) -> None:
            gaps[0] += 1
            if gaps[0] == 3:
                with session_scope(office.engine) as session:
                    erased = sa.update(AnnouncementRecipient).where(AnnouncementRecipient.user_id == user(50))
                    session.execute(erased.values(user_id=None))

        patch.setattr(broadcast_start.time, "sleep", gap)
        broadcast(office, "w1")
    assert sums(office, number) == (1200, 1199, 0, 0, 1)
    assert reported(office, number).left == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_joins_between_counting_and_freezing_gets_a_batch(office: Parts, line: FakeLine) -> None:
    befriend(office, range(1201, 1501))  # three full batches
    number = due(office)
    with at_turn(office, 1, lambda: befriend(office, [9999])):
        work(office)
    assert sums(office, number) == (1501, 1501, 0, 0, 0)
    with read_scope(office.engine) as session:
        assert session.scalar(sa.select(Announcement.target).where(Announcement.id == number)) == 1501
    assert line.received()[user(9999)] == 1
