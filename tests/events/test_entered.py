"""Who is enrolled or taken out by staff hears of it in LINE, once, as if they had done it themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from bot.clock import parse
from bot.db import read_scope, session_scope
from bot.events import concerned, seats, sessions
from bot.events.days import EventDay
from bot.messages import readable
from bot.models_events import PersonalNotice
from bot.queue import receive
from handlers.desk import Desk
from jobs.answer import answer_batch
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.tell import tell
from tests.events.forms import MEETUP, NOW, form
from tests.factories import OTHER, USER, text_event
from tests.fakes import FakeLine, FixedClock
from tests.personal_notices import befriend

CODE = "meetup-2026-12"
ONE_SEAT = MEETUP.replace("capacity: 20", "capacity: 1").replace("people: 3\n", "")


@pytest.fixture
def office(parts: Parts, clock: FixedClock, desk: Desk) -> Parts:
    """The real desk on a Monday at nine, with two friends and a session of one seat."""
    clock.move(NOW - clock.now())
    befriend(parts, USER, OTHER)
    with session_scope(parts.engine) as session:
        sessions.create_series(session, form(ONE_SEAT), "佐藤", NOW)
        sessions.open_(session, CODE, "佐藤", NOW)
    return dataclasses.replace(parts, desk=desk)


def enter(office: Parts, user_id: str) -> None:
    """What `madoguchi event enrol` does."""
    now = office.clock.now()
    with session_scope(office.engine) as session:
        joined = seats.join(session, CODE, user_id, 1, now)
        assert joined.enrolment is not None
        concerned.tell_entered(session, sessions.find(session, CODE), joined.enrolment, now)


def take_out(office: Parts, user_id: str) -> None:
    now = office.clock.now()
    with session_scope(office.engine) as session:
        assert seats.leave(session, CODE, user_id, now, why="staff")
        concerned.tell_taken_out(session, sessions.find(session, CODE), user_id, now)


def pushed(office: Parts, line: FakeLine) -> list[str]:
    """Every word of what goes out now, by one look of the job or several."""
    before = len(line.pushes)
    for _ in range(2):
        tell(office)
        deliver_all(office, "w")
    return ["\n".join(readable(messages)) for _, messages, *_ in line.pushes[before:]]


def states(office: Parts) -> list[tuple[str, str]]:
    with read_scope(office.engine) as session:
        rows = session.execute(sa.select(PersonalNotice.kind, PersonalNotice.state).order_by(PersonalNotice.id))
        return [(kind, state) for kind, state in rows]


def test_the_confirmation_and_the_place_in_line_are_pushed_once(office: Parts, line: FakeLine) -> None:
    enter(office, USER)
    (said,) = pushed(office, line)
    assert "申し込みを受け付けました：月の集まり（受付番号 1）" in said
    enter(office, OTHER)
    (said,) = pushed(office, line)
    assert "キャンセル待ちで受け付けました：月の集まり（いま1番目）" in said
    assert pushed(office, line) == []


def test_at_night_it_rides_on_a_reply_and_is_not_pushed_after_that(
    office: Parts, line: FakeLine, clock: FixedClock
) -> None:
    clock.move(parse("2026-11-23T22:00") - clock.now())
    enter(office, USER)
    assert pushed(office, line) == []
    with session_scope(office.engine) as session:
        receive(session, text_event("こんにちは"), clock.now())
    while answer_batch(office):
        pass
    deliver_all(office, "w")
    assert "申し込みを受け付けました" in "\n".join(readable(line.replies[-1][1]))
    clock.move(parse("2026-11-24T09:00") - clock.now())
    assert pushed(office, line) == []


def test_what_is_not_so_any_more_is_not_told(office: Parts, line: FakeLine) -> None:
    enter(office, USER)
    with session_scope(office.engine) as session:
        seats.leave(session, CODE, USER, office.clock.now())
    assert pushed(office, line) == []
    assert states(office) == [("event.entered", "dropped")]
    enter(office, USER)
    office.clock.move(dt.timedelta(seconds=1))  # type: ignore[attr-defined]
    with session_scope(office.engine) as session:  # by their own hand: the talk has answered them
        seats.leave(session, CODE, USER, office.clock.now())
        seats.join(session, CODE, USER, 1, office.clock.now())
    assert pushed(office, line) == []


def test_who_is_taken_out_hears_of_it_and_not_of_what_went_before(office: Parts, line: FakeLine) -> None:
    enter(office, USER)
    take_out(office, USER)
    (said,) = pushed(office, line)
    assert "申し込みを取り消しました：月の集まり" in said
    enter(office, USER)
    (said,) = pushed(office, line)
    assert "申し込みを受け付けました" in said
    take_out(office, USER)
    enter(office, USER)
    (said,) = pushed(office, line)
    assert "取り消し" not in said


def test_it_says_the_days_that_hold_when_it_is_told(office: Parts, line: FakeLine) -> None:
    enter(office, USER)
    with session_scope(office.engine) as session:
        sessions.move(session, CODE, [EventDay(dt.date(2026, 12, 18))], "佐藤", "会場の都合", NOW)
    (said,) = pushed(office, line)
    assert "12月18日（金）" in said
