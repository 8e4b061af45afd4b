"""What people ask of the desk that it does not do: cancel what was applied for elsewhere, look after somebody, ring.

Only says which deed is asked for; a question about programs (支援, 制度 …) is none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from knowledge.event_spelling import spelled
from knowledge.loader import DATA, read_plain

SHORT = 60  # characters; a longer message has more to say


class NotDone:
    """The patterns, made once; pure, safe to share between threads."""

    def __init__(self) -> None:
        given: dict[str, Any] = read_plain(DATA / "not_done.yaml")
        parts = {name: f"(?:{given[name]})" for name in ("wish", "living")}
        self._never = re.compile(given["never"])
        self._deeds = {
            name: re.compile("|".join(_filled(pattern, parts) for pattern in patterns))
            for name, patterns in given["deeds"].items()
        }

    def asked(self, message: str) -> str | None:
        """The deed a message asks for, by its name in the data file; None for any other message."""
        if len(message) > SHORT:
            return None
        said = spelled(message)
        if self._never.search(said):
            return None
        return next((name for name, pattern in self._deeds.items() if pattern.search(said)), None)


@cache
def not_done() -> NotDone:
    """The patterns of the data file; one per process."""
    return NotDone()


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern
