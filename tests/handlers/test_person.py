"""Who somebody is, and what is stored about them: in words, in a group, and never against what was asked."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.models import Friend
from handlers import audience, labels, privacy, wording_person
from handlers.context import Context
from handlers.router import dispatch
from tests.handlers.conftest import USER, Person

GROUP = "C" + "3" * 32


def _in_group(person: Person, text: str) -> str:
    event = {"type": "message", "message": {"type": "text", "text": text}}
    context = Context(person.session, person.desk, person.now, f"{GROUP}:{USER}", USER, {})
    return str(dispatch(event, context))


@pytest.mark.parametrize(
    "said",
    [
        "私のデータ", "わたしのデータ見せて", "私のデータを見せてください", "自分の情報を確認したい", "登録した情報",
        "登録情報の確認", "保存している内容を教えて", "私の履歴", "個人情報はどうなっていますか？", "「私のデータ」",
    ],
)  # fmt: skip
def test_ways_to_ask_for_ones_data(person: Person, said: str) -> None:
    assert wording_person.DATA_TITLE in person.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "個人情報消して", "データ削除", "データを全部消してください", "私のデータを消したい",
        "履歴の削除をお願いします", "わたしのこと忘れて", "会話の記録を消して", "登録情報を削除したいんですが",
        "すべて消す",
    ],
)  # fmt: skip
def test_ways_to_ask_for_deletion_ask_once_more(person: Person, said: str) -> None:
    assert wording_person.ERASE_ASK in person.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "個人情報保護の補助金", "個人情報保護のセミナーはありますか", "企業情報を見せて", "データ入力の仕事",
        "顧客データの管理を相談したい", "製造業データベースに登録した会社の情報を消して", "データを見せて",
        "情報を教えて", "求人情報を消したい", "移住の情報を教えてください", "シゴト・ツクル・カレッジの情報",
        "補助金の実績データ", "IT導入で紙の記録をなくしたい",
    ],
)  # fmt: skip
def test_questions_on_programs_are_not_swallowed(person: Person, said: str) -> None:
    heard = person.say(said)
    assert wording_person.DATA_TITLE not in heard
    assert wording_person.ERASE_ASK not in heard


@pytest.mark.parametrize("said", ["私のデータ", "データ削除", "立場を変えたい", "すべて消す", "やっぱり学生です"])
def test_a_group_sees_nobodys_data(person: Person, said: str) -> None:
    assert wording_person.DATA_ONLY_ALONE in _in_group(person, said)


def test_somebody_without_an_id_is_told_where_to_look(person: Person) -> None:
    context = Context(person.session, person.desk, person.now, "nobody:1", None, {})
    event = {"type": "message", "message": {"type": "text", "text": "私のデータ"}}
    assert wording_person.DATA_ONLY_ALONE in str(dispatch(event, context))


def test_the_button_of_somebody_else_erases_nothing(person: Person) -> None:
    person.say("データ削除")
    key = person.conversation["erase_key"]
    other = Context(person.session, person.desk, person.now, "U" + "5" * 32, "U" + "5" * 32, {})
    person.session.add(Friend(user_id=other.user_id, first_seen_at=person.now, last_seen_at=person.now))
    assert wording_person.ERASE_TOO_LATE in str(privacy.erase({"k": key}, other))
    assert not other.erase


def test_the_button_works_once_and_not_after_a_no(person: Person) -> None:
    person.happens({"type": "follow", "follow": {"isUnblocked": False}})
    person.say("データ削除")
    key = person.conversation["erase_key"]
    person.tap("やめる")
    context = Context(person.session, person.desk, person.now, USER, USER, person.conversation)
    for given in (key, "", "é"):
        privacy.erase({"k": given}, context)
    assert not context.erase


def test_a_choice_is_kept_with_the_friend(person: Person) -> None:
    person.happens({"type": "follow", "follow": {"isUnblocked": False}})
    person.tap("事業主")
    assert person.session.get_one(Friend, USER).audience == "employer"


def test_the_persons_audience_comes_first_in_lists_and_changes_no_answer(person: Person) -> None:
    before = person.say("社員寮の補助の上限は？")
    person.conversation.clear()
    person.say("立場は移住したいです")
    person.conversation.clear()
    assert person.say("社員寮の補助の上限は？") == before
    person.say("制度をさがす")
    assert person.screen[0]["contents"]["body"]["contents"][1]["contents"][0]["text"] == labels.AUDIENCES["migrant"]


@pytest.mark.parametrize("day", [dt.date(2025, 3, 11), dt.date(2025, 6, 1), dt.date(2026, 11, 22), dt.date(2030, 1, 1)])
@pytest.mark.parametrize("code", labels.PERSONS)
def test_the_first_questions_are_on_existing_programs_and_answered(person: Person, code: str, day: dt.date) -> None:
    now = dt.datetime.combine(day, dt.time(1), dt.UTC)
    context = Context(person.session, person.desk, now, USER, USER, {})
    questions = audience.first_questions(code, context)
    assert len(questions) == 3
    for record_id, topic in questions:
        assert person.desk.knowledge.records[record_id].about(topic), (record_id, topic)


def test_an_unknown_choice_asks_again(person: Person) -> None:
    assert wording_person.AUDIENCE_ASK in person.happens({"type": "postback", "postback": {"data": "a=me&u=king"}})


@pytest.mark.parametrize(
    "postback",
    [
        {"data": "a=tab&to=find", "params": {"newRichMenuAliasId": "madoguchi-find", "status": "SUCCESS"}},
        {"data": "a=tab&v=9&x=future"},
        {"data": "anything", "params": {"newRichMenuAliasId": "unknown", "status": "RICHMENU_ALIAS_ID_NOTFOUND"}},
    ],
)
def test_a_tab_of_the_rich_menu_is_answered_with_nothing(person: Person, postback: dict[str, object]) -> None:
    assert person.happens({"type": "postback", "postback": postback}) == ""
    assert person.screen == []
