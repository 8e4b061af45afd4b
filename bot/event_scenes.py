"""Talks on events for the gallery: made-up sessions that staff opened, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.announcements.timing import at_on
from bot.events import door, form_file, offers, seats, sessions, thanks
from bot.events.days import read_day
from bot.messages import Message
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Enrolment
from handlers.context import Context
from handlers.event_notices import KINDS

Step = Callable[[Context], list[Message] | None]

DAY = dt.date(2026, 11, 24)
STAFF = "職員"
EVENING = "garage-2026-12"
GARAGE = """
code: garage
name: シゴト・ツクル・ガレージ
kind: meetup
record: garage
days: [2026-12-11, 2027-01-08]
start: '18:30'
end: '20:30'
place: 見本ホール（架空）
capacity: {seats}
people: 3
deadline: 2日前 17:00
who: 一関で何かをはじめた人、はじめる人、応援したい人
"""
SEMINAR = """
code: seminar
name: シゴト・ツクル・ゼミ
kind: course
record: seminar
days: [2027-08-01, 2027-08-08, 2027-08-15, 2027-08-22, 2027-08-29]
start: '10:00'
end: '12:00'
place: 見本ホール（架空）
capacity: 15
needed_days: 4
"""


@dataclass(frozen=True)
class EventScene:
    """A talk whose last answer is shown; a step is what the office does, or what the desk then tells by itself."""

    title: str
    note: str
    turns: tuple[str | Step, ...]
    ends: dt.date = DAY  # the day of the last turn


def _opened(seats_: int, others: int = 0) -> Step:
    """The sessions, with seats that others have taken in the first."""

    def step(context: Context) -> None:
        session, now = context.session, context.now
        for form in (GARAGE.format(seats=seats_), SEMINAR):
            made = sessions.create_series(session, form_file.read(form, now), STAFF, now)
            for event in session.scalars(sa.select(EventSession).where(EventSession.series_id == made.id)).all():
                sessions.open_(session, event.code, STAFF, now)
        # A row of before gives the samples the same calendar address each time.
        sessions.find(session, EVENING).last_number = 1
        session.add(
            Enrolment(
                event_code=EVENING, user_id=str(context.user_id), state="cancelled", at=now, number=1,
                calendar_key="sample",
            )
        )  # fmt: skip
        session.flush()
        for number in range(others):
            seats.join(session, EVENING, f"U{number + 1:032x}", 1, now)

    return step


def _seat_freed(context: Context) -> None:
    """Somebody gives up a seat, which is offered to the first in line."""
    seats.leave(context.session, EVENING, f"U{1:032x}", context.now)
    offers.offer_free(context.session, seats.hold(context.session, EVENING), context.now)


def _moved(context: Context) -> None:
    sessions.move(context.session, EVENING, [read_day("2026-12-18")], STAFF, "会場の都合", context.now)


def _cancelled(context: Context) -> None:
    sessions.cancel(context.session, EVENING, STAFF, "大雪のため", context.now)


def _told(context: Context) -> list[Message]:
    """What waits to be told to the person."""
    chosen = sa.select(PersonalNotice).where(PersonalNotice.user_id == context.user_id).order_by(PersonalNotice.id)
    return [message for row in context.session.scalars(chosen) for message in KINDS[row.kind](row, context)]


def _evening_over(context: Context) -> None:
    """Everybody was there, it is the day after, and the office says thanks."""
    door_code = sessions.find(context.session, EVENING).door_code
    door.check_in(context.session, door_code, str(context.user_id), at_on(dt.date(2026, 12, 11), dt.time(18, 20)))
    thanks.make(context.session, EVENING, context.now)


DAY_AFTER = dt.date(2026, 12, 12)
JOIN = ("12月のガレージに2人で申し込みたい", "2人で申し込む")
FULL = (_opened(8, 8), "12月のガレージのキャンセル待ちをしたい")
QUEUE = (*FULL, "キャンセル待ちする", "1人")
EVENT_SCENES = (
    EventScene("イベントの一覧", "職員が開いた回を、日にちの近い順に出します。", (_opened(20, 8), "イベント")),
    EventScene(
        "次の回を聞かれたとき",
        "空きが少なくなると、色と言葉で伝えます。",
        (_opened(20, 18), "12月のガレージまだ空いてる？"),
    ),
    EventScene(
        "講座に申し込みたいとき",
        "何日かの講座も、1回の申し込みで済みます。",
        (_opened(20), "8月のゼミ 申し込みたい"),
    ),
    EventScene(
        "人数をたずねる", "ボタンでも文字でも答えられます。", (_opened(20), "12月のガレージに申し込みたい", "申し込む")
    ),
    EventScene("申し込んだとき", "受付番号と、カレンダーへの入れ方を伝えます。", (_opened(20), *JOIN)),
    EventScene("満席のとき", "キャンセル待ちができることを伝えます。", FULL),
    EventScene("キャンセル待ち", "先頭から何番目かを伝えます。", QUEUE),
    EventScene("席が空いたとき", "だれの席をいつまで取っておくかを、先に言います。", (*QUEUE, _seat_freed, _told)),
    EventScene("取りやめるとき", "一度だけ確かめます。", (_opened(20), *JOIN, "行けなくなった")),
    EventScene("日時が変わったとき", "前と今の日時を並べます。", (_opened(20), *JOIN, _moved, _told)),
    EventScene("中止になったとき", "理由と、しなくてよいことを伝えます。", (_opened(20), *JOIN, _cancelled, _told)),
    EventScene(
        "終わったあと",
        "お礼と、2つの質問。お答えに名前は付きません。",
        (_opened(20), *JOIN, _evening_over, _told),
        DAY_AFTER,
    ),
)
