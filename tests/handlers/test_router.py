"""Every event gets a fitting answer, whatever was sent."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import fit, readable
from bot.models import Feedback, Ticket, UnansweredQuestion
from handlers import program, wording, wording_person, wording_standing
from handlers.context import Context
from knowledge.programs import Contact
from tests.handlers.conftest import Person


def _message(kind: str, **more: object) -> dict[str, object]:
    return {"type": "message", "message": {"type": kind, **more}}


def test_a_new_friend_hears_what_the_desk_does_and_how_data_is_used(person: Person) -> None:
    heard = person.happens({"type": "follow", "follow": {"isUnblocked": False}})
    assert "友だち追加ありがとうございます" in heard
    assert "90日で消します" in heard
    assert "職員に聞く" in heard


def test_somebody_who_comes_back_is_welcomed(person: Person) -> None:
    assert "おかえりなさい" in person.happens({"type": "follow", "follow": {"isUnblocked": True}})


@pytest.mark.parametrize("kind", ["sticker", "image", "video", "audio", "file", "location", "hologram"])
def test_things_without_words_get_a_friendly_line_and_the_menu(person: Person, kind: str) -> None:
    heard = person.happens(_message(kind, id="1"))
    assert "ありがとうございます" in heard
    assert "制度をさがす" in heard


@pytest.mark.parametrize("event", [{"type": "unfollow"}, {"type": "beacon"}, {"type": "of the future"}, {}])
def test_other_events_need_no_answer(person: Person, event: dict[str, object]) -> None:
    assert person.happens(event) == ""


@pytest.mark.parametrize("data", ["a=show&p=9-9-9", "a=of-a-later-version", "", "a=list&n=999&s=new", "%%%"])
def test_old_buttons_are_recognised(person: Person, data: str) -> None:
    assert person.happens({"type": "postback", "postback": {"data": data}})


def test_the_call_in_a_group_is_no_part_of_the_question(person: Person) -> None:
    mention = {"mentionees": [{"index": 0, "length": 3, "isSelf": True}]}
    heard = person.happens(_message("text", text="@窓口 社員寮の補助の上限は？", mention=mention))
    assert "社員寮整備事業費補助金" in heard


def test_an_unanswered_question_is_kept_masked(person: Person) -> None:
    person.say("そろばん教室の月謝、090-1234-5678の山田さんまでお願い")
    [kept] = person.session.query(UnansweredQuestion).all()
    assert "1234" not in kept.question_masked
    assert "山田" not in kept.question_masked


def test_feedback_is_kept_with_the_program(person: Person) -> None:
    person.say("ビジサポ-Iって何ですか")
    person.tap("役に立った")
    [kept] = person.session.query(Feedback).all()
    assert (kept.verdict, kept.program_id) == ("useful", "2-3-4")


def test_a_question_for_staff_is_kept_as_written(person: Person) -> None:
    person.say("職員に聞く")
    person.say("書類を郵送してもらえますか")
    [ticket] = person.session.query(Ticket).all()
    assert (ticket.question, ticket.state) == ("書類を郵送してもらえますか", "open")


def test_english_is_understood_in_three_messages(person: Person) -> None:
    heard = person.say("Is there a subsidy for a dormitory for our employees?")
    assert "社員寮整備事業費補助金" in heard
    assert heard.startswith("Our answers are in Japanese")
    assert len(person.screen) <= 3


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=5000))
def test_any_text_gets_an_answer_with_a_way_on(person: Person, text: str) -> None:
    person.conversation.clear()
    heard = person.say(text)
    assert heard
    assert 1 <= len(person.screen) <= 3
    assert person.screen[-1]["quickReply"]["items"]


def test_long_and_strange_texts(person: Person) -> None:
    for text in ("あ" * 5000, "\x00", "🍎" * 2500, "トイレ\x00の補助", "\ud800"):
        assert person.say(text)


def test_every_sentence_ends_politely() -> None:
    for name, value in {**vars(wording), **vars(wording_person), **vars(wording_standing)}.items():
        if isinstance(value, str) and name.isupper() and len(value) > 25 and re.search(r"[ぁ-ん]", value):
            assert re.search(r"[。）?？}.」]$", value.strip()), f"{name}: {value}"
            assert "！" not in value, name


def test_an_ended_program_still_tells_whom_to_ask(person: Person) -> None:
    over = person.desk.knowledge.records["1-1-3"]
    contact = Contact(desk="商工労働課", phone="0191-00-0000", subject="制度", source=over.facts[0].source)
    ended = over.model_copy(update={"contacts": (contact,)})
    context = Context(person.session, person.desk, person.now, "U1", "U" + "0" * 32, {})
    reading = person.desk.reader.read(f"{ended.name}の電話番号は")
    heard = "\n".join(readable(fit(program.answer(ended, reading, context, "", []))))
    assert heard.index("終了") < heard.index("0191-00-0000") < heard.index(ended.name, heard.index("0191-00-0000"))
