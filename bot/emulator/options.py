"""What an emulator must be told: the shared secrets, where the bot listens, where its own memory lies."""

from collections.abc import Callable
from dataclasses import dataclass
from time import time_ns


def wall_clock_ms() -> int:
    """Milliseconds since 1970, as LINE counts."""
    return time_ns() // 1_000_000


@dataclass(frozen=True)
class Options:
    """`store` is a SQLite file or ":memory:"; without `record` only tokens, keys and timings are kept."""

    channel_secret: str
    channel_token: str
    webhook_url: str
    store: str = ":memory:"
    record: bool = True
    seed_people: bool = True
    webhook_timeout: float = 10.0
    webhook_threads: int = 4
    now_ms: Callable[[], int] = wall_clock_ms
