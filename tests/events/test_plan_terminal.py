"""`madoguchi event plan`, `submit` and `approve` through the real command line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli import main
from bot.db import make_engine, session_scope
from bot.events import sessions
from bot.models_events import EventSession
from tests.events.plans import GARAGE, START

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """The database of the commands, with the garage of which December's session is open."""
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'desk.db'}")
    with session_scope(engine) as session:
        sessions.create_series(session, GARAGE, "高橋", START)
        sessions.open_(session, "garage-2026-12", "高橋", START)
    yield engine
    engine.dispose()


@pytest.fixture
def run(desk: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command; returns exit code, and the lines of output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("LINE_", "MADOGUCHI_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    given = {
        "DATABASE_URL": str(desk.url), "MADOGUCHI_NOW": "2026-11-16T09:00", "LINE_CHANNEL_SECRET": "s",
        "LINE_CHANNEL_ACCESS_TOKEN": "t", "LINE_API_BASE_URL": "http://127.0.0.1:9",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> tuple[int, list[str], list[str]]:
        monkeypatch.setattr(sys, "argv", ["madoguchi", "event", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out.strip().splitlines(), printed.err.strip().splitlines()

    return call


def good(run: Run, *arguments: str) -> list[str]:
    code, out, err = run(*arguments)
    assert (code, err) == (0, []), (arguments, err)
    return out


def bad(run: Run, *arguments: str) -> list[str]:
    code, _, err = run(*arguments)
    assert code != 0
    return err


def test_from_a_plan_to_one_approval(run: Run) -> None:
    out = good(run, "plan", "garage-2026-12", "--by", "佐藤")
    assert out == [
        "2026年12月11日(金) 18時30分〜20時30分「シゴト・ツクル・ガレージ」（garage-2026-12）",
        "  告知　2026年11月27日(金) 18時00分　下書き 1",
        "  明日です　2026年12月10日(木) 18時00分　下書き 2",
        "  本日　2026年12月11日(金) 8時30分　下書き 3",
        "下書きを3件作りました。内容は announcement preview 番号 で見られます。次は event submit garage-2026-12 です",
    ]
    again = good(run, "plan", "garage-2026-12", "--by", "佐藤", "--steps", "告知,あと1週間")
    assert again[1:] == [
        "  告知　2026年11月27日(金) 18時00分　前に作りました（1・下書き）",
        "  あと1週間　2026年12月4日(金) 18時00分　下書き 4",
        "下書きを1件作りました。内容は announcement preview 番号 で見られます。次は event submit garage-2026-12 です",
    ]
    out = good(run, "submit", "garage-2026-12", "--by", "佐藤")
    assert out[0] == "4件を承認に出しました。作った人とは別の人の event approve garage-2026-12 を待っています"
    assert out[1] == "  お知らせ 1　告知　2026年11月27日(金) 18時00分　garage-2026-12"
    err = bad(run, "approve", "garage-2026-12", "--by", "佐藤")
    assert len(err) == 5
    assert "お知らせ 4（あと1週間・garage-2026-12）" in "".join(err)
    out = good(run, "approve", "garage-2026-12", "--by", "鈴木")
    assert out[0] == "4件を承認しました。それぞれの時刻に送ります"
    assert out[-1] == "練習モード（テスターにだけ送ります）"
    assert bad(run, "approve", "garage-2026-12", "--by", "鈴木") == [
        "「garage-2026-12」に、承認を待っているお知らせがありません。先に event submit garage-2026-12 を使ってください"
    ]


def test_a_whole_series_says_what_stays_a_draft(run: Run) -> None:
    good(run, "plan", "garage", "--by", "佐藤")
    out = good(run, "submit", "garage", "--by", "佐藤")
    assert out[0].startswith("3件を承認に出しました")
    assert "次のお知らせは、まだ下書きのままです" in out
    assert "まだ受付を始めていません" in out[-1]
    assert good(run, "approve", "garage", "--by", "鈴木")[0].startswith("3件を承認しました")


def test_a_missing_place_is_named_with_the_command_that_fills_it(run: Run, desk: sa.Engine) -> None:
    with session_scope(desk) as session:
        session.execute(sa.update(EventSession).where(EventSession.code == "garage-2026-12").values(place=None))
    good(run, "plan", "garage-2026-12", "--by", "佐藤")
    assert bad(run, "submit", "garage-2026-12", "--by", "佐藤") == [
        "「シゴト・ツクル・ガレージ」（garage-2026-12）の場所が決まっていません。"
        "event fill garage-2026-12 場所=会場の名前 で入れてください"
    ]


def test_refusals_are_one_sentence(run: Run) -> None:
    assert "garage-2026-12" in bad(run, "plan", "garage-2026-21", "--by", "佐藤")[0]
    assert bad(run, "plan", "garage", "--by", "佐藤", "--steps", "お礼")[0].startswith("「お礼」という段階はありません")
    assert len(bad(run, "submit", "garage", "--by", "佐藤")) == 1
    good(run, "plan", "garage", "--by", "佐藤")
    assert "--by" in bad(run, "submit", "garage")[0]
