"""Text messages: LINE emojis in `text`, braces and their substitutions in `textV2`."""

import re
from typing import Any

from bot.emulator.bodies.complaints import INVALID, MISSING, NOT_A_USER, Found
from bot.emulator.bodies.rules import filled, listed, matching, text, whole
from bot.emulator.bodies.shapes import Kinds, Plain, Shape, Table, may, must

USER = r"U[0-9a-f]{32}"
SUBSTITUTES = 20
BAD_PLACEHOLDER = "{ and } must be a pair around a key of substitution, or doubled"

QUOTE: Table = {"quoteToken": may(filled)}
TEXT: Table = {
    "text": must(text(5000)),
    "emojis": may(
        listed(0, 20, Plain({"index": must(whole(0)), "productId": must(filled), "emojiId": must(filled)})),
    ),
    **QUOTE,
}
_KEY = re.compile(r"[0-9A-Za-z_]{1,20}")
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_MENTION = Shape(
    {
        "mentionee": must(
            Kinds({"user": Shape({"userId": must(matching(USER, NOT_A_USER))}), "all": Shape({})}),
        )
    }
)
_SUBSTITUTE = Kinds({"mention": _MENTION, "emoji": Shape({"productId": must(filled), "emojiId": must(filled)})})


def _substitution(value: Any, at: str, found: Found) -> None:
    if not isinstance(value, dict):
        found.append((at, INVALID))
    elif len(value) > 100:
        found.append((at, "Size must be between 0 and 100"))
    else:
        for key, inner in value.items():
            if _KEY.fullmatch(key):
                _SUBSTITUTE(inner, f"{at}.{key}", found)
            else:
                found.append((f"{at}.{key}", INVALID))


TEXT_V2: Table = {"text": must(text(5000)), "substitution": may(_substitution), **QUOTE}


def emojis_in_place(message: Any, at: str, found: Found) -> None:
    """Each LINE emoji stands where the text has a "$", counted in UTF-16 units."""
    emojis = message.get("emojis")
    if not emojis:
        return
    written = message["text"].encode("utf-16-le", "surrogatepass")
    for n, emoji in enumerate(emojis):
        place = int(emoji["index"]) * 2
        if written[place : place + 2] != b"$\0":
            found.append((f"{at}.emojis[{n}].index", "There is no $ at this position"))


def placeholders(message: Any, at: str, found: Found) -> None:
    """Braces come in pairs around a key that `substitution` explains; at most 20 emojis and 20 mentions."""
    known = message.get("substitution") or {}
    used = {"mention": 0, "emoji": 0}
    for place in _BRACES.finditer(message["text"]):
        key = place[1]
        if place[0] in ("{{", "}}"):
            continue
        if key is None or not _KEY.fullmatch(key):
            found.append((f"{at}.text", BAD_PLACEHOLDER))
            return
        if key not in known:
            found.append((f"{at}.substitution.{key}", MISSING))
            return
        used[known[key]["type"]] += 1
    for kind, count in used.items():
        if count > SUBSTITUTES:
            found.append((f"{at}.substitution", f"At most {SUBSTITUTES} objects of type {kind} can be substituted"))
