"""One step plans the announcements of a session: what they say, when they go, nothing twice, one approval for all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from bot.announcements import audience, drafts, modes, render, timing
from bot.announcements import wording as announcement_wording
from bot.announcements.repeat_days import moved_day
from bot.clock import parse
from bot.db import read_scope, session_scope
from bot.emulator.bodies import check_messages
from bot.errors import Problem
from bot.events import plan, sessions
from bot.events import wording_plan as wording
from bot.events.plan_draft import Doing
from bot.events.plan_steps import named, steps
from bot.events.series import Deadline, Details
from bot.models_events import EventSession
from bot.models_sending import Announcement
from jobs.parts import Parts
from tests.announcements.office import at_jst, befriend, draft, go_live, state, work
from tests.events.plans import (
    DETAILS,
    GARAGE,
    START,
    agreed,
    cancel,
    course,
    days_of,
    enrol,
    event_of,
    fill,
    hold,
    move,
    planned,
    ready,
    row,
    rows,
    single,
    submitted,
    until,
)
from tests.fakes import FakeLine

EMPTY = Details()


@pytest.fixture
def city(parts: Parts) -> Parts:
    """A live office with five friends, on Monday 16 November 2026 at 9:00."""
    parts.clock.move(START - parts.clock.now())
    befriend(parts, range(1, 6))
    go_live(parts)
    return parts


def test_the_usual_steps_of_an_evening(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    found = planned(city, code)
    assert [(one.step, one.what) for one in found] == [("告知", "made"), ("明日です", "made"), ("本日", "made")]
    drafts_of = rows(city, code)
    assert {step: one.send_at for step, one in drafts_of.items()} == {
        "告知": at_jst("2026-11-27T18:00"), "明日です": at_jst("2026-12-10T18:00"), "本日": at_jst("2026-12-11T08:30"),
    }  # fmt: skip
    assert {step: one.audience for step, one in drafts_of.items()} == {
        "告知": "everyone", "明日です": "enrolled:garage-2026-12", "本日": "enrolled:garage-2026-12",
    }  # fmt: skip
    assert {(one.state, one.theme, one.author, one.content["style"]) for one in drafts_of.values()} == {
        ("draft", "college", "佐藤", "カレッジ")
    }
    assert drafts_of["告知"].past_at == at_jst("2026-12-10T17:00")  # an invitation is over when the time to apply is
    assert drafts_of["本日"].past_at == at_jst("2026-12-11T18:30")


def test_what_an_invitation_says_comes_from_the_row(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    made = rows(city, code)["告知"]
    assert made.title == "12月11日、シゴト・ツクル・ガレージを開きます"
    assert made.content["text"].startswith("何かをはじめた人、はじめる人の交流会です。")
    assert made.content["facts"] == [
        ["日時", "2026年12月11日(金) 18時30分〜20時30分"],
        ["場所", "なのはなプラザ3階"],
        ["対象", "これから何かをはじめたい人"],
        ["申込", "このトークで申し込めます（2026年12月10日(木) 17時00分まで）"],
        ["問い合わせ", "起業支援室 0191-21-8412"],
    ]
    assert made.content["button"] == {
        "label": "申し込む", "say": "2026年12月11日のシゴト・ツクル・ガレージに申し込む",
    }  # fmt: skip


@pytest.mark.parametrize("details", [EMPTY, DETAILS, dataclasses.replace(DETAILS, online_url="https://zoom.example/1")])
def test_line_takes_every_step_and_no_address_of_a_meeting_goes_to_everybody(city: Parts, details: Details) -> None:
    code = hold(city, course("semi", ["2026-12-05", "2026-12-12", "2026-12-19"], details), opened=False)[0]
    planned(city, code, "告知,あと1週間,明日です,本日,各日の前日")
    made = rows(city, code)
    assert list(made) == ["告知", "あと1週間", "明日です", "本日", "各日の前日 2", "各日の前日 3"]
    for one in made.values():
        messages = render.messages(one.content, one.title, link=str, correction_of=None)
        assert check_messages(messages) == []
        assert "zoom" not in str(messages)
        assert not timing.quiet(one.send_at or START)
        audience.parse(one.audience)


def test_each_day_of_a_course_has_its_own_eve(city: Parts) -> None:
    code = ready(city, course("semi", ["2026-12-05", "2026-12-12"]), "明日です,各日の前日")
    second = rows(city, code)["各日の前日 2"]
    assert second.send_at == at_jst("2026-12-11T18:00")
    assert second.title == "シゴト・ツクル・ゼミの2日目は、明日です"
    assert dict(second.content["facts"])["日時"] == "2026年12月12日(土) 18時30分〜20時30分"
    assert dict(rows(city, code)["明日です"].content["facts"])["日時"].count("\n") == 1  # the course with all its days
    enrol(city, code, [1])
    until(city, "2026-12-11T18:00")
    work(city)
    assert state(city, second.id) == "sent"


def test_planning_twice_makes_nothing_twice_and_new_sessions_get_theirs(city: Parts) -> None:
    codes = hold(city, GARAGE)
    first = planned(city, "garage")
    assert {one.what for one in first} == {"made"}
    assert {one.event.code for one in first} == set(codes)
    assert {one.what for one in planned(city, "garage")} == {"there"}
    with session_scope(city.engine) as session:
        later = dataclasses.replace(GARAGE, rule=None, days=(*days_of("2026-12-22"),))
        sessions.add_session(session, later, "高橋", city.clock.now())
    again = planned(city, "garage")
    assert [(one.event.code, one.step) for one in again if one.what == "made"] == [
        ("garage-2026-12-2", "告知"), ("garage-2026-12-2", "明日です"), ("garage-2026-12-2", "本日"),
    ]  # fmt: skip


def test_a_step_whose_time_is_past_is_left_out_and_said_so(city: Parts) -> None:
    code = hold(city, single("talk", "2026-11-20"))[0]
    found = {one.step: one for one in planned(city, code, "告知,あと1週間,明日です,本日")}
    assert (found["告知"].what, found["告知"].why) == (
        "left_out", wording.TIME_PAST.format(at="2026年11月6日(金) 18時00分"),
    )  # fmt: skip
    assert found["あと1週間"].what == "left_out"
    assert found["明日です"].what == found["本日"].what == "made"


def test_an_invitation_after_the_deadline_is_left_out(city: Parts) -> None:
    details = dataclasses.replace(DETAILS, apply_until=Deadline(days_before=20))
    code = hold(city, single("talk", "2026-12-18", details))[0]
    found = {one.step: one for one in planned(city, code)}
    assert found["告知"].why == wording.APPLY_PAST.format(at="2026年12月4日(金) 18時00分")


def test_the_end_of_a_day_is_said_as_that_day(city: Parts) -> None:
    details = dataclasses.replace(DETAILS, apply_until=Deadline(days_before=2))
    code = hold(city, single("talk", "2026-12-18", details))[0]
    planned(city, code)
    told = dict(rows(city, code)["告知"].content["facts"])["申込"]
    assert told == "このトークで申し込めます（2026年12月16日(水)まで）"


def test_a_deadline_after_the_beginning_is_never_announced(city: Parts) -> None:
    code = hold(city, single("talk", "2026-12-18", dataclasses.replace(DETAILS, apply_until=None)))[0]
    planned(city, code)
    fill(city, code, 締切="2026-12-17")
    move(city, code, "2026-12-16")
    assert dict(rows(city, code)["告知"].content["facts"])["申込"] == "このトークで申し込めます"
    move(city, code, "2026-12-21")
    assert dict(rows(city, code)["告知"].content["facts"])["申込"] == (
        "このトークで申し込めます（2026年12月17日(木)まで）"
    )


def test_an_event_that_begins_early_has_no_morning_of_the_day(city: Parts) -> None:
    details = dataclasses.replace(DETAILS, start=dt.time(8), end=dt.time(9))
    code = hold(city, single("walk", "2026-12-18", details))[0]
    found = {one.step: one for one in planned(city, code)}
    assert found["本日"].why == wording.BEGUN_BY_THEN.format(at="2026年12月18日(金) 8時30分")


def test_an_invitation_goes_out_before_a_holiday(city: Parts) -> None:
    until(city, "2027-01-20T09:00")
    code = hold(city, single("talk", "2027-02-25"))[0]  # fourteen days before is 建国記念の日
    planned(city, code)
    assert rows(city, code)["告知"].send_at == at_jst("2027-02-10T18:00")


def test_an_invitation_at_the_turn_of_the_year_goes_out_before_it(city: Parts) -> None:
    code = hold(city, single("talk", "2027-01-15"))[0]
    planned(city, code)
    assert rows(city, code)["告知"].send_at == at_jst("2026-12-28T18:00")


def test_an_event_on_a_leap_day_and_one_of_next_year(city: Parts) -> None:
    until(city, "2027-12-01T09:00")
    code = hold(city, single("leap", "2028-02-29"))[0]
    planned(city, code)
    assert {one.send_at for one in rows(city, code).values()} == {
        at_jst("2028-02-15T18:00"), at_jst("2028-02-28T18:00"), at_jst("2028-02-29T08:30"),
    }  # fmt: skip
    far = hold(city, single("far", "2029-06-15"))[0]
    assert {one.what for one in planned(city, far)} == {"made"}


def test_one_approval_for_all_and_each_goes_out_at_its_time(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    assert {one.state for one in rows(city, code).values()} == {"scheduled"}
    enrol(city, code, [1, 2])
    enrol(city, code, [3], "waiting")
    for moment, received in (("2026-11-27T18:00", 5), ("2026-12-10T18:00", 7), ("2026-12-11T08:30", 9)):
        until(city, moment)
        work(city)
        assert sum(line.received().values()) == received
    assert {one.state for one in rows(city, code).values()} == {"sent"}


def test_the_author_cannot_approve_and_nothing_is_approved_halfway(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    submitted(city, code, "田中")
    mine = rows(city, code)["明日です"].id
    with session_scope(city.engine) as session:  # of this one the approver is an author, of the others not
        changed = dataclasses.asdict(draft()) | {
            name: getattr(drafts.find(session, mine), name) for name in ("title", "theme", "audience", "send_at")
        }
        content = drafts.find(session, mine).content
        drafts.edit(session, mine, draft(**changed | {"content": content}), "鈴木", city.clock.now())
        drafts.submit(session, mine, "田中", city.clock.now())
    with pytest.raises(Problem) as told:
        agreed(city, code, "鈴木")
    assert told.value.sentences[0] == wording.NOT_ONE_APPROVED
    assert len(told.value.sentences) == 2
    assert f"お知らせ {mine}（明日です・garage-2026-12）" in told.value.sentences[1]
    assert {one.state for one in rows(city, code).values()} == {"in_approval"}
    with pytest.raises(Problem, match="別の人"):
        agreed(city, code, "佐藤さん")
    assert agreed(city, code, "山田") == 3


def test_an_office_with_one_person_gives_one_reason_for_all(city: Parts) -> None:
    with session_scope(city.engine) as session:
        modes.switch(session, modes.ONE_PERSON, True, "佐藤", "職員が1人のため", city.clock.now())
    code = hold(city, GARAGE)[0]
    planned(city, code)
    submitted(city, code)
    with pytest.raises(Problem, match="理由"):
        agreed(city, code, "佐藤")
    assert agreed(city, code, "佐藤", "担当が1人のため") == 3


def test_what_has_gaps_is_drafted_but_not_submitted_until_it_is_filled(city: Parts) -> None:
    code = hold(city, single("talk", "2026-12-18", EMPTY), opened=False)[0]
    planned(city, code)
    assert dict(rows(city, code)["告知"].content["facts"]) == {
        "日時": "2026年12月18日(金)（時刻を書きます）", "場所": "（場所を書きます）",
        "申込": "このトークで申し込めます",
    }  # fmt: skip
    with pytest.raises(Problem) as told:
        submitted(city, code)
    assert told.value.sentences == (
        "「起業の夕べ」（talk）の場所と開始時刻が決まっていません。"
        "event fill talk 場所=会場の名前 開始=18:30 で入れてください。"
        "受付もまだ始めていません。入れたあとで event open talk をどうぞ",
    )
    with session_scope(city.engine) as session, pytest.raises(Problem, match="場所と開始時刻が決まっていません"):
        drafts.submit(session, rows(city, code)["告知"].id, "佐藤", city.clock.now())
    with session_scope(city.engine) as session, pytest.raises(Problem, match="--by"):
        plan.submit(session, code, plan.meant(session, code, city.clock.now()), Doing("", city.clock.now()))
    fill(city, code, place="市役所 2階", start="18:30", end="20:00")
    facts = dict(rows(city, code)["告知"].content["facts"])  # filled in by itself
    assert facts["日時"] == "2026年12月18日(金) 18時30分〜20時00分"
    assert facts["場所"] == "市役所 2階"
    with pytest.raises(Problem, match="受付を始めていません"):
        submitted(city, code)
    with session_scope(city.engine) as session:
        sessions.open_(session, code, "高橋", city.clock.now())
    assert submitted(city, code) == []


def test_of_a_series_what_is_complete_goes_to_approval_and_the_rest_is_named(city: Parts) -> None:
    codes = hold(city, GARAGE, opened=False)
    planned(city, "garage")
    with session_scope(city.engine) as session:
        sessions.open_(session, codes[0], "高橋", city.clock.now())
    left = submitted(city, "garage")
    assert {one.state for one in rows(city, codes[0]).values()} == {"in_approval"}
    assert {one.state for one in rows(city, codes[1]).values()} == {"draft"}
    assert len(left) == 3 * (len(codes) - 1)
    assert agreed(city, "garage") == 3


def test_nothing_of_a_cancelled_session_is_planned_submitted_or_approved(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code, "告知")
    number = rows(city, code)["告知"].id
    with session_scope(city.engine) as session:
        drafts.submit(session, number, "佐藤", city.clock.now())
        session.execute(sa.update(EventSession).where(EventSession.code == code).values(state="cancelled"))
    for step in (planned, submitted, agreed):
        with pytest.raises(Problem, match="中止"):
            step(city, code)
    with session_scope(city.engine) as session, pytest.raises(Problem, match="中止"):
        drafts.approve(session, number, "鈴木", city.clock.now())


def test_clear_sentences_for_what_cannot_be_meant(city: Parts) -> None:
    with pytest.raises(Problem, match="noevent"):
        planned(city, "noevent")
    code = hold(city, GARAGE)[0]
    with pytest.raises(Problem, match="下書きがありません"):
        submitted(city, code)
    with pytest.raises(Problem, match="待っているお知らせがありません"):
        agreed(city, code)
    with pytest.raises(Problem, match=r"「お礼」.*告知"):
        named("告知、お礼")
    assert [step.name for step in named("本日・告知")] == ["告知", "本日"]
    cancel(city, code)
    with pytest.raises(Problem, match="中止"):
        planned(city, code)
    until(city, "2027-11-16T09:00")
    with pytest.raises(Problem, match="これからの回がありません"):
        planned(city, "garage")


def test_a_place_that_the_checks_refuse_is_said_with_its_step(city: Parts) -> None:
    code = hold(city, single("talk", "2026-12-18", dataclasses.replace(DETAILS, contact="http://not-ours.example")))[0]
    with pytest.raises(Problem) as told:
        planned(city, code)
    assert told.value.sentences[0].startswith("告知（talk）：")
    assert "行 " not in told.value.sentences[0]
    assert rows(city, code) == {}


@pytest.mark.parametrize("where", ["title", "text", "fact", "button"])
def test_what_is_still_to_be_written_never_goes_to_approval(city: Parts, where: str) -> None:
    left = "（会場の名前を書きます。変わりません）"
    content = {"kind": "お知らせ", "style": "いつもの", "text": "窓口の時間が変わります。", "facts": []}
    given = {
        "title": draft(title=f"おしらせ{left}"),
        "text": draft(content=content | {"text": f"おしらせ{left}"}),
        "fact": draft(content=content | {"facts": [["場所", left.replace("（", "(").replace("）", ")")]]}),
        "button": draft(content=content | {"button": {"label": "開く", "say": left}}),
    }[where]
    with session_scope(city.engine) as session:
        number = drafts.create(session, given, "佐藤", city.clock.now()).id
    with session_scope(city.engine) as session, pytest.raises(Problem) as told:
        drafts.submit(session, number, "佐藤", city.clock.now())
    assert told.value.sentences == (announcement_wording.LEFT_TO_WRITE.format(left=left),)
    assert row(city, number).state == "draft"


def test_two_who_plan_at_once_make_one_of_each(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    threads = [threading.Thread(target=planned, args=(city, code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read_scope(city.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Announcement)) == 3


def test_the_table_of_steps_is_true_to_its_words() -> None:
    assert [step.name for step in steps().values() if step.usual] == ["告知", "明日です", "本日"]
    invitation = steps()["告知"].left_out
    assert invitation is not None
    assert moved_day(invitation, dt.date(2027, 1, 1)) == dt.date(2026, 12, 28)


def test_the_moment_of_planning_is_the_desks(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    assert {one.created_at for one in rows(city, code).values()} == {parse("2026-11-16T09:00")}
    assert event_of(city, code).sequence == 0
