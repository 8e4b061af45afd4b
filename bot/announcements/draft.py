"""What staff hand in: an announcement before anybody has decided about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Draft:
    """Title and theme, the audience as an expression, the times (aware UTC) and the content as plain JSON.

    `send_at` None leaves the time to whoever sends it; from `past_at` on it is stale; `repeat` is checked already.
    """

    title: str
    theme: str
    audience: str
    send_at: dt.datetime | None
    past_at: dt.datetime | None
    repeat: dict[str, Any] | None
    content: dict[str, Any]
