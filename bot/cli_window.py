"""`madoguchi window …`: the windows of programs that the office has confirmed for this fiscal year."""

from __future__ import annotations

import unicodedata
from typing import Annotated

import typer

from bot import wording_windows as words
from bot.errors import Problem

window = typer.Typer(help="担当課が確認した受付期間 / Windows the office has confirmed.")


def _number(written: object) -> int:
    plain = unicodedata.normalize("NFKC", str(written)).strip().removeprefix("#")
    if not plain.isdecimal() or not 0 < int(plain[:20]) < 2**31:
        raise Problem(words.NOT_A_NUMBER.format(text=written))
    return int(plain)


Number = Annotated[int, typer.Argument(help="受付期間の番号 / the window's number", metavar="ID", parser=_number)]
By = Annotated[str, typer.Option("--by", help="だれがするか / who does it")]
From = Annotated[str, typer.Option("--from", help="受付の始まる日（12/1 など） / its first day")]
Until = Annotated[str, typer.Option("--until", help="締切の日 / its last day")]
Note = Annotated[str, typer.Option("--note", help="住民に見える備考 / a note people read")]


@window.command("add")
def add(
    program: Annotated[str, typer.Argument(help="制度の番号か正式な名前 / a program", metavar="制度")],
    begin: From = "",
    until: Until = "",
    label: Annotated[str, typer.Option("--label", help="名前（第2次申請受付 など） / its name")] = "",
    year: Annotated[int | None, typer.Option("--year", help="年度（2026 など） / fiscal year")] = None,
    note: Note = "",
    by: By = "",
) -> None:
    """受付期間を入力します。見守っている人に知らせます / Enter a window; watchers are told."""
    from bot import window_terminal as terminal

    _show(terminal.add(program, begin, until, label, year, note, by))


@window.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="JSON で出す / print JSON")] = False) -> None:
    """入力された受付期間を示します / All windows entered."""
    from bot import window_terminal as terminal

    _show(terminal.list_all(as_json))


@window.command("change")
def change(number: Number, begin: From = "", until: Until = "", note: Note = "", by: By = "") -> None:
    """日にちや備考を直します（なし、で消します） / Other days or another note; なし takes one away."""
    from bot import window_terminal as terminal

    _show(terminal.change(number, begin, until, note, by))


@window.command("end")
def end(
    number: Number,
    on: Annotated[str, typer.Option("--on", help="最後の日（書かなければ今日） / its last day, today")] = "",
    note: Note = "",
    by: By = "",
) -> None:
    """予定より早く締め切ります / Close it earlier than planned."""
    from bot import window_terminal as terminal

    _show(terminal.end(number, on, note, by))


@window.command("withdraw")
def withdraw(
    number: Number, reason: Annotated[str, typer.Option("--reason", help="理由 / why")] = "", by: By = ""
) -> None:
    """まちがえて入力したものを取り消します / Take back what was entered by mistake."""
    from bot import window_terminal as terminal

    _show(terminal.withdraw(number, reason, by))


def _show(lines: list[str]) -> None:
    typer.echo("\n".join(lines))
