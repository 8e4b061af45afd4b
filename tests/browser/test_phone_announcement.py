"""An announcement as people meet it: it arrives on the phone page, its buttons work, and who wants none gets none."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot import demo
from bot.announcements import content_file, drafts, modes, report, sending
from bot.clock import from_ms
from bot.config import load_settings
from bot.db import make_engine, read_scope, session_scope
from bot.models_sending import Announcement
from bot.serving import reserve
from tests.browser.test_phone_desk import talk_of
from tests.emulator.conftest import until

PATIENCE = 60.0  # seconds
FIRST = """
title: お店を始めたい人の相談会
text: 補助金の使い方から、お店の場所さがしまで。はじめての人も、どうぞ。
theme: startup
style: カレッジ
kind: お知らせ
facts:
  場所: 市役所1階の相談室
  対象: 市内でお店を始めたい人
button: {label: 使える補助金を見る, say: お店を始めたい。使える補助金は？}
"""
SECOND = "title: 二度目の相談会\ntext: もう一度ひらきます。\ntheme: startup\n"
THIRD = "title: 窓口の年末の休み\ntext: 12月29日から1月3日までお休みします。\ntheme: office\n"


@dataclass
class Office:
    """The running demo, and the staff beside it."""

    address: str
    engine: sa.Engine

    def announce(self, text: str) -> int:
        """Drafted, approved by somebody else, sent; returns when it is over."""
        now = self._now()
        with session_scope(self.engine) as session:
            number = drafts.create(session, content_file.read(text, now), "佐藤", now).id
            drafts.submit(session, number, "佐藤", now)
            drafts.approve(session, number, "鈴木", now)
            sending.send_now(session, number, "佐藤", now)
        until(lambda: self._state(number) == "sent", seconds=PATIENCE)
        return number

    def report(self, number: int) -> report.Report:
        with read_scope(self.engine) as session:
            return report.report(session, number)

    def go_live(self) -> None:
        with session_scope(self.engine) as session:
            modes.switch(session, modes.LIVE, True, "課長", "準備ができたため", self._now())

    def _now(self) -> dt.datetime:
        return from_ms(httpx.get(f"{self.address}/control/clock").json()["now_ms"])

    def _state(self, number: int) -> str:
        with read_scope(self.engine) as session:
            return str(session.scalar(sa.select(Announcement.state).where(Announcement.id == number)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo on a December morning, with data of its own."""
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        with reserve() as one, reserve() as two:
            service, phone = one.getsockname()[1], two.getsockname()[1]
        patch.setenv("MADOGUCHI_HOME", str(home))
        patch.setenv("MADOGUCHI_PHONE_PORT", str(phone))
        stop, shown = threading.Event(), list[str]()
        environment = {
            "MADOGUCHI_PORT": str(service),
            "MADOGUCHI_NOW": "2026-12-01T09:30",
            "LINE_API_BASE_URL": "http://127.0.0.1",
        }
        settings = load_settings(environment, env_file=None)
        thread = threading.Thread(target=demo.run, args=(settings,), kwargs={"stop": stop, "show": shown.append})
        thread.start()
        until(lambda: shown or not thread.is_alive(), seconds=90)
        engine = make_engine(f"sqlite:///{home / 'madoguchi.db'}")
        made = Office(f"http://127.0.0.1:{phone}/emulator", engine)
        made.go_live()
        yield made
        engine.dispose()
        stop.set()
        thread.join(30)


def newest(page: Any, words: str) -> Any:
    """Waits for the bot's line with these words, and brings its top into view."""
    line = page.locator(".entry.bot", has_text=words).last
    line.wait_for()
    page.wait_for_timeout(300)  # the page itself goes on to the newest line
    line.evaluate("e => e.scrollIntoView({block: 'start'})")
    return line


def test_it_arrives_its_buttons_work_and_the_next_one_stays_away(
    office: Office, open_page: Callable[..., Any], keep_picture: Callable[[Any, str], None]
) -> None:
    page = open_page(390, 844)
    talk_of(page, office.address, "founder")
    first = office.announce(FIRST)
    newest(page, "はじめての人も、どうぞ。")
    card = newest(page, "市役所1階の相談室")
    keep_picture(card, "announcement")
    everybody = office.report(first).accepted
    assert everybody > 1

    card.get_by_role("button", name="使える補助金を見る").click()
    page.locator(".entry.person", has_text="お店を始めたい。使える補助金は？").last.wait_for()
    newest(page, "地域ビジネス創出加速化支援交付金")

    card.get_by_role("button", name="お知らせの設定").click()
    settings = newest(page, "1か月休む")
    keep_picture(settings, "announcement-settings")
    settings.locator('[data-data="a=ntc&v=off&t=startup"]').click()
    newest(page, "「起業」のお知らせを止めました。")
    newest(page, "元に戻す")

    second = office.announce(SECOND)
    assert office.report(second).accepted == everybody - 1
    office.announce(THIRD)
    newest(page, "窓口の年末の休み")
    assert page.locator(".entry.bot", has_text="二度目の相談会").count() == 0
    page.goto("about:blank")
    talk_of(page, office.address, "owner")
    newest(page, "二度目の相談会")
