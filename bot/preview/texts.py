"""Texts: addresses can be followed, mentions and LINE's own emojis become marks of ours."""

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup, escape

from bot.preview.addresses import linked
from bot.preview.tags import join, listed, mapped, tag, words

MOST_MARKS = 100
Mark = tuple[int, int, Markup]
"""Where it begins and ends, in UTF-16 units, and what stands there."""

EMOJI = tag("span", class_="emoji-mark", role="img", aria_label="絵文字")
_KEY = re.compile(r"\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}")


def text(message: dict[str, Any]) -> Markup:
    """A text message of the bot or of a person."""
    said = words(message.get("text"))
    # LINE counts in UTF-16 units, two bytes each.
    units = said.encode("utf-16-le")
    pieces, end = list[Markup](), 0
    for start, stop, mark in sorted(_marks(message), key=lambda one: one[:2]):
        if end <= start < stop <= len(units) // 2:
            pieces += [linked(_decoded(units, end, start)), mark or _mention(_decoded(units, start, stop))]
            end = stop
    return tag("div", join([*pieces, linked(_decoded(units, end, None))]), class_="bubble text")


def text_v2(message: dict[str, Any]) -> Markup:
    """A text whose {keys} are replaced; doubled braces are braces."""
    said, given = words(message.get("text")), mapped(message.get("substitution"))
    pieces, end = list[Markup](), 0
    for match in _KEY.finditer(said):
        pieces.append(linked(said[end : match.start()]))
        pieces.append(escape(match[0][0]) if match[1] is None else _substitute(given.get(match[1]), match))
        end = match.end()
    return tag("div", join([*pieces, linked(said[end:])]), class_="bubble text")


def _substitute(value: Any, match: re.Match[str]) -> Markup:
    kind = mapped(value).get("type")
    if kind == "emoji":
        return EMOJI
    if kind == "mention":
        everyone = mapped(mapped(value).get("mentionee")).get("type") == "all"
        return _mention("@全員" if everyone else f"@{match[1]}")
    return escape(match[0])


def _mention(said: str) -> Markup:
    return tag("span", said, class_="mention")


def _marks(message: dict[str, Any]) -> Iterator[Mark]:
    for emoji in map(mapped, listed(message.get("emojis"), MOST_MARKS)):
        if spot := _spot(emoji, 1):
            yield *spot, EMOJI
    for named in map(mapped, listed(mapped(message.get("mention")).get("mentionees"), MOST_MARKS)):
        if spot := _spot(named, 0):
            yield *spot, Markup("")


def _spot(part: dict[str, Any], length: int) -> tuple[int, int] | None:
    start, length = part.get("index"), part.get("length", length)
    if isinstance(start, int) and isinstance(length, int) and start >= 0 and length > 0:
        return start, start + length
    return None


def _decoded(units: bytes, start: int, stop: int | None) -> str:
    # A mark may cut a letter of two units in half.
    return units[2 * start : None if stop is None else 2 * stop].decode("utf-16-le", "replace")
