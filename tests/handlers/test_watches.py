"""見守り in talks: what is heard as a wish to watch and what is not, groups, old buttons, rooms for buttons."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot import traces
from bot.cards import QUICK_LIMIT
from bot.messages import fit, readable
from bot.models_events import DayWatch, ProgramWindow
from bot.models_sending import Watch
from handlers import watch_heard
from handlers.context import Context
from handlers.router import dispatch
from handlers.talk import Talk
from tests.handlers.conftest import USER, Person

NOVEMBER = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
BEGINS = (
    "見守って", "みまもって", "これ見守っておいてください", "これの締切きたら教えて",
    "しめきりちかくなったらおしえて", "締切前に知らせてほしい", "受付が始まったら連絡ください",
    "今年の募集はじまったらおせてけろ", "〆切の前日に通知して", "締切のリマインドお願いします",
    "期限が近づいたら教えてもらえますか？", "申請開始になったら知らせて", "見守りたいです", "見守りお願い",
    "それ、見守ってて！", "来年度の受付始まったら教えてー", "締切そろそろってなったらLINEで教えて",
)  # fmt: skip
NOT_MEANT = (
    "いつまで？", "締切教えて", "締切はいつか教えて", "受付期間を教えて", "高齢者の見守りサービスはある？",
    "子どもの見守り活動に補助は出る？", "申請の前に何が必要か教えて", "受付が始まる前に用意するものを教えて",
    "連絡先を教えて", "お知らせの設定", "締切が近い補助金を教えて", "今申し込める補助金",
    "見守りカメラの補助金ある？", "申請したら連絡は来る？",
)  # fmt: skip
STOPS = (
    "見守りやめる", "みまもりやめて", "見守りを解除したい", "もう見守らなくていい", "見守りいらない",
    "見守りストップで", "見守りやめてけろ", "すみませんが見守りを中止してください", "見守り消して",
)  # fmt: skip
LISTS = (
    "見守り一覧", "みまもりいちらん", "見守り", "見守ってるの見せて", "見守り中の制度",
    "今見守ってるやつ何だっけ", "見守りリスト見たい",
)  # fmt: skip

SOMEBODY = (
    "一人暮らしの親を見守ってほしい", "子どもを見守ってほしい", "高齢の母を見守ってほしい", "病気の父を見守りたい",
    "犬の散歩を見守ってほしい", "おばあちゃんを見守ってください",
)  # fmt: skip


@pytest.fixture
def talking(person: Person) -> Person:
    """On the mover's grant, in November 2026."""
    person.now = NOVEMBER
    person.say("移住支援補助金")
    return person


def watched(person: Person) -> list[str]:
    return list(person.session.scalars(sa.select(Watch.program_id)))


@pytest.mark.parametrize("said", BEGINS)
def test_a_wish_to_watch_is_heard(talking: Person, said: str) -> None:
    assert "見守ります" in talking.say(said)
    assert watched(talking) == ["1-1-16"]


@pytest.mark.parametrize("said", NOT_MEANT)
def test_other_questions_are_left_alone(talking: Person, said: str) -> None:
    context = Context(talking.session, talking.desk, talking.now, USER, USER, talking.conversation)
    assert watch_heard.spoken(said, Talk.recall(talking.conversation, talking.now), context) is None


@pytest.mark.parametrize("said", SOMEBODY)
def test_nobody_is_watched(talking: Person, said: str) -> None:
    assert "見守ります" not in talking.say(said)
    assert watched(talking) == []


@pytest.mark.parametrize("said", ["空き家改修の補助金の締切が近づいたら教えて", "奨学金の締切近くなったら教えて"])
def test_what_is_only_likely_is_asked_first(person: Person, said: str) -> None:
    person.now = NOVEMBER
    heard = person.say(said)
    assert "見守ります" not in heard.replace("どの制度を見守りますか", "")
    assert watched(person) == []


@pytest.mark.parametrize("said", ["社員寮の補助を見守りたい", "移住支援補助金を見守って", "子の助成1-1-24を見守って"])
def test_a_program_called_by_its_name_is_watched_at_once(person: Person, said: str) -> None:
    person.now = NOVEMBER
    person.say(said)
    assert len(watched(person)) == 1


@pytest.mark.parametrize("said", STOPS)
def test_a_wish_to_stop_is_heard(talking: Person, said: str) -> None:
    talking.say("見守って")
    assert "見守りをやめました" in talking.say(said)
    assert watched(talking) == []


@pytest.mark.parametrize("said", LISTS)
def test_the_list_is_shown(talking: Person, said: str) -> None:
    talking.say("見守って")
    assert "1件を見守っています" in talking.say(said)


def test_a_group_watches_nothing(talking: Person) -> None:
    def tell(text: str) -> str:
        context = Context(talking.session, talking.desk, talking.now, f"C1:{USER}", USER, {})
        event = {"type": "message", "message": {"type": "text", "text": text}}
        return "\n".join(readable(fit(dispatch(event, context))))

    assert "1対1のトーク" in tell("見守り一覧")
    assert "見守る" not in tell("移住支援補助金はいくら").splitlines()
    assert "1対1のトーク" in tell("移住支援補助金を見守って")
    assert "今年度の受付が確認できていない制度" in tell("締切・受付")
    assert watched(talking) == []


@pytest.mark.parametrize(
    "data",
    [
        "a=wt", "a=wt&v=on", "a=wt&v=on&p=9-9-9", "a=wt&v=off", "a=wt&v=off&p=9-9-9", "a=wt&v=list&n=99", "a=wt&v=none",
        "a=wt&v=day&p=1-1-16&d=x", "a=wt&v=day&p=1-1-16&d=2020-01-01&w=from_day", "a=wt&v=dayoff&d=2026-12-01",
        "a=win", "a=win&s=open&n=9", "a=win&s=rest&n=99", "a=win&s=x&n=-1", "a=win&s=rest&n=" + "9" * 200,
    ],
)  # fmt: skip
def test_old_and_odd_buttons_get_an_answer(talking: Person, data: str) -> None:
    assert talking.happens({"type": "postback", "postback": {"data": data}})
    assert watched(talking) == []


def test_every_program_leaves_room_for_its_buttons(person: Person) -> None:
    person.now = NOVEMBER
    for code in person.desk.knowledge.programs:
        person.session.add(Watch(user_id=USER, program_id=code, since=NOVEMBER))
    for code in person.desk.knowledge.programs:
        person.happens({"type": "postback", "postback": {"data": f"a=show&p={code}"}})
        items = person.screen[-1]["quickReply"]["items"]
        assert len(items) <= QUICK_LIMIT - 2, code  # two more may be put before them
        assert items[-1]["action"]["label"] == "メニュー"
    count = len(person.desk.knowledge.programs)
    assert f"1〜10件目（全{count}件）" in person.say("見守り一覧")
    assert f"11〜20件目（全{count}件）" in person.tap("もっと見る")


def test_confirmed_windows_are_told_where_one_checks_whether_one_may_use_it(person: Person) -> None:
    person.now = dt.datetime(2025, 4, 20, 1, 0, tzinfo=dt.UTC)
    person.session.add(
        ProgramWindow(program_id="3-5-2", fiscal_year=2025, label="申請受付", starts_on=dt.date(2025, 4, 1),
                      ends_on=dt.date(2025, 5, 30), confirmed_on=dt.date(2025, 4, 2), confirmed_by="佐藤")
    )  # fmt: skip
    person.say("生産設備等投資促進補助金が使えるか調べて")
    heard = person.say("4000万円")
    for _ in range(6):
        if "決めるのは市です" in heard:
            break
        heard = person.tap("はい") if "はい" in heard else person.tap("わからない")
    assert "担当課が確認した受付期間：令和7年（2025年）4月1日（火）から5月30日（金）まで（あと40日）" in heard
    assert "今年度の実施や受付の状況は、資料では確かめられません。" not in heard


def test_what_is_watched_is_erased_with_the_person(talking: Person) -> None:
    talking.say("見守って")
    talking.session.add(DayWatch(user_id=USER, program_id="1-1-24", day=dt.date(2027, 4, 1), why="begins",
                                 since=talking.now))  # fmt: skip
    assert "日にちの約束" in talking.say("私のデータ")
    traces.erase(talking.session, USER, talking.now)
    assert watched(talking) == []
    assert talking.session.scalar(sa.select(sa.func.count()).select_from(DayWatch)) == 0
