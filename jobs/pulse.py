"""Signs of life of the threads and jobs, kept in memory and written to the database by one tick."""

from __future__ import annotations

import datetime as dt
import threading

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.models import JobHeartbeat
from bot.queue import SKEW

# How old a job's last sign of life may be before /readyz says so; an answer may take a while, the others are short.
LIMITS = {
    "answer": dt.timedelta(seconds=60),
    "deliver": dt.timedelta(seconds=60),
    "broadcast": dt.timedelta(seconds=90),
    "sweep": dt.timedelta(seconds=60),
    "watch_broadcasts": dt.timedelta(minutes=3),
    "watch_heartbeats": dt.timedelta(seconds=60),
    "cleanup": dt.timedelta(hours=26),
    "erase_asked": dt.timedelta(seconds=60),
}
# The watch looks every few seconds; when more than this lies between two looks, the clock was moved or the whole
# process stood still, and nobody can be blamed for the time between.
JUMP = dt.timedelta(seconds=60)
SILENCE = "silent:"  # rows that say which process has a silent job stand beside the signs of life

ANYBODY = 0


class Pulse:
    """The last sign of life of each job in this process; of a job with threads of its own, of each thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._signs: dict[str, dict[int, dt.datetime]] = {}
        self._written: dict[str, dt.datetime] = {}
        self._looked: dt.datetime | None = None
        self._base: dt.datetime | None = None

    def enter(self, name: str, now: dt.datetime) -> None:
        """This thread works for the job from now on: its silence counts, also when others of the job are alive."""
        with self._lock:
            signs = self._signs.setdefault(name, {})
            signs.pop(ANYBODY, None)
            signs[threading.get_ident()] = now

    def leave(self, name: str) -> None:
        """This thread has ended as it should."""
        with self._lock:
            self._signs.get(name, {}).pop(threading.get_ident(), None)

    def beat(self, name: str, now: dt.datetime) -> None:
        """The job is alive; said by one of its threads, it is that thread's sign of life."""
        me = threading.get_ident()
        with self._lock:
            signs = self._signs.setdefault(name, {})
            if me in signs:
                signs[me] = now
            elif not signs or ANYBODY in signs:
                signs[ANYBODY] = now

    def silent(self, now: dt.datetime, limit: dt.timedelta) -> list[str]:
        """The jobs of which this process has had no sign of life, or not from each thread, for longer than `limit`.

        To be asked every few seconds of the desk's clock. That clock may be moved: a jump is seen by the time between
        two looks, and from then on every job has the whole limit anew.
        """
        with self._lock:
            if self._looked is None or not dt.timedelta(0) <= now - self._looked <= JUMP:
                self._base = now
            self._looked = now
            base = self._base or now
            oldest = {
                # What was written on the other side of a jump tells nothing.
                name: min(sign if base <= sign <= now + SKEW else base for sign in signs.values())
                for name, signs in self._signs.items()
                if signs
            }
        return sorted(name for name, sign in oldest.items() if now - sign > limit)

    def write(self, session: Session) -> None:
        """Puts what is new where every replica's /readyz sees it: who is silent here leaves the word to the others."""
        with self._lock:
            newest = {name: max(signs.values()) for name, signs in self._signs.items() if signs}
            rows = [{"name": name, "at": at} for name, at in sorted(newest.items()) if self._written.get(name) != at]
            self._written = newest
        put(session, rows)


def put(session: Session, rows: list[dict[str, object]]) -> None:
    """Writes signs of life: the name and the moment of each."""
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(JobHeartbeat).values(rows)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": statement.excluded.at}))


def last_signs(session: Session) -> dict[str, dt.datetime]:
    """The last sign of life of every job in any process."""
    rows = session.execute(sa.select(JobHeartbeat.name, JobHeartbeat.at).order_by(JobHeartbeat.name))
    return {name: at for name, at in rows if not name.startswith(SILENCE)}


def overdue(signs: dict[str, dt.datetime], now: dt.datetime) -> list[str]:
    """The jobs that never ran or have been silent for too long, in the order of LIMITS."""
    return [name for name, limit in LIMITS.items() if name not in signs or now - signs[name] > limit]
