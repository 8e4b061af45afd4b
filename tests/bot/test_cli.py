"""The terminal: the answer LINE would get, and a sentence for every mistake."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.cli import main
from bot.db import make_engine
from bot.errors import Problem
from bot.models import Ticket
from bot.serving import reserve
from bot.terminal import listening_socket
from jobs.sole import SoleUse
from tests.fakes import START
from tests.line_platform import wait_until_up

ROOT = Path(__file__).parents[2]
CREDENTIALS = {"LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t", "LINE_API_BASE_URL": "http://127.0.0.1:9"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs the command line in an empty folder without settings; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("LINE_", "MADOGUCHI_", "DATABASE_"))]:
        monkeypatch.delenv(name)

    def call(*arguments: str, **environment: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["madoguchi", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def test_without_credentials_one_sentence_names_them(run) -> None:  # type: ignore[no-untyped-def]
    code, _, err = run("serve")
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert "LINE_CHANNEL_SECRET" in err
    assert "LINE_CHANNEL_ACCESS_TOKEN" in err


def test_a_wrong_setting_is_named(run) -> None:  # type: ignore[no-untyped-def]
    code, _, err = run("serve", MADOGUCHI_WORKERS="viele")
    assert (code, err.startswith("MADOGUCHI_WORKERS")) == (2, True)


def test_an_unprepared_database_is_named(run) -> None:  # type: ignore[no-untyped-def]
    with reserve() as reserved:
        code, _, err = run("serve", "--port", str(reserved.getsockname()[1]), **CREDENTIALS)
    assert (code, "db migrate" in err) == (2, True)
    assert run("db", "migrate")[0] == 0


def test_a_taken_port_is_named(run) -> None:  # type: ignore[no-untyped-def]
    with listening_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--port", str(port), **CREDENTIALS)
    assert (code, str(port) in err) == (2, True)
    assert "ポート" in err


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(Problem, match=r"192\.0\.2\.1"):
        listening_socket("192.0.2.1", 8000)


def test_ask_prints_what_line_would_get(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("ask", "こんにちは", "奨学金の返還を助ける制度は？", "--now", "2025-03-11")
    assert code == 0
    assert out.count("▶ ") == 2
    assert "奨学金" in out.split("▶ ")[2]


def test_ask_prints_lines_objects(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("ask", "こんにちは", "--json")
    (turn,) = json.loads(out)
    assert (code, turn["question"]) == (0, "こんにちは")
    assert {message["type"] for message in turn["messages"]} <= {"text", "flex"}


def test_a_time_that_is_none_is_named(run) -> None:  # type: ignore[no-untyped-def]
    code, _, err = run("ask", "a", "--now", "gestern")
    assert (code, "gestern" in err) == (2, True)


def test_an_sqlite_file_has_one_working_process(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db")
    first, second = SoleUse(engine), SoleUse(engine)
    first.claim()
    with pytest.raises(Problem, match="PostgreSQL"):
        second.claim()
    first.release()
    second.claim()
    second.release()


def test_serve_starts_answers_and_ends_cleanly(tmp_path: Path) -> None:
    environment = {**os.environ, **CREDENTIALS, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{tmp_path}/a.db"}
    with reserve() as reserved:
        port = str(reserved.getsockname()[1])
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", port, "--migrate"]
        with subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE) as process:
            wait_until_up(f"http://127.0.0.1:{port}/readyz", process)
            process.send_signal(signal.SIGTERM)
            err = process.communicate(timeout=90)[1].decode()
    assert process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in err
    assert all(json.loads(line) for line in err.splitlines())


def test_staff_read_and_answer_a_question_once(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    url = f"sqlite:///{tmp_path / 'staff.db'}"
    assert run("db", "migrate", DATABASE_URL=url)[0] == 0
    with Session(make_engine(url)) as session, session.begin():
        session.add(
            Ticket(opened_at=START, user_id="U" + "1" * 32, question="書類はどこで", program_id="3-5-1", state="open")
        )
    code, out, _ = run("staff", "tickets")
    assert (code, "書類はどこで" in out, "1件" in out) == (0, True, True)
    assert run("staff", "answer", "1", "市役所でお渡しします。")[0] == 0
    code, _, err = run("staff", "answer", "1", "もう一度")
    assert (code, "すでに" in err) == (2, True)
    assert "0件" in run("staff", "tickets")[1]


def test_a_past_day_can_be_asked_about(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("ask", "移住者住宅取得補助金はまだありますか", MADOGUCHI_NOW="2025-05-02T09:00")
    assert (code, "申し込めません" in out) == (0, True)
