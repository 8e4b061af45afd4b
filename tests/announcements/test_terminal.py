"""`madoguchi announcement …` through the real command line: what scripts read, and a sentence for every refusal."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import announcement_run, announcement_shown
from bot.announcements import sending, wording
from bot.announcements.report import BatchLine
from bot.app import goes_on
from bot.cli import main
from bot.db import make_engine, session_scope
from bot.models import Friend, JobHeartbeat, OutboundMessage
from bot.models_sending import Announcement, AnnouncementStep, AuditEntry, FriendTag, StaffAlert
from jobs.sole import SoleUse
from tests.announcements.office import user
from tests.conftest import make_settings

NOW = "2025-03-11T09:00"
START = dt.datetime(2025, 3, 11, 0, 0, tzinfo=dt.UTC)
Run = Callable[..., tuple[int, str, str]]


class FarLine(ThreadingHTTPServer):
    """LINE's answers to a quota question and a multicast; `quota` None: it does not answer that."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.quota: int | None = 10_000
        self.multicasts: list[dict[str, Any]] = []
        self.address = f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: FarLine

    def do_GET(self) -> None:
        if self.server.quota is None:
            self._say(500, {"message": "Internal error"})
        elif self.path.endswith("/consumption"):
            self._say(200, {"totalUsage": 0})
        else:
            self._say(200, {"type": "limited", "value": self.server.quota})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.multicasts.append(body)
        self._say(200, {})

    def _say(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(raw)))):
            self.send_header(name, value)
        self.send_header("X-Line-Request-Id", "request-1")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def far() -> Iterator[FarLine]:
    server = FarLine()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """The database of the commands, with three friends."""
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'desk.db'}")
    with session_scope(engine) as session:
        for number in (1, 2, 3):
            values = {"state": "friend", "state_at_ms": 0, "first_seen_at": START, "last_seen_at": START, "notices": {}}
            session.add(Friend(user_id=user(number), **values))
    yield engine
    engine.dispose()


@pytest.fixture
def run(
    desk: sa.Engine, far: FarLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """One command; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("LINE_", "MADOGUCHI_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "DATABASE_URL": str(desk.url), "MADOGUCHI_NOW": NOW, "LINE_API_BASE_URL": far.address,
        "LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    (tmp_path / "a.yaml").write_text("title: 窓口の時間\ntext: 受付は9時からです。\n", "utf8")

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["madoguchi", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def good(run: Run, *arguments: str) -> list[str]:
    code, out, err = run(*arguments)
    assert (code, err) == (0, ""), (arguments, err)
    return out.strip().splitlines()


def bad(run: Run, *arguments: str) -> str:
    """The one sentence of a refusal."""
    code, _, err = run(*arguments)
    assert code != 0
    assert len(err.strip().splitlines()) == 1, err
    return err.strip()


def shown(run: Run, number: str) -> dict[str, Any]:
    return dict(json.loads("\n".join(good(run, "announcement", "show", number, "--json"))))


def approved(run: Run, file: str = "a.yaml") -> str:
    number = good(run, "announcement", "create", file)[-1]
    good(run, "announcement", "submit", number, "--by", "佐藤")
    good(run, "announcement", "approve", number, "--by", "鈴木")
    return number


def live(run: Run) -> list[str]:
    return good(run, "live", "on", "--by", "課長", "--reason", "準備ができたため")


def test_create_submit_approve_send_show(run: Run, far: FarLine) -> None:
    assert "本番" in live(run)[0]
    lines = good(run, "announcement", "create", "a.yaml")
    assert lines[-1] == "1"
    assert "3人" in " ".join(lines)  # to whom, before anything is decided
    good(run, "announcement", "submit", "1", "--by", "佐藤")
    told = good(run, "announcement", "approve", "1", "--by", "鈴木")
    assert "窓口の時間" in told[0]
    good(run, "announcement", "send", "1")
    found = shown(run, "1")
    assert [found[name] for name in ("state", "target", "accepted", "rejected", "unknown", "stopped")] == [
        "sent", 3, 3, 0, 0, 0,
    ]  # fmt: skip
    assert [batch["request_id"] for batch in found["batches"]] == ["request-1"]
    assert sorted(far.multicasts[0]["to"]) == [user(1), user(2), user(3)]
    read = "\n".join(good(run, "announcement", "show", "1"))
    assert "LINEが受け付けた 3人" in read
    assert "届" not in read
    assert "送信完了" in good(run, "announcement", "list")[0]
    assert json.loads(good(run, "announcement", "list", "--json", "--state", "sent")[0])[0]["id"] == 1


def test_a_time_in_the_file_is_reserved_by_the_approval(run: Run, tmp_path: Path, far: FarLine) -> None:
    live(run)
    (tmp_path / "b.yaml").write_text("title: 題\ntext: 文\nsend_at: 2025-03-11 10:00\n", "utf8")
    number = approved(run, "b.yaml")
    assert shown(run, number)["state"] == "scheduled"
    assert shown(run, number)["due_at"] == "2025-03-11T01:00:00Z"
    for at in ([], ["--at", "2025-03-11 10:00"], ["--at", "2025-03-11T10:00:00+09:00"]):
        assert "2025年3月11日(火) 10時00分" in good(run, "announcement", "schedule", number, *at)[0]
    assert "承認された時刻" in bad(run, "announcement", "schedule", number, "--at", "2025-03-11 11:00")
    assert "承認された時刻" in bad(run, "announcement", "send", number)
    good(run, "announcement", "stop", number, "--by", "佐藤", "--reason", "まだ早い")
    assert shown(run, number)["state"] == "stopped"
    good(run, "announcement", "resume", number, "--by", "佐藤")
    assert shown(run, number)["state"] == "scheduled"
    assert not far.multicasts


def test_schedule_gives_a_time_that_was_left_open(run: Run) -> None:
    number = approved(run)
    for at, why in (
        ("2025-03-11 08:00", "過ぎて"), ("2025-03-11 22:00", "夜間"), ("きのうの昼", "日時"),
        ("2025-02-30 10:00", "日"),
    ):  # fmt: skip
        assert why in bad(run, "announcement", "schedule", number, "--at", at, "--by", "佐藤")
    assert "--at" in bad(run, "announcement", "schedule", number)
    good(run, "announcement", "schedule", number, "--at", "明日 9:00", "--by", "佐藤")
    assert shown(run, number)["due_at"] == "2025-03-12T00:00:00Z"
    assert "予約済み" in bad(run, "announcement", "schedule", number, "--at", "明日 10:00")


def test_what_is_not_allowed_says_why_in_one_sentence(run: Run, far: FarLine) -> None:
    live(run)
    number = good(run, "announcement", "create", "a.yaml", "--by", "佐藤")[-1]
    assert "下書き" in bad(run, "announcement", "send", number, "--by", "佐藤")
    assert "下書き" in bad(run, "announcement", "approve", number, "--by", "鈴木")
    assert "--by" in bad(run, "announcement", "submit", number)
    good(run, "announcement", "submit", number, "--by", "佐藤")
    assert "承認待ち" in bad(run, "announcement", "send", number)
    assert "承認待ち" in bad(run, "announcement", "schedule", number, "--at", "明日 9:00")
    assert "別の人" in bad(run, "announcement", "approve", number, "--by", "佐 藤")
    assert "--by" in bad(run, "announcement", "approve", number)
    assert "--by" in bad(run, "announcement", "approve", number, "--by", "\u200b")
    assert "使えない字" in bad(run, "announcement", "approve", number, "--by", "Аnna")  # a Cyrillic А
    assert "理由" in bad(run, "announcement", "give-back", number, "--by", "鈴木")
    assert "承認待ち" in bad(run, "announcement", "stop", number, "--by", "佐藤")
    assert "まだ1通も" in bad(run, "announcement", "correct", number, "a.yaml", "--by", "佐藤")
    good(run, "announcement", "approve", number, "--by", "鈴木")
    good(run, "announcement", "edit", number, "a.yaml", "--by", "佐藤")
    assert shown(run, number)["state"] == "draft"
    assert not far.multicasts


@pytest.mark.parametrize(
    "command",
    [
        ["show"], ["preview"], ["submit", "--by", "佐藤"], ["approve", "--by", "鈴木"], ["send"], ["stop"], ["resume"],
        ["test", "--by", "佐藤"], ["schedule", "--at", "明日 9:00"], ["give-back", "--by", "鈴木", "--reason", "x"],
    ],
)  # fmt: skip
def test_ids_that_are_none(run: Run, command: list[str]) -> None:
    name, *options = command
    assert "見つかりません" in bad(run, "announcement", name, "99", *options)
    for wrong in ("abc", "0", "1.5", "99999999999999999999"):
        assert "番号ではありません" in bad(run, "announcement", name, wrong, *options)


def test_files_that_are_none(run: Run, tmp_path: Path) -> None:
    number = approved(run)
    for command in (["create"], ["edit", number]):
        assert "missing.yaml" in bad(run, "announcement", *command, "missing.yaml", "--by", "佐藤")
        assert str(tmp_path) in bad(run, "announcement", *command, str(tmp_path), "--by", "佐藤")
    (tmp_path / "wrong.yaml").write_text("title: 題\ntext: 文\nteme: jobs\nsend_at: いつか\n", "utf8")
    code, _, err = run("announcement", "create", "wrong.yaml")
    assert code != 0
    assert [line.split(":")[0].strip() for line in err.strip().splitlines()] == ["行 3", "行 4"]
    assert shown(run, number)["state"] == "approved"
    assert len(good(run, "announcement", "list")) == 1


def test_other_wrong_words(run: Run) -> None:
    assert "使える状態" in bad(run, "announcement", "list", "--state", "gone")
    assert "on、off、show" in bad(run, "live", "an", "--by", "課長", "--reason", "x")
    assert "理由" in bad(run, "live", "on", "--by", "課長")
    assert "--by" in bad(run, "live", "on", "--reason", "x")
    assert "練習" in good(run, "live")[0]
    assert "書けません" in bad(run, "announcement", "preview", approved(run), "--html", "nowhere/at/all.html")
    code, _, err = run("audience", "count", "tag:")
    assert code != 0
    assert err
    assert "3" in " ".join(good(run, "audience", "count", "everyone"))


def test_a_database_that_cannot_be_written_is_said_in_one_sentence(
    run: Run, desk: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approved(run)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///file:{desk.url.database}?mode=ro&uri=true")
    assert "データベースに書き込めない" in bad(run, "announcement", "schedule", number, "--at", "明日 9:00")
    assert shown(run, number)["state"] == "approved"


def test_practice_reaches_testers_only_and_live_says_what_it_sets_free(run: Run, desk: sa.Engine, far: FarLine) -> None:
    with session_scope(desk) as session:
        session.add(FriendTag(user_id=user(2), tag="tester", set_at=START, set_by="佐藤"))
    number = approved(run)
    good(run, "announcement", "send", number)
    assert (shown(run, number)["mode"], shown(run, number)["target"]) == ("practice", 1)
    assert [body["to"] for body in far.multicasts] == [[user(2)]]
    waiting = approved(run)
    good(run, "announcement", "schedule", waiting, "--at", "明日 9:00")
    told = live(run)
    assert any(line.split()[0] == waiting for line in told[1:] if line.split())
    with session_scope(desk) as session:
        entry = session.scalars(sa.select(AuditEntry)).one()
        assert (entry.by, entry.detail["to"], entry.detail["reason"]) == ("課長", True, "準備ができたため")


def test_a_test_goes_to_testers_marked_and_never_to_a_crowd(run: Run, desk: sa.Engine) -> None:
    number = good(run, "announcement", "create", "a.yaml")[-1]
    assert "テスターがいません" in bad(run, "announcement", "test", number, "--by", "佐藤")
    with session_scope(desk) as session:
        session.add(FriendTag(user_id=user(1), tag="tester", set_at=START, set_by="佐藤"))
    assert "1人" in good(run, "announcement", "test", number, "--by", "佐藤")[-1]
    with session_scope(desk) as session:
        pushed = session.scalars(sa.select(OutboundMessage)).one()
        assert pushed.user_id == user(1)
        assert pushed.messages[0]["text"].startswith("[テスト] ")
        assert pushed.messages[1]["altText"].startswith("[テスト] ")
        for one in range(4, 30):
            session.add(FriendTag(user_id=user(one), tag="tester", set_at=START, set_by="佐藤"))
    assert "20人まで" in bad(run, "announcement", "test", number, "--by", "佐藤")
    assert "テスト送信" in "\n".join(good(run, "announcement", "show", number))


def test_the_account_of_the_machine_decides_nothing(run: Run, far: FarLine) -> None:
    """Without --by the login is noted; it never counts as the other person."""
    live(run)
    far.quota = 2
    number = approved(run)
    good(run, "announcement", "send", number)
    assert shown(run, number)["held_for"] == "quota"
    assert "別の人" in bad(run, "announcement", "resume", number, "--reason", "急ぎ")
    assert "別の人" in bad(run, "announcement", "resume", number, "--by", "佐藤", "--reason", "急ぎ")
    assert "別の人" in bad(run, "announcement", "resume", number, "--by", "鈴木")
    good(run, "announcement", "resume", number, "--by", "鈴木", "--reason", "追加料金を払う")
    assert shown(run, number)["accepted"] == 3


def test_one_person_is_told_to_all_and_waits(run: Run, desk: sa.Engine, far: FarLine) -> None:
    live(run)
    assert "理由" in bad(run, "announcement", "one-person", "on", "--by", "佐藤")
    good(run, "announcement", "one-person", "on", "--by", "佐藤", "--reason", "職員が1人のため")
    with session_scope(desk) as session:
        alert = session.scalars(sa.select(StaffAlert)).one()
        assert "佐藤" in alert.words
    number = good(run, "announcement", "create", "a.yaml", "--by", "佐藤")[-1]
    good(run, "announcement", "submit", number, "--by", "佐藤")
    assert "理由" in bad(run, "announcement", "approve", number, "--by", "佐藤")
    good(run, "announcement", "approve", number, "--by", "佐藤", "--reason", "担当が1人のため")
    good(run, "announcement", "send", number)
    assert shown(run, number)["state"] == "scheduled"
    assert not far.multicasts
    told = good(run, "announcement", "one-person", "off", "--by", "佐藤", "--reason", "人が増えた")
    assert told[-2] == wording.ALONE_WAITING
    assert told[-1].split()[0] == number
    with session_scope(desk) as session:
        assert session.scalars(sa.select(StaffAlert.ended_at)).one() is not None


def test_a_correction_in_one_step(run: Run, tmp_path: Path, far: FarLine) -> None:
    live(run)
    number = approved(run)
    good(run, "announcement", "send", number)
    (tmp_path / "c.yaml").write_text("title: 時間の訂正\ntext: 正しくは10時からです。\n", "utf8")
    lines = good(run, "announcement", "correct", number, "c.yaml", "--by", "佐藤")
    assert lines[-1] == "2"
    assert shown(run, "2")["state"] == "in_approval"
    assert "別の人" in bad(run, "announcement", "approve", "2", "--by", "佐藤")
    good(run, "announcement", "approve", "2", "--by", "鈴木")  # and goes out at once, also where no service runs
    assert (shown(run, "2")["corrects"], shown(run, number)["corrections"]) == (1, [2])
    assert shown(run, "2")["accepted"] == 3
    assert "訂正" in far.multicasts[-1]["messages"][0]["text"]


def test_send_goes_on_where_a_terminal_died(run: Run, desk: sa.Engine, far: FarLine) -> None:
    live(run)
    number = approved(run)
    with session_scope(desk) as session:  # made due, and then the terminal was closed
        sending.send_now(session, int(number), "佐藤", START)
    good(run, "announcement", "send", number)
    assert shown(run, number)["accepted"] == 3
    assert "送信完了" in bad(run, "announcement", "send", number)
    assert len(far.multicasts) == 1


def test_an_unreachable_quota_is_said_and_nothing_goes(run: Run, far: FarLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcement_run, "ASKING", 0.5)
    live(run)
    far.quota = None
    number = approved(run)
    assert bad(run, "announcement", "send", number) == wording.QUOTA_UNSURE
    assert shown(run, number)["state"] == "scheduled"
    assert not far.multicasts


def test_a_running_service_does_it_itself(run: Run, desk: sa.Engine, far: FarLine) -> None:
    """It shows itself by its heartbeat; the command leaves the sending to it."""
    live(run)
    number = approved(run)
    service = SoleUse(desk)
    service.claim()
    over = threading.Event()

    def beat() -> None:
        moment = START
        while not over.wait(0.1):
            moment += dt.timedelta(seconds=1)
            with session_scope(desk) as session:
                session.merge(JobHeartbeat(name="broadcast", at=moment))

    thread = threading.Thread(target=beat)
    thread.start()
    good(run, "announcement", "send", number)
    over.set()
    thread.join()
    service.release()
    assert shown(run, number)["state"] == "scheduled"
    assert not far.multicasts


def test_a_dead_service_does_not_keep_it_waiting_for_ever(
    run: Run, desk: sa.Engine, far: FarLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last sign of life is an hour ahead of MADOGUCHI_NOW: that is what time it is at the desk."""
    monkeypatch.setattr(announcement_run, "PATIENCE", 0.5)
    with session_scope(desk) as session:
        session.add(JobHeartbeat(name="broadcast", at=START + dt.timedelta(hours=1)))
    live(run)
    number = approved(run)
    good(run, "announcement", "send", number)
    assert shown(run, number)["accepted"] == 3
    with session_scope(desk) as session:
        assert session.get_one(Announcement, int(number)).started_at >= START + dt.timedelta(hours=1)


def test_what_waits_for_its_time_needs_no_line_here(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    number = approved(run)
    good(run, "announcement", "schedule", number, "--at", "明日 9:00")
    good(run, "announcement", "stop", number)
    monkeypatch.delenv("LINE_CHANNEL_SECRET")
    good(run, "announcement", "resume", number, "--by", "佐藤")
    assert shown(run, number)["state"] == "scheduled"


def test_time_never_runs_back_between_two_commands(run: Run, desk: sa.Engine) -> None:
    """A command that took long under MADOGUCHI_NOW made an announcement due in the next command's future."""
    number = approved(run)
    later = START + dt.timedelta(minutes=3)
    with session_scope(desk) as session:
        session.execute(sa.update(AnnouncementStep).values(at=later))
    live(run)
    good(run, "announcement", "send", number)
    found = shown(run, number)
    assert found["accepted"] == 3
    assert dt.datetime.fromisoformat(found["due_at"]) >= later


def test_a_killed_desk_goes_on_from_its_last_sign_of_life(desk: sa.Engine) -> None:
    """Started again under the same MADOGUCHI_NOW, it waited for a time it had lived through already."""
    settings = make_settings(madoguchi_now=START)
    with session_scope(desk) as session:
        session.add(JobHeartbeat(name="answer", at=START + dt.timedelta(minutes=7)))
    assert goes_on(settings, desk).now() >= START + dt.timedelta(minutes=7)
    another_day = make_settings(madoguchi_now=START - dt.timedelta(days=2))
    assert goes_on(another_day, desk).now() < START - dt.timedelta(days=1)


def test_who_approves_a_repeat_reads_its_days(run: Run, tmp_path: Path) -> None:
    text = 'title: 窓口の時間\ntext: 受付は9時からです。\nrepeat: {rule: 毎月第2金曜, at: "12:00"}\n'
    (tmp_path / "r.yaml").write_text(text, "utf8")
    said = good(run, "announcement", "create", "r.yaml")
    assert "送る時刻：毎月第2金曜 12時00分" in said
    assert "くり返し：毎月第2金曜 12時00分" in good(run, "announcement", "show", said[-1])


def test_before_the_start_show_says_whom_it_would_reach(run: Run) -> None:
    number = good(run, "announcement", "create", "a.yaml")[-1]
    said = good(run, "announcement", "show", number)
    assert "宛先：全員　3人（ほかに、このテーマを止めている人 0人）" in said
    assert not any(line.startswith("対象") for line in said)


def test_a_correction_says_that_it_goes_out_with_its_approval(run: Run) -> None:
    number = approved(run)
    live(run)
    good(run, "announcement", "send", number)
    made = good(run, "announcement", "correct", number, "a.yaml", "--by", "佐藤")[-1]
    assert "送る時刻：承認されたら、すぐに送ります" in good(run, "announcement", "preview", made)


def test_the_list_takes_the_states_as_it_writes_them(run: Run) -> None:
    number = approved(run)
    assert good(run, "announcement", "list", "--state", "承認済み")[0].split()[0] == number
    assert "承認待ち" in bad(run, "announcement", "list", "--state", "承認ずみ")


def test_a_batch_without_an_answer_names_no_request(desk: sa.Engine) -> None:
    assert announcement_shown.batch_line(BatchLine(1, 500, "sending", 1, None, None, None)) == (
        "  組 1：500人　送信中　試した回数 1　リクエストID まだありません"
    )
