"""Checks the bodies of API requests against LINE's documented limits and names the property at fault, as LINE does."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import regex  # type: ignore[import-untyped]

Json = dict[str, Any]
Complaint = tuple[str, str]
"""The property and LINE's words about it."""

USER_ID = re.compile(r"[UCR][0-9a-f]{32}")
URI = re.compile(r"(?:https?|line|tel):\S+")
EMPTY = "May not be empty"
MUST = "Must be one of the following values: "
MESSAGE_TYPES = (
    "text",
    "textV2",
    "sticker",
    "image",
    "video",
    "audio",
    "location",
    "imagemap",
    "template",
    "flex",
    "coupon",
)
_GRAPHEME = regex.compile(r"\X")


def error_body(complaints: list[Complaint]) -> Json:
    """LINE's error form."""
    details = [{"message": words, "property": where} for where, words in complaints]
    return {"message": f"The request body has {len(details)} error(s)", "details": details}


def check_messages(messages: Any) -> list[Complaint]:
    """All complaints about a `messages` property: 1 to 5 objects of known types within their limits."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return [("messages", "Size must be between 1 and 5")]
    return [complaint for n, message in enumerate(messages) for complaint in _message(message, f"messages[{n}]")]


def _message(message: Any, at: str) -> Iterator[Complaint]:
    if not isinstance(message, dict) or message.get("type") not in MESSAGE_TYPES:
        yield f"{at}.type", MUST + "[" + ", ".join(MESSAGE_TYPES) + "]"
        return
    if check := _CHECKS.get(message["type"]):
        yield from check(message, at)
    if "quickReply" in message:
        yield from _quick_reply(message["quickReply"], f"{at}.quickReply")


def _text(message: Json, at: str) -> Iterator[Complaint]:
    yield from _length(message.get("text"), 5000, f"{at}.text")


def _alt_text(message: Json, at: str) -> Iterator[Complaint]:
    yield from _length(message.get("altText"), 1500, f"{at}.altText")


def _flex(message: Json, at: str) -> Iterator[Complaint]:
    yield from _alt_text(message, at)
    contents, at = message.get("contents"), f"{at}.contents"
    kind = contents.get("type") if isinstance(contents, dict) else None
    if not isinstance(contents, dict) or kind not in ("bubble", "carousel"):
        yield f"{at}.type", MUST + "[bubble, carousel]"
        return
    if kind == "bubble":
        yield from _bubble(contents, at)
        return
    bubbles = contents.get("contents")
    if not isinstance(bubbles, list) or not 1 <= len(bubbles) <= 12:
        yield f"{at}.contents", "Size must be between 1 and 12"
        return
    for n, bubble in enumerate(bubbles):
        yield from _bubble(bubble, f"{at}.contents[{n}]")
    if _size(contents) > 50 * 1024:
        yield at, "Must be at most 50 KB"
    if len({bubble.get("size", "mega") for bubble in bubbles if isinstance(bubble, dict)}) > 1:
        yield f"{at}.contents", "All bubbles must have the same size"


def _bubble(bubble: Any, at: str) -> Iterator[Complaint]:
    if not isinstance(bubble, dict) or bubble.get("type") != "bubble":
        yield f"{at}.type", MUST + "[bubble]"
        return
    if _size(bubble) > 30 * 1024:
        yield at, "Must be at most 30 KB"
    for part in ("header", "hero", "body", "footer"):
        if part in bubble:
            yield from _component(bubble[part], f"{at}.{part}")


def _component(part: Any, at: str) -> Iterator[Complaint]:
    if not isinstance(part, dict) or part.get("type") not in _COMPONENTS:
        yield f"{at}.type", MUST + "[" + ", ".join(_COMPONENTS) + "]"
        return
    if part["type"] == "text" and not part.get("text") and not part.get("contents"):
        yield f"{at}.text", EMPTY
    if part["type"] == "button" or "action" in part:
        yield from _action(part.get("action"), f"{at}.action", 40, needs_label=part["type"] == "button")
    if part["type"] == "box":
        if part.get("layout") not in ("horizontal", "vertical", "baseline"):
            yield f"{at}.layout", MUST + "[horizontal, vertical, baseline]"
        if not isinstance(part.get("contents"), list):
            yield f"{at}.contents", EMPTY
            return
        for n, inner in enumerate(part["contents"]):
            yield from _component(inner, f"{at}.contents[{n}]")


def _quick_reply(quick: Any, at: str) -> Iterator[Complaint]:
    items = quick.get("items") if isinstance(quick, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= 13:
        yield f"{at}.items", "Size must be between 1 and 13"
        return
    for n, item in enumerate(items):
        action = item.get("action") if isinstance(item, dict) else None
        yield from _action(action, f"{at}.items[{n}].action", 20, needs_label=True)


def _action(action: Any, at: str, label_limit: int, *, needs_label: bool) -> Iterator[Complaint]:
    if not isinstance(action, dict) or not action.get("type"):
        yield f"{at}.type", EMPTY
        return
    if needs_label or "label" in action:
        yield from _length(action.get("label"), label_limit, f"{at}.label", _graphemes)
    kind = action["type"]
    if kind == "message":
        yield from _length(action.get("text"), 300, f"{at}.text", _graphemes)
    if kind in ("postback", "datetimepicker"):
        yield from _length(action.get("data"), 300, f"{at}.data")
    if "displayText" in action:
        yield from _length(action["displayText"], 300, f"{at}.displayText", _graphemes)
    if kind == "uri":
        yield from _length(action.get("uri"), 1000, f"{at}.uri")
        if isinstance(action.get("uri"), str) and not URI.fullmatch(action["uri"]):
            yield f"{at}.uri", "invalid uri scheme"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _graphemes(text: str) -> int:
    return len(_GRAPHEME.findall(text))


def _length(value: Any, limit: int, at: str, measure: Callable[[str], int] = _units) -> Iterator[Complaint]:
    if not isinstance(value, str) or not value:
        yield at, EMPTY
    # A code point is at most two units: short values need no counting.
    elif len(value) * 2 > limit and measure(value) > limit:
        yield at, f"Length must be between 0 and {limit}"


def _size(part: Any) -> int:
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


_COMPONENTS = ("box", "text", "button", "image", "icon", "separator", "filler", "span", "video")
_CHECKS: dict[str, Callable[[Json, str], Iterator[Complaint]]] = {
    "text": _text,
    "textV2": _text,
    "flex": _flex,
    "template": _alt_text,
    "imagemap": _alt_text,
}
