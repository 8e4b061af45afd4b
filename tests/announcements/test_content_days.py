"""Days and times in Japanese: what is read, what is refused, and weekdays that do not fit."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.content_days import Moment, NoMoment, read_moment, read_time
from bot.announcements.content_mentions import day_mistakes, deadline_moment, event_moment
from bot.announcements.wording_content import WEEKDAYS, day, moment, span
from bot.clock import JST, UTC, parse

NOW = parse("2026-11-22T12:00")
DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected", "timed"),
    [
        ("2026-12-11", "2026-12-11", False),
        ("2026年12月11日", "2026-12-11", False),
        ("令和8年12月11日", "2026-12-11", False),
        ("令和元年5月1日", "2019-05-01", False),
        ("2026-1-5 9:05", "2026-01-05T09:05", True),
        ("2026年12月11日 午後6時半", "2026-12-11T18:30", True),
        ("2026年12月11日 午後12時", "2026-12-11T12:00", True),
        ("2026-12-11 0:00", "2026-12-11", True),
        ("2026-12-11T18:00:30.5", "2026-12-11T18:00", True),
    ],
)
def test_moments_are_read_in_japan(text: str, expected: str, timed: bool) -> None:
    assert read_moment(text) == Moment(parse(expected), timed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12月11日",
        "2026-12",
        "2026-13-01",
        "2026-12-11 24:00",
        "2026-12-11 18:60",
        "2026-12-11 18:00 ごろ",
        "9999-12-11",
        "0001-01-01",
        "2026-12-11T18:00+99:00",
        "2026年12月11日(木)",
        "金曜日",
        "18:00",
        "2026-12-11-18:00",
    ],
)
def test_what_is_not_exact_is_not_read(text: str) -> None:
    with pytest.raises(NoMoment):
        read_moment(text)


@pytest.mark.parametrize(
    ("text", "time"), [("9:00", (9, 0)), ("18時", (18, 0)), ("午前9時5分", (9, 5)), ("午後6時半", (18, 30))]
)
def test_times_are_read(text: str, time: tuple[int, int]) -> None:
    assert read_time(text) == dt.time(*time)


def test_a_day_without_a_time_lasts_until_its_end() -> None:
    assert read_moment("2026-12-11").end() == parse("2026-12-12")
    assert read_moment("2026-12-11 18:00").end() == parse("2026-12-11T18:00")


@pytest.mark.parametrize(
    ("text", "expected", "timed"),
    [
        ("12月11日(金) 18時30分から", "2026-12-11T18:30", True),
        ("12月11日(金)、12日(土)", "2026-12-11", False),
        ("2025年2月6日（木）午後2時～3時30分", "2025-02-06T14:00", True),
        ("1月8日 10:00", "2027-01-08T10:00", True),
        ("12/11(金) 9:00開始", "2026-12-11T09:00", True),
        ("2月29日", "2028-02-29", False),
        ("11月22日", "2026-11-22", False),
        ("11月20日", "2026-11-20", False),
        ("11月20日(金)", "2026-11-20", False),
        ("11月20日(土)", "2027-11-20", False),
        ("8月23日", "2027-08-23", False),
        ("1月10日(金)", "2027-01-10", False),
        ("1月10日(土)", "2026-01-10", False),
    ],
)
def test_an_event_begins_at_the_first_day_of_its_line(text: str, expected: str, timed: bool) -> None:
    assert event_moment(text, NOW) == Moment(parse(expected), timed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月25日(金) 17時まで", "2026-12-25T17:00"),
        ("12月1日(火)から12月25日(金)まで", "2026-12-26T00:00"),
        ("2026年9月10日～10月21日", "2026-10-22T00:00"),
    ],
)
def test_a_deadline_is_the_last_day_of_its_line(text: str, expected: str) -> None:
    found = deadline_moment(text, NOW)
    assert found is not None
    assert found.end() == parse(expected)


@pytest.mark.parametrize("text", ["毎月第2金曜日", "7月から毎月", "未定", "2月30日", "1-1-4", "3/4の補助", "2026年"])
def test_no_beginning_is_guessed(text: str) -> None:
    assert event_moment(text, NOW) is None


@given(DAYS, st.sampled_from("日月火水木金土"), st.sampled_from(["({})", "（{}）", "({}曜日)", "{}曜日", "(祝・{})"]))
def test_a_weekday_that_does_not_fit_its_year_is_told(on: dt.date, weekday: str, form: str) -> None:
    written = f"{on.year}年{on.month}月{on.day}日{form.format(weekday)}に開きます"
    right = WEEKDAYS[on.weekday()]
    told = list(day_mistakes(written, NOW))
    if weekday == right or form.startswith("(祝"):
        assert told == []
    else:
        assert told == [f"{on.year}年{on.month}月{on.day}日は{right}曜日です（{weekday}曜日と書かれています）。"]


@given(st.dates(dt.date(2026, 1, 1), dt.date(2027, 10, 1)))
def test_without_a_year_the_last_and_the_next_such_day_both_fit(on: dt.date) -> None:
    written = f"{on.month}月{on.day}日({WEEKDAYS[on.weekday()]})"
    near = dt.date(2025, 11, 22) <= on <= dt.date(2027, 11, 21)
    assert near
    assert list(day_mistakes(written, NOW)) == []


def test_days_that_never_come_and_weekdays_that_fit_no_near_year_are_told() -> None:
    assert list(day_mistakes("2月30日と4月31日と2027年2月29日", NOW)) == [
        "2月30日という日はありません。",
        "4月31日という日はありません。",
        "2027年2月29日という日はありません。",
    ]
    assert list(day_mistakes("12/11(月)", NOW)) == ["2026年12月11日は金曜日です（月曜日と書かれています）。"]
    assert list(day_mistakes("第1-1-4号、3/4、2/30、10日間、24時間、12月", NOW)) == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(sentence for sentence in day_mistakes(text, NOW))
    event_moment(text, NOW)


@given(st.datetimes(parse("2001-01-01").replace(tzinfo=None), parse("2099-12-31").replace(tzinfo=None)))
def test_what_is_said_of_a_moment_reads_back_as_the_moment(naive: dt.datetime) -> None:
    at = naive.replace(second=0, microsecond=0, tzinfo=JST).astimezone(UTC)
    assert read_moment(moment(at)) == Moment(at, True)
    assert read_moment(day(naive.date())).at == parse(naive.date().isoformat())


def test_spans_say_the_day_once() -> None:
    start = parse("2026-12-11T18:30")
    assert span(start, parse("2026-12-11T20:30"), True) == "2026年12月11日(金) 18時30分から20時30分まで"
    assert (
        span(start, parse("2026-12-12T20:30"), True) == "2026年12月11日(金) 18時30分から2026年12月12日(土) 20時30分まで"
    )
    assert span(parse("2026-12-11"), None, False) == "2026年12月11日(金)"
