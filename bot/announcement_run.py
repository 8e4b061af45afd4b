"""Sends one announcement from the terminal, where no service is at work on the database."""

from __future__ import annotations

import datetime as dt
import time

import sqlalchemy as sa

from bot.announcements import wording
from bot.app import make_line, make_parts
from bot.clock import Clock
from bot.config import Settings
from bot.db import read_scope
from bot.errors import Problem
from bot.models import JobHeartbeat
from bot.models_sending import Announcement
from jobs.broadcast import broadcast
from jobs.broadcast_end import watch_broadcasts
from jobs.parts import Parts
from jobs.sole import SoleUse
from jobs.sweep import sweep

PATIENCE = 6.0  # seconds: a service that lives writes a sign of life every five
LOOK = 0.2
MOST = 3600.0  # seconds after which the terminal gives up; the rows stay, and a service goes on
ASKING = 10.0  # seconds in which LINE should have told how much of the month's quota is left


def run(engine: sa.Engine, settings: Settings, clock: Clock, number: int) -> None:
    """Returns when a service has taken it up, when it is over, or when it is due later.

    Raises Problem without LINE's credentials, and when LINE does not tell the quota. The clock is the one by which it
    was made due.
    """
    if _later(engine, clock, number) or _taken_up(engine, number):
        return
    sole = SoleUse(engine)
    try:
        sole.claim()
    except Problem:  # somebody works on the file and will come to it
        return
    try:
        settings.require_credentials()
        from handlers.desk import Desk

        _send(make_parts(settings, clock, make_line(settings), engine, Desk.open()), number)
    finally:
        sole.release()


def _send(parts: Parts, number: int) -> None:
    begun = parts.clock.seconds()
    while (waited := parts.clock.seconds() - begun) < MOST:
        # A terminal that died before this one may still hold a batch, or have left one whose key LINE has forgotten.
        sweep(parts)
        watch_broadcasts(parts)
        broadcast(parts, parts.worker)
        if _later(parts.engine, parts.clock, number):
            return
        if _state(parts.engine, number)[0] == "scheduled" and waited > ASKING:
            raise Problem(wording.QUOTA_UNSURE)
        time.sleep(LOOK)


def _later(engine: sa.Engine, clock: Clock, number: int) -> bool:
    """Whether nothing is to be sent now: it is over, asks the staff, or is due at another time."""
    state, due = _state(engine, number)
    return state != "sending" and (state != "scheduled" or (due is not None and due > clock.now()))


def _state(engine: sa.Engine, number: int) -> tuple[str, dt.datetime | None]:
    with read_scope(engine) as session:
        announcement = session.get_one(Announcement, number)
        return announcement.state, announcement.due_at


def _taken_up(engine: sa.Engine, number: int) -> bool:
    """Whether it is not to be sent here: a service shows itself within the patience, or it is not waiting any more."""
    first = None
    for _ in range(round(PATIENCE / LOOK)):
        state = _state(engine, number)[0]
        with read_scope(engine) as session:
            beat = session.scalar(sa.select(JobHeartbeat.at).where(JobHeartbeat.name == "broadcast"))
        first = first or beat
        if state not in ("scheduled", "sending") or (beat is not None and beat != first):
            return True
        if beat is None:
            return False
        time.sleep(LOOK)
    return False
