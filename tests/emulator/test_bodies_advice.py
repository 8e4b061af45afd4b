"""Hints about what LINE accepts but people regret: each shows where it should, and the desk's own cards need none."""

from typing import Any

import pytest

from bot.emulator.bodies import advise, check_messages
from bot.emulator.bodies.contrast import contrast
from bot.messages import Card, Carousel, Choice, Choices, Open, Post, Row, Say, Text, fit

YES = {"type": "message", "label": "はい", "text": "はい"}
HELLO = {"type": "text", "text": "こんにちは"}


def _quick(*labels: str) -> dict[str, Any]:
    items = [{"type": "action", "action": {**YES, "label": label}} for label in labels]
    return {**HELLO, "quickReply": {"items": items}}


def _flex(*parts: Any, alt: str = "受付が始まります", **bubble: Any) -> dict[str, Any]:
    body = {"type": "box", "layout": "vertical", "contents": list(parts)}
    return {"type": "flex", "altText": alt, "contents": {"type": "bubble", "body": body, **bubble}}


def _text(text: str = "はい", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


def _button(label: str = "はい", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action": {**YES, "label": label}, **more}


def _box(*parts: Any, **more: Any) -> dict[str, Any]:
    return {"type": "box", "layout": "vertical", "contents": list(parts), **more}


PART = "messages[0].contents.body.contents[0]"
LONG = "市内に住所がある方で、これから起業する方"


@pytest.mark.parametrize(
    ("messages", "where"),
    [
        ([HELLO] * 5, "messages"),
        ([_quick("はい"), HELLO], "messages[0].quickReply"),
        ([HELLO, _quick("はい", "いいえ", "はい")], "messages[1].quickReply.items[2].action.label"),
        ([_text("{name}さん、こんにちは")], "messages[0].text"),
        ([_flex(alt="Flex Message")], "messages[0].altText"),
        ([_flex(alt="……")], "messages[0].altText"),
        ([_flex(alt="受付が始まり…")], "messages[0].altText"),
        ([_flex(_text(LONG))], f"{PART}.wrap"),
        ([_flex(_text("はい、そうです"), size="nano")], f"{PART}.wrap"),
        ([_flex(_text(contents=[{"type": "span", "text": LONG}]))], f"{PART}.wrap"),
        ([_flex(_text(LONG, size="xxs", wrap=True))], f"{PART}.size"),
        ([_flex(_text(color="#999999"))], f"{PART}.color"),
        ([_flex(_text(), styles={"body": {"backgroundColor": "#333333"}})], f"{PART}.color"),
        ([_flex(_box(_text(), backgroundColor="#444444ff"))], f"{PART}.contents[0].color"),
        ([_flex(_text(size="lg", color="#999999"))], f"{PART}.color"),
        ([_flex(_button(style="primary", color="#ffcc00"))], f"{PART}.color"),
        ([_flex(_button(style="secondary", color="#333333"))], f"{PART}.color"),
        ([_flex(_button(color="#bbbbbb"))], f"{PART}.color"),
        ([_flex(_button(), _box(_button()))], "messages[0].contents.body.contents[1].contents[0].action.label"),
        ([_flex({**_box(_text(gravity="top")), "layout": "baseline"})], f"{PART}.contents[0].gravity"),
    ],
)
def test_each_regret_is_named_at_its_place(messages: list[Any], where: str) -> None:
    assert check_messages(messages) == []
    assert [place for place, _ in advise(messages)] == [where]


@pytest.mark.parametrize(
    "message",
    [
        HELLO,
        _quick("はい", "いいえ"),
        _text("集合 {1, 2} と { }"),
        {"type": "textV2", "text": "{{name}}"},
        _flex(_text(LONG, wrap=True), _text(LONG, adjustMode="shrink-to-fit"), _text("短い文")),
        _flex(_text("20字ほどの文でも広ければ入ります", size="md"), size="giga"),
        _flex(_text("※注", size="xxs")),
        _flex(_text(size="lg", weight="bold", color="#8a8a8a"), _text(size="30px", color="#8a8a8a")),
        _flex(_box(_text(color="#ffffff"), backgroundColor="#1d4ed8")),
        _flex(_box(_text(color="#ffffff"), position="absolute")),
        _flex(_box(_text(color="#ffffff"), backgroundColor="#00000080")),
        _flex(
            _box(
                _text(color="#ffffff"),
                background={"type": "linearGradient", "angle": "0deg", "startColor": "#000000", "endColor": "#1d4ed8"},
            )
        ),
        _flex(_text(color="#99999900")),
        _flex(_button(style="primary"), _button("いいえ")),
    ],
)
def test_what_is_well_needs_no_hint(message: dict[str, Any]) -> None:
    assert check_messages([message]) == []
    assert advise([message]) == []


def test_buttons_of_different_bubbles_may_be_alike() -> None:
    bubble = _flex(_button())["contents"]
    carousel = {"type": "flex", "altText": "一覧", "contents": {"type": "carousel", "contents": [bubble, bubble]}}
    assert advise([carousel]) == []
    tiny = {**bubble, "body": _box(_text(LONG, size="xxs", wrap=True))}
    carousel["contents"] = {"type": "carousel", "contents": [bubble, tiny]}
    assert [place for place, _ in advise([carousel])] == ["messages[0].contents.contents[1].body.contents[0].size"]


def test_refused_messages_get_complaints_and_no_hints() -> None:
    for messages in (None, [], [{"type": "text"}], [HELLO] * 6):
        assert advise(messages) == []


def test_the_desks_own_cards_need_no_hint() -> None:
    for tone in ("plain", "open", "soon", "ended", "unclear"):
        card = Card(
            "受付中の制度です",
            "起業支援補助金",
            badge="受付中",
            tone=tone,
            subtitle=LONG,
            rows=(Row("対象", LONG),),
            notes=(LONG,),
            buttons=(Post("くわしく", "a"), Open("市のページ", "https://example.com/")),
            footer="2026年3月1日時点",
        )
        choices = Choices("どちらですか", (Choice("一", LONG, Say("一", "一")), Choice("二", "", Say("二", "二"))))
        assert advise(fit([Text("はい", (Say("はい", "はい"),)), card, Carousel("一覧", (card, card)), choices])) == []


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#1d4ed8", "#1d4ed8") == pytest.approx(1)
