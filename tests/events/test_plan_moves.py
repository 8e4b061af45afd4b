"""A moved or cancelled session takes its announcements with it: nothing approved for the former day ever goes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.announcements import drafts, sending
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.events import sessions
from bot.events import wording_plan as wording
from bot.events.days import EventDay
from bot.events.series import Details
from bot.line import Outcome
from bot.models_events import EventSession
from bot.models_sending import Announcement, AnnouncementStep, StaffAlert
from jobs.broadcast import claim, record, send
from jobs.broadcast_start import start_due
from jobs.parts import Parts
from jobs.plans import watch_plans
from tests.announcements.office import at_jst, befriend, draft, go_live, state, work
from tests.events.plans import (
    DETAILS,
    GARAGE,
    START,
    agreed,
    cancel,
    course,
    enrol,
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


@pytest.fixture
def city(parts: Parts) -> Parts:
    """A live office with five friends, on Monday 16 November 2026 at 9:00."""
    parts.clock.move(START - parts.clock.now())  # type: ignore[arg-type]
    befriend(parts, range(1, 6))
    go_live(parts)
    return parts


def alerts(parts: Parts) -> dict[str, str]:
    """What lasts, by its key."""
    watch_plans(parts)
    with read_scope(parts.engine) as session:
        chosen = sa.select(StaffAlert.key, StaffAlert.words).where(StaffAlert.ended_at.is_(None))
        return {key: words for key, words in session.execute(chosen)}


def change(parts: Parts, code: str, **values: object) -> None:
    """By a way that tells nobody."""
    with session_scope(parts.engine) as session:
        session.execute(sa.update(EventSession).where(EventSession.code == code).values(**values))


def test_what_has_not_begun_is_rewritten_and_goes_back_for_approval(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    before = rows(city, code)
    move(city, code, "2026-12-18")
    after = rows(city, code)
    assert {step: one.id for step, one in after.items()} == {step: one.id for step, one in before.items()}
    assert {one.state for one in after.values()} == {"in_approval"}
    assert {one.approved_by for one in after.values()} == {None}
    assert {step: one.send_at for step, one in after.items()} == {
        "告知": at_jst("2026-12-04T18:00"), "明日です": at_jst("2026-12-17T18:00"), "本日": at_jst("2026-12-18T08:30"),
    }  # fmt: skip
    assert after["告知"].title == "12月18日、シゴト・ツクル・ガレージを開きます"
    assert dict(after["告知"].content["facts"])["日時"] == "2026年12月18日(金) 18時30分〜20時30分"
    until(city, "2026-11-27T18:00")
    work(city, 3)
    assert line.multicasts == {}
    with pytest.raises(Problem, match="別の人"):
        agreed(city, code, "高橋")  # who moved it has written it
    assert agreed(city, code, "鈴木") == 3
    until(city, "2026-12-04T18:00")
    work(city)
    assert sum(line.received().values()) == 5


def test_a_move_and_another_place_are_told_to_the_staff_once(city: Parts) -> None:
    code = ready(city, GARAGE)
    assert alerts(city) == {}
    move(city, code, "2026-12-18")
    fill(city, code, place="市役所 2階")
    told = alerts(city)
    assert list(told) == [f"plan:{code}:approval"]
    assert "event approve garage-2026-12" in told[f"plan:{code}:approval"]
    assert dict(rows(city, code)["本日"].content["facts"])["場所"] == "市役所 2階"
    since = alerts(city)
    agreed(city, code)
    assert alerts(city) == {}
    assert since == told


def test_a_former_draft_stays_a_draft(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    move(city, code, "2026-12-18")
    assert {one.state for one in rows(city, code).values()} == {"draft"}
    assert alerts(city) == {}


def test_a_change_of_seats_leaves_everything_as_it_was_approved(city: Parts) -> None:
    code = ready(city, GARAGE)
    fill(city, code, capacity="30人")
    assert {one.state for one in rows(city, code).values()} == {"scheduled"}


def test_what_would_be_too_late_on_the_new_day_is_stopped_with_the_reason(city: Parts) -> None:
    code = ready(city, GARAGE)
    move(city, code, "2026-11-20")  # its invitation would have been due on the 6th
    found = rows(city, code)
    gone = next(one for step, one in found.items() if step.startswith("告知#"))
    assert gone.state == "stopped"
    assert (found["明日です"].state, found["明日です"].send_at) == ("in_approval", at_jst("2026-11-19T18:00"))
    with read_scope(city.engine) as session:
        last = sa.select(AnnouncementStep).where(AnnouncementStep.announcement_id == gone.id)
        step = session.scalars(last.order_by(AnnouncementStep.id.desc()).limit(1)).one()
    assert (step.move, step.by) == ("stop", "高橋")
    assert step.reason == wording.TIME_PAST.format(at="2026年11月6日(金) 18時00分")
    with session_scope(city.engine) as session, pytest.raises(Problem, match="使わなくなった"):
        sending.resume(session, gone.id, "鈴木", city.clock.now(), "やはり送る")


@pytest.mark.parametrize("brought", ["draft", "in_approval"])
def test_a_step_that_became_too_late_comes_back_with_a_later_day(city: Parts, brought: str) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    if brought == "in_approval":
        submitted(city, code)
    first = rows(city, code)["告知"].id
    move(city, code, "2026-11-20")
    assert "告知" not in rows(city, code)
    assert row(city, first).state == "draft"
    with session_scope(city.engine) as session, pytest.raises(Problem, match="使わなくなった"):
        drafts.submit(session, first, "佐藤", city.clock.now())
    move(city, code, "2027-01-08")
    again = rows(city, code)["告知"]
    assert again.id != first
    assert again.send_at == at_jst("2026-12-25T18:00")
    assert f"告知#{first}" in rows(city, code)


def test_reminders_that_went_out_are_planned_anew_but_nobody_is_invited_twice(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    enrol(city, code, [1, 2])
    for moment in ("2026-11-27T18:00", "2026-12-10T18:00"):
        until(city, moment)
        work(city)
    assert sum(line.received().values()) == 7
    sent = rows(city, code)
    until(city, "2026-12-10T19:00")
    move(city, code, "2026-12-25")
    found = rows(city, code)
    assert found["告知"].id == sent["告知"].id
    assert found["告知"].state == "sent"
    assert found["明日です"].id != sent["明日です"].id
    assert (found["明日です"].state, found["明日です"].send_at) == ("in_approval", at_jst("2026-12-24T18:00"))
    assert f"明日です#{sent['明日です'].id}" in found
    told = alerts(city)
    assert f"お知らせ {sent['告知'].id} を" in told[f"plan:{code}:told:1"]
    agreed(city, code)
    until(city, "2026-12-24T18:00")
    work(city)
    assert sum(line.received().values()) == 9


def test_another_place_after_the_reminder_went_out_makes_no_second_one(city: Parts) -> None:
    code = ready(city, GARAGE)
    until(city, "2026-11-27T18:00")
    work(city)
    until(city, "2026-12-10T18:00")
    work(city)
    fill(city, code, place="市役所 2階")
    found = rows(city, code)
    assert "明日です" not in found
    assert found["本日"].state == "in_approval"


def test_of_a_cancelled_session_nothing_goes_out(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE, "告知,明日です,本日,あと1週間")
    with session_scope(city.engine) as session:
        changed = rows(city, code)["本日"]
        same = draft(
            title=changed.title, theme=changed.theme, audience=changed.audience, send_at=changed.send_at,
            content=changed.content,
        )  # fmt: skip
        drafts.edit(session, changed.id, same, "佐藤", city.clock.now())
    cancel(city, code)
    assert sorted(one.state for one in rows(city, code).values()) == ["draft", "stopped", "stopped", "stopped"]
    for moment in ("2026-11-27T18:00", "2026-12-04T18:00", "2026-12-10T18:00", "2026-12-11T08:30"):
        until(city, moment)
        work(city)
    assert line.multicasts == {}
    assert alerts(city) == {}


def on_its_way(parts: Parts, code: str) -> int:
    """An invitation whose first batch of two has gone out."""
    befriend(parts, range(6, 507))
    until(parts, "2026-11-27T18:00")
    start_due(parts)
    batch = claim(parts, "w1")
    assert batch is not None
    record(parts, "w1", batch, send(parts, batch))
    return rows(parts, code)["告知"].id


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_one_that_is_going_out_stops_between_two_batches(city: Parts, line: FakeLine, how: str) -> None:
    code = ready(city, GARAGE)
    number = on_its_way(city, code)
    if how == "cancel":
        cancel(city, code)
    else:
        move(city, code, "2027-01-22")
    work(city, 3)
    assert state(city, number) == "stopped"
    assert sum(line.received().values()) == 500
    with session_scope(city.engine) as session, pytest.raises(Problem):
        sending.resume(session, number, "鈴木", city.clock.now(), "残りにも送る")


def test_a_batch_at_line_while_the_session_is_cancelled_is_recorded(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    until(city, "2026-11-27T18:00")
    start_due(city)
    batch = claim(city, "w1")
    assert batch is not None
    cancel(city, code)
    record(city, "w1", batch, Outcome("accepted", 200, "r", ""))
    assert state(city, batch.announcement_id) == "stopped"
    assert work(city) is None
    assert line.multicasts == {}


# Changed behind the desk's back: the guard at the start and between two batches.


@pytest.mark.parametrize(
    "values",
    [
        {"state": "cancelled"},
        {"state": "planned"},
        {"place": "市役所 2階"},
        {"place": None},
        {"days": [{"day": "2026-12-11", "start": "19:30", "end": "20:30"}]},
        {"days": [{"day": "2026-12-18", "start": "18:30", "end": "20:30"}]},
        {"who": "だれでも"},
        {"name": "シゴト・ツクル・ガレージ（特別編）"},
        {"apply_until": at_jst("2026-12-01T17:00")},
    ],
)
def test_one_that_is_no_longer_so_is_held_when_its_time_comes(
    city: Parts, line: FakeLine, values: dict[str, object]
) -> None:
    code = ready(city, GARAGE)
    change(city, code, **values)
    until(city, "2026-11-27T18:00")
    work(city, 2)
    held = rows(city, code)["告知"]
    assert (held.state, held.held_for) == ("held", "event")
    assert line.multicasts == {}
    with read_scope(city.engine) as session:
        assert session.get(StaffAlert, f"announcement:{held.id}:event") is not None
    with session_scope(city.engine) as session, pytest.raises(Problem):
        sending.resume(session, held.id, "山田", city.clock.now(), "大丈夫")


def test_another_name_needs_a_new_approval_and_stands_in_title_and_button(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    old = rows(city, code)["告知"]
    with session_scope(city.engine) as session:
        text = f"{old.content['text']}\n{old.content['said']['催しの名前']}でお待ちしています。"
        own = draft(title=old.title, theme=old.theme, audience=old.audience, send_at=old.send_at,
                    content={**old.content, "text": text})  # fmt: skip
        drafts.edit(session, old.id, own, "佐藤", city.clock.now())
    fill(city, code, name="夜のガレージ")
    after = rows(city, code)
    assert {one.state for step, one in after.items() if step != "告知"} == {"in_approval"}
    assert after["告知"].title == "12月11日、夜のガレージを開きます"
    assert after["告知"].content["button"]["say"] == "2026年12月11日の夜のガレージに申し込む"
    assert "シゴト・ツクル・ガレージ" not in after["告知"].content["text"]
    until(city, "2026-11-27T18:00")
    work(city, 2)
    assert line.multicasts == {}


# What was shortened or taken away: the new phrase stands in the old one, and is not what was approved.
LESS = {
    "online": (replace(DETAILS, online_url="https://example.com/m"), {"online": None}, {"online_url": None}, "場所"),
    "room": (
        replace(DETAILS, place="なのはなプラザ 会議室12"), {"place": "なのはなプラザ 会議室1"},
        {"place": "なのはなプラザ 会議室1"}, "場所",
    ),
    "end": (DETAILS, {"end": None}, {"days": [{"day": "2026-12-11", "start": "18:30", "end": None}]}, "日時"),
    "deadline": (DETAILS, {"deadline": None}, {"apply_until": None}, "申込"),
    "narrowed": (replace(DETAILS, who="学生と社会人"), {"who": "学生"}, {"who": "学生"}, "対象"),
    "nobody": (DETAILS, {"who": None}, {"who": None}, "対象"),
}  # fmt: skip
INVITATION, REMINDER = "告知", "明日です"


@pytest.mark.parametrize("case", LESS)
def test_what_was_taken_away_needs_a_new_approval(city: Parts, line: FakeLine, case: str) -> None:
    details, changes, _, label = LESS[case]
    code = ready(city, single("talk", "2026-12-11", details))
    before = rows(city, code)
    fill(city, code, **changes)
    after = rows(city, code)
    assert dict(after[INVITATION].content["facts"]).get(label) != dict(before[INVITATION].content["facts"])[label]
    on_the_reminder = label in dict(before[REMINDER].content["facts"])
    assert {step: one.state for step, one in after.items()} == {
        step: "in_approval" if step == INVITATION or on_the_reminder else "scheduled" for step in before
    }
    until(city, "2026-11-27T18:00")
    work(city, 2)
    assert line.multicasts == {}
    agreed(city, code)
    work(city)
    assert sum(line.received().values()) == 5


@pytest.mark.parametrize("case", LESS)
def test_what_was_taken_away_behind_the_desk_is_held(city: Parts, line: FakeLine, case: str) -> None:
    details, _, values, _ = LESS[case]
    code = ready(city, single("talk", "2026-12-11", details))
    change(city, code, **values)
    until(city, "2026-11-27T18:00")
    work(city, 2)
    held = rows(city, code)[INVITATION]
    assert (held.state, held.held_for, line.multicasts) == ("held", "event", {})


def test_what_was_taken_away_is_seen_in_what_the_staff_have_rewritten(city: Parts) -> None:
    code = ready(city, single("talk", "2026-12-11", LESS["room"][0]), INVITATION)
    old = rows(city, code)[INVITATION]
    facts = [[label, f"{text}（入口は南側）" if label == "場所" else text] for label, text in old.content["facts"]]
    content = {name: value for name, value in old.content.items() if name != "said"} | {"facts": facts}
    with session_scope(city.engine) as session:
        mine = draft(
            title=old.title, theme=old.theme, audience=old.audience, send_at=old.send_at, content=content
        )  # as a file gives it
        drafts.edit(session, old.id, mine, "佐藤", city.clock.now())
    assert submitted(city, code) == []
    agreed(city, code)
    fill(city, code, capacity="30人")
    assert rows(city, code)[INVITATION].state == "scheduled"
    fill(city, code, place="なのはなプラザ 会議室1")
    assert rows(city, code)[INVITATION].state == "in_approval"


def test_a_reminder_that_went_out_is_made_again_only_for_a_line_it_shows(city: Parts) -> None:
    code = ready(city, single("talk", "2026-12-11", LESS["room"][0]), REMINDER)
    enrol(city, code, [1])
    until(city, "2026-12-10T18:00")
    work(city)
    sent = rows(city, code)[REMINDER].id
    fill(city, code, who="学生")
    assert {step: one.id for step, one in rows(city, code).items()} == {REMINDER: sent}
    fill(city, code, place="なのはなプラザ 会議室1")  # its time is over: none is made, and the staff hear of nothing
    assert list(rows(city, code)) == [f"{REMINDER}#{sent}"]


def test_one_that_is_going_out_is_held_when_its_session_is_gone(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    number = on_its_way(city, code)
    change(city, code, state="cancelled")
    work(city, 2)
    assert row(city, number).held_for == "event"
    assert sum(line.received().values()) == 500


def test_what_was_held_is_rewritten_by_planning_again(city: Parts, line: FakeLine) -> None:
    code = ready(city, GARAGE)
    change(city, code, place="市役所 2階")
    until(city, "2026-12-10T18:00")
    work(city, 2)
    found = {one.step: one.what for one in planned(city, code)}
    assert found == {"告知": "left_out", "明日です": "left_out", "本日": "renewed"}  # and the former ones are retired
    agreed(city, code)
    enrol(city, code, [1])
    until(city, "2026-12-11T08:30")
    work(city)
    assert sum(line.received().values()) == 1
    assert "市役所 2階" in str(line.multicasts)


# What somebody wrote by hand.


def test_what_was_written_by_hand_is_kept_unless_it_speaks_of_a_day(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    for step, text in (("告知", "飲み物があります。"), ("明日です", "12月11日を楽しみに。")):
        old = rows(city, code)[step]
        content = old.content | {
            "text": text, "facts": [*old.content["facts"], ["持ち物", "筆記用具"]],
            "button": {"label": "聞く", "say": "ガレージって何？"},
        }  # fmt: skip
        with session_scope(city.engine) as session:
            mine = draft(
                title=old.title, theme=old.theme, audience="interest:college", send_at=old.send_at, content=content
            )
            drafts.edit(session, old.id, mine, "佐藤", city.clock.now())
    move(city, code, "2026-12-18")
    found = rows(city, code)
    assert found["告知"].content["text"] == "飲み物があります。"
    assert found["告知"].audience == "interest:college"
    assert found["告知"].content["button"] == {"label": "聞く", "say": "ガレージって何？"}
    assert dict(found["告知"].content["facts"])["持ち物"] == "筆記用具"
    assert "12月11日" not in str(found["明日です"].content)
    assert "お申し込みありがとうございます" in found["明日です"].content["text"]


def test_another_hour_of_sending_stays_while_the_day_stays(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code)
    old = rows(city, code)["告知"]
    noon = at_jst("2026-11-27T12:00")
    with session_scope(city.engine) as session:
        mine = draft(
            title=old.title, theme=old.theme, audience=old.audience, send_at=noon, content=old.content,
            past_at=old.past_at,
        )  # fmt: skip
        drafts.edit(session, old.id, mine, "佐藤", city.clock.now())
    fill(city, code, place="市役所 2階")
    assert rows(city, code)["告知"].send_at == noon
    move(city, code, "2026-12-18")
    assert rows(city, code)["告知"].send_at == at_jst("2026-12-04T18:00")


def test_what_differs_from_the_record_is_not_submitted(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code, "告知")
    old = rows(city, code)["告知"]
    facts = [[label, "中央公民館" if label == "場所" else text] for label, text in old.content["facts"]]
    with session_scope(city.engine) as session:
        mine = draft(
            title=old.title, theme=old.theme, audience=old.audience, send_at=old.send_at,
            content=old.content | {"facts": facts},
        )  # fmt: skip
        drafts.edit(session, old.id, mine, "佐藤", city.clock.now())
    with pytest.raises(Problem, match="場所が記録とちがいます。記録では「なのはなプラザ3階」です"):
        submitted(city, code)
    facts = [[label, f"{text}（入口は南側）" if label == "場所" else text] for label, text in old.content["facts"]]
    with session_scope(city.engine) as session:
        more = draft(
            title=old.title, theme=old.theme, audience=old.audience, send_at=old.send_at,
            content=old.content | {"facts": facts},
        )  # fmt: skip
        drafts.edit(session, old.id, more, "佐藤", city.clock.now())
    assert submitted(city, code) == []


# Courses.


def test_another_day_in_the_middle_of_a_course_moves_its_own_eve(city: Parts) -> None:
    code = ready(city, course("semi", ["2026-12-05", "2026-12-12", "2026-12-19"]), "告知,明日です,各日の前日")
    move(city, code, "2026-12-05", "2026-12-13", "2026-12-19")
    found = rows(city, code)
    assert found["各日の前日 2"].send_at == at_jst("2026-12-12T18:00")
    assert {step: one.state for step, one in found.items()} == {
        "告知": "in_approval", "明日です": "in_approval", "各日の前日 2": "in_approval", "各日の前日 3": "scheduled",
    }  # fmt: skip


def test_a_day_that_is_not_in_the_table_any_more_has_no_announcement(city: Parts) -> None:
    code = hold(city, course("semi", ["2026-12-05", "2026-12-12"]))[0]
    planned(city, code, "各日の前日")
    change(city, code, days=[{"day": "2026-12-05", "start": "18:30", "end": "20:30"}])
    assert [(one.step, one.what, one.why) for one in planned(city, code, "明日です")] == [
        ("各日の前日 2", "dropped", wording.DAY_GONE), ("明日です", "made", ""),
    ]  # fmt: skip


# What the staff are told.


def test_an_open_session_without_a_plan_is_told_three_weeks_before(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    until(city, "2026-11-19T23:00")
    assert alerts(city) == {}
    until(city, "2026-11-20T00:00")
    assert list(alerts(city)) == [f"plan:{code}:missing"]
    planned(city, code, "明日です")
    assert alerts(city) == {}


def test_gaps_are_told_four_weeks_before_until_they_are_filled(city: Parts) -> None:
    code = hold(city, single("talk", "2026-12-18", Details()), opened=False)[0]
    until(city, "2026-11-19T12:00")
    assert alerts(city) == {}
    until(city, "2026-11-20T08:00")
    told = alerts(city)
    assert list(told) == [f"plan:{code}:gaps"]
    assert "場所と開始時刻が、まだ決まっていません" in told[f"plan:{code}:gaps"]
    fill(city, code, place="市役所 2階", start="18:30")
    assert alerts(city) == {}


def test_what_is_due_soon_and_not_approved_is_told_two_days_before(city: Parts) -> None:
    code = hold(city, GARAGE)[0]
    planned(city, code, "明日です")  # it goes out on 10 December at 18:00
    until(city, "2026-12-08T17:00")
    assert alerts(city) == {}
    until(city, "2026-12-08T18:00")
    told = alerts(city)
    assert list(told) == [f"plan:{code}:soon"]
    assert "まだ承認されていません" in told[f"plan:{code}:soon"]
    submitted(city, code)
    agreed(city, code)
    assert alerts(city) == {}


def test_nothing_is_told_of_what_is_over(city: Parts) -> None:
    hold(city, single("talk", "2026-11-20"))
    hold(city, single("walk", "2026-11-21", Details()), opened=False)
    assert len(alerts(city)) == 2
    until(city, "2026-11-22T00:00")
    assert alerts(city) == {}


def test_a_session_moved_twice_in_a_minute_has_one_plan(city: Parts) -> None:
    code = ready(city, GARAGE)
    for day in ("2026-12-18", "2026-12-12", "2026-12-17"):
        move(city, code, EventDay(dt.date.fromisoformat(day)))
    with read_scope(city.engine) as session:
        event = sessions.find(session, code)
        found = session.scalar(
            sa.select(sa.func.count()).select_from(Announcement).where(Announcement.session_id == event.id)
        )
    assert found == 3
    assert rows(city, code)["明日です"].send_at == at_jst("2026-12-16T18:00")
