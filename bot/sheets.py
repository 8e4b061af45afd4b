"""Tables for spreadsheets, as .csv that Excel reads or .xlsx; no cell is ever taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from bot.errors import Problem

Cell = str | int


def write(path: Path, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Writes the table; `title` names the sheet. Raises Problem for another ending or a path that cannot be written."""
    table = [[harmless(cell) for cell in row] for row in (head, *rows)]
    try:
        if path.suffix.lower() == ".xlsx":
            from openpyxl import Workbook  # type: ignore[import-untyped]

            book = Workbook()
            sheet = book.active
            sheet.title = title
            for row in table:
                sheet.append(row)
            sheet.freeze_panes = "A2"
            book.save(path)
        elif path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(table)
        else:
            raise Problem(f"{path.name}：書き出せるのは .xlsx か .csv です / use .xlsx or .csv")
    except OSError:
        raise Problem(f"{path} に書けません。開いていれば閉じてください / cannot write {path}") from None


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet will not take for a formula, without signs that no cell may hold."""
    if isinstance(cell, int):
        return cell
    text = "".join(sign for sign in cell if sign.isprintable() or sign in "\n\t")
    return f"'{text}" if text[:1] in "=+-@\t" and text else text
