"""A bell between threads: whoever stores work rings, whoever waits for work wakes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

STEP = 0.001  # seconds between two looks at the door
MOST = 64  # rings kept for later: more would only wake threads for nothing


class Bell:
    """Rings are remembered until the next wait, so work stored just before the wait is not slept over."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0
        self._arriving = 0

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """While somebody is at the door; who works off what came lets him in first."""
        with self._condition:
            self._arriving += 1
        try:
            yield
        finally:
            with self._condition:
                self._arriving -= 1

    def let_in(self, at_most: float) -> None:
        """Waits, at most so many seconds, while somebody is at the door."""
        for _ in range(round(at_most / STEP)):
            if not self._arriving:
                return
            sleep(STEP)

    def ring(self, times: int = 1) -> None:
        """Wakes up to `times` waiting threads."""
        with self._condition:
            self._rings = min(self._rings + times, MOST)
            self._condition.notify(times)

    def wait(self, seconds: float) -> None:
        """Returns at a ring, or after so many seconds."""
        with self._condition:
            if not self._rings:
                self._condition.wait(seconds)
            self._rings = max(0, self._rings - 1)

    def pending(self) -> int:
        """Rings nobody has waited for yet."""
        with self._condition:
            return self._rings
