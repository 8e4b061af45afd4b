"""Tags, and texts fit to stand between them: everything that comes from a message is escaped here."""

import re
from typing import Any

from markupsafe import Markup, escape

LONGEST = 10_000
_VOID = {"img"}
# What no HTML text may hold: control characters, lone surrogates, the two non-characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What turns the direction of reading around and makes "exe.png" of "gnp.exe".
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def tag(name: str, inner: Markup | str = "", **attributes: str | None) -> Markup:
    """One element; a trailing _ of a name is dropped, other _ become -, None drops the attribute."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{escape(inner)}</{name}>")


def words(value: Any, limit: int = LONGEST) -> str:
    """The value if it is a text, without what HTML cannot hold and not longer than `limit`; otherwise nothing."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", value[:limit]) if isinstance(value, str) else ""


def plain(value: Any, limit: int = 300) -> str:
    """A name or an address as it is spelt, never turned around by invisible marks."""
    return _TURNING.sub("\N{REPLACEMENT CHARACTER}", words(value, limit))


def join(pieces: list[Markup]) -> Markup:
    """The pieces one after the other."""
    return Markup("").join(pieces)


def listed(value: Any, limit: int = 10_000) -> list[Any]:
    """The value if it is a list, not longer than `limit`; otherwise an empty one."""
    return value[:limit] if isinstance(value, list) else []


def mapped(value: Any) -> dict[str, Any]:
    """The value if it is an object; otherwise an empty one."""
    return value if isinstance(value, dict) else {}
