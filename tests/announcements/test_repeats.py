"""Announcements that come again: the words for it, the days left out, and the calendar's corners."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import Any

import jpholiday
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements import repeats, timing
from bot.announcements.repeat_days import REACH, days, left_out
from bot.clock import JST, UTC, jst
from bot.errors import Problem

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
ENDS = ("skip", "before", "after")


def on(rule: str, first: str, last: str, **more: Any) -> list[str]:
    """The days of a repeat from first to last, as MM-DD."""
    repeat = repeats.parse({"rule": rule, "at": "18:00", **more})
    found = days(repeat, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    return [f"{day:%m-%d}" for day in found]


@pytest.mark.parametrize(
    ("rule", "first", "last", "expected"),
    [
        ("毎月第2金曜", "2026-11-23", "2027-03-31", ["12-11", "01-08", "02-12", "03-12"]),
        ("FREQ=MONTHLY;BYDAY=2FR", "2026-11-23", "2027-03-31", ["12-11", "01-08", "02-12", "03-12"]),
        ("毎月31日", "2027-01-01", "2027-12-31", ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"]),
        ("毎月末日", "2027-12-31", "2028-04-01", ["12-31", "01-31", "02-29", "03-31"]),
        ("毎月最終日", "2027-01-01", "2027-03-01", ["01-31", "02-28"]),
        ("毎月30日", "2027-01-31", "2027-03-31", ["03-30"]),
        ("毎年2月29日", "2026-01-01", "2033-01-01", ["02-29", "02-29"]),
        ("毎月第5金曜", "2027-01-01", "2027-12-31", ["01-29", "04-30", "07-30", "10-29", "12-31"]),
        ("毎月最終火曜", "2026-12-01", "2027-02-28", ["12-29", "01-26", "02-23"]),
        ("毎月第1・第3火曜日", "2026-12-01", "2026-12-31", ["12-01", "12-15"]),
        ("毎月第２第４火曜", "2026-12-01", "2026-12-31", ["12-08", "12-22"]),
        ("毎月1日と15日", "2026-12-02", "2027-01-01", ["12-15", "01-01"]),
        ("毎週月、木曜日", "2026-12-30", "2027-01-07", ["12-31", "01-04", "01-07"]),
        ("毎週土日", "2026-12-26", "2027-01-03", ["12-26", "12-27", "01-02", "01-03"]),
        ("毎週日曜日", "2026-12-26", "2027-01-03", ["12-27", "01-03"]),
        ("毎年4月1日", "2026-04-02", "2028-03-31", ["04-01"]),
        ("毎年4月の第2金曜", "2027-01-01", "2027-12-31", ["04-09"]),
        ("毎日", "2026-12-31", "2027-01-02", ["12-31", "01-01", "01-02"]),
        ("平日", "2026-12-31", "2027-01-05", ["12-31", "01-04", "01-05"]),  # 1 January is a holiday
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2027-01-01", "2027-02-28", ["01-29", "02-26"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-01-01", "2026-12-31", ["02-13", "03-13", "11-13"]),
    ],
)
def test_words_and_rules_name_the_days(rule: str, first: str, last: str, expected: list[str]) -> None:
    assert on(rule, first, last) == expected


def test_what_is_left_empty_is_not_written() -> None:
    assert on("毎日", "2026-12-31", "2027-01-01", until=None, count="", skip=[]) == ["12-31", "01-01"]


def test_every_other_week_counts_from_its_first_day() -> None:
    assert on("隔週金曜", "2026-12-01", "2027-01-31", **{"from": "2026-11-27"}) == [
        "12-11", "12-25", "01-08", "01-22",
    ]  # fmt: skip
    assert on("2か月ごとの31日", "2026-12-01", "2027-12-31", **{"from": "2026-12-31"}) == [
        "12-31",
        "08-31",
        "10-31",
        "12-31",
    ]
    assert on("10日ごと", "2026-12-01", "2026-12-31", **{"from": dt.date(2026, 12, 5)}) == ["12-05", "12-15", "12-25"]


def test_days_left_out_are_dropped_or_moved() -> None:
    newyear = {"skip": ["祝日", "土日", "12/29〜1/3"]}
    assert on("毎月1日", "2026-12-01", "2027-05-31", **newyear) == ["12-01", "02-01", "03-01", "04-01"]
    moved = on("毎月1日", "2026-12-01", "2027-05-31", **newyear, on_skip="after")
    assert moved == ["12-01", "01-04", "02-01", "03-01", "04-01", "05-06"]  # past 憲法記念日, みどりの日, こどもの日
    back = on("毎月1日", "2026-12-01", "2027-05-31", **newyear, on_skip="before")
    assert back == ["12-01", "12-28", "02-01", "03-01", "04-01", "04-30"]


def test_two_that_were_moved_to_one_day_go_out_once() -> None:
    assert on("毎日", "2026-11-27", "2026-12-01", skip="土日", on_skip="after") == ["11-27", "11-30", "12-01"]


def test_nothing_goes_out_beyond_its_ends_also_when_moved() -> None:
    ends = {"from": "2026-11-28", "until": "2026-12-05", "skip": ["weekends"]}
    assert on("毎日", "2026-11-01", "2026-12-31", **ends, on_skip="before")[0] == "11-30"
    assert on("毎日", "2026-11-01", "2026-12-31", **ends, on_skip="after")[-1] == "12-04"


def test_a_number_of_times_counts_what_is_sent() -> None:
    five = {"from": "2026-12-28", "count": 5, "skip": ["祝日", "土日", "12/29〜1/3"]}
    assert on("毎日", "2026-12-01", "2027-12-31", **five) == ["12-28", "01-04", "01-05", "01-06", "01-07"]
    assert on("毎日", "2027-01-06", "2027-12-31", **five) == ["01-06", "01-07"]


def test_an_end_inside_the_rule_counts_in_japan_s_days() -> None:
    rule = "RRULE:FREQ=DAILY;UNTIL=20261130T150000Z"  # midnight of 1 December in Japan
    assert on(rule, "2026-11-29", "2026-12-31") == ["11-29", "11-30", "12-01"]
    assert on("FREQ=DAILY;COUNT=2", "2026-12-01", "2026-12-31", **{"from": "2026-12-05"}) == ["12-05", "12-06"]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"rule": "FREQ=DAILY;INTERVAL=7;BYDAY=FR", "from": "2026-11-23", "at": "18:00"}, "一緒に使えません"),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=1MO", "at": "18:00"}, "一緒に使えません"),
        ({"rule": "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=20", "at": "18:00"}, "BYSETPOS"),
        ({"rule": "12か月ごとの31日", "from": "2027-06-01", "at": "18:00"}, "9年のうちに一度もありません"),
        ({"rule": "2年ごとの2月29日", "from": "2027-06-01", "at": "18:00"}, "9年のうちに一度もありません"),
        ({}, "rule がありません"),
        ({"rule": "毎々金曜", "at": "18:00"}, "読めません"),
        ({"rule": "毎月第2金", "at": "18:00"}, "読めません"),
        ({"rule": "毎月第6金曜", "at": "18:00"}, "読めません"),
        ({"rule": "毎月32日", "at": "18:00"}, "BYMONTHDAY"),
        ({"rule": "毎年13月1日", "at": "18:00"}, "BYMONTH"),
        ({"rule": "毎年2月30日", "at": "18:00"}, "9年のうちに一度もありません"),
        ({"rule": "0日ごと", "at": "18:00", "from": "2026-12-01"}, "読めません"),
        ({"rule": "FREQ=HOURLY", "at": "18:00"}, "FREQ=HOURLY は使えません"),
        ({"rule": "FREQ=DAILY;BYHOUR=1,2,3", "at": "18:00"}, "BYHOUR は使えません"),
        ({"rule": "FREQ=WEEKLY", "at": "18:00"}, "BYDAY"),
        ({"rule": "FREQ=WEEKLY;BYDAY=2FR", "at": "18:00"}, "2FR"),
        ({"rule": "FREQ=YEARLY;BYDAY=MO", "at": "18:00"}, "BYMONTH"),
        ({"rule": "FREQ=DAILY;FREQ=DAILY", "at": "18:00"}, "2回"),
        ({"rule": "FREQ=DAILY;UNTIL=20261399", "at": "18:00"}, "UNTIL"),
        ({"rule": "FREQ=DAILY;UNTIL=20261201", "until": "2026-12-02", "at": "18:00"}, "どちらか一つ"),
        ({"rule": "隔週金曜", "at": "18:00"}, "from"),
        ({"rule": "毎日", "at": "18:00", "count": 3}, "from"),
        ({"rule": "毎日", "at": "18:00", "from": "2026-12-01", "count": 0}, "count"),
        ({"rule": "毎日", "at": "18:00", "from": "2026-12-01", "count": True}, "count"),
        ({"rule": "毎日", "at": "18:00", "from": "2026-12-05", "until": "2026-12-01"}, "前です"),
        ({"rule": "毎日", "at": "18:00", "from": "あした"}, "日付ではありません"),
        ({"rule": "毎日", "at": "18:00", "from": "2026-02-29"}, "日付ではありません"),
        ({"rule": "毎日"}, "at がありません"),
        ({"rule": "毎日", "at": "25:00"}, "at"),
        ({"rule": "毎日", "at": 18}, "at"),
        ({"rule": "毎日", "at": "21:00"}, "夜の時間"),
        ({"rule": "毎日", "at": "7:59"}, "夜の時間"),
        ({"rule": "毎日", "at": "18:00", "skip": ["正月"]}, "正月"),
        ({"rule": "毎日", "at": "18:00", "skip": ["2027-01-03〜2026-12-29"]}, "読めません"),
        ({"rule": "毎日", "at": "18:00", "skip": ["1/1〜12/31"], "on_skip": "after"}, "9年のうちに一度もありません"),
        ({"rule": "毎日", "at": "18:00", "on_skip": "move"}, "on_skip"),
        ({"rule": "毎日", "at": "18:00", "every": 2}, "「every」は使えません"),
    ],
)
def test_mistakes_are_named(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said):
        repeats.parse(given_)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(Problem) as caught:
        repeats.parse({"rule": "?", "at": "?", "skip": ["?", "!"], "when": 1})
    assert len(caught.value.sentences) == 5


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"rule": "毎月第2金曜", "at": "18:00"}, "毎月第2金曜 18時00分"),
        ({"rule": "毎月31日", "at": 1080}, "毎月31日 18時00分（31日のない月は送りません）"),
        ({"rule": "毎年2月29日", "at": "9時半"}, "毎年2月29日 9時30分（うるう年だけです）"),
        ({"rule": "毎月29日", "at": "9:00"}, "毎月29日 9時00分（29日のない月は送りません）"),
        ({"rule": "毎月第5金曜", "at": "9:00"}, "毎月第5金曜 9時00分（第5金曜のない月は送りません）"),
        (
            {"rule": "隔週金曜", "at": "9:00", "from": "2026-11-27", "count": 4, "skip": ["12/29〜1/3"]},
            "隔週金曜 9時00分、2026年11月27日(金)から、全4回（12月29日〜1月3日に当たるときは送りません）",
        ),
        (
            {"rule": "平日", "at": "9:00", "on_skip": "before"},
            "毎週月・火・水・木・金曜 9時00分（祝日に当たるときは、その前の日に送ります）",
        ),
        ({"rule": "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=1", "at": "9:00"}, "毎年4月・10月の1日 9時00分"),
        (
            {"rule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "at": "9:00"},
            "毎月月・火・水・木・金曜のうち最後 9時00分",
        ),
    ],
)
def test_a_repeat_is_said_in_words(given_: dict[str, Any], words: str) -> None:
    assert repeats.in_words(repeats.parse(given_)) == words


RULES = st.sampled_from([
    "毎日", "平日", "毎週月曜", "毎週水・金曜", "毎月第2金曜", "毎月第5金曜", "毎月最終月曜", "毎月29日", "毎月31日",
    "毎月末日", "毎月1日と15日", "毎年2月29日", "毎年12月31日", "毎年1月1日", "隔週火曜", "3日ごと", "2か月ごとの31日",
    "2年ごとの3月31日",    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=DAILY;BYMONTH=12,1",
])  # fmt: skip
SKIPS = st.lists(st.sampled_from(["祝日", "土日", "12/29〜1/3", "2028-02-29", "2026-12-28〜2027-01-05"]), unique=True)


@st.composite
def repeated(draw: st.DrawFn) -> repeats.Repeat:
    start = draw(DAYS)
    more: dict[str, Any] = {"from": start}
    if draw(st.booleans()):
        more["count"] = draw(st.integers(1, 40))
    if draw(st.booleans()):
        more["until"] = start + dt.timedelta(days=draw(st.integers(0, 4000)))
    minutes = draw(st.integers(8 * 60, 21 * 60 - 1))
    given_ = {
        "rule": draw(RULES), "at": f"{minutes // 60}:{minutes % 60:02}", "skip": draw(SKIPS),
        "on_skip": draw(st.sampled_from(ENDS)), **more,
    }  # fmt: skip
    try:
        return repeats.parse(given_)
    except Problem:  # nothing lies between its two ends
        return repeats.parse({"rule": "毎日", "at": "18:00"})


def window(first: dt.date, length: int) -> tuple[dt.datetime, dt.datetime]:
    begin = dt.datetime.combine(first, dt.time(12), JST).astimezone(UTC)
    return begin, begin + dt.timedelta(days=length)


@settings(deadline=None)
@given(repeated(), DAYS, st.integers(0, 800), st.floats(0, 1))
def test_a_window_in_two_parts_gives_the_same(repeat: repeats.Repeat, first: dt.date, length: int, cut: float) -> None:
    """However often and whenever the planner looks, each occurrence is seen exactly once."""
    begin, end = window(first, length)
    middle = begin + (end - begin) * cut
    whole = repeats.occurrences(repeat, begin, end)
    assert whole == repeats.occurrences(repeat, begin, middle) + repeats.occurrences(repeat, middle, end)


@settings(deadline=None)
@given(repeated(), DAYS, st.integers(0, 800))
def test_occurrences_keep_to_their_rules(repeat: repeats.Repeat, first: dt.date, length: int) -> None:
    begin, end = window(first, length)
    found = repeats.occurrences(repeat, begin, end)
    assert found == sorted(set(found))
    for moment in found:
        local = jst(moment)
        assert begin < moment <= end
        assert local.time() == repeat.at
        assert not timing.quiet(moment)
        assert not left_out(repeat, local.date())
        assert not (repeat.holidays and jpholiday.is_holiday(local.date()))
        assert repeat.start is None or repeat.start <= local.date()
        assert repeat.until is None or local.date() <= repeat.until
    assert repeat.count is None or len(found) <= repeat.count
    assert len(found) <= length + 1  # never twice a day


@settings(deadline=None)
@given(repeated())
def test_what_was_read_is_kept_and_read_again(repeat: repeats.Repeat) -> None:
    assert repeats.parse(repeats.as_json(repeat)) == repeat
    assert repeats.in_words(repeat)


@settings(deadline=None)
@given(repeated(), DAYS)
def test_the_next_one_is_the_first_of_those_to_come(repeat: repeats.Repeat, first: dt.date) -> None:
    begin, end = window(first, 500)
    following = repeats.next_after(repeat, begin)
    found = repeats.occurrences(repeat, begin, end)
    assert (following == found[0]) if found else (following is None or following > end)


@settings(deadline=None)
@given(st.integers(1, 31), st.integers(2020, 2040))
def test_a_day_of_the_month_comes_in_each_month_that_has_it(day: int, year: int) -> None:
    repeat = repeats.parse({"rule": f"毎月{day}日", "at": "9:00"})
    found = days(repeat, dt.date(year, 1, 1), dt.date(year, 12, 31))
    longest = [calendar.monthrange(year, month)[1] for month in range(1, 13)]
    assert found == [dt.date(year, month, day) for month in range(1, 13) if day <= longest[month - 1]]


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(0, 6), st.integers(2020, 2040))
def test_the_nth_weekday_is_counted_by_hand_as_well(nth: int, weekday: int, year: int) -> None:
    repeat = repeats.parse({"rule": f"毎月第{nth}{'月火水木金土日'[weekday]}曜", "at": "9:00"})
    expected = []
    for month in range(1, 13):
        fitting = [
            d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday
        ]
        expected.extend(fitting[nth - 1 : nth])
    assert days(repeat, dt.date(year, 1, 1), dt.date(year, 12, 31)) == expected


@settings(deadline=None)
@given(repeated(), DAYS)
def test_a_moved_day_stays_within_reach_of_the_rule(repeat: repeats.Repeat, first: dt.date) -> None:
    bare = (
        repeats.parse({**repeats.as_json(repeat), "skip": [], "count": None, "from": repeat.start, "until": None})
        if repeat.start
        else repeat
    )
    end = first + dt.timedelta(days=400)
    by_rule = days(bare, first - dt.timedelta(days=REACH), end + dt.timedelta(days=REACH))
    for day in days(repeat, first, end):
        assert any(abs((day - one).days) <= REACH for one in by_rule)


def cells(heading: str) -> list[str]:
    """What stands in code signs in the first column of a table of docs/repeats.md."""
    text = (Path(__file__).parents[2] / "docs/repeats.md").read_text("utf8")
    table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [cell for line in table.splitlines()[2:] for cell in re.findall(r"`([^`]+)`", line.split("|")[1])]


@pytest.mark.parametrize("rule", cells("`rule` に書けるもの"))
def test_the_rules_of_the_handbook_are_read(rule: str) -> None:
    assert repeats.parse({"rule": rule, "at": "18:00", "from": "2026-12-01"}).rule.text


@pytest.mark.parametrize("skip", cells("`skip` に書けるもの"))
def test_the_days_left_out_of_the_handbook_are_read(skip: str) -> None:
    assert repeats.as_json(repeats.parse({"rule": "毎日", "at": "18:00", "skip": [skip]}))["skip"]


@pytest.mark.parametrize("written", cells("書き方"))
def test_the_moments_of_the_handbook_are_read(written: str) -> None:
    now = dt.datetime(2026, 11, 23, 8, 55, tzinfo=JST)
    assert timing.parse_at(written, now) >= now
