"""Events in the talk, on both databases: nobody is enrolled twice, old buttons do no harm, news is told while true."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.clock import UTC
from bot.emulator.bodies import check_messages
from bot.events import sessions
from bot.messages import fit, readable
from bot.models_events import EventSession, PersonalNotice, SurveyAnswer
from bot.models_sending import Enrolment
from handlers.desk import Desk
from handlers.event_names import short_names
from handlers.event_notices import KINDS
from tests.handlers.conftest import Person
from tests.handlers.given_events import give, offer_seats, office

NOW = dt.datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
CODE = "garage-2026-12"
FORM: dict[str, Any] = {
    "code": "garage",
    "name": "シゴト・ツクル・ガレージ",
    "kind": "集まり",
    "record": "garage",
    "days": ["2026-12-11"],
    "start": "18:30",
    "end": "20:30",
    "place": "なのはなプラザ",
    "capacity": 2,
    "people": 2,
    "door": "ABC234",
}


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def person(desk: Desk, session: Session, number: int = 1, **more: Any) -> Person:
    return Person(desk, session, NOW, user=f"U{number:032x}", **more)


def garage(session: Session, **changes: Any) -> EventSession:
    give(session, [FORM | changes], NOW)
    return sessions.find(session, CODE)


def data(someone: Person, label: str) -> str:
    """What a button of the screen carries, to be pressed again later."""
    found = [action for action in _actions(someone.screen) if action.get("label") == label]
    assert found, label
    return str(found[0]["data"])


def _actions(part: Any) -> Iterator[dict[str, Any]]:
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _actions(one)
    if isinstance(part, dict) and isinstance(part.get("action"), dict):
        yield part["action"]


def press(someone: Person, carried: str) -> str:
    return someone.happens({"type": "postback", "postback": {"data": carried}})


def row(session: Session, someone: Person) -> Enrolment:
    chosen = sa.select(Enrolment).where(Enrolment.user_id == someone.user)
    return session.scalars(chosen.execution_options(populate_existing=True)).one()


def told(session: Session, someone: Person, kind: str) -> list[str]:
    """The words of the latest notice of a kind."""
    chosen = sa.select(PersonalNotice).where(
        PersonalNotice.user_id == someone.user, PersonalNotice.kind == f"event.{kind}"
    )
    notice = session.scalars(chosen.order_by(PersonalNotice.id.desc())).first()
    assert notice is not None
    return readable(fit(KINDS[notice.kind](notice, someone.context)))


def test_two_taps_are_one_enrolment(desk: Desk, session: Session) -> None:
    garage(session, people=1)
    one = person(desk, session)
    first, second = press(one, f"a=ev&v=join&e={CODE}"), press(one, f"a=ev&v=join&e={CODE}")
    assert "申し込みを受け付けました" in first
    assert "申し込みは受け付けてあります" in second
    assert [first.count("受付番号 1") > 0, second.count("受付番号 1") > 0] == [True, True]
    assert session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 1


def test_an_old_yes_to_leaving_leaves_a_new_enrolment_alone(desk: Desk, session: Session) -> None:
    garage(session)
    one = person(desk, session)
    press(one, f"a=ev&v=join&e={CODE}&n=1")
    press(one, f"a=ev&v=leave&e={CODE}")
    old = data(one, "はい、取りやめる")
    assert "取りやめました" in press(one, old)
    press(one, f"a=ev&v=join&e={CODE}&n=2")
    heard = press(one, old)
    assert "いまの状態は、次のとおりです" in heard
    assert (row(session, one).state, row(session, one).people) == ("enrolled", 2)


def test_an_old_no_to_an_offer_does_not_decline_a_later_one(desk: Desk, session: Session) -> None:
    garage(session, capacity=2, taken=2)
    one = person(desk, session)
    press(one, f"a=ev&v=join&e={CODE}&n=1")
    office(session, {"session": CODE, "leaves": 1}, one.now)
    offer_seats(session, one.now)
    one.is_told()
    old_no, old_yes = data(one, "ゆずる"), data(one, "受ける")
    one.now += dt.timedelta(days=2)
    offer_seats(session, one.now)  # the offer has run out
    assert "期限は過ぎています" in press(one, old_yes)
    press(one, f"a=ev&v=join&e={CODE}&n=1")
    offer_seats(session, one.now)
    one.now += dt.timedelta(minutes=1)
    if row(session, one).state == "offered":
        press(one, old_no)
        assert row(session, one).state == "offered"
    else:
        press(one, old_no)
        assert row(session, one).state == "enrolled"


def test_declined_is_told_and_the_old_yes_is_harmless(desk: Desk, session: Session) -> None:
    garage(session, capacity=2, taken=2)
    one = person(desk, session)
    press(one, f"a=ev&v=join&e={CODE}&n=1")
    office(session, {"session": CODE, "leaves": 1}, one.now)
    offer_seats(session, one.now)
    one.is_told()
    yes, no = data(one, "受ける"), data(one, "ゆずる")
    assert "次の方におゆずりします" in press(one, no)
    assert "期限は過ぎています" in press(one, yes)
    assert row(session, one).state == "cancelled"


@pytest.mark.parametrize("n", ["0", "-1", "99999", "1e3", "２", ""])
def test_numbers_in_buttons_are_checked(desk: Desk, session: Session, n: str) -> None:
    garage(session)
    one = person(desk, session)
    press(one, f"a=ev&v=join&e={CODE}&n={n}")
    found = session.scalars(sa.select(Enrolment)).all()
    assert [enrolled.people for enrolled in found] == []


@pytest.mark.parametrize(
    "carried",
    [
        "a=ev",
        "a=ev&v=join",
        "a=ev&v=leave&e=nothing",
        "a=ev&v=left&e=garage-2026-12",
        "a=ev&v=survey&e=garage-2026-12&q=x&k=y",
        "a=ev&v=of&p=nothing",
        "a=ev&v=offer-no&e=garage-2026-12&k=zz",
        "a=ev&v=people&e=garage-2026-12&n=2",
        "a=ev&v=new&e=1",
        "a=ev&v=survey&e=gone",
        "a=ev&v=offer-yes",
        "a=ev&v=kept&e=%00",
        "a=ev&v=show&e=%E2%98%83",
    ],
)
def test_any_button_gets_an_answer(desk: Desk, session: Session, carried: str) -> None:
    garage(session)
    assert press(person(desk, session), carried)


def test_in_a_group_nothing_of_ones_own_is_shown(desk: Desk, session: Session) -> None:
    garage(session)
    alone, in_group = person(desk, session), person(desk, session, group="C1")
    in_group.now += dt.timedelta(hours=1)
    press(alone, f"a=ev&v=join&e={CODE}&n=1")
    heard = in_group.say("次のガレージいつ？")
    assert "あと1席" in heard
    assert "受付番号" not in heard
    for said in ("予約の確認", "予約をキャンセルしたい", "受付 ABC234"):
        assert "1対1のトーク" in in_group.say(said)
    for what in ("join", "leave", "left", "people", "offer-yes", "survey", "mine"):
        assert "1対1のトーク" in press(in_group, f"a=ev&v={what}&e={CODE}&n=1")


def test_two_questions_are_answered_once_each(desk: Desk, session: Session) -> None:
    garage(session)
    one = person(desk, session)
    press(one, f"a=ev&v=join&e={CODE}&n=1")
    one.now = dt.datetime(2026, 12, 12, 2, tzinfo=UTC)
    first = f"a=ev&v=survey&e={CODE}&q=impression&k=good"
    assert "また参加したいと思いますか" in press(one, first)
    assert "また参加したいと思いますか" in press(one, first)  # a second tap asks what is open
    assert "お答えいただき、ありがとうございました" in press(one, f"a=ev&v=survey&e={CODE}&q=again&k=surely")
    assert "もうお答えいただいています" in press(one, first)
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyAnswer)) == 2


def test_news_is_only_told_while_it_is_true(desk: Desk, session: Session) -> None:
    garage(session)
    one, other = person(desk, session, 1), person(desk, session, 2)
    for someone in (one, other):
        press(someone, f"a=ev&v=join&e={CODE}&n=1")
    office(session, {"session": CODE, "move": "2026-12-18", "reason": "会場の都合"}, one.now)
    assert "12月18日（金）" in str(told(session, one, "moved"))
    press(other, f"a=ev&v=leave&e={CODE}")
    press(other, data(other, "はい、取りやめる"))
    assert told(session, other, "moved") == []  # who has left need not know
    office(session, {"session": CODE, "fill": {"場所": "一関市役所"}}, one.now)
    assert "一関市役所" in str(told(session, one, "changed"))
    office(session, {"session": CODE, "cancel": "大雪のため"}, one.now)
    assert told(session, one, "moved") == []
    assert told(session, one, "changed") == []
    assert "大雪のため" in str(told(session, one, "cancelled"))
    one.now = dt.datetime(2026, 12, 20, 1, tzinfo=UTC)
    assert told(session, one, "cancelled") == []


def test_a_session_moved_there_and_back_before_anybody_heard_of_it_is_no_news(desk: Desk, session: Session) -> None:
    garage(session)
    one = person(desk, session, 1)
    press(one, f"a=ev&v=join&e={CODE}&n=1")
    move = {"session": CODE, "reason": "会場の都合"}
    office(session, {**move, "move": "2026-12-18"}, one.now)
    office(session, {**move, "move": "2026-12-25"}, one.now)
    said = str(told(session, one, "moved"))
    assert ("12月11日（金）" in said, "12月18日" in said, "12月25日（金）" in said) == (True, False, True)
    office(session, {**move, "move": "2026-12-11"}, one.now)
    assert told(session, one, "moved") == []


def test_a_press_release_name_leads_to_the_session(desk: Desk, session: Session) -> None:
    form = {key: value for key, value in FORM.items() if key != "record"}
    give(session, [form | {"code": "agri", "name": "農業と商工業の連携セミナー"}], NOW)
    heard = person(desk, session).say("農業と商工業の連携セミナーはいつですか")
    assert "12月11日（金）" in heard


def test_a_question_on_the_record_shows_the_sessions(desk: Desk, session: Session) -> None:
    """起業仲間の集まり is no name of the series; the search knows what is meant."""
    garage(session)
    one = person(desk, session)
    heard = one.say("起業したい人の月1回の交流イベントの日程を教えて")
    assert "毎月第2金曜" in heard
    assert "12月11日（金）" in heard
    assert "info-will@mkto.org" in one.say("メールの宛先は？")


def test_presses_at_random_keep_every_message_whole(desk: Desk, session: Session) -> None:
    """Three people press and say whatever comes; LINE would take every message, and no seat is given twice."""
    garage(session, capacity=3)
    chance = random.Random(4)
    people = [person(desk, session, number, public_url="https://desk.example.jp") for number in (1, 2, 3)]
    said = (
        "イベント",
        "次のガレージいつ",
        "参加したい",
        "2人",
        "はい",
        "いいえ",
        "キャンセルしたい",
        "予約の確認",
        "何番目？",
        "受けます",
    )
    now = NOW
    for step in range(90):
        someone = chance.choice(people)
        someone.now = now = now + dt.timedelta(minutes=chance.choice((1, 1, 90)))
        buttons = [action for action in _actions(someone.screen) if action["type"] == "postback"]
        if buttons and chance.random() < 0.7:
            press(someone, chance.choice(buttons)["data"])
        else:
            someone.say(chance.choice(said))
        if step == 70:
            office(session, {"session": CODE, "cancel": "大雪のため"}, now)
        offer_seats(session, now)
        assert not someone.screen or check_messages(someone.screen) == []
        taken = session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Enrolment.people), 0)).where(
                Enrolment.state.in_(("enrolled", "offered"))
            )
        )
        assert taken is not None
        assert taken <= 3
    assert sessions.find(session, CODE).changed_at > NOW


@pytest.mark.parametrize("between", ["メニュー", "ガレージの問い合わせ先は？", "ありがとう", "お知らせの設定"])
def test_a_later_yes_belongs_to_nothing(desk: Desk, session: Session, between: str) -> None:
    garage(session)
    one = person(desk, session)
    assert "「申し込む」を押してください" in one.say("ガレージに参加したい")
    one.say(between)
    one.say("はい")
    assert session.scalars(sa.select(Enrolment)).all() == []


def test_a_yes_after_another_button_belongs_to_nothing(desk: Desk, session: Session) -> None:
    garage(session, people=1)
    one = person(desk, session)
    press(one, f"a=ev&v=join&e={CODE}")
    press(one, f"a=ev&v=leave&e={CODE}")
    press(one, "a=menu")
    one.say("はい")
    assert row(session, one).state == "enrolled"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("創業相談会に申し込む", {"創業相談会": "first"}),
        ("はじめての創業相談会はいつ", {"はじめての創業相談会": "first"}),
        ("販路開拓講座はいつ", {}),  # both end so
        ("夏の販路開拓講座はいつ", {"夏の販路開拓講座": "summer"}),
        ("講座はいつ", {}),
    ],
)
def test_the_end_of_a_name_is_enough_where_it_means_one_series(said: str, expected: dict[str, str]) -> None:
    series = {"はじめての創業相談会": "first", "夏の販路開拓講座": "summer", "冬の販路開拓講座": "winter"}
    assert short_names(series, said) == expected
