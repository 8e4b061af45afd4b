"""`madoguchi serve` as a real process that can be killed, and a doorman that spreads webhooks over several."""

from __future__ import annotations

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from types import TracebackType

import httpx
import psutil

from bot.serving import reserve
from tests.line_platform import SECRET, TOKEN, wait_until_up
from tests.local_http import client

NOBODY = 503  # no process listened, so the event is certainly not stored


class DeskProcess:
    """One `madoguchi serve` on a port that stays the same over restarts."""

    def __init__(self, database_url: str, home: Path, **environment: str) -> None:
        self._reserved = reserve()  # kept over restarts, so that nobody else is given the port
        self.port = self._reserved.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._home = home
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LINE_", "MADOGUCHI_"))},
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "DATABASE_URL": database_url,
            "MADOGUCHI_FLOOD_LIMIT": "1000000",  # the load must not look like flooding
            "MADOGUCHI_LOG_LEVEL": "warning",
            "PYTHONFAULTHANDLER": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, line_url: str) -> None:
        """Starts it; returns at once."""
        command = [
            sys.executable,
            "-m",
            "bot.cli",
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--migrate",
        ]
        environment = {**self._environment, "LINE_API_BASE_URL": line_url, "LINE_DATA_API_BASE_URL": line_url}
        log = (self._home / f"desk-{self.port}.log").open("ab")
        self._process = subprocess.Popen(command, env=environment, cwd=self._home, stdout=log, stderr=log)
        log.close()

    def wait(self) -> None:
        """Returns when it answers."""
        assert self._process is not None
        wait_until_up(f"{self.url}/healthz", self._process)

    def kill(self) -> None:
        """kill -9: no handler runs, no buffer is flushed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> DeskProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        self._reserved.close()

    @property
    def resident(self) -> int:
        """Bytes of memory it holds now."""
        assert self._process is not None
        return int(psutil.Process(self._process.pid).memory_info().rss)

    @property
    def log(self) -> str:
        """What it printed so far."""
        return (self._home / f"desk-{self.port}.log").read_text("utf8")


class Doorman:
    """A small load balancer: each webhook goes to the next process; NOBODY when none is there, 502 when one broke."""

    def __init__(self, urls: list[str]) -> None:
        turns = count()
        http = client()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(_forward(http, urls, next(turns), body, self.headers["x-line-signature"]))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Stays quiet."""

        self._http = http
        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Doorman:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()  # waits for the requests in hand
        self._http.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A platform that went away in mid-connection is no news here."""


def _forward(http: httpx.Client, urls: list[str], turn: int, body: bytes, signature: str) -> int:
    for step in range(len(urls)):
        try:
            url = f"{urls[(turn + step) % len(urls)]}/callback"
            return http.post(url, content=body, headers={"x-line-signature": signature}).status_code
        except httpx.ConnectError:
            continue  # it is down: the next one takes it
        except httpx.TransportError:
            return 502  # it died over the webhook: perhaps the event is stored, perhaps not
    return NOBODY
