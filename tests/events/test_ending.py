"""A series ends or gets another rule: nothing anybody is in or has worked on goes, nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.clock import parse
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.events import plan, seats, sessions
from bot.events.days import EventDay
from bot.events.plan_draft import Doing
from bot.events.plan_steps import named
from bot.events.ruling import Ruled
from bot.models_events import EventSession
from bot.models_sending import Announcement, AuditEntry
from jobs.parts import Parts
from jobs.sessions import plan_sessions
from tests.events.forms import COURSE, MEETUP, NOW, SINGLE, form
from tests.fakes import FixedClock

MONTHS = [f"meetup-{month}" for month in ("2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05")]


def coming(session: Session) -> list[str]:
    return [one.code for one in sessions.coming(session, NOW, series="meetup") if one.state != "cancelled"]


def days(session: Session) -> list[str]:
    return [one.first_day.isoformat() for one in sessions.coming(session, NOW, series="meetup")]


def ruled(session: Session, **given: str) -> Ruled:
    return sessions.change_rule(session, "meetup", given, "佐藤", NOW)


def audit(session: Session, what: str) -> AuditEntry:
    return session.scalars(sa.select(AuditEntry).where(AuditEntry.what == what)).one()


def test_an_ended_series_makes_nothing_more_and_keeps_what_is_open(parts: Parts, clock: FixedClock) -> None:
    clock.move(NOW - clock.now())
    with session_scope(parts.engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        for code in MONTHS[:2]:
            sessions.open_(session, code, "佐藤", NOW)
        seats.join(session, MONTHS[0], "U1", 2, NOW)
        sessions.fill(session, MONTHS[2], {"内容": "手で書いた内容", "お知らせの文": "ぜひ"}, "佐藤", NOW)
        doing = Doing("佐藤", NOW)
        plan.plan(session, plan.meant(session, MONTHS[3], NOW), named(""), doing)
        ended = sessions.end(session, " ＭＥＥＴＵＰ", "佐藤", "今年度で\n終わるため", NOW)
        assert ended.gone == tuple(MONTHS[2:])
        assert [one.code for one in ended.left] == MONTHS[:2]
    clock.move(dt.timedelta(days=100))
    plan_sessions(parts)
    with read_scope(parts.engine) as session:
        rows = session.scalars(sa.select(EventSession.code).where(EventSession.code.startswith("meetup")))
        assert sorted(rows) == MONTHS[:2]
        entry = audit(session, "event end")
        assert (entry.by, entry.detail["reason"]) == ("佐藤", "今年度で 終わるため")
        february = entry.detail["gone"][0]
        assert (february["what"], february["texts"]) == ("手で書いた内容", "ぜひ")
        assert february["days"] == [{"day": "2027-02-12", "start": "18:30", "end": "20:30"}]
        planned = list(session.scalars(sa.select(Announcement)))
        assert len(planned) == 3
        assert all("#" in (one.plan_step or "") for one in planned)  # none of them can be sent any more
        assert seats.enrolment(session, MONTHS[0], "U1") is not None


def test_what_stays_is_held_or_cancelled_as_ever(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        sessions.open_(session, MONTHS[0], "佐藤", NOW)
        sessions.end(session, "meetup", "佐藤", "終わるため", NOW)
        sessions.fill(session, MONTHS[0], {"場所": "別の会場"}, "佐藤", NOW)
        sessions.move(session, MONTHS[0], [EventDay(dt.date(2026, 12, 18))], "佐藤", "", NOW)
        sessions.cancel(session, MONTHS[0], "佐藤", "終わるため", NOW)
        assert coming(session) == []


def test_an_end_is_taken_back(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        sessions.open_(session, MONTHS[0], "佐藤", NOW)
        sessions.fill(session, MONTHS[1], {"締切": "5日前"}, "佐藤", NOW)
        sessions.end(session, "meetup", "佐藤", "終わるため", NOW)
        for what, given in (
            (sessions.end, ("佐藤", "また", NOW)), (sessions.fill_series, ({"場所": "x"}, "佐藤", NOW)),
            (sessions.change_rule, ({"rule": "毎月第3金曜"}, "佐藤", NOW)),
        ):  # fmt: skip
            with pytest.raises(Problem, match="終わりにした催し"):
                what(session, "meetup", *given)  # type: ignore[operator]
        more = form("code: meetup\nname: 会\nkind: meetup\ndays: 2027-01-20\n")
        with pytest.raises(Problem, match="event resume meetup"):
            sessions.add_session(session, more, "佐藤", NOW)
        made = sessions.resume(session, "meetup", "鈴木", NOW)
        assert [one.code for one in made] == MONTHS[1:]
        assert made[0].apply_until == parse("2027-01-06T00:00")  # as the series has it: nothing of the former one
        assert coming(session) == MONTHS
        with pytest.raises(Problem, match="続いています"):
            sessions.resume(session, "meetup", "鈴木", NOW)


@pytest.mark.parametrize(
    ("code", "reason", "said"),
    [("meetup", " ", "--reason"), ("talk", "x", "event cancel talk"), ("meetup-2026-12", "x", "event cancel meetup"),
     ("nothing", "x", "ありません")],
)  # fmt: skip
def test_what_cannot_be_ended(engine: sa.Engine, code: str, reason: str, said: str) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        sessions.create_series(session, form(SINGLE), "佐藤", NOW)
        with pytest.raises(Problem, match=said):
            sessions.end(session, code, "佐藤", reason, NOW)
        assert len(coming(session)) == 6


def test_another_rule_moves_what_nobody_has_touched(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        sessions.open_(session, MONTHS[0], "佐藤", NOW)
        sessions.fill(session, MONTHS[1], {"定員": "30人"}, "佐藤", NOW)
        sessions.move(session, MONTHS[2], [EventDay(dt.date(2027, 2, 13))], "佐藤", "", NOW)
        sessions.fill(session, MONTHS[3], {"お知らせの文": "ぜひ"}, "佐藤", NOW)
        done = ruled(session, rule="毎月第3金曜", skip="祝日、12/29〜1/3")
        assert done.gone == ((MONTHS[4], dt.date(2027, 4, 9)), (MONTHS[5], dt.date(2027, 5, 14)))
        assert [one.code for one in done.kept] == MONTHS[:4]
        assert [one.first_day.isoformat() for one in done.made] == [
            "2026-12-18", "2027-01-15", "2027-02-19", "2027-03-19", "2027-04-16", "2027-05-21",
        ]  # fmt: skip
        assert {one.capacity for one in done.made} == {20}
        entry = audit(session, "event rule")
        assert entry.detail["before"]["rule"] == "FREQ=MONTHLY;BYDAY=2FR"
        assert entry.detail["after"]["skip"] == ["holidays", "12/29〜1/3"]
        with pytest.raises(Problem, match="もうその内容"):
            ruled(session, rule="毎月第3金曜")


def test_bounds_and_days_left_out_are_changed_alone_and_taken_away(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP.replace("第2金曜", "第2木曜")), "佐藤", NOW)
        assert days(session)[2:4] == ["2027-02-11", "2027-03-11"]  # the 11th of February is a holiday
        ruled(session, skip="祝日", on_skip="次の日")
        assert days(session)[2] == "2027-02-12"
        ruled(session, on_skip="休む")
        assert days(session)[2] == "2027-03-11"
        ruled(session, until="2027-03-31")
        assert len(days(session)) == 3
        ruled(session, until="なし", skip="なし")
        assert len(days(session)) == 6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rule": "たまに"}, "たまに"), ({"rule": "なし"}, "event end"), ({"count": "3回"}, "from"),
        ({"count": "0"}, "整数"), ({"skip": "雨の日"}, "雨の日"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_leaves_everything(engine: sa.Engine, given: dict[str, str], said: str) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(MEETUP), "佐藤", NOW)
        with pytest.raises(Problem, match=said) as raised:
            ruled(session, **given)
        assert "送らない" not in str(raised.value)
        assert coming(session) == MONTHS


def test_a_course_has_no_rule(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        sessions.create_series(session, form(COURSE), "佐藤", NOW)
        with pytest.raises(Problem, match="講座なので"):
            sessions.change_rule(session, "lessons", {"rule": "毎月第2金曜"}, "佐藤", NOW)
