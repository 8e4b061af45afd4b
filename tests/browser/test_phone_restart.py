"""The page survives a restart of the platform, and shows pictures from elsewhere only where that is wanted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.echo_desk import desk_running, phone_running
from tests.browser.test_phone import say, seen


def test_an_open_page_comes_back_after_a_restart(open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = open_page(expected="ERR_")
    store = tmp_path / "emulator.db"
    with desk_running() as (desk, webhook):
        with phone_running(desk, webhook, store=store) as first:
            port = int(first.url.rsplit(":", 1)[1])
            page.goto(first.of("founder"))
            say(page, "はじめ")
            seen(page, "「はじめ」の答え")
            first.control("clock", move_seconds=86_400)
        page.get_by_text("つながりが切れました。つなぎ直しています…").wait_for()
        page.locator("#words").fill("切れている間に書いた")
        page.locator("#words").press("Enter")
        page.get_by_text("送れませんでした。もう一度お試しください。").wait_for()
        assert page.locator("#words").input_value() == "切れている間に書いた"
        with phone_running(desk, webhook, port, store) as second:
            page.locator("#trouble", has_text="").wait_for(state="hidden")
            page.locator("#words").press("Enter")
            seen(page, "「切れている間に書いた」の答え")
            assert page.locator(".entry", has_text="「はじめ」の答え").count() == 1
            assert page.locator(".wire-list > li", has_text="メッセージ：はじめ").count() == 1
            page.locator("#clock-state", has_text="1日進んでいます").wait_for()
            second.desk.push("owner", "ほかの人へ")
            page.locator("#people .unread").first.wait_for()
            page.close()


def test_pictures_from_elsewhere_only_when_wanted(open_page: Callable[..., Any]) -> None:
    picture = {
        "type": "image",
        "originalContentUrl": "https://example.jp/a.png",
        "previewImageUrl": "https://example.jp/b.png",
    }
    for wanted in (False, True):
        page = open_page(expected="ERR_")
        page.route("https://example.jp/**", lambda route: route.abort())
        with desk_running() as (desk, webhook), phone_running(desk, webhook, pictures=wanted) as phone:
            desk.answers["写真"] = [picture]
            page.goto(phone.of("founder"))
            say(page, "写真")
            page.locator(".entry.bot .photo").wait_for()
            sources = page.locator(".entry.bot img").evaluate_all("all => all.map((one) => one.src)")
            assert sources == (["https://example.jp/b.png"] if wanted else [])
            page.close()
