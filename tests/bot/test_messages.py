"""Messages: whatever a handler builds, LINE takes it, and nothing a person should read gets lost unseen."""

import importlib.util
import json
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flex import EDGE, FADED, FIELD, INK, KEY, LINK, MARKS, NAVY, QUIET, TONE_COLOURS, card_flex
from bot.line import models
from bot.measure import cut, graphemes, shorten, split, utf16
from bot.messages import (
    Card,
    Carousel,
    Choice,
    Choices,
    Open,
    PickDate,
    Post,
    Row,
    Say,
    Switch,
    Text,
    as_line,
    fit,
    readable,
)

ORACLE = Path(__file__).parents[3] / "shared" / "tools" / "line_oracle.py"
TROUBLE = [
    "👨‍👩‍👧‍👦",
    "🍎",
    "が",
    "e\u0301",
    "髙",
    "𠮷",
    "\ud83d",
    "\x00",
    "\r\n",
    "{x}",
    "<b>",
    "。",
    "\n",
    "　",
    "﷽",
    "é" * 40,
]
SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _words(longest: int) -> st.SearchStrategy[str]:
    """Readable texts up to and over the limits, with signs that count differently everywhere."""
    piece = st.one_of(st.text(max_size=12), st.sampled_from(TROUBLE), st.just("補助率は二分の一です。"))
    text = st.builds(lambda parts, times: "".join(parts) * times, st.lists(piece, min_size=1), st.integers(1, longest))
    return text.map(lambda words: "問" + words)


LABELS = _words(5)
ACTIONS = st.one_of(
    st.builds(Say, LABELS, st.just("補助金をさがす")),
    st.builds(Post, LABELS, st.just("program=1-1-4&topic=amount"), st.none() | st.just("金額を見る")),
    st.builds(Open, LABELS, st.just("https://example.jp/%E7%AA%93")),
    st.builds(PickDate, LABELS, st.just("day"), initial=st.just("2025-03-11")),
)
QUICK = st.lists(ACTIONS, max_size=13).map(tuple)
MAYBE = st.none() | _words(9)
CARDS = st.builds(
    Card,
    headline=_words(60),
    title=_words(9),
    badge=MAYBE,
    tone=st.sampled_from(sorted(TONE_COLOURS)),
    subtitle=MAYBE,
    rows=st.lists(st.builds(Row, LABELS, _words(200)), max_size=6).map(tuple),
    notes=st.lists(_words(200), max_size=4).map(tuple),
    doubts=st.lists(st.builds(Row, LABELS, _words(200)), max_size=2).map(tuple),
    switches=st.lists(
        st.builds(Switch, LABELS, _words(50), LABELS, st.sampled_from(["open", "soon", "ended"]), ACTIONS), max_size=8
    ).map(tuple),
    buttons=st.lists(ACTIONS, max_size=8).map(tuple),
    footer=MAYBE,
    quick=QUICK,
)
MESSAGES = st.one_of(
    st.builds(Text, _words(900), QUICK),
    CARDS,
    st.builds(Carousel, _words(60), st.lists(CARDS, min_size=1, max_size=12).map(tuple), QUICK),
    st.builds(
        Choices,
        _words(90),
        st.lists(st.builds(Choice, LABELS, st.just("") | _words(50), ACTIONS), min_size=1, max_size=10).map(tuple),
        QUICK,
    ),
)


@pytest.fixture(scope="module")
def oracle() -> Any:
    if not ORACLE.exists():
        pytest.skip("the contract checker of LINE requests is not on this machine")
    spec = importlib.util.spec_from_file_location("line_oracle", ORACLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["line_oracle"] = module
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        # It leaves its specification file for the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        return module.Oracle()


def _check_limits(objects: list[dict[str, Any]]) -> None:
    assert len(objects) <= 5
    assert all("quickReply" not in each for each in objects[:-1])
    for each in objects:
        if each["type"] == "text":
            assert 1 <= utf16(each["text"]) <= 5000
        else:
            size = len(json.dumps(each["contents"], ensure_ascii=False, separators=(",", ":")).encode())
            assert size <= (50 if each["contents"]["type"] == "carousel" else 30) * 1024
            assert 1 <= utf16(each["altText"]) <= 1500


@SETTINGS
@given(st.lists(MESSAGES, min_size=1, max_size=4))
def test_every_message_holds_lines_limits_and_survives_the_sdk(messages: list[Any]) -> None:
    objects = fit(messages, "…（続きは職員へ）")
    _check_limits(objects)
    assert len(models(objects)) == len(objects)
    json.dumps(objects, ensure_ascii=False).encode()


@SETTINGS
@given(message=st.lists(MESSAGES, min_size=1, max_size=3))
def test_every_message_passes_the_contract_checker(oracle: Any, message: list[Any]) -> None:
    body = {"replyToken": "token", "messages": fit(message)}
    assert oracle.check("/v2/bot/message/reply", {}, body) == []


@SETTINGS
@given(_words(900), st.integers(20, 5000))
def test_splitting_loses_no_sign(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < utf16(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_long_texts_part_at_sentence_ends() -> None:
    sentence = "この補助金は、市内で新しく事業を始める方が使えます。"
    objects = fit([Text(sentence * 400)])
    assert len(objects) == 3
    assert all(each["text"].endswith("。") for each in objects)
    assert "".join(each["text"] for each in objects) == sentence * 400


def test_what_does_not_fit_into_five_messages_says_so() -> None:
    objects = fit([Text("続きます。" * 9000)], "（続きは職員へお尋ねください）")
    assert len(objects) == 5
    assert objects[-1]["text"].endswith("続きます。（続きは職員へお尋ねください）")


def test_emoji_count_twice() -> None:
    assert utf16("🍎") == 2
    assert graphemes("👨‍👩‍👧‍👦") == 1
    assert cut("🍎" * 10, 8) == "🍎🍎🍎…"
    assert shorten("👨‍👩‍👧‍👦" * 3, 2) == "👨‍👩‍👧‍👦…"


def test_a_heavy_card_is_cut_at_a_sentence_and_keeps_its_buttons() -> None:
    card = Card(
        "起業支援補助金",
        "起業支援補助金",
        rows=(Row("対象", "市内で起業する方です。" * 900),),
        buttons=(Say("職員に聞く", "職員に聞く"),),
    )
    strings = readable([as_line(card, "…（続きは職員へ）")])
    assert "職員に聞く" in strings
    assert any(text.endswith("市内で起業する方です。…（続きは職員へ）") for text in strings)


def test_quick_replies_move_to_the_last_message_and_stay_thirteen() -> None:
    first = Text("一つ目", tuple(Say(f"A{n}", f"A{n}") for n in range(9)))
    last = Text("二つ目", tuple(Say(f"B{n}", f"B{n}") for n in range(9)))
    objects = fit([first, last])
    labels = [item["action"]["label"] for item in objects[1]["quickReply"]["items"]]
    assert labels == ["A0", "A1", "A2", "A3", *(f"B{n}" for n in range(9))]
    assert "quickReply" not in objects[0]


def test_labels_are_shortened_but_what_is_said_never_is() -> None:
    action = Say("工場の建設や設備に使える補助金を一覧で見る", "工場の建設や設備に使える補助金を一覧で見る")
    quick = as_line(Text("どうぞ", (action,)))["quickReply"]["items"][0]["action"]
    assert quick["label"] == "工場の建設や設備に使える補助金を一覧で…"
    assert quick["text"] == action.text
    with pytest.raises(ValueError, match="LINE allows 300"):
        Say("長い", "あ" * 301)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Text("  \n "),
        lambda: Text("多い", tuple(Say(str(n), str(n)) for n in range(14))),
        lambda: Say("", "はい"),
        lambda: Post("押す", ""),
        lambda: Post("押す", "x" * 301),
        lambda: Open("開く", "javascript:alert(1)"),
        lambda: Open("開く", "https://example.jp/窓口"),
        lambda: Open("開く", "https://example.jp/" + "a" * 1000),
        lambda: PickDate("日", "day", initial="3月11日"),
        lambda: Row("対象", ""),
        lambda: Switch("起業", "", "届きます", "open", Say("一", "一")),
        lambda: Switch("起業", "相談会", "届きます", "red", Say("一", "一")),  # type: ignore[arg-type]
        lambda: Card("見出し", " "),
        lambda: Card("見出し", "題", tone="red"),  # type: ignore[arg-type]
        lambda: Carousel("見出し", ()),
        lambda: Carousel("見出し", (Card("見出し", "題"),) * 13),
        lambda: Choices("どれですか", ()),
        lambda: Choices("どれですか", (Choice("一", "", Say("一", "一")),) * 11),
    ],
)
def test_what_line_would_refuse_cannot_be_built(build: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        build()


def test_a_plain_state_has_no_mark_that_reads_like_a_letter() -> None:
    states = [("見守る", "plain", "見守る"), ("見守り中", "open", "✓ 見守り中")]
    for state, tone, shown in states:
        card = Card("見出し", "題", switches=(Switch("名前", "注", state, tone, Say("一", "一")),))  # type: ignore[arg-type]
        assert shown in json.dumps(as_line(card), ensure_ascii=False).split('"')


def test_reading_order() -> None:
    card = Card(
        "起業支援補助金は受付中です",
        "起業支援補助金",
        badge="受付中",
        rows=(Row("金額", "上限50万円"),),
        notes=("確認が必要です。",),
        buttons=(Say("締切", "締切は？"), Say("対象", "だれが使える？")),
        footer="2025年3月10日現在",
        quick=(Say("メニュー", "メニュー"),),
    )
    assert readable(fit([Text("上限は50万円です。"), card])) == [
        "上限は50万円です。",
        "起業支援補助金は受付中です",
        "i",
        "受付中",
        "起業支援補助金",
        "金額",
        "上限50万円",
        "確認が必要です。",
        "2025年3月10日現在",
        "締切",
        "対象",
        "メニュー",
    ]


def test_nothing_to_say_is_no_message() -> None:
    assert fit([]) == []


def _contrast(one: str, two: str) -> float:
    """The contrast ratio of WCAG 2, section 1.4.3."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(two)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ground", "ink"), TONE_COLOURS.values())
def test_badges_are_readable(ground: str, ink: str) -> None:
    assert _contrast(ground, ink) >= 7


@pytest.mark.parametrize(
    ("ground", "ink", "least"),
    [
        *((ground, INK, 7) for ground in ("#ffffff", FADED, KEY, TONE_COLOURS["unclear"][0])),
        *((ground, QUIET, 4.5) for ground in ("#ffffff", FADED, FIELD)),
        ("#ffffff", NAVY, 7),
        (FADED, NAVY, 7),
        (NAVY, "#ffffff", 7),
        (FIELD, LINK, 4.5),
        (KEY, "#111111", 7),
    ],
)
def test_everything_else_is_readable(ground: str, ink: str, least: float) -> None:
    assert _contrast(ground, ink) >= least


def test_a_tappable_line_has_an_edge_to_see() -> None:
    assert _contrast("#ffffff", EDGE) >= 2.5


def _sizes(part: Any) -> set[str]:
    if isinstance(part, list):
        return {size for inner in part for size in _sizes(inner)}
    if not isinstance(part, dict):
        return set()
    own = {str(part["size"])} if part.get("type") == "text" else set()
    return own | {size for inner in part.values() for size in _sizes(inner)}


def test_nothing_on_a_card_is_small_print() -> None:
    card = Card(
        "見出し",
        "題",
        badge="終了",
        tone="ended",
        subtitle="くわしく",
        rows=(Row("金額", "上限50万円"),),
        notes=("注意",),
        doubts=(Row("確認が必要", "食い違いがあります。"),),
        footer="出典",
    )
    assert _sizes(card_flex(card)) == {"sm", "md", "lg"}
    assert card_flex(card)["body"]["backgroundColor"] == FADED


@pytest.mark.parametrize("tone", sorted(TONE_COLOURS))
def test_a_tone_is_told_by_mark_and_word_not_by_colour_alone(tone: Any) -> None:
    strings = readable([as_line(Card("見出し", "題", badge="ことば", tone=tone))])
    assert strings[1:3] == [MARKS[tone], "ことば"]
    assert len(set(MARKS.values())) == len(MARKS)


def test_what_is_uncertain_has_its_own_frame_and_survives_cutting() -> None:
    long = "資料の中で食い違いがあります。" * 2000
    card = Card("見出し", "題", rows=(Row("内容", long),), doubts=(Row("確認が必要", long),))
    strings = readable([as_line(card)])
    assert "確認が必要" in strings
    assert len(json.dumps(as_line(card)["contents"], ensure_ascii=False).encode()) <= 30 * 1024


def test_what_leaves_the_talk_looks_different() -> None:
    card = Card("見出し", "題", buttons=(Open("電話をかける", "tel:0191-21-8412"), Say("メニュー", "メニュー")))
    [pair] = card_flex(card)["footer"]["contents"]
    assert [button["style"] for button in pair["contents"]] == ["primary", "secondary"]
