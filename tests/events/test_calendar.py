"""Calendar files: two other parsers read them, hours are Japan's, a move moves and a cancellation calls off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest
import sqlalchemy as sa
import vobject
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot import calendar_door
from bot.app import create_app
from bot.db import session_scope
from bot.events import calendar_entry, seats, wording_calendar
from bot.models_events import EventSession
from tests.conftest import make_settings
from tests.events.garage import CODE, at, change, days, opened, rows, session_row, user
from tests.fakes import START, FakeLine, FixedClock

A = user(1)
UTC_NOW = START
COURSE = days("2025-08-04", "2025-08-05", "2025-08-06", start="10:00", end="16:00")
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)
spoken = st.text(st.sampled_from("あ漢ア,;\\:\"'\n\r\t 🎉👨‍👩‍👧é\x00\x0b\x85\u2028"), min_size=1, max_size=200)


def event(**changes: Any) -> EventSession:
    return session_row(1, UTC_NOW, **{"sequence": 0, "changed_at": UTC_NOW, **changes})


def read(file: bytes) -> list[Any]:
    """The entries as icalendar reads them."""
    return list(icalendar.Calendar.from_ical(file).walk("VEVENT"))


def read_otherwise(file: bytes) -> list[Any]:
    """The entries as vobject reads them."""
    return list(vobject.readOne(file.decode("utf8")).vevent_list)


def test_an_evening_is_read_the_same_by_two_parsers() -> None:
    file = calendar_entry.entry(event(what="起業の話", contact="起業支援室", sequence=3), UTC_NOW)
    (one,), (other,) = read(file), read_otherwise(file)
    begin, end = at("2025-04-11 19:00"), at("2025-04-11 21:00")
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (begin, end)
    assert (other.dtstart.value, other.dtend.value) == (begin, end)
    assert one.decoded("dtstart").utcoffset() == dt.timedelta(hours=9)
    assert (str(one["uid"]), int(one["sequence"]), str(one["status"])) == ("garage-2025-04@madoguchi-1", 3, "CONFIRMED")
    assert (other.uid.value, other.sequence.value, other.status.value) == (str(one["uid"]), "3", "CONFIRMED")
    assert str(one["summary"]) == other.summary.value == "シゴト・ツクル・ガレージ"
    assert str(one["location"]) == other.location.value == "なのはなプラザ"
    assert str(one["description"]) == other.description.value == "起業の話\n問い合わせ先：起業支援室"
    assert one.decoded("dtstamp") == UTC_NOW


def test_the_file_names_japans_zone_and_keeps_to_the_form() -> None:
    file = calendar_entry.entry(event(), UTC_NOW)
    assert b"METHOD:PUBLISH\r\n" in file
    assert b"DTSTART;TZID=Asia/Tokyo:20250411T190000\r\n" in file
    zone = icalendar.Calendar.from_ical(file).walk("VTIMEZONE")[0]
    assert START.astimezone(zone.to_tz()).utcoffset() == dt.timedelta(hours=9)
    assert zone["tzid"] == "Asia/Tokyo"
    assert dt.datetime(2025, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo")).utcoffset() == calendar_entry.OFFSET


def test_a_day_without_an_hour_is_a_whole_day_and_no_end_is_made_up() -> None:
    (one,) = read(calendar_entry.entry(event(days=days("2025-12-31", start=None, end=None)), UTC_NOW))
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    file = calendar_entry.entry(event(days=days("2025-04-11", end=None)), UTC_NOW)
    assert (read(file)[0].decoded("dtstart"), "dtend" in read(file)[0]) == (at("2025-04-11 19:00"), False)
    assert read_otherwise(file)[0].dtstart.value == at("2025-04-11 19:00")


def test_a_course_has_an_entry_for_each_day() -> None:
    file = calendar_entry.entry(event(days=COURSE, place=None, online_url="https://example.jp/a"), UTC_NOW)
    found = read(file)
    assert [str(one["uid"])[-2:] for one in found] == ["-1", "-2", "-3"]
    assert [one.decoded("dtstart") for one in found] == [at(f"2025-08-0{day} 10:00") for day in (4, 5, 6)]
    assert str(found[1]["summary"]) == "シゴト・ツクル・ガレージ（2日目／全3日）"
    assert str(found[1]["location"]) == "オンライン"
    assert str(found[1]["description"]) == "オンラインの参加先：https://example.jp/a"
    assert [one.dtstart.value for one in read_otherwise(file)] == [one.decoded("dtstart") for one in found]


def test_a_move_keeps_the_uid_and_raises_the_sequence() -> None:
    (before,) = read(calendar_entry.entry(event(), UTC_NOW))
    moved = event(days=days("2025-04-18"), sequence=1, moved_from=days("2025-04-11"), reason="会場の都合")
    (after,) = read(calendar_entry.entry(moved, UTC_NOW + dt.timedelta(days=1)))
    assert (before["uid"], int(before["sequence"])) == (after["uid"], 0)
    assert (int(after["sequence"]), after.decoded("dtstart")) == (1, at("2025-04-18 19:00"))
    assert str(after["status"]) == "CONFIRMED"
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


def test_a_day_that_a_move_took_away_is_called_off() -> None:
    shorter = event(days=COURSE[:2], moved_from=COURSE, sequence=2)
    found = read(calendar_entry.entry(shorter, UTC_NOW))
    assert [(str(one["uid"])[-1], str(one["status"])) for one in found] == [
        ("1", "CONFIRMED"), ("2", "CONFIRMED"), ("3", "CANCELLED"),
    ]  # fmt: skip
    assert found[2].decoded("dtstart") == at("2025-08-06 10:00")


def test_the_online_page_is_only_for_those_who_take_part() -> None:
    meeting = event(place=None, online_url="https://example.jp/secret")
    assert b"secret" in calendar_entry.entry(meeting, UTC_NOW)
    assert b"secret" not in calendar_entry.entry(meeting, UTC_NOW, cancelled=True)


@pytest.mark.parametrize(
    ("changes", "cancelled", "head"),
    [
        ({"state": "cancelled"}, False, "【中止】"),
        ({"state": "cancelled"}, True, "【中止】"),
        ({}, True, "【取り消し】"),
    ],
)
def test_what_is_off_says_so_to_the_calendar_and_to_people(
    changes: dict[str, Any], cancelled: bool, head: str
) -> None:
    file = calendar_entry.entry(event(sequence=1, **changes), UTC_NOW, cancelled)
    (one,), (other,) = read(file), read_otherwise(file)
    assert str(one["status"]) == other.status.value == "CANCELLED"
    assert str(one["summary"]) == f"{head}シゴト・ツクル・ガレージ"
    assert str(one["transp"]) == "TRANSPARENT"
    assert str(one["uid"]) == "garage-2025-04@madoguchi-1"


@given(name=texts | spoken, place=texts | spoken, what=texts | spoken, reason=spoken)
def test_any_text_survives_both_parsers_in_lines_of_75_octets(name: str, place: str, what: str, reason: str) -> None:
    file = calendar_entry.entry(event(name=f"会{name}", place=place, what=what, reason=reason), UTC_NOW)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    file.decode("utf8")
    for line in file.split(b"\r\n"):
        line.decode("utf8")  # no sign is cut in two
    (one,), (other,) = read(file), read_otherwise(file)
    assert str(one["summary"]) == other.summary.value == calendar_entry.plain(f"会{name}")
    told = calendar_entry.plain(f"{what}\n{wording_calendar.REASON.format(text=reason)}")
    assert str(one["description"]) == other.description.value == told
    where = calendar_entry.plain(place)
    assert str(one.get("location", "")) == where
    assert (other.location.value if where else "") == where


def test_googles_link_fills_in_the_form() -> None:
    fields = parse_qs(urlsplit(calendar_entry.google(event(what="起業の話"))).query)
    assert fields == {
        "action": ["TEMPLATE"], "text": ["シゴト・ツクル・ガレージ"], "dates": ["20250411T190000/20250411T210000"],
        "ctz": ["Asia/Tokyo"], "location": ["なのはなプラザ"], "details": ["起業の話"],
    }  # fmt: skip
    assert "dates=20250411%2F20250412" in calendar_entry.google(event(days=days("2025-04-11", start=None, end=None)))
    assert "dates=20250411T190000%2F20250411T190000" in calendar_entry.google(event(days=days("2025-04-11", end=None)))
    course = parse_qs(urlsplit(calendar_entry.google(event(days=COURSE))).query)
    assert course["text"] == ["シゴト・ツクル・ガレージ（1日目／全3日）"]
    assert course["details"][0].startswith("日程：2025年8月4日(月) 10時00分〜16時00分、")


@given(name=texts, place=texts, what=texts)
def test_googles_link_is_never_longer_than_line_allows(name: str, place: str, what: str) -> None:
    url = calendar_entry.google(event(name=f"会{name}", place=place, what=what * 3))
    assert len(url) <= 1000
    assert url.isascii()
    assert parse_qs(urlsplit(url).query)["text"][0].startswith("会")


@pytest.fixture
def app(engine: sa.Engine) -> FastAPI:
    return create_app(make_settings(), FixedClock(), FakeLine(), engine=engine, run_workers=False)  # type: ignore[arg-type]


@pytest.fixture
def door(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def enrolled(engine: sa.Engine) -> str:
    """The path of A's entry."""
    opened(engine, UTC_NOW, capacity=1)
    with session_scope(engine) as session:
        seats.join(session, CODE, A, 1, UTC_NOW)
    url = calendar_entry.address("https://madoguchi.example.jp/", rows(engine)[A].calendar_key or "")
    assert url.endswith(".ics?openExternalBrowser=1")
    return url.removeprefix("https://madoguchi.example.jp")


def test_the_door_gives_the_entry_as_it_stands_now(engine: sa.Engine, door: TestClient) -> None:
    path = enrolled(engine)
    answer = door.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["content-disposition"] == f'inline; filename="{CODE}.ics"'
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert str(read(answer.content)[0]["status"]) == "CONFIRMED"
    head = door.head(path)
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", answer.headers["content-type"])
    change(engine, days=days("2025-04-18"), sequence=1)
    (moved,) = read(door.get(path).content)
    assert (int(moved["sequence"]), moved.decoded("dtstart")) == (1, at("2025-04-18 19:00"))
    change(engine, state="cancelled", sequence=2)
    assert str(read(door.get(path).content)[0]["status"]) == "CANCELLED"


def test_who_has_left_finds_the_entry_called_off_and_who_was_erased_finds_none(
    engine: sa.Engine, door: TestClient
) -> None:
    path = enrolled(engine)
    with session_scope(engine) as session:
        seats.leave(session, CODE, A, UTC_NOW)
    (gone,) = read(door.get(path).content)
    assert (str(gone["status"]), str(gone["summary"])) == ("CANCELLED", "【取り消し】シゴト・ツクル・ガレージ")
    with session_scope(engine) as session:
        session.delete(rows(engine)[A])
    assert door.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/e/abc.ics", f"/e/{'a' * 22}.ics", "/e/%00.ics", f"/e/{'あ' * 22}.ics", "/e/.ics"])
def test_an_unknown_key_is_a_page_for_people(engine: sa.Engine, door: TestClient, path: str) -> None:
    enrolled(engine)
    answer = door.get(path)
    assert answer.status_code == 404
    if path != "/e/.ics":
        assert wording_calendar.NO_ENTRY_TITLE in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert door.post(path).status_code in (404, 405)


def test_without_its_database_the_door_says_so(door: TestClient, engine: sa.Engine) -> None:
    path = enrolled(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE enrolment RENAME TO away"))
    answer = door.get(path)
    assert (answer.status_code, wording_calendar.NO_ENTRY_NOW_TITLE in answer.text) == (503, True)
    assert calendar_door.KEY.pattern not in answer.text
