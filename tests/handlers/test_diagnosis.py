"""使える制度診断 by random taps: it always ends, with at most six questions and the verdicts of the rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.flex import BUBBLE_BYTES, _bytes
from bot.models import InboundEvent
from handlers import buttons, diagnosis_cards, diagnosis_state
from handlers import wording_check as words_check
from handlers import wording_diagnosis as words
from handlers.desk import Desk
from handlers.talk import CHECK, DIAGNOSIS, PERSONS
from knowledge.diagnosing import UNDECIDED, sorted_programs, themes_for
from knowledge.loader import shipped
from tests.handlers.conftest import Person, _actions
from tests.handlers.test_eligibility import DAYS, post

WHO = ("entrepreneur", "employer", "jobseeker", "student", "migrant", "other")
PROGRAMS = tuple(shipped().programs.values())


def anew(person: Person, day: dt.date) -> None:
    person.conversation.clear()
    person.session.execute(delete(InboundEvent))
    person.now = dt.datetime.combine(day, dt.time(1), dt.UTC)


def kept(person: Person) -> dict[str, Any]:
    return person.conversation.get(DIAGNOSIS) or {}


def datas(person: Person, *actions: str) -> list[str]:
    """What the buttons of these actions on the screen carry."""
    found = [action.get("data", "") for _, action in _actions(person.screen, ("postback", "datetimepicker"))]
    return [data for data in dict.fromkeys(found) if buttons.read(data).get("a") in actions]


@given(st.sampled_from(DAYS), st.data())
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_end_in_the_verdicts_of_the_rules(talker: Person, day: dt.date, data: st.DataObject) -> None:
    anew(talker, day)
    talker.say("使える制度診断")
    asked = 0
    while kept(talker)["asking"]:
        asked += 1
        assert asked <= 6
        tapped = data.draw(st.sampled_from(datas(talker, diagnosis_cards.ANSWER)))
        heard = post(talker, tapped, date="2024-05-01")
    one = diagnosis_state.recall(talker.conversation, talker.desk, talker.now)
    assert one
    lines = sorted_programs(diagnosis_state.programs(one, talker.desk), one.known(), day)
    for group, (said, _) in words.GROUPS.items():
        n = sum(line.group == group for line in lines)
        assert (words.COUNT.format(group=said, n=n) in heard) == bool(n)
    assert "決めるのは市です" in heard or not lines
    for promise in ("受けられます", "もらえます", "支給されます"):
        assert promise not in heard
    assert len(talker.screen) <= 3


@given(st.sampled_from(DAYS), st.integers(0, 2**32), st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_taps_and_words_never_stumble(talker: Person, day: dt.date, seed: int, data: st.DataObject) -> None:
    anew(talker, day)
    talker.say("何か使える補助金ある？")
    typed = ("はい", "いいえ", "わからない", "戻る", "最初から", "設備投資", "学生です", "つづける",
             "社員寮の上限は？", "12")  # fmt: skip
    seen: list[str] = []
    for _ in range(14):
        here = datas(talker, "dg", "dgx", "dgs", "ck", "ckx", "more", "can", "check")
        seen += here
        if data.draw(st.integers(0, 3)) and seen:
            post(talker, data.draw(st.sampled_from(here or seen) | st.sampled_from(seen)), date="2025-01-15")
        else:
            talker.say(data.draw(st.sampled_from(typed)))
        assert talker.screen
        assert talker.screen[-1]["quickReply"]["items"]
        assert len(talker.screen) <= 4


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("day", DAYS)
def test_every_line_of_the_result_is_shown_and_fits(person: Person, who: str, day: dt.date) -> None:
    for theme in (UNDECIDED, *themes_for(PROGRAMS, who)):
        anew(person, day)
        one = diagnosis_state.Diagnosis(who, theme, order=["who", "theme"])
        diagnosis_state.keep(one, person.conversation, person.now)
        lines = sorted_programs(diagnosis_state.programs(one, person.desk), one.known(), day)
        shown: list[str] = []
        for group in words.GROUPS:
            n = sum(line.group == group for line in lines)
            for number in range(-(-n // diagnosis_cards.PAGE)):
                post(person, buttons.data("dgx", o="page", g=group, n=number))
                assert _bytes(person.screen[-1]["contents"]) <= BUBBLE_BYTES
                shown += [buttons.read(data)["p"] for data in datas(person, "dgx") if "o=open" in data]
                assert (words.MORE in str(person.screen[-1]["quickReply"])) == (n > (number + 1) * diagnosis_cards.PAGE)
        assert shown == [line.program.id for line in lines]


@pytest.mark.parametrize(
    "data",
    [
        "a=dg&k=who&v=castle", "a=dg&k=theme&v=startup", "a=dg&k=place_in_city&v=y", "a=dg", "a=dgx",
        "a=dgx&o=page&g=likely", "a=dgx&o=page&g=none&n=9999999", "a=dgx&o=open&p=9-9-9", "a=dgx&o=of-later",
    ],
)  # fmt: skip
def test_an_old_button_is_answered_with_the_question_of_now(person: Person, data: str) -> None:
    person.say("使える制度診断")
    assert words.OLD_BUTTON in post(person, data)
    assert kept(person)["who"] is None
    assert kept(person)["asking"] == "who"


@pytest.mark.parametrize("data", ["a=dg&k=who&v=employer", "a=dgx&o=go", "a=dgx&o=open&p=3-5-1", "a=dgx&o=stop"])
def test_a_button_without_a_diagnosis_offers_to_begin(person: Person, data: str) -> None:
    assert words.SEARCH in post(person, data)
    assert kept(person) == {}


@pytest.mark.parametrize(
    "text",
    [
        "何か使える補助金ある？", "うちで使える制度ある？", "使える制度を診断して", "もらえるお金ある？",
        "使える補助金を教えて", "私がもらえる助成金ってないですか", "会社で使える補助金はありますか？",
        "ほかに使える制度ない？", "制度診断", "利用できる支援制度を知りたい", "使えそうな制度を探したい",
    ],
)  # fmt: skip
def test_sentences_that_begin_it(person: Person, text: str) -> None:
    assert words.WHO in person.say(text)


@pytest.mark.parametrize(
    "text",
    [
        "トイレに使える補助金ある？", "移住支援補助金はもらえる？", "使える補助金", "いくらもらえるの", "診断して",
        "補助金はありますか",
    ],
)  # fmt: skip
def test_sentences_that_mean_something_else(person: Person, text: str) -> None:
    assert words.WHO not in person.say(text)
    assert kept(person) == {}


def test_beside_a_program_a_sentence_about_money_means_that_program(person: Person) -> None:
    person.say("移住支援補助金について教えて")
    assert words.WHO not in person.say("もらえるお金ある？")
    assert words.WHO in person.say("ほかに使える制度ある？")


def test_a_program_under_way_waits_and_comes_back(person: Person) -> None:
    post(person, buttons.data("can", p="1-1-1"))
    person.say("何か使える補助金ある？")
    assert person.conversation[CHECK]["paused"]
    assert "質問 2" in person.say("事業主")
    assert person.conversation[CHECK]["answers"] == {}
    heard = person.say("メニュー")
    assert words.GO_ON in heard
    assert "つづける（1/7）" in heard
    assert "一関市内にありますか" in person.tap("つづける（1/7）")
    assert "質問 2/7" in person.say("はい")
    assert kept(person)["who"] == "employer"
    assert words.THEME in person.tap(words.GO_ON)


def test_answers_are_carried_into_the_program_and_never_over_its_own(person: Person) -> None:
    post(person, buttons.data("can", p="1-1-1"))
    person.say("いいえ")
    person.say("使える制度診断")
    for answer in ("事業主", "設備投資", "はい"):
        person.tap(answer)
    heard = post(person, buttons.data("dgx", o="open", p="1-1-1"))
    assert "対象外です" in heard
    assert person.conversation[CHECK]["answers"]["place_in_city"] is False
    heard = post(person, buttons.data("dgx", o="open", p="1-1-21"))
    assert words.CARRIED.split("。")[0] in heard
    assert person.conversation[CHECK]["answers"] == {"place_in_city": True}


def test_changed_questions_drop_only_what_no_longer_fits(person: Person) -> None:
    person.say("使える制度診断")
    for answer in ("事業主", "設備投資", "はい", "新設"):
        person.tap(answer)
    knowledge = person.desk.knowledge
    questions = {key: one for key, one in knowledge.questions.items() if key != "new_or_extended"}
    changed = {}
    for key, record in knowledge.records.items():
        rules = getattr(record, "rules", None)
        gone = rules is not None and "new_or_extended" in rules.questions()
        changed[key] = record.model_copy(update={"rules": None}) if gone else record
    person.desk = dataclasses.replace(
        person.desk, knowledge=dataclasses.replace(knowledge, questions=questions, records=changed)
    )
    assert "質問 4" in person.say("つづける")
    one = diagnosis_state.recall(person.conversation, person.desk, person.now)
    assert one
    assert one.answers == {"place_in_city": True}


def test_wrong_memory_is_put_right(person: Person, desk: Desk) -> None:
    person.conversation[DIAGNOSIS] = {
        "who": "king", "theme": "castle", "answers": {"place_in_city": "yes", "gone": 1}, "paused": False,
        "order": ["who", "theme", "place_in_city"], "asking": "gone", "at": person.now.isoformat(),
    }  # fmt: skip
    one = diagnosis_state.recall(person.conversation, desk, person.now)
    assert one == diagnosis_state.Diagnosis(asking="who", at=person.now)
    assert words.WHO in person.say("つづける")


@pytest.mark.parametrize(
    ("text", "who"),
    [("会社をやっています", "employer"), ("就活中です", "jobseeker"), ("高専生です", "student"),
     ("Uターンしたい", "migrant"), ("お店を開きたい", "entrepreneur"), ("その他", "other"), ("わがんね", "other"),
     ("起業したい", "entrepreneur")],
)  # fmt: skip
def test_who_one_is_in_ones_own_words(person: Person, text: str, who: str) -> None:
    person.say("使える制度診断")
    person.say(text)
    assert kept(person)["who"] == who


@pytest.mark.parametrize(
    ("text", "theme"),
    [("設備投資", "investment"), ("研修", "training"), ("機械を入れたい", "investment"), ("未定です", UNDECIDED),
     ("特にないです", UNDECIDED), ("人を雇いたい", "hiring")],
)  # fmt: skip
def test_what_one_plans_in_ones_own_words(person: Person, text: str, theme: str) -> None:
    person.say("使える制度診断")
    person.tap("事業主")
    person.say(text)
    assert kept(person)["theme"] == theme


def test_at_most_twenty_persons_and_old_buttons_count_nobody_twice(person: Person) -> None:
    person.now = dt.datetime(2025, 6, 11, 1, tzinfo=dt.UTC)
    post(person, buttons.data("can", p="1-1-14"))
    for n in range(1, 20):
        while person.conversation[CHECK]["asking"]:
            person.say("はい")
        heard = post(person, buttons.data("more", p="1-1-14", n=n))
        assert (f"{n + 1}人目について" in heard) == (n < 20)
        post(person, buttons.data("more", p="1-1-14", n=n))
        assert len(person.conversation[PERSONS]) == n
    while person.conversation[CHECK]["asking"]:
        heard = person.say("はい")
    assert "20人分の結果" in heard
    assert "20人まで" in post(person, buttons.data("more", p="1-1-14", n=20))
    assert words.NO_PERSONS in post(person, buttons.data("more", p="1-1-24", n=1))
    assert _bytes(person.screen[-1].get("contents", {})) <= BUBBLE_BYTES


def test_another_program_begins_its_own_table(person: Person) -> None:
    person.now = dt.datetime(2025, 6, 11, 1, tzinfo=dt.UTC)
    post(person, buttons.data("can", p="1-1-14"))
    person.say("いいえ")
    post(person, buttons.data("more", p="1-1-14", n=1))
    post(person, buttons.data("can", p="1-1-24"))
    assert PERSONS not in person.conversation
    heard = person.say("いいえ")
    assert words.ANOTHER_PERSON in heard
    assert "人分の結果" not in heard


def test_a_program_of_the_company_alone_offers_nobody_else(person: Person) -> None:
    person.now = dt.datetime(2025, 6, 11, 1, tzinfo=dt.UTC)
    post(person, buttons.data("can", p="3-5-7"))
    heard = person.say("はい")
    assert words_check.VERDICTS["likely"][0] in heard
    assert words.ANOTHER_PERSON not in heard
