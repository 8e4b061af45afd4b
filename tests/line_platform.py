"""The LINE look-alike as a process of its own, and a client of its control API, for tests and the bench.

`python -m tests.line_platform PORT WEBHOOK_URL THREADS [--quiet] [--slow]` runs it; `LinePlatform` does that and talks
to it. On a slow platform time passes at a tenth of its speed, so that no reply token runs out on a busy machine.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Any

import httpx
import uvicorn

from bot.emulator import Options, create_emulator
from bot.emulator.options import wall_clock_ms

SECRET = "secret-of-a-test-channel"
TOKEN = "token-of-a-test-channel"

Json = dict[str, Any]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], seconds: float = 90.0) -> None:
    """Returns when the address answers 200. Raises RuntimeError when the process ends or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{url}: the process ended with {process.returncode}")
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    process.send_signal(signal.SIGABRT)  # with PYTHONFAULTHANDLER it prints where every thread stands
    raise RuntimeError(f"{url}: no answer within {seconds:.0f} s")


class LinePlatform:
    """A running look-alike; its webhooks go to one address."""

    def __init__(self, webhook_url: str, *, record: bool = True, slow: bool = False, threads: int = 4) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "tests.line_platform", str(port), webhook_url, str(threads)]
        flags = [flag for flag, wanted in (("--quiet", not record), ("--slow", slow)) if wanted]
        self._process = subprocess.Popen([*command, *flags])
        wait_until_up(f"{self.url}/emulator/control/timings", self._process)
        self._http = httpx.Client(base_url=f"{self.url}/emulator/control", timeout=30)

    def say(self, user: str, text: str) -> Json:
        """A person writes; the webhook goes out by itself. Returns the event."""
        return self._post("say", {"user": user, "text": text})

    def redeliver(self, event_id: str) -> None:
        """LINE sends an event once more."""
        self._post("event", {"redeliver": event_id})

    def emit(self, events: list[Json], copies: int = 1) -> None:
        """Sends these events in one webhook, or in several equal ones."""
        self._post("event", {"events": events, "copies": copies})

    def sent(self, after: int = 0) -> list[Json]:
        """Every API request after the one with this id, oldest first, with its status."""
        return self._get("sent", {"after": after})

    def timings(self) -> list[Json]:
        """Each event's way since it was last sent: queued, sent, status of the webhook, answered (milliseconds)."""
        return self._get("timings", {})

    def forget(self) -> None:
        """Empties what was recorded."""
        self._http.post("/forget").raise_for_status()

    def __enter__(self) -> LinePlatform:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()
        self._process.kill()
        self._process.wait()

    def _post(self, path: str, body: Json) -> Any:
        return self._http.post(f"/{path}", json=body).raise_for_status().json()

    def _get(self, path: str, params: Json) -> list[Json]:
        found: list[Json] = self._http.get(f"/{path}", params=params).raise_for_status().json()
        return found


def main(port: str, webhook_url: str, threads: str, *flags: str) -> None:
    """Runs the look-alike until it is killed."""
    start = wall_clock_ms()
    options = Options(
        SECRET,
        TOKEN,
        webhook_url,
        record="--quiet" not in flags,
        seed_people=False,
        webhook_threads=int(threads),
        now_ms=(lambda: start + (wall_clock_ms() - start) // 10) if "--slow" in flags else wall_clock_ms,
    )
    uvicorn.run(create_emulator(options), host="127.0.0.1", port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
