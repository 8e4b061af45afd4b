"""The platform's clock: real time, moved or stopped by hand, and the same again after a restart."""

import datetime as dt
from collections.abc import Callable

from bot.emulator.store import Store

JST = dt.timezone(dt.timedelta(hours=9))
DAY_MS = 24 * 60 * 60_000
EARLIEST_MS, END_MS = (int(dt.datetime(year, 1, 1, tzinfo=JST).timestamp() * 1000) for year in (1971, 2201))


class PlatformClock:
    """Milliseconds since 1970 on a scale that runs on from wherever it was put."""

    def __init__(self, store: Store, base_ms: Callable[[], int]) -> None:
        self._store, self._base_ms = store, base_ms
        kept = store.setting("clock", {})
        self._offset = int(kept.get("offset_ms", 0))
        stopped = kept.get("stopped_ms")
        self._stopped = None if stopped is None else int(stopped)

    def now_ms(self) -> int:
        """The present moment of the platform."""
        stopped = self._stopped
        return self._base_ms() + self._offset if stopped is None else stopped

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self._stopped is not None

    @property
    def offset_ms(self) -> int:
        """How far the platform is ahead of the real time now."""
        return self.now_ms() - self._base_ms()

    def pause(self) -> None:
        """Stops the clock at this moment; moving and setting still work."""
        self._put(self.now_ms(), True)

    def resume(self) -> None:
        """Lets it run on from where it stands."""
        self._put(self.now_ms(), False)

    def move(self, milliseconds: int) -> None:
        """Jumps ahead, or back when negative; raises ValueError when that is not in the years 1971 to 2200."""
        self._put(self.now_ms() + milliseconds, self.paused)

    def set(self, milliseconds: int) -> None:
        """Jumps to a moment; raises ValueError when that is not in the years 1971 to 2200."""
        self._put(milliseconds, self.paused)

    def real(self) -> None:
        """Back to the real time, running."""
        self._stopped, self._offset = None, 0
        self._keep()

    def next(self, hour: int, minute: int) -> int:
        """The next moment (ms) at which Japanese clocks show this time; a whole day ahead if they show it now."""
        now = moment(self.now_ms())
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return to_ms(then if then > now else then + dt.timedelta(days=1))

    def _put(self, milliseconds: int, stopped: bool) -> None:
        if not EARLIEST_MS <= milliseconds < END_MS:
            raise ValueError("a year from 1971 to 2200")
        self._offset = milliseconds - self._base_ms()
        self._stopped = milliseconds if stopped else None
        self._keep()

    def _keep(self) -> None:
        self._store.keep("clock", {"offset_ms": self._offset, "stopped_ms": self._stopped})


def moment(milliseconds: int) -> dt.datetime:
    """The moment on Japanese clocks."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, JST)


def to_ms(when: dt.datetime) -> int:
    """Milliseconds since 1970 of an aware moment; one without a zone is meant in Japan's time."""
    return round((when if when.tzinfo else when.replace(tzinfo=JST)).timestamp() * 1000)


def day(milliseconds: int) -> str:
    """The day in Japan, as LINE writes it: 20260901."""
    return f"{moment(milliseconds):%Y%m%d}"


def iso(milliseconds: int) -> str:
    """UTC in LINE's form: 2020-12-03T10:15:30.121Z."""
    at = dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
