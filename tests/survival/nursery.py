"""Desks that start in a tenth of a second and are really killed: a process that has everything imported forks them.

`Nursery` runs `python -m tests.survival.nursery` and asks it for desks. Each is a process of its own with service,
threads and database connections of its own; only its patience is a test's: a lease of seconds instead of half a minute.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from bot.serving import reserve
from tests.line_platform import SECRET, TOKEN

LEASE = dt.timedelta(seconds=3)
TIMEOUT = (1.0, 1.0)  # seconds to connect to LINE and to wait for its answer: together shorter than the lease
LONGEST_BACK_OFF = 1.0  # seconds
DEATH = 20.0  # seconds a killed process may need until the system has cleared it away


class Nursery:
    """Starts desks; what is left of them dies with it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._pids: set[int] = set()
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.survival.nursery", str(log)],
            env=environment, cwd=log.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._said() == "ready"

    def start(self, **environment: str) -> int:
        """Forks a desk with these variables and returns its process id at once."""
        assert self._process.stdin is not None
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

    def __init__(self, nursery: Nursery, database_url: str, begun: dt.datetime) -> None:
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
            "MADOGUCHI_FLOOD_LIMIT": "1000000",
        }

    def start(self, line_url: str) -> None:
        """Starts it; returns at once."""
        now = self._begun + dt.timedelta(seconds=time.monotonic() - self._since)
        line = {"LINE_API_BASE_URL": line_url, "LINE_DATA_API_BASE_URL": line_url}
        self._pid = self._nursery.start(MADOGUCHI_NOW=now.isoformat(), **line, **self._environment)

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

    from bot import log
    from bot.announcements import batches
    from bot.app import create_app, make_clock
    from bot.config import load_settings
    from bot.line import Line
    from jobs import broadcast

    batches.LEASE = LEASE
    broadcast.LONGEST_BACK_OFF = LONGEST_BACK_OFF
    log.configure("warning")
    settings = load_settings(environment, env_file=None)
    line = Line(
        settings.line_channel_access_token, settings.line_api_base_url, settings.line_data_api_base_url, TIMEOUT
    )
    app = create_app(settings, make_clock(settings), line, desk=desk)
    uvicorn.run(app, host="127.0.0.1", port=settings.madoguchi_port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1])
