"""For everyone: keyboard alone, small windows, large letters, screen readers, darkness; no barrier axe-core knows."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.preview.samples import generic_samples
from tests.browser.echo_desk import Phone
from tests.browser.test_phone import say, seen
from tests.browser.test_phone_richmenu import menus  # noqa: F401

FOCUSED = "document.activeElement"


def tab_to(page: Any, met: str, most: int = 80) -> None:
    """Presses Tab until the focused element meets a condition on `e`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {met})({FOCUSED})"):
            return
    raise AssertionError(f"never came to {met}")


def overflow(page: Any) -> list[str]:
    """What reaches beyond the window's right edge and is not inside something that scrolls."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => {
          const box = e.getBoundingClientRect();
          const clipped = e.closest('.quick-row, .carousel, .hidden, svg, .fx-bubble, .tpl, .imagemap, .tile');
          return box.width > 0 && box.height > 1 && box.right > innerWidth + 1 && !clipped;
        }).map((e) => e.outerHTML.slice(0, 80))"""
    )
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth")
    return [*found, *(["the page scrolls sideways"] if wide else [])]


def test_keyboard_alone(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(phone.of("founder"))
    page.locator("#words").focus()
    page.keyboard.type("会社の補助金")
    page.keyboard.press("Enter")
    seen(page, "「会社の補助金」の答え")
    tab_to(page, "e.textContent === '期限'")
    page.keyboard.press("Enter")
    seen(page, "「d」の答え")
    tab_to(page, "e.classList.contains('quick') && e.textContent.includes('日を選ぶ')")
    assert page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#picker").wait_for()
    page.keyboard.press("Escape")
    page.locator("#picker").wait_for(state="hidden")
    assert page.evaluate(f"{FOCUSED}.textContent").strip() == "日を選ぶ"
    page.keyboard.press("Space")
    page.locator("#picker").wait_for()
    page.keyboard.press("Enter")
    seen(page, "「2025-03-10」の答え")
    tab_to(page, "e.id === 'more'")
    page.keyboard.press("Enter")
    tab_to(page, "e.dataset.sticker === '1990'")
    page.keyboard.press("Enter")
    seen(page, "「sticker」の答え")
    assert page.evaluate(f"{FOCUSED}.id") == "more"
    tab_to(page, "e.dataset.clockDo === 'hour'")
    page.keyboard.press("Enter")
    page.locator("#clock-state", has_text="1時間進んでいます").wait_for()
    tab_to(page, "e.classList.contains('call-line')")
    page.keyboard.press("Enter")
    page.locator(".call-details").wait_for()
    page.keyboard.press("Home")
    page.evaluate("document.body.focus(), document.activeElement.blur()")
    page.reload()
    tab_to(page, "e.matches('#people a[aria-current]')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**user=*")
    page.locator("#my-name", has_text="まつば製作所").wait_for()


def test_menus_and_search_close_with_escape_and_give_the_focus_back(
    phone: Phone, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(phone.of("founder"))
    page.locator("#room-more").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.textContent") == "名前やことばを変える"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{FOCUSED}.textContent") == "ブロックする"
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.id") == "room-more"
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("#attach").is_hidden()
    page.locator("#add-person").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.id") == "add-person"


def test_skip_links_lead_into_the_parts(menus: Phone, open_page: Callable[..., Any]) -> None:  # noqa: F811
    page = open_page()
    page.goto(menus.of("founder"))
    page.locator("#richmenu").wait_for()
    page.evaluate(f"{FOCUSED}.blur()")
    for words, wanted in (("入力欄へ", "words"), ("友だちの一覧へ", "people"), ("通信の一覧へ", "wire-list")):
        page.get_by_role("link", name=words).focus()
        page.keyboard.press("Enter")
        assert page.evaluate(f"{FOCUSED}.id") == wanted


def test_parts_are_named_and_new_messages_are_announced(phone: Phone, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(phone.of("founder"))
    for role, name in (
        ("complementary", "だれとして話しますか"),
        ("navigation", "だれとして話しますか"),
        ("region", "通信"),
        ("region", "時計"),
        ("log", "メッセージ"),
    ):
        assert page.get_by_role(role, name=name).count() == 1, name
    assert page.get_by_role("main").count() == 1
    page.evaluate(
        """() => { window.added = []; new MutationObserver((all) => all.forEach((one) =>
        one.addedNodes.forEach((node) => added.push(node.textContent.trim())))).observe(talk, { childList: true }); }"""
    )
    say(page, "はい")
    seen(page, "「はい」の答え")
    page.locator(".read").wait_for()
    # That it was read changes only its mark, so it is not announced twice.
    assert sum("はい" in words and "あなた" in words for words in page.evaluate("added")) == 1


@pytest.mark.parametrize(("width", "height", "scale"), [(360, 700, 1), (320, 500, 2), (768, 900, 1), (1100, 600, 1)])
def test_no_window_scrolls_sideways(
    menus: Phone,  # noqa: F811
    open_page: Callable[..., Any],
    width: int,
    height: int,
    scale: int,
) -> None:
    """320 CSS px at two device pixels each are a window of 640 px at 200 % zoom."""
    page = open_page(width, height, device_scale_factor=scale)
    page.goto(menus.of("founder"))
    page.get_by_role("button", name="わかりました").click()
    assert overflow(page) == []
    page.get_by_role("button", name="文字を入力する").click()
    say(page, "とても長い言葉" * 30 + "https://example.jp/" + "a" * 200)
    page.locator(".entry.bot").first.wait_for()
    page.get_by_role("button", name="写真・スタンプなどを送る").click()
    assert overflow(page) == []
    page.get_by_role("button", name="写真・スタンプなどを送る").click()
    page.get_by_role("button", name="トークの中をさがす").click()
    assert overflow(page) == []
    for pane in ("people", "wire", "clock"):
        tab = page.locator(f'.tabs [data-to="{pane}"]')
        if tab.is_visible():
            tab.click()
            assert page.locator(f"#pane-{pane}").is_visible()
        if pane == "wire":
            page.locator(".call-line").first.click()
            page.locator(".call-details").wait_for()
        if pane == "clock":
            page.locator(".clock-more summary").first.click()
            page.locator(".clock-more summary").last.click()
        assert overflow(page) == []


def test_on_a_phone_tabs_lead_to_the_other_parts_and_back(phone: Phone, page: Any) -> None:
    page.goto(phone.of("founder"))
    page.get_by_role("button", name="友だちの一覧").click()
    assert page.locator("#pane-people").is_visible()
    assert page.locator("#pane-talk").is_hidden()
    page.locator("#people a", has_text="こはる").click()
    page.locator("#my-name", has_text="こはる").wait_for()
    assert page.locator("#pane-talk").is_visible()
    page.get_by_role("button", name="時計").click()
    page.get_by_role("button", name="+1日").click()
    page.get_by_role("button", name="トーク").click()
    shifted = page.locator("#shifted button")
    shifted.wait_for()
    shifted.click()
    assert page.locator("#pane-clock").is_visible()
    page.reload()
    assert page.locator("#pane-clock").is_visible()


def test_every_kind_of_message_is_shown(
    phone: Phone, open_page: Callable[..., Any], serious_barriers: Callable[[Any], list[str]]
) -> None:
    messages = [message for sample in generic_samples() for message in sample.messages]
    founder = phone.platform.user("founder")
    for number, message in enumerate(messages):
        phone.platform.store.add_entry(founder, 1_741_650_000_000, "bot", f"m{number}", message)
    page = open_page(360, 700)
    page.goto(phone.of("founder"))
    assert {message["type"] for message in messages} >= {"text", "flex", "template", "imagemap", "sticker", "image"}
    assert page.locator(".entry").count() == len(messages)
    empty = page.evaluate(
        """() => [...document.querySelectorAll('.entry .content')].filter((e) => {
        const box = e.getBoundingClientRect(); return box.width < 8 || box.height < 8; }).map((e) => e.outerHTML)"""
    )
    assert empty == []
    assert overflow(page) == []
    assert serious_barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_anywhere(
    menus: Phone,  # noqa: F811
    open_page: Callable[..., Any],
    serious_barriers: Callable[[Any], list[str]],
    scheme: str,
) -> None:
    def found(page: Any) -> list[str]:
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))")
        return serious_barriers(page)

    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(menus.of("founder"))
    page.locator("#richmenu").wait_for()
    assert found(page) == []
    page.get_by_role("button", name="文字を入力する").click()
    say(page, "はい")
    seen(page, "「はい」の答え")
    menus.desk.http.post("/v2/bot/message/push", json={"to": "x", "messages": []})
    page.locator(".wire-list .bad").first.wait_for()
    page.locator(".call-line").first.click()
    page.locator(".call-details").wait_for()
    for summary in page.locator(".clock-more summary").all():
        summary.click()
    page.get_by_role("button", name="+1日").click()
    page.locator("#shifted").wait_for()
    page.get_by_role("button", name="写真・スタンプなどを送る").click()
    page.get_by_role("button", name="トークの中をさがす").click()
    page.keyboard.type("はい")
    page.get_by_role("button", name="この人のメニュー").click()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="日を選ぶ").click()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="人を追加").click()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="この人のメニュー").click()
    page.get_by_role("menuitem", name="ブロックする").click()
    page.locator(".blocked-note").wait_for()
    assert found(page) == []
    narrow = open_page(360, 700, color_scheme=scheme, reduced_motion="reduce")
    narrow.goto(menus.of("founder"))
    for pane in ("talk", "people", "wire", "clock"):
        narrow.locator(f'.tabs [data-to="{pane}"]').click()
        assert found(narrow) == []
