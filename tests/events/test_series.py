"""Series and what their rules give: every occurrence once, six months ahead, none that is past, nothing invented."""

from __future__ import annotations

import calendar
import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements import repeats
from bot.clock import parse, today_jst
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.events import sessions, status
from bot.events.days import NO_HOUR, EventDay, as_json, from_json, of_rule, rule_json, with_hours
from bot.events.making import DOOR_SIGNS
from bot.events.seeds import seeds
from bot.events.series import Deadline, details_of, text_of
from bot.models_events import EventSeries, EventSession
from bot.models_sending import AuditEntry
from jobs.parts import Parts
from jobs.sessions import plan_sessions
from knowledge.loader import shipped
from tests.events.forms import COURSE, MEETUP, NOW, SINGLE, form
from tests.fakes import FixedClock

YEAR = st.dates(dt.date(2024, 1, 1), dt.date(2032, 12, 31))


def rule(words: str, **more: object) -> dict[str, object]:
    return rule_json(repeats.parse({"rule": words, "at": NO_HOUR, **more}))


def planned(parts: Parts, series: str = "garage") -> list[EventSession]:
    with read_scope(parts.engine) as session:
        chosen = sa.select(EventSession).join(EventSeries).where(EventSeries.code == series)
        return list(session.scalars(chosen.order_by(EventSession.first_day, EventSession.id)))


# --- the days of a rule ----------------------------------------------------------------------------------------------
@given(YEAR, st.integers(1, 5), st.integers(0, 6), st.integers(0, 400))
def test_an_nth_weekday_is_that_of_the_calendar(first: dt.date, nth: int, weekday: int, length: int) -> None:
    """Also in months with five of them, at the ends of months and years."""
    last = first + dt.timedelta(days=length)
    found = [day for _, day in of_rule(rule(f"毎月第{nth}{'月火水木金土日'[weekday]}曜"), {}, first, last)]
    every = (first + dt.timedelta(days=n) for n in range(length + 1))
    assert found == [day for day in every if day.weekday() == weekday and (day.day - 1) // 7 + 1 == nth]


@given(YEAR, st.integers(0, 800))
def test_the_end_of_a_month_is_its_last_day(first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    found = [day for _, day in of_rule(rule("毎月末日"), {}, first, last)]
    every = (first + dt.timedelta(days=n) for n in range(length + 1))
    assert found == [day for day in every if day.day == calendar.monthrange(day.year, day.month)[1]]


@settings(max_examples=40)
@given(YEAR, st.integers(0, 150), st.sampled_from(["毎月第2金曜", "毎月第5金曜", "毎週水曜", "毎月31日", "毎月末日"]))
def test_a_window_in_parts_gives_what_the_whole_gives(first: dt.date, length: int, words: str) -> None:
    last = first + dt.timedelta(days=length)
    given = rule(words, skip=["祝日", "12/29〜1/3"], on_skip="after")
    middle = first + (last - first) // 2
    parts = of_rule(given, {}, first, middle) + of_rule(given, {}, middle + dt.timedelta(days=1), last)
    whole = of_rule(given, {}, first, last)
    assert whole == parts
    assert len({day for _, day in whole}) == len(whole)


@given(YEAR, st.integers(-40, 400), st.integers(0, 200))
def test_a_moved_day_is_held_where_it_was_moved_and_nowhere_else(start: dt.date, by: int, length: int) -> None:
    given = rule("毎月第2金曜")
    old = of_rule(given, {}, start, start + dt.timedelta(days=40))[0][1]
    new = old + dt.timedelta(days=by)
    window = (start, start + dt.timedelta(days=length))
    plain = [pair for pair in of_rule(given, {}, *window) if pair[0] != old]
    found = of_rule(given, {old: new}, *window)
    assert [pair for pair in found if pair[0] != old] == plain
    assert [pair for pair in found if pair[0] == old] == ([(old, new)] if window[0] <= new <= window[1] else [])


def test_holidays_and_the_turn_of_the_year() -> None:
    last, skipping = dt.date(2027, 1, 31), {"skip": ["祝日", "12/29〜1/3"]}
    fridays = of_rule(rule("毎週金曜", **skipping), {}, dt.date(2026, 12, 20), last)
    assert [day.isoformat() for _, day in fridays] == [
        "2026-12-25", "2027-01-08", "2027-01-15", "2027-01-22", "2027-01-29",
    ]  # fmt: skip
    ends = of_rule(rule("毎月末日", **skipping, on_skip="before"), {}, dt.date(2026, 12, 1), last)
    assert [day.isoformat() for _, day in ends] == ["2026-12-28", "2027-01-31"]
    fifth = of_rule(rule("毎月第5金曜"), {}, dt.date(2026, 11, 1), dt.date(2027, 6, 30))
    assert [day.isoformat() for _, day in fifth] == ["2027-01-29", "2027-04-30"]


@given(
    st.lists(st.builds(EventDay, YEAR, st.none() | st.times(), st.none()), min_size=1, unique_by=lambda one: one.day)
)
def test_days_survive_their_column(days: list[EventDay]) -> None:
    minutes = [EventDay(one.day, one.start and one.start.replace(second=0, microsecond=0)) for one in days]
    assert from_json(as_json(minutes)) == minutes


def test_a_deadline_is_the_end_of_its_day_and_never_after_the_beginning() -> None:
    days = [EventDay(dt.date(2027, 1, 1), dt.time(18, 30))]
    assert Deadline(1).on(days) == parse("2027-01-01T00:00")
    assert Deadline(1, dt.time(17)).on(days) == parse("2026-12-31T17:00")
    assert Deadline(0).on(days) is None
    assert Deadline(0, dt.time(12)).on(days) == parse("2027-01-01T12:00")
    assert Deadline(moment=parse("2027-01-01T18:30")).on(days) == parse("2027-01-01T18:30")  # a written one is kept
    assert not Deadline(moment=parse("2027-01-01T18:30")).late(days)
    assert Deadline(moment=parse("2027-01-01T18:31")).late(days)
    assert Deadline(0, dt.time(19)).late(days)
    assert not Deadline(moment=parse("2027-01-02T00:00")).late(days)  # its own day: until it begins
    assert with_hours([EventDay(dt.date(2027, 1, 2))], dt.time(9), dt.time(10))[0].end == dt.time(10)


# --- the series of the document --------------------------------------------------------------------------------------
def words_of(name: str, seed: dict[str, Any]) -> list[str]:
    """What must stand in the record so that the value is stated there."""
    if name == "rule":
        return [seed["rule"]["rule"]]
    if name == "months":
        return [f"{month}月" for month in seed["months"]]
    return [f"{seed['length']}日間"] if name == "length" else [seed[name]]


def test_every_value_of_the_seeds_stands_in_the_record_at_its_line() -> None:
    records = shipped().records
    for code, seed in seeds().items():
        for name, source in seed["sources"].items():
            there = (source["part"], source["line"])
            facts = records[seed["record"]].facts
            said = [fact.text for fact in facts if (fact.source.part, fact.source.line) == there]
            assert all(any(word in text for text in said) for word in words_of(name, seed)), (code, name)
        assert set(seed) - {"record", "kind", "theme", "source", "sources"} == set(seed["sources"])


def test_nothing_is_invented(parts: Parts) -> None:
    plan_sessions(parts)
    with read_scope(parts.engine) as session:
        found = {one.code: one for one in sessions.all_series(session)}
        assert set(found) == {"garage", "seminar", "academy"}
        for one in found.values():
            details = details_of(one.form)
            assert (details.place, details.online_url, details.start, details.capacity) == (None,) * 4
            assert one.source is not None
        assert found["seminar"].form["months"] == [8, 11]
        assert found["seminar"].form["length"] == 5
        assert found["academy"].form["months"] == [8]
        assert "length" not in found["academy"].form
    assert planned(parts, "seminar") == planned(parts, "academy") == []


def test_the_garage_is_planned_six_months_ahead_with_its_gaps(parts: Parts) -> None:
    plan_sessions(parts)
    found = planned(parts)
    assert [one.code for one in found] == [f"garage-2025-{month:02}" for month in range(3, 9)]
    assert [one.first_day.isoformat() for one in found][:2] == ["2025-03-14", "2025-04-11"]
    assert {one.state for one in found} == {"planned"}
    for one in found:
        assert status.gaps(one) == ("場所", "開始時刻")
        assert (one.place, one.starts_at, one.capacity, one.occurrence) == (None, None, None, one.first_day)
        assert len(one.door_code) == 6
        assert set(one.door_code) <= set(DOOR_SIGNS)
    assert len({one.uid for one in found} | {one.door_code for one in found}) == 2 * len(found)
    with session_scope(parts.engine) as session, pytest.raises(Problem, match="場所、開始時刻") as raised:
        sessions.open_(session, "garage-2025-04", "佐藤", parts.clock.now())
    assert "madoguchi event fill garage-2025-04 場所=" in str(raised.value)


def test_planning_again_adds_only_what_came_within_reach(parts: Parts, clock: FixedClock) -> None:
    plan_sessions(parts)
    before = {one.code: (one.id, one.door_code) for one in planned(parts)}
    plan_sessions(parts)
    assert {one.code: (one.id, one.door_code) for one in planned(parts)} == before
    clock.move(dt.timedelta(days=31))
    plan_sessions(parts)
    assert {one.code for one in planned(parts)} - set(before) == {"garage-2025-09", "garage-2025-10"}


def test_a_year_of_ticks_and_a_stopped_clock_make_each_occurrence_once(parts: Parts, clock: FixedClock) -> None:
    for days in (0, 1, 30, 3, 200, 0, 40, 90):  # 200 days: nothing ran; what passed meanwhile is not made up
        clock.move(dt.timedelta(days=days, hours=5))
        plan_sessions(parts)
    found = planned(parts)
    assert len({one.occurrence for one in found}) == len(found)
    expected = of_rule(rule("毎月第2金曜"), {}, dt.date(2025, 3, 14), today_jst(clock.now()))
    assert [one.first_day for one in found][: len(expected)] == [day for _, day in expected]


def test_what_was_past_before_anything_ran_is_never_made(parts: Parts, clock: FixedClock) -> None:
    clock.move(dt.timedelta(days=365))
    plan_sessions(parts)
    assert planned(parts)[0].first_day >= today_jst(clock.now())


def test_two_replicas_plan_at_once(parts: Parts) -> None:
    threads = [threading.Thread(target=plan_sessions, args=(parts,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.code for one in planned(parts)] == [f"garage-2025-{month:02}" for month in range(3, 9)]


def test_staff_keep_what_they_made_of_an_occurrence_and_an_ended_series_stays_ended(
    parts: Parts, clock: FixedClock
) -> None:
    plan_sessions(parts)
    with session_scope(parts.engine) as session:
        days = [EventDay(dt.date(2025, 4, 18))]
        sessions.move(session, "garage-2025-04", days, "佐藤", "会場の都合", clock.now())
        sessions.cancel(session, "garage-2025-05", "佐藤", "休みのため", clock.now())
    clock.move(dt.timedelta(days=1))
    plan_sessions(parts)
    states = [(one.code, one.first_day.day, one.state) for one in planned(parts)][1:3]
    assert states == [("garage-2025-04", 18, "planned"), ("garage-2025-05", 9, "cancelled")]
    with session_scope(parts.engine) as session:
        series = sessions.find_series(session, "garage")
        assert series is not None
        series.state, series.name = "ended", "別の名前"
    clock.move(dt.timedelta(days=90))
    plan_sessions(parts)
    assert len(planned(parts)) == 7  # the one of September came within reach on the second day, no more since


# --- forms -----------------------------------------------------------------------------------------------------------
def test_a_meetup_makes_its_sessions_with_all_it_states(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made = sessions.create_series(session, form(MEETUP + "moved: {2026-12-11: 2026-12-18}\n"), "佐藤", NOW)
        found = sessions.coming(session, NOW, series="meetup")
        assert [one.code for one in found][:2] == ["meetup-2026-12", "meetup-2027-01"]
        first = found[0]
        assert (first.occurrence, first.first_day) == (dt.date(2026, 12, 11), dt.date(2026, 12, 18))
        assert first.starts_at == parse("2026-12-18T18:30")
        assert first.over_at == parse("2026-12-18T20:30")
        assert first.apply_until == parse("2026-12-16T00:00")
        assert (first.place, first.capacity, first.most_people) == ("なのはなプラザ", 20, 3)
        assert text_of(made, first.code) == "今月も開きます。"
        assert status.ready(first)
        entry = session.scalars(sa.select(AuditEntry)).one()
        assert (entry.by, entry.what, entry.detail) == ("佐藤", "event create", {"code": "meetup"})


def test_a_course_is_one_session_and_may_get_another_edition(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(COURSE), "佐藤", NOW)
        autumn = COURSE.replace("2027-08", "2027-11").replace("五日の講座", "秋の講座").replace("18:30", "19:00")
        (made,) = sessions.add_session(session, form(autumn + "text: 秋です。\n"), "佐藤", NOW)
        assert made.code == "lessons-2027-11"
        assert (made.name, len(made.days), made.needed_days) == ("秋の講座", 5, 4)
        assert made.starts_at == parse("2027-11-02T19:00")
        series = sessions.series_of(session, made)
        assert text_of(series, made.code) == "秋です。"
        assert text_of(series, "lessons-2027-08") is None
        with pytest.raises(Problem, match="もうあります"):
            sessions.add_session(session, form(autumn), "佐藤", NOW)
        with pytest.raises(Problem, match="講座として"):
            sessions.add_session(session, form(MEETUP.replace("meetup", "lessons")), "佐藤", NOW)


def test_a_single_event_has_the_code_of_its_series_and_no_code_is_used_twice(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(SINGLE), "佐藤", NOW)
        sessions.create_series(session, form(SINGLE.replace("talk", "meetup-2026-12")), "佐藤", NOW)
        assert sessions.find(session, " ＴＡＬＫ ").code == "talk"
        for taken in (SINGLE, COURSE.replace("lessons", "talk")):
            with pytest.raises(Problem, match="もう使われています"):
                sessions.create_series(session, form(taken), "佐藤", NOW)
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        assert next(one.code for one in sessions.coming(session, NOW, series="meetup")) == "meetup-2026-12-2"
        with pytest.raises(Problem, match="もう使われています"):
            sessions.create_series(session, form(COURSE.replace("lessons", "meetup-2027-01")), "佐藤", NOW)


def test_a_weekly_meetup_numbers_its_sessions_within_the_month(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP.replace("毎月第2金曜", "毎週金曜")), "佐藤", NOW)
        codes = [one.code for one in sessions.coming(session, NOW, series="meetup", limit=10)]
    december = ["meetup-2026-12", "meetup-2026-12-2", "meetup-2026-12-3", "meetup-2026-12-4"]
    assert codes[:9] == ["meetup-2026-11", *december, *(f"meetup-2027-01{end}" for end in ("", "-2", "-3", "-4"))]
    assert codes[9] == "meetup-2027-01-5"


def test_what_comes_and_what_is_over(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        for text in (MEETUP, SINGLE, COURSE):
            sessions.create_series(session, form(text), "佐藤", NOW)
        assert [one.code for one in sessions.coming(session, NOW, limit=2)] == ["meetup-2026-12", "talk"]
        during = parse("2027-08-04T12:00")  # a course that has begun is not over
        assert [one.code for one in sessions.coming(session, during)] == ["lessons-2027-08"]
        assert [one.code for one in sessions.past(session, during, 2)] == ["meetup-2027-05", "meetup-2027-04"]
        with pytest.raises(Problem, match=r"「talk」のことですか"):
            sessions.find(session, "talc")
        with pytest.raises(Problem, match="催し全体の番号"):
            sessions.find(session, "meetup")
