"""お知らせの設定 as people tap it: once or twice, from an old announcement, in a group."""

from __future__ import annotations

import pytest

from bot.announcements import choices
from bot.announcements.themes import themes
from bot.models import Friend
from bot.models_sending import AnnouncementRecipient, Enrolment, FriendTag, Watch
from handlers import buttons, notices, wording_notices
from handlers.context import Context
from handlers.router import dispatch
from tests.announcements.sent import frozen
from tests.handlers.conftest import USER, Person


def post(person: Person, data: str) -> str:
    return person.happens({"type": "postback", "postback": {"data": data}})


def kept(person: Person) -> choices.NoticeSettings:
    return choices.settings_of(person.session, USER)


def test_the_button_of_an_announcement_opens_the_card(person: Person) -> None:
    assert buttons.notices().data == choices.OPEN == "notices:open"
    assert wording_notices.ALL_ON in post(person, "notices:open")


@pytest.mark.parametrize("theme", list(themes()))
def test_one_tap_switches_a_theme_off_and_one_on(person: Person, theme: str) -> None:
    person.say("お知らせの設定")
    name = themes()[theme].name
    assert f"「{name}」のお知らせを止めました" in person.tap(f"「{name}」を止める")
    assert kept(person) == choices.NoticeSettings({theme: False})
    assert f"「{name}」のお知らせを、またお送りします" in person.tap(f"「{name}」を受け取る")
    assert kept(person) == choices.NoticeSettings({theme: True})


def test_a_second_tap_changes_nothing_and_says_so(person: Person) -> None:
    first = post(person, "a=ntc&v=off&t=jobs")
    assert wording_notices.BACK in first
    assert wording_notices.UNCHANGED in post(person, "a=ntc&v=off&t=jobs")
    assert wording_notices.BACK not in post(person, "a=ntc&v=off&t=jobs")
    assert kept(person) == choices.NoticeSettings({"jobs": False})


def test_undo_brings_back_exactly_what_was_there(person: Person) -> None:
    post(person, "a=ntc&v=on&t=startup")
    post(person, "a=ntc&v=off&t=move")
    post(person, "a=ntc&v=month")
    before = kept(person)
    for way in ("a=ntc&v=stop", "a=ntc&v=all", "a=ntc&v=go", "a=ntc&v=off&t=office"):
        post(person, way)
        assert kept(person) != before
        assert wording_notices.PUT_BACK in person.tap(wording_notices.BACK)
        assert kept(person) == before


def test_undo_still_works_when_the_talk_is_forgotten(person: Person) -> None:
    post(person, "a=ntc&v=stop")
    person.conversation.clear()
    person.tap(wording_notices.BACK)
    assert kept(person) == choices.NoticeSettings()


@pytest.mark.parametrize(
    "data",
    [
        "a=ntc",
        "a=ntc&v=new",
        "a=ntc&v=off&t=weather",
        "a=ntc&v=back&until=soon&on=weather",
        "a=ntc&v=off",
        "notices:open",
    ],
)
def test_a_button_of_another_version_shows_the_card(person: Person, data: str) -> None:
    assert wording_notices.NAME in post(person, data)
    assert kept(person) == choices.NoticeSettings()


def test_in_a_group_nothing_is_shown_or_changed(person: Person) -> None:
    for data in ("notices:open", "a=ntc&v=stop", "a=ntc&v=off&t=jobs", "a=ntc&v=go", "a=ntc&v=back"):
        context = Context(person.session, person.desk, person.now, f"Cgroup:{USER}", USER, {})
        [said] = dispatch({"type": "postback", "postback": {"data": data}}, context)
        assert said == notices.show(context)[0]
        assert "1対1" in str(said)
    context = Context(person.session, person.desk, person.now, f"Cgroup:{USER}", USER, {})
    [said] = dispatch({"type": "message", "message": {"type": "text", "text": "通知止めて"}}, context)
    assert "1対1" in str(said)
    assert kept(person) == choices.NoticeSettings()


def test_my_data_tells_all_that_announcements_know(person: Person) -> None:
    person.session.add(Friend(user_id=USER, first_seen_at=person.now, last_seen_at=person.now))
    person.session.add(FriendTag(user_id=USER, tag="ゼミ生", set_at=person.now))
    person.session.add(Watch(user_id=USER, program_id="1-1-1", since=person.now))
    person.session.add(Enrolment(event_code="garage-12", user_id=USER, state="enrolled", at=person.now))
    frozen(person.session, USER, "accepted", person.now)
    person.say("就職のお知らせはいらない")
    heard = person.say("私のデータ")
    name = person.desk.knowledge.programs["1-1-1"].name
    for told in ("ゼミ生", name, "garage-12", "1件の宛先の記録", "6つが届きます（止めているもの：就職・採用）"):
        assert told in heard
    assert "お知らせの設定" in person.tap("すべて消す")
    person.tap("消す")
    assert kept(person) == choices.NoticeSettings()
    assert person.session.get(FriendTag, (USER, "ゼミ生")) is None
    assert [row.user_id for row in person.session.query(AnnouncementRecipient).filter_by(number=1)] == [None]


def test_the_card_says_at_a_glance_what_comes(person: Person) -> None:
    post(person, "a=ntc&v=off&t=jobs")
    [_, card] = person.screen
    assert card["altText"] == "お知らせの設定：7つのうち6つが届きます"
    assert str(card).count("✓ 届きます") == 6
    assert str(card).count("× 届きません") == 1
    assert USER not in str(card)
