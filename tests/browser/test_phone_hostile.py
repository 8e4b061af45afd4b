"""What people, bots and passers-by may write to break the page: nothing runs, nothing breaks."""

from collections.abc import Callable
from typing import Any

import httpx

from bot.emulator.people import Person
from bot.preview.samples import generic_samples
from tests.browser.echo_desk import Phone
from tests.browser.test_phone import say, seen
from tests.browser.test_phone_richmenu import png

EVIL = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}<!--'
STRANGER = "U" + "e" * 32
UNTOUCHED = "window.hit === undefined"


def test_names_and_texts(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    phone.platform.store.add_person(Person(STRANGER, EVIL, EVIL, EVIL))
    page.goto(f"{phone.url}/emulator?user={STRANGER}")
    say(page, EVIL)
    seen(page, "「")
    phone.control("people/" + STRANGER, name="<b>x</b>", note=EVIL)
    page.locator("#people b", has_text="<b>x</b>").wait_for()
    assert page.locator(".entry.person .bubble").inner_text() == EVIL
    page.locator(".call-line", has_text="メッセージ").click()
    assert "onerror" in page.locator(".call-details").inner_text()
    page.get_by_role("button", name="トークの中をさがす").click()
    page.keyboard.type("<script>")
    page.get_by_role("button", name="この人のメニュー").click()
    page.get_by_role("menuitem", name="名前やことばを変える").click()
    page.reload()
    assert page.evaluate(UNTOUCHED)
    assert page.locator("main script, main img[src=x], aside img").count() == 0


def test_messages_addresses_and_shapes(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    hostile = [one for one in generic_samples() if one.group == generic_samples()[-1].group]
    founder = phone.platform.user("founder")
    for number, message in enumerate(message for one in hostile for message in one.messages):
        phone.platform.store.add_entry(founder, 1_741_650_000_000, "bot", f"m{number}", message)
    for body in ({}, {"type": None}, {"type": ["text"]}, {"type": "text", "sender": {"name": EVIL}, "text": [EVIL]}):
        phone.platform.store.add_entry(founder, 1_741_650_000_000, "bot", EVIL, body)
    phone.platform.store.add_entry(
        founder, 1_741_650_000_000, "person", EVIL, {"type": "image", "shown": "//x.example"}
    )
    page.goto(phone.of("founder"))
    page.locator(".entry").last.wait_for()
    addresses = page.locator("#talk a").evaluate_all("all => all.map((one) => one.href)")
    assert all(address.startswith(("https://", "http://", "tel:")) for address in addresses)
    sources = page.locator("#talk img").evaluate_all("all => all.map((one) => one.getAttribute('src'))")
    assert all(source.startswith("/emulator/") for source in sources)
    frame = page.locator(".phone").bounding_box()
    assert page.locator(".room-head").bounding_box()["y"] >= frame["y"]
    assert page.locator("#composer").is_visible()
    assert page.evaluate(UNTOUCHED)


def test_rich_menus(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    actions = [
        {"type": "uri", "label": EVIL, "uri": "javascript:window.hit=1"},
        {"type": "uri", "label": "line", "uri": "line://nv/camera"},
        {"type": EVIL, "label": "x", "onclick": "window.hit=1", 'x" onclick="window.hit=1': "y"},
        {"type": "postback", "label": "z", "data": EVIL, "inputOption": "constructor"},
    ]
    menu = phone.menu(EVIL, *actions, image=png("#fff"), chatBarText=EVIL)
    phone.platform.richmenus.set_default(menu)
    page.goto(phone.of("founder"))
    page.locator("#richmenu").wait_for()
    assert page.locator(".area[href]").count() == 0
    for area in page.locator(".area").all():
        area.click()
    seen(page, "「")
    assert page.locator("#menu-toggle").inner_text() == EVIL
    assert page.evaluate(UNTOUCHED)


def test_headers_of_the_page_and_pictures_from_elsewhere_only_when_wanted(phone: Phone) -> None:
    answer = httpx.get(f"{phone.url}/emulator", timeout=60)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "img-src 'self';" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in answer.text
    assert "style=" not in answer.text.split("<ol id=")[0]
    script = httpx.get(f"{phone.url}/emulator/static/phone.js", timeout=60)
    assert script.headers["cache-control"] == "no-cache"


def test_strange_places_in_the_stream_are_taken_for_the_beginning(phone: Phone) -> None:
    founder = phone.platform.user("founder")
    phone.desk.push("founder", "はじめの一通")
    for place in ("", "x", "1", "-1", "9" * 40, "1-2-3", EVIL):
        where = f"{phone.url}/emulator/stream"
        with httpx.stream("GET", where, params={"user": founder, "after": place}, timeout=60) as stream:
            heard = ""
            for piece in stream.iter_text():
                heard += piece
                if "event: lines" in heard:
                    break
        assert "はじめの一通" in heard, place
