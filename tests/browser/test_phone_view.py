"""Where the view stands, and what gives way on small windows."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.emulator.people import KEYS
from tests.browser.echo_desk import Phone
from tests.browser.test_phone import say, seen
from tests.browser.test_phone_richmenu import menus  # noqa: F401
from tests.emulator.conftest import until

HINT = "#hint"


def box(page: Any, selector: str) -> Any:
    """Where an element stands in the window."""
    return page.locator(selector).bounding_box()


def top_in_view(page: Any, words: str) -> bool:
    """Whether the first line of an entry stands inside the talk's window."""
    view, entry = box(page, "#scroll"), page.locator(".entry.bot", has_text=words).first.bounding_box()
    return bool(view["y"] - 1 <= entry["y"] < view["y"] + view["height"])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_greeting_is_read_from_its_top(phone: Phone, page: Any, when: str) -> None:
    greeting = [
        {"type": "text", "text": "はじめまして。" + "長いあいさつです。" * 60},
        {"type": "text", "text": "どうぞ"},
    ]
    phone.desk.answers["follow"] = greeting
    if when == "after":
        page.goto(phone.of("founder"))
    phone.control("event", kind="follow", user="founder")
    if when == "before":
        page.goto(phone.of("founder"))
    seen(page, "どうぞ")
    until(lambda: top_in_view(page, "はじめまして"))
    page.get_by_role("button", name="いちばん下へ").click()
    until(lambda: not top_in_view(page, "はじめまして"))


def test_below_a_very_long_question_its_answer_begins_in_view(phone: Phone, page: Any) -> None:
    question = "困っています。" * 150
    phone.desk.answers[question] = [{"type": "text", "text": "お答えします。" + "長い答えです。" * 60}]
    page.goto(phone.of("founder"))
    say(page, question)
    seen(page, "お答えします")
    until(lambda: top_in_view(page, "お答えします"))
    page.reload()
    until(lambda: top_in_view(page, "お答えします"))


def test_the_way_down_covers_no_message(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    for n in range(3):
        say(page, f"質問{n}")
        seen(page, f"「質問{n}」の答え")
    page.locator("#quick button").first.wait_for()
    page.locator("#scroll").evaluate("e => { e.scrollTop = 0; }")
    page.locator("#newer").wait_for()
    assert box(page, "#scroll")["y"] + box(page, "#scroll")["height"] <= box(page, "#newer")["y"]
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}]}
    message = {"type": "text", "text": "お知らせ", "quickReply": quick}
    phone.desk.send("push", to=KEYS["founder"], messages=[message])
    page.get_by_role("button", name="新しいメッセージ").wait_for()
    page.locator("#quick button").first.wait_for()
    view, newer, quick = (box(page, one) for one in ("#scroll", "#newer", "#quick"))
    assert view["y"] + view["height"] <= newer["y"]
    assert newer["y"] + newer["height"] <= quick["y"]
    page.set_viewport_size({"width": 720, "height": 450})

    def beside_each_other() -> bool:
        view, newer, quick = (box(page, one) for one in ("#scroll", "#newer", "#quick"))
        above = view["y"] + view["height"] <= min(newer["y"], quick["y"])
        return bool(above and quick["x"] + quick["width"] <= newer["x"])

    until(beside_each_other)


def test_in_a_low_window_the_rich_menu_begins_closed(menus: Phone, open_page: Callable[..., Any]) -> None:  # noqa: F811
    """1440 by 900 at 200 % zoom are 720 by 450 CSS pixels."""
    page = open_page(720, 450)
    page.goto(menus.of("founder"))
    toggle = page.locator("#menu-toggle")
    toggle.wait_for()
    assert page.locator("#richmenu").is_hidden()
    toggle.click()
    assert page.locator("#richmenu").is_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator("#richmenu").is_visible()
    page.set_viewport_size({"width": 720, "height": 450})
    page.locator("#richmenu").wait_for(state="hidden")
    assert toggle.get_attribute("aria-expanded") == "false"


def test_the_hint_closes_with_the_first_message(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    assert page.locator(HINT).inner_text().split() == ["下の「友だち」で話す人を選べます。", "わかりました"]
    say(page, "はい")
    page.locator(HINT).wait_for(state="hidden")
    page.reload()
    assert page.locator(HINT).is_hidden()


def test_the_hint_closes_with_another_person(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(phone.of("founder"))
    assert page.locator(HINT).is_visible()
    page.locator("#people a", has_text="そら").click()
    page.locator("#my-name", has_text="そら").wait_for()
    assert page.locator(HINT).is_hidden()


def test_the_head_of_the_wire_stays_in_one_line(phone: Phone, open_page: Callable[..., Any]) -> None:
    for width in (320, 360, 720, 1440):
        page = open_page(width, 740)
        page.goto(phone.of("founder"))
        tab = page.locator('.tabs [data-to="wire"]')
        if tab.is_visible():
            tab.click()
        pause, clear = box(page, "#wire-pause"), box(page, "#wire-clear")
        assert pause["y"] == clear["y"]
        assert clear["x"] + clear["width"] <= width


def test_a_clock_that_went_back_explains_later_days_above(phone: Phone, page: Any) -> None:
    phone.control("clock", to="2030-01-01T09:00")
    page.goto(phone.of("founder"))
    say(page, "はい")
    seen(page, "「はい」の答え")
    assert page.locator("#ahead").is_hidden()
    phone.control("clock", real=True)
    page.locator("#ahead", has_text="時計を戻したため、先の日付が残っています。").wait_for()
    page.reload()
    page.locator("#ahead").wait_for()


def test_the_question_stays_above_a_long_answer(phone: Phone, page: Any) -> None:
    phone.desk.answers["長く"] = [{"type": "text", "text": "長い答えです。" * 120}]
    page.goto(phone.of("founder"))
    say(page, "はじめ")
    seen(page, "「はじめ」の答え")
    say(page, "長く")
    seen(page, "長い答えです。")
    page.wait_for_timeout(400)
    assert page.locator(".entry.person").last.bounding_box()["y"] >= box(page, "#scroll")["y"]
