"""Counts after erasing are what was there, whoever is erased when; and nobody can be found in them."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot import daycount, traces
from bot.db import read_scope, session_scope
from bot.models import Base, DailyCount, Feedback, Friend, InboundEvent, Ticket, UnansweredQuestion
from jobs.cleanup import cleanup, close_days
from jobs.erase import erase_left
from jobs.parts import Parts
from tests.conftest import make_settings
from tests.fakes import START, FixedClock

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
PEOPLE = [f"U{number:032x}" for number in range(7)]


def happens(session: Session, user: str, kind: str, at: dt.datetime, number: int) -> None:
    """One thing of each sort, as the desk would store it."""
    inbound = InboundEvent(
        webhook_event_id=f"e{number}", user_key=user, type=kind if kind in daycount.EVENTS else "message",
        mode="active", occurred_ms=number, received_at=at, body={"user": user}, state="done",
    )  # fmt: skip
    session.add(inbound)
    session.flush()
    if kind == "question":
        session.add(UnansweredQuestion(event_id=inbound.id, asked_at=at, question_masked="q", reason="low"))
    elif kind == "feedback":
        session.add(Feedback(event_id=inbound.id, at=at, user_key=user, verdict="useful"))
    elif kind == "ticket":
        session.add(Ticket(event_id=inbound.id, opened_at=at, user_id=user, question="q", state="answered"))


def tally(parts: Parts) -> Counter[tuple[dt.date, str]]:
    with read_scope(parts.engine) as session:
        return daycount.tally(session)


STEPS = st.one_of(
    st.tuples(
        st.sampled_from(["message", "postback", "follow", "question", "feedback", "ticket"]), st.sampled_from(PEOPLE)
    ),
    st.tuples(st.sampled_from(["erase"]), st.sampled_from(PEOPLE)),
    st.tuples(st.sampled_from(["wait"]), st.integers(1, 60)),
    st.tuples(st.sampled_from(["clean"]), st.none()),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=40), days=st.integers(1, 3))
def test_counts_are_what_was_there(parts: Parts, steps: list[tuple[str, object]], days: int) -> None:
    with session_scope(parts.engine) as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(sa.delete(table))
    clock = FixedClock(START)
    parts = Parts(**{**parts.__dict__, "clock": clock, "settings": make_settings(madoguchi_keep_texts_days=days)})
    wanted = Counter[tuple[dt.date, str]]()
    for number, (step, what) in enumerate(steps):
        clock.move(1)
        day = daycount.today_jst(clock.now())
        if step == "wait":
            clock.move(HOUR * int(str(what)))
        elif step == "clean":
            cleanup(parts)
        elif step == "erase":
            with session_scope(parts.engine) as session:
                traces.erase(session, str(what), clock.now())
        else:
            with session_scope(parts.engine) as session:
                happens(session, str(what), step, clock.now(), number)
            wanted[day, daycount.EVENTS.get(step, "message")] += 1
            made = {"question": "not_found", "feedback": "useful", "ticket": "ticket"}.get(step)
            wanted.update([(day, made)] if made else [])
        assert tally(parts) == wanted
    clock.move(DAY * 5)
    cleanup(parts)
    assert tally(parts) == wanted
    with read_scope(parts.engine) as session:
        assert session.scalars(sa.select(InboundEvent.id)).all() == []


def test_texts_go_and_counts_stay_when_the_clock_moves(parts: Parts, clock: FixedClock) -> None:
    with session_scope(parts.engine) as session:
        for number, kind in enumerate(["message", "question", "feedback", "ticket", "postback"]):
            happens(session, PEOPLE[number], kind, clock.now(), number)
    clock.move(DAY * parts.settings.madoguchi_keep_texts_days + HOUR)
    cleanup(parts)
    with read_scope(parts.engine) as session:
        for table in (InboundEvent, UnansweredQuestion, Feedback, Ticket):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    day = daycount.today_jst(START)
    assert tally(parts) == {
        (day, "message"): 4, (day, "tap"): 1, (day, "not_found"): 1, (day, "useful"): 1, (day, "ticket"): 1,
    }  # fmt: skip


def test_an_open_question_waits_for_staff(parts: Parts, clock: FixedClock) -> None:
    with session_scope(parts.engine) as session:
        happens(session, PEOPLE[0], "ticket", clock.now(), 1)
        session.execute(sa.update(Ticket).values(state="open"))
    clock.move(DAY * 2 * parts.settings.madoguchi_keep_texts_days)
    cleanup(parts)
    with read_scope(parts.engine) as session:
        assert session.scalars(sa.select(Ticket.question)).all() == ["q"]


@pytest.mark.parametrize(("people", "shown"), [(4, ""), (5, "student")])
def test_few_people_of_one_audience_are_not_told_apart(
    parts: Parts, clock: FixedClock, people: int, shown: str
) -> None:
    with session_scope(parts.engine) as session:
        for number in range(people):
            user = PEOPLE[number]
            session.add(Friend(user_id=user, first_seen_at=START, last_seen_at=START, audience="student"))
            happens(session, user, "message", clock.now(), number)
        happens(session, PEOPLE[0], "message", clock.now(), 99)
    clock.move(DAY)
    close_days(parts)
    close_days(parts)
    with read_scope(parts.engine) as session:
        rows = session.execute(sa.select(DailyCount.kind, DailyCount.audience, DailyCount.number)).all()
    assert sorted(map(tuple, rows)) == [("closed", "", 1), ("message", shown, people + 1)]


def test_a_day_is_counted_some_time_after_its_end(parts: Parts, clock: FixedClock) -> None:
    with session_scope(parts.engine) as session:
        happens(session, PEOPLE[0], "message", clock.now(), 1)
    clock.move(daycount.midnight(daycount.today_jst(START) + DAY) - START)
    close_days(parts)
    with read_scope(parts.engine) as session:
        assert daycount.closed(session) == set()
    clock.move(HOUR)
    close_days(parts)
    with read_scope(parts.engine) as session:
        assert daycount.closed(session) == {daycount.today_jst(START)}


def test_nothing_goes_before_it_is_counted(parts: Parts, clock: FixedClock) -> None:
    parts = Parts(**{**parts.__dict__, "settings": make_settings(madoguchi_keep_texts_days=1)})
    start = daycount.midnight(daycount.today_jst(START) + DAY)
    clock.move(start - START)
    with session_scope(parts.engine) as session:
        happens(session, PEOPLE[0], "message", clock.now(), 1)
    clock.move(DAY + dt.timedelta(minutes=30))
    cleanup(parts)
    with read_scope(parts.engine) as session:
        assert len(session.scalars(sa.select(InboundEvent.id)).all()) == 1
    clock.move(HOUR)
    cleanup(parts)
    with read_scope(parts.engine) as session:
        assert session.scalars(sa.select(InboundEvent.id)).all() == []
    assert tally(parts) == {(daycount.today_jst(start), "message"): 1}


def test_who_left_before_days_were_noted_goes_too(parts: Parts, clock: FixedClock) -> None:
    with session_scope(parts.engine) as session:
        session.add(Friend(user_id=PEOPLE[0], state="blocked", first_seen_at=START, last_seen_at=START))
    clock.move(DAY * 31)
    erase_left(parts)
    with read_scope(parts.engine) as session:
        assert session.get(Friend, PEOPLE[0]) is None
