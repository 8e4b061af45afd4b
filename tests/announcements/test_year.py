"""A year of announcements under a clock that jumps, with restarts and three dark days: each once, in time, by day."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot.announcements import drafts, repeats, sending, timing
from bot.clock import jst
from bot.db import read_scope, session_scope
from bot.errors import Problem
from bot.log import Who
from bot.metrics import Metrics
from bot.models_sending import Announcement, StaffAlert
from jobs.broadcast import broadcast
from jobs.broadcast_end import watch_broadcasts
from jobs.parts import Parts
from jobs.repeat import plan_occurrences
from jobs.sweep import sweep
from tests.announcements.office import at_jst, befriend, create, go_live
from tests.conftest import make_settings
from tests.fakes import FakeLine, FixedClock, echo, sorry

START = at_jst("2026-01-05T09:00")
END = at_jst("2027-01-12T09:00")
DARK = (at_jst("2026-05-28T17:30"), at_jst("2026-05-31T17:30"))  # over a Friday and the end of a month
NAP = (at_jst("2026-12-28T16:58"), at_jst("2026-12-28T17:08"))  # ten minutes: still in time
NIGHT_OUT = (at_jst("2026-08-20T20:58"), at_jst("2026-08-21T09:00"))
REPEATS = {
    "毎月末日": {"rule": "毎月末日", "at": "17:00"},
    "毎月31日": {"rule": "毎月31日", "at": "9:00"},
    "第2金曜": {"rule": "毎月第2金曜", "at": "18:00", "skip": ["holidays", "12/29〜1/3"], "on_skip": "before"},
    "平日": {"rule": "毎週月曜", "at": "8:00", "skip": "holidays", "on_skip": "after"},
}
SINGLE = [
    "2026-01-05T10:00", "2026-01-31T20:59", "2026-02-28T08:00", "2026-03-31T23:59", "2026-04-01T08:00",
    "2026-04-29T12:00", "2026-05-29T10:00", "2026-05-30T12:00", "2026-06-01T08:00", "2026-08-20T20:59",
    "2026-09-22T09:30", "2026-12-28T17:00", "2026-12-31T20:30", "2027-01-01T08:00", "2027-01-04T08:30",
]  # fmt: skip


def started(engine: sa.Engine, clock: FixedClock, line: FakeLine) -> Parts:
    """A process that has just been started on the same rows."""
    return Parts(
        engine=engine, clock=clock, settings=make_settings(), line=line, desk=None,  # type: ignore[arg-type]
        metrics=Metrics(), who=Who("salt"), dispatch=echo, sorry=sorry,
    )  # fmt: skip


def reserve(parts: Parts, **changes: object) -> int:
    """From draft to reservation; what its approver may not reserve stays a draft."""
    number = create(parts, **changes)
    with session_scope(parts.engine) as session:
        drafts.submit(session, number, "佐藤", parts.clock.now())
        drafts.approve(session, number, "鈴木", parts.clock.now())
    return number


def tick(parts: Parts) -> None:
    """What the schedule calls again and again; each is free to find nothing to do."""
    plan_occurrences(parts)
    sweep(parts)
    watch_broadcasts(parts)
    broadcast(parts, parts.worker)


def moments(engine: sa.Engine, dice: random.Random, now: dt.datetime) -> Iterator[dt.datetime]:
    """The next looks of a service that looks every few seconds, without those at which nothing can be due."""
    while now < END:
        with read_scope(engine) as session:
            ahead = (Announcement.state == "scheduled", Announcement.due_at > now)
            due = session.scalar(sa.select(sa.func.min(Announcement.due_at)).where(*ahead)) or END
        # It looks within a minute after anything is due; and once a day it plans ahead.
        now = min(due + dt.timedelta(seconds=dice.uniform(0, 60)), now + dt.timedelta(hours=24), END)
        for stopped, begun in (DARK, NAP, NIGHT_OUT):
            now = begun if stopped <= now < begun else now
        yield now


def test_a_year(quick_file: sa.Engine) -> None:
    dice, clock, line = random.Random(2026), FixedClock(START), FakeLine()
    parts = started(quick_file, clock, line)
    befriend(parts, [1, 2, 3])
    go_live(parts)
    single = {}
    for text in SINGLE:
        if timing.quiet(at_jst(text)):
            with pytest.raises(Problem, match="夜間"):
                reserve(parts, send_at=at_jst(text))
        else:
            single[reserve(parts, send_at=at_jst(text))] = at_jst(text)
    stale = reserve(parts, send_at=at_jst("2026-07-31T10:00"), past_at=at_jst("2026-07-31T10:00:30"))
    single[stale] = at_jst("2026-07-31T10:00")
    stopped = reserve(parts, send_at=at_jst("2026-10-31T10:00"))
    origins = {reserve(parts, repeat=rule): rule for rule in REPEATS.values()}
    for now in moments(quick_file, dice, START):
        clock.move(now - clock.now())
        if dice.random() < 0.2:
            parts = started(quick_file, clock, line)
        if jst(now).date() == dt.date(2026, 10, 30):
            with session_scope(quick_file) as session:
                if drafts.find(session, stopped).state == "scheduled":
                    sending.stop(session, stopped, "佐藤", now)
        tick(parts)
    judge(quick_file, line, single, origins, stopped)


def judge(
    engine: sa.Engine, line: FakeLine, single: dict[int, dt.datetime], origins: dict[int, dict[str, object]],
    stopped: int,
) -> None:  # fmt: skip
    """What went out, what was held, and what the staff were told."""
    with read_scope(engine) as session:
        rows = list(session.scalars(sa.select(Announcement).where(Announcement.repeat.is_(None))))
        alerts = dict(session.execute(sa.select(StaffAlert.key, StaffAlert.words)).all())
        rows = [row for row in rows if row.due_at is not None and row.due_at < END]
    sent = [row for row in rows if row.state == "sent"]
    assert len(line.multicasts) == len(sent)  # each once
    for row in sent:
        assert row.started_at is not None
        assert row.due_at is not None
        assert dt.timedelta(0) <= row.started_at - row.due_at <= timing.STALE
        assert not timing.quiet(row.started_at)
    held = {row.due_at: row for row in rows if row.state == "held"}
    for row in held.values():  # nothing was forgotten: whatever did not go was told
        assert row.held_for in ("late", "past")
        assert any(key.startswith(f"announcement:{row.id}:") for key in alerts)
    assert {row.state for row in rows if row.id != stopped} == {"sent", "held"}
    assert next(row.state for row in rows if row.id == stopped) == "stopped"
    # Every single one, and every occurrence the rule knows: sent, or dark at its time.
    for number, at in single.items():
        row = next(row for row in rows if row.id == number)
        assert (row.state == "sent") == ((not dark(at) and row.past_at is None) or in_time(row))
    for origin, rule in origins.items():
        planned = [row.occurrence_at for row in rows if row.parent_id == origin]
        expected = repeats.occurrences(repeats.parse(rule), START, END)
        assert sorted(at for at in planned if at) == expected
        assert {at for at in expected if at in held} == {at for at in expected if dark(at)}
    ends = [jst(row.due_at).day for row in sent if row.parent_id == next(iter(origins)) and row.due_at]
    assert {28, 30, 31} <= set(ends)
    assert len(ends) == 11  # of twelve, the one of May came due in the dark days


def in_time(row: Announcement) -> bool:
    return row.past_at is not None and row.started_at is not None and row.started_at < row.past_at


def dark(at: dt.datetime) -> bool:
    """Whether nothing ran from then on for more than a quarter of an hour."""
    return any(stopped <= at and begun - at > timing.STALE for stopped, begun in (DARK, NIGHT_OUT) if at < begun)

