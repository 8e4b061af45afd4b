"""Rich menus on the phone page: areas, tabs, the bar, and what taps can do to the keyboard."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from tests.browser.echo_desk import Json, Phone
from tests.browser.test_phone import say, seen


def png(colour: str) -> bytes:
    """A picture of LINE's size in one colour."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 600), colour).save(out, "PNG")
    return out.getvalue()


def tab(label: str, alias: str) -> Json:
    """The area that leads to another menu."""
    return {"type": "richmenuswitch", "label": label, "richMenuAliasId": alias, "data": f"tab={alias}"}


@pytest.fixture
def menus(phone: Phone) -> Phone:
    """Two menus that lead to each other; the first is the default."""
    first = phone.menu(
        "tab-a",
        tab("手続き", "tab-b"),
        {"type": "message", "label": "さがす", "text": "さがします"},
        {"type": "datetimepicker", "label": "日を選ぶ", "data": "when", "mode": "date", "initial": "2026-09-01"},
        {"type": "uri", "label": "市のページ", "uri": "https://example.jp/"},
        image=png("#cfe0f7"),
    )
    phone.menu(
        "tab-b",
        tab("もどる", "tab-a"),
        {"type": "postback", "label": "閉じる", "data": "close", "inputOption": "closeRichMenu"},
        {
            "type": "postback",
            "label": "書く",
            "data": "write",
            "inputOption": "openKeyboard",
            "fillInText": "私の会社は",
        },
        {"type": "clipboard", "label": "番号", "clipboardText": "0191-00-0000"},
        image=png("#d6ecc9"),
    )
    phone.platform.richmenus.set_default(first)
    return phone


def test_areas_are_buttons_in_their_places(menus: Phone, page: Any) -> None:
    page.goto(menus.of("founder"))
    menu = page.get_by_role("group", name="メニュー")
    menu.wait_for()
    names = [area.inner_text() for area in menu.locator(".area").all()]
    assert names == ["手続き", "さがす", "日を選ぶ", "市のページ"]
    whole, area = menu.bounding_box(), menu.get_by_role("button", name="さがす").bounding_box()
    assert area["x"] - whole["x"] == pytest.approx(whole["width"] / 4, abs=1)
    assert area["height"] == pytest.approx(whole["height"], abs=2)
    assert menu.locator("img").evaluate("e => e.naturalWidth") == 1200
    link = menu.get_by_role("link", name="市のページ")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    menu.get_by_role("button", name="さがす").click()
    seen(page, "「さがします」の答え")
    menu.get_by_role("button", name="日を選ぶ").click()
    page.get_by_role("button", name="決定").click()
    seen(page, "「2026-09-01」の答え")


def test_tabs_switch_and_the_new_menu_is_still_there_after_a_reload(menus: Phone, page: Any) -> None:
    page.goto(menus.of("founder"))
    page.get_by_role("button", name="手続き").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="もどる").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "もどる"
    seen(page, "「tab-b・SUCCESS」の答え")
    assert menus.desk.heard[-1]["postback"] == {
        "data": "tab=tab-b",
        "params": {"newRichMenuAliasId": "tab-b", "status": "SUCCESS"},
    }
    page.reload()
    page.get_by_role("button", name="もどる").wait_for()


def test_the_bar_opens_closes_and_gives_way_to_the_keyboard(menus: Phone, page: Any) -> None:
    page.goto(menus.of("founder"))
    bar = page.locator("#menu-toggle")
    bar.wait_for()
    assert bar.get_attribute("aria-expanded") == "true"
    bar.click()
    page.locator("#richmenu").wait_for(state="hidden")
    page.get_by_role("button", name="文字を入力する").click()
    assert page.evaluate("document.activeElement.id") == "words"
    say(page, "こんにちは")
    seen(page, "「こんにちは」の答え")
    page.reload()
    page.locator("#words").wait_for()
    page.get_by_role("button", name="メニューを出す").click()
    page.locator("#richmenu").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('area')")


def test_a_letter_typed_anywhere_brings_the_keyboard(menus: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(menus.of("founder"))
    page.locator("#richmenu").wait_for()
    page.locator("#scroll").focus()
    page.keyboard.type("abc")
    assert page.locator("#words").input_value() == "abc"


def test_taps_can_close_the_menu_open_the_keyboard_and_copy(menus: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page(390, 800, permissions=["clipboard-read", "clipboard-write"])
    page.goto(menus.of("founder"))
    page.get_by_role("button", name="手続き").click()
    page.get_by_role("button", name="番号").click()
    page.get_by_text("コピーしました。").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "0191-00-0000"
    page.get_by_role("button", name="閉じる").click()
    page.locator("#richmenu").wait_for(state="hidden")
    seen(page, "「close」の答え")
    page.locator("#menu-toggle").click()
    page.get_by_role("button", name="書く").click()
    page.locator("#words").wait_for()
    assert page.locator("#words").input_value() == "私の会社は"


def test_menus_come_change_and_go_while_one_watches(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(phone.of("founder"))
    assert page.locator("#chat-bar").is_hidden()
    closed = phone.menu("x", {"type": "message", "label": "あ", "text": "あ"}, image=png("#fff"), selected=False)
    phone.platform.richmenus.set_default(closed)
    page.locator("#chat-bar").wait_for()
    assert page.locator("#richmenu").is_hidden()
    phone.platform.richmenus.clear_default()
    page.locator("#chat-bar").wait_for(state="hidden")
    assert page.locator("#words").is_visible()


def test_areas_work_without_the_picture(menus: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page(expected="ERR_FAILED")
    page.route("**/emulator/richmenu/*/image", lambda route: route.abort())
    page.goto(menus.of("founder"))
    page.locator("#richmenu.bare").wait_for()
    page.get_by_role("button", name="さがす", exact=True).click()
    seen(page, "「さがします」の答え")
