"""A running emulator with a bot that only listens, both over real HTTP."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from bot.emulator import Options, create_emulator
from bot.emulator.platform import Platform
from bot.line import Line
from bot.serving import Background
from tests.local_http import client

SECRET, TOKEN = "the channel secret", "the channel token"


@dataclass
class Listener:
    """What arrived at the bot: raw bytes and headers of each webhook."""

    webhooks: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def events(self) -> list[dict[str, Any]]:
        """All events so far, in the order of their arrival."""
        return [event for raw, _ in list(self.webhooks) for event in json.loads(raw)["events"]]

    def wait(self, count: int) -> list[dict[str, Any]]:
        """The events as soon as there are `count`."""
        until(lambda: len(self.events()) >= count)
        return self.events()


@dataclass
class Emulator:
    """A running emulator, its hands (control API) and a door to it."""

    url: str
    listener: Listener
    line: Line
    http: httpx.Client
    now: dict[str, int]
    platform: Platform

    def control(self, path: str, /, **body: Any) -> Any:
        """Posts to the control API and returns its answer."""
        answer = self.http.post(f"/emulator/control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, name: str, **params: Any) -> Any:
        """Reads from the control API."""
        return self.http.get(f"/emulator/control/{name}", params=params).json()

    def call(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """A bare API call, for what the SDK would never send."""
        return self.http.post(path, json=body, headers={"authorization": f"Bearer {TOKEN}", **headers})


def until(met: Callable[[], object], seconds: float = 60) -> None:
    """Waits for a condition; only where it never comes does the time matter."""
    deadline = monotonic() + seconds
    while not met():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.005)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    listener = Listener()
    app = FastAPI()

    @app.post("/callback")
    async def callback(request: Request) -> dict[str, str]:
        listener.webhooks.append((await request.body(), dict(request.headers)))
        return {}

    now = {"ms": 1_741_650_000_000}
    with Background(app) as bot:
        options = Options(SECRET, TOKEN, f"{bot.url}/callback", now_ms=lambda: now["ms"])
        with Background(create_emulator(options)) as running, client(running.url) as http:
            line = Line(TOKEN, running.url, running.url)
            yield Emulator(running.url, listener, line, http, now, running.app.state.platform)
            line.close()
