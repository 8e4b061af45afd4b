"""`madoguchi emulator` as a process of its own, with the SDK's echo bot as another."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import emulating
from bot.emulating import Wanted
from bot.emulator import Options
from bot.emulator.platform import Platform
from bot.errors import Problem
from bot.serving import reserve
from tests.emulator.conftest import until
from tests.line_platform import SECRET, TOKEN, wait_until_up
from tests.local_http import client

ROOT = Path(__file__).parents[2]
BOT = "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN"


@pytest.fixture(autouse=True)
def no_secrets_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BOT:
        monkeypatch.delenv(name, raising=False)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", *arguments], env=environment, cwd=ROOT)


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_the_sdks_echo_bot_talks(processes: list[subprocess.Popen[bytes]], tmp_path: Path) -> None:
    with reserve() as one, reserve() as other:
        port, bot_port = (socket.getsockname()[1] for socket in (one, other))
        url, bot = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bot_port}"
        given = ["--secret", SECRET, "--token", TOKEN, "--store", str(tmp_path / "talks.db")]
        processes.append(start("bot.cli", "emulator", "--port", str(port), "--webhook", f"{bot}/callback", *given))
        processes.append(start("tests.bench.echo_example", str(bot_port), url))
        wait_until_up(f"{url}/emulator/control/timings", processes[0])
        wait_until_up(f"{bot}/healthz", processes[1])
        with client(f"{url}/emulator/control") as http:
            # Other people's bots know nothing of what our desk is asked.
            assert "たとえば" not in http.get(f"{url}/emulator").text
            http.post("/say", json={"user": "founder", "text": "こだまでしょうか"}).raise_for_status()

            def talk() -> list[tuple[str, str]]:
                entries = http.get("/talk", params={"user": "founder"}).json()
                return [(entry["side"], entry["body"]["text"]) for entry in entries]

            until(lambda: talk() == [("person", "こだまでしょうか"), ("bot", "こだまでしょうか")])
            bearer = {"authorization": f"Bearer {TOKEN}"}
            checked = httpx.post(f"{url}/v2/bot/channel/webhook/test", json={}, headers=bearer, timeout=60).json()
            assert (checked["success"], checked["reason"]) == (True, "OK")
        processes[0].send_signal(signal.SIGTERM)
        assert processes[0].wait(90) == 0


def test_it_needs_neither_the_desk_nor_a_database() -> None:
    heavy = ("sqlalchemy", "alembic", "sudachipy", "linebot", "knowledge", "handlers", "jobs", "apscheduler")
    program = (
        "import sys; from bot.cli import app; import bot.emulating, bot.emulator.app\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def shown(wanted: Wanted) -> str:
    """What the terminal shows until it has started, after which it ends."""
    stop, told = threading.Event(), list[str]()

    def show(text: str) -> None:
        told.append(text)
        stop.set()

    emulating.run(wanted, stop=stop, show=show)
    return told[0]


def secrets_in(text: str) -> list[str]:
    return re.findall(r"export LINE_CHANNEL_\w+='?([^'\n]+)", text)


def test_missing_secrets_are_made_up_and_kept_with_the_store(tmp_path: Path) -> None:
    one, other = shown(Wanted(port=0)), shown(Wanted(port=0))
    assert len(set(secrets_in(one) + secrets_in(other))) == 4
    assert "PUT http://127.0.0.1:" in one
    kept = [secrets_in(shown(Wanted(port=0, store=tmp_path / "talks.db"))) for _ in range(2)]
    assert kept[0] == kept[1]


def test_secrets_come_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BOT[0], "one,before")
    monkeypatch.setenv(BOT[1], "two")
    assert emulating.credentials(Wanted()) == ("one", "two")
    assert emulating.credentials(Wanted(secret="three")) == ("three", "two")
    assert secrets_in(shown(Wanted(port=0, secret="three"))) == ["three"]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"port": 70_000}, "--port"),
        ({"webhook": "localhost:8000/callback"}, "--webhook"),
        ({"webhook": "http://[::1/callback"}, "--webhook"),
        ({"webhook": "https://x/" + "y" * 500}, "--webhook"),
        ({"webhook": "http://a b/"}, "--webhook"),
        ({"token": "あ"}, "--token"),
        ({"secret": " "}, "--secret"),
        ({"secret": "a\nb"}, "--secret"),
        ({"host": "203.0.113.1"}, "--host"),
        ({"host": "::1"}, "--host"),
        ({"host": "no.such.name.invalid"}, "--host"),
        ({"store": Path("/dev/null/talks.db")}, "--store"),
    ],
)
def test_mistakes_get_a_sentence(given: dict[str, Any], word: str) -> None:
    with pytest.raises(Problem, match=word):
        emulating.run(Wanted(**{"port": 0, **given}))


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("今日はよい天気でした。" * 100, encoding="utf8")
    with pytest.raises(Problem, match="--store"):
        emulating.run(Wanted(port=0, store=path))
    assert path.read_text("utf8").startswith("今日")


def test_a_taken_port_gets_a_sentence() -> None:
    with reserve() as taken:
        taken.listen()
        with pytest.raises(Problem, match=f"ポート {taken.getsockname()[1]} は使えません"):
            emulating.run(Wanted(port=taken.getsockname()[1]))


def test_given_secrets_are_not_written_down(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = tmp_path / "talks.db"
    monkeypatch.setenv(BOT[0], "from-the-environment")
    told = shown(Wanted(port=0, store=store, token="from-the-terminal"))
    assert "from-the-environment" not in told
    assert "LINE_CHANNEL_SECRET（環境変数のもの）" in told
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"from-the" not in written
    assert store.stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv(BOT[0])
    made = secrets_in(shown(Wanted(port=0, store=store)))
    assert secrets_in(shown(Wanted(port=0, store=store))) == made


def test_two_cannot_share_a_store(tmp_path: Path) -> None:
    store = tmp_path / "talks.db"
    first = Platform(Options("s", "t", "", store=str(store)))
    with pytest.raises(Problem, match="別のエミュレーター"):
        emulating.run(Wanted(port=0, store=store))
    first.close()
    assert "talks.db" in shown(Wanted(port=0, store=store))


def test_what_is_printed_can_be_pasted() -> None:
    told = shown(Wanted(port=0, secret="it's", token="a$b c"))
    given = subprocess.run(
        ["sh", "-c", "\n".join(line for line in told.splitlines() if line.startswith("  export"))
         + '\nprintf "%s|%s" "$LINE_CHANNEL_SECRET" "$LINE_CHANNEL_ACCESS_TOKEN"'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert given.stdout == "it's|a$b c"


def test_listening_everywhere_prints_an_address_one_can_open() -> None:
    told = shown(Wanted(port=0, host="0.0.0.0"))
    assert "0.0.0.0" not in told
    assert re.search(r"http://127\.0\.0\.1:\d+/emulator", told)
