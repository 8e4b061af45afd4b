"""Runs an ASGI application in a thread of this process: for the demo, and for tests that want real HTTP."""

import os
import signal
import socket
from threading import Event, Thread, current_thread, main_thread
from time import monotonic, sleep
from types import TracebackType
from typing import Any

import uvicorn

START_SECONDS = 30.0


class PortTaken(Exception):
    """Another program listens on the wanted port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


def reserve(port: int = 0, host: str = "127.0.0.1") -> socket.socket:
    """A socket on the port (0 for any free one), so that a taken port shows before anything is built; or PortTaken."""
    # asyncio sends without Nagle's 40 ms delay only on sockets that name their protocol.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        # Without this a port stays taken for a minute after the last run; elsewhere it would allow a second listener.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise PortTaken(port) from None
    return listener


class Background:
    """One uvicorn server in one thread, on a reserved socket or on any free port of this machine."""

    def __init__(self, app: Any, listener: socket.socket | None = None) -> None:
        self.app = app
        self._socket = listener or reserve()
        host, self.port = self._socket.getsockname()[:2]
        self.url = f"http://{host}:{self.port}"
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, log_config=None, timeout_graceful_shutdown=3, lifespan="on"
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def start(self) -> "Background":
        """Starts the server and waits until it answers; raises RuntimeError when its start fails."""
        self._thread.start()
        deadline = monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or monotonic() > deadline:
                raise RuntimeError("the server did not start")
            sleep(0.01)
        return self

    def stop(self) -> None:
        """Lets running requests finish for up to 3 seconds and ends the server."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(START_SECONDS)
        self._socket.close()

    def __enter__(self) -> "Background":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def wait_for_end(stop: Event) -> None:
    """Returns when `stop` is set, in the main thread also at Ctrl-C or SIGTERM."""
    if current_thread() is main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    # A wait without end would not hear Ctrl-C on every system.
    while not stop.wait(0.5):
        pass
    if current_thread() is main_thread():
        # Whoever presses Ctrl-C once more does not want to wait for what is under way.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
