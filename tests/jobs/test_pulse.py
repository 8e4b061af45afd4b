"""Signs of life: of each thread, told apart from a clock that was moved; silence is told once, and its end noted."""

from __future__ import annotations

import datetime as dt
import threading

from bot.db import read_scope, session_scope
from bot.models import JobHeartbeat
from bot.models_sending import StaffAlert
from jobs import schedule
from jobs.parts import Parts
from jobs.pulse import LIMITS, SILENCE, Pulse, last_signs, overdue
from jobs.watch import LIMIT, watch_heartbeats
from jobs.wording_alerts import JOBS
from jobs.workers import THREADS
from tests.fakes import START, FixedClock

KEY = SILENCE + "sweep"


def seconds(number: float) -> dt.timedelta:
    return dt.timedelta(seconds=number)


def watched(pulse: Pulse, clock: FixedClock, length: float, beating: tuple[str, ...] = ()) -> list[str]:
    """Who is silent after so many seconds, with a look every five of them."""
    silent: list[str] = []
    for _ in range(int(length / 5)):
        clock.move(5)
        for name in beating:
            pulse.beat(name, clock.now())
        silent = pulse.silent(clock.now(), LIMIT)
    return silent


def begun(*names: str) -> tuple[Pulse, FixedClock]:
    pulse, clock = Pulse(), FixedClock()
    for name in names:
        pulse.beat(name, clock.now())
    assert pulse.silent(clock.now(), LIMIT) == []
    return pulse, clock


def test_five_minutes_without_a_sign_are_silence() -> None:
    pulse, clock = begun("a", "b")
    assert watched(pulse, clock, 300, ("b",)) == []
    assert watched(pulse, clock, 5, ("b",)) == ["a"]
    assert watched(pulse, clock, 5, ("a", "b")) == []


def test_a_clock_that_is_moved_is_no_silence() -> None:
    for jump in (dt.timedelta(days=100), dt.timedelta(days=-100), dt.timedelta(minutes=6), dt.timedelta(minutes=-6)):
        pulse, clock = begun("a", "b")
        watched(pulse, clock, 200, ("a", "b"))
        clock.move(jump)
        assert pulse.silent(clock.now(), LIMIT) == []
        assert watched(pulse, clock, 1000, ("a", "b")) == []


def test_who_is_silent_after_a_jump_is_found_all_the_same() -> None:
    for jump in (dt.timedelta(days=100), dt.timedelta(days=-100)):
        pulse, clock = begun("a", "b")
        clock.move(jump)
        assert watched(pulse, clock, 300, ("b",)) == []
        assert watched(pulse, clock, 10, ("b",)) == ["a"]


def test_a_clock_that_is_moved_all_the_time_blames_nobody() -> None:
    pulse, clock = begun("a")
    for _ in range(365):
        clock.move(dt.timedelta(days=1))
        assert pulse.silent(clock.now(), LIMIT) == []


def test_one_dead_thread_is_found_among_living_ones() -> None:
    pulse, clock = begun("deliver")
    working, ended = threading.Event(), threading.Event()

    def dies() -> None:
        pulse.enter("deliver", START)
        working.set()
        ended.wait(10)

    thread = threading.Thread(target=dies)
    thread.start()
    assert working.wait(10)
    pulse.enter("deliver", START)  # this thread lives on
    assert watched(pulse, clock, 305, ("deliver",)) == ["deliver"]
    ended.set()
    thread.join(10)
    assert watched(pulse, clock, 5, ("deliver",)) == ["deliver"]


def test_a_thread_that_ends_as_it_should_is_not_missed() -> None:
    pulse, clock = begun("deliver")

    def works() -> None:
        pulse.enter("deliver", START)
        pulse.leave("deliver")

    thread = threading.Thread(target=works)
    thread.start()
    thread.join(10)
    pulse.enter("deliver", START)
    assert watched(pulse, clock, 400, ("deliver",)) == []
    pulse.leave("deliver")
    assert watched(pulse, clock, 400) == []


def look(parts: Parts, clock: FixedClock, length: float, silent: bool) -> StaffAlert | None:
    """The alert after so many seconds with a look every five of them."""
    for _ in range(int(length / 5)):
        clock.move(5)
        if not silent:
            parts.pulse.beat("sweep", clock.now())
        watch_heartbeats(parts)
    with read_scope(parts.engine) as session:
        return session.get(StaffAlert, KEY)


def test_a_silent_job_is_an_alert_while_it_lasts(parts: Parts, clock: FixedClock) -> None:
    parts.pulse.beat("sweep", clock.now())
    watch_heartbeats(parts)
    assert look(parts, clock, 300, silent=True) is None
    alert = look(parts, clock, 5, silent=True)
    assert alert is not None
    since = alert.since
    assert (since, alert.ended_at) == (clock.now(), None)
    assert "「やり残しの見回り」が5分以上動いていません" in alert.words
    alert = look(parts, clock, 3600, silent=True)
    assert alert is not None
    assert (alert.since, alert.ended_at) == (since, None)
    alert = look(parts, clock, 65, silent=False)
    assert alert is not None
    assert alert.ended_at is not None


def test_a_healthy_process_does_not_end_what_another_says(parts: Parts, clock: FixedClock) -> None:
    ill, well = Pulse(), Pulse()
    for pulse in (ill, well):
        pulse.beat("sweep", clock.now())
    for _ in range(200):
        clock.move(5)
        well.beat("sweep", clock.now())
        for pulse in (ill, well):
            object.__setattr__(parts, "pulse", pulse)
            watch_heartbeats(parts)
    with read_scope(parts.engine) as session:
        alert = session.get_one(StaffAlert, KEY)
        assert (alert.since, alert.ended_at) == (START + seconds(310), None)
        assert SILENCE not in "".join(last_signs(session))


def test_who_is_silent_here_leaves_the_word_to_others(parts: Parts, clock: FixedClock) -> None:
    ill, well = Pulse(), Pulse()
    ill.beat("sweep", clock.now())
    for pulse in (ill, well, ill):
        clock.move(60)
        well.beat("sweep", clock.now())
        with session_scope(parts.engine) as session:
            pulse.write(session)
    with read_scope(parts.engine) as session:
        assert last_signs(session)["sweep"] == START + seconds(120)


def test_what_is_overdue_is_named(parts: Parts, clock: FixedClock) -> None:
    with session_scope(parts.engine) as session:
        session.add(JobHeartbeat(name="sweep", at=clock.now()))
    with read_scope(parts.engine) as session:
        signs = last_signs(session)
    assert overdue(signs, clock.now() + seconds(60)) == [name for name in LIMITS if name != "sweep"]
    assert overdue(signs, clock.now() + seconds(61)) == list(LIMITS)


def test_every_job_and_thread_is_watched_and_has_a_name_among_people() -> None:
    assert set(JOBS) == {*THREADS, *schedule.NAMES}
    assert set(LIMITS) <= {*THREADS, *schedule.NAMES}
