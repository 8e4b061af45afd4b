"""What the rules of seats say, in a list that fits into one's head: the judge of tests/events/test_seats_states.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DAY = dt.timedelta(days=1)


@dataclass
class Party:
    """Somebody's wish as it stands."""

    who: str
    state: str
    people: int
    number: int
    until: dt.datetime | None = None
    told: bool = False
    last: dt.datetime | None = None  # when the latest offer for this place ended


@dataclass
class Model:
    """A session that begins in months; `line` holds who waits or was offered a seat, in order."""

    capacity: int
    parties: dict[str, Party] = field(default_factory=dict)
    line: list[str] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    offers: list[str] = field(default_factory=list)
    numbers: int = 0

    def of(self, who: str) -> Party | None:
        return self.parties.get(who)

    def free(self) -> int:
        return self.capacity - sum(one.people for one in self.parties.values() if one.state in ("enrolled", "offered"))

    def first(self) -> Party | None:
        for who in self.line:
            one = self.parties[who]
            if one.state == "waiting" and who not in self.blocked and one.people <= self.capacity:
                return one
        return None

    def someone_is_before(self, who: str) -> bool:
        offered = [one for one in self.parties.values() if one.state == "offered" and one.who != who]
        return bool(offered) or self.first() is not None

    def join(self, who: str, people: int, now: dt.datetime) -> str:
        one = self.of(who)
        if one and one.state == "offered" and one.until and one.until <= now:
            self.leave(who)
        elif one and one.state != "cancelled":
            return "already" if one.state == "enrolled" else one.state
        if people > min(5, self.capacity):
            return "too_many"
        if one is None:
            self.numbers += 1
            one = self.parties[who] = Party(who, "cancelled", people, self.numbers)
        waits = self.someone_is_before(who) or people > self.free()
        one.people, one.state = people, "waiting" if waits else "enrolled"
        if waits:
            self.line.append(who)
        return one.state

    def leave(self, who: str) -> bool:
        one = self.of(who)
        if one is None or one.state == "cancelled":
            return False
        one.state, one.until, one.last = "cancelled", None, None
        if who in self.line:
            self.line.remove(who)
        return True

    def change(self, who: str, people: int, now: dt.datetime) -> str:
        one = self.of(who)
        if one is None or one.state == "cancelled":
            return "not_enrolled"
        if one.state == "offered" and one.until and one.until <= now:
            return "expired"
        most = min(5, self.capacity)
        if one.state != "waiting":
            most = one.people if self.someone_is_before(who) else min(most, self.free() + one.people)
        if people > max(most, one.people):
            return "too_many"
        one.people = people
        return one.state

    def accept(self, who: str, now: dt.datetime) -> str:
        one = self.of(who)
        if one is None or one.state == "cancelled":
            return "expired"
        if one.state != "offered":
            return "already" if one.state == "enrolled" else "waiting"
        if one.until and one.until <= now:
            self.leave(who)
            return "expired"
        one.state, one.until = "enrolled", None
        self.line.remove(who)
        return "enrolled"

    def decline(self, who: str) -> bool:
        one = self.of(who)
        return one is not None and one.state == "offered" and self.leave(who)

    def look(self, now: dt.datetime, night: bool) -> None:
        """What the job does: offers end, then seats go to the first in line."""
        for who in list(self.line):
            one = self.parties[who]
            if one.state == "offered" and (who in self.blocked or (one.until and one.until <= now)):
                if one.told and who not in self.blocked:
                    self.leave(who)
                else:
                    one.state, one.until = "waiting", None
        while not night and (one := self.first()) and one.people <= self.free():
            until = (now + DAY).replace(second=0, microsecond=0)
            one.told = one.told and one.last == until  # the same offer again needs no second telling
            one.state, one.until, one.last = "offered", until, until
            self.offers.append(one.who)
