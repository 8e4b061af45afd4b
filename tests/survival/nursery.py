"""Desks that start in a tenth of a second and are really killed: a process that has everything imported forks them.

`Nursery` runs `python -m tests.survival.nursery` and asks it for desks. Each is a process of its own with service,
threads and database connections of its own. An impatient one has a test's patience: a lease of seconds instead of half
a minute.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil

from bot.serving import reserve
from tests.line_platform import SECRET, TOKEN
from tests.local_http import client

LEASE = dt.timedelta(seconds=3)
TIMEOUT = (1.0, 1.0)  # seconds to connect to LINE and to wait for its answer: together shorter than the lease
LONGEST_BACK_OFF = 1.0  # seconds
BIRTH = 180.0  # seconds a desk may need until it answers
IMPATIENT = "TEST_IMPATIENT"
TELL_EVERY = dt.timedelta(seconds=0.2)
DEATH = 120.0  # seconds a killed process may need until the system has cleared it away


class Nursery:
    """Starts desks; what is left of them dies with it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._pids: set[int] = set()
        self._asking = threading.Lock()  # its answers tell nobody whose they are
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.survival.nursery", str(log)],
            env=environment, cwd=log.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._said() == "ready"

    def start(self, **environment: str) -> int:
        """Forks a desk with these variables and returns its process id at once."""
        assert self._process.stdin is not None
        with self._asking:
            self._process.stdin.write(json.dumps(environment) + "\n")
            self._process.stdin.flush()
            pid = int(self._said())
        self._pids.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """kill -9, and waits until the process is gone."""
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + DEATH
        while psutil.pid_exists(pid):
            assert time.monotonic() < deadline, f"{pid} does not die"
            time.sleep(0.005)
        self._pids.discard(pid)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for pid in sorted(self._pids):
            if psutil.pid_exists(pid):
                self.kill(pid)
        self._process.communicate("", timeout=DEATH)

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class KilledDesk:
    """One desk on a port that stays the same over restarts; its clock goes on over them, too."""

    def __init__(self, nursery: Nursery, database_url: str, begun: dt.datetime, impatient: bool = True) -> None:
        self._reserved = reserve()  # kept over restarts, so that nobody else is given the port
        self.port = self._reserved.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._nursery, self._pid = nursery, 0
        self._begun, self._since = begun, time.monotonic()
        self._environment = {
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "DATABASE_URL": database_url,
            "MADOGUCHI_PORT": str(self.port),
            "MADOGUCHI_WORKERS": "2",
            "MADOGUCHI_FLOOD_LIMIT": "1000000",  # the load must not look like flooding
            IMPATIENT: "1" if impatient else "",
        }

    def start(self, line_url: str) -> None:
        """Starts it; returns at once."""
        now = self._begun + dt.timedelta(seconds=time.monotonic() - self._since)
        line = {"LINE_API_BASE_URL": line_url, "LINE_DATA_API_BASE_URL": line_url}
        self._pid = self._nursery.start(MADOGUCHI_NOW=now.isoformat(), **line, **self._environment)

    def wait(self) -> None:
        """Returns when it answers."""
        deadline = time.monotonic() + BIRTH
        with client(timeout=10) as http:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if http.get(f"{self.url}/healthz").status_code == 200:
                        return
                assert psutil.pid_exists(self._pid), self._nursery.log.read_text("utf8")[-2000:]
                assert time.monotonic() < deadline, "it does not answer"
                time.sleep(0.02)

    def kill(self) -> None:
        """kill -9."""
        if self._pid:
            self._nursery.kill(self._pid)
        self._pid = 0

    def close(self) -> None:
        """Kills what still runs and gives the port back."""
        self.kill()
        self._reserved.close()


def main(log: str) -> None:
    """Imports everything once, then forks a desk for every line that comes in."""
    import bot.app
    from handlers.desk import Desk

    assert bot.app
    desk = Desk.open()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(json.loads(line), desk, log)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201


def live(environment: dict[str, str], desk: Any, path: str) -> None:
    """The life of a desk, until it is killed; what it prints goes to the log."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(path, "ab") as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
    os.close(0)
    import uvicorn

    from bot import log, queue
    from bot.announcements import batches
    from bot.app import create_app, make_clock
    from bot.config import load_settings
    from bot.line import Line
    from handlers import watch_notices
    from jobs import broadcast, deliver, schedule
    from tests import personal_notices

    impatient = environment.pop(IMPATIENT)
    watch_notices.KINDS[personal_notices.TRIED] = personal_notices.text
    if impatient:
        batches.LEASE = queue.OUTBOUND_LEASE = LEASE
        broadcast.LONGEST_BACK_OFF = deliver.LONGEST_BACK_OFF = LONGEST_BACK_OFF
        pace = {"tell": TELL_EVERY}
        schedule.TABLE = tuple((job, pace.get(job.__name__, every)) for job, every in schedule.TABLE)
    log.configure("warning")
    settings = load_settings(environment, env_file=None)
    given = (settings.line_channel_access_token, settings.line_api_base_url, settings.line_data_api_base_url)
    line = Line(*given, TIMEOUT) if impatient else Line(*given)
    app = create_app(settings, make_clock(settings), line, desk=desk)
    uvicorn.run(app, host="127.0.0.1", port=settings.madoguchi_port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1])
