"""The preview of an announcement: a page that can do nothing, and lines for the terminal."""

from __future__ import annotations

import re
from html import unescape

import pytest

from bot.announcement_preview import html, terminal
from bot.announcement_samples import GROUP, announcement_samples
from bot.announcements import render
from bot.announcements.styles import templates
from bot.emulator.bodies import check_messages
from bot.messages import readable
from bot.preview import message_html
from bot.preview.samples import Sample
from tests.preview.strict_html import complaints

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'{{7*7}}{title} \x1b[31m\u202e"


def messages(text: str = "本文です。\n二行目。", title: str = "題", **more: object) -> list[dict[str, object]]:
    content = {"kind": "告知", "style": "しずか", "text": text, "facts": [["場所", "一階\n大会議室"]], **more}
    return render.messages(content, title, link=str, correction_of=None)


def test_the_page_shows_everything_in_two_sizes() -> None:
    page = html(messages(button={"label": "開く", "url": "https://youtu.be/a"}))
    assert page.startswith("<!doctype html>")
    assert page.count('class="bubble text"') == 2
    assert "--letters:1.45" in page
    assert "通知に出る文</span>題</p>" in page
    for words in readable(messages(button={"label": "開く", "url": "https://youtu.be/a"})):
        assert words.replace("\n", "") in re.sub(r"<[^>]*>|\n", "", page)


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    page = html(messages(HOSTILE, HOSTILE, facts=[["場所", HOSTILE]], source=HOSTILE))
    assert "default-src 'none'" in unescape(page)
    assert "<script" not in page
    assert "<img" not in page
    assert "<link" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert "{title}" in page
    assert page.count("<style>") == 1


def test_the_terminal_shows_each_fact_and_where_buttons_lead() -> None:
    lines = terminal(messages(button={"label": "開く", "url": "https://youtu.be/a"}, source="市"))
    assert lines[1:] == [
        "題",
        "",
        "本文です。",
        "二行目。",
        lines[0],
        "通知に出る文：題",
        "［ご案内］",
        "題",
        "  場所　一階",
        "        大会議室",
        "出典：市",
        "［開く］ 開く：https://youtu.be/a",
        "［お知らせの設定］",
        lines[0],
    ]
    assert "［聞く］ 送る言葉：ガレージ" in terminal(messages(button={"label": "聞く", "say": "ガレージ"}))


def test_the_terminal_cannot_be_steered() -> None:
    for line in terminal(messages(HOSTILE, facts=[["場所", HOSTILE + "\x9b1m\u2066"]])):
        assert line.replace("\u3000", "").isprintable()


@pytest.mark.parametrize("sample", announcement_samples(), ids=lambda sample: f"{sample.title}-{sample.note[:8]}")
def test_each_sample_would_be_sent_and_can_be_looked_at(sample: Sample) -> None:
    assert check_messages(sample.messages) == []
    assert all(complaints(str(message_html(message))) == [] for message in sample.messages)
    assert sample.messages[1]["altText"] in html(sample.messages)
    assert sample.messages[1]["altText"] in terminal(sample.messages)


def test_there_is_a_sample_of_every_kind() -> None:
    assert {sample.title.partition("（")[0] for sample in announcement_samples()} == set(templates().kinds)
    assert {sample.group for sample in announcement_samples()} == {GROUP}
