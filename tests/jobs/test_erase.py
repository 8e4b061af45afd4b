"""After a deletion no table knows the person, on both databases, through crashes and redelivery; only counts stay."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import daycount
from bot.clock import today_jst
from bot.db import read_scope, session_scope
from bot.errors import LostClaim
from bot.line import Outcome
from bot.messages import readable
from bot.models import Base, Erasure, Friend, InboundEvent, OutboundMessage, Ticket
from bot.queue import claim_events, claim_outbound, receive
from handlers import router, wording, wording_person
from handlers.desk import Desk
from jobs.answer import answer_batch
from jobs.deliver import deliver_one
from jobs.erase import erase_asked, erase_left
from jobs.parts import Parts
from jobs.settle import settle
from jobs.tickets import answer
from tests.announcements.sent import leave_in_announcements
from tests.conftest import make_settings
from tests.factories import GROUP, OTHER, USER, event, text_event, unsend_event
from tests.fakes import FakeLine, FixedClock

NAME = "山田花子"
TYPED = (
    "そろばん教室の月謝、090-1234-5678の山田さんまでお願い",
    f"わたしは{NAME}です。会社のトイレを直したい",
    "職員に聞く",
    f"{NAME}の書類は郵送できますか",
    "役に立った",
)
CALLED = {
    "mentionees": [
        {"index": 0, "length": 3, "type": "user", "isSelf": True},
        {"index": 3, "length": 3, "type": "user", "userId": USER},
    ]
}


@pytest.fixture
def service(parts: Parts, desk: Desk) -> Parts:
    """The jobs with the real handlers."""
    return dataclasses.replace(parts, desk=desk, dispatch=router.dispatch, sorry=router.sorry)


def put(parts: Parts, *events: Any) -> None:
    with session_scope(parts.engine) as session:
        for one in events:
            receive(session, one, parts.clock.now())


def work(parts: Parts, clock: FixedClock, *events: Any) -> None:
    """Everything up to LINE's acceptance, one event after the other."""
    for one in events:
        put(parts, one)
        while answer_batch(parts):
            pass
        while deliver_one(parts):
            pass
        clock.move(20)


def tap(data: str, user: str = USER, **more: Any) -> Any:
    return event("postback", user, postback={"data": data}, **more)


def lived(parts: Parts, clock: FixedClock) -> list[Any]:
    """A person who leaves something in every table."""
    events = [
        event("follow", follow={"isUnblocked": False}),
        tap("a=me&u=student"),
        *(text_event(text) for text in TYPED),
        text_event(f"@窓口 {NAME}です。奨学金は", group=GROUP, mention=CALLED),
        text_event("@窓口 @花子 学生の制度は", OTHER, group=GROUP, mention=CALLED),
        text_event("消してほしい", message_id="500100"),
        unsend_event("500100"),
    ]
    work(parts, clock, *events)
    with session_scope(parts.engine) as session:
        leave_in_announcements(session, USER, clock.now())
    return events


def confirm(parts: Parts, clock: FixedClock) -> Any:
    """Asks for the deletion and taps 消す; the confirming event is stored, not yet answered."""
    work(parts, clock, text_event("データ削除"))
    with read_scope(parts.engine) as session:
        state = session.execute(sa.text("SELECT state FROM conversation WHERE user_key = :u"), {"u": USER}).scalar_one()
    key = state.split('"erase_key":"')[1].split('"')[0]
    assert key
    tapped = tap(f"a=erase&k={key}")
    put(parts, tapped)
    return tapped


def everything(parts: Parts) -> Iterator[tuple[str, str]]:
    """Every value of every row of every table, as text."""
    with read_scope(parts.engine) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(sa.text(f"SELECT * FROM {table.name}")):
                yield table.name, " ".join(map(str, row)).encode().decode("unicode_escape", "replace")
                yield table.name, " ".join(map(str, row))


def traces(parts: Parts, events: list[Any]) -> list[str]:
    """Where the person's id, name, words, message ids and reply tokens are still found."""
    theirs = [one for one in events if one["source"].get("userId") == USER]
    words = {USER, NAME, *(text for text in TYPED if text not in (wording.MENU_STAFF, wording.USEFUL))}
    words |= {"そろばん教室"}  # its question is kept masked
    words |= {one["replyToken"] for one in theirs if "replyToken" in one}
    words |= {one["message"]["id"] for one in theirs if "message" in one} | {"500100"}
    escaped = words | {word.encode("unicode_escape").decode() for word in words}
    return [f"{table}: {word}" for table, text in everything(parts) for word in escaped if word in text]


def finish(parts: Parts, clock: FixedClock) -> None:
    while answer_batch(parts):
        pass
    while deliver_one(parts):
        pass
    clock.move(1)
    erase_asked(parts)


def said(line: FakeLine) -> list[str]:
    """The first line of every accepted reply."""
    return [readable(messages)[0] for _, messages in line.replies]


def tally(parts: Parts) -> dict[str, int]:
    with read_scope(parts.engine) as session:
        counts: dict[str, int] = {}
        for (_, kind), number in daycount.tally(session).items():
            counts[kind] = counts.get(kind, 0) + number
        return counts


def test_the_search_finds_what_is_there(service: Parts, clock: FixedClock) -> None:
    """Else the tests below would prove nothing."""
    events = lived(service, clock)
    found = {line.partition(":")[0] for line in traces(service, events)}
    assert found == {"friend", "conversation", "inbound_event", "outbound_message", "unanswered_question", "feedback",
                     "ticket", "friend_tag", "theme_choice", "notice_pause", "watch", "enrolment",
                     "announcement_recipient", "personal_notice"}  # fmt: skip


def test_nothing_is_left_of_a_person_who_asked(service: Parts, clock: FixedClock, line: FakeLine) -> None:
    events = lived(service, clock)
    with read_scope(service.engine) as session:
        number = session.scalars(sa.select(Ticket.id)).one()
    answer(service.engine, number, "郵送できます。", clock.now())  # a push that is on its way
    before = tally(service)
    tapped = confirm(service, clock)
    finish(service, clock)
    assert said(line)[-1] == wording_person.ERASE_DONE
    assert traces(service, [*events, tapped]) == []
    after = tally(service)
    extra = {"message": 1, "tap": 1, "erased": 1}  # データ削除, 消す, and the deletion itself
    assert after == {kind: before.get(kind, 0) + extra.get(kind, 0) for kind in {*before, *extra}}
    if service.engine.dialect.name == "sqlite":
        file = Path(str(service.engine.url.database))
        written = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
        assert [word for word in (USER, "そろばん教室") if word.encode() in written] == []


@pytest.mark.parametrize("pause", [0, 60])
def test_a_second_tap_leaves_nothing_either(service: Parts, clock: FixedClock, line: FakeLine, pause: int) -> None:
    events = lived(service, clock)
    tapped = confirm(service, clock)
    if pause:
        finish(service, clock)
        clock.move(pause)
    again = {**tap(tapped["postback"]["data"]), "replyToken": "f" * 32}
    put(service, again)
    finish(service, clock)
    finish(service, clock)
    assert said(line)[-1] == wording_person.ERASE_DONE
    assert traces(service, [*events, tapped, again]) == []


def test_other_people_lose_nothing(service: Parts, clock: FixedClock) -> None:
    work(service, clock, event("follow", OTHER, follow={"isUnblocked": False}), text_event("奨学金の返済", OTHER))
    lived(service, clock)
    confirm(service, clock)
    finish(service, clock)
    with read_scope(service.engine) as session:
        assert session.get(Friend, OTHER)
        kept = session.scalars(sa.select(InboundEvent.type).where(InboundEvent.user_key.contains(OTHER))).all()
    assert sorted(kept) == ["follow", "message", "message"]


def test_everything_sent_again_stays_without_a_trace(service: Parts, clock: FixedClock, line: FakeLine) -> None:
    events = lived(service, clock)
    tapped = confirm(service, clock)
    put(service, tapped)  # twice at once
    finish(service, clock)
    replied = len(line.replies)
    again = {"deliveryContext": {"isRedelivery": True}}
    work(service, clock, *({**one, **again} for one in [*events, tapped]))
    assert len(line.replies) == replied
    assert [line for line in traces(service, [*events, tapped]) if OTHER not in line] == []


def test_who_writes_again_starts_anew(service: Parts, clock: FixedClock, line: FakeLine) -> None:
    events = lived(service, clock)
    tapped = confirm(service, clock)
    while answer_batch(service):
        pass
    clock.move(1)
    later = text_event("社員寮の補助の上限は？")  # before the deletion is finished
    work(service, clock, later)
    erase_asked(service)
    with read_scope(service.engine) as session:
        friend = session.get_one(Friend, USER)
        assert friend.audience is None
        assert friend.first_seen_at > dt.datetime.fromtimestamp(tapped["timestamp"] / 1000, dt.UTC)
        bodies = session.scalars(sa.select(InboundEvent.body).where(InboundEvent.user_key == USER)).all()
    assert [body["message"]["text"] for body in bodies] == ["社員寮の補助の上限は？"]
    old = [line for line in traces(service, [*events, tapped]) if USER not in line]
    assert old == []
    work(service, clock, text_event("私のデータ"))
    assert "まだ選ばれていません" in str(line.replies[-1])


@pytest.mark.parametrize("crash", ["answering", "before sending", "after sending", "before finishing"])
def test_a_crash_at_any_step_loses_neither_reply_nor_deletion(
    service: Parts, clock: FixedClock, line: FakeLine, crash: str
) -> None:
    events = lived(service, clock)
    tapped = confirm(service, clock)
    if crash == "answering":
        with session_scope(service.engine) as session:
            assert claim_events(session, "dead", clock.now())
    else:
        while answer_batch(service):
            pass
    if crash.endswith("sending"):
        with session_scope(service.engine) as session:
            claimed = claim_outbound(session, "dead", clock.now())
        assert claimed
        if crash == "after sending":
            line.reply(str(claimed.reply_token), claimed.messages)
    erase_asked(service)
    with read_scope(service.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(InboundEvent).where(InboundEvent.user_key == USER))
    clock.move(30)  # the dead one's claims end
    finish(service, clock)
    assert said(line).count(wording_person.ERASE_DONE) == 1
    assert traces(service, [*events, tapped]) == []
    with read_scope(service.engine) as session:
        assert session.scalars(sa.select(Erasure)).all() == []


def test_a_reply_that_line_refuses_is_erased_too(service: Parts, clock: FixedClock, line: FakeLine) -> None:
    events = lived(service, clock)
    tapped = confirm(service, clock)
    while answer_batch(service):
        pass
    erase_asked(service)
    with read_scope(service.engine) as session:
        assert session.scalars(sa.select(OutboundMessage.user_id).where(OutboundMessage.state == "waiting")).all()
    line.troubles = [Outcome("rejected", 400, "r", "bad request")]
    finish(service, clock)
    assert traces(service, [*events, tapped]) == []


def test_a_deletion_that_fails_halfway_changes_nothing(service: Parts, clock: FixedClock) -> None:
    lived(service, clock)
    confirm(service, clock)
    with read_scope(service.engine) as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(InboundEvent).where(InboundEvent.body != {}))
    with session_scope(service.engine) as session:
        events = claim_events(session, "somebody else", clock.now())
    with pytest.raises(LostClaim):
        settle(service, events, clock.now())
    with read_scope(service.engine) as session:
        after = session.scalar(sa.select(sa.func.count()).select_from(InboundEvent).where(InboundEvent.body != {}))
        assert session.get(Friend, USER)
    assert after == before


def test_a_receipt_number_is_never_given_twice(service: Parts, clock: FixedClock) -> None:
    lived(service, clock)
    with read_scope(service.engine) as session:
        first = session.scalars(sa.select(Ticket.id)).one()
    confirm(service, clock)
    finish(service, clock)
    work(service, clock, text_event("職員に聞く", OTHER), text_event("駐車場はありますか", OTHER))
    with read_scope(service.engine) as session:
        assert session.scalars(sa.select(Ticket.id)).one() > first


def test_who_leaves_is_erased_on_the_day(service: Parts, clock: FixedClock) -> None:
    events = lived(service, clock)
    work(service, clock, event("unfollow"))
    with read_scope(service.engine) as session:
        assert session.get_one(Friend, USER).erase_on == today_jst(clock.now()) + dt.timedelta(days=30)
    clock.move(dt.timedelta(days=29, hours=23))
    erase_left(service)
    assert traces(service, events)
    clock.move(dt.timedelta(hours=2))
    erase_left(service)
    erase_left(service)
    assert traces(service, events) == []
    assert tally(service)["left"] == 1


def test_coming_back_cancels_it(service: Parts, clock: FixedClock) -> None:
    lived(service, clock)
    work(service, clock, event("unfollow"), event("follow", follow={"isUnblocked": True}))
    with read_scope(service.engine) as session:
        friend = session.get_one(Friend, USER)
        assert (friend.state, friend.erase_on, friend.audience) == ("friend", None, "student")
    clock.move(dt.timedelta(days=40))
    erase_left(service)
    with read_scope(service.engine) as session:
        assert session.get(Friend, USER)


def test_an_unfollow_that_comes_late_starts_no_deletion(service: Parts, clock: FixedClock) -> None:
    work(service, clock, event("follow", ms=2000, follow={"isUnblocked": True}), event("unfollow", ms=1000))
    with read_scope(service.engine) as session:
        assert session.get_one(Friend, USER).erase_on is None
    work(service, clock, event("unfollow", ms=3000), event("follow", ms=2500, follow={"isUnblocked": True}))
    with read_scope(service.engine) as session:
        assert session.get_one(Friend, USER).erase_on is not None


def test_who_writes_after_leaving_is_not_erased(service: Parts, clock: FixedClock) -> None:
    work(service, clock, event("unfollow"))
    clock.move(dt.timedelta(days=20))
    work(service, clock, text_event("社員寮の補助の上限は？"))  # their follow was lost
    clock.move(dt.timedelta(days=15))
    erase_left(service)
    with read_scope(service.engine) as session:
        assert session.get(Friend, USER)
    clock.move(dt.timedelta(days=16))
    erase_left(service)
    with read_scope(service.engine) as session:
        assert session.get(Friend, USER) is None


def test_the_days_after_leaving_are_a_setting(service: Parts, clock: FixedClock) -> None:
    at_once = dataclasses.replace(service, settings=make_settings(madoguchi_keep_after_unfollow_days=0))
    events = lived(at_once, clock)
    work(at_once, clock, event("unfollow"))
    erase_left(at_once)
    assert traces(at_once, events) == []
