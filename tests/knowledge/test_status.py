"""Where programs stand on a day, on the real data: the boundaries of years, windows and ends."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.loader import Knowledge, shipped
from knowledge.programs import Edition, Program, Window
from knowledge.status import Standing, status_on


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        ("1-1-4", "2024-12-25", Standing.ENDING),  # the last day to apply
        ("1-1-4", "2024-12-26", Standing.ENDED),
        ("1-1-4", "2025-04-01", Standing.ENDED),
        ("2-3-6", "2026-11-22", Standing.ENDED),
        ("1-1-17", "2025-03-11", Standing.ENDING),
        ("1-1-17", "2025-04-30", Standing.ENDING),  # the day of April is not stated
        ("1-1-17", "2025-05-01", Standing.ENDED),
        ("2-3-7", "2025-03-11", Standing.ENDING),
        ("2-3-7", "2026-04-01", Standing.ENDED),
        ("1-1-5", "2025-03-11", Standing.MERGING),
        ("1-1-5", "2025-04-01", Standing.MERGED),
        ("1-1-20", "2025-03-11", Standing.UNCLEAR),
        ("1-1-20", "2026-11-22", Standing.UNCLEAR),
        ("1-1-22", "2025-03-11", Standing.STARTS),
        ("1-1-22", "2025-04-01", Standing.PLANNED),
        ("1-1-22", "2026-04-01", Standing.UNCONFIRMED),
        ("3-5-1", "2025-03-11", Standing.RUNNING),
        ("3-5-1", "2026-11-22", Standing.UNCONFIRMED),
    ],
)
def test_standing(knowledge: Knowledge, code: str, day: str, standing: Standing) -> None:
    assert status_on(knowledge.programs[code], dt.date.fromisoformat(day)).standing is standing


@pytest.mark.parametrize("day", ["2024-04-01", "2025-03-11", "2025-04-01", "2026-11-22", "2040-01-01"])
def test_every_program_stands_somewhere(knowledge: Knowledge, day: str) -> None:
    for program in knowledge.programs.values():
        status_on(program, dt.date.fromisoformat(day))


def _with_window(program: Program, end: str) -> Program:
    source = program.editions[0].source
    window = Window(label="受付", start="2024-06-01", end=end, text="受付です。", source=source)
    edition = Edition(fiscal_year=2024, status="running", windows=(window,), source=source)
    return program.model_copy(update={"editions": (edition,)})


@pytest.mark.parametrize(
    ("day", "standing", "left"),
    [
        ("2024-08-01", Standing.OPEN, 60),
        ("2024-09-15", Standing.OPEN, 15),
        ("2024-09-16", Standing.SOON, 14),
        ("2024-09-30", Standing.SOON, 0),
        ("2024-10-01", Standing.WINDOW_CLOSED, None),
        ("2024-05-31", Standing.RUNNING, None),
    ],
)
def test_windows_open_and_close(knowledge: Knowledge, day: str, standing: Standing, left: int | None) -> None:
    program = _with_window(knowledge.programs["3-5-1"], "2024-09-30")
    status = status_on(program, dt.date.fromisoformat(day))
    assert (status.standing, status.days_left) == (standing, left)
