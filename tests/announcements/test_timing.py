"""Quiet hours, lateness, moments in words and moments as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements import timing
from bot.clock import JST, UTC, jst
from bot.errors import Problem

NOW = dt.datetime(2026, 11, 23, 8, 55, tzinfo=JST).astimezone(UTC)  # a Monday
MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2060, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
SOON = st.timedeltas(dt.timedelta(0), dt.timedelta(days=700)).map(lambda ahead: NOW + ahead)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=JST)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(7, 59, True), (8, 0, False), (12, 0, False), (20, 59, False), (21, 0, True), (23, 59, True), (0, 0, True)],
)
def test_the_quiet_hours_begin_at_nine_and_end_at_eight(hour: int, minute: int, quiet: bool) -> None:
    assert timing.quiet(at(2026, 12, 31, hour, minute)) is quiet


def test_what_may_not_go_at_night_goes_in_the_morning() -> None:
    assert timing.next_allowed(at(2026, 12, 31, 21)) == at(2027, 1, 1, 8)
    assert timing.next_allowed(at(2027, 1, 1, 1, 12)) == at(2027, 1, 1, 8)
    assert timing.next_allowed(at(2028, 2, 28, 22)) == at(2028, 2, 29, 8)
    assert timing.next_allowed(at(2026, 12, 11, 18)) == at(2026, 12, 11, 18)


@settings(deadline=None)
@given(MOMENTS)
def test_the_next_allowed_moment_is_the_first_that_is_not_quiet(moment: dt.datetime) -> None:
    allowed = timing.next_allowed(moment)
    assert not timing.quiet(allowed)
    assert moment <= allowed < moment + dt.timedelta(hours=11, seconds=1)
    if allowed > moment:
        assert timing.quiet(moment)
        assert timing.quiet(allowed - dt.timedelta(microseconds=1))
    else:
        assert not timing.quiet(moment)


def test_late_is_more_than_a_quarter_of_an_hour() -> None:
    due = at(2026, 12, 11, 18)
    assert not timing.is_late(due, due + timing.STALE)
    assert timing.is_late(due, due + timing.STALE + dt.timedelta(microseconds=1))
    assert not timing.is_late(due, due - dt.timedelta(days=3))


def test_a_moment_is_said_in_japan_s_time_with_its_weekday() -> None:
    assert timing.in_words(dt.datetime(2026, 12, 11, 9, 0, tzinfo=UTC)) == "2026年12月11日(金) 18時00分"
    assert timing.in_words(dt.datetime(2026, 12, 31, 15, 5, tzinfo=UTC)) == "2027年1月1日(金) 0時05分"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-11 18:00", at(2026, 12, 11, 18)),
        ("2026-12-11T18:00", at(2026, 12, 11, 18)),
        ("2026-12-11T09:00Z", at(2026, 12, 11, 18)),
        ("2026-12-11T18:00:00+09:00", at(2026, 12, 11, 18)),
        ("2026/12/11 18:00", at(2026, 12, 11, 18)),
        ("12/11 18:00", at(2026, 12, 11, 18)),
        ("11/1 18:00", at(2027, 11, 1, 18)),
        ("12月11日(金) 18時", at(2026, 12, 11, 18)),
        ("12月11日（金曜日）１８時３０分", at(2026, 12, 11, 18, 30)),
        ("令和8年12月11日金曜日 午後6時", at(2026, 12, 11, 18)),
        ("2/29 9:00", at(2028, 2, 29, 9)),
        ("今日 18:00", at(2026, 11, 23, 18)),
        ("18:00", at(2026, 11, 23, 18)),
        ("明日 9:00", at(2026, 11, 24, 9)),
        ("明日の正午", at(2026, 11, 24, 12)),
        ("あさって 9時半", at(2026, 11, 25, 9, 30)),
        ("3日後 9:00", at(2026, 11, 26, 9)),
        ("１週間後の9時", at(2026, 11, 30, 9)),
        ("来週火曜 10時", at(2026, 12, 1, 10)),
        ("今週の水曜日 12時", at(2026, 11, 25, 12)),
        ("月曜 8:00", at(2026, 11, 30, 8)),
        ("月曜 9:00", at(2026, 11, 23, 9)),
        ("30分後", at(2026, 11, 23, 9, 25)),
        ("2時間後", at(2026, 11, 23, 10, 55)),
        ("今すぐ", at(2026, 11, 23, 8, 55)),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, moment: dt.datetime) -> None:
    assert timing.parse_at(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "読めません"),
        ("そのうち", "読めません"),
        ("12/11", "時刻がありません"),
        ("明日", "時刻がありません"),
        ("12/11 25:00", "時刻を読めません"),
        ("12/11 18:60", "時刻を読めません"),
        ("明日 午後12時", "正午"),
        ("2026-02-30 09:00", "暦にありません"),
        ("2月30日 9:00", "暦にありません"),
        ("2027-02-29 09:00", "暦にありません"),
        ("12月11日(木) 18時", "2026年12月11日は金曜日です"),
        ("8:00", "もう過ぎています（2026年11月23日(月) 8時00分）"),
        ("2025-12-11 18:00", "もう過ぎています"),
        ("2206-12-11 18:00", "年の書き間違い"),
        ("9999-12-31 23:59", "年の書き間違い"),
        ("0001-01-01 00:00", "暦にありません"),
        ("来週の日曜 9:00", "日付で書いて"),
    ],
)
def test_what_is_not_certain_is_asked_back(text: str, said: str) -> None:
    with pytest.raises(Problem, match=said.replace("(", r"\(").replace(")", r"\)")):
        timing.parse_at(text, NOW)


def test_the_past_is_read_where_it_is_wanted() -> None:
    assert timing.parse_at("2025-12-11 18:00", NOW, past_ok=True) == at(2025, 12, 11, 18)


@settings(deadline=None)
@given(SOON)
def test_what_is_said_in_words_is_read_again(moment: dt.datetime) -> None:
    whole = moment.replace(second=0, microsecond=0)
    assert timing.parse_at(timing.in_words(moment), NOW, past_ok=True) == whole
    assert timing.parse_at(whole.isoformat(), NOW, past_ok=True) == whole
    if jst(moment).year == 2026:
        without_year = timing.in_words(moment).partition("年")[2]
        assert timing.parse_at(without_year, NOW, past_ok=True) == whole


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9/月日時年:今明後週火曜午前の ()-]{0,20}", fullmatch=True))
def test_whatever_is_written_is_read_or_asked_back(text: str) -> None:
    try:
        moment = timing.parse_at(text, NOW)
    except Problem:
        return
    assert NOW <= moment <= NOW + timing.FARTHEST
