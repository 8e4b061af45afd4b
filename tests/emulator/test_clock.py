"""The platform's clock: moved, stopped, put back, and the same after a restart."""

from pathlib import Path
from typing import Any

import pytest

from bot.emulator import Options
from bot.emulator.platform import Platform
from tests.emulator.conftest import Emulator

START = 1_741_650_000_000
HOUR = 3_600_000


def test_it_runs_with_the_real_time_until_it_is_moved(emulator: Emulator) -> None:
    assert emulator.look("clock") == {
        "now_ms": START, "iso": "2025-03-11T08:40:00+09:00", "paused": False, "offset_ms": 0,
    }  # fmt: skip
    moved = emulator.control("clock", move_seconds=3600)
    assert (moved["now_ms"], moved["offset_ms"]) == (START + HOUR, HOUR)
    emulator.now["ms"] += 1000
    assert emulator.look("clock")["now_ms"] == START + HOUR + 1000
    assert emulator.control("say", user="founder", text="何時？")["timestamp"] == START + HOUR + 1000
    assert emulator.control("clock", move_seconds=-3600)["offset_ms"] == 0


def test_a_stopped_clock_stands_and_can_still_be_moved(emulator: Emulator) -> None:
    assert emulator.control("clock", paused=True)["paused"] is True
    emulator.now["ms"] += 5 * HOUR
    assert emulator.look("clock")["now_ms"] == START
    assert emulator.control("clock", move_seconds=60)["now_ms"] == START + 60_000
    running = emulator.control("clock", paused=False)
    assert (running["now_ms"], running["paused"]) == (START + 60_000, False)
    emulator.now["ms"] += 1
    assert emulator.look("clock")["now_ms"] == START + 60_001
    back = emulator.control("clock", real=True)
    assert (back["now_ms"], back["offset_ms"]) == (emulator.now["ms"], 0)


@pytest.mark.parametrize(
    ("change", "iso"),
    [
        ({"to": "2026-09-01T09:00"}, "2026-09-01T09:00:00+09:00"),
        ({"to": "2026-09-01T00:00:00Z"}, "2026-09-01T09:00:00+09:00"),
        ({"to": "2026-09-01"}, "2026-09-01T00:00:00+09:00"),
        ({"next": "09:00"}, "2025-03-11T09:00:00+09:00"),
        ({"next": "8:40"}, "2025-03-12T08:40:00+09:00"),
        ({"next": "00:00"}, "2025-03-12T00:00:00+09:00"),
    ],
)
def test_it_can_be_put_to_a_moment(emulator: Emulator, change: dict[str, Any], iso: str) -> None:
    assert emulator.control("clock", **change)["iso"] == iso


@pytest.mark.parametrize(
    "change",
    [{}, {"move_seconds": 1, "paused": True}, {"to": "いつか"}, {"next": "25:00"}, {"next": "9"}, {"real": False},
     {"to": "0001-01-01T00:00"}, {"move_seconds": 1e15}],
)  # fmt: skip
def test_what_is_no_time_is_refused(emulator: Emulator, change: dict[str, Any]) -> None:
    assert emulator.http.post("/emulator/control/clock", json=change).status_code == 422
    assert emulator.look("clock")["offset_ms"] == 0


@pytest.mark.parametrize("paused", [False, True])
def test_it_is_the_same_after_a_restart(tmp_path: Path, paused: bool) -> None:
    real = [START]
    options = Options("s", "t", "", store=str(tmp_path / "emulator.db"), now_ms=lambda: real[0])
    platform = Platform(options)
    platform.clock.move(HOUR)
    if paused:
        platform.clock.pause()
    platform.close()
    real[0] += 1000
    again = Platform(options)
    assert (again.now_ms(), again.clock.paused) == (START + HOUR + (0 if paused else 1000), paused)
    again.close()


@pytest.mark.parametrize(
    "changes",
    [
        [b'{"move_seconds": NaN}'], [b'{"move_seconds": 1e999}'], [b'{"move_seconds": -3000000000}'],
        [b'{"to": "2200-12-31T23:59"}', b'{"next": "9:00"}'], [b'{"to": "2150-01-01"}', b'{"move_seconds": 3e9}'],
        [b'{"to": "1971-01-01T00:00"}', b'{"move_seconds": -1}'],
    ],
)  # fmt: skip
def test_it_stays_within_1971_and_2200(emulator: Emulator, changes: list[bytes]) -> None:
    headers = {"content-type": "application/json"}
    *before, last = changes
    for change in before:
        assert emulator.http.post("/emulator/control/clock", content=change, headers=headers).status_code == 200
    was = emulator.look("clock")
    assert emulator.http.post("/emulator/control/clock", content=last, headers=headers).status_code == 422
    assert emulator.look("clock") == was
