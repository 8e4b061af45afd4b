"""People who watch programs, windows that the office enters, and what was told of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot import watching, windows
from bot.db import read_scope, session_scope
from bot.models import OutboundMessage
from bot.models_events import PersonalNotice
from bot.windows import Entered
from jobs.deliver import deliver_all
from jobs.parts import Parts
from jobs.tell import tell
from jobs.watches import notice_watches
from tests.fakes import FixedClock

BY = "佐藤"


def at(day: str, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment on a day in Japan, as aware UTC."""
    moment = dt.datetime.fromisoformat(day).replace(hour=hour, minute=minute)
    return moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=9))).astimezone(dt.UTC)


def day(text: str | None) -> dt.date | None:
    """2026-12-10."""
    return dt.date.fromisoformat(text) if text else None


@dataclass
class Told:
    """Who was told what and when."""

    user_id: str
    occasion: str
    at: dt.datetime


@dataclass
class Office:
    """The desk with a clock that the test moves; `told` grows with every look."""

    parts: Parts
    clock: FixedClock
    told: list[Told] = field(default_factory=list)

    def go_to(self, moment: dt.datetime) -> None:
        """Moves the clock."""
        self.clock.move((moment - self.clock.now()).total_seconds())

    def watch(self, user_id: str, program: str) -> bool:
        with session_scope(self.parts.engine) as session:
            return watching.watch(session, user_id, program, self.clock.now())

    def unwatch(self, user_id: str, program: str) -> bool:
        with session_scope(self.parts.engine) as session:
            return watching.unwatch(session, user_id, program)

    def watch_day(self, user_id: str, program: str, on: str, why: str) -> bool:
        with session_scope(self.parts.engine) as session:
            return watching.watch_day(session, user_id, program, dt.date.fromisoformat(on), why, self.clock.now())

    def enter(
        self, program: str, begin: str | None, until: str | None, label: str = "申請受付", year: int = 2026
    ) -> int:
        with session_scope(self.parts.engine) as session:
            given = Entered(program, year, label, day(begin), day(until), None)
            return windows.add(session, given, BY, self.clock.now()).row.id

    def change(self, number: int, begin: str | None, until: str | None) -> None:
        with session_scope(self.parts.engine) as session:
            windows.change(session, number, (day(begin), day(until)), None, BY, self.clock.now())

    def close(self, number: int, until: str) -> None:
        """Earlier than planned."""
        with session_scope(self.parts.engine) as session:
            row = windows.find(session, number)
            windows.change(session, number, (row.starts_on, day(until)), None, BY, self.clock.now(), early=True)

    def withdraw(self, number: int) -> None:
        with session_scope(self.parts.engine) as session:
            windows.withdraw(session, number, "まちがい", BY, self.clock.now())

    def tick(self, times: int = 1) -> None:
        """The job, and what follows it; several replicas may run it."""
        for _ in range(times):
            notice_watches(self.parts)
        tell(self.parts)
        self._look()
        deliver_all(self.parts, "w")

    def note(self) -> None:
        """The job alone."""
        notice_watches(self.parts)

    def waiting(self) -> list[str]:
        with read_scope(self.parts.engine) as session:
            waits = sa.select(PersonalNotice.occasion).where(PersonalNotice.state == "waiting")
            return sorted(session.scalars(waits))

    def occasions(self, user_id: str) -> list[str]:
        """What a person was told, in order."""
        return [one.occasion for one in self.told if one.user_id == user_id]

    def messages(self) -> list[str]:
        """The bodies of all pushes."""
        with read_scope(self.parts.engine) as session:
            return [str(one) for one in session.scalars(sa.select(OutboundMessage.messages))]

    def _look(self) -> None:
        with read_scope(self.parts.engine) as session:
            rows = session.execute(
                sa.select(PersonalNotice.user_id, PersonalNotice.occasion, PersonalNotice.told_at)
                .where(PersonalNotice.state == "told", PersonalNotice.told_at == self.clock.now())
                .order_by(PersonalNotice.id)
            ).all()
        known = {(one.user_id, one.occasion, one.at) for one in self.told}
        self.told += [Told(*row) for row in rows if tuple(row) not in known]
