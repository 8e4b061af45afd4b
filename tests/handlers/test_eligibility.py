"""使えるか調べる: whatever is answered, the talk ends with the verdict of the rules; buttons and rules may be old."""

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
from handlers import buttons, check, eligibility_cards, eligibility_state
from handlers import wording_check as words
from handlers.context import Context
from handlers.desk import Desk
from handlers.eligibility_state import Check
from handlers.talk import CHECK
from knowledge.hearing_answers import hear
from knowledge.kleene import Answer
from knowledge.loader import shipped
from knowledge.rules import APPLICATION_DAY, judge
from tests.handlers.conftest import USER, Person
from tests.knowledge.test_asking import samples

DAYS = (dt.date(2024, 6, 10), dt.date(2025, 3, 11), dt.date(2026, 11, 22))
SPELLINGS = {True: "はい", False: "いいえ", None: "わからない"}


PROGRAMS = [program.id for program in shipped().programs.values() if program.rules]


def begin(person: Person, program_id: str) -> str:
    person.conversation.clear()
    person.session.execute(delete(InboundEvent))
    return post(person, buttons.data("can", p=program_id))


def post(person: Person, data: str, **params: str) -> str:
    return person.happens({"type": "postback", "postback": {"data": data, "params": params}})


def kept(person: Person) -> dict[str, Any]:
    return person.conversation.get(CHECK) or {}


def typed(answer: Answer | None, key: str, desk: Desk) -> str:
    """An answer as somebody would type it."""
    question = desk.knowledge.questions[key]
    if isinstance(answer, dt.date):
        return f"{answer.year}年{answer.month}月{answer.day}日"
    if isinstance(answer, str):
        return next(choice.label for choice in question.choices if choice.value == answer)
    if isinstance(answer, int) and not isinstance(answer, bool):
        return f"{answer}{'円' if question.type == 'yen' else question.unit or ''}"
    return SPELLINGS[answer]


@given(st.sampled_from(PROGRAMS), st.sampled_from(DAYS), st.booleans(), st.data())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_talk_ends_with_the_verdict_of_the_rules(
    talker: Person, program_id: str, day: dt.date, types: bool, data: st.DataObject
) -> None:
    talker.now = dt.datetime.combine(day, dt.time(1), dt.UTC)
    program = talker.desk.knowledge.programs[program_id]
    given_: dict[str, Answer | None] = {}
    heard = begin(talker, program_id)
    for _ in range(12):
        key = kept(talker)["asking"]
        if key is None:
            break
        answer = data.draw(st.sampled_from([None, *samples(talker.desk.knowledge.questions[key])]))
        given_[key] = answer
        heard = talker.say(typed(answer, key, talker.desk)) if types else tap_answer(talker, key, answer)
    verdict = judge(program, given_, day)
    assert kept(talker)["asking"] is None
    said = words.VERDICTS[verdict.result][0]
    card = talker.screen[-1]
    assert card["altText"].startswith(said)
    assert card["contents"]["header"]["contents"][0]["contents"][1]["text"] == said
    assert words.DECIDES in heard
    assert _bytes(card["contents"]) <= BUBBLE_BYTES
    assert all(reason.text in heard for reason in verdict.of("failed"))
    for promise in ("受けられます", "もらえます", "支給されます"):
        assert promise not in heard


def tap_answer(person: Person, key: str, answer: Answer | None) -> str:
    """The button of an answer; a number without one is typed."""
    state, question = kept(person), person.desk.knowledge.questions[key]
    value = {"True": "y", "False": "n", "None": "u"}.get(str(answer), str(answer))
    data = buttons.data("ck", p=state["program"], k=key, v=value, h=state["version"])
    if question.type == "date" and answer is not None:
        return post(person, buttons.data("ck", p=state["program"], k=key, h=state["version"]), date=str(answer))
    return post(person, data)


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_every_program_can_be_begun_on_every_day(person: Person, program_id: str) -> None:
    for day in DAYS:
        person.now = dt.datetime.combine(day, dt.time(1), dt.UTC)
        heard = begin(person, program_id)
        assert heard
        assert person.screen[-1]["quickReply"]["items"]
        assert len(person.screen) <= 2


def test_a_double_tap_is_told_and_changes_nothing(person: Person) -> None:
    begin(person, "1-1-1")
    first = buttons.data("ck", p="1-1-1", k="place_in_city", v="y", h=kept(person)["version"])
    post(person, first)
    heard = post(person, first.replace("v=y", "v=n"))
    assert "「はい」とお答えいただいています" in heard
    assert kept(person)["answers"]["place_in_city"] is True
    assert "備品" in heard


@pytest.mark.parametrize(
    "data",
    [
        "a=ck&p=1-1-17&k=age&v=39&h=000000", "a=ck&p=1-1-1&k=place_in_city&v=n&h=older1", "a=ck&p=1-1-1",
        "a=ck&p=1-1-1&k=gone&v=y&h={h}", "a=ckx&o=of-a-later-version&p=1-1-1", "a=ckx&o=back&p=3-5-1",
        "a=ck&p=1-1-1&k=place_in_city&v=perhaps&h={h}", "a=ck&p=1-1-1&k=eligible_cost_yen&v=9&h={h}",
    ],
)  # fmt: skip
def test_an_old_button_is_answered_with_the_question_of_now(person: Person, data: str) -> None:
    begin(person, "1-1-1")
    heard = post(person, data.format(h=kept(person)["version"]))
    assert words.OLD_BUTTON in heard
    assert "一関市内にありますか" in heard
    assert kept(person)["answers"] == {}


@pytest.mark.parametrize("data", ["a=ck&p=1-1-1&k=place_in_city&v=y&h=0", "a=ckx&o=back&p=9-9-9", "a=ck", "a=can&p=x"])
def test_a_button_without_a_dialogue_offers_to_begin(person: Person, data: str) -> None:
    assert post(person, data)
    assert person.screen[-1]["quickReply"]["items"]
    assert kept(person) == {}


def changed(desk: Desk, program_id: str, **changes: Any) -> Desk:
    """The desk with other rules of one program, as after an update of the data."""
    program = desk.knowledge.programs[program_id]
    assert program.rules
    other = program.model_copy(update={"rules": program.rules.model_copy(update=changes)})
    records = {**desk.knowledge.records, program_id: other}
    return dataclasses.replace(desk, knowledge=dataclasses.replace(desk.knowledge, records=records))


def test_changed_rules_keep_the_answers_that_still_count(person: Person) -> None:
    begin(person, "1-1-1")
    person.say("はい")
    person.say("工事もあります")
    old = kept(person)["version"]
    rules = person.desk.knowledge.programs["1-1-1"].rules
    assert rules
    person.desk = changed(
        person.desk, "1-1-1", conditions=tuple(one for one in rules.conditions if one.id not in ("works", "first_time"))
    )
    heard = person.say("はい")
    assert words.RENEWED in heard
    assert "中小企業ですか" in heard
    assert kept(person)["version"] != old
    assert kept(person)["answers"] == {"place_in_city": True}
    assert words.RENEWED not in person.say("はい")
    assert words.OLD_BUTTON in post(person, f"a=ck&p=1-1-1&k=has_hiring_plan&v=y&h={old}")


def test_a_program_whose_rules_are_gone_forgets_its_answers(person: Person) -> None:
    begin(person, "1-1-1")
    program = person.desk.knowledge.programs["1-1-1"]
    records = {**person.desk.knowledge.records, "1-1-1": program.model_copy(update={"rules": None})}
    knowledge = dataclasses.replace(person.desk.knowledge, records=records)
    person.desk = dataclasses.replace(person.desk, knowledge=knowledge)
    assert "つづける" not in person.say("メニュー")
    assert CHECK not in person.conversation


def test_an_answer_that_no_longer_fits_its_question_is_dropped(desk: Desk, person: Person) -> None:
    begin(person, "1-1-17")
    for key, raw in (("house_type", "castle"), ("age", "old"), ("price_yen", True), ("children", 99), ("children", [])):
        person.conversation[CHECK]["answers"] = {key: raw, "local_builder": False}
        found = eligibility_state.recall(person.conversation, desk, person.now)
        assert found
        assert found.answers == {"local_builder": False}


def test_back_goes_through_all_answers_and_changing_one_asks_no_other(person: Person) -> None:
    begin(person, "1-1-1")
    for said in ("はい", "いいえ", "いいえ"):
        person.say(said)
    for key in ("had_this_grant_before", "only_movable_equipment", "place_in_city"):
        person.say("戻る")
        assert kept(person)["asking"] == key
    assert kept(person)["answers"] == {}


def test_one_reply_may_answer_two_questions(person: Person) -> None:
    begin(person, "1-1-1")
    person.say("はい、市内の中小企業です")
    assert kept(person)["answers"] == {"place_in_city": True, "is_sme": True}


def test_the_day_of_the_application_can_be_changed(person: Person) -> None:
    person.now = dt.datetime(2025, 3, 11, 1, tzinfo=dt.UTC)
    heard = begin(person, "1-1-4")
    assert "対象外です" in heard
    post(person, buttons.data("ckx", o="fix", p="1-1-4", k=APPLICATION_DAY))
    assert "いつ申請しますか" in "".join(str(person.screen))
    heard = person.say("2024年12月25日")
    assert "働く場所は、一関市内ですか" in heard


def test_a_question_of_ones_own_is_no_answer(person: Person) -> None:
    begin(person, "1-1-1")
    for said in ("社員寮の補助は？", "ありがとう", "起業の相談はどこでできますか", "補助金の一覧を見せて"):
        heard = person.say(said)
        assert "つづける（1/7）" in heard
        assert kept(person)["answers"] == {}
        assert kept(person)["paused"]
    assert "質問 1/7" in person.say("はい")
    assert kept(person)["answers"] == {}
    person.say("ありがとう")
    assert "質問 1/7" in person.say("続きから")


@pytest.mark.parametrize(
    "said",
    ["使えるか調べて", "診断して", "うちが対象か調べたい", "この補助金が使えるか調べてください", "使えるか調べる"],
)
def test_an_unmistakable_wish_begins_with_the_program_of_the_talk(person: Person, said: str) -> None:
    person.conversation.clear()
    person.say("女性にやさしい職場環境整備事業費補助金")
    assert "一関市内にありますか" in person.say(said)


@pytest.mark.parametrize("said", ["使える？", "うちも対象？", "うちは使えますか", "対象になりますか"])
def test_a_question_on_eligibility_gets_the_fact_and_the_offer(person: Person, said: str) -> None:
    person.conversation.clear()
    person.say("女性にやさしい職場環境整備事業費補助金")
    heard = person.say(said)
    assert "市内事業所の事業主" in heard
    assert "使えるか調べる" in heard
    assert CHECK not in person.conversation


def test_events_and_promotion_have_no_offer_where_there_is_nothing_to_ask(desk: Desk) -> None:
    for program in desk.knowledge.programs.values():
        assert program.rules is not None
        assert buttons.can_check(program) == bool(program.rules.questions())


def test_nobody_sees_the_offer_twice(person: Person) -> None:
    begin(person, "1-1-1")
    person.say("社員寮の補助の上限は？")
    labels = [item["action"]["label"] for item in person.screen[-1]["quickReply"]["items"]]
    assert labels[0] == "つづける（1/7）"
    assert labels.count("つづける（1/7）") == 1
    assert len(labels) <= 13


def test_a_group_member_has_answers_of_their_own(desk: Desk, person: Person) -> None:
    begin(person, "1-1-1")
    other = Context(person.session, desk, person.now, "C1:" + USER, USER, {})
    assert check.ask(other)
    assert eligibility_state.recall(other.conversation, desk, person.now) is None


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_every_question_says_how_to_answer_and_understands_every_answer(person: Person, program_id: str) -> None:
    desk = person.desk
    program = desk.knowledge.programs[program_id]
    assert program.rules
    context = Context(person.session, desk, person.now, USER, USER, {})
    for key in program.rules.questions():
        card = eligibility_cards.question_card(Check(program_id, asking=key, version="abc123"), program, context)
        question = desk.knowledge.questions[key]
        assert card.title == question.ask
        assert question.why in str(card.footer)
        assert [getattr(way, "label", "") for way in (*card.buttons, *card.quick)].count(words.UNKNOWN) == 1
        for value in samples(question):
            assert hear(question, typed(value, key, desk), context.today).value == value


def test_a_result_is_steered_by_words_only_while_it_is_spoken_of(person: Person) -> None:
    begin(person, "1-1-1")
    person.say("いいえ")
    assert "対象外です" in person.say("結果")
    assert "一関市内にありますか" in person.say("戻る")
    person.say("いいえ")
    person.say("社員寮の補助の上限は？")
    for said in ("戻る", "最初から", "もう一度"):
        assert "一関市内にありますか" not in person.say(said)
    assert words.FIX_WHICH in person.say("答えを直す")


@pytest.mark.parametrize("said", ["経営診断してほしい", "企業診断をお願いします", "健康診断したい"])
def test_other_diagnoses_begin_nothing(person: Person, said: str) -> None:
    person.conversation.clear()
    person.say(said)
    assert CHECK not in person.conversation
