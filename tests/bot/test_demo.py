"""The demo: one process, sentences for what goes wrong, data that stays."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import demo
from bot.clock import jst, to_ms
from bot.config import load_settings
from bot.errors import Problem
from bot.serving import reserve
from tests.emulator.conftest import until
from tests.local_http import client


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Two ports, kept from everybody else, and a folder of its own for a demo."""
    with reserve() as one, reserve() as two:
        numbers = one.getsockname()[1], two.getsockname()[1]
        monkeypatch.setenv("MADOGUCHI_HOME", str(tmp_path / "var"))
        monkeypatch.setenv("MADOGUCHI_PORT", str(numbers[0]))
        monkeypatch.setenv("MADOGUCHI_PHONE_PORT", str(numbers[1]))
        yield numbers


def _talk(ports: tuple[int, int], ask: bool) -> tuple[list[str], str]:
    """Runs the demo once, optionally asks something, and returns the talk and what the terminal showed."""
    stop, shown = threading.Event(), list[str]()
    settings = load_settings({"MADOGUCHI_PORT": str(ports[0])}, env_file=None)
    thread = threading.Thread(target=demo.run, args=(settings,), kwargs={"stop": stop, "show": shown.append})
    thread.start()
    until(lambda: shown or not thread.is_alive(), seconds=180)
    with client(f"http://127.0.0.1:{ports[1]}/emulator/control") as http:

        def talk() -> list[str]:
            return [entry["side"] for entry in http.get("/talk", params={"user": "founder"}).json()]

        until(lambda: "bot" in talk())
        if ask:
            before = talk().count("bot")
            http.post("/say", json={"user": "founder", "text": "お店を始めるときの補助金は？"})
            until(lambda: talk().count("bot") > before)
        sides = talk()
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    return sides, "\n".join(shown)


def test_a_question_is_answered_and_the_talk_is_still_there_next_time(ports: tuple[int, int], tmp_path: Path) -> None:
    first, shown = _talk(ports, ask=True)
    assert f"http://127.0.0.1:{ports[1]}/emulator" in shown
    assert stat.S_IMODE(os.stat(tmp_path / "var" / "demo-credentials.json").st_mode) == 0o600
    second, _ = _talk(ports, ask=False)
    assert second == first


def test_the_rich_menu_comes_by_itself(ports: tuple[int, int]) -> None:
    stop, shown = threading.Event(), list[str]()
    settings = load_settings({"MADOGUCHI_PORT": str(ports[0])}, env_file=None)
    thread = threading.Thread(target=demo.run, args=(settings,), kwargs={"stop": stop, "show": shown.append})
    thread.start()
    try:
        until(lambda: shown or not thread.is_alive(), seconds=180)
        with client(f"http://127.0.0.1:{ports[1]}") as http:

            def switched() -> str:
                body = {"user": "founder", "alias": "madoguchi-events", "data": "a=tab&to=events"}
                event = http.post("/emulator/control/richmenu/switch", json=body).json()
                return str(event["postback"]["params"]["status"])

            until(lambda: switched() == "SUCCESS")
    finally:
        stop.set()
        thread.join(30)
    assert len(shown) == 2


@pytest.mark.parametrize("which", [0, 1])
def test_a_taken_port_is_named_with_its_variable(ports: tuple[int, int], which: int) -> None:
    variable = ("MADOGUCHI_PORT", "MADOGUCHI_PHONE_PORT")[which]
    with reserve(ports[which]) as taken:
        taken.listen()
        with pytest.raises(Problem, match=f"ポート {ports[which]} は.*{variable}"):
            demo.run(load_settings({"MADOGUCHI_PORT": str(ports[0])}, env_file=None))


def test_a_wrong_port_number_is_named(ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_PHONE_PORT", "八千")
    with pytest.raises(Problem, match="MADOGUCHI_PHONE_PORT"):
        demo.run(load_settings({"MADOGUCHI_PORT": str(ports[0])}, env_file=None))


def test_the_desks_clock_follows_the_platforms(ports: tuple[int, int], tmp_path: Path) -> None:
    settings = load_settings({"MADOGUCHI_NOW": "2025-03-11T09:00", "LINE_API_BASE_URL": "http://127.0.0.1"}, None)
    with reserve() as one, reserve() as other:
        home = tmp_path / "var"
        home.mkdir()
        service, phone = demo._servers(settings, home, (one, other))
        try:
            clock, platform = service.app.state.parts.clock, phone.app.state.platform
            assert jst(clock.now()).isoformat(timespec="minutes") == "2025-03-11T09:00+09:00"
            platform.clock.pause()
            platform.clock.move(86_400_000)
            assert to_ms(clock.now()) == platform.now_ms()
            assert "時計は 2025年3月12日" in demo._clock_words(platform.clock)
            platform.clock.real()
            assert demo._clock_words(platform.clock) == ""
        finally:
            phone.app.state.platform.close()


def test_a_moved_clock_stays_moved_until_another_start_is_given(tmp_path: Path) -> None:
    def now_at_start(variables: dict[str, str]) -> str:
        settings = load_settings({"LINE_API_BASE_URL": "http://127.0.0.1", **variables}, None)
        with reserve() as one, reserve() as other:
            service, phone = demo._servers(settings, tmp_path, (one, other))
            now = f"{jst(service.app.state.parts.clock.now()):%Y-%m-%d}"
            phone.app.state.platform.close()
            return now

    assert now_at_start({"MADOGUCHI_NOW": "2025-03-11T09:00"}) == "2025-03-11"
    assert now_at_start({}) == "2025-03-11"
    assert now_at_start({"MADOGUCHI_NOW": "2025-04-01T09:00"}) == "2025-04-01"
