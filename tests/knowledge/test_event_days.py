"""Days as people ask for events."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.event_days import event_days

TODAY = dt.date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("今日", "2026-11-23", "2026-11-23"), ("明日なにかある", "2026-11-24", "2026-11-24"),
        ("今度の金曜", "2026-11-27", "2026-11-27"), ("月曜日", "2026-11-23", "2026-11-23"),
        ("こんどのきんようび", "2026-11-27", "2026-11-27"), ("どようび", "2026-11-28", "2026-11-28"),
        ("来週の水曜日", "2026-12-02", "2026-12-02"), ("来週", "2026-11-30", "2026-12-06"),
        ("今週末", "2026-11-28", "2026-11-29"), ("来週末", "2026-12-05", "2026-12-06"),
        ("来月", "2026-12-01", "2026-12-31"), ("再来月", "2027-01-01", "2027-01-31"),
        ("11月", "2026-11-01", "2026-11-30"), ("8月", "2027-08-01", "2027-08-31"),
        ("十二月", "2026-12-01", "2026-12-31"),
        ("12月11日", "2026-12-11", "2026-12-11"), ("1月8日", "2027-01-08", "2027-01-08"),
        ("来月の5日", "2026-12-05", "2026-12-05"), ("30日", "2026-11-30", "2026-11-30"),
        ("じゅうにがつはつか", "2026-12-20", "2026-12-20"), ("いちがつようか", "2027-01-08", "2027-01-08"),
        ("12月ついたち", "2026-12-01", "2026-12-01"), ("joinondecember20", "2026-12-20", "2026-12-20"),
        ("8thofjanuary", "2027-01-08", "2027-01-08"), ("onfriday", "2026-11-27", "2026-11-27"),
        ("nextfriday", "2026-12-04", "2026-12-04"),
        ("5日", "2026-12-05", "2026-12-05"), ("年内", "2026-11-23", "2026-12-31"),
    ],
)  # fmt: skip
def test_days_that_are_named(said: str, first: str, last: str) -> None:
    found = event_days(said, TODAY)
    assert found is not None
    assert found.days == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "said", ["", "いつ", "13月", "5日間", "2人", "第2回", "99日", "月末", "土地", "しようか", "いつか", "mayi"]
)
def test_what_names_no_day(said: str) -> None:
    assert event_days(said, TODAY) is None


@pytest.mark.parametrize("today", [dt.date(2028, 2, 29), dt.date(2026, 12, 31), dt.date(2027, 1, 31)])
def test_ends_of_months_and_years(today: dt.date) -> None:
    for said in ("来月", "再来月", "31日", "2月29日", "1月1日", "来週末", "年内"):
        found = event_days(said, today)
        assert found is None or found.days[0] <= found.days[1]
        assert found is None or found.days[1] >= today
