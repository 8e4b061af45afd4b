"""What a writer has left to be written, as 「（会場の名前を書きます）」 in the examples: it must never go out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.models_sending import Announcement

_LEFT = re.compile(r"\([^()]*を書きます[^()]*\)")


def left_to_write(announcement: Announcement) -> list[str]:
    """Every placeholder in the title and anywhere in the content, each once."""
    found: dict[str, None] = {}
    for text in _texts([announcement.title, announcement.content]):
        even = unicodedata.normalize("NFKC", text)
        found |= dict.fromkeys(f"（{match[0][1:-1]}）" for match in _LEFT.finditer(even))
    return list(found)


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from _texts(list(part.values()))
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)
