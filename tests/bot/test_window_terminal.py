"""`madoguchi window …` through the real command line, on both databases; a sentence for every refusal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import watching
from bot.cli import main
from bot.db import read_scope, session_scope
from bot.models_events import PersonalNotice, ProgramWindow
from bot.models_sending import AuditEntry
from tests.watching_people import at

NOW = "2026-11-23T09:00"
USER = "U" + "a" * 32
Run = Callable[..., tuple[int, str, str]]
ADD = ("window", "add", "1-1-1", "--from", "12/1", "--until", "12月25日(金)", "--by", "佐藤")


@pytest.fixture
def run(
    engine: sa.Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """One command; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("LINE_", "MADOGUCHI_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    given = {"DATABASE_URL": database_url, "MADOGUCHI_NOW": NOW, "LINE_API_BASE_URL": "http://127.0.0.1:9",
             "LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t"}  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["madoguchi", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def good(run: Run, *arguments: str) -> str:
    code, out, err = run(*arguments)
    assert (code, err) == (0, ""), (arguments, err)
    return out


def test_a_window_is_entered_listed_changed_closed_and_withdrawn(run: Run, engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        watching.watch(session, USER, "1-1-1", at("2026-11-01"))
    said = good(run, *ADD, "--note", "予算がなくなりしだい終わります")
    assert "12月1日（火）から" in said
    assert "見守っている1人に" in said
    assert "受付予告" in good(run, "window", "list")
    assert "閉庁日" in good(run, "window", "change", "1", "--until", "2026/12/26", "--by", "鈴木")
    good(run, "window", "change", "1", "--from", "11/2", "--until", "令和8年12月10日", "--note", "なし", "--by", "鈴木")
    listed = json.loads(good(run, "window", "list", "--json"))
    assert [(one["from"], one["until"], one["note"], one["confirmed_by"]) for one in listed] == [
        ("2026-11-02", "2026-12-10", None, "鈴木")
    ]
    assert "本日まで" in good(run, "window", "end", "1", "--by", "鈴木", "--note", "予算に達しました")
    good(run, "window", "withdraw", "1", "--by", "鈴木", "--reason", "まちがい")
    assert "ありません" in good(run, "window", "list")
    assert "番号 1" in good(run, *ADD)  # taken up again under its number
    with read_scope(engine) as session:
        done = list(session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)))
        assert done == [
            "window add", "window change", "window change", "window end", "window withdraw", "window add",
        ]  # fmt: skip
        assert session.scalar(sa.select(AuditEntry.detail).order_by(AuditEntry.id).limit(1))["until"] == "2026-12-25"
        occasions = list(session.scalars(sa.select(PersonalNotice.occasion)))
        assert occasions == ["watch:1-1-1:confirmed:2026"]


def test_the_staff_hear_how_many_watch_and_to_whom_a_change_is_told(run: Run, engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        for number in (1, 2, 3):
            watching.watch(session, f"U{number:032x}", "1-1-1", at("2026-11-01"))
    good(run, *ADD)
    change = ("window", "change", "1", "--by", "鈴木")
    said = good(run, *change, "--until", "12/24")  # nobody has been told yet
    assert "見守っている人は3人です" in said
    assert "前の日にちが届いている人はいない" in said
    with session_scope(engine) as session:
        told = PersonalNotice.user_id != f"U{3:032x}"
        session.execute(sa.update(PersonalNotice).where(told).values(state="told"))
    assert "届いている2人に" in good(run, *change, "--until", "12/23")
    assert "見守っている人" not in good(run, *change, "--note", "先着順")
    with session_scope(engine) as session:
        kinds = session.execute(sa.select(PersonalNotice.user_id, PersonalNotice.kind, PersonalNotice.state))
        assert sorted((user[-1], kind, state) for user, kind, state in kinds) == [
            ("1", "watch.confirmed", "told"), ("1", "watch.corrected", "waiting"),
            ("2", "watch.confirmed", "told"), ("2", "watch.corrected", "waiting"),
            ("3", "watch.confirmed", "waiting"),
        ]  # fmt: skip
    assert "届いている2人に" in good(run, "window", "withdraw", "1", "--by", "鈴木", "--reason", "まちがい")


def test_an_early_end_says_from_when_on_and_who_hears_of_it(run: Run, engine: sa.Engine) -> None:
    good(run, *ADD[:4], "11/1", *ADD[5:])
    said = good(run, "window", "end", "1", "--on", "12/4", "--by", "鈴木")
    assert said.startswith("令和8年（2026年）12月4日（金）で締め切ります")
    assert "見守っている人はいません" in said
    assert "まで［受付中 あと11日］" not in said
    said = good(run, "window", "end", "1", "--by", "鈴木")
    assert "今日の終わりまでは「受付中」と出ます" in said
    assert "締切は、もう令和8年（2026年）11月23日（月）です" in run("window", "end", "1", "--by", "鈴木")[2]
    with session_scope(engine) as session:
        watching.watch(session, USER, "1-1-1", at("2026-11-01"))
    said = good(run, "window", "end", "1", "--on", "11/22", "--by", "鈴木", "--note", "予算に達しました")
    assert "11月22日（日）で締め切ったことにしました" in said
    assert "見守っている人は1人です" in said
    assert "［受付終了 受付は終わりました］" in said
    assert "11月22日（日）で締め切っています" in run("window", "end", "1", "--by", "鈴木")[2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "1-1-1"), "少なくとも一方"),
        (("add", "9-9-9", "--until", "12/10"), "番号や名前の制度はありません"),
        (("add", "1-1-4", "--until", "12/10"), "終わっている制度です"),
        (("add", "2-3-6", "--until", "12/10"), "後継は「地域ビジネス創出加速化支援交付金」"),
        (("add", "1-1-1", "--until", "12/40"), "という日はありません"),
        (("add", "1-1-1", "--until", "年末"), "日にちとして読めません"),
        (("add", "1-1-1", "--until", "12月10日(金)"), "12月10日は木曜日です"),
        (("add", "1-1-1", "--from", "12/10", "--until", "12/1"), "より前になっています"),
        (("add", "1-1-1", "--until", "2027-05-10", "--year", "2026"), "令和8年度（2026年度）"),
        (("add", "1-1-1", "--until", "12/10", "--year", "2036"), "今年度から離れています"),
        (("add", "1-1-1", "--until", "12/10", "--label", "あ" * 41), "40字まで"),
        (("add", "1-1-1", "--until", "12/10", "--note", "あ" * 201), "200字まで"),
        (("change", "1"), "変えるものがありません"),
        (("change", "7", "--until", "12/1"), "受付期間 7 はありません"),
        (("end", "７"), "受付期間 7 はありません"),
        (("withdraw", "x", "--reason", "r"), "受付期間の番号ではありません"),
        (("withdraw", "1"), "理由を --reason"),
        (("add", "1-1-1", "--until", "12/10", "--by", "窓口の自動処理\u200b"), ""),
    ],
)
def test_each_refusal_is_one_sentence_and_nothing_is_kept(
    run: Run, engine: sa.Engine, arguments: tuple[str, ...], sentence: str
) -> None:
    by = () if "--by" in arguments else ("--by", "佐藤")
    code, out, err = run("window", *arguments, *by)
    if not sentence:  # a name with unseen signs is tidied, not refused
        assert code == 0
        return
    assert code != 0
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
    assert out == ""
    with read_scope(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ProgramWindow)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_the_same_window_is_not_entered_twice_and_ends_only_earlier(run: Run) -> None:
    good(run, *ADD)
    assert "もう入力されています（番号 1）" in run(*ADD)[2]
    assert "より後です" in run("window", "end", "1", "--on", "12/28", "--by", "佐藤")[2]
    assert "より前です" in run("window", "end", "1", "--on", "11/28", "--by", "佐藤")[2]
    good(run, *ADD, "--label", "第2次申請受付")


def test_an_announcement_knows_what_the_office_confirmed(run: Run, tmp_path: Path) -> None:
    """{program.状況} is the badge of the card; {program.受付期間} says who confirmed the days and when."""
    file = tmp_path / "a.yaml"

    def told(text: str) -> str:
        file.write_text(f"title: ご案内\nprogram: 1-1-1\ntext: '{text}'\n", "utf8")
        number = good(run, "announcement", "create", str(file), "--by", "佐藤").splitlines()[-1]
        return good(run, "announcement", "preview", number)

    state = "状況は「{program.状況}」です。"
    assert "状況は「今年度未確認」です。" in told(state)
    good(run, *ADD[:4], "11/1", *ADD[5:])
    assert "状況は「受付中」です。担当課が確認した受付期間：" in told(state + "{program.受付期間}")
    good(run, "window", "end", "1", "--on", "11/22", "--by", "佐藤")
    assert "状況は「受付終了」です。" in told(state)
