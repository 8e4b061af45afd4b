"""Whatever a message holds: never an exception, and never anything but our own tags and checked values."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.preview import message_html, quick_replies_html
from bot.preview.samples import Sample, generic_samples
from tests.preview.strict_html import complaints, said

EVIL = [
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<b>x",
    "vbscript:x",
    "//evil.example",
    "https://good.example@evil.example/",
    'https://evil.example/" onmouseover="x',
    "https:evil.example",
    "https://evil\u202emoc.example/",
    "#ffffff;background:url(https://evil.example)",
    "1px;position:fixed",
    "１２px",
    "999999999px",
    "-5px",
    "1e9px",
    "\ud800",
    "\x00",
    "/emulator/content/../control",
    "/emulator/content/1",
    "</div></div></body>",
    "<!--",
]
NUMBERS = [0, -1, 1, 10**400, -(10**400), 1e308, float("inf"), float("nan"), 2**31, True, False]
WORDS = (
    "type text textV2 flex template imagemap bubble carousel box button image icon video separator filler span buttons"
    " confirm image_carousel vertical horizontal baseline absolute uri message postback clipboard linearGradient cover"
    " nano giga full 5xl xxl bold sticker audio file location coupon unsent mention emoji all #112233 20px 50% 1:3"
    " 90deg center bottom end rtl shrink-to-fit"
)
KEYS = (
    "type text contents layout action color size margin style uri label body hero header footer styles altText items"
    " quickReply backgroundColor paddingAll spacing flex data height width position offsetTop offsetStart background"
    " angle startColor endColor cornerRadius borderWidth url aspectRatio aspectMode align gravity wrap maxLines"
    " lineSpacing adjustMode scaling weight decoration template title columns actions thumbnailImageUrl imageUrl"
    " defaultAction baseUrl baseSize area x y video linkUri clipboardText substitution emojis index length mention"
    " mentionees sender name duration fileName fileSize latitude keywords stickerId shown originalContentUrl"
    " previewImageUrl previewUrl altContent direction separator separatorColor"
)


def drawn(message: Any) -> str:
    """The message with and without pictures, and its quick replies."""
    return f"{message_html(message)}{message_html(message, pictures=True)}{quick_replies_html(message)}"


LEAVES = st.one_of(
    st.sampled_from(WORDS.split()), st.sampled_from(EVIL), st.sampled_from(NUMBERS), st.none(), st.text(max_size=5)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=8),
    max_leaves=40,
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(KEYS.split()), ANYTHING, max_size=10), st.sampled_from(WORDS.split()))
def test_any_json_becomes_harmless_html(message: dict[str, Any], kind: str) -> None:
    assert complaints(drawn({**message, "type": kind})) == []


@given(ANYTHING)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_no_message_at_all_becomes_harmless_html(message: Any) -> None:
    assert complaints(drawn(message)) == []


def spots(part: Any) -> list[tuple[Any, Any]]:
    """Every place of a message that can be changed: its container and its key."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [spot for key, value in items for spot in [(part, key), *spots(value)]]


SMALL = [sample for sample in generic_samples() if len(json.dumps(sample.messages)) < 20_000]


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SMALL), st.data())
def test_valid_messages_with_anything_put_into_them_stay_harmless(sample: Sample, data: st.DataObject) -> None:
    # Through JSON, because YAML's anchors make one object stand in several places.
    messages = json.loads(json.dumps(sample.messages))
    for _ in range(data.draw(st.integers(1, 4))):
        places = spots(messages)
        if not places:
            break
        container, key = data.draw(st.sampled_from(places))
        container[key] = data.draw(ANYTHING)
    for message in messages:
        assert complaints(drawn(message)) == []


@pytest.mark.parametrize("sample", generic_samples(), ids=lambda sample: sample.title)
def test_every_sample_is_harmless_and_stays_as_it_was(sample: Sample) -> None:
    before = copy.deepcopy(sample.messages) if len(str(sample.messages)) < 50_000 else None
    for message in sample.messages:
        assert complaints(drawn(message)) == []
    assert before is None or sample.messages == before


@pytest.mark.parametrize("depth", [31, 100, 900])
def test_nesting_ends_and_what_stands_above_is_shown(depth: int) -> None:
    part: dict[str, Any] = {"type": "text", "text": "底"}
    for _ in range(depth):
        part = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "段"}, part]}
    part["action"] = {"type": "message", "label": "押す", "text": "x"}
    html = drawn({"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": part}})
    assert complaints(html) == []
    assert "段" in said(html)
    assert ("底" in said(html)) is (depth == 31)


def test_ten_thousand_components_end_at_three_thousand() -> None:
    parts = [{"type": "text", "text": f"({number})"} for number in range(10_000)]
    body = {"type": "box", "layout": "vertical", "contents": parts}
    html = str(message_html({"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": body}}))
    assert complaints(html) == []
    assert "(2998)" in said(html)
    assert "(2999)" not in said(html)


@pytest.mark.parametrize(
    "html",
    [
        "<script></script>",
        "<div onclick='x'></div>",
        "<div style='background:red'></div>",
        "<div style='width:1001px'></div>",
        "<a href='javascript:x' target='_blank' rel='noopener noreferrer'></a>",
        "<a href='https://x.example/'></a>",
        "<a href='https://a@b/' target='_blank' rel='noopener noreferrer'></a>",
        "<img src='http://x.example/' referrerpolicy='no-referrer'>",
        "<div><span></div></span>",
        "<div>",
        "<button><span role='button'></span></button>",
        "<!-- x -->",
    ],
)
def test_the_reader_of_these_tests_sees_what_is_wrong(html: str) -> None:
    assert complaints(html)


def test_texts_of_a_million_letters_and_lists_of_a_million_are_cut() -> None:
    assert len(message_html({"type": "text", "text": "あ" * 1_000_000})) < 11_000
    columns = [{"text": "x"}] * 1_000_000
    template = {"type": "template", "altText": "x", "template": {"type": "carousel", "columns": columns}}
    assert str(message_html(template)).count('role="group"') == 11
