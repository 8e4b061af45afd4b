"""What people who watch a program are told, and when: on both databases, with a clock that is moved."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from bot import personal
from bot.announcements.timing import quiet
from bot.db import read_scope, session_scope
from bot.models_events import DayWatch, PersonalNotice
from bot.models_sending import Watch
from handlers.desk import Desk
from jobs import watches
from jobs.parts import Parts
from tests.fakes import FixedClock
from tests.personal_notices import befriend
from tests.watching_people import Office, at

A, B = "U" + "a" * 32, "U" + "b" * 32
TOILET, MOVER, HOUSE, STARTER = "1-1-1", "1-1-16", "1-1-17", "2-3-6"
HOURS = (9, 10)
DAY_AND_NIGHT = (2, *HOURS, 22)
JAPAN = dt.timezone(dt.timedelta(hours=9))
FY = "watch:1-1-1:2026:申請受付:"


@pytest.fixture
def office(parts: Parts, clock: FixedClock, desk: Desk) -> Office:
    made = Office(dataclasses.replace(parts, desk=desk), clock)
    made.go_to(at("2026-09-01"))
    befriend(parts, A, B)
    return made


def test_a_window_is_told_from_confirmation_to_its_last_day(office: Office) -> None:
    assert office.watch(A, TOILET)
    assert not office.watch(A, TOILET)
    office.go_to(at("2026-09-02"))
    office.enter(TOILET, "2026-10-01", "2026-12-10")
    office.watch(B, TOILET)  # sees it on the card
    run(office, "2026-09-02", "2026-12-20", DAY_AND_NIGHT)
    told = [(one.occasion, f"{one.at.astimezone(JAPAN):%m-%d %H}") for one in office.told if one.user_id == A]
    assert told == [
        ("watch:1-1-1:confirmed:2026", "09-07 10"),  # with the week's others
        (FY + "opens:2026-10-01", "10-05 10"),
        (FY + "2026-12-10:30", "11-16 10"),
        (FY + "2026-12-10:7", "12-03 09"),
        (FY + "2026-12-10:1", "12-09 09"),
    ]
    assert office.occasions(B) == office.occasions(A)[1:]
    assert not any(quiet(one.at) for one in office.told)


def test_a_reminder_on_a_closed_day_comes_before_it_and_says_the_true_days(office: Office) -> None:
    office.watch(A, TOILET)
    office.enter(TOILET, None, "2027-01-04")  # Monday; the office is closed from 29 December to 3 January
    run(office, "2026-12-20", "2027-01-06")
    last = [one for one in office.told if one.occasion.endswith((":7", ":1"))]
    # Seven days before and the day before fall on the same working day: one is told, with the true number.
    assert [(one.occasion, one.at) for one in last] == [(FY + "2027-01-04:1", at("2026-12-28", 9))]
    assert "締切まであと7日" in office.messages()[-1]


@pytest.mark.parametrize(
    ("woken", "expected"),
    [
        ("2026-11-20", [FY + "2026-12-10:30"]),  # 20 days before: still true
        ("2026-12-05", [FY + "2026-12-10:7"]),  # five days: the month's notice is no more
        ("2026-12-10", [FY + "2026-12-10:1"]),  # on the last day
        ("2026-12-11", []),
    ],
)
def test_a_late_job_tells_only_what_is_still_true(office: Office, woken: str, expected: list[str]) -> None:
    office.watch(A, TOILET)
    office.enter(TOILET, None, "2026-12-10")
    office.go_to(at("2026-09-07"))
    office.tick()
    office.told.clear()
    office.go_to(at(woken, 12))
    office.tick(2)
    assert [one for one in office.waiting() if one.startswith(FY)] + office.occasions(A) == expected


def test_the_words_are_those_of_the_day_they_are_told(office: Office) -> None:
    office.watch(A, TOILET)
    office.enter(TOILET, None, "2026-12-10")
    office.go_to(at("2026-12-05", 12))
    office.tick()
    assert "締切まであと5日" in office.messages()[-1]
    office.go_to(at("2026-12-10", 12))
    office.tick()
    assert "本日が締切です" in office.messages()[-1]


def test_who_begins_to_watch_after_an_occasion_is_not_told_of_it(office: Office) -> None:
    office.enter(TOILET, "2026-09-01", "2026-12-10")
    office.go_to(at("2026-12-03", 12))  # the 7-day reminder was due at nine
    office.watch(A, TOILET)
    run(office, "2026-12-03", "2026-12-12")
    assert office.occasions(A) == [FY + "2026-12-10:1"]


def test_another_end_gives_new_occasions_and_takes_back_untold_ones(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, "2026-09-01", "2026-12-10")
    run(office, "2026-09-01", "2026-11-11")
    assert office.waiting() == [FY + "2026-12-10:30"]
    office.change(number, "2026-09-01", "2026-12-25")
    assert office.waiting() == []
    run(office, "2026-11-11", "2026-12-28")
    assert [one for one in office.occasions(A) if one.startswith(FY) and "opens" not in one] == [
        FY + "2026-12-25:30",
        FY + "2026-12-25:7",
        FY + "2026-12-25:1",
    ]
    office.change(number, "2026-09-01", "2026-12-25")  # nothing but the day of confirmation
    office.tick()
    assert len(office.occasions(A)) == len(set(office.occasions(A)))


def corrections(office: Office) -> list[tuple[str, dt.datetime]]:
    return [(one.user_id, one.at) for one in office.told if ":corrected:" in one.occasion]


def test_who_was_told_other_days_is_told_what_holds_now_and_nobody_else(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, "2026-09-01", "2026-12-10")
    run(office, "2026-09-01", "2026-12-04")
    office.go_to(at("2026-12-04"))
    office.watch(B, TOILET)  # was told nothing
    office.change(number, "2026-09-01", "2026-12-18")
    office.tick()
    assert corrections(office) == []  # staff may have second thoughts
    office.clock.move(600)
    office.tick(2)
    assert [who for who, _ in corrections(office)] == [A]
    said = office.messages()[-1]
    assert "受付期間の訂正です" in said
    assert "令和8年（2026年）9月1日（火）から12月10日（木）まで" in said
    assert "から12月18日（金）まで（あと14日）（令和8年12月4日 確認）" in said
    run(office, "2026-12-04", "2026-12-20")
    assert len(corrections(office)) == 1
    assert office.occasions(A)[-2:] == [FY + "2026-12-18:7", FY + "2026-12-18:1"]
    assert "締切が変わりました" not in office.messages()[-2]  # the correction has said so


def test_a_correction_of_a_correction_takes_its_place_and_one_that_is_taken_back_is_not_told(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, None, "2026-12-10")
    run(office, "2026-09-01", "2026-11-17")  # a month before was told
    office.go_to(at("2026-11-17"))
    office.change(number, None, "2026-12-11")
    office.change(number, None, "2026-12-12")
    office.clock.move(600)
    office.tick()
    assert len(corrections(office)) == 1
    assert "12月10日（木）まで" in office.messages()[-1]
    assert "12月12日（土）まで" in office.messages()[-1]
    office.change(number, None, "2026-12-14")
    office.change(number, None, "2026-12-12")
    assert not [one for one in office.waiting() if "corrected" in one]
    office.change(number, None, "2026-12-15")
    office.clock.move(600)
    office.tick()
    assert len(corrections(office)) == 2
    assert "12月12日（土）まで" in office.messages()[-1]  # what this person was told last
    assert "12月10日" not in office.messages()[-1]


def test_a_withdrawn_window_is_corrected_and_so_is_what_comes_in_its_place(office: Office) -> None:
    office.watch(A, TOILET)
    office.go_to(at("2026-09-02"))
    number = office.enter(TOILET, "2026-10-01", "2026-12-10")
    office.go_to(at("2026-09-07"))
    office.tick()
    assert office.occasions(A) == ["watch:1-1-1:confirmed:2026"]
    office.withdraw(number)
    office.clock.move(600)
    office.tick()
    assert len(corrections(office)) == 1
    assert "前にお知らせした受付期間は誤りでした（令和8年（2026年）9月7日に担当課が取り消し）" in office.messages()[-1]
    assert office.enter(TOILET, "2026-10-01", "2026-12-20") == number
    office.clock.move(600)
    office.tick()
    assert len(corrections(office)) == 2
    assert "受付期間を取り消したというお知らせ" in office.messages()[-1]
    assert "12月20日（日）まで" in office.messages()[-1]
    run(office, "2026-09-07", "2026-09-16")
    assert len(office.occasions(A)) == 3


def test_an_early_end_is_told_to_who_was_told_a_later_one(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, None, "2026-12-10")
    run(office, "2026-09-01", "2026-11-17")
    office.go_to(at("2026-11-17"))
    office.close(number, "2026-11-15")
    office.clock.move(600)
    office.tick()
    assert len(corrections(office)) == 1
    assert "締切が早まりました" in office.messages()[-1]
    assert "受付は終わりました" in office.messages()[-1]
    run(office, "2026-11-17", "2026-12-12")
    assert len(corrections(office)) == 1
    assert office.occasions(A)[-1] == FY + "corrected:2"


def test_the_days_of_the_document_are_corrected_too(office: Office) -> None:
    office.go_to(at("2025-02-03"))
    office.watch(A, HOUSE)
    run(office, "2025-02-03", "2025-03-04")  # 2025年4月, no day
    office.go_to(at("2025-03-04"))
    label = "最終の申請（令和7年4月申請分）"
    number = office.enter(HOUSE, None, "2025-04-18", label, 2025)
    office.clock.move(600)
    office.tick()
    assert corrections(office) == []  # the month was right, and has got its day
    office.change(number, None, "2025-05-09")
    office.clock.move(600)
    office.tick()
    assert len(corrections(office)) == 1


def test_who_stopped_watching_hears_of_no_correction(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, None, "2026-12-10")
    run(office, "2026-09-01", "2026-11-17")
    office.go_to(at("2026-11-17"))
    office.change(number, None, "2026-12-11")
    assert len(office.waiting()) == 1
    office.unwatch(A, TOILET)
    office.change(number, None, "2026-12-12")
    office.clock.move(600)
    office.tick()
    assert corrections(office) == []


def test_a_note_alone_and_an_end_that_was_open_are_no_corrections(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, "2026-10-01", None)
    run(office, "2026-09-01", "2026-10-07")
    assert office.occasions(A) == [FY + "opens:2026-10-01"]
    office.change(number, "2026-10-01", "2026-12-10")
    assert not [one for one in office.waiting() if "corrected" in one]
    office.change(number, "2026-10-02", "2026-12-10")  # the beginning was told
    assert [one for one in office.waiting() if "corrected" in one]


def test_a_year_confirmed_again_after_nothing_was_left_to_tell_is_told(office: Office) -> None:
    office.watch(A, TOILET)
    office.go_to(at("2026-09-02"))
    number = office.enter(TOILET, "2026-10-01", "2026-12-10")
    assert len(office.waiting()) == 1
    office.withdraw(number)
    assert office.waiting() == []
    office.enter(TOILET, "2026-10-02", "2026-12-20")
    office.go_to(at("2026-09-07"))
    office.tick()
    assert office.occasions(A) == ["watch:1-1-1:confirmed:2026"]
    assert "12月20日（日）まで" in office.messages()[-1]


def test_a_withdrawn_window_is_told_no_more_and_a_renewed_one_again(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, None, "2026-12-10")
    office.go_to(at("2026-11-10"))
    office.note()
    office.withdraw(number)
    office.tick()
    assert office.occasions(A) == []
    office.go_to(at("2026-11-12"))
    assert office.enter(TOILET, None, "2026-12-10") == number
    run(office, "2026-11-12", "2026-12-12")
    assert office.occasions(A).count(FY + "2026-12-10:7") == 1


def test_watching_anew_tells_what_is_still_to_come_and_nothing_twice(office: Office) -> None:
    office.enter(TOILET, None, "2026-12-10")
    office.watch(A, TOILET)
    office.go_to(at("2026-11-10", 12))
    office.note()
    assert office.waiting() == [FY + "2026-12-10:30"]
    assert office.unwatch(A, TOILET)
    assert not office.unwatch(A, TOILET)
    assert office.waiting() == []
    office.watch(A, TOILET)
    run(office, "2026-11-10", "2026-12-04")
    assert office.occasions(A) == [FY + "2026-12-10:7"]
    office.unwatch(A, TOILET)
    office.watch(A, TOILET)
    run(office, "2026-12-04", "2026-12-12")
    assert office.occasions(A) == [FY + "2026-12-10:7", FY + "2026-12-10:1"]


def test_a_window_entered_late_is_told_at_once_and_once(office: Office) -> None:
    office.watch(A, TOILET)
    office.go_to(at("2026-12-06", 12))  # a Sunday
    office.enter(TOILET, "2026-11-01", "2026-12-10")
    run(office, "2026-12-06", "2026-12-12")
    # The confirmation tells the days that the opening and the reminder of a week would have told.
    assert office.occasions(A) == ["watch:1-1-1:confirmed:2026", FY + "2026-12-10:1"]


def test_confirmed_is_told_once_for_a_year(office: Office) -> None:
    office.watch(A, TOILET)
    office.enter(TOILET, "2026-10-01", "2026-10-30", "第1次")
    office.go_to(at("2026-09-08"))
    office.tick()
    office.enter(TOILET, "2027-02-01", "2027-02-26", "第2次")
    run(office, "2026-09-08", "2026-09-25")
    assert office.occasions(A).count("watch:1-1-1:confirmed:2026") == 1
    office.enter(TOILET, "2027-05-01", "2027-06-30", year=2027)
    run(office, "2026-09-25", "2026-10-06")
    assert "watch:1-1-1:confirmed:2027" in office.occasions(A)


def test_a_month_without_a_day_is_told_as_a_month(office: Office) -> None:
    office.go_to(at("2025-02-03"))
    office.watch(A, HOUSE)  # 最終の申請は令和7年4月, the day is not stated
    run(office, "2025-02-03", "2025-05-13")
    label = "watch:1-1-17:2025:最終の申請（令和7年4月申請分）:2025-04:"
    assert office.occasions(A) == [label + "30", label + "7", label + "1", "watch:1-1-17:ended"]
    texts = office.messages()
    assert "締切は令和7年（2025年）4月です" in texts[0]
    assert "何日までかは確認が必要です" in texts[0]
    assert not any("4月30日" in text for text in texts[:3])


def test_a_program_that_is_replaced_leads_to_its_successor(office: Office) -> None:
    office.go_to(at("2025-03-11"))
    office.watch(A, STARTER)
    run(office, "2025-03-11", "2025-04-09")
    assert office.occasions(A) == ["watch:2-3-6:replaced:2-3-9"]
    assert "地域ビジネス創出加速化支援交付金" in office.messages()[-1]
    assert "a=wt&v=on&p=2-3-9" in office.messages()[-1]


def test_a_day_that_was_promised_is_told_on_its_morning(office: Office) -> None:
    office.go_to(at("2025-03-11"))
    assert office.watch_day(A, "1-1-24", "2025-04-01", "begins")
    assert not office.watch_day(A, "1-1-24", "2025-04-01", "begins")
    run(office, "2025-03-28", "2025-04-04")
    assert [(one.occasion, one.at) for one in office.told] == [("watchday:1-1-24:2025-04-01", at("2025-04-01", 9))]
    assert "4月1日（火）になりました" in office.messages()[-1]
    with read_scope(office.parts.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DayWatch)) == 1
    office.go_to(at("2025-07-01"))
    office.tick()
    with read_scope(office.parts.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DayWatch)) == 0


def test_a_day_until_which_something_holds_is_told_once_before_it(office: Office) -> None:
    office.go_to(at("2024-06-10"))
    office.watch_day(A, STARTER, "2024-07-20", "good_until")
    office.go_to(at("2024-07-01"))
    office.watch_day(B, STARTER, "2024-07-20", "good_until")
    run(office, "2024-06-10", "2024-07-25")
    assert [(one.user_id, one.at) for one in office.told] == [(A, at("2024-07-01", 10)), (B, at("2024-07-12", 9))]


def test_many_people_are_noted_in_slices_and_nothing_is_written_when_all_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "SLICE", 7)
    office.enter(TOILET, None, "2026-12-10")
    people = [f"U{number:032x}" for number in range(40)]
    with session_scope(office.parts.engine) as session:
        session.execute(
            sa.insert(Watch), [{"user_id": one, "program_id": TOILET, "since": office.clock.now()} for one in people]
        )
    office.go_to(at("2026-12-03", 9))
    watches.notice_watches(office.parts)
    assert len(office.waiting()) == 40
    written = []
    sa.event.listen(office.parts.engine, "before_cursor_execute", lambda *given: written.append(given[2]))
    watches.notice_watches(office.parts)
    assert not [text for text in written if not text.lstrip().upper().startswith(("SELECT", "BEGIN", "ROLLBACK"))]


def test_a_notice_whose_watch_or_window_is_gone_is_not_told(office: Office) -> None:
    office.watch(A, TOILET)
    number = office.enter(TOILET, None, "2026-12-10")
    office.go_to(at("2026-12-03", 9))
    now = office.clock.now()
    about = {"p": TOILET, "fy": 2026, "label": "申請受付", "end": "2026-12-09", "before": 7}
    with session_scope(office.parts.engine) as session:
        personal.make(session, A, "watch.deadline", "stale end", about, now=now, until=now + dt.timedelta(days=5))
        personal.make(session, B, "watch.deadline", "no watch", {**about, "end": "2026-12-10"}, now=now,
                      until=now + dt.timedelta(days=5))  # fmt: skip
    office.withdraw(number)
    office.tick()
    assert office.told == []
    with read_scope(office.parts.engine) as session:
        assert set(session.scalars(sa.select(PersonalNotice.state))) == {"dropped"}


def run(office: Office, first: str, last: str, hours: tuple[int, ...] = HOURS) -> None:
    """Looks at these hours of each day, from one day to another."""
    days = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
    for number in range(days):
        on = dt.date.fromisoformat(first) + dt.timedelta(days=number)
        for hour in hours:
            if (moment := at(on.isoformat(), hour)) >= office.clock.now():
                office.go_to(moment)
                office.tick()
