"""madoguchi at the terminal: every command. A mistake gets a sentence, not a traceback."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import terminal
from bot.errors import Problem

app = typer.Typer(
    name="madoguchi",
    help="LINE の相談窓口 / A support desk in LINE.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="データベース / The database.", no_args_is_help=True)
knowledge = typer.Typer(help="制度のデータ / The programs' records.", no_args_is_help=True)
staff = typer.Typer(help="職員の仕事 / What staff do.", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(staff, name="staff")
app.add_typer(knowledge, name="knowledge")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="待ち受けるアドレス / address to listen on")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="ポート番号 / port (MADOGUCHI_PORT, 8000)")] = None,
    migrate: Annotated[bool, typer.Option("--migrate", help="先にデータベースを整える / migrate first")] = False,
) -> None:
    """窓口を動かします(受信・回答・送信) / Run the service: receive, answer, send."""
    terminal.serve(host, port, migrate)


@app.command()
def work() -> None:
    """受信なしで、回答と送信だけを動かします / Run only the jobs, beside other replicas (PostgreSQL)."""
    terminal.work()


@app.command()
def demo() -> None:
    """LINE のアカウントなしで試します / Try it without a LINE account: service, emulator, phone page."""
    terminal.demo()


@app.command()
def ask(
    questions: Annotated[list[str], typer.Argument(help="質問。並べると続きの会話になります / questions of one talk")],
    as_json: Annotated[bool, typer.Option("--json", help="LINE のメッセージをそのまま出す / LINE's objects")] = False,
    now: Annotated[str | None, typer.Option(help="この日時のつもりで答える / ISO time to answer at")] = None,
) -> None:
    """LINE で返る答えを表示します / Show the reply that LINE would get."""
    turns = terminal.ask(questions, now)
    if as_json:
        typer.echo(json.dumps([{"question": one.question, "messages": one.messages} for one in turns],
                              ensure_ascii=False, indent=2))  # fmt: skip
        return
    for turn in turns:
        typer.echo("\n".join([f"▶ {turn.question}", *turn.readable, ""]))


@database.command("migrate")
def db_migrate() -> None:
    """データベースを最新の形にします / Bring the schema to the newest version."""
    terminal.migrate()
    typer.echo("データベースは最新です / the database is up to date")


@knowledge.command("check")
def knowledge_check(
    document: Annotated[
        Path | None, typer.Option(help="出典の行を確かめる原本 / source document to check against")
    ] = None,
) -> None:
    """制度のデータの誤りをすべて示します / Show every mistake in the records."""
    from knowledge.check import check

    findings = check(document=document)
    for finding in findings:
        typer.echo(str(finding), err=True)
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    typer.echo("誤りは見つかりませんでした / no mistakes found")


@staff.command("tickets")
def staff_tickets() -> None:
    """「職員に聞く」で預かった、まだ返事をしていない質問 / Questions left for staff that nobody has answered."""
    tickets = terminal.tickets()
    for ticket in tickets:
        about = f"（{ticket.program_id}）" if ticket.program_id else ""
        typer.echo(f"受付番号 {ticket.number}  {terminal.jst_words(ticket.opened_at)}{about}\n  {ticket.question}\n")
    typer.echo(f"返事を待っている質問: {len(tickets)}件")


@staff.command("answer")
def staff_answer(
    number: Annotated[int, typer.Argument(help="受付番号 / ticket number")],
    text: Annotated[str, typer.Argument(help="返事の文 / the answer")],
) -> None:
    """質問した人のトークに返事を送ります(一度だけ) / Send an answer to the person, once."""
    terminal.answer_ticket(number, text)
    typer.echo(f"受付番号 {number} への返事を送信待ちに入れました。窓口が動いていれば、まもなく送られます。")


def main() -> None:
    """The console script: a Problem becomes its sentences and exit code 2."""
    try:
        app()
    except Problem as problem:
        for sentence in problem.sentences:
            print(sentence, file=sys.stderr)  # noqa: T201
        sys.exit(2)


if __name__ == "__main__":
    main()
