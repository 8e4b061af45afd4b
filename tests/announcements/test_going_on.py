"""Stopping, going on and putting right: what was approved once is no licence for later, for more, or for the wrong."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from bot.announcements import choices, drafts, modes, sending, wording
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.line import QUOTA, Outcome
from bot.models_sending import Announcement, AnnouncementStep
from jobs.broadcast import broadcast, claim
from jobs.broadcast_end import watch_broadcasts
from jobs.parts import Parts
from jobs.repeat import plan_occurrences
from tests.announcements.office import (
    approved,
    at_jst,
    befriend,
    draft,
    due,
    go_live,
    reported,
    state,
    sums,
    tag,
    user,
    work,
)
from tests.fakes import FakeLine

AUTHOR, OTHER = "佐藤", "鈴木"
DAILY = {"rule": "毎日", "at": "10:00"}


@pytest.fixture
def office(parts: Parts) -> Parts:
    """A live office with three friends, on 11 March 2025 at 9:00 in Japan."""
    befriend(parts, range(1, 4))
    go_live(parts)
    return parts


def resume(parts: Parts, number: int, by: str, reason: str = "", **named: bool) -> None:
    with session_scope(parts.engine) as session:
        sending.resume(session, number, by, parts.clock.now(), reason, **named)


def stop(parts: Parts, number: int) -> None:
    with session_scope(parts.engine) as session:
        sending.stop(session, number, AUTHOR, parts.clock.now())


def correct(parts: Parts, number: int, approve: bool = False, reason: str = "") -> int:
    with session_scope(parts.engine) as session:
        made = sending.correct(session, number, draft(title="訂正"), AUTHOR, parts.clock.now()).id
        if approve:
            drafts.approve(session, made, OTHER, parts.clock.now(), reason)
    return made


def refused(parts: Parts, number: int, by: str, reason: str = "", **named: bool) -> str:
    with pytest.raises(Problem) as told:
        resume(parts, number, by, reason, **named)
    assert len(told.value.sentences) == 1
    return told.value.sentences[0]


def held_for(parts: Parts, number: int) -> str | None:
    return reported(parts, number).announcement.held_for


def begun(parts: Parts, line: FakeLine) -> int:
    """An announcement that is frozen, and of which nothing has gone out."""
    line.troubles = [Outcome("rejected", 401, "r", "Authentication failed")]
    number = due(parts)
    work(parts, seconds=0)
    assert held_for(parts, number) == "refused"
    return number


def test_a_late_one_needs_another_and_a_reason(office: Parts, line: FakeLine) -> None:
    number = approved(office, send_at=at_jst("2025-03-11T10:00"))
    office.clock.move(dt.timedelta(hours=2))
    work(office, seconds=0)
    assert held_for(office, number) == "late"
    for by, reason, signed in ((AUTHOR, "まだ間に合う", True), (OTHER, " ", True), (OTHER, "まだ間に合う", False)):
        assert refused(office, number, by, reason, signed=signed) == wording.NEEDS_OTHER
    resume(office, number, OTHER, "まだ間に合う")
    work(office)
    assert len(line.received()) == 3


def test_a_yes_to_a_delay_holds_a_quarter_of_an_hour(office: Parts, line: FakeLine) -> None:
    number = approved(office, send_at=at_jst("2025-03-11T10:00"))
    office.clock.move(dt.timedelta(hours=2))
    work(office, seconds=0)
    resume(office, number, OTHER, "まだ間に合う")
    office.clock.move(dt.timedelta(days=3))  # the service was down
    work(office, seconds=0)
    assert held_for(office, number) == "late"
    assert AUTHOR in reported(office, number).announcement.author
    assert refused(office, number, AUTHOR, "まだ間に合う") == wording.NEEDS_OTHER
    assert not line.multicasts


@pytest.mark.parametrize("why", ["nobody", "refused"])
def test_any_question_left_for_days_becomes_a_late_one(parts: Parts, line: FakeLine, why: str) -> None:
    """Held for practice on Tuesday, live on Friday: the author alone must not send Tuesday's words."""
    befriend(parts, range(1, 4))
    if why == "refused":
        go_live(parts)
        number = begun(parts, line)
    else:
        number = due(parts)
        work(parts, seconds=0)
        go_live(parts)
    assert held_for(parts, number) == why
    parts.clock.move(dt.timedelta(days=3))
    assert refused(parts, number, AUTHOR, "まだ間に合う") == wording.NEEDS_OTHER
    resume(parts, number, OTHER, "いま見ても正しい")
    work(parts)
    assert len(line.received()) == 3


def test_an_author_goes_on_with_what_is_still_in_time(office: Parts, line: FakeLine) -> None:
    number = begun(office, line)
    resume(office, number, AUTHOR)
    work(office)
    assert sums(office, number) == (3, 3, 0, 0, 0)


def test_stopped_in_the_middle_and_days_later_needs_another(office: Parts, line: FakeLine) -> None:
    number = begun(office, line)
    stop(office, number)
    office.clock.move(dt.timedelta(days=3))
    assert refused(office, number, AUTHOR, "続き") == wording.NEEDS_OTHER


def test_the_months_quota_is_an_approvers_decision(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.quota_left = 2
    work(office, seconds=0)
    assert held_for(office, number) == "quota"
    for by, reason, signed in ((AUTHOR, "急ぎ", True), (OTHER, "", True), ("root", "急ぎ", False)):
        assert refused(office, number, by, reason, signed=signed) == wording.NEEDS_OTHER
    resume(office, number, OTHER, "追加料金を払う")
    work(office)
    assert sums(office, number) == (3, 3, 0, 0, 0)
    with read_scope(office.engine) as session:
        step = session.scalars(sa.select(AnnouncementStep).where(AnnouncementStep.move == "resume")).one()
        assert (step.by, step.reason) == (OTHER, "追加料金を払う")


def test_a_quota_that_ended_at_line_is_one_too(office: Parts, line: FakeLine) -> None:
    number = due(office)
    line.troubles = [Outcome("rejected", 429, "r", QUOTA)]
    work(office, seconds=0)
    assert refused(office, number, AUTHOR, "増やした") == wording.NEEDS_OTHER


def test_alone_a_late_one_waits_ten_minutes(office: Parts, line: FakeLine) -> None:
    with session_scope(office.engine) as session:
        modes.switch(session, modes.ONE_PERSON, True, AUTHOR, "職員が1人のため", office.clock.now())
    number = approved(office, send_at=at_jst("2025-03-11T10:00"))
    office.clock.move(dt.timedelta(hours=2))
    work(office, seconds=0)
    assert refused(office, number, AUTHOR) == wording.NEEDS_OTHER
    resume(office, number, AUTHOR, "まだ間に合う")
    work(office, 9)
    assert not line.multicasts
    work(office, 2)
    assert len(line.received()) == 3


def test_nothing_goes_on_at_night(office: Parts, line: FakeLine) -> None:
    number = begun(office, line)
    office.clock.move(dt.timedelta(hours=12))
    assert "夜間" in refused(office, number, OTHER, "急ぎ")


def test_stopped_before_it_had_a_time_is_approved_again(office: Parts, line: FakeLine) -> None:
    number = approved(office)
    stop(office, number)
    office.clock.move(dt.timedelta(days=1))
    resume(office, number, AUTHOR)
    assert state(office, number) == "approved"
    work(office)
    assert not line.multicasts
    with session_scope(office.engine) as session:
        sending.send_now(session, number, AUTHOR, office.clock.now())
    work(office)
    assert len(line.received()) == 3


def test_a_reservation_stopped_and_resumed_in_time_keeps_its_time(office: Parts, line: FakeLine) -> None:
    number = approved(office, send_at=at_jst("2025-03-11T10:00"))
    stop(office, number)
    resume(office, number, AUTHOR)
    work(office, 60)
    assert not line.multicasts
    work(office)
    assert len(line.received()) == 3


def test_what_changed_behind_an_approval_is_not_resumed(office: Parts) -> None:
    number = approved(office, send_at=at_jst("2025-03-11T10:00"))
    stop(office, number)
    with session_scope(office.engine) as session:
        session.execute(sa.update(Announcement).where(Announcement.id == number).values(audience="tag:x"))
    assert refused(office, number, OTHER, "x") == wording.APPROVAL_GONE.format(id=number)


def test_a_key_that_line_has_forgotten_is_not_used_by_a_resume(office: Parts, line: FakeLine) -> None:
    """Without a service nobody watches the keys: the terminal must not send the same words a second time."""
    line.troubles = [Outcome("retry", None, None, "accepted, then lost")]
    number = due(office)
    broadcast(office, "w1")
    stop(office, number)
    office.clock.move(dt.timedelta(days=3))
    line.multicasts.clear()  # LINE has forgotten the key
    resume(office, number, OTHER, "続き")
    work(office)
    assert not line.multicasts
    watch_broadcasts(office)
    work(office)
    assert sums(office, number) == (3, 0, 0, 3, 0)
    assert state(office, number) == "partly_unknown"


# Putting right


def test_a_correction_goes_to_exactly_those_accepted(office: Parts, line: FakeLine) -> None:
    line.troubles = [Outcome("rejected", 400, "r", "to[0]: bad")]
    number = due(office)
    work(office)
    befriend(office, [50])
    made = correct(office, number, approve=True)
    work(office)
    assert sums(office, made) == (2, 2, 0, 0, 0)
    assert reported(office, number).corrections == [made]
    said = list(line.multicasts.values())[-1][1]
    assert "訂正" in said[0]["text"]
    assert "窓口の時間" in said[0]["text"]  # says what it corrects


def test_a_correction_needs_another_person_too(office: Parts, line: FakeLine) -> None:
    number = due(office)
    work(office)
    made = correct(office, number)
    with session_scope(office.engine) as session, pytest.raises(Problem, match="別の人"):
        drafts.approve(session, made, AUTHOR, office.clock.now(), "急ぎ")
    work(office, 3)
    assert len(line.multicasts) == 1


def test_what_was_corrected_is_not_resumed(office: Parts, line: FakeLine) -> None:
    befriend(office, range(4, 602))
    line.troubles = [Outcome("accepted", 200, "r", ""), Outcome("rejected", 401, "r", "")]
    number = due(office)
    work(office, seconds=0)
    assert sums(office, number)[1] == 500
    made = correct(office, number)
    assert state(office, number) == "stopped"
    said = wording.CORRECTED_ALREADY.format(id=number, corrections=made)
    assert refused(office, number, OTHER, "残りの人へ") == said


def test_what_is_let_go_on_while_it_is_being_corrected_is_stopped(office: Parts, line: FakeLine) -> None:
    befriend(office, range(4, 602))
    line.troubles = [Outcome("accepted", 200, "r", ""), Outcome("rejected", 401, "r", "")]
    number = due(office)
    work(office, seconds=0)
    stop(office, number)
    correcting = threading.Thread(target=correct, args=(office, number))
    with session_scope(office.engine) as session:
        sending.resume(session, number, AUTHOR, office.clock.now())
        correcting.start()
        correcting.join(0.5)  # it waits for us; the old one read what was before, and was over by now
    correcting.join(60)
    assert not correcting.is_alive()
    assert (state(office, number), len(reported(office, number).corrections)) == ("stopped", 1)


def test_a_correction_has_the_theme_of_what_it_corrects(office: Parts, line: FakeLine) -> None:
    for number, theme in ((1, "office"), (2, "college")):
        with session_scope(office.engine) as session:
            choices.set_theme(session, user(number), theme, False, office.clock.now())
    number = due(office, theme="college")
    work(office)
    made = correct(office, number)  # its file names another theme, or none
    with session_scope(office.engine) as session:
        drafts.edit(session, made, draft(title="訂正", theme="jobs"), AUTHOR, office.clock.now())
        drafts.submit(session, made, AUTHOR, office.clock.now())
        drafts.approve(session, made, OTHER, office.clock.now())
    work(office)
    assert reported(office, made).announcement.theme == "college"
    assert line.received() == {user(1): 2, user(3): 2}


def test_a_stopped_correction_does_not_go_on_beside_what_it_corrects(office: Parts, line: FakeLine) -> None:
    befriend(office, range(4, 602))
    line.troubles = [Outcome("accepted", 200, "r", ""), Outcome("rejected", 401, "r", "")]
    number = due(office)
    work(office, seconds=0)
    made = correct(office, number, approve=True)
    stop(office, made)
    resume(office, number, OTHER, "訂正はいらない")
    said = wording.ORIGINAL_GOES_ON.format(id=made, original=number)
    assert refused(office, made, OTHER, "やはり訂正する") == said
    work(office)
    assert sums(office, number) == (601, 601, 0, 0, 0)
    resume(office, made, OTHER, "みなさんに訂正する")
    work(office)
    assert sums(office, made) == (601, 601, 0, 0, 0)


def test_a_correction_at_night_needs_a_reason(office: Parts, line: FakeLine) -> None:
    number = due(office)
    work(office)
    office.clock.move(dt.timedelta(hours=13))
    made = correct(office, number)
    with session_scope(office.engine) as session, pytest.raises(Problem, match="夜間"):
        drafts.approve(session, made, OTHER, office.clock.now(), " ")
    with session_scope(office.engine) as session:
        drafts.approve(session, made, OTHER, office.clock.now(), "避難の案内が誤りだった")
    work(office)
    assert sums(office, made) == (3, 3, 0, 0, 0)


def test_a_correction_planned_for_the_night_needs_a_reason_and_goes(office: Parts, line: FakeLine) -> None:
    number = due(office)
    work(office)
    now = office.clock.now()
    with session_scope(office.engine) as session:
        planned = draft(title="訂正", send_at=at_jst("2025-03-11T22:00"))
        made = sending.correct(session, number, planned, AUTHOR, now).id
        with pytest.raises(Problem, match="夜間"):
            drafts.approve(session, made, OTHER, now)
        drafts.approve(session, made, OTHER, now, "放送と時刻を合わせるため")
    office.clock.move(at_jst("2025-03-11T22:00") - now)
    work(office)
    assert sums(office, made) == (3, 3, 0, 0, 0)


def test_only_what_was_accepted_can_be_corrected(office: Parts) -> None:
    number = approved(office)
    with pytest.raises(Problem, match="まだ1通も"):
        correct(office, number)
    assert state(office, number) == "approved"


def test_a_correction_of_what_everybody_got_is_not_told_to_testers_only(office: Parts, line: FakeLine) -> None:
    number = due(office)
    work(office)
    tag(office, 1, "tester")
    go_live(office, False)
    made = correct(office, number, approve=True)
    work(office)
    assert held_for(office, made) == "practice"
    go_live(office)
    resume(office, made, AUTHOR)
    work(office)
    assert sums(office, made) == (3, 3, 0, 0, 0)


# Repeats and their occurrences


def children(parts: Parts, number: int) -> list[Announcement]:
    with read_scope(parts.engine) as session:
        chosen = sa.select(Announcement).where(Announcement.parent_id == number)
        return list(session.scalars(chosen.order_by(Announcement.send_at, Announcement.id)))


def repeating(parts: Parts) -> tuple[int, Announcement]:
    """A daily announcement and its first occurrence, an hour from now."""
    number = approved(parts, repeat=DAILY)
    plan_occurrences(parts)
    return number, children(parts, number)[0]


def edited_again(parts: Parts, number: int) -> None:
    now = parts.clock.now()
    with session_scope(parts.engine) as session:
        drafts.edit(session, number, draft(title="新しい題", repeat=DAILY), AUTHOR, now)
        drafts.submit(session, number, AUTHOR, now)
    parts.clock.move(1)
    with session_scope(parts.engine) as session:
        drafts.approve(session, number, OTHER, parts.clock.now())


def test_an_occurrence_goes_out_once_under_its_origins_approval(office: Parts, line: FakeLine) -> None:
    _, first = repeating(office)
    office.clock.move(dt.timedelta(hours=1))
    work(office, 3)
    assert sums(office, first.id) == (3, 3, 0, 0, 0)
    assert len(line.multicasts) == 1


@pytest.mark.parametrize("how", ["edit", "stop"])
def test_an_old_occurrence_never_comes_back(office: Parts, line: FakeLine, how: str) -> None:
    number, first = repeating(office)
    if how == "edit":
        edited_again(office, number)
    else:
        stop(office, number)
    for by in (AUTHOR, OTHER):
        said = wording.ORIGIN_CHANGED.format(id=first.id, parent=number)
        assert refused(office, first.id, by, "それでも") == said
    plan_occurrences(office)
    office.clock.move(dt.timedelta(hours=1))
    work(office)
    assert state(office, first.id) == "stopped"
    assert len(line.multicasts) == (1 if how == "edit" else 0)
    assert all(said[0]["text"].startswith("新しい題") for _, said in line.multicasts.values())


def test_an_occurrence_stopped_for_itself_does_not_outlive_an_edit(office: Parts) -> None:
    number, first = repeating(office)
    stop(office, first.id)
    edited_again(office, number)
    plan_occurrences(office)
    assert refused(office, first.id, OTHER, "それでも") == wording.ORIGIN_CHANGED.format(id=first.id, parent=number)


def test_an_occurrence_stopped_for_itself_is_resumed_in_time(office: Parts, line: FakeLine) -> None:
    _, first = repeating(office)
    stop(office, first.id)
    resume(office, first.id, AUTHOR)
    office.clock.move(dt.timedelta(hours=1))
    work(office)
    assert sums(office, first.id) == (3, 3, 0, 0, 0)


def test_an_occurrence_made_while_its_origin_was_edited_is_held(office: Parts, line: FakeLine) -> None:
    """As a second process would leave it that planned before it saw the edit."""
    number, first = repeating(office)
    with session_scope(office.engine) as session:
        whole = {name: getattr(first, name) for name in ("fingerprint", "occurrence_at", "approved_at")}
        drafts.edit(session, number, draft(title="新しい題", repeat=DAILY), AUTHOR, office.clock.now())
        late = sa.update(Announcement).where(Announcement.id == first.id)
        session.execute(late.values(state="scheduled", **whole))
    office.clock.move(dt.timedelta(hours=1))
    work(office)
    assert held_for(office, first.id) == "origin"
    assert not line.multicasts


def test_an_occurrence_edited_and_approved_for_itself_goes_its_own_way(office: Parts, line: FakeLine) -> None:
    number, first = repeating(office)
    now = office.clock.now()
    with session_scope(office.engine) as session:
        drafts.edit(session, first.id, draft(title="今回だけ", send_at=first.send_at), "田中", now)
        drafts.submit(session, first.id, "田中", now)
        for by in (AUTHOR, "田中"):  # who wrote what it repeats has written it, too
            with pytest.raises(Problem, match="別の人"):
                drafts.approve(session, first.id, by, now)
        drafts.approve(session, first.id, OTHER, now)
        with pytest.raises(Problem, match="1回分"):
            drafts.edit(session, first.id, draft(repeat=DAILY), AUTHOR, now)
    office.clock.move(dt.timedelta(hours=1))
    plan_occurrences(office)
    work(office, 3)
    assert len(line.multicasts) == 1
    assert sums(office, first.id) == (3, 3, 0, 0, 0)
    assert state(office, number) == "repeating"


def test_stopping_a_repeat_stops_what_it_is_sending(office: Parts, line: FakeLine) -> None:
    number, first = repeating(office)
    office.clock.move(dt.timedelta(hours=1))
    line.troubles = [Outcome("retry", None, None, "ReadTimeoutError")]
    broadcast(office, "w1")
    assert state(office, first.id) == "sending"
    stop(office, number)
    office.clock.move(60)
    assert claim(office, "w1") is None
    assert state(office, first.id) == "stopped"
    assert sums(office, first.id) == (3, 0, 0, 3, 0)  # nobody knows whether the first attempt arrived
