"""What LINE accepts but people regret, as hints in Japanese beside the wire."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.emulator.bodies.complaints import Complaint, Found, Json
from bot.emulator.bodies.flexadvice import flex_advice
from bot.emulator.bodies.messages import MESSAGES

MANY = 4
SAYS_NOTHING = frozenset(
    ("flex", "flex message", "this is a flex message", "alttext", "alt text", "message", "title", "メッセージ", "通知")
)
_KEY = re.compile(r"\{[0-9A-Za-z_]{1,20}\}")
_SIGN = re.compile(r"\w")


def many(messages: list[Json]) -> Iterator[Complaint]:
    """Several messages at once push the first out of sight."""
    if len(messages) > MANY:
        yield "messages", f"一度に{len(messages)}通送ると、はじめのメッセージが画面の外に出ます"


def hidden_quick_replies(messages: list[Json]) -> Iterator[Complaint]:
    """Quick replies show on the last message only."""
    for n, message in enumerate(messages[:-1]):
        if message.get("quickReply"):
            yield f"messages[{n}].quickReply", "クイックリプライは最後のメッセージのものだけが表示されます"


def twin_quick_replies(messages: list[Json]) -> Iterator[Complaint]:
    """Two quick replies with one label."""
    last = len(messages) - 1
    items = (messages[last].get("quickReply") or {}).get("items") or []
    seen: set[str] = set()
    for n, item in enumerate(items):
        label = item["action"]["label"]
        if label in seen:
            where = f"messages[{last}].quickReply.items[{n}].action.label"
            yield where, "同じ文のボタンが並ぶと、どちらを押せばよいか分かりません"
        seen.add(label)


def braces(messages: list[Json]) -> Iterator[Complaint]:
    """A plain text shows {name} as it stands; only textV2 replaces it."""
    for n, message in enumerate(messages):
        if message["type"] == "text" and (found := _KEY.search(message["text"])):
            yield f"messages[{n}].text", f"「{found[0]}」は置き換えられず、このまま表示されます"


def alt_texts(messages: list[Json]) -> Iterator[Complaint]:
    """The alternative text is what the notification says."""
    for n, message in enumerate(messages):
        words = message.get("altText")
        if words is None:
            continue
        if words.strip().lower() in SAYS_NOTHING or not _SIGN.search(words):
            yield f"messages[{n}].altText", "通知に出る文です。用件が分かる言葉にしてください"
        elif words.rstrip().endswith(("…", "...", "・・・")):
            yield f"messages[{n}].altText", "通知に出る文が途中で切れています"


def flex(messages: list[Json]) -> Iterator[Complaint]:
    """Whatever is to be said about Flex Messages."""
    for n, message in enumerate(messages):
        if message["type"] == "flex":
            yield from flex_advice(message, f"messages[{n}]")


ADVICE: tuple[Callable[[list[Json]], Iterator[Complaint]], ...] = (
    many,
    hidden_quick_replies,
    twin_quick_replies,
    braces,
    alt_texts,
    flex,
)


def advise(messages: Any) -> list[Complaint]:
    """Hints about messages that LINE accepts: the property, and a Japanese sentence; none about refused ones."""
    refused: Found = []
    try:
        MESSAGES(messages, "messages", refused)
        return [] if refused else [hint for advice in ADVICE for hint in advice(messages)]
    except RecursionError:
        return []
