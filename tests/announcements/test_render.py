"""Announcements as LINE's objects: every kind in every style is taken by LINE, says all it was given, and no more."""

from __future__ import annotations

import gc
import importlib.util
import itertools
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements import render
from bot.announcements import wording_content as wording
from bot.announcements.styles import templates
from bot.emulator.bodies import check_messages
from bot.errors import Problem
from bot.measure import clean, utf16
from bot.messages import readable

KINDS, STYLES = tuple(templates().kinds), tuple(templates().styles)
FACTS = [
    ["日時", "2026年12月11日(金) 18時30分から"],
    ["場所", "なのはなプラザ\n3階 大会議室"],
    ["申込", "0191-21-8412"],
]
BUTTONS: list[dict[str, str] | None] = [
    None,
    {"label": "くわしく見る", "url": "https://www.city.ichinoseki.iwate.jp/"},
    {"label": "電話する", "url": "tel:0191-21-8412"},
    {"label": "聞いてみる", "say": "ガレージについて"},
]
USER = "U" + "1" * 32
# A checker of LINE's own contract, where one lies beside the project; it is no part of it.
ORACLE = Path(os.environ.get("LINE_ORACLE") or Path(__file__).parents[3] / "shared" / "tools" / "line_oracle.py")


def content(kind: str = "お知らせ", style: str = "いつもの", text: str = "本文です。", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "style": style, "text": text, "facts": [], **{k: v for k, v in more.items() if v is not None}}


def made(given: dict[str, Any], title: str = "題", **more: Any) -> list[dict[str, Any]]:
    return render.messages(given, title, **{"link": str, "correction_of": None, **more})


def variants() -> list[list[dict[str, Any]]]:
    """Every kind × style × with and without facts × each button × original × mark."""
    choices = itertools.product(KINDS, STYLES, ([], FACTS), BUTTONS, (None, "元の題"), ("", wording.TEST_MARK))
    return [
        made(content(kind, style, facts=facts, button=button, source="市"), correction_of=original, mark=mark)
        for kind, style, facts, button, original, mark in choices
    ]


def test_every_kind_in_every_style_is_taken_by_line() -> None:
    all_of_them = variants()
    assert len(all_of_them) == len(KINDS) * len(STYLES) * 2 * 4 * 2 * 2
    for messages in all_of_them:
        assert check_messages(messages) == []


@pytest.fixture(scope="module")
def oracle() -> Any:
    if not ORACLE.is_file():
        pytest.skip("no checker of LINE's own contract beside the project")
    spec = importlib.util.spec_from_file_location("line_oracle", ORACLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        # It leaves its specification file for the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        made = module.Oracle()
        gc.collect()
    return made


def test_lines_own_contract_has_no_complaint(oracle: Any) -> None:
    headers = {"X-Line-Retry-Key": "123e4567-e89b-12d3-a456-426614174000", "Content-Type": "application/json"}
    for messages in variants()[::3]:
        assert oracle.check("/v2/bot/message/multicast", headers, {"to": [USER], "messages": messages}) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_headline_comes_first_and_is_what_is_notified(kind: str) -> None:
    text, card = made(content(kind, facts=FACTS, button=BUTTONS[1]), title="シゴト・ツクル・ガレージ")
    assert text["text"].splitlines()[0] == "シゴト・ツクル・ガレージ"
    assert card["altText"] == "シゴト・ツクル・ガレージ"
    assert card["contents"]["body"]["contents"][0]["text"] == "シゴト・ツクル・ガレージ"
    words = readable([card])
    assert templates().kinds[kind].badge in words
    for label, told in FACTS:
        assert words.index(label) + 1 == words.index(told)
    assert words[-2:] == ["くわしく見る", wording.SETTINGS]


@pytest.mark.parametrize(("kind", "style"), list(itertools.product(KINDS, STYLES)))
def test_nothing_stands_around_the_text_but_the_templates_lines(kind: str, style: str) -> None:
    known = templates().kinds[kind]
    lines = [known.opening[style].replace("{original}", wording.AN_ORIGINAL), "本文です。", known.closing[style]]
    text, _ = made(content(kind, style))
    assert text["text"] == "\n\n".join(["題", *(line for line in lines if line)])


def test_no_line_is_an_exclamation_storm_or_invents_anything() -> None:
    lines = [line for kind in templates().kinds.values() for line in (*kind.opening.values(), *kind.closing.values())]
    assert sum(len(line) > 0 for line in lines) > 40
    for line in lines:
        assert line.count("！") + line.count("!") <= 1
        assert sum(ord(sign) > 0x1F000 or 0x2600 <= ord(sign) <= 0x27BF for sign in line) <= 1
        assert len(line) <= 50
        assert not any(sign.isdigit() for sign in line.replace("あと1週間", "").replace("1歩", ""))


def test_the_settings_are_one_quiet_tap_away_in_every_announcement() -> None:
    for messages in variants():
        *others, last = messages[1]["contents"]["footer"]["contents"]
        assert last["action"] == {
            "type": "postback",
            "label": "お知らせの設定",
            "data": "notices:open",
            "displayText": "お知らせの設定",
        }
        assert last["style"] == "link"
        assert len(others) <= 1
        assert all(button["style"] != "link" for button in others)


def test_a_mark_stands_before_text_title_and_notification() -> None:
    text, card = made(content(), title="題", mark="[テスト] ")
    assert text["text"].startswith("[テスト] 題")
    assert card["altText"] == "[テスト] 題"
    assert card["contents"]["body"]["contents"][0]["text"] == "[テスト] 題"


def test_what_corrects_says_so_and_names_the_original() -> None:
    text, card = made(content("告知", facts=FACTS), title="場所は2か所です", correction_of="ガレージを開きます")
    assert "お知らせ「ガレージを開きます」に誤りがありました。おわびして訂正します。" in text["text"]
    words = readable([card])
    assert "訂正" in words
    assert words[words.index(wording.CORRECTS) + 1] == "ガレージを開きます"


def test_links_of_the_button_are_counted_and_words_are_not() -> None:
    seen: list[str] = []

    def link(url: str) -> str:
        seen.append(url)
        return "https://desk.example.jp/l/abc"

    _, card = made(content(button=BUTTONS[1]), link=link)
    assert card["contents"]["footer"]["contents"][0]["action"]["uri"] == "https://desk.example.jp/l/abc"
    made(content(button=BUTTONS[3]), link=link)
    assert seen == ["https://www.city.ichinoseki.iwate.jp/"]


def test_letters_grow_with_those_the_person_has_chosen() -> None:
    _, card = made(content(facts=FACTS, button=BUTTONS[1]))
    assert all(button["scaling"] for button in card["contents"]["footer"]["contents"])


@pytest.mark.parametrize(
    ("given", "title"),
    [
        (content(text="あ" * 5000), "題"),
        (content(), "題" * 1501),
        (content(facts=[["対象", "あ" * 9000], ["内容", "い" * 9000]]), "題"),
        (content(facts=[[f"見出し{number}", "あ" * 900] for number in range(20)]), "題"),
        (content(text=" "), " "),
        (content(facts=[["対象", ""]]), "題"),
        (content(button={"label": "開く", "url": "ftp://a"}), "題"),
    ],
)
def test_what_line_would_not_take_is_refused_and_never_cut(given: dict[str, Any], title: str) -> None:
    with pytest.raises(Problem, match="。"):
        made(given, title=title)


SIGNS = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text("🌱👨‍👩‍👧‍👦🇯🇵é\u0301ガ゛", min_size=1, max_size=60),
    st.text("שלוםمرحبا\u202e\u202d\u2066\u2069", min_size=1, max_size=60),
    st.text("\x00\x07\x1b\x7f\x85\u2028\ud800 　\n\r\ta", min_size=1, max_size=60),
    st.builds(
        lambda sign, times: sign * times, st.sampled_from(["あ", "🌱", "W", "{a}", "{{", "\\"]), st.integers(1, 400)
    ),
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from(STYLES),
    SIGNS,
    SIGNS,
    st.lists(st.tuples(st.text(min_size=1, max_size=20), SIGNS), max_size=10),
    st.sampled_from(BUTTONS),
    st.one_of(st.none(), SIGNS),
)
def test_any_words_are_sent_whole_or_refused(
    kind: str,
    style: str,
    title: str,
    text: str,
    facts: list[tuple[str, str]],
    button: dict[str, str] | None,
    original: str | None,
) -> None:
    given = content(kind, style, text, facts=[list(fact) for fact in facts], button=button)
    try:
        messages = made(given, title=title, correction_of=original)
    except Problem as problem:
        messages, reason = None, str(problem)
    if messages is None:
        empty = not all(clean(part) for part in (title, *itertools.chain(*facts), *([original] if original else [])))
        assert empty or not clean(text) or "多すぎ" in reason or "長すぎ" in reason
        return
    assert check_messages(messages) == []
    assert clean(text) in messages[0]["text"]
    assert utf16(messages[0]["text"]) <= 5000
    assert fact_lines(messages[1]) == [clean(part) for fact in facts for part in fact]


def fact_lines(card: dict[str, Any]) -> list[str]:
    """Labels and texts of the fact lines in the card, without the original a correction names."""
    boxes = [part["contents"] for part in card["contents"]["body"]["contents"] if part["type"] == "box"]
    words = [part["text"] for box in boxes for part in box]
    return words[2:] if words[:1] == [wording.CORRECTS] else words
