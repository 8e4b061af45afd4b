"""Counted links: where they may lead, what stands for them, and the door that counts and leads on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bot import link_door
from bot.announcements import links
from bot.announcements.wording_content import NO_LINK_NOW_TITLE, NO_LINK_TITLE
from bot.config import load_settings
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.models_sending import Announcement, CountedLink, LinkClick
from tests.fakes import FixedClock

CITY = "https://www.city.ichinoseki.iwate.jp/index.cfm/1,2.html"
HOSTS = (
    "mkto.org", "youtu.be", "city.ichinoseki.iwate.jp", "kyo-ya.net", "ichinoseki-mbs.studio.site", "www.facebook.com",
)  # fmt: skip
STARTS = (
    "https://mkto.org",
    "https://youtu.be/",
    "https://",
    "https://mkto.org/",
    "HTTPS://a.city.ichinoseki.iwate.jp",
    "tel:",
)
ENDS = ("", "mkto.org", ".mkto.org/", "@mkto.org/", "/city.ichinoseki.iwate.jp", "?a=%zz#", "%2f..")
PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1.15 Line/15.0.0"}


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (CITY, CITY),
        ("https://city.ichinoseki.iwate.jp", "https://city.ichinoseki.iwate.jp"),
        (" https://WWW.City.Ichinoseki.Iwate.JP/A ", "https://www.city.ichinoseki.iwate.jp/A"),
        ("https://www.facebook.com/shigoto.tsukuru.zemi/", "https://www.facebook.com/shigoto.tsukuru.zemi/"),
        ("https://youtu.be/tUPfFv8LSzE", "https://youtu.be/tUPfFv8LSzE"),
        ("https://ichinoseki-mbs.studio.site:443/", "https://ichinoseki-mbs.studio.site/"),
        (
            "https://mkto.org/学び?名=一関#上",
            "https://mkto.org/%E5%AD%A6%E3%81%B3?%E5%90%8D=%E4%B8%80%E9%96%A2#%E4%B8%8A",
        ),
        ("https://mkto.org/%E5%AD%A6?a=1&b=2", "https://mkto.org/%E5%AD%A6?a=1&b=2"),
        ("tel:0191-21-8412", "tel:0191-21-8412"),
    ],
)
def test_addresses_on_the_list_go_out_percent_encoded(url: str, sent: str) -> None:
    assert links.checked(url) == sent
    assert links.checked(sent) == sent


@pytest.mark.parametrize(
    "url",
    [
        "http://www.city.ichinoseki.iwate.jp/",
        "https://example.com/",
        "https://city.ichinoseki.iwate.jp.example.com/",
        "https://evilcity.ichinoseki.iwate.jp/",
        "https://notmkto.org/",
        "https://sub.mkto.org/",
        "https://city.ichinoseki.iwate.jp@example.com/",
        "https://example.com@city.ichinoseki.iwate.jp/",
        "https://city.ichinoseki.iwate.jp:8443/",
        "https://city.ichinoseki.iwate.jp\\@example.com/",
        "https:\\\\mkto.org/",
        "https://mkto.org/\r\nset-cookie: a=b",
        "https://mkto.org/a b",
        "https://mkto.org\u200b.example.com/",
        "https://mkto.org./",
        "https://www.facebook.com/l.php?u=https://example.com",
        "https://www.facebook.com/shigoto.tsukuru.zemi.evil",
        "https://www.facebook.com/shigoto.tsukuru.zemi/../l.php?u=https://example.com",
        "https://www.facebook.com/shigoto.tsukuru.zemi/%2e%2e/l.php",
        "//mkto.org/",
        "/l/abc",
        "javascript:alert(1)",
        "data:text/html,x",
        "line://nv/chat",
        "tel:",
        "tel:abc",
        "tel:0191-21-8412;ext=1",
        "mailto:info-will@mkto.org",
        "https://",
        "https://[::1/",
        "https://mkto.org:99999/",
        "https://" + "あ" * 80 + ".jp/",
        "https://mkto.org/" + "a" * 990,
        "",
    ],
)
def test_everything_else_is_refused_with_a_sentence(url: str) -> None:
    assert not links.allowed(url)
    with pytest.raises(Problem, match="。"):
        links.checked(url)


@given(
    st.one_of(
        st.text(max_size=80),
        st.builds("{}{}{}".format, st.sampled_from(STARTS), st.text(max_size=30), st.sampled_from(ENDS)),
    )
)
def test_whatever_is_allowed_leads_to_a_listed_host(url: str) -> None:
    if not links.allowed(url):
        return
    sent = links.checked(url)
    assert sent.isascii()
    assert sent.isprintable()
    assert sent.startswith("tel:") or httpx.URL(sent).host.endswith(HOSTS)
    assert links.checked(sent) == sent


def test_an_office_can_add_hosts_and_only_those() -> None:
    hosts = load_settings({"MADOGUCHI_LINK_HOSTS": " Example.jp , www.example.org"}, env_file=None).link_hosts
    assert hosts == ("example.jp", "www.example.org")
    assert links.allowed("https://example.jp/a", hosts)
    assert not links.allowed("https://www.example.jp/a", hosts)
    assert not links.allowed("https://example.jp/a")


@pytest.mark.parametrize(
    "hosts", ["https://example.jp", "example.jp/path", "*", "*.jp", "jp", "a b.jp", "1.2.3.4", "-a.jp"]
)
def test_what_is_no_host_name_ends_the_start(hosts: str) -> None:
    with pytest.raises(Problem, match="MADOGUCHI_LINK_HOSTS"):
        load_settings({"MADOGUCHI_LINK_HOSTS": hosts}, env_file=None)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("", ""),
        ("https://madoguchi.example.jp/", "https://madoguchi.example.jp"),
        ("https://madoguchi.example.jp:8443", "https://madoguchi.example.jp:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
    ],
)
def test_the_public_address_is_https_or_this_machine(url: str, kept: str) -> None:
    assert load_settings({"MADOGUCHI_PUBLIC_URL": url}, env_file=None).madoguchi_public_url == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://example.jp",
        "example.jp",
        "https://example.jp/desk",
        "https://u:p@example.jp",
        "ftp://example.jp",
        "https://example.jp/#a",
    ],
)
def test_any_other_public_address_ends_the_start(url: str) -> None:
    with pytest.raises(Problem, match="MADOGUCHI_PUBLIC_URL"):
        load_settings({"MADOGUCHI_PUBLIC_URL": url}, env_file=None)


@pytest.fixture
def announcement(engine: sa.Engine, clock: FixedClock) -> int:
    with session_scope(engine) as session:
        return _announcement(session, clock.now())


@pytest.fixture
def door(engine: sa.Engine, clock: FixedClock) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(link_door.routes(engine, clock))
    with TestClient(app, follow_redirects=False, headers=PHONE) as client:
        yield client


def _announcement(session: Session, now: dt.datetime) -> int:
    made = Announcement(created_at=now, author="係", title="題", theme="office", content={}, audience="everyone")
    session.add(made)
    session.flush()
    return made.id


def test_one_address_has_one_code_per_announcement_that_nobody_guesses(
    engine: sa.Engine, clock: FixedClock, announcement: int
) -> None:
    with session_scope(engine) as session:
        other = _announcement(session, clock.now())
        first = links.counted(session, announcement, CITY, clock.now())
        assert links.counted(session, announcement, CITY, clock.now()) == first
        codes = {first, *(links.counted(session, other, url, clock.now()) for url in (CITY, "https://mkto.org/"))}
    assert len(codes) == 3
    assert all(links.CODE.fullmatch(code) for code in codes)
    assert links.CODE_BYTES * 8 >= 128
    assert links.address("https://madoguchi.example.jp/", first) == f"https://madoguchi.example.jp/l/{first}"


def test_links_stay_direct_without_a_public_address_and_for_telephones(
    engine: sa.Engine, clock: FixedClock, announcement: int
) -> None:
    with session_scope(engine) as session:
        assert links.counting(session, announcement, "", clock.now())(CITY) == CITY
        counting = links.counting(session, announcement, "https://desk.example.jp", clock.now())
        assert counting("tel:0191-21-8412") == "tel:0191-21-8412"
        assert counting(CITY).startswith("https://desk.example.jp/l/")
        assert session.scalars(sa.select(CountedLink.url)).all() == [CITY]


def test_the_door_counts_a_person_and_leads_on_without_a_trace(
    engine: sa.Engine, clock: FixedClock, announcement: int, door: TestClient
) -> None:
    with session_scope(engine) as session:
        code = links.counted(session, announcement, CITY, clock.now())
    with read_scope(engine) as session:
        assert links.clicks(session, announcement) == {CITY: 0}
    for _ in range(2):
        answer = door.get(f"/l/{code}")
        assert (answer.status_code, answer.headers["location"]) == (302, CITY)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers
    clock.move(dt.timedelta(days=1))
    door.get(f"/l/{code}")
    with read_scope(engine) as session:
        assert links.clicks(session, announcement) == {CITY: 3}
        assert session.execute(sa.select(LinkClick.day, LinkClick.number).order_by(LinkClick.day)).all() == [
            (dt.date(2025, 3, 11), 2),
            (dt.date(2025, 3, 12), 1),
        ]


def test_programs_that_only_look_are_led_on_and_not_counted(
    engine: sa.Engine, clock: FixedClock, announcement: int, door: TestClient
) -> None:
    with session_scope(engine) as session:
        code = links.counted(session, announcement, CITY, clock.now())
    assert door.head(f"/l/{code}").status_code == 302
    for headers in (
        {"user-agent": "facebookexternalhit/1.1;line-poker/1.0"},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
    ):
        assert door.get(f"/l/{code}", headers=headers).headers["location"] == CITY
    with read_scope(engine) as session:
        assert links.clicks(session, announcement) == {CITY: 0}


@pytest.mark.parametrize("code", ["xyzzy", "A" * 22, "A" * 21 + "%00", "%E3%81%82" * 22, "A" * 5000, "' OR 1=1 --"])
def test_an_unknown_code_gets_a_kind_page_and_nothing_of_the_address(door: TestClient, code: str) -> None:
    answer = door.get(f"/l/{code}")
    assert answer.status_code == 404
    assert NO_LINK_TITLE in answer.text
    assert "location" not in answer.headers
    assert code not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_without_the_database_the_door_asks_to_come_again(engine: sa.Engine, door: TestClient) -> None:
    with session_scope(engine) as session:
        session.execute(sa.text("DROP TABLE link_click"))
        session.execute(sa.text("DROP TABLE counted_link"))
    answer = door.get(f"/l/{'A' * 22}")
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert NO_LINK_NOW_TITLE in answer.text


def test_a_host_that_left_the_list_is_not_led_to_any_more(
    engine: sa.Engine, clock: FixedClock, announcement: int, door: TestClient
) -> None:
    with session_scope(engine) as session:
        code = links.counted(session, announcement, "https://example.jp/", clock.now())
    assert door.get(f"/l/{code}").status_code == 404
    app = FastAPI()
    app.include_router(link_door.routes(engine, clock, ("example.jp",)))
    with TestClient(app, follow_redirects=False) as client:
        assert client.get(f"/l/{code}", headers=PHONE).headers["location"] == "https://example.jp/"


def test_a_click_that_cannot_be_counted_still_leads_on(
    engine: sa.Engine, clock: FixedClock, announcement: int, door: TestClient
) -> None:
    with session_scope(engine) as session:
        code = links.counted(session, announcement, CITY, clock.now())
        session.execute(sa.text("DROP TABLE link_click"))
    assert door.get(f"/l/{code}").headers["location"] == CITY
