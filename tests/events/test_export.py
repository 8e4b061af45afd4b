"""The list of a session: attendance day by day, who completed the course, cells that are no formulas."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa

from bot import sheets
from bot.db import session_scope
from bot.errors import Problem
from bot.events import export, seats, sessions
from bot.models_events import Attendance
from tests.events.forms import COURSE, NOW, form

CODE = "lessons-2027-08"


@pytest.mark.parametrize(("needed", "done"), [(4, [True, False, False]), (None, [False, False, False])])
def test_who_completed_a_course(engine: sa.Engine, needed: int | None, done: list[bool]) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(COURSE + "place: 会議室\n"), "佐藤", NOW)
        sessions.fill(session, CODE, {"修了日数": needed or "なし", "内容": "x"}, "佐藤", NOW)
        event = sessions.open_(session, CODE, "佐藤", NOW)
        for number in (1, 2, 3):
            seats.join(session, CODE, f"U{number}", 1, NOW)
        seats.leave(session, CODE, "U3", NOW)
        for user, days in (("U1", (1, 2, 3, 5)), ("U2", (2, 9)), ("U3", (1, 2, 3, 4))):
            session.add_all(Attendance(event_code=CODE, user_id=user, day=day, at=NOW) for day in days)
        session.flush()
        head, rows = export.table(session, event, ids=False)
    assert head == ["受付番号", "状態", "人数", *(f"2027年8月{day}日({name})" for day, name in
                    zip(range(2, 7), "月火水木金", strict=True)), "修了"]  # fmt: skip
    assert [row[:3] for row in rows] == [[1, "参加", 1], [2, "参加", 1], [3, "取り消し", 1]]
    assert rows[0][3:8] == ["○", "○", "○", "", "○"]
    assert rows[1][3:8] == ["", "○", "", "", ""]
    assert [row[8] == "修了" for row in rows] == done


def test_cells_are_never_formulas_and_numbers_stay_numbers(tmp_path: Path) -> None:
    cells: list[sheets.Cell] = ["=1+1", "+81", "-1", "@a", "\t=1", 5, "\x00\x07参加", ""]
    path = tmp_path / "a.XLSX"
    sheets.write(path, "参加者", ["a"] * len(cells), [cells])
    sheet = openpyxl.load_workbook(path).active
    found = [cell.value for cell in list(sheet.rows)[1]]
    assert found == ["'=1+1", "'+81", "'-1", "'@a", "'\t=1", 5, "参加", None]
    assert "f" not in {cell.data_type for cell in list(sheet.rows)[1]}
    assert (sheet.title, sheet.freeze_panes) == ("参加者", "A2")
    with pytest.raises(Problem, match="書き出せるのは"):
        sheets.write(tmp_path / "a.pdf", "x", [], [])
