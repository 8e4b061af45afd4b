"""Sending: each frozen recipient once, whatever LINE answers; the report always adds up."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.announcements import batches, sending
from bot.db import session_scope
from bot.errors import Problem
from bot.line import QUOTA, Outcome
from bot.models import Friend
from bot.models_sending import (
    Announcement,
    AnnouncementBatch,
    AnnouncementRecipient,
    NoticePause,
    StaffAlert,
    ThemeChoice,
)
from jobs.broadcast import broadcast, claim, record, send
from jobs.broadcast_end import watch_broadcasts
from jobs.cleanup import cleanup
from jobs.parts import Parts
from jobs.sweep import sweep
from tests.announcements.office import (
    approved,
    at_jst,
    befriend,
    create,
    due,
    go_live,
    reported,
    state,
    sums,
    tag,
    user,
    work,
)
from tests.fakes import FakeLine

TIMEOUT = Outcome("retry", None, None, "ReadTimeoutError")
LOST = Outcome("retry", None, None, "accepted, then lost")


@pytest.fixture
def office(parts: Parts) -> Parts:
    """A live office with 1,200 friends, in the morning."""
    befriend(parts, range(1, 1201))
    go_live(parts)
    return parts


def test_everybody_once_in_batches_of_500(office: Parts, line: FakeLine) -> None:
    number = due(office)
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert [one.people for one in reported(office, number).batches] == [500, 500, 200]
    assert state(office, number) == "sent"
    assert set(line.received().values()) == {1}
    assert len(line.received()) == 1200
    work(office, 3)
    assert sum(line.received().values()) == 1200


def test_accepted_then_lost_is_asked_again_under_the_same_key(office: Parts, line: FakeLine) -> None:
    line.troubles = [LOST, TIMEOUT]
    number = due(office)
    work(office, 4)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert set(line.received().values()) == {1}
    assert len(line.multicasts) == 3


def test_people_line_refuses_are_dropped_and_the_rest_goes_under_a_new_key(office: Parts, line: FakeLine) -> None:
    line.troubles = [Outcome("rejected", 400, "r", "The property is invalid; to[3]: bad; to[499]: bad")]
    number = due(office)
    work(office, 2)
    assert sums(office, number) == (1200, 1198, 2, 0, 0)
    assert user(4) not in line.received()
    assert user(500) not in line.received()
    states = [one.state for one in reported(office, number).batches]
    assert states == ["replaced", "accepted", "accepted", "accepted"]


def test_another_400_rejects_its_batch_only(office: Parts, line: FakeLine) -> None:
    line.troubles = [Outcome("rejected", 400, "r", "messages[0].text: too long")]
    number = due(office)
    work(office)
    assert sums(office, number) == (1200, 700, 500, 0, 0)


def test_a_key_of_24_hours_is_never_used_again(office: Parts, line: FakeLine) -> None:
    line.troubles = [TIMEOUT]
    number = due(office)
    batch = claim(office, "w1")
    assert batch is None  # nothing is frozen before the sender's turn
    broadcast(office, "w1")
    with session_scope(office.engine) as session:  # the network is gone for a day
        session.execute(
            sa.update(AnnouncementBatch)
            .where(AnnouncementBatch.seq == 1)
            .values(state="waiting", attempts=1, first_try_at=office.clock.now())
        )
    office.clock.move(dt.timedelta(hours=23, minutes=51))
    watch_broadcasts(office)
    work(office)
    assert sums(office, number) == (1200, 700, 0, 500, 0)
    assert state(office, number) == "partly_unknown"


def test_stop_between_batches_and_go_on(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [Outcome("rejected", 401, "r", "Authentication failed")]  # holds it after the freeze
    work(office, seconds=0)
    assert state(office, number) == "held"
    with session_scope(office.engine) as session:
        sending.resume(session, number, "佐藤", office.clock.now())
    first = claim(office, "w1")
    assert first is not None
    with session_scope(office.engine) as session:
        sending.stop(session, number, "佐藤", office.clock.now())
    assert claim(office, "w2") is None
    record(office, "w1", first, send(office, first))  # what was on its way is recorded as it ended
    assert sums(office, number) == (1200, 500, 0, 0, 700)
    work(office, 2)
    assert sum(line.received().values()) == 500
    with session_scope(office.engine) as session:
        sending.resume(session, number, "佐藤", office.clock.now())
    work(office, 2)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert set(line.received().values()) == {1}


def test_a_dead_worker_is_replaced_under_the_same_key(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [Outcome("rejected", 401, "r", "")]
    work(office, seconds=0)
    with session_scope(office.engine) as session:
        sending.resume(session, number, "佐藤", office.clock.now())
    batch = claim(office, "dead")
    assert batch is not None
    send(office, batch)  # it reached LINE, and then the power went
    office.clock.move(batches.LEASE + dt.timedelta(seconds=1))
    sweep(office)
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert set(line.received().values()) == {1}
    record(office, "dead", batch, Outcome("retry", 500, None, "late word of the dead"))
    assert sums(office, number) == (1200, 1200, 0, 0, 0)


def test_who_leaves_or_switches_off_before_their_batch_is_spared(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [Outcome("rejected", 401, "r", "")]
    work(office, seconds=0)
    now = office.clock.now()
    with session_scope(office.engine) as session:
        session.add(ThemeChoice(user_id=user(600), theme="office", wanted=False, at=now))
        session.add(NoticePause(user_id=user(601), until=None, at=now))
        session.execute(sa.update(Friend).where(Friend.user_id == user(602)).values(state="blocked"))
        sending.resume(session, number, "佐藤", now)
    work(office)
    assert sums(office, number) == (1200, 1197, 0, 0, 3)
    assert not {user(600), user(601), user(602)} & set(line.received())
    found = reported(office, number)
    assert (found.opted_out, found.left) == (2, 1)


def test_who_joins_after_the_start_is_not_part_of_it(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [TIMEOUT]
    broadcast(office, "w1")
    befriend(office, [2000])
    work(office, 3)
    assert sums(office, number)[0] == 1200
    assert user(2000) not in line.received()


def test_the_month_is_never_emptied_by_mistake(office: Parts, line: FakeLine) -> None:
    line.quota_left = 1199
    number = due(office)
    work(office)
    assert state(office, number) == "held"
    assert not line.multicasts
    with session_scope(office.engine) as session, pytest.raises(Problem, match="別の人"):
        sending.resume(session, number, "佐藤", office.clock.now(), "急ぎ")
    with session_scope(office.engine) as session:
        sending.resume(session, number, "鈴木", office.clock.now(), "課長と相談し、追加料金を払う")
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)


def test_an_unknown_quota_sends_nothing_and_asks_after_a_quarter_of_an_hour(office: Parts, line: FakeLine) -> None:
    line.quota_known = False
    number = due(office)
    work(office, 10)
    assert state(office, number) == "scheduled"
    assert not line.multicasts
    work(office, 7)
    assert state(office, number) == "held"
    assert reported(office, number).announcement.held_for == "quota_unknown"


def test_a_quota_that_ends_in_the_middle_pauses(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [Outcome("rejected", 429, "r", QUOTA)]
    work(office)
    assert state(office, number) == "held"
    assert sums(office, number)[1] == 0
    with session_scope(office.engine) as session:
        assert session.scalar(sa.select(StaffAlert.words)) is not None
        sending.resume(session, number, "鈴木", office.clock.now(), "増やした")
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)


def test_late_asks_and_does_not_send(office: Parts, line: FakeLine) -> None:
    number = approved(office, send_at=at_jst("2025-03-11T10:00"))
    office.clock.move(dt.timedelta(hours=1, minutes=15, seconds=1))
    work(office, seconds=0)
    assert (state(office, number), reported(office, number).announcement.held_for) == ("held", "late")
    with session_scope(office.engine) as session:
        sending.resume(session, number, "鈴木", office.clock.now(), "まだ間に合う")
    work(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)


def test_a_stopped_clock_in_the_middle_asks_too(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [TIMEOUT]
    work(office, seconds=3 * 86400)
    work(office)
    assert (state(office, number), reported(office, number).announcement.held_for) == ("held", "late")
    watch_broadcasts(office)
    target, accepted, rejected, unknown, stopped = sums(office, number)
    assert target == accepted + rejected + unknown + stopped
    assert unknown == 500


def test_what_is_past_is_never_sent(office: Parts, line: FakeLine) -> None:
    number = approved(office, send_at=at_jst("2025-03-11T10:00"), past_at=at_jst("2025-03-11T10:05"))
    office.clock.move(dt.timedelta(hours=1, minutes=6))
    work(office)
    assert reported(office, number).announcement.held_for == "past"
    with session_scope(office.engine) as session, pytest.raises(Problem, match="すぎ"):
        sending.resume(session, number, "鈴木", office.clock.now(), "それでも")
    assert not line.multicasts


def test_nothing_goes_out_at_night(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [TIMEOUT]
    broadcast(office, "w1")
    office.clock.move(dt.timedelta(hours=12))  # 21:00
    work(office, 5)
    assert sum(line.received().values()) == 700  # the batch that was tried again waits for the morning, and asks then
    assert state(office, number) == "sending"
    office.clock.move(dt.timedelta(hours=11))
    work(office)
    assert reported(office, number).announcement.held_for == "late"
    assert sum(line.received().values()) == 700


def test_practice_reaches_testers_only(parts: Parts, line: FakeLine) -> None:
    befriend(parts, range(1, 11))
    number = due(parts)
    work(parts)
    assert reported(parts, number).announcement.held_for == "nobody"
    tag(parts, 3, "tester")
    second = due(parts)
    work(parts)
    assert sums(parts, second) == (1, 1, 0, 0, 0)
    assert set(line.received()) == {user(3)}
    assert reported(parts, second).announcement.mode == "practice"


def test_back_to_practice_in_the_middle_stops_it(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [TIMEOUT]
    broadcast(office, "w1")
    go_live(office, False)
    work(office, 2)
    assert reported(office, number).announcement.held_for == "practice"
    assert sum(line.received().values()) == 700


def test_a_change_behind_the_approval_never_goes_out(office: Parts, line: FakeLine) -> None:
    number = due(office)
    with session_scope(office.engine) as session:
        session.execute(sa.update(Announcement).where(Announcement.id == number).values(title="別の題"))
    work(office)
    assert reported(office, number).announcement.held_for == "changed"
    assert not line.multicasts


def test_a_second_worker_changes_nothing(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [LOST]
    for _ in range(4):
        broadcast(office, "w1")
        broadcast(office, "w2")
        office.clock.move(20)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    assert set(line.received().values()) == {1}


def test_a_draft_is_never_sent(office: Parts, line: FakeLine) -> None:
    create(office)
    work(office, 3)
    assert not line.multicasts


def test_who_was_erased_while_recipients_were_frozen_leaves_no_trace(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [Outcome("rejected", 401, "r", "")]
    work(office, seconds=0)
    with session_scope(office.engine) as session:  # the deletion could not see the row that was being written
        session.execute(sa.delete(Friend).where(Friend.user_id == user(7)))
        sending.resume(session, number, "佐藤", office.clock.now())
    work(office)
    assert sums(office, number) == (1200, 1199, 0, 0, 1)
    with session_scope(office.engine) as session:
        kept = session.scalars(sa.select(AnnouncementRecipient.user_id)).all()
    assert user(7) not in kept
    assert kept.count(None) == 1


def test_names_go_after_the_days_that_texts_are_kept_and_the_report_stays(office: Parts) -> None:
    number = due(office)
    work(office)
    office.clock.move(dt.timedelta(days=91))
    second = due(office)
    work(office)
    cleanup(office)
    assert sums(office, number) == (1200, 1200, 0, 0, 0)
    with session_scope(office.engine) as session:
        kept = sa.select(AnnouncementRecipient.announcement_id).where(AnnouncementRecipient.user_id.is_not(None))
        assert set(session.scalars(kept)) == {second}
