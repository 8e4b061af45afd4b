"""What the commands do; heavy parts are imported where they are needed, so that `--help` is quick."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import itertools
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import log
from bot.clock import Clock, jst, parse, to_ms
from bot.config import load_settings
from bot.db import make_engine, require_head
from bot.db import migrate as migrate_engine
from bot.errors import Problem

if TYPE_CHECKING:
    from bot.richmenu.sync import RichMenuSync
    from jobs.tickets import OpenTicket


@dataclass(frozen=True)
class Turn:
    """One question with LINE's message objects and every sentence a person would read."""

    question: str
    messages: list[dict[str, Any]]
    readable: list[str]


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises Problem when the port is taken or the address is not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except OSError:
        raise Problem(f"アドレス {host} を使えません / cannot listen on {host}") from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
    except OSError:
        bound.close()
        raise Problem(
            f"ポート {port} は使えません(ほかのプログラムが使用中か、権限がありません)。別の番号を指定してください"
            f" / port {port} on {host} is taken or not allowed: choose another with --port or MADOGUCHI_PORT"
        ) from None
    return bound


def serve(host: str, port: int | None, with_migration: bool) -> None:
    """Runs until SIGINT or SIGTERM. Raises Problem for everything an operator can put right."""
    settings = load_settings()
    settings.require_credentials()
    log.configure(settings.madoguchi_log_level)
    with listening_socket(host, port or settings.madoguchi_port) as bound:
        engine = make_engine(settings.database_url)
        if with_migration:
            migrate_engine(engine)
        require_head(engine)
        with _building():
            import uvicorn

            from bot.app import create_app, goes_on, make_line
            from jobs.sole import SoleUse

            SoleUse(engine).check()
            application = create_app(settings, goes_on(settings, engine), make_line(settings), engine=engine)
        config = uvicorn.Config(
            application, log_config=None, backlog=2048, server_header=False, timeout_graceful_shutdown=10
        )
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C has already ended everything cleanly
            uvicorn.Server(config).run(sockets=[bound])


@contextlib.contextmanager
def _building() -> Iterator[None]:
    """What is made inside stays for good: the collector looks at it seldom meanwhile, and never again."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000)  # looking after every 700 objects takes a quarter of the start
    yield
    gc.set_threshold(*usual)
    gc.collect()
    gc.freeze()  # looking at all of it would hold every thread up for 0.2 s, again and again


def work() -> None:
    """Runs the jobs until SIGINT or SIGTERM."""
    settings = load_settings()
    settings.require_credentials()
    log.configure(settings.madoguchi_log_level)
    engine = make_engine(settings.database_url)
    require_head(engine)
    with _building():
        from bot.app import goes_on, make_line, make_parts
        from handlers.desk import Desk
        from jobs.workers import Workers

        workers = Workers(make_parts(settings, goes_on(settings, engine), make_line(settings), engine, Desk.open()))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    workers.start()
    ended.wait()
    workers.stop()


def demo() -> None:
    """Service, emulator and phone page in one process."""
    from bot import demo

    demo.run()


def migrate() -> None:
    """Brings the schema of DATABASE_URL to the newest version."""
    migrate_engine(make_engine(load_settings().database_url))


def tickets() -> list[OpenTicket]:
    """The questions left for staff, the oldest first."""
    from jobs.tickets import open_tickets

    engine = make_engine(load_settings().database_url)
    require_head(engine)
    return open_tickets(engine)


def answer_ticket(number: int, text: str) -> None:
    """Queues the answer; the running service sends it. Raises Problem when there is nobody to answer."""
    from jobs.tickets import answer

    settings = load_settings()
    engine = make_engine(settings.database_url)
    require_head(engine)
    answer(engine, number, text, Clock(settings.madoguchi_now).now())


def sync_richmenu(layout: str, dry_run: bool, say: Callable[[str], None]) -> None:
    """Brings LINE's rich menus up to date. Raises Problem for an unknown layout and for what LINE refuses."""
    from bot.richmenu import wording
    from bot.richmenu.layouts import LAYOUTS
    from bot.richmenu.menus import wanted

    if layout not in LAYOUTS:
        raise Problem(wording.LAYOUT)
    with _richmenus(say) as menus:
        menus.sync(wanted(LAYOUTS[layout]), dry_run)


def list_richmenus(say: Callable[[str], None]) -> None:
    """Says which rich menus LINE has, ours and others."""
    from bot.richmenu.sync import describe

    with _richmenus(say) as menus:
        for line in describe(menus.known()):
            say(line)


def remove_richmenu(say: Callable[[str], None]) -> None:
    """Takes the desk's rich menus away from LINE."""
    with _richmenus(say) as menus:
        menus.remove()


@contextlib.contextmanager
def _richmenus(say: Callable[[str], None]) -> Iterator[RichMenuSync]:
    from bot.line import Line
    from bot.line_menus import LineMenus
    from bot.richmenu import wording
    from bot.richmenu.sync import RichMenuSync

    settings = load_settings()
    if not settings.line_channel_access_token:  # nothing is received here, so the secret is not needed
        raise Problem(wording.NO_TOKEN)
    say(wording.WHERE.format(host=settings.line_api_base_url))
    line = Line(settings.line_channel_access_token, settings.line_api_base_url, settings.line_data_api_base_url)
    with contextlib.closing(line):
        yield RichMenuSync(LineMenus(line), say)


def jst_words(moment: dt.datetime) -> str:
    """2025-03-11 10:00, in Japan."""
    return f"{jst(moment):%Y-%m-%d %H:%M}"


def ask(questions: Sequence[str], now: str | None) -> list[Turn]:
    """Answers the questions of one talk on the way of a webhook, in a database in memory."""
    # A past day may be asked for here: nothing is sent to any LINE.
    settings = load_settings({**os.environ, "LINE_API_BASE_URL": "http://127.0.0.1"})
    clock = Clock(_moment(now) if now else settings.madoguchi_now)
    from bot.app import make_parts
    from bot.messages import readable
    from handlers.desk import Desk
    from jobs.answer import answer_now

    log.configure("error")
    engine = make_engine("sqlite://")
    migrate_engine(engine)
    parts = make_parts(settings, clock, None, engine, Desk.open())
    turns = []
    for number, question in zip(itertools.count(1), questions, strict=False):
        messages = answer_now(parts, _event(question, number, clock.now()))
        turns.append(Turn(question, messages, readable(messages)))
        clock.move(dt.timedelta(seconds=5))
    return turns


def _moment(text: str) -> dt.datetime:
    try:
        return parse(text)
    except ValueError:
        raise Problem(f"日時 {text} を読めません。2025-03-11T09:00 の形で書いてください / not an ISO time") from None


def _event(question: str, number: int, now: dt.datetime) -> dict[str, Any]:
    """A text message as LINE would send it."""
    return {
        "type": "message",
        "mode": "active",
        "timestamp": to_ms(now),
        "source": {"type": "user", "userId": "U" + "0" * 32},
        "webhookEventId": f"ask-{number}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"ask-{number}",
        "message": {"type": "text", "id": str(number), "quoteToken": "ask", "text": question},
    }


def judge(name: str, given: Sequence[str], on: str | None, as_json: bool) -> list[str]:
    """Lines for `madoguchi judge`: the questions, or with answers the verdict. Raises Problem.

    Without answers the verdict follows the questions in JSON; a person reads it where no answer can change it.
    """
    from bot import eligibility
    from knowledge.loader import shipped
    from knowledge.rules import estimate
    from knowledge.rules import judge as judged

    knowledge = shipped()
    program = eligibility.program_of(knowledge, name)
    today = eligibility.day_of(on, Clock(load_settings().madoguchi_now).now())
    answers = eligibility.answers_of(knowledge, program, given)
    verdict, sum_ = judged(program, answers, today), estimate(program, answers, today)
    questions = eligibility.questions_json(knowledge, program) if not given else {}
    if as_json:
        return [_json({**questions, **eligibility.verdict_json(verdict, sum_)})]
    lines = eligibility.questions_text(knowledge, program) if not given else []
    if given or not questions["questions"] or verdict.result == "not_eligible":
        lines += eligibility.verdict_text(knowledge, program, verdict, sum_)[bool(lines) :]
    return lines


def judge_sheet(path: Path, on: str | None, out: Path | None) -> list[str]:
    """Judges a sheet; the table goes to `out`, or as lines to the terminal. Raises Problem."""
    from bot import eligibility, eligibility_sheet
    from knowledge.loader import shipped

    today = eligibility.day_of(on, Clock(load_settings().madoguchi_now).now())
    rows = eligibility_sheet.judge_sheet(shipped(), path, today)
    if out is None:
        return eligibility.as_table(rows)
    eligibility_sheet.write(rows, out)
    return [f"{len(rows)}行を {out} に書き出しました / {len(rows)} rows written"]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


LEVELS = {
    "exact": "正確な額", "up_to": "上限の目安", "fixed": "決まった額・表", "range": "幅", "cap_only": "上限のみ",
    "not_stated": "事前確認のみ（額の記載なし）", "none": "お金の制度ではない",
}  # fmt: skip


def rule_levels() -> str:
    """How much the rules can say of the sums, program by program counted, and how many cases hold them."""
    from knowledge.check_rules import levels
    from knowledge.loader import read_cases, shipped

    programs = shipped().programs
    counted = levels(programs.values())
    cases = sum(len(read_cases(number)) for number in programs)
    told = "、".join(f"{LEVELS[level]} {number}" for level, number in counted.items())
    return f"規則のある制度 {sum(counted.values())}（{told}）、例 {cases} / rules by level, cases"
