"""An event on the phone page from the first tap to the survey: two people, one seat, and a clock that goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.office import Office, newest, running
from tests.browser.test_phone import say
from tests.browser.test_phone_desk import talk_of
from tests.emulator.conftest import until

FORM = """
code: try-out
name: はじめての創業相談会
days: 2026-12-18 13:30〜15:00
place: 市役所1階の相談室
capacity: 1
what: お店を始めたい人が、順番に相談できます。
"""
CODE = "try-out"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo on a December morning."""
    with running(tmp_path_factory.mktemp("demo"), "2026-12-01T09:30") as made:
        yield made


def test_join_wait_take_the_seat_be_reminded_come_and_answer(
    office: Office, open_page: Callable[..., Any], keep_picture: Callable[[Any, str], None]
) -> None:
    office.does("event", "create", office.written(FORM), "--by", "佐藤")
    office.does("event", "open", CODE, "--by", "佐藤")
    office.does("event", "plan", CODE, "--steps", "明日です", "--by", "佐藤")
    office.does("event", "submit", CODE, "--by", "佐藤")
    office.does("event", "approve", CODE, "--by", "鈴木")
    first, second = open_page(390, 844), open_page(390, 844)
    for page, person in ((first, "founder"), (second, "owner")):
        talk_of(page, office.address, person)
        say(page, "イベント")
        newest(page, "はじめての創業相談会")
    tap(first, "申し込む")
    keep_picture(newest(first, "申し込みを受け付けました"), "event-joined")

    say(second, "12月18日の創業相談会に申し込みたい")
    newest(second, "キャンセル待ち")
    tap(second, "キャンセル待ちする")
    newest(second, "キャンセル待ちで受け付けました")

    say(first, "創業相談会、行けなくなりました")
    tap(first, "はい、取りやめる")
    newest(first, "申し込みを取りやめました")
    keep_picture(newest(second, "席が空きました"), "event-offer")
    tap(second, "受ける")
    newest(second, "申し込みを受け付けました")

    office.clock("2026-12-17T18:00:05")
    newest(second, "明日です")
    office.clock("2026-12-18T13:15")
    say(second, f"受付 {office.door_code(CODE)}")
    newest(second, "受付をしました")

    office.clock("2026-12-19T10:00:05")
    newest(second, "ご参加ありがとうございました")
    tap(second, "よかった")
    tap(second, "ぜひ参加したい")
    newest(second, "お答えいただき、ありがとうございました")
    until(lambda: office.answers(CODE) == {"impression": "good", "again": "surely"})
    reminded = first.locator(".entry.bot", has_text="明日です").count()
    thanked = first.locator(".entry.bot", has_text="ご参加ありがとうございました").count()
    assert (reminded, thanked) == (0, 0)  # who gave the seat back hears nothing more of it
    assert second.locator(".entry.bot", has_text="ご参加ありがとうございました").count() == 1


def tap(page: Any, label: str) -> None:
    """Presses the newest button of this name."""
    page.get_by_role("button", name=label, exact=True).last.press("Enter")
