"""What an emulator must be told: the shared secrets, where the bot listens, where its own memory lies."""

from collections.abc import Callable
from dataclasses import dataclass
from time import time_ns
from typing import Any


def wall_clock_ms() -> int:
    """Milliseconds since 1970, as LINE counts."""
    return time_ns() // 1_000_000


@dataclass(frozen=True)
class Options:
    """`store` is a SQLite file or ":memory:"; without `record` only tokens, keys and timings are kept.

    `samples` are shown in the gallery; given as a callable, they are made when it is first opened. With `pictures`
    pages load pictures from outside addresses. `now_ms` is the base of the platform's clock, which can be moved.
    `host` is a further name under which the pages may be opened. An empty `webhook_url` is set
    later, as in LINE's console. With `questions` an empty talk offers what our desk is asked.
    """

    channel_secret: str
    channel_token: str
    webhook_url: str
    store: str = ":memory:"
    record: bool = True
    seed_people: bool = True
    webhook_timeout: float = 10.0
    webhook_threads: int = 4
    now_ms: Callable[[], int] = wall_clock_ms
    samples: tuple[Any, ...] | Callable[[], tuple[Any, ...]] = ()
    pictures: bool = False
    host: str = ""
    questions: bool = True
