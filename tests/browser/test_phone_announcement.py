"""An announcement as people meet it: it arrives on the phone page, its buttons work, and who wants none gets none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.office import Office, newest, running
from tests.browser.test_phone_desk import talk_of

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


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo on a December morning."""
    with running(tmp_path_factory.mktemp("demo"), "2026-12-01T09:30") as made:
        yield made


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

    card.get_by_role("button", name="使える補助金を見る").press("Enter")
    page.locator(".entry.person", has_text="お店を始めたい。使える補助金は？").last.wait_for()
    newest(page, "地域ビジネス創出加速化支援交付金")

    card.get_by_role("button", name="お知らせの設定").press("Enter")
    settings = newest(page, "1か月休む")
    keep_picture(settings, "announcement-settings")
    settings.locator('[data-data="a=ntc&v=off&t=startup"]').press("Enter")
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
