"""The phone page in a real browser: what a person types, taps and sees."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from bot.emulator import Options, create_emulator
from bot.line import Line
from bot.messages import Card, PickDate, Post, Row, Say, Text, fit
from bot.serving import Background

BUTTONS = (Post("期限", "d", "期限は？"),)


class Desk:
    """A bot that answers every message with a text, a card and quick replies."""

    line: Line

    def answer(self, event: dict[str, Any]) -> None:
        """Answers one event over the API."""
        words = event.get("message", {}).get("text") or event.get("postback", {}).get("params", {}).get("date", "？")
        quick = (Say("次へ", "次の質問"), PickDate("日を選ぶ", "day"))
        card = Card(
            "見出し", f"「{words}」の答え", rows=(Row("金額", "上限50万円"),), buttons=(Post("期限", "d", "期限は？"),)
        )
        assert self.line.reply(event["replyToken"], fit([Text("<b>はい</b>"), card, Text("ほかには？", quick)])).state


@pytest.fixture
def address() -> Iterator[str]:
    desk, app = Desk(), FastAPI()

    @app.post("/callback")
    def callback(events: dict[str, Any]) -> dict[str, str]:
        for event in events["events"]:
            if "replyToken" in event:
                desk.answer(event)
        return {}

    with (
        Background(app) as bot,
        Background(create_emulator(Options("s", "t", f"{bot.url}/callback"))) as phone,
    ):
        desk.line = Line("t", phone.url, phone.url)
        yield phone.url
        phone.app.state.platform.feed.close()
        desk.line.close()


def test_a_conversation_on_a_narrow_phone(page: Any, address: str) -> None:
    page.goto(f"{address}/emulator")
    page.locator("#words").fill("補助金は？")
    page.keyboard.press("Enter")
    page.get_by_text("「補助金は？」の答え").wait_for()
    assert page.get_by_text("<b>はい</b>").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    page.get_by_role("button", name="次へ").click()
    page.get_by_text("「次の質問」の答え").wait_for()
    page.get_by_role("button", name="期限").last.focus()
    page.keyboard.press("Enter")
    page.locator(".entry.person", has_text="期限は？").wait_for()
    page.get_by_text("「？」の答え").wait_for()

    page.get_by_role("button", name="日を選ぶ").click()
    page.locator("#picked").fill("2025-03-11")
    page.get_by_role("button", name="決定").click()
    page.get_by_text("「2025-03-11」の答え").wait_for()

    lines = page.locator(".entry").count()
    page.reload()
    assert page.locator(".entry").count() == lines
    assert page.get_by_role("button", name="次へ").count() == 1


def test_blocking_and_another_persons_talk(page: Any, address: str) -> None:
    page.goto(f"{address}/emulator")
    page.get_by_label("ほかの送り方").click()
    page.get_by_role("button", name="ブロックする").click()
    page.locator("p.note", has_text="ブロックしました").wait_for()
    page.locator("#people a").nth(1).click()
    page.wait_for_url("**/emulator?user=*")
    assert page.locator(".entry").count() == 0
