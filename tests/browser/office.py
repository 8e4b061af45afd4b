"""The running demo with an office beside it: its phone page, its database, and the staff who send announcements."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot import demo
from bot.announcements import content_file, drafts, modes, report, sending
from bot.cli import app
from bot.clock import from_ms
from bot.config import load_settings
from bot.db import make_engine, read_scope, session_scope
from bot.events import sessions
from bot.models_events import SurveyAnswer
from bot.models_sending import Announcement
from bot.serving import reserve
from tests.emulator.conftest import until

PATIENCE = 60.0  # seconds


@dataclass
class Office:
    """The running demo, and the staff beside it."""

    address: str
    engine: sa.Engine
    home: Path

    def announce(self, text: str) -> int:
        """Drafted, approved by somebody else, sent; returns when it is over."""
        now = self._now()
        with session_scope(self.engine) as session:
            number = drafts.create(session, content_file.read(text, now), "佐藤", now).id
            drafts.submit(session, number, "佐藤", now)
            drafts.approve(session, number, "鈴木", now)
            sending.send_now(session, number, "佐藤", now)
        until(lambda: self._state(number) == "sent", seconds=PATIENCE)
        return number

    def report(self, number: int) -> report.Report:
        with read_scope(self.engine) as session:
            return report.report(session, number)

    def go_live(self) -> None:
        with session_scope(self.engine) as session:
            modes.switch(session, modes.LIVE, True, "課長", "準備ができたため", self._now())

    def does(self, *command: str) -> str:
        """A command at the terminal, as staff type it."""
        environment = {"DATABASE_URL": self.engine.url.render_as_string(hide_password=False)}
        done = CliRunner(env=environment).invoke(app, command)
        assert done.exit_code == 0, done.output
        return done.output

    def written(self, text: str) -> str:
        """The path of a file with this text."""
        path = self.home / f"{len(list(self.home.glob('*.yaml')))}.yaml"
        path.write_text(text, "utf8")
        return str(path)

    def clock(self, moment: str) -> None:
        """Moves the clock of the phone page (Japan's time), which the desk follows."""
        httpx.post(f"{self.address}/control/clock", json={"to": f"{moment}+09:00"}).raise_for_status()

    def door_code(self, code: str) -> str:
        with read_scope(self.engine) as session:
            return sessions.find(session, code).door_code

    def answers(self, code: str) -> dict[str, str]:
        """What one person answered to the survey."""
        with read_scope(self.engine) as session:
            rows = sa.select(SurveyAnswer.question, SurveyAnswer.answer).where(SurveyAnswer.event_code == code)
            return {question: answer for question, answer in session.execute(rows)}

    def _now(self) -> dt.datetime:
        return from_ms(httpx.get(f"{self.address}/control/clock").json()["now_ms"])

    def _state(self, number: int) -> str:
        with read_scope(self.engine) as session:
            return str(session.scalar(sa.select(Announcement.state).where(Announcement.id == number)))


@contextmanager
def running(home: Path, now: str) -> Iterator[Office]:
    """The demo from this moment on (Japan's time), with data of its own, live."""
    with pytest.MonkeyPatch.context() as patch:
        with reserve() as one, reserve() as two:
            service, phone = one.getsockname()[1], two.getsockname()[1]
        patch.setenv("MADOGUCHI_HOME", str(home))
        patch.setenv("MADOGUCHI_PHONE_PORT", str(phone))
        stop, shown = threading.Event(), list[str]()
        environment = {
            "MADOGUCHI_PORT": str(service),
            "MADOGUCHI_NOW": now,
            "LINE_API_BASE_URL": "http://127.0.0.1",
        }
        settings = load_settings(environment, env_file=None)
        thread = threading.Thread(target=demo.run, args=(settings,), kwargs={"stop": stop, "show": shown.append})
        thread.start()
        until(lambda: shown or not thread.is_alive(), seconds=90)
        engine = make_engine(f"sqlite:///{home / 'madoguchi.db'}")
        made = Office(f"http://127.0.0.1:{phone}/emulator", engine, home)
        made.go_live()
        yield made
        engine.dispose()
        stop.set()
        thread.join(30)


def newest(page: Any, words: str) -> Any:
    """Waits for the bot's line with these words, and brings its top into view.

    Its buttons are pressed by the keyboard: on a busy machine the talk may still move away from under a pointer.
    """
    line = page.locator(".entry.bot", has_text=words).last
    line.wait_for()
    page.wait_for_timeout(300)  # the page itself goes on to the newest line
    line.evaluate("e => e.scrollIntoView({block: 'start'})")
    return line
