"""Faults on demand: what shall go wrong on the way to the API or on the way of webhooks, how often, by what chance."""

import random
from dataclasses import asdict, dataclass, replace
from itertools import count
from threading import Lock
from typing import Any

API_KINDS = ("status", "delay", "delay_after", "drop_before", "drop_after", "rate_limit", "quota", "broken_body")
WEBHOOK_KINDS = ("delay", "duplicate", "reorder", "lost")
WEBHOOK = "webhook"
"""The path that stands for the webhooks; every other path is one of the API, and a final * stands for any rest."""
COUNTED = tuple(f"/v2/bot/message/{kind}" for kind in ("push", "multicast", "narrowcast", "broadcast"))
"""What the month's quota counts: replies are free."""


@dataclass(frozen=True)
class Fault:
    """`times` is how often it still happens (None: until it is cleared), `chance` how likely each time."""

    id: int
    path: str
    kind: str
    status: int = 500
    seconds: float = 1.0
    times: int | None = None
    chance: float = 1.0
    retry_after: int | None = None
    hits: int = 0


class Faults:
    """The faults that are set; they end with the process."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ids = count(1)
        self._lock = Lock()

    def add(self, path: str, kind: str, **details: Any) -> dict[str, Any]:
        """Sets one; raises ValueError with a sentence when the kind does not fit the path."""
        kinds = WEBHOOK_KINDS if path == WEBHOOK else API_KINDS
        if kind not in kinds:
            raise ValueError(f"for the path {path!r}, kind is one of {', '.join(kinds)}")
        if kind == "quota" and not any(_covers(path, counted) for counted in COUNTED):
            raise ValueError(f"the month's quota counts only {', '.join(COUNTED)}")
        fault = Fault(next(self._ids), path, kind, **details)
        with self._lock:
            self._faults.append(fault)
        return asdict(fault)

    def list(self) -> "list[dict[str, Any]]":
        """All that are set, also those that have happened often enough."""
        return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._faults.clear()

    def strike(self, path: str, but: str | None = None) -> Fault | None:
        """The first fault, of a kind other than `but`, that happens to this request, counted as one of its times."""
        if not self._faults:
            return None
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.kind == but:
                    continue
                if _meets(fault, path) and fault.times != 0 and random.random() < fault.chance:
                    left = None if fault.times is None else fault.times - 1
                    self._faults[place] = replace(fault, times=left, hits=fault.hits + 1)
                    return fault
        return None


def _meets(fault: Fault, path: str) -> bool:
    return _covers(fault.path, path) and (fault.kind != "quota" or path in COUNTED)


def _covers(pattern: str, path: str) -> bool:
    if pattern == WEBHOOK or path == WEBHOOK:
        return pattern == path
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern
