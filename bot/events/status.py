"""How a session stands for people (予定 受付中 満席 締め切り 中止 終了), and what it lacks before it can be opened."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Protocol

from bot.announcements.timing import at_on
from bot.events import wording
from bot.events.days import from_json
from bot.models_events import EventSession


class Status(StrEnum):
    """The key; `words` is what people read."""

    PLANNED = "planned"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OVER = "over"

    @property
    def words(self) -> str:
        """In Japanese."""
        return wording.STATUS[self.value]


class Taken(Protocol):
    """What is known about the seats: how many are free (None: no limit) and how many people wait."""

    @property
    def free(self) -> int | None: ...

    @property
    def waiting(self) -> int: ...


def status_of(event: EventSession, seats: Taken | None, now: dt.datetime) -> Status:
    """The status at this moment. While somebody waits it is full: who comes now stands behind them."""
    if event.state == "cancelled":
        return Status.CANCELLED
    if event.over_at <= now:
        return Status.OVER
    if event.state == "planned":
        return Status.PLANNED
    if closes_at(event) <= now:
        return Status.CLOSED
    if seats is not None and seats.free is not None and (seats.free <= 0 or seats.waiting > 0):
        return Status.FULL
    return Status.OPEN


def closes_at(event: EventSession) -> dt.datetime:
    """The first moment at which nobody can enrol any more: the deadline, at the latest when it begins; aware UTC."""
    begins = begins_at(event)
    return min(event.apply_until, begins) if event.apply_until else begins


def deadline(event: EventSession) -> dt.datetime | None:
    """The deadline as people are told it, the first moment that is too late (aware UTC); None: until it begins.

    A day that was written stays in the row when the session moves before it, and counts again when it moves behind it.
    """
    begins = event.starts_at or at_on(event.first_day + dt.timedelta(days=1), dt.time())
    return event.apply_until if event.apply_until and event.apply_until < begins else None


def begins_at(event: EventSession) -> dt.datetime:
    """When it begins; where no hour is stated the beginning of its first day. Aware UTC."""
    return event.starts_at or at_on(event.first_day, dt.time())


def gaps(event: EventSession) -> tuple[str, ...]:
    """What is missing before people can enrol: 場所, 開始時刻."""
    hours = all(one.start is not None for one in from_json(event.days))
    found = ((wording.PLACE, bool(event.place or event.online_url)), (wording.HOURS, hours))
    return tuple(name for name, there in found if not there)


def ready(event: EventSession) -> bool:
    """Whether nothing is missing."""
    return not gaps(event)
