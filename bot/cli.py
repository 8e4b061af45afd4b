"""madoguchi at the terminal: every command. A mistake gets a sentence, not a traceback."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import cli_friends, usage
from bot.cli_announcement import announcement, live
from bot.cli_event import event
from bot.cli_window import window
from bot.errors import Problem


def _later(name: str) -> ModuleType:
    """The module, run at its first use: `emulator` and `--help` need no database."""
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return importlib.import_module(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    from bot import terminal
else:
    terminal = _later("bot.terminal")

DATABASE_FAILED = (
    "データベースに書き込めないか、つながりません。空き容量、書き込みの許可、ほかのプログラムが使っていないかを確かめてください"
    " / the database cannot be written or reached"
)
app = typer.Typer(
    name="madoguchi",
    help="LINE の相談窓口 / A support desk in LINE.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="データベース / The database.")
knowledge = typer.Typer(help="制度のデータ / The programs' records.")
staff = typer.Typer(help="職員の仕事 / What staff do.")
richmenu = typer.Typer(help="リッチメニュー / The rich menu at LINE.")
app.add_typer(database, name="db")
app.add_typer(richmenu, name="richmenu")
app.add_typer(staff, name="staff")
app.add_typer(knowledge, name="knowledge")
app.add_typer(announcement, name="announcement")
app.add_typer(event, name="event")
app.add_typer(window, name="window")
app.command("live")(live)
cli_friends.add_to(app)


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
def emulator(
    port: Annotated[int, typer.Option(help="待ち受けるポート / port to listen on")] = 8001,
    webhook: Annotated[str, typer.Option(help="ボットのWebhookのアドレス / your bot's webhook URL")] = "",
    host: Annotated[str, typer.Option(help="待ち受けるアドレス / address to listen on")] = "127.0.0.1",
    secret: Annotated[str, typer.Option(help="チャネルシークレット / channel secret")] = "",
    token: Annotated[str, typer.Option(help="チャネルアクセストークン / channel access token")] = "",
    store: Annotated[Path | None, typer.Option(help="会話を残すファイル / file that keeps everything")] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="外の画像も表示 / show outside pictures")] = False,
) -> None:
    """LINE のまねをするものだけを動かします / Run the LINE Platform emulator alone, for any bot."""
    from bot import emulating

    emulating.run(emulating.Wanted(port, webhook, host, secret, token, store, pictures), show=typer.echo)


@app.command()
def ask(
    questions: Annotated[
        list[str], typer.Argument(help="質問。並べると続きの会話になります / questions of one talk", metavar="質問…")
    ],
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


@app.command()
def judge(
    program: Annotated[str | None, typer.Argument(help="制度の番号か正式な名前 / a program", metavar="制度")] = None,
    answers: Annotated[list[str] | None, typer.Argument(help="項目=値 / key=value …", metavar="項目=値…")] = None,
    on: Annotated[
        str | None, typer.Option(help="この日のつもりで判定する（2025-04-01、令和7年4月1日）/ day to judge on")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON で出す / print JSON")] = False,
    sheet: Annotated[Path | None, typer.Option("--csv", help="人や事業所の表 / a sheet of hires or sites")] = None,
    out: Annotated[Path | None, typer.Option(help="書き出す .xlsx か .csv / where to write")] = None,
) -> None:
    """使えるかどうかと金額の目安を、理由つきで示します / May one use it, what may one expect, and why."""
    if sheet is not None:
        if program is not None:
            raise Problem("--csv のときは、制度は表の「制度」の列に書いてください / name programs inside the sheet")
        lines = terminal.judge_sheet(sheet, on, out)
    elif out is not None:
        raise Problem("--out は --csv の表を判定するときに使います / --out goes with --csv")
    elif program is None:
        raise Problem("制度の番号か名前を書いてください。例: madoguchi judge 1-1-1 / name a program")
    else:
        lines = terminal.judge(program, answers or [], on, as_json)
    typer.echo("\n".join(lines))


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
    typer.echo(terminal.rule_levels())


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
    number: Annotated[int, typer.Argument(help="受付番号 / ticket number", metavar="番号")],
    text: Annotated[str, typer.Argument(help="返事の文 / the answer", metavar="文")],
) -> None:
    """質問した人のトークに返事を送ります(一度だけ) / Send an answer to the person, once."""
    terminal.answer_ticket(number, text)
    typer.echo(f"受付番号 {number} への返事を送信待ちに入れました。窓口が動いていれば、まもなく送られます。")


@richmenu.command("sync")
def richmenu_sync(
    layout: Annotated[str, typer.Option(help="大きさ / size: full, compact")] = "full",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何をするかだけを示す / change nothing")] = False,
) -> None:
    """LINE のリッチメニューを最新にします(何度行ってもよい) / Bring the rich menu up to date; safe to repeat."""
    terminal.sync_richmenu(layout, dry_run, typer.echo)


@richmenu.command("list")
def richmenu_list() -> None:
    """LINE にあるリッチメニューを示します / Show the rich menus at LINE."""
    terminal.list_richmenus(typer.echo)


@richmenu.command("remove")
def richmenu_remove() -> None:
    """この窓口のリッチメニューを LINE から消します / Take the desk's rich menu away from LINE."""
    terminal.remove_richmenu(typer.echo)


def main() -> None:
    """The console script: a Problem, or a database that does not work, becomes its sentences and exit code 2."""
    try:
        code = usage.run(app)
    except Problem as problem:
        _refused(*problem.sentences)
    except Exception as error:
        if not _of_the_database(error):
            raise
        _refused(f"{DATABASE_FAILED}: {type(getattr(error, 'orig', error)).__name__}")
    sys.exit(code)


def _of_the_database(error: Exception) -> bool:
    """Full, read-only, locked or gone; the library is there already when it raises one of these."""
    raised = sys.modules.get("sqlalchemy.exc")
    return raised is not None and isinstance(error, (raised.OperationalError, raised.InternalError))


def _refused(*sentences: str) -> NoReturn:
    for sentence in sentences:
        print(sentence, file=sys.stderr)  # noqa: T201
    sys.exit(2)


if __name__ == "__main__":
    main()
