"""Notes what people who watch a program are to be told: the occasions due now are worked out, the rows made by SQL.

Looking costs a read for each occasion that is true now; only where somebody is still to be noted is anything written,
in slices, so that nobody waits long for the writer's turn. What is noted once (bot/personal.py) is never noted again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import log, personal, watching
from bot.clock import today_jst
from bot.db import read_scope, session_scope
from bot.models_events import DayWatch, PersonalNotice
from bot.models_sending import Watch
from bot.queue import rowcount
from bot.watching import Notice
from bot.windows import ConfirmedWindow, confirmed
from handlers import occasions
from handlers.day_watch import slots
from handlers.occasions import Occasion
from jobs.parts import Parts

SLICE = 2000  # people of one transaction
DAYS_KEPT = dt.timedelta(days=60)  # a day somebody waited for, after it has passed
LOOKS_AHEAD = dt.timedelta(days=45)  # a month's notice, and the longest time in which the office is closed

logger = log.get("watches")

Due = tuple[Notice, sa.Select[Any]]


def notice_watches(parts: Parts) -> None:
    """Makes the notices of all occasions that are due now and still true; runs every ten minutes."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        windows = confirmed(session)
        programs = set(session.scalars(sa.select(Watch.program_id).distinct()))
        days = _days(session, now)
        old = session.scalar(sa.select(DayWatch.day).where(DayWatch.day < today_jst(now) - DAYS_KEPT).limit(1))
        found = [*_of_programs(parts, windows, programs, now), *_of_days(days, now)]
        missing = [one for one in found if session.execute(one[1].limit(1)).first() is not None]
    noted = sum(_note(parts, notice, chosen, now) for notice, chosen in missing)
    if old:
        with session_scope(parts.engine) as session:
            rowcount(session, sa.delete(DayWatch).where(DayWatch.day < today_jst(now) - DAYS_KEPT))
    if noted:
        logger.info("noted for watchers", notices=noted)


def due(occasion: Occasion, now: dt.datetime) -> Notice:
    """The row of an occasion. What can wait comes with the week's others, unless an opening would be told too late."""
    push = max(now, occasion.due)
    if not occasion.urgent:
        bundle = personal.next_bundle(push)
        push = push if occasion.kind == "opens" and bundle >= occasion.until else bundle
    return Notice(f"watch.{occasion.kind}", occasion.name, occasion.about, occasion.due, push, occasion.until)


def _of_programs(
    parts: Parts, windows: dict[str, list[ConfirmedWindow]], programs: set[str], now: dt.datetime
) -> Iterator[Due]:
    today = today_jst(now)
    for code in sorted(programs):
        program = parts.desk.knowledge.programs.get(code)
        if program is None:
            continue
        for one in occasions.occasions(program, today, windows.get(code, ())):
            if one.due <= now < one.until:
                notice = due(one, now)
                yield notice, _still_to_hear(watching.watchers(notice, code, one.due), one)


def _still_to_hear(chosen: sa.Select[Any], one: Occasion) -> sa.Select[Any]:
    """Without those who learned of the window, or of its new days, only after the occasion: that told them its days."""
    if one.fiscal_year is None or one.confirmed_on is None:
        return chosen
    program = str(one.about["p"])
    corrected = occasions.corrected_name(program, one.fiscal_year, str(one.about["label"]))
    names = sa.or_(
        PersonalNotice.occasion == occasions.confirmed_name(program, one.fiscal_year),
        PersonalNotice.occasion.startswith(corrected, autoescape=True),
    )
    as_it_is = sa.or_(
        PersonalNotice.state == "waiting", PersonalNotice.told_at >= occasions.midnight(one.confirmed_on)
    )
    told = sa.select(PersonalNotice.id).where(
        PersonalNotice.user_id == Watch.user_id, names, PersonalNotice.made_at >= one.due, as_it_is,
    )  # fmt: skip
    return chosen.where(~told.exists())


def _days(session: Session, now: dt.datetime) -> list[tuple[str, dt.date, str]]:
    """The days people wait for that may be due: a few, however many people wait."""
    today = today_jst(now)
    near = DayWatch.day.between(today - dt.timedelta(days=1), today + LOOKS_AHEAD)
    rows = session.execute(sa.select(DayWatch.program_id, DayWatch.day, DayWatch.why).where(near).distinct())
    return [(row.program_id, row.day, row.why) for row in rows]


def _of_days(days: list[tuple[str, dt.date, str]], now: dt.datetime) -> Iterator[Due]:
    for code, day, why in days:
        name = watching.day_name(code, day)
        for slot in slots(day, why):
            if slot.due <= now < slot.until:
                about = {"p": code, "day": day.isoformat(), "why": why}
                notice = Notice("watch.day", name, about, slot.due, max(now, slot.due), slot.until)
                yield notice, _waiting_for(notice, code, day, why, slot.after, slot.due)


def _waiting_for(
    notice: Notice, code: str, day: dt.date, why: str, after: dt.datetime | None, before: dt.datetime
) -> sa.Select[Any]:
    noted = sa.select(PersonalNotice.id).where(
        PersonalNotice.user_id == DayWatch.user_id, PersonalNotice.occasion == notice.occasion
    )
    mine = (DayWatch.program_id == code, DayWatch.day == day, DayWatch.why == why, DayWatch.since < before)
    chosen = sa.select(DayWatch.user_id).where(*mine, ~noted.exists())
    return chosen if after is None else chosen.where(DayWatch.since >= after)


def _note(parts: Parts, notice: Notice, chosen: sa.Select[Any], now: dt.datetime) -> int:
    """Slice by slice; somebody who begins or ends a watch meanwhile is seen as they are in their slice."""
    who = chosen.selected_columns[0]
    total, last = 0, ""
    while True:
        with read_scope(parts.engine) as session:
            slice_ = chosen.where(who > last).order_by(who).limit(SLICE).subquery()
            upto = session.scalar(sa.select(sa.func.max(slice_.c.user_id)))
        if upto is None:
            return total
        with session_scope(parts.engine) as session:
            total += watching.put(session, notice, chosen.where(who > last, who <= upto), now)
        last = upto
