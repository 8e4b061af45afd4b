"""What runs by itself beside the threads: the safety net, the cleaning, the signs of life."""

from __future__ import annotations

import contextlib
import datetime as dt

import sqlalchemy as sa

from bot.db import read_scope, session_scope
from bot.models import Conversation, InboundEvent, OutboundMessage
from bot.queue import EVENT_LEASE, claim_events, receive
from jobs import schedule
from jobs.answer import answer_batch
from jobs.cleanup import cleanup
from jobs.parts import Parts
from jobs.pulse import LIMITS, last_signs, overdue
from jobs.sweep import sweep
from tests.factories import text_event
from tests.fakes import FixedClock


def put(parts: Parts, text: str = "a") -> None:
    with session_scope(parts.engine) as session:
        receive(session, text_event(text), parts.clock.now())


def test_the_sweep_rings_for_work_nobody_was_woken_for(parts: Parts) -> None:
    sweep(parts)
    assert (parts.inbox.pending(), parts.outbox.pending()) == (0, 0)
    put(parts)
    sweep(parts)
    assert parts.inbox.pending() == 1
    answer_batch(parts)
    parts.outbox.wait(0)
    sweep(parts)
    assert parts.outbox.pending() == parts.settings.madoguchi_workers


def test_the_sweep_frees_what_a_dead_worker_held(parts: Parts, clock: FixedClock) -> None:
    put(parts)
    with session_scope(parts.engine) as session:
        claim_events(session, "dead", clock.now())
    sweep(parts)
    assert parts.inbox.pending() == 0
    clock.move(EVENT_LEASE)
    sweep(parts)
    assert parts.inbox.pending() == 1
    with read_scope(parts.engine) as session:
        assert session.scalar(sa.select(InboundEvent.state)) == "open"


def test_texts_are_deleted_after_their_days(parts: Parts, clock: FixedClock) -> None:
    put(parts, "alt")
    answer_batch(parts)
    clock.move(dt.timedelta(days=parts.settings.madoguchi_keep_texts_days, seconds=1))
    put(parts, "neu")
    cleanup(parts)
    with read_scope(parts.engine) as session:
        assert [body["message"]["text"] for body in session.scalars(sa.select(InboundEvent.body))] == ["neu"]
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboundMessage)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Conversation)) == 0


def test_an_unanswered_event_is_never_cleaned_away(parts: Parts, clock: FixedClock) -> None:
    put(parts)
    clock.move(dt.timedelta(days=2 * parts.settings.madoguchi_keep_texts_days))
    cleanup(parts)
    with read_scope(parts.engine) as session:
        assert session.scalar(sa.select(InboundEvent.state)) == "open"


def test_signs_of_life_are_shared_through_the_database(parts: Parts, clock: FixedClock) -> None:
    def late() -> list[str]:
        with read_scope(parts.engine) as session:
            return overdue(last_signs(session), clock.now())

    assert late() == list(LIMITS)
    for name in LIMITS:
        parts.pulse.beat(name, clock.now())
    schedule.heartbeat(parts)
    assert late() == []
    clock.move(61)
    parts.pulse.beat("answer", clock.now())
    schedule.heartbeat(parts)
    assert late() == ["deliver", "sweep", "watch_heartbeats", "erase_asked"]


def test_the_scheduler_runs_its_table(parts: Parts) -> None:
    scheduler = schedule.start(parts)
    assert {job.id for job in scheduler.get_jobs()} == set(schedule.NAMES)
    scheduler.shutdown()


def test_a_job_shows_life_only_after_runs_that_went_well(parts: Parts, clock: FixedClock) -> None:
    ill = [True]

    def job(parts: Parts) -> None:
        if ill[0]:
            raise KeyError

    started = clock.now()
    for make in (schedule.alive, lambda job: schedule.by_the_desks_clock(job, dt.timedelta(minutes=1), started)):
        parts.pulse.beat("job", started)
        parts.pulse.silent(clock.now(), dt.timedelta(seconds=40))
        step = make(job)
        ill[0] = True
        clock.move(60)
        with contextlib.suppress(KeyError):
            step(parts)
        clock.move(5)
        with contextlib.suppress(KeyError):
            step(parts)
        assert parts.pulse.silent(clock.now() - dt.timedelta(seconds=5), dt.timedelta(seconds=40)) == ["job"]
        ill[0] = False
        clock.move(55)
        step(parts)
        assert parts.pulse.silent(clock.now(), dt.timedelta(seconds=40)) == []


def test_what_runs_by_the_hour_follows_the_desks_clock(parts: Parts, clock: FixedClock) -> None:
    runs: list[dt.datetime] = []

    def job(parts: Parts) -> None:
        runs.append(parts.clock.now())

    step = schedule.by_the_desks_clock(job, dt.timedelta(hours=6), clock.now())
    for moved in (0, 6 * 3600 - 1, 1, 5, 86400 * 100, 5, -86400 * 100, 5):
        clock.move(moved)
        step(parts)
    # After six hours, after the jump ahead, and after the jump back.
    assert len(runs) == 3
