"""How LINE counts: UTF-16 code units, grapheme clusters, bytes of JSON."""

import json
from typing import Any

import regex  # type: ignore[import-untyped]

_GRAPHEME = regex.compile(r"\X")


def units(text: str) -> int:
    """Length in UTF-16 code units, which is how LINE counts texts (an emoji is 2)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Length in grapheme clusters, which is how LINE counts labels, template texts and rich menu names."""
    return len(_GRAPHEME.findall(text))


def compact(part: Any) -> str:
    """The part as JSON without spaces."""
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


def size(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))
