"""The only place that reads the clock: aware UTC inside, Japan's time at the edges."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

UTC = dt.UTC
JST = ZoneInfo("Asia/Tokyo")


class Clock:
    """Tells the time; started at a given moment it runs on from there, so a past day can be tried out."""

    def __init__(self, start: dt.datetime | None = None) -> None:
        self._offset = dt.timedelta(0) if start is None else aware(start) - dt.datetime.now(UTC)

    def now(self) -> dt.datetime:
        """The current moment, aware, in UTC."""
        return dt.datetime.now(UTC) + self._offset

    def move(self, delta: dt.timedelta) -> None:
        """Jump ahead (or back): for demonstrations and tests."""
        self._offset += delta

    def seconds(self) -> float:
        """Seconds on a scale that never jumps, for measuring how long something took."""
        return time.perf_counter()


def aware(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC; one without a zone is meant in Japan's time, as people here write it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=JST)).astimezone(UTC)


def parse(text: str) -> dt.datetime:
    """2025-03-11 or 2025-03-11T09:00 (Japan's time unless a zone is given), as aware UTC. Raises ValueError."""
    return aware(dt.datetime.fromisoformat(text.strip()))


def jst(moment: dt.datetime) -> dt.datetime:
    """The moment on Japanese clocks."""
    return aware(moment).astimezone(JST)


def today_jst(now: dt.datetime) -> dt.date:
    """The calendar day in Japan at this moment."""
    return jst(now).date()


def from_ms(milliseconds: int) -> dt.datetime:
    """LINE's timestamps (milliseconds since 1970) as aware UTC."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, UTC)


def to_ms(moment: dt.datetime) -> int:
    """Aware UTC as LINE's timestamp in milliseconds."""
    return int(moment.timestamp() * 1000)
