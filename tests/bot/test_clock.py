"""The clock runs on from where it was set; days are Japan's."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.clock import UTC, Clock, from_ms, jst, parse, to_ms, today_jst


def test_a_set_clock_runs_on() -> None:
    start = dt.datetime(2025, 3, 11, tzinfo=UTC)
    clock = Clock(start)
    first, second = clock.now(), clock.now()
    assert start <= first <= second < start + dt.timedelta(seconds=5)
    clock.move(dt.timedelta(days=1))
    assert clock.now() - first >= dt.timedelta(days=1)


def test_a_clock_that_was_not_set_tells_the_real_time() -> None:
    assert abs(Clock().now() - dt.datetime.now(UTC)) < dt.timedelta(seconds=5)


def test_the_day_changes_at_midnight_in_japan() -> None:
    assert today_jst(dt.datetime(2025, 3, 31, 14, 59, tzinfo=UTC)) == dt.date(2025, 3, 31)
    assert today_jst(dt.datetime(2025, 3, 31, 15, 0, tzinfo=UTC)) == dt.date(2025, 4, 1)


@pytest.mark.parametrize(
    "text", ["2025-03-11T09:00", "2025-03-11T09:00+09:00", "2025-03-11T00:00:00Z", " 2025-03-11T09:00 "]
)
def test_times_are_japanese_unless_a_zone_is_given(text: str) -> None:
    assert parse(text) == dt.datetime(2025, 3, 11, tzinfo=UTC)


def test_lines_timestamps_go_there_and_back() -> None:
    moment = dt.datetime(2025, 3, 11, 1, 2, 3, 456000, tzinfo=UTC)
    assert from_ms(to_ms(moment)) == moment
    assert jst(moment).hour == 10
