"""Messages as HTML: faithful where they are friendly, harmless where they are not."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Card, Carousel, Choice, Choices, Open, PickDate, Post, Row, Say, Text, as_line
from bot.preview.messages import message_html, quick_replies_html

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_a_card_shows_its_words_and_buttons() -> None:
    card = Card(
        "見出し",
        "起業支援補助金",
        badge="受付中",
        tone="open",
        rows=(Row("金額", "上限50万円"),),
        buttons=(Post("期限", "d=1", "期限は？"), Open("市のページ", "https://example.jp/")),
    )
    html = str(message_html(as_line(card)))
    for words in ("起業支援補助金", "受付中", "上限50万円", 'aria-label="見出し"', "width:300px"):
        assert words in html
    assert 'data-type="postback" data-data="d=1" data-displaytext="期限は？"' in html
    assert 'href="https://example.jp/" target="_blank" rel="noopener noreferrer"' in html


def test_carousels_scroll_by_keyboard_and_choices_are_pressable() -> None:
    cards = as_line(Carousel("一覧", (Card("一", "一"), Card("二", "二"))))
    assert 'class="carousel" role="group" aria-label="一覧" tabindex="0"' in str(message_html(cards))
    choices = as_line(Choices("どれ？", (Choice("一つ目", "", Say("一つ目", "一つ目です")),)))
    assert 'role="button" tabindex="0" data-type="message" data-text="一つ目です"' in str(message_html(choices))


def test_quick_replies_become_buttons() -> None:
    html = str(
        quick_replies_html(as_line(Text("はい", (Say("次へ", "次"), PickDate("日を選ぶ", "d", max="2025-12-31")))))
    )
    assert html.count("<button") == 2
    assert 'data-mode="date"' in html
    assert 'data-max="2025-12-31"' in html


def test_addresses_in_texts_become_links_and_end_where_japanese_begins() -> None:
    html = str(message_html({"type": "text", "text": "https://example.jp/a?b=1をごらんください。<b>"}))
    assert '<a href="https://example.jp/a?b=1" target="_blank"' in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", 'https://x" onclick="y', "//x"]
)
def test_dangerous_addresses_lead_nowhere(uri: str) -> None:
    button = {"type": "button", "action": {"type": "uri", "label": "x", "uri": uri}}
    box = {"type": "box", "layout": "vertical", "contents": [button]}
    html = str(message_html({"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": box}}))
    assert "href" not in html


KEYS = (
    "type text contents layout action color size margin style uri label body altText items quickReply"
    " backgroundColor paddingAll flex data header height"
)
PARTS = ["contents", "text", "altText", "quickReply", "title"]
KINDS = "flex bubble carousel box text button uri image vertical"


def _anything() -> st.SearchStrategy[Any]:
    keys, kinds = (st.sampled_from([*words.split(), EVIL]) for words in (KEYS, KINDS))
    leaf = st.one_of(kinds, st.none(), st.integers(), st.text(max_size=5), st.just("#ffffff;background:url(x)"))
    return st.recursive(leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6))


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["contents", "text", "altText", "quickReply", "title"]), _anything()), st.booleans()
)
def test_nothing_hostile_gets_through(message: dict[str, Any], flex: bool) -> None:
    message["type"] = "flex" if flex else "text"
    html = str(message_html(message)) + str(quick_replies_html(message))
    assert re.search(r"<(?!/?(?:div|span|a|button)[ >])", html) is None
    assert "url(" not in "".join(re.findall(r'style="[^"]*"', html))
    assert re.search(r"<[^>]* on\w+=", re.sub(r'"[^"]*"', "", html)) is None


def test_deep_nesting_ends() -> None:
    box: dict[str, Any] = {"type": "text", "text": "底"}
    for _ in range(500):
        box = {"type": "box", "layout": "vertical", "contents": [box]}
    assert "底" not in str(message_html({"type": "flex", "contents": {"type": "bubble", "body": box}}))
