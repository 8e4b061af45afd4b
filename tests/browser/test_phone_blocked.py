"""A person who has blocked the desk: nothing can be sent until it is undone."""

from collections.abc import Callable
from typing import Any

from tests.browser.echo_desk import Phone
from tests.browser.test_phone import say, seen
from tests.browser.test_phone_richmenu import menus  # noqa: F401
from tests.emulator.conftest import until

LINE = "ブロック中です。解除すると送れます。"


def test_nothing_can_be_sent_while_blocked(menus: Phone, page: Any) -> None:  # noqa: F811
    page.goto(menus.of("founder"))
    page.get_by_role("button", name="文字を入力する").click()
    say(page, "はい")
    seen(page, "「はい」の答え")
    heard = len(menus.desk.heard)
    menus.control("people/founder/state", state="blocked")
    page.get_by_text(LINE).wait_for()
    for part in ("#words", "#quick", "#chat-bar", "#richmenu", "#attach", "#examples"):
        assert page.locator(part).is_hidden(), part
    button = page.get_by_role("button", name="期限", disabled=True)
    button.first.dispatch_event("click")
    page.locator("#toast", has_text=LINE).wait_for()
    page.reload()
    assert page.locator(".blocked-note").is_visible()
    assert page.locator(".entry .act:not([aria-disabled])").count() == 0
    until(lambda: [event["type"] for event in menus.desk.heard[heard:]] == ["unfollow"])
    page.get_by_role("button", name="ブロックを解除する").press("Enter")
    page.locator(".blocked-note").wait_for(state="hidden")
    seen(page, "「follow」の答え")
    assert page.evaluate("document.activeElement.id") == "scroll"
    page.get_by_role("button", name="期限", disabled=False).last.click()
    seen(page, "「d」の答え")


def test_a_page_that_did_not_hear_of_it_is_told(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page(360, 700, expected="409")
    page.goto(phone.of("founder"))
    phone.control("people/founder/state", state="blocked")
    page.locator(".blocked-note").wait_for()
    page.evaluate("document.body.dataset.state = 'friend'")
    say(page, "まだ送れますか")
    page.locator("#trouble", has_text=LINE).wait_for()
    assert page.locator("#words").input_value() == "まだ送れますか"
