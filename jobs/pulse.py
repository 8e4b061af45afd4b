"""Signs of life of the threads, kept in memory and written to the database by one tick."""

from __future__ import annotations

import datetime as dt
import threading

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.models import JobHeartbeat

# How old a job's last sign of life may be; an answer may take a while, the others are short.
LIMITS = {
    "answer": dt.timedelta(seconds=60),
    "deliver": dt.timedelta(seconds=60),
    "sweep": dt.timedelta(seconds=60),
    "cleanup": dt.timedelta(hours=26),
    "erase": dt.timedelta(seconds=60),
}


class Pulse:
    """The last sign of life of each job in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._beats: dict[str, dt.datetime] = {}

    def beat(self, name: str, now: dt.datetime) -> None:
        """The job is alive."""
        with self._lock:
            self._beats[name] = now

    def write(self, session: Session) -> None:
        """Puts the signs of life where every replica's /readyz sees them."""
        with self._lock:
            rows = [{"name": name, "at": at} for name, at in sorted(self._beats.items())]
        if not rows:
            return
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(JobHeartbeat).values(rows)
        session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": statement.excluded.at}))


def overdue(session: Session, now: dt.datetime) -> list[str]:
    """The jobs that never ran or have been silent for too long, in the order of LIMITS."""
    beats = {name: at for name, at in session.execute(sa.select(JobHeartbeat.name, JobHeartbeat.at))}
    return [name for name, limit in LIMITS.items() if name not in beats or now - beats[name] > limit]
