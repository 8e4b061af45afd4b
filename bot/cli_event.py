"""`madoguchi event …`: what officials do with events and the people in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import cli_event_plan

event = typer.Typer(help="催しと申し込み / Events and who takes part.")
cli_event_plan.add_to(event)

Code = Annotated[str, typer.Argument(help="回の番号。例: garage-2030-12 / the session's code", metavar="CODE")]
Series = Annotated[str, typer.Argument(help="催し全体の番号。例: garage / the series' code", metavar="SERIES")]
By = Annotated[str, typer.Option("--by", help="だれがするか / who does it")]
Reason = Annotated[str, typer.Option("--reason", help="理由。申し込んだ人にも伝わります / why; people read it")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON で出す / print JSON")]


@event.command("create")
def create(
    file: Annotated[Path, typer.Argument(help="催しを書いた YAML ファイル / YAML file", metavar="FILE")], by: By = ""
) -> None:
    """催しや回を登録し、最後の行に回の番号だけを出します / Make them; the last line has their codes alone."""
    from bot import event_terminal as terminal

    _show(terminal.create(file, by))


@event.command("list")
def list_(
    past: Annotated[bool, typer.Option("--past", help="終わったもの / what is over")] = False, as_json: AsJson = False
) -> None:
    """これからの催しの一覧を示します / What comes, the soonest first."""
    from bot import event_terminal as terminal

    _show(terminal.list_all(past, as_json))


@event.command("show")
def show(code: Code, as_json: AsJson = False) -> None:
    """回（または催し全体）の内容と席、入口のコードを示します / A session or series, its seats, its door code."""
    from bot import event_terminal as terminal

    _show(terminal.show(code, as_json))


@event.command("open")
def open_(code: Code, by: By = "") -> None:
    """申し込みの受付を始めます / Let people enrol."""
    from bot import event_terminal as terminal

    _show(terminal.open_(code, by))


@event.command("fill")
def fill(
    code: Code,
    changes: Annotated[
        list[str], typer.Argument(help="場所=会場の名前 開始=18:30 / key=value", metavar="項目=内容…")
    ],
    by: By = "",
) -> None:
    """場所・時刻・定員などを入れます（催し全体なら、これからの回と決まり） / Fill in a session or a series."""
    from bot import event_terminal as terminal

    _show(terminal.fill(code, changes, by))


@event.command("move")
def move(
    code: Code,
    days: Annotated[list[str], typer.Argument(help="新しい日にち。例: 2030-12-20 / the new days", metavar="日にち…")],
    by: By = "",
    reason: Reason = "",
) -> None:
    """日にちを変え、申し込んだ人に知らせます / Other days; everybody enrolled is told."""
    from bot import event_terminal as terminal

    _show(terminal.move(code, days, by, reason))


@event.command("cancel")
def cancel(code: Code, by: By = "", reason: Reason = "") -> None:
    """中止にし、申し込んだ人に知らせます / Cancel; everybody enrolled is told."""
    from bot import event_terminal as terminal

    _show(terminal.cancel(code, by, reason))


@event.command("end")
def end(code: Series, by: By = "", reason: Annotated[str, typer.Option("--reason", help="理由 / why")] = "") -> None:
    """催し全体を終わりにします。受付中の回は残ります / End a series; open sessions stay."""
    from bot import event_terminal as terminal

    _show(terminal.end(code, by, reason))


@event.command("resume")
def resume(code: Series, by: By = "") -> None:
    """終わりにした催しを、また続けます / Let an ended series go on."""
    from bot import event_terminal as terminal

    _show(terminal.resume(code, by))


@event.command("enrol")
def enrol(
    code: Code,
    user: Annotated[str, typer.Argument(help="friends list の短い番号かユーザーID / mark or id", metavar="USER")],
    people: Annotated[int | None, typer.Option("--people", help="人数 / how many people")] = None,
    leave: Annotated[bool, typer.Option("--leave", help="取り消す / take them out")] = False,
    by: By = "",
) -> None:
    """電話や窓口で申し出た人の申し込み・取り消しをします / Enrol somebody, or take them out."""
    from bot import event_terminal as terminal

    _show(terminal.enrol(code, user, people, leave, by))


@event.command("export")
def export(
    code: Code,
    out: Annotated[Path, typer.Option("--out", help="書き出すファイル（.csv か .xlsx） / the file")],
    ids: Annotated[bool, typer.Option("--ids", help="LINE のユーザーIDも出す / with LINE's user ids")] = False,
) -> None:
    """受付番号・状態・出席・修了の一覧を書き出します / Receipts, states, attendance, completion."""
    from bot import event_terminal as terminal

    _show(terminal.export_(code, out, ids))


def _show(lines: list[str]) -> None:
    typer.echo("\n".join(lines))
