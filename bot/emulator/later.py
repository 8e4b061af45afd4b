"""What shall happen a little later, and may be hurried or called off."""

from collections.abc import Callable
from threading import Lock, Timer


class Later:
    """Timers of the real time; after `close` nothing waits any more."""

    def __init__(self) -> None:
        self._waiting: dict[Timer, Callable[[], None]] = {}
        self._lock = Lock()
        self._closed = False

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Does it after so many seconds, or at the end if that comes first."""

        def due() -> None:
            with self._lock:
                found = self._waiting.pop(timer, None)
            if found:
                act()

        timer = Timer(seconds, due)
        timer.daemon = True
        with self._lock:
            if self._closed:
                return
            self._waiting[timer] = act
        timer.start()

    def cancel(self) -> None:
        """Nothing of what waits will happen."""
        self._take()

    def close(self) -> None:
        """Does everything that waits now, and takes nothing more."""
        with self._lock:
            self._closed = True
        for act in self._take():
            act()

    def _take(self) -> list[Callable[[], None]]:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for timer in waiting:
            timer.cancel()
        return list(waiting.values())
