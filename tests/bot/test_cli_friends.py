"""madoguchi friends and madoguchi audience: short marks instead of ids, one sentence for every mistake."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.announcements.friends import testers as found_testers
from bot.db import make_engine, migrate, read_scope, session_scope
from bot.models import Friend
from bot.models_sending import AuditEntry, FriendTag, ThemeChoice
from tests.bot.test_cli import run as run  # the fixture

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PEOPLE = ["U" + sign * 32 for sign in "123"]

Madoguchi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def madoguchi(run: Madoguchi, tmp_path: Path) -> Madoguchi:
    """The command line on a database with three people, one of whom has blocked the account."""
    url = f"sqlite:///{tmp_path}/desk.db"
    engine = make_engine(url)
    migrate(engine)
    with session_scope(engine) as session:
        for number, user_id in enumerate(PEOPLE):
            seen = NOW + dt.timedelta(days=number)
            state = "blocked" if number == 2 else "friend"
            session.add(Friend(user_id=user_id, state=state, first_seen_at=seen, last_seen_at=seen))
        session.add(ThemeChoice(user_id=PEOPLE[0], theme="jobs", wanted=False, at=NOW))
    engine.dispose()
    return lambda *arguments: run(*arguments, DATABASE_URL=url)


def rows(tmp_path: Path) -> sa.Engine:
    return make_engine(f"sqlite:///{tmp_path}/desk.db")


def test_friends_are_shown_without_their_ids(madoguchi: Madoguchi) -> None:
    code, out, _ = madoguchi("friends", "list")
    assert code == 0
    assert out.splitlines()[-1] == "3人"
    assert "ブロック" in out
    assert "2026-11-01から" in out
    assert not any(user_id in out for user_id in PEOPLE)
    _, out, _ = madoguchi("friends", "list", "--ids")
    assert all(user_id in out for user_id in PEOPLE)
    listed = json.loads(madoguchi("friends", "list", "--json")[1])
    assert [one["state"] for one in listed] == ["friend", "friend", "blocked"]
    assert "user_id" not in listed[0]
    assert [one["user_id"] for one in json.loads(madoguchi("friends", "list", "--json", "--ids")[1])] == PEOPLE


def test_a_tag_is_put_on_by_the_short_mark_or_the_id_and_taken_away(madoguchi: Madoguchi, tmp_path: Path) -> None:
    mark = json.loads(madoguchi("friends", "list", "--json")[1])[1]["mark"]
    code, out, _ = madoguchi("friends", "tag", mark[:6], "tester", "--by", "担当")
    assert (code, mark in out, PEOPLE[1] in out) == (0, True, False)
    assert "もう付いています" in madoguchi("friends", "tag", mark, "ｔｅｓｔｅｒ", "--by", "担当")[1]
    madoguchi("friends", "tag", PEOPLE[2], "tester", "--by", "担当")
    madoguchi("friends", "tag", PEOPLE[0], "ゼミ", "--by", "担当")
    with read_scope(rows(tmp_path)) as session:
        assert found_testers(session) == [PEOPLE[1]]  # the other one has blocked the account
        noted = session.scalars(sa.select(AuditEntry)).all()
        assert (noted[0].by, noted[0].what, noted[0].detail) == ("担当", "friend tag", {"tag": "tester"})
        assert not any(user_id in str(one.detail) for one in noted for user_id in PEOPLE)
        assert session.get_one(FriendTag, (PEOPLE[0], "ゼミ")).set_by == "担当"
    tagged = json.loads(madoguchi("friends", "list", "--tag", "tester", "--json")[1])
    assert tagged[0]["mark"] == mark
    assert "外しました" in madoguchi("friends", "tag", mark, "tester", "--by", "担当", "--remove")[1]
    assert "付いていません" in madoguchi("friends", "tag", mark, "tester", "--by", "担当", "--remove")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("friends", "tag", "U" + "9" * 32, "tester", "--by", "担当"), "にあたる友だちはいません"),
        (("friends", "tag", "", "tester", "--by", "担当"), "にあたる友だちはいません"),
        (("friends", "tag", PEOPLE[0], 'a"b', "--by", "担当"), "名前は1〜40文字"),
        (("friends", "tag", PEOPLE[0], "tester", "--by", " "), "--by"),
        (("audience", "count", "NOT (everyone OR NOT watching:9-9-99)"), "「9-9-99」という番号の制度はありません"),
        (("audience", "count", "tagg:x"), "対象の1文字目「tagg:x」"),
        (("audience", "count", "全員", "--theme", "weather"), "使えるのは startup"),
    ],
)
def test_a_mistake_is_one_sentence(madoguchi: Madoguchi, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = madoguchi(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_an_audience_is_counted_with_a_sample_of_nobody_in_particular(madoguchi: Madoguchi) -> None:
    code, out, _ = madoguchi("audience", "count", "全員", "--theme", "就職・採用")
    assert code == 0
    assert "あてはまる人 2人　／　受け取らない設定の人 1人　／　送れる人 1人" in out
    assert not any(user_id in out for user_id in PEOPLE)
    told = json.loads(madoguchi("audience", "count", "立場:学生以外", "--theme", "jobs", "--json")[1])
    assert told["audience"] == "NOT stand:student"
    assert (told["matching"], told["opted_out"], told["reachable"]) == (2, 1, 1)
    assert len(told["sample"]) == 1
    assert "送れる人がいません" in madoguchi("audience", "count", "tag:nobody")[1]
