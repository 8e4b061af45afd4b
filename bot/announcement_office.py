"""The desk as a command finds it: its database, its clock, its switches, and who gives the command."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcement_shown import line
from bot.announcements import modes, wording
from bot.announcements.names import named
from bot.app import make_clock
from bot.clock import Clock
from bot.config import Settings, load_settings
from bot.db import make_engine, read_scope, require_head, session_scope
from bot.errors import Problem
from bot.models import JobHeartbeat
from bot.models_sending import Announcement, AnnouncementStep
from jobs.alerts import end_alert, raise_alert


@dataclass(frozen=True)
class Office:
    """The database of the settings and the clock of the desk; `now` is when the command was given."""

    engine: sa.Engine
    settings: Settings
    clock: Clock
    now: dt.datetime


def office() -> Office:
    """Raises Problem when the database is not ready."""
    settings = load_settings()
    engine = make_engine(settings.database_url)
    require_head(engine)
    clock = make_clock(settings)
    # A clock that was started at a chosen moment, or moved in a demonstration, is ahead of ours: the service's last
    # sign of life and the last command tell how far. Time never runs back between two commands.
    with read_scope(engine) as session:
        known = [session.scalar(sa.select(sa.func.max(at))) for at in (JobHeartbeat.at, AnnouncementStep.at)]
    clock.move(max([dt.timedelta(0), *(moment - clock.now() for moment in known if moment is not None)]))
    return Office(engine, settings, clock, clock.now())


@contextlib.contextmanager
def change() -> Iterator[tuple[Session, dt.datetime]]:
    """One write transaction at the desk's time."""
    here = office()
    try:
        with session_scope(here.engine) as session:
            yield session, here.now
    finally:
        here.engine.dispose()


def who(by: str) -> str:
    """Who does it; where nobody is named, the account on this machine, which approves nothing."""
    with contextlib.suppress(KeyError, OSError):
        return by.strip() or getpass.getuser()
    return by.strip() or wording.NO_ACCOUNT


def one_person(switch: str, by: str, reason: str) -> list[str]:
    """Whether one person may approve alone; everybody on the staff hears of it."""
    with change() as (session, now):
        _switch(session, modes.ONE_PERSON, switch, by, reason, now)
        alone = modes.one_person(session)
        if switch == "on":
            words = wording.ALONE_ALERT.format(by=named(by), reason=reason.strip())
            raise_alert(session, modes.ONE_PERSON, words, now)
        elif not alone:
            end_alert(session, modes.ONE_PERSON, now)
        return [wording.ONE_PERSON_WORDS[alone], *([] if alone else _approved_alone(session))]


def _approved_alone(session: Session) -> list[str]:
    """What was approved by one person and has not gone out yet; a repeat would go on."""
    waiting = Announcement.state.in_(("approved", "scheduled", "repeating"))
    chosen = sa.select(Announcement).where(waiting, Announcement.not_before.is_not(None))
    found = list(session.scalars(chosen.order_by(Announcement.id)))
    return [wording.ALONE_WAITING, *map(line, found)] if found else []


def live(switch: str, by: str, reason: str) -> list[str]:
    """Live or practice, and what is reserved already: with live it goes to everybody."""
    with change() as (session, now):
        _switch(session, modes.LIVE, switch, by, reason, now)
        on = modes.is_live(session)
        waiting = sa.select(Announcement).where(Announcement.state.in_(("scheduled", "held", "repeating")))
        found = list(session.scalars(waiting.where(Announcement.parent_id.is_(None)).order_by(Announcement.id)))
        lines = [wording.LIVE_WORDS[on]]
        if on and found:
            lines += [wording.LIVE_WAITING, *map(line, found)]
    return lines


def _switch(session: Session, key: str, switch: str, by: str, reason: str, now: dt.datetime) -> None:
    if switch not in ("on", "off", "show"):
        raise Problem(wording.ON_OFF)
    if switch != "show":
        modes.switch(session, key, switch == "on", by, reason, now)
