"""From draft to approval: what is approved is what was submitted, by somebody else, in time; each refusal in words."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.announcements import drafts, modes, sending, wording
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.models_sending import Announcement, AuditEntry
from jobs.parts import Parts
from tests.announcements.office import approved, at_jst, befriend, create, draft, due, go_live, state, work
from tests.fakes import FakeLine

TEN = dt.timedelta(minutes=10)


@pytest.fixture
def office(parts: Parts) -> Parts:
    """A live office with three friends, on 11 March 2025 at 9:00 in Japan."""
    befriend(parts, range(1, 4))
    go_live(parts)
    return parts


def alone(parts: Parts) -> None:
    with session_scope(parts.engine) as session:
        modes.switch(session, modes.ONE_PERSON, True, "佐藤", "職員が1人のため", parts.clock.now())


def do(parts: Parts, step, number: int, by: str, **named: object) -> None:  # type: ignore[no-untyped-def]
    """One step of sending at the desk's time."""
    with session_scope(parts.engine) as session:
        step(session, number, by, parts.clock.now(), **named)


def submit(parts: Parts, number: int, by: str = "佐藤") -> None:
    with session_scope(parts.engine) as session:
        drafts.submit(session, number, by, parts.clock.now())


def approve(parts: Parts, number: int, by: str = "鈴木", reason: str = "") -> None:
    with session_scope(parts.engine) as session:
        drafts.approve(session, number, by, parts.clock.now(), reason)


def row(parts: Parts, number: int) -> Announcement:
    with read_scope(parts.engine) as session:
        return drafts.find(session, number)


def test_edit_submit_approve_send(office: Parts, line: FakeLine) -> None:
    number = create(office)
    submit(office, number)
    approve(office, number)
    assert state(office, number) == "approved"
    do(office, sending.send_now, number, "佐藤")
    work(office)
    assert len(line.received()) == 3


@pytest.mark.parametrize("by", ["佐藤", "佐 藤", "佐\u200b藤", "佐藤さん"])
def test_an_author_never_approves(office: Parts, by: str) -> None:
    number = create(office)
    submit(office, number)
    with pytest.raises(Problem) as told:
        approve(office, number, by, "急ぎ")
    assert told.value.sentences == (wording.SAME_PERSON.format(names="佐藤"),)
    assert state(office, number) == "in_approval"


def test_whoever_edits_or_submits_has_written_it_too(office: Parts) -> None:
    number = create(office)
    with session_scope(office.engine) as session:
        drafts.edit(session, number, draft(title="別の題"), "鈴木", office.clock.now())
    submit(office, number, "高橋")
    for by in ("佐藤", "鈴木", "髙橋"):
        with pytest.raises(Problem, match="別の人"):
            approve(office, number, by)
    approve(office, number, "田中")


def test_an_author_who_edits_what_another_submitted_does_not_get_round_it(office: Parts) -> None:
    """B approves A's draft, A edits it: B's approval is gone, and neither A nor (after editing) B can give it."""
    number = create(office, author="A")
    submit(office, number, "A")
    approve(office, number, "B")
    with session_scope(office.engine) as session:
        drafts.edit(session, number, draft(title="別の題"), "B", office.clock.now())
    submit(office, number, "A")
    for by in ("A", "B"):
        with pytest.raises(Problem, match="別の人"):
            approve(office, number, by)


@pytest.mark.parametrize("change", [{"title": "別"}, {"audience": "tag:x"}, {"send_at": at_jst("2025-03-12T10:00")}])
@pytest.mark.parametrize("planned", [None, at_jst("2025-03-11T15:00")])
def test_an_edit_takes_the_approval_away(office: Parts, line: FakeLine, change, planned) -> None:  # type: ignore[no-untyped-def]
    number = approved(office, send_at=planned)
    with session_scope(office.engine) as session:
        drafts.edit(session, number, draft(**change), "佐藤", office.clock.now())
    found = row(office, number)
    assert (found.state, found.fingerprint, found.approved_by, found.due_at) == ("draft", None, None, None)
    with pytest.raises(Problem, match="下書き"):
        do(office, sending.send_now, number, "佐藤")
    office.clock.move(dt.timedelta(hours=6))
    work(office)
    assert not line.multicasts


@pytest.mark.parametrize(
    "values",
    [{"title": "別"}, {"theme": "jobs"}, {"content": {"text": "別"}}, {"audience": "tag:x"},
     {"past_at": at_jst("2026-01-01T09:00")}, {"send_at": at_jst("2025-03-12T10:00")},
     {"repeat": {"rule": "毎日", "at": "9:00"}}, {"corrects": 1}],
)  # fmt: skip
def test_what_changed_behind_the_submission_is_not_approved(office: Parts, values) -> None:  # type: ignore[no-untyped-def]
    number = create(office)
    submit(office, number)
    with session_scope(office.engine) as session:
        session.execute(sa.update(Announcement).where(Announcement.id == number).values(**values))
    with pytest.raises(Problem, match="もう一度 submit"):
        approve(office, number)


def test_given_back_with_a_reason(office: Parts) -> None:
    number = create(office)
    submit(office, number)
    with session_scope(office.engine) as session, pytest.raises(Problem, match="理由"):
        drafts.give_back(session, number, "鈴木", " ", office.clock.now())
    with session_scope(office.engine) as session:
        drafts.give_back(session, number, "鈴木", "日付を確かめて", office.clock.now())
    assert state(office, number) == "draft"


def test_times_that_cannot_be(office: Parts) -> None:
    for changes, words in (
        ({"send_at": at_jst("2025-03-11T08:44")}, "もうすぎて"),
        ({"send_at": at_jst("2025-03-11T21:00")}, "夜間"),
        ({"send_at": at_jst("2025-03-12T07:59")}, "夜間"),
        ({"past_at": at_jst("2025-03-11T09:00")}, "書かれている予定や締切"),
        ({"send_at": at_jst("2025-03-11T10:00"), "past_at": at_jst("2025-03-11T10:00")}, "書かれている予定や締切"),
    ):
        number = create(office, **changes)
        with pytest.raises(Problem, match=words):
            submit(office, number)
        assert state(office, number) == "draft"


def test_a_time_that_has_just_come_is_still_in_time(office: Parts, line: FakeLine) -> None:
    number = create(office, send_at=at_jst("2025-03-11T09:01"))
    submit(office, number)
    office.clock.move(dt.timedelta(minutes=10))
    approve(office, number)
    work(office)
    assert len(line.received()) == 3


def test_a_time_long_past_at_the_approval_is_refused(office: Parts) -> None:
    number = create(office, send_at=at_jst("2025-03-11T09:01"))
    submit(office, number)
    office.clock.move(dt.timedelta(minutes=17))
    with pytest.raises(Problem, match="もうすぎて"):
        approve(office, number)


def test_tomorrow_is_only_said_on_the_day_before(office: Parts) -> None:
    content = {"kind": "明日です", "text": "お待ちしています。", "facts": [], "starts_at": "2025-03-13T10:00:00+09:00"}
    number = approved(office, content=content)  # the time is open
    with pytest.raises(Problem, match="明日です"):
        do(office, sending.send_now, number, "佐藤")
    with session_scope(office.engine) as session, pytest.raises(Problem, match="明日です"):
        sending.schedule(session, number, at_jst("2025-03-13T09:00"), "佐藤", office.clock.now())
    with session_scope(office.engine) as session:
        sending.schedule(session, number, at_jst("2025-03-12T09:00"), "佐藤", office.clock.now())
        sending.stop(session, number, "佐藤", office.clock.now())
    office.clock.move(dt.timedelta(days=2))
    with pytest.raises(Problem, match="明日です"):
        do(office, sending.resume, number, "鈴木", reason="まだ間に合う")


def test_alone_with_a_reason_and_ten_minutes(office: Parts, line: FakeLine) -> None:
    alone(office)
    number = create(office)
    submit(office, number)
    with pytest.raises(Problem, match="理由"):
        approve(office, number, "佐藤")
    approve(office, number, "佐藤", "担当が1人のため")
    do(office, sending.send_now, number, "佐藤")
    with session_scope(office.engine) as session, pytest.raises(Problem):
        sending.schedule(session, number, office.clock.now() + TEN / 2, "佐藤", office.clock.now())
    work(office, 9)
    assert not line.multicasts
    work(office, 2)
    assert len(line.received()) == 3


def test_what_one_person_approved_is_held_when_the_others_take_that_back(office: Parts, line: FakeLine) -> None:
    alone(office)
    number = create(office)
    submit(office, number)
    approve(office, number, "佐藤", "担当が1人のため")
    do(office, sending.send_now, number, "佐藤")
    with session_scope(office.engine) as session:
        modes.switch(session, modes.ONE_PERSON, False, "課長", "心当たりがない", office.clock.now())
    work(office, 12)
    assert (state(office, number), len(line.multicasts)) == ("held", 0)
    with pytest.raises(Problem, match="別の人"):
        do(office, sending.resume, number, "佐藤", reason="送りたい")
    do(office, sending.resume, number, "鈴木", reason="内容を確かめた")
    work(office)
    assert len(line.received()) == 3


def test_alone_a_time_before_the_pause_is_refused(office: Parts) -> None:
    alone(office)
    number = create(office)
    submit(office, number)
    approve(office, number, "佐藤", "担当が1人のため")
    with session_scope(office.engine) as session, pytest.raises(Problem, match="9時10分"):
        sending.schedule(session, number, office.clock.now() + TEN / 2, "佐藤", office.clock.now())


def test_the_pause_of_a_lone_approver_never_leads_into_the_night_or_past_the_event(office: Parts) -> None:
    alone(office)
    night = create(office, send_at=at_jst("2025-03-11T20:55"))
    over = create(office, send_at=at_jst("2025-03-11T20:51"), past_at=at_jst("2025-03-11T20:58"))
    for number in (night, over):
        submit(office, number)
    office.clock.move(dt.timedelta(hours=11, minutes=50))
    with pytest.raises(Problem, match="夜間"):
        approve(office, night, "佐藤", "担当が1人のため")
    with pytest.raises(Problem, match="書かれている予定"):
        approve(office, over, "佐藤", "担当が1人のため")


def test_the_switch_of_one_person_is_written_down(office: Parts) -> None:
    with session_scope(office.engine) as session, pytest.raises(Problem, match="理由"):
        modes.switch(session, modes.ONE_PERSON, True, "佐藤", "", office.clock.now())
    with session_scope(office.engine) as session, pytest.raises(Problem, match="--by"):
        modes.switch(session, modes.LIVE, False, "\u200b", "x", office.clock.now())
    alone(office)
    with read_scope(office.engine) as session:
        last = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.by, last.detail) == ("佐藤", {"from": False, "to": True, "reason": "職員が1人のため"})


def test_nobody_approves_twice_or_what_is_not_submitted(office: Parts) -> None:
    number = create(office)
    with pytest.raises(Problem, match="下書き"):
        approve(office, number)
    submit(office, number)
    approve(office, number)
    with pytest.raises(Problem, match="承認済み"):
        approve(office, number, "田中")
    with pytest.raises(Problem, match="見つかりません"):
        approve(office, 999)


def test_a_name_as_long_as_one_likes(office: Parts) -> None:
    """PostgreSQL refuses what does not fit its column."""
    long = "あ" * 300
    number = create(office, author=long)
    submit(office, number, long)
    approve(office, number, "い" * 300)
    do(office, sending.send_now, number, long)
    do(office, sending.stop, number, long, reason="長" * 3000)
    assert state(office, number) == "stopped"


def test_an_occurrence_or_a_correction_does_not_repeat(office: Parts) -> None:
    number = due(office)
    work(office)
    rule = {"rule": "毎日", "at": "9:00"}
    with session_scope(office.engine) as session, pytest.raises(Problem, match="くり返せません"):
        sending.correct(session, number, draft(repeat=rule), "佐藤", office.clock.now())
    with session_scope(office.engine) as session:
        made = sending.correct(session, number, draft(), "佐藤", office.clock.now()).id
    with session_scope(office.engine) as session, pytest.raises(Problem, match="くり返せません"):
        drafts.edit(session, made, draft(repeat=rule), "佐藤", office.clock.now())
