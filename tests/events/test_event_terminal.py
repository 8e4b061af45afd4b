"""`madoguchi event …` through the real command line: what scripts read, and a sentence for every refusal."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.db import make_engine, session_scope
from bot.events import seats
from bot.models import Friend
from bot.models_events import PersonalNotice
from bot.models_sending import AuditEntry, Enrolment
from tests.bot.test_cli import run as run  # the fixture
from tests.events.forms import COURSE, MEETUP, NOW, SINGLE

PERSON = "U" + "1" * 32
Event = Callable[..., tuple[int, str, str]]


@pytest.fixture
def event(run: Event, database_url: str, tmp_path: Path) -> Event:
    """The command line on a database with one friend; a text in place of a file name is written to a file."""
    engine = make_engine(database_url)
    with session_scope(engine) as session:
        session.add(Friend(user_id=PERSON, state="friend", first_seen_at=NOW, last_seen_at=NOW))
    engine.dispose()
    settings = {"DATABASE_URL": database_url, "LINE_CHANNEL_SECRET": "s", "MADOGUCHI_NOW": "2026-11-23T09:00"}
    settings["LINE_API_BASE_URL"] = "http://127.0.0.1:9"

    def call(*words: str) -> tuple[int, str, str]:
        if words[0] == "create":
            path = tmp_path / "event.yaml"
            path.write_text(words[1], "utf8")
            words = ("create", str(path), *words[2:])
        return run("event", *words, **settings)

    return call


@pytest.fixture
def base(engine: sa.Engine) -> sa.Engine:
    """The same database, as the tests look into it."""
    return engine


def shown(event: Event, code: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(event("show", code, "--json")[1])
    return told


def test_create_prints_the_codes_alone_on_the_last_line(event: Event) -> None:
    code, out, _ = event("create", MEETUP, "--by", "佐藤")
    assert code == 0
    assert out.splitlines()[-1].split()[:2] == ["meetup-2026-12", "meetup-2027-01"]
    assert event("create", SINGLE)[1].splitlines()[-1] == "talk"
    assert event("create", COURSE)[1].splitlines()[-1] == "lessons-2027-08"
    assert event("create", COURSE.replace("2027-08", "2027-11"))[1].splitlines()[-1] == "lessons-2027-11"
    far = MEETUP.replace("meetup", "far") + "from: 2027-12-01\n"
    assert event("create", far)[1].splitlines()[-1] == "far"
    listed = json.loads(event("list", "--json")[1])
    assert [one["code"] for one in listed][:2] == ["meetup-2026-12", "talk"]
    assert {one["status"] for one in listed} == {"planned"}
    assert "far「月の集まり」" in event("list")[1]


def test_mistakes_are_sentences_with_lines_and_nothing_is_stored(event: Event) -> None:
    code, out, err = event("create", "code: a\nname: あ\ndays: 2026-02-30\ncapasity: 3\nrecord: 9-9\n")
    assert (code, out) == (2, "")
    assert [line[:4] for line in err.splitlines()] == ["行 3:", "行 4:", "行 5:"]
    assert "「capacity」のことですか" in err
    assert event("list")[1].strip() == "催しはまだありません"
    assert event("create", "code: a\nname: あ\ndays: 2027-02-01\nrecord: 2-3-5\n")[0] == 0


def test_from_gaps_to_an_open_session(event: Event) -> None:
    event("create", "code: a\nname: あ\ndays: 2027-02-01\n")
    code, _, err = event("open", "a")
    assert code == 2
    assert "場所、開始時刻" in err
    assert "madoguchi event fill a 場所=会場の名前 開始=18:30" in err
    assert event("fill", "a", "場所＝会議室", "start=18:30", "定員=5")[0] == 0
    assert "受付を始めました" in event("open", "a", "--by", "佐藤")[1]
    told = shown(event, "Ａ")
    assert (told["status"], told["free"], told["missing"], told["sequence"]) == ("open", 5, [], 1)
    assert (told["starts_at"], told["apply_until"]) == ("2027-02-01T09:30:00Z", None)
    assert "入口のコード" in event("show", "a")[1]


def test_the_end_of_a_day_is_said_as_that_day(event: Event) -> None:
    event("create", MEETUP)
    assert "締切：2026年12月8日(火)まで" in event("show", "meetup-2026-12")[1]
    assert "締切：2026年12月8日(火) 17時00分まで" in event("fill", "meetup-2026-12", "締切=2026-12-08 17:00")[1]
    assert "deadline（2026年12月11日(金) 19時00分）" in event("fill", "meetup-2026-12", "締切=2026-12-11 19:00")[2]
    assert "（2026年12月12日(土)）が、始まり（2026年12月11日(金) 18時30分）" in event(
        "fill", "meetup-2026-12", "締切=2026-12-12"
    )[2]
    assert "deadline（2026年11月20日(金)）は、もう過ぎて" in event(
        "create", "code: a\nname: あ\ndays: 2026-11-23 12:00\ndeadline: 3日前\n"
    )[2]


def test_a_series_is_shown_and_filled_as_a_whole(event: Event) -> None:
    event("create", MEETUP + "skip: [祝日, 12/29〜1/3]\n")
    out = event("fill", "meetup", "place=公民館")[1]
    assert "これからの6回にも入れました" in out
    assert "決まり：毎月第2金曜（除く日：祝日、12/29〜1/3）" in out
    told = shown(event, "meetup")
    assert [one["place"] for one in told["sessions"]] == ["公民館"] * 6  # type: ignore[attr-defined]


def test_move_and_cancel_tell_and_are_written_down(event: Event, base: sa.Engine) -> None:
    event("create", MEETUP)
    event("open", "meetup-2026-12")
    event("enrol", "meetup-2026-12", PERSON)
    out = event("move", "meetup-2026-12", "2026-12-18", "19:00〜20:00", "--by", "佐藤", "--reason", "会場の都合")[1]
    assert "（1組）に、LINE で知らせます" in out
    assert "2026年12月18日(金) 19時00分〜20時00分" in out
    assert "1組" in event("cancel", "meetup-2026-12", "--by", "佐藤", "--reason", "雪のため")[1]
    with session_scope(base) as session:
        kinds = list(session.scalars(sa.select(PersonalNotice.kind).order_by(PersonalNotice.id)))
        assert kinds == ["event.entered", "event.moved", "event.cancelled"]
        written = list(session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)))
        assert written == ["event create", "event open", "event enrol", "event move", "event cancel"]
        assert PERSON not in str(list(session.scalars(sa.select(AuditEntry.detail))))


def test_a_moved_session_says_whence_and_what_else_is_on_that_day(event: Event) -> None:
    event("create", MEETUP)
    assert "この日は、決まり（毎月第2金曜）から計算したものです" in event("show", "meetup-2026-12")[1]
    out = event("move", "meetup-2026-12", "2027-01-08", "--by", "佐藤")[1]
    assert "計算したもの" not in out
    assert "決まりの日（2026年12月11日(金)）から移した回です" in out
    assert "2027年1月8日(金)には、同じ催しの meetup-2027-01 もあります" in out
    event("cancel", "meetup-2027-01", "--by", "佐藤", "--reason", "重なるため")
    assert "同じ催しの" not in event("move", "meetup-2026-12", "2027-01-08 19:00", "--by", "佐藤")[1]
    assert "同じ催しの" not in event("move", "meetup-2026-12", "2027-01-09", "--by", "佐藤")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nothing"), "という催しの回はありません"),
        (("open", "meetup"), "催し全体の番号"),
        (("fill", "meetup-2026-12", "場所"), "項目=内容"),
        (("fill", "meetup-2026-12", "場所=a", "place=b"), "2回"),
        (("fill", "meetup-2026-12", "日=2027-01-01"), "event move"),
        (("move", "meetup-2026-12", "12/18", "--by", "佐藤"), "年から書いて"),
        (("move", "meetup-2026-12", "2026-12-18"), "--by"),
        (("move", "meetup-2026-12", "2026-01-18", "--by", "佐藤"), "もう過ぎています"),
        (("cancel", "meetup-2026-12", "--by", "佐藤"), "--reason"),
        (("enrol", "meetup-2026-12", PERSON), "まだ受付を始めていません"),
        (("enrol", "meetup-2026-12", "abcd"), "abcd"),
        (("enrol", "meetup-2026-12", PERSON, "--leave"), "申し込んでいません"),
        (("enrol", "meetup-2026-12", PERSON, "--people", "0"), "人数は、1人から"),
        (("enrol", "meetup-2026-12", PERSON, "--people", "-2"), "人数は、1人から"),
        (("export", "meetup-2026-12", "--out", "a.txt"), ".xlsx か .csv"),
        (("export", "meetup-2026-12", "--out", "no/where.csv"), "書けません"),
        (("create", "", "--by", "job"), "code と name"),
    ],
)
def test_every_refusal_is_a_sentence(event: Event, words: tuple[str, ...], said: str) -> None:
    event("create", MEETUP)
    code, out, err = event(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_staff_enrol_and_take_out(event: Event, base: sa.Engine) -> None:
    event("create", MEETUP.replace("capacity: 20", "capacity: 3"))
    event("open", code := "meetup-2026-12")
    assert "受付番号 1、2人" in event("enrol", code, PERSON, "--people", "2")[1]
    assert "もう参加" in event("enrol", code, PERSON)[1]
    assert "1人" in event("enrol", code, PERSON, "--people", "1")[1]
    assert "3人まで" in event("enrol", code, PERSON, "--people", "4")[2]
    assert "取り消しました" in event("enrol", code, PERSON, "--leave", "--by", "佐藤")[1]
    with session_scope(base) as session:
        row = session.scalars(sa.select(Enrolment)).one()
        assert (row.state, row.why) == ("cancelled", "staff")


def test_the_export_names_receipts_and_no_ids_unless_asked(event: Event, base: sa.Engine, tmp_path: Path) -> None:
    event("create", MEETUP)
    event("open", code := "meetup-2026-12")
    event("enrol", code, PERSON, "--people", "2")
    with session_scope(base) as session:
        seats.join(session, code, "=cmd()", 1, NOW)
    path = tmp_path / "list.csv"
    assert "2行" in event("export", code, "--out", str(path))[1]
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert PERSON.encode() not in raw
    table = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert table[0] == ["受付番号", "状態", "人数", "2026年12月11日(金)"]
    assert table[1:] == [["1", "参加", "2", ""], ["2", "参加", "1", ""]]
    event("export", code, "--out", str(path), "--ids")
    table = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert [row[-1] for row in table] == ["LINEのユーザーID", PERSON, "'=cmd()"]


def test_a_series_is_ended_and_goes_on_again(event: Event) -> None:
    event("create", MEETUP)
    event("open", "meetup-2026-12")
    event("enrol", "meetup-2026-12", PERSON, "--people", "2")
    out = event("end", "meetup", "--by", "佐藤", "--reason", "今年度で終わるため")[1]
    assert "まだ受付を始めていない5回をなくしました：meetup-2027-01" in out
    assert "参加 2／20人" in out
    assert "madoguchi event cancel meetup-2026-12 --by 名前 --reason 理由" in out
    assert "終わりにした催しです（2026年11月23日(月)、今年度で終わるため）" in event("show", "meetup")[1]
    assert "終わりにした催しです" in event("list")[1]
    assert "もう一度" not in event("end", "meetup", "--by", "佐藤", "--reason", "x")[1]
    assert "5回分を作りました" in event("resume", "meetup", "--by", "佐藤")[1]
    assert "終わりにした" not in event("list")[1]


def test_the_rule_of_a_series_is_filled_in(event: Event) -> None:
    event("create", MEETUP)
    event("fill", "meetup-2026-12", "場所=公民館", "--by", "佐藤")
    out = event("fill", "meetup", "決まり=毎月第3金曜", "除く日=祝日,12/29〜1/3", "定員=12人", "--by", "佐藤")[1]
    assert "決まり：毎月第3金曜（除く日：祝日、12/29〜1/3）" in out
    assert "なくなった回：2027年1月8日(金)（meetup-2027-01）" in out
    assert "残しました：2026年12月11日(金)（meetup-2026-12）" in out
    told = shown(event, "meetup")
    assert {one["capacity"] for one in told["sessions"]} == {12}  # type: ignore[attr-defined]
    assert "催し全体の番号" in event("fill", "meetup-2026-12", "決まり=毎月第1金曜", "--by", "佐藤")[2]


def test_who_is_enrolled_by_staff_is_told_once_what_holds(event: Event, base: sa.Engine) -> None:
    event("create", MEETUP.replace("capacity: 20", "capacity: 3"))
    event("open", code := "meetup-2026-12")

    def notices() -> list[tuple[str, str]]:
        with session_scope(base) as session:
            found = session.execute(sa.select(PersonalNotice.kind, PersonalNotice.state).order_by(PersonalNotice.id))
            return [(kind, state) for kind, state in found]

    assert "LINE で知らせます" in event("enrol", code, PERSON)[1]
    assert "LINE で知らせます" not in event("enrol", code, PERSON)[1]  # nothing has changed
    assert notices() == [("event.entered", "waiting")]
    event("enrol", code, PERSON, "--people", "2")
    assert notices() == [("event.entered", "dropped"), ("event.entered", "waiting")]
    event("enrol", code, PERSON, "--leave")
    assert notices()[1:] == [("event.entered", "dropped"), ("event.taken_out", "waiting")]
    with session_scope(base) as session:
        session.execute(sa.update(Friend).values(state="blocked"))
    assert "電話などでお伝えください" in event("enrol", code, PERSON)[1]
