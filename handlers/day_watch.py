"""When somebody hears again of a day that いつなら対象？ named. Pure; moments are aware UTC, days JST.

A day from which something holds is told on its morning at nine. A day until which it holds is told once: 30 days
before, or 7, or on the day before, whichever still lay ahead when the person asked. Where the office is closed on such
a day, it comes on the last working day before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot import office_days
from bot.clock import today_jst
from handlers import occasions

LASTS = "good_until"
BEGINS = "begins"  # the program itself
FROM = "from_day"
HOLDS = dt.timedelta(days=30)  # so long it is still worth telling that a day has come


@dataclass(frozen=True)
class Slot:
    """Told at `due` to those who asked between `after` (None: ever) and then."""

    due: dt.datetime
    until: dt.datetime
    after: dt.datetime | None

    @property
    def day(self) -> dt.date:
        """The day of `due`."""
        return today_jst(self.due)


def slots(day: dt.date, why: str) -> list[Slot]:
    """All slots of a day, the earliest first."""
    if why != LASTS:
        due = occasions.moment(office_days.last_working(day))
        return [Slot(due, occasions.after(day) + HOLDS, None)]
    days = [office_days.last_working(day - dt.timedelta(days=before)) for before in occasions.BEFORE]
    dues = [occasions.moment(one) for one in days]
    return [Slot(due, occasions.after(day), dues[n - 1] if n else None) for n, due in enumerate(dues)]


def slot_for(day: dt.date, why: str, now: dt.datetime) -> Slot | None:
    """When somebody who asks now will hear; None when it is too late for that."""
    return next((slot for slot in slots(day, why) if slot.due > now), None)
