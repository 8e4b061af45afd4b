"""The real desk on the phone page: service and emulator in one process, a talk for each person, the pictures."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bot import demo
from bot.config import load_settings
from bot.emulator.people import KEYS
from bot.serving import reserve
from tests.browser.test_phone import say
from tests.emulator.conftest import until


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's phone page, with data of its own."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        # Kept until the end, so that nobody else is given these ports.
        one, two = stack.enter_context(reserve()), stack.enter_context(reserve())
        service, phone = one.getsockname()[1], two.getsockname()[1]
        patch.setenv("MADOGUCHI_HOME", str(tmp_path_factory.mktemp("demo")))
        patch.setenv("MADOGUCHI_PHONE_PORT", str(phone))
        stop, shown = threading.Event(), list[str]()
        settings = load_settings({"MADOGUCHI_PORT": str(service)}, env_file=None)
        thread = threading.Thread(target=demo.run, args=(settings,), kwargs={"stop": stop, "show": shown.append})
        thread.start()
        until(lambda: shown or not thread.is_alive(), seconds=180)
        yield f"http://127.0.0.1:{phone}/emulator"
        stop.set()
        thread.join(30)


MENU_IS_THERE = "#chat-bar:visible, #to-menu:visible"  # it comes some time after the demo's start


def talk_of(page: Any, address: str, person: str) -> None:
    """Opens a person's talk, greeted by the desk, ready to write."""
    page.goto(f"{address}?user={KEYS[person]}")
    page.locator(".entry.bot").first.wait_for()
    page.wait_for_load_state()
    page.locator(MENU_IS_THERE).first.wait_for()
    if page.locator("#hint-close").is_visible():
        page.locator("#hint-close").click()
    if page.locator("#to-keyboard").is_visible():
        page.locator("#to-keyboard").click()


def asks(page: Any, words: str, official: str) -> None:
    """Types a question and waits until its answer names the program."""
    before = page.locator(".entry.bot").count()
    say(page, words)
    page.locator(".entry.bot", has_text=official).nth(0).wait_for()
    until(lambda: page.locator(".entry.bot").count() > before)


CONVERSATIONS = {
    "founder": (
        ("お店を始めたい。使える補助金は？", "地域ビジネス創出加速化支援交付金"),
        ("起業の相談はどこ？", "相談、支援体制の整備"),
    ),
    "owner": (
        ("会社のトイレを直したい。いくら出る？", "女性にやさしい職場環境整備事業費補助金"),
        ("社員に資格を取らせたい", "新規高卒者・若者等人材育成支援事業補助金"),
    ),
    "seeker": (("市内で働きたい。相談できる？", "地域若者サポートステーション事業"),),
    "student": (
        ("インターンシップはある？", "インターンシップ促進助成金"),
        ("奨学金の返済を手伝ってもらえる？", "奨学金返還補助金"),
    ),
    "mover": (("Uターンして家を建てたい", "移住者住宅取得補助金"),),
    "resident": (("Can I get money to start a shop?", "地域ビジネス創出加速化支援交付金"),),
}


@pytest.mark.parametrize("person", CONVERSATIONS)
def test_each_person_gets_an_answer_that_names_the_program(
    address: str, open_page: Callable[..., Any], person: str
) -> None:
    page = open_page(390, 844)
    talk_of(page, address, person)
    for question, official in CONVERSATIONS[person]:
        asks(page, question, official)
    page.locator(".entry.person .read").nth(len(CONVERSATIONS[person]) - 1).wait_for()
    page.locator("#quick button, #quick a").first.wait_for()


def test_the_pictures_of_the_readme(
    address: str, open_page: Callable[..., Any], keep_picture: Callable[[Any, str], None]
) -> None:
    """A real conversation with the wire and the clock beside it, on a wide window and on a phone."""
    page = open_page(1440, 1000)
    talk_of(page, address, "owner")
    page.get_by_text("日時を指定").click()
    page.get_by_label("この日時に移す").fill("2025-03-11T10:15")
    page.get_by_role("button", name="移す", exact=True).click()
    page.locator('[data-clock="day"]', has_text="2025年3月11日（火）").wait_for()
    page.get_by_text("日時を指定").click()
    asks(page, "会社のトイレを直したい。いくら出る？", "女性にやさしい職場環境整備事業費補助金")
    webhook = page.locator(".wire-list > li", has_text="会社のトイレを直したい").first
    webhook.locator(".call-line").click()
    webhook.locator(".call-details pre").first.wait_for()
    page.locator(".wire-scroll").evaluate("e => { e.scrollTop = 0; }")
    page.mouse.move(720, 4)
    page.evaluate("document.activeElement.blur()")
    assert page.locator("#shifted").is_visible()
    keep_picture(page, "phone")
    page.get_by_role("button", name="今にもどす").click()
    page.locator("#clock-state", has_text="本当の時刻です").wait_for()
    narrow = open_page(390, 844)
    talk_of(narrow, address, "student")
    asks(narrow, "奨学金の返済を手伝ってもらえる？", "奨学金返還補助金")
    if narrow.locator("#to-menu").is_visible():
        narrow.locator("#to-menu").click()
    narrow.wait_for_timeout(300)
    narrow.locator(".entry.bot .flex, .entry.bot .carousel").last.evaluate(
        "e => { const view = e.closest('.scroll'), top = view.getBoundingClientRect().top;"
        " view.scrollTop += e.getBoundingClientRect().top - top - 12; }"
    )
    narrow.mouse.move(195, 4)
    narrow.evaluate("document.activeElement.blur()")
    assert narrow.evaluate("document.documentElement.scrollWidth") == 390
    keep_picture(narrow, "phone-narrow")
    wire = open_page(560, 800)
    talk_of(wire, address, "owner")
    wire.get_by_role("button", name="通信").click()
    wire.get_by_label("この人だけ").check()
    wire.locator(".wire-list > li:visible .call-line").first.click()
    wire.locator(".call-details pre").first.wait_for()
    wire.evaluate("document.activeElement.blur()")
    keep_picture(wire, "phone-wire")
