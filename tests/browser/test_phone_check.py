"""使える制度診断 and one program's dialogue on the phone page, with the real desk, by keyboard alone."""

from collections.abc import Callable
from typing import Any

from bot.emulator.people import KEYS
from tests.browser.test_phone_desk import MENU_IS_THERE
from tests.browser.test_phone_desk import address as address  # the fixture: service and emulator in one process
from tests.emulator.conftest import until

MOST = 250  # presses of Tab within which everything on the page is reached
NAME = "e => (e.getAttribute('aria-label') || '') + ' ' + (e.innerText || '') + ' ' + (e.dataset.label || '')"


def opened(page: Any, address: str, person: str) -> None:
    """A person's talk, ready to write; what lies over it is closed by keyboard too."""
    page.goto(f"{address}?user={KEYS[person]}")
    page.locator(".entry.bot").first.wait_for()
    page.wait_for_load_state()
    page.locator(MENU_IS_THERE).first.wait_for()
    for name in ("#hint-close", "#to-keyboard"):
        if page.locator(name).is_visible():
            page.locator(name).press("Enter")


def reach(page: Any, wanted: Callable[[Any], bool]) -> None:
    """Presses Shift+Tab, from the newest to the oldest, until the focus stands on what is wanted."""
    for _ in range(MOST):
        page.keyboard.press("Shift+Tab")
        if wanted(page):
            return
    raise AssertionError(f"not reached by keyboard; the focus is on {focused(page)!r}")


def focused(page: Any) -> str:
    return str(page.evaluate(f"({NAME})(document.activeElement)"))


def press(page: Any, label: str) -> None:
    """Goes to the newest button of this label and presses it; waits until the desk has answered."""
    before = page.locator(".entry.bot").count()
    page.locator("#words").evaluate("e => e.focus()")
    reach(page, lambda here: here.evaluate(
        f"document.activeElement.matches('.act') && ({NAME})(document.activeElement).includes({label!r})"
    ))  # fmt: skip
    page.keyboard.press("Enter")
    until(lambda: page.locator(".entry.bot").count() > before)
    page.wait_for_timeout(300)


def says(page: Any, words: str) -> None:
    before = page.locator(".entry.bot").count()
    page.locator("#words").evaluate("e => e.focus()")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    until(lambda: page.locator(".entry.bot").count() > before)
    page.wait_for_timeout(300)


def newest(page: Any, words: str) -> None:
    page.locator(".entry.bot", has_text=words).last.wait_for()


def test_the_diagnosis_and_a_program_by_keyboard_alone(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(1280, 900)
    opened(page, address, "owner")
    says(page, "何か使える補助金ある？")
    newest(page, "質問 1（最大6問）")
    press(page, "事業主")
    newest(page, "質問 2（最大6問）")
    press(page, "IT・デジタル")
    newest(page, "一関市内にありますか")
    press(page, "はい")
    newest(page, "ITやソフトウェアに関連する事業")
    press(page, "戻る")
    newest(page, "一関市内にありますか")
    press(page, "はい")
    says(page, "いいえ")
    newest(page, "診断の結果")
    newest(page, "決めるのは市です")
    press(page, "会社のデジタル化（DX）を無料でお手伝い")
    newest(page, "診断のお答えを使って")
    newest(page, "理由")
    press(page, "診断の結果に戻る")
    newest(page, "したいこと")


def test_a_program_alone_by_keyboard_alone(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(1280, 900)
    opened(page, address, "seeker")
    says(page, "奨学金返還補助金が使えるか調べて")
    newest(page, "一関市内に住んでいますか")
    press(page, "はい")
    newest(page, "働く所")
    press(page, "一関市内")
    newest(page, "奨学金を返していますか")
    press(page, "いいえ")
    newest(page, "理由")
    press(page, "もう一人調べる")
    newest(page, "2人目について")
    press(page, "いいえ")
    newest(page, "2人分の結果")
