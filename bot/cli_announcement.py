"""`madoguchi announcement …` and `madoguchi live …`: what operators and scripts do with announcements."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import Problem

announcement = typer.Typer(help="お知らせの作成・承認・送信 / Announcements.")



def _number(written: object) -> int:
    """The id as people write it (12, ＃12). Raises Problem for anything else."""
    plain = unicodedata.normalize("NFKC", str(written)).strip().removeprefix("#")
    if not plain.isdecimal() or not 0 < int(plain[:20]) < 2**31:
        raise Problem(f"「{written}」はお知らせの番号ではありません。番号は announcement list で見られます")
    return int(plain)


Number = Annotated[int, typer.Argument(help="お知らせの番号 / announcement id", metavar="ID", parser=_number)]
File = Annotated[Path, typer.Argument(help="内容を書いた YAML ファイル / YAML file", metavar="FILE")]
By = Annotated[str, typer.Option("--by", help="だれがするか / who does it")]
Reason = Annotated[str, typer.Option("--reason", help="理由 / why")]
Switch = Annotated[str, typer.Argument(help="入れる・切る・見る / on, off, show", metavar="on|off|show")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON で出す / print JSON")]


@announcement.command("create")
def create(file: File, by: By = "") -> None:
    """下書きを作り、最後の行に番号だけを出します / Make a draft; its id stands alone on the last line."""
    from bot import announcement_terminal as terminal

    _show(terminal.create(file, by))


@announcement.command("edit")
def edit(number: Number, file: File, by: By = "") -> None:
    """内容を入れ替え、下書きに戻します / Replace everything; it is a draft again."""
    from bot import announcement_terminal as terminal

    _show(terminal.edit(number, file, by))


@announcement.command("preview")
def preview(
    number: Number,
    html: Annotated[Path | None, typer.Option("--html", help="HTML に書き出す / write a page")] = None,
) -> None:
    """LINE でどう見えるか、だれに、いつ送られるかを示します / What it looks like, to whom and when it goes."""
    from bot import announcement_terminal as terminal

    _show(terminal.preview(number, html))


@announcement.command("submit")
def submit(number: Number, by: By = "") -> None:
    """承認に出します / Ask for approval."""
    from bot import announcement_terminal as terminal

    _show(terminal.submit(number, by))


@announcement.command("approve")
def approve(number: Number, by: By = "", reason: Reason = "") -> None:
    """作った人とは別の人が承認します / Approve; never by an author."""
    from bot import announcement_terminal as terminal

    _show(terminal.approve(number, by, reason))


@announcement.command("give-back")
def give_back(number: Number, by: By = "", reason: Reason = "") -> None:
    """承認せず、理由をつけて下書きに戻します / Send it back to its author."""
    from bot import announcement_terminal as terminal

    _show(terminal.give_back(number, by, reason))


@announcement.command("test")
def try_out(number: Number, by: By = "") -> None:
    """テスター（タグ tester）だけに[テスト]と付けて送ります / Send it to testers, marked."""
    from bot import announcement_terminal as terminal

    _show(terminal.try_out(number, by))


@announcement.command("schedule")
def schedule(
    number: Number,
    at: Annotated[str | None, typer.Option("--at", help="送る時刻（日本時間） / when, in Japan's time")] = None,
    by: By = "",
) -> None:
    """承認されたお知らせを予約します / Reserve an approved announcement."""
    from bot import announcement_terminal as terminal

    _show(terminal.schedule(number, at, by))


@announcement.command("send")
def send(number: Number, by: By = "") -> None:
    """承認されたお知らせをすぐに送ります / Send an approved announcement now."""
    from bot import announcement_terminal as terminal

    _show(terminal.send(number, by))


@announcement.command("stop")
def stop(number: Number, by: By = "", reason: Reason = "") -> None:
    """送信を止めます（500人ごとの区切りで） / Stop between two batches."""
    from bot import announcement_terminal as terminal

    _show(terminal.stop(number, by, reason))


@announcement.command("resume")
def resume(number: Number, by: By = "", reason: Reason = "") -> None:
    """止めたもの・判断待ちのものの残りを送ります / Go on with the rest."""
    from bot import announcement_terminal as terminal

    _show(terminal.resume(number, by, reason))


@announcement.command("correct")
def correct(number: Number, file: File, by: By = "") -> None:
    """受け付けられた人にだけ訂正を送る準備をします / A correction to exactly those accepted; waits for approval."""
    from bot import announcement_terminal as terminal

    _show(terminal.correct(number, file, by))


@announcement.command("show")
def show(number: Number, as_json: AsJson = False) -> None:
    """状態と結果を示します / State and report."""
    from bot import announcement_terminal as terminal

    _show(terminal.show(number, as_json))


@announcement.command("list")
def list_(
    state: Annotated[str, typer.Option("--state", help="この状態のものだけ / only this state")] = "",
    as_json: AsJson = False,
) -> None:
    """お知らせの一覧を示します / All announcements, the newest first."""
    from bot import announcement_terminal as terminal

    _show(terminal.list_all(state, as_json))


@announcement.command("one-person")
def one_person(
    switch: Switch = "show", by: By = "", reason: Reason = ""
) -> None:
    """職員が1人だけの職場にします（理由と10分の見直しで自分で承認） / An office with one person."""
    from bot import announcement_office as office

    _show(office.one_person(switch, by, reason))


def live(
    switch: Switch = "show", by: By = "", reason: Reason = ""
) -> None:
    """練習モードと本番モードを切り替えます / Practice (testers only) or live."""
    from bot import announcement_office as office

    _show(office.live(switch, by, reason))


def _show(lines: list[str]) -> None:
    typer.echo("\n".join(lines))
