"""What goes out, as LINE gets it, against LINE's own contract: every kind in every style, through the real client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.announcements import render, styles
from bot.announcements.batches import BATCH_SIZE
from bot.line import Line
from tests.announcements.office import user
from tests.emulator.opinions import ORACLE, complaints_of
from tests.line_platform import TOKEN, LinePlatform

MULTICAST = "/v2/bot/message/multicast"
FACTS = [
    ["日時", "2026年12月11日(金) 18時30分〜20時"],
    ["場所", "市役所1階の会議室"],
    ["対象", "市内で事業を始めたい人"],
    ["申込", "12月9日までに窓口へ"],
    ["料金", "無料"],
]
BUTTONS: tuple[dict[str, str] | None, ...] = (
    None,
    {"label": "くわしく見る", "url": "https://www.city.ichinoseki.iwate.jp/"},
    {"label": "申し込む", "say": "ゼミに申し込みたい"},
)
WAYS = (("", "シゴト・ツクル・カレッジ 第2回"), ("[テスト] ", None), ("", None))  # a mark, and what it corrects
KEY = "00000000-0000-4000-8000-{:012x}"


@pytest.fixture(scope="module")
def platform() -> Iterator[LinePlatform]:
    with LinePlatform("http://127.0.0.1:9/callback") as running:
        yield running


def everything() -> Iterator[list[dict[str, Any]]]:
    """Every kind in every style, as a correction, as a test and as it is, each with another button."""
    for kind in styles.templates().kinds:
        for style in styles.templates().styles:
            for button, (mark, corrected) in zip(BUTTONS, WAYS, strict=True):
                content = {"kind": kind, "style": style, "text": "はじめての人も、どうぞ。🌱\n" * 20, "facts": FACTS}
                content |= {"button": button, "source": "市のページ"} if button else {}
                yield render.messages(
                    content, "シゴト・ツクル・カレッジ 第3回のご案内", link=str, correction_of=corrected, mark=mark
                )


def test_nothing_that_goes_out_breaks_lines_contract(platform: LinePlatform) -> None:
    if not ORACLE.exists():
        pytest.skip("the contract checker of LINE requests is not on this machine")
    line = Line(TOKEN, platform.url, platform.url)
    people = [user(number) for number in range(1, BATCH_SIZE + 1)]
    sent = 0
    for sent, messages in enumerate(everything(), 1):
        outcome = line.multicast(people if sent == 1 else people[:2], messages, KEY.format(sent))
        assert (outcome.state, outcome.status) == ("accepted", 200), outcome
    line.close()
    calls = platform.calls(MULTICAST)
    assert len(calls) == sent > 90
    assert [told for call in calls for told in complaints_of(call["path"], call["headers"], call["body"])] == []
