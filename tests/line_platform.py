"""The LINE look-alike as a process of its own, and a client of its control API, for tests and the bench.

`python -m tests.line_platform PORT WEBHOOK_URL THREADS [--quiet] [--slow] [--people=N]` runs it; `LinePlatform` does
that and talks to it. On a slow platform time passes at a tenth of its speed, so that no reply token runs out on a busy
machine.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Any

import httpx
import uvicorn

from bot.emulator import Options, create_emulator
from bot.emulator.options import wall_clock_ms
from bot.emulator.people import Person
from bot.serving import reserve
from tests.local_http import client

SECRET = "secret-of-a-test-channel"
TOKEN = "token-of-a-test-channel"

Json = dict[str, Any]
PEOPLE = "--people="


def free_port() -> int:
    """A port that nobody listens on now. Another process may be given it too: tests keep theirs with `reserve`."""
    with reserve() as listener:
        return int(listener.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], seconds: float = 180.0) -> None:
    """Returns when the address answers 200. Raises RuntimeError when the process ends or takes too long."""
    deadline = time.monotonic() + seconds
    with client(timeout=10) as http:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"{url}: the process ended with {process.returncode}")
            with suppress(httpx.TransportError):
                if http.get(url).status_code == 200:
                    return
            time.sleep(0.02)
    process.send_signal(signal.SIGABRT)  # with PYTHONFAULTHANDLER it prints where every thread stands
    raise RuntimeError(f"{url}: no answer within {seconds:.0f} s")


class LinePlatform:
    """A running look-alike; its webhooks go to one address. `people` friends have the ids U000…1, U000…2 and so on."""

    def __init__(
        self, webhook_url: str, *, record: bool = True, slow: bool = False, threads: int = 4, people: int = 0
    ) -> None:
        self._port = reserve()  # kept, so that nobody else is given it
        port = self._port.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "tests.line_platform", str(port), webhook_url, str(threads)]
        wishes = (("--quiet", not record), ("--slow", slow), (f"{PEOPLE}{people}", people))
        flags = [flag for flag, wanted in wishes if wanted]
        self._process = subprocess.Popen([*command, *flags])
        wait_until_up(f"{self.url}/emulator/control/timings", self._process)
        self._http = client(f"{self.url}/emulator/control")

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

    def control(self, path: str, body: Json) -> Any:
        """Posts to the control API and returns its answer; people may be named in it by their ids."""
        return self._post(path, body)

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self._http.delete("/faults").raise_for_status()

    def calls(self, path: str, after: int = 0) -> list[Json]:
        """The requests of one path after the one with this id, oldest first, with status, body and answer."""
        return self._get("sent", {"after": after, "path": path})

    def forget(self) -> None:
        """Empties what was recorded."""
        self._http.post("/forget").raise_for_status()

    def __enter__(self) -> LinePlatform:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()
        self._process.kill()
        self._process.wait()
        self._port.close()

    def _post(self, path: str, body: Json) -> Any:
        answer = self._http.post(f"/{path}", json=body).raise_for_status()
        return answer.json() if answer.content else None

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
    emulator = create_emulator(options)
    store = emulator.state.platform.store
    with store.together():
        for number in range(1, 1 + sum(int(flag[len(PEOPLE) :]) for flag in flags if flag.startswith(PEOPLE))):
            store.add_person(Person(f"U{number:032x}", f"利用者{number}", "試験用"))
    uvicorn.run(emulator, host="127.0.0.1", port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
