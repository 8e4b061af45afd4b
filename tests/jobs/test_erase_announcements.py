"""A deletion while announcements go out: nothing under a retry key changes, what was not tried is not sent."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from bot import traces
from bot.db import read_scope, session_scope
from bot.models import Erasure, Friend
from bot.models_sending import AnnouncementBatch, AnnouncementRecipient, FriendTag, NoticePause, ThemeChoice
from jobs.erase import erase_asked, erase_left
from jobs.parts import Parts
from tests.announcements.sent import STRANGER, frozen
from tests.factories import USER
from tests.fakes import FixedClock

Row = tuple[str | None, str | None, str | None]


def befriend(parts: Parts, state: str = "friend") -> None:
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        session.add(Friend(user_id=USER, state=state, first_seen_at=now, last_seen_at=now))


def freeze(parts: Parts, state: str, attempts: int = 0) -> int:
    with session_scope(parts.engine) as session:
        return frozen(session, USER, state, parts.clock.now(), attempts=attempts)


def ask(parts: Parts) -> None:
    """The person taps 消す; the reply has no rows here."""
    with session_scope(parts.engine) as session:
        traces.begin(session, USER, event_id=0, now=parts.clock.now())


def rows(parts: Parts, announcement_id: int) -> list[Row]:
    table = AnnouncementRecipient
    chosen = sa.select(table.user_id, table.state, table.why).where(table.announcement_id == announcement_id)
    with read_scope(parts.engine) as session:
        return [(row[0], row[1], row[2]) for row in session.execute(chosen.order_by(table.number))]


def become(parts: Parts, announcement_id: int, state: str) -> None:
    with session_scope(parts.engine) as session:
        batch = AnnouncementBatch.announcement_id == announcement_id
        session.execute(sa.update(AnnouncementBatch).where(batch).values(state=state))


def asked(parts: Parts) -> int:
    with read_scope(parts.engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Erasure)) or 0


@pytest.mark.parametrize("state", ["accepted", "rejected", "unknown", "stopped", "replaced"])
def test_a_finished_batch_forgets_the_person_and_keeps_the_row(parts: Parts, state: str) -> None:
    befriend(parts)
    number = freeze(parts, state, attempts=1)
    ask(parts)
    assert rows(parts, number) == [(None, None, None), (STRANGER, None, None)]
    erase_asked(parts)
    assert asked(parts) == 0


def test_what_nobody_has_tried_is_not_sent(parts: Parts) -> None:
    befriend(parts)
    number = freeze(parts, "waiting")
    ask(parts)
    assert rows(parts, number) == [(None, "stopped", "left"), (STRANGER, None, None)]
    erase_asked(parts)
    assert asked(parts) == 0


@pytest.mark.parametrize(("state", "attempts"), [("sending", 1), ("sending", 0), ("waiting", 1)])
def test_what_is_in_hand_keeps_the_id_until_it_is_over(parts: Parts, state: str, attempts: int) -> None:
    befriend(parts)
    number = freeze(parts, state, attempts)
    ask(parts)
    erase_asked(parts)
    assert rows(parts, number)[0] == (USER, None, None)
    assert asked(parts) == 1
    become(parts, number, "accepted")
    erase_asked(parts)
    assert rows(parts, number) == [(None, None, None), (STRANGER, None, None)]
    assert asked(parts) == 0


def test_who_was_dropped_from_a_batch_need_not_wait(parts: Parts) -> None:
    befriend(parts)
    with session_scope(parts.engine) as session:
        number = frozen(session, USER, "waiting", parts.clock.now(), attempts=1, of_row="rejected")
    ask(parts)
    erase_asked(parts)
    assert rows(parts, number)[0] == (None, "rejected", "refused")
    assert asked(parts) == 0


def test_what_comes_after_a_new_beginning_stays(parts: Parts, clock: FixedClock) -> None:
    befriend(parts)
    held = freeze(parts, "sending", 1)
    ask(parts)
    clock.move(60)
    befriend(parts)
    later = freeze(parts, "waiting")
    with session_scope(parts.engine) as session:
        session.add(ThemeChoice(user_id=USER, theme="jobs", wanted=False, at=clock.now()))
    become(parts, held, "accepted")
    erase_asked(parts)
    assert rows(parts, held)[0] == (None, None, None)
    assert rows(parts, later)[0] == (USER, None, None)
    with read_scope(parts.engine) as session:
        assert session.get(ThemeChoice, (USER, "jobs"))


def test_who_left_waits_for_a_batch_in_hand_too(parts: Parts, clock: FixedClock) -> None:
    befriend(parts, state="blocked")
    with session_scope(parts.engine) as session:
        session.add(FriendTag(user_id=USER, tag="tester", set_at=clock.now()))
        session.add(NoticePause(user_id=USER, until=None, at=clock.now()))
    number = freeze(parts, "waiting", 1)
    clock.move(dt.timedelta(days=31))
    erase_left(parts)
    assert rows(parts, number)[0] == (USER, None, None)
    become(parts, number, "unknown")
    erase_left(parts)
    assert rows(parts, number)[0] == (None, None, None)
    with read_scope(parts.engine) as session:
        assert not session.scalars(sa.select(FriendTag.tag)).all()
        assert session.get(NoticePause, USER) is None


def test_a_batch_being_claimed_and_a_deletion_take_turns(parts: Parts) -> None:
    """Either the batch goes out with the person and keeps the id, or it goes out without; never something between."""
    befriend(parts)
    number = freeze(parts, "waiting")
    claimed, go_on = threading.Event(), threading.Event()

    def claim() -> None:
        with session_scope(parts.engine) as session:
            batch = AnnouncementBatch.announcement_id == number
            session.execute(sa.update(AnnouncementBatch).where(batch).values(state="sending", attempts=1))
            claimed.set()
            go_on.wait(30)

    worker = threading.Thread(target=claim)
    worker.start()
    assert claimed.wait(30)
    eraser = threading.Thread(target=ask, args=(parts,))
    eraser.start()
    eraser.join(0.3)  # on both databases it waits for the claim
    assert eraser.is_alive()
    go_on.set()
    worker.join(30)
    eraser.join(30)
    assert rows(parts, number)[0] == (USER, None, None)
