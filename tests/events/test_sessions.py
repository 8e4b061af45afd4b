"""Sessions are filled in, opened, moved and cancelled: written down, told to everybody concerned once, or refused."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import event_shown
from bot.clock import parse
from bot.db import session_scope
from bot.errors import Problem
from bot.events import seats, sessions
from bot.events.days import EventDay, read_day
from bot.events.status import Status, closes_at, deadline, gaps, ready, status_of
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import AuditEntry, Enrolment
from handlers import wording_events as words
from tests.events.forms import COURSE, MEETUP, NOW, SINGLE, form

CODE = "meetup-2026-12"
LATER = EventDay(dt.date(2026, 12, 18))


def made(session: Session, text: str = MEETUP, code: str = CODE) -> EventSession:
    sessions.create_series(session, form(text), "佐藤", NOW)
    return (
        sessions.open_(session, code, "佐藤", NOW)
        if ready(sessions.find(session, code))
        else sessions.find(session, code)
    )


def join(session: Session, number: int, code: str = CODE, people: int = 1) -> str:
    return seats.join(session, code, f"U{number}", people, NOW).kind


def notices(session: Session) -> list[tuple[str, str, str, str]]:
    chosen = sa.select(PersonalNotice).where(PersonalNotice.kind != "event.offer").order_by(PersonalNotice.id)
    return [(one.user_id, one.kind, one.occasion, one.state) for one in session.scalars(chosen)]


def refused(words: str, session: Session, what: object, *arguments: object) -> None:
    with pytest.raises(Problem, match=words):
        what(session, *arguments)  # type: ignore[operator]


def test_a_moved_session_is_told_once_to_everybody_concerned(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session, MEETUP.replace("capacity: 20", "capacity: 1").replace("people: 3\n", ""))
        assert [join(session, 1), join(session, 2)] == ["enrolled", "waiting"]
        session.add(Enrolment(event_code=CODE, user_id="U3", state="cancelled", at=NOW, why="self"))
        event = sessions.move(session, CODE, [LATER], "佐藤", " 会場の\n都合 ", NOW)
        assert (event.sequence, event.reason, event.occurrence) == (1, "会場の 都合", dt.date(2026, 12, 11))
        assert event.days == [{"day": "2026-12-18", "start": "18:30", "end": "20:30"}]
        assert event.moved_from == [{"day": "2026-12-11", "start": "18:30", "end": "20:30"}]
        assert (event.first_day, event.starts_at) == (LATER.day, parse("2026-12-18T18:30"))
        assert (event.over_at, event.apply_until) == (parse("2026-12-18T20:30"), parse("2026-12-16T00:00"))
        occasion = f"event:{CODE}:moved:1"
        assert notices(session) == [
            ("U1", "event.moved", occasion, "waiting"),
            ("U2", "event.moved", occasion, "waiting"),
        ]
        one = session.scalars(sa.select(PersonalNotice).where(PersonalNotice.user_id == "U1")).one()
        about = {"code": CODE, "sequence": 1, "before": event.moved_from}
        assert (one.about, one.until, one.push_at) == (about, event.over_at, NOW)
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "event move")).one()
        assert (entry.by, entry.detail["code"], entry.detail["reason"]) == ("佐藤", CODE, "会場の 都合")
        assert (entry.detail["before"][0]["day"], entry.detail["after"][0]["day"]) == ("2026-12-11", "2026-12-18")


def test_later_news_takes_the_place_of_what_nobody_was_told_yet(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)
        join(session, 1)
        sessions.move(session, CODE, [LATER], "佐藤", "", NOW)
        sessions.fill(session, CODE, {"場所": "別の会場"}, "佐藤", NOW)
        session.execute(sa.update(PersonalNotice).where(PersonalNotice.kind == "event.changed").values(state="told"))
        sessions.move(session, CODE, [EventDay(dt.date(2026, 12, 25))], "佐藤", "", NOW)
        assert [(kind, state) for _, kind, _, state in notices(session)] == [
            ("event.moved", "dropped"), ("event.changed", "told"), ("event.moved", "waiting"),
        ]  # fmt: skip
        event = sessions.cancel(session, CODE, "佐藤", "雪のため", NOW)
        assert (event.state, event.sequence, event.reason) == ("cancelled", 4, "雪のため")
        assert [(kind, state) for _, kind, _, state in notices(session)][2:] == [
            ("event.moved", "dropped"), ("event.cancelled", "waiting"),
        ]  # fmt: skip
        assert session.scalars(sa.select(Enrolment.state)).one() == "enrolled"


def test_who_was_not_told_of_a_move_hears_of_the_days_before_it(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)
        join(session, 1)
        join(session, 2)
        sessions.move(session, CODE, [LATER], "佐藤", "", NOW)
        join(session, 3)  # for the 18th
        session.execute(sa.update(PersonalNotice).where(PersonalNotice.user_id == "U2").values(state="told"))
        for day in (25, 22):
            sessions.move(session, CODE, [EventDay(dt.date(2026, 12, day))], "佐藤", "", NOW)
        waiting = sa.select(PersonalNotice).where(PersonalNotice.state == "waiting")
        assert {one.user_id: one.about["before"][0]["day"] for one in session.scalars(waiting)} == {
            "U1": "2026-12-11", "U2": "2026-12-18", "U3": "2026-12-18",
        }  # fmt: skip


def test_a_failed_move_leaves_nothing_behind(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)
        join(session, 1)

    def broken() -> None:
        with session_scope(engine) as session:
            sessions.move(session, CODE, [LATER], "佐藤", "", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with session_scope(engine) as session:
        assert (sessions.find(session, CODE).sequence, notices(session)) == (0, [])


def test_moves_that_cannot_be(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)
        day = dt.date(2026, 12, 18)
        refused("もう過ぎています", session, sessions.move, CODE, [EventDay(dt.date(2026, 11, 20))], "佐藤", "", NOW)
        refused("もうその日時", session, sessions.move, CODE, [EventDay(dt.date(2026, 12, 11))], "佐藤", "", NOW)
        refused("1日分の日にち", session, sessions.move, CODE, [EventDay(day), EventDay(day)], "佐藤", "", NOW)
        refused("だれがするのか", session, sessions.move, CODE, [LATER], " ", "", NOW)
        begun = parse("2026-12-11T19:00")
        refused("始まっているか", session, sessions.move, CODE, [LATER], "佐藤", "", begun)
        refused("終わっています", session, sessions.move, CODE, [LATER], "佐藤", "", parse("2026-12-12T00:00"))
        assert sessions.find(session, CODE).sequence == 0
        sessions.cancel(session, CODE, "佐藤", "雪", NOW)
        for what, arguments in (
            (sessions.move, ([LATER], "佐藤", "", NOW)), (sessions.cancel, ("佐藤", "雪", NOW)),
            (sessions.open_, ("佐藤", NOW)), (sessions.fill, ({"place": "x"}, "佐藤", NOW)),
        ):  # fmt: skip
            refused("もう中止", session, what, CODE, *arguments)


def test_a_cancellation_needs_a_name_and_a_reason(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)
        refused("--reason", session, sessions.cancel, CODE, "佐藤", " \n", NOW)
        refused("--by", session, sessions.cancel, CODE, "", "雪", NOW)
        refused("終わっています", session, sessions.cancel, CODE, "佐藤", "雪", parse("2027-01-01T00:00"))
        assert sessions.find(session, CODE).state == "open"


def test_single_days_of_a_course_move_and_those_that_were_stay(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session, COURSE, code := "lessons-2027-08")
        sessions.fill(session, code, {"場所": "会議室"}, "佐藤", NOW)
        during = parse("2027-08-04T12:00")
        days = [dt.date(2027, 8, number) for number in (2, 3, 4, 5, 9)]
        event = sessions.move(session, code, [EventDay(day) for day in days], "佐藤", "台風", during)
        assert (event.last_day, event.first_day) == (days[-1], days[0])
        assert event.over_at == parse("2027-08-10T00:00")
        assert {one["start"] for one in event.days} == {"18:30"}
        other = [EventDay(dt.date(2027, 8, 7)), *(EventDay(day) for day in (*days[1:4], dt.date(2027, 8, 10)))]
        refused("早い順", session, sessions.move, code, other, "佐藤", "", during)
        first = [EventDay(dt.date(2027, 8, 1)), *(EventDay(day) for day in days[1:])]
        refused("始まっているか", session, sessions.move, code, first, "佐藤", "", during)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2027-01-29 18:30", "2027-02-28"),  # a fifth Friday, the end of a short month
        ("2026-12-31 18:30", "2027-01-01"),  # over the turn of the year, onto a holiday
        ("2028-02-28 18:30", "2028-02-29"),
    ],
)
def test_moves_over_the_ends_of_months_and_years(engine: sa.Engine, old: str, new: str) -> None:
    with session_scope(engine) as session:
        made(session, f"code: one\nname: 会\ndays: {old}\nplace: 会場\ndeadline: 前日\n", "one")
        event = sessions.move(session, "one", [read_day(new)], "佐藤", "", NOW)
        assert event.code == "one"
        assert event.starts_at == parse(f"{new}T18:30")
        assert event.apply_until == parse(f"{new}T00:00")


def test_a_deadline_that_was_written_stays_and_never_lies_after_the_beginning(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session, SINGLE, "talk")
        later = sessions.move(session, "talk", [read_day("2026-12-27")], "佐藤", "", NOW)
        assert later.apply_until == parse("2026-12-19T00:00")
        earlier = sessions.move(session, "talk", [read_day("2026-12-15 10:00")], "佐藤", "", NOW)
        assert (deadline(earlier), closes_at(earlier)) == (None, parse("2026-12-15T10:00"))
        assert earlier.days[0]["end"] is None
        again = sessions.move(session, "talk", [read_day("2026-12-22 13:00")], "佐藤", "", NOW)
        assert deadline(again) == closes_at(again) == parse("2026-12-19T00:00")


def test_a_deadline_that_was_filled_in_outlives_a_move_before_it(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session, "code: mini\nname: 会\ndays: 2026-12-20 13:00\nplace: 会場\n", "mini")
        sessions.fill(session, "mini", {"締切": "2026-12-18"}, "佐藤", NOW)
        earlier = sessions.move(session, "mini", [read_day("2026-12-17")], "佐藤", "", NOW)
        assert deadline(earlier) is None
        assert "締切：始まるまで" in "\n".join(event_shown.lines(session, earlier, NOW))
        assert event_shown.as_json(session, earlier, NOW)["apply_until"] is None
        assert words.deadline(earlier, NOW) == words.UNTIL_BEGIN
        assert seats.join(session, "mini", "U1", 1, parse("2026-12-17T13:00")).kind == "closed"
        later = sessions.move(session, "mini", [read_day("2026-12-22")], "佐藤", "", NOW)
        assert deadline(later) == parse("2026-12-19T00:00")
        assert seats.join(session, "mini", "U1", 1, parse("2026-12-19T00:00")).kind == "closed"


@pytest.mark.parametrize(
    "text", [MEETUP, MEETUP.replace("deadline: 3日前\n", ""), MEETUP.replace("3日前", "前日 17:00")]
)
def test_a_counted_deadline_of_a_session_moves_with_it(engine: sa.Engine, text: str) -> None:
    with session_scope(engine) as session:
        made(session, text)
        event = sessions.fill(session, CODE, {"締切": "5日前"}, "佐藤", NOW)
        assert event.apply_until == parse("2026-12-07T00:00")
        event = sessions.move(session, CODE, [LATER], "佐藤", "", NOW)
        assert event.apply_until == parse("2026-12-14T00:00")
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "event fill")).one()
        assert entry.detail["to"]["apply_until"] == {"days_before": 5}
        event = sessions.fill(session, CODE, {"締切": "2026-12-13"}, "佐藤", NOW)  # the same moment, as a day
        assert event.apply_until == parse("2026-12-14T00:00")
        event = sessions.move(session, CODE, [EventDay(dt.date(2026, 12, 25))], "佐藤", "", NOW)
        assert event.apply_until == parse("2026-12-14T00:00")
        event = sessions.fill(session, CODE, {"締切": "当日 12:00"}, "佐藤", NOW)
        event = sessions.fill(session, CODE, {"開始": "11:00", "終了": "12:00"}, "佐藤", NOW)
        assert event.apply_until is None  # until it begins
        event = sessions.fill(session, CODE, {"開始": "19:00", "終了": "20:00"}, "佐藤", NOW)
        assert event.apply_until == parse("2026-12-25T12:00")
        sessions.fill(session, CODE, {"締切": "なし"}, "佐藤", NOW)
        assert sessions.move(session, CODE, [LATER], "佐藤", "", NOW).apply_until is None


def test_a_deadline_of_its_own_is_left_alone_by_the_series_and_one_that_is_the_same_is_not(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        sessions.fill(session, CODE, {"締切": "5日前"}, "佐藤", NOW)
        sessions.fill_series(session, "meetup", {"締切": "2日前"}, "佐藤", NOW)
        january = sessions.find(session, "meetup-2027-01")
        assert january.apply_until == parse("2027-01-07T00:00")
        assert sessions.find(session, CODE).apply_until == parse("2026-12-07T00:00")
        sessions.fill(session, CODE, {"締切": "2日前"}, "佐藤", NOW)
        sessions.fill_series(session, "meetup", {"締切": "1日前"}, "佐藤", NOW)
        assert sessions.find(session, CODE).apply_until == parse("2026-12-11T00:00")
        fixed = {"締切": "2026-12-01"}
        refused("決まった日付は書けません", session, sessions.fill_series, "meetup", fixed, "佐藤", NOW)


def test_two_sessions_filled_at_once_both_keep_their_own(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
    codes = [CODE, "meetup-2027-01", "meetup-2027-02", "meetup-2027-03"]

    def filled(code: str) -> None:
        with session_scope(engine) as session:
            sessions.fill(session, code, {"締切": "5日前", "お知らせの文": code}, "佐藤", NOW)

    threads = [threading.Thread(target=filled, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with session_scope(engine) as session:
        series = sessions.find_series(session, "meetup")
        assert series is not None
        assert series.form["texts"] == {code: code for code in codes}
        assert set(series.form["deadlines"]) == set(codes)


def test_a_counted_deadline_of_a_later_edition_moves_with_it(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(COURSE), "佐藤", NOW)
        autumn = COURSE.replace("2027-08", "2027-11") + "deadline: 7日前\n"
        (event,) = sessions.add_session(session, form(autumn), "佐藤", NOW)
        assert event.apply_until == parse("2027-10-27T00:00")
        days = [EventDay(dt.date(2027, 11, number)) for number in (8, 9, 10, 11, 12)]
        assert sessions.move(session, event.code, days, "佐藤", "", NOW).apply_until == parse("2027-11-02T00:00")
        with pytest.raises(Problem, match="もうその内容"):
            sessions.fill(session, event.code, {"締切": "7日前"}, "佐藤", NOW)


def test_a_deadline_after_the_beginning_is_refused(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session, SINGLE, "talk")
        for late in ("2026-12-21", "2026-12-20 13:01", "当日 14:00"):
            refused(r"deadline（.*より後です", session, sessions.fill, "talk", {"締切": late}, "佐藤", NOW)
        assert sessions.find(session, "talk").apply_until == parse("2026-12-19T00:00")
        both = {"締切": "2026-12-20 12:30", "開始": "12:00"}
        refused("より後です", session, sessions.fill, "talk", both, "佐藤", NOW)
        assert deadline(sessions.fill(session, "talk", {"締切": "2026-12-20"}, "佐藤", NOW)) is None


def test_gaps_are_filled_and_then_it_can_be_opened(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        event = made(session, COURSE, code := "lessons-2027-08")
        assert gaps(event) == ("場所",)
        refused("足りないもの：場所", session, sessions.open_, code, "佐藤", NOW)
        event = sessions.fill(
            session, code, {"会場": "会議室", "定員": "１０人", "修了日数": 3, "終了": "20:00"}, "佐藤", NOW
        )
        assert (event.place, event.capacity, event.needed_days, event.sequence) == ("会議室", 10, 3, 1)
        assert {one["end"] for one in event.days} == {"20:00"}
        assert sessions.open_(session, code, "佐藤", NOW).state == "open"
        refused("もう受付中", session, sessions.open_, code, "佐藤", NOW)
        refused("場所を消す", session, sessions.fill, code, {"place": ""}, "佐藤", NOW)
    with session_scope(engine) as session:
        assert sessions.find(session, code).place == "会議室"


def test_nothing_is_opened_after_its_deadline_or_beginning(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        refused("締切", session, sessions.open_, CODE, "佐藤", parse("2026-12-09T00:00"))
        refused("もう始まって", session, sessions.open_, CODE, "佐藤", parse("2026-12-11T18:30"))


def test_seats_never_fall_below_those_taken_and_more_are_offered_at_once(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session, MEETUP.replace("capacity: 20", "capacity: 4"))
        assert [join(session, 1, people=3), join(session, 2, people=2)] == ["enrolled", "waiting"]
    with session_scope(engine) as session:
        refused("もう3人分", session, sessions.fill, CODE, {"定員": 2}, "佐藤", NOW)
    with session_scope(engine) as session:
        refused("定員（3人）より多く", session, sessions.fill, CODE, {"定員": 3, "人数": 4}, "佐藤", NOW)
    with session_scope(engine) as session:
        event = sessions.fill(session, CODE, {"定員": 5}, "佐藤", NOW)
        assert event.sequence == 0
        assert session.scalars(sa.select(Enrolment.state).order_by(Enrolment.number)).all() == ["enrolled", "offered"]
        refused("もう5人分", session, sessions.fill, CODE, {"定員": 4}, "佐藤", NOW)
    with session_scope(engine) as session:
        assert sessions.fill(session, CODE, {"定員": "なし"}, "佐藤", NOW).capacity is None


def test_other_hours_are_told_and_other_texts_are_not(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)
        join(session, 1)
        event = sessions.fill(session, CODE, {"内容": "新しい内容", "お知らせの文": "ぜひ"}, "佐藤", NOW)
        assert (event.sequence, notices(session)) == (0, [])
        refused("何も変えていません", session, sessions.fill, CODE, {"what": "新しい内容"}, "佐藤", NOW)
        event = sessions.fill(session, CODE, {"開始": "19:00", "終了": "21:00"}, "佐藤", NOW)
        assert (event.sequence, event.starts_at) == (1, parse("2026-12-11T19:00"))
        assert [kind for _, kind, _, _ in notices(session)] == ["event.changed"]
        about = session.scalars(sa.select(PersonalNotice.about)).one()
        assert about == {"code": CODE, "sequence": 1, "changed": ["days"]}
        refused("より後ではありません", session, sessions.fill, CODE, {"終了": "18:00"}, "佐藤", NOW)
        refused("過ぎている時刻", session, sessions.fill, CODE, {"開始": "09:00"}, "佐藤", parse("2026-12-11T12:00"))


def test_a_series_gives_its_values_to_planned_sessions_that_nobody_changed(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        made(session)  # December is open
        sessions.fill(session, "meetup-2027-01", {"場所": "公民館"}, "佐藤", NOW)
        changes = {"場所": "新しい会場", "開始": "19:00", "締切": "前日", "名前": "新しい名前"}
        filled = sessions.fill_series(session, "meetup", changes, "佐藤", NOW)
        assert "meetup-2026-12" not in [one.code for one in filled]
        places = {one.code: (one.place, one.days[0]["start"], one.name) for one in sessions.coming(session, NOW)}
        assert places["meetup-2026-12"] == ("なのはなプラザ", "18:30", "月の集まり")
        assert places["meetup-2027-01"] == ("公民館", "19:00", "新しい名前")
        assert places["meetup-2027-02"] == ("新しい会場", "19:00", "新しい名前")
        second = sessions.find(session, "meetup-2027-02")
        assert (second.apply_until, second.sequence) == (parse("2027-02-12T00:00"), 0)
        series = sessions.series_of(session, second)
        assert (series.form["place"], series.form["start"], series.name) == ("新しい会場", "19:00", "新しい名前")
        assert series.form["end"] == "20:30"


def test_every_status(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP.replace("capacity: 20", "capacity: 3")), "佐藤", NOW)
        event = sessions.find(session, CODE)
        assert status_of(event, None, NOW) is Status.PLANNED
        sessions.open_(session, CODE, "佐藤", NOW)
        assert status_of(event, seats.seats_of(session, [CODE])[CODE], NOW) is Status.OPEN
        join(session, 1, people=2)
        join(session, 2, people=2)
        assert status_of(event, seats.seats_of(session, [CODE])[CODE], NOW) is Status.FULL
        assert status_of(event, None, parse("2026-12-09T00:00")) is Status.CLOSED
        assert status_of(event, None, parse("2026-12-11T20:30")) is Status.OVER
        sessions.cancel(session, CODE, "佐藤", "雪", NOW)
        assert status_of(event, None, parse("2026-12-11T20:30")) is Status.CANCELLED
        assert [one.words for one in Status] == ["予定", "受付中", "満席", "締め切り", "中止", "終了"]
