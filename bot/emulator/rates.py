"""LINE's rate limits: a token bucket for each method and path, by the documented numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.emulator.store import Store

Json = dict[str, Any]

HOUR = 3600.0
USUAL = (2000, 1.0)
LIMITS: dict[str, tuple[int, float]] = {
    "POST /v2/bot/message/multicast": (200, 1.0),
    "POST /v2/bot/message/narrowcast": (60, HOUR),
    "POST /v2/bot/message/broadcast": (60, HOUR),
    "POST /v2/bot/chat/loading/start": (100, 1.0),
    "POST /v2/bot/richmenu": (100, HOUR),
    "DELETE /v2/bot/richmenu/{}": (100, HOUR),
    "DELETE /v2/bot/richmenu/alias/{}": (100, HOUR),
    "GET /v2/bot/richmenu/progress/batch": (100, HOUR),
    "POST /v2/bot/richmenu/batch": (3, HOUR),
    "GET /v2/bot/richmenu/list": (10, 1.0),
    "POST /v2/bot/channel/webhook/test": (60, HOUR),
    "GET /v2/bot/channel/webhook/endpoint": (1000, 60.0),
    "PUT /v2/bot/channel/webhook/endpoint": (1000, 60.0),
}
"""Calls and the seconds in which they are allowed (the reference's section on rate limits, August 2026)."""
INSIGHT = (60, HOUR)


def rule_of(method: str, path: str) -> str:
    """The name of a limit: method and path, with {} for each part that varies, whatever it is called."""
    return f"{method} {re.sub(r'{[^}]*}', '{}', path)}"


@dataclass
class _Bucket:
    limit: int
    seconds: float
    left: float
    at_ms: int


class Rates:
    """The buckets; they refill by the platform's clock, so an hour may be jumped over."""

    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store, self._now_ms = store, now_ms
        kept = store.setting("rates", {})
        self.on = bool(kept.get("on", True))
        self._own: dict[str, tuple[int, float]] = {
            rule: (int(limit), float(seconds)) for rule, (limit, seconds) in kept.get("own", {}).items()
        }
        self._buckets: dict[str, _Bucket] = {}

    def take(self, rule: str) -> bool:
        """Whether one more call of this rule ("POST /v2/bot/message/push") is allowed now; it counts if so."""
        if not self.on:
            return True
        now = self._now_ms()
        bucket = self._buckets.get(rule)
        if bucket is None:
            limit, seconds = self._limit(rule)
            bucket = self._buckets[rule] = _Bucket(limit, seconds, float(limit), now)
        elapsed = max(0, now - bucket.at_ms)
        bucket.left = min(float(bucket.limit), bucket.left + elapsed / 1000 * bucket.limit / bucket.seconds)
        bucket.at_ms = now
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def switch(self, on: bool) -> None:
        """All limits on or off."""
        self.on = on
        self._keep()

    def set(self, rule: str, limit: int, seconds: float) -> None:
        """Another number for one rule, with a full bucket."""
        self._own[rule] = (limit, seconds)
        self._keep()

    def reset(self) -> None:
        """LINE's numbers again, with full buckets."""
        self.on = True
        self._own.clear()
        self._keep()

    def listed(self) -> Json:
        """What holds now; `usual` is for every method and path that is not named."""
        named = {**LIMITS, "GET /v2/bot/insight/*": INSIGHT, **self._own}
        return {
            "on": self.on,
            "usual": {"limit": USUAL[0], "seconds": USUAL[1]},
            "limits": {rule: {"limit": limit, "seconds": seconds} for rule, (limit, seconds) in named.items()},
        }

    def _limit(self, rule: str) -> tuple[int, float]:
        usual = INSIGHT if "/v2/bot/insight/" in rule else USUAL
        return self._own.get(rule) or LIMITS.get(rule, usual)

    def _keep(self) -> None:
        self._buckets.clear()
        self._store.keep("rates", {"on": self.on, "own": self._own})
