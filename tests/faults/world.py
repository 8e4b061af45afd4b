"""The real desk and the real emulator over HTTP on one movable clock, so that a storm of an hour takes a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import monotonic, sleep
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from bot.app import create_app
from bot.clock import Clock, to_ms
from bot.db import make_engine
from bot.emulator import Options, create_emulator
from bot.line import Line
from bot.models import InboundEvent, OutboundMessage
from bot.serving import Background, reserve
from handlers.desk import Desk
from jobs.parts import Parts
from tests.conftest import make_settings
from tests.factories import SECRET
from tests.local_http import client

TOKEN = "token"
PERSON = "founder"
START = dt.datetime(2025, 3, 11, 0, 0, tzinfo=dt.UTC)
PATIENCE = 90.0  # real seconds, of the test
# Real seconds that the desk gives LINE: many, so that a busy machine is not taken for a slow LINE, but few in stories
# of a slow one, whose delays are longer than this.
PATIENT, IMPATIENT = 30.0, 3.0


@dataclass
class World:
    """One desk, one platform, one person; what the platform does wrong is told by `fault`."""

    database_url: str
    desk: Desk
    push_when_late: bool = False
    line_timeout: float = PATIENT
    clock: Clock = field(default_factory=lambda: Clock(START))

    def __enter__(self) -> World:
        with ExitStack() as stack:
            self._port = reserve()
            service_url = f"http://127.0.0.1:{self._port.getsockname()[1]}"
            options = Options(SECRET, TOKEN, f"{service_url}/callback", now_ms=lambda: to_ms(self.clock.now()))
            self._platform = stack.enter_context(Background(create_emulator(options)))
            self.http = stack.enter_context(client(self._platform.url))
            self._service = stack.enter_context(ExitStack())
            self._serve()
            self._stack = stack.pop_all()
        return self

    def restart(self) -> None:
        """The desk ends and begins again; the platform, the database and the clock stay."""
        self._service.close()
        self._port = reserve()  # the platform knows the old port only: what people write now is lost
        self._serve()

    def _serve(self) -> None:
        url = self._platform.url
        self.engine = make_engine(self.database_url)
        line = Line(TOKEN, url, url, timeout=(self.line_timeout, self.line_timeout))
        settings = make_settings(
            database_url=self.database_url,
            line_api_base_url=url,
            madoguchi_push_when_token_expired=self.push_when_late,
        )
        app = create_app(settings, self.clock, line, engine=self.engine, desk=self.desk)
        self.parts: Parts = app.state.parts
        self.wake = self.parts.outbox.ring
        self._service.enter_context(Background(app, self._port))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def control(self, path: str, /, **body: Any) -> Any:
        """Posts to the emulator's control API and returns its answer."""
        answer = self.http.post(f"/emulator/control/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def fault(self, path: str, kind: str, **more: Any) -> None:
        """What the platform does wrong from now on, `times` times or until calm."""
        self.control("faults", **{"path": path, "kind": kind, **more})

    def calm(self) -> None:
        """The platform works again."""
        assert self.http.delete("/emulator/control/faults").status_code < 300

    def ask(self, text: str = "お店を始めるときの補助金は？") -> Any:
        """The person writes."""
        return self.control("say", user=PERSON, text=text)

    def answers(self) -> int:
        """How many answers stand in the person's talk: messages of one request count once."""
        talk = self.http.get("/emulator/control/talk", params={"user": PERSON}).json()
        return len({entry["at_ms"] for entry in talk if entry["side"] == "bot"})

    def calls(self, path: str) -> list[int]:
        """The statuses of all calls of a path, in their order."""
        return [call["status"] for call in self.http.get("/emulator/control/sent", params={"path": path}).json()]

    def row(self) -> OutboundMessage | None:
        """The newest outbound row."""
        with sa.orm.Session(self.engine) as session:
            return session.scalar(sa.select(OutboundMessage).order_by(OutboundMessage.id.desc()).limit(1))

    def events(self) -> int:
        """How many events the desk has stored."""
        with sa.orm.Session(self.engine) as session:
            return session.scalar(sa.select(sa.func.count()).select_from(InboundEvent)) or 0

    def ended(self, late: float = 0.0) -> OutboundMessage:
        """The newest row once it has reached an end; the clock jumps to each next attempt (plus `late` s)."""

        def over() -> bool:
            row = self.row()
            if row and row.state == "waiting" and row.next_try_at > self.clock.now():
                self.clock.move(row.next_try_at - self.clock.now() + dt.timedelta(seconds=late))
                self.wake()  # the sweep would see it within a second; here that second is too long
            return row is not None and row.state not in ("waiting", "sending")

        until(over)
        row = self.row()
        assert row is not None
        return row


def line_timeout(story: str) -> float:
    """How long the desk waits for LINE in a story of this name."""
    return IMPATIENT if story.endswith("too-slow") else PATIENT


def until(met: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits for a condition."""
    deadline = monotonic() + seconds
    while not met():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.02)
