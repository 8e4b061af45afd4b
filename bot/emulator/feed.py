"""Tells open phone pages that something changed; what changed they read from the store."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Feed:
    """One wake-up event per listening page, set from whatever thread made the change."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._lock = Lock()
        self.closed = False

    @contextmanager
    def listen(self) -> Iterator[asyncio.Event]:
        """An event that is set after each change; to be used inside a running loop."""
        event = asyncio.Event()
        with self._lock:
            self._listeners[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            with self._lock:
                self._listeners.pop(event, None)

    def publish(self) -> None:
        """Wakes every listener."""
        if not self._listeners:
            return
        with self._lock:
            listeners = list(self._listeners.items())
        for event, loop in listeners:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """Ends every listener's stream, so that the server can stop."""
        self.closed = True
        self.publish()
