"""JSON from outside: what is no JSON, what cannot be written back, and what is nested without end."""

import json
import math
import re
from typing import Any

from starlette.requests import Request

DEEPEST = 100
"""Levels of lists and objects; no message or event of LINE's comes near."""
READ_AT_MOST = 64 * 1024 * 1024
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+')


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _number(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_number)


def read_json(raw: bytes | str) -> Any:
    """The value of UTF-8 JSON, with U+FFFD for halves of surrogate pairs; raises ValueError for anything else."""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value = _DECODER.decode(text)
        # Half a pair can be escaped, but neither stored nor sent: what comes in must be able to go out.
        return _DECODER.decode(mended(json.dumps(value, ensure_ascii=False))) if "\\ud" in text.lower() else value
    except RecursionError:  # a few kilobytes of brackets are enough
        raise ValueError("nested too deeply") from None


async def body_of(request: Request, limit: int) -> bytes:
    """The body; of one that is too long nothing but one byte too many, so that it is told apart and not kept."""
    if "transfer-encoding" not in request.headers and int(request.headers.get("content-length", 0)) <= limit:
        return await request.body()
    pieces: list[bytes] = []
    size = 0
    # Read on, because a client that is still writing would not hear the answer; but not for ever.
    async for piece in request.stream():
        size += len(piece)
        if size <= limit:
            pieces.append(piece)
        elif size > READ_AT_MOST:
            break
    return b"".join(pieces) if size <= limit else bytes(limit + 1)


def mended(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair that stands alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_deep(text: str) -> bool:
    """Whether JSON is nested more than 100 levels."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for sign in _BRACKETS.sub("", text):
        depth += 1 if sign in "[{" else -1
        if depth > DEEPEST:
            return True
    return False


def readable(text: str) -> Any:
    """The value of a JSON text for a record; the text itself when it is none or nested too deeply to be shown."""
    try:
        return text if is_deep(text) else read_json(text)
    except ValueError:
        return text


def clean(value: Any) -> Any:
    """A JSON value from elsewhere as `read_json` would give it; raises ValueError for one that it would refuse."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if is_deep(text):
        raise ValueError(f"nested more than {DEEPEST} levels")
    return read_json(mended(text))
