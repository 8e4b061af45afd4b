"""What a form says about a series: its rule or days, and what each of its sessions takes over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from bot.announcements.repeats import Repeat
from bot.announcements.timing import at_on, day_in_words, in_words
from bot.errors import Problem
from bot.events import wording
from bot.events.days import EventDay, rule_json, time_of, until_in_words
from bot.models_events import EventSeries

KINDS = ("meetup", "course", "single")


@dataclass(frozen=True)
class Deadline:
    """Until when one may enrol: a moment (aware UTC), or so many days before the first day, to its end or an hour."""

    days_before: int = 0
    time: dt.time | None = None
    moment: dt.datetime | None = None

    def on(self, days: Sequence[EventDay]) -> dt.datetime | None:
        """The first moment that is too late. One that is counted never lies after the beginning: None is until then.

        One that was written as a moment stays as it is; status.deadline says it only where it is before the beginning.
        """
        at = self._at(days[0])
        return at if self.moment is not None or at < _begins(days[0]) else None

    def late(self, days: Sequence[EventDay]) -> str:
        """The sentence that refuses one after the beginning, else ""; the end of the first day itself is no mistake."""
        first, at = days[0], self._at(days[0])
        if at <= _begins(first) or at == at_on(first.day + dt.timedelta(days=1), dt.time()):
            return ""
        start = in_words(first.starts_at) if first.starts_at else day_in_words(first.day)
        return wording.DEADLINE_LATE.format(at=until_in_words(at), start=start)

    def _at(self, first: EventDay) -> dt.datetime:
        if self.moment is not None:
            return self.moment
        day = first.day - dt.timedelta(days=self.days_before)
        return at_on(day, self.time) if self.time else at_on(day + dt.timedelta(days=1), dt.time())

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; deadline_of reads it again."""
        if self.moment is not None:
            return {"moment": self.moment.isoformat()}
        return {"days_before": self.days_before} | ({"time": f"{self.time:%H:%M}"} if self.time else {})


def _begins(first: EventDay) -> dt.datetime:
    return first.starts_at or first.over_at


def deadline_of(written: Mapping[str, Any] | None) -> Deadline | None:
    """The deadline in the JSON of a form."""
    if not written:
        return None
    if moment := written.get("moment"):
        return Deadline(moment=dt.datetime.fromisoformat(moment))
    return Deadline(written["days_before"], time_of(written.get("time")))


@dataclass(frozen=True)
class Details:
    """What every session takes over; None is not stated."""

    start: dt.time | None = None
    end: dt.time | None = None
    place: str | None = None
    online_url: str | None = None
    capacity: int | None = None
    most_people: int | None = None
    apply_until: Deadline | None = None
    who: str | None = None
    contact: str | None = None
    what: str | None = None
    needed_days: int | None = None
    text: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON of what is stated."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found |= {name: f"{time:%H:%M}" for name in ("start", "end") if (time := found[name])}
        found["apply_until"] = self.apply_until and self.apply_until.as_json()
        return {name: value for name, value in found.items() if value is not None}

    def over(self, other: Details) -> Details:
        """These, and where nothing is stated the other's; the hours go together."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: getattr(other, name) if value is None else value for name, value in found.items()}
        return Details(**kept | {"end": self.end if self.start else other.end})


def details_of(form: Mapping[str, Any]) -> Details:
    """The details in the column `form` of a series."""
    plain = {one.name: form.get(one.name) for one in fields(Details)}
    times = {"start": time_of(form.get("start")), "end": time_of(form.get("end"))}
    return Details(**plain | times | {"apply_until": deadline_of(form.get("apply_until"))})


@dataclass(frozen=True)
class SeriesForm:
    """A form that was read without mistakes. A course has its days, a meetup a rule or days, a single event a day."""

    code: str
    name: str
    kind: str
    theme: str
    details: Details = Details()
    rule: Repeat | None = None
    moved: Mapping[dt.date, dt.date] = field(default_factory=dict)
    days: tuple[EventDay, ...] = ()
    record_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """What the column `form` holds."""
        moved = {old.isoformat(): new.isoformat() for old, new in sorted(self.moved.items())}
        return self.details.as_json() | ({"moved": moved} if moved else {})

    def rule_json(self) -> dict[str, Any] | None:
        """What the column `rule` holds."""
        return rule_json(self.rule) if self.rule else None


def moved_of(series: EventSeries) -> dict[dt.date, dt.date]:
    """The days of the rule that are held on another day."""
    given: dict[str, str] = series.form.get("moved", {})
    return {dt.date.fromisoformat(old): dt.date.fromisoformat(new) for old, new in given.items()}


def text_of(series: EventSeries, code: str) -> str | None:
    """What the staff want announcements to say about this session: its own words, else those of the series."""
    own: dict[str, str] = series.form.get("texts", {})
    return own.get(code) or series.form.get("text")


def deadline_rule(series: EventSeries, code: str) -> Deadline | None:
    """How the deadline of this session was written: its own, else that of the series."""
    own: dict[str, Any] = series.form.get("deadlines", {})
    return deadline_of(own[code] if code in own else series.form.get("apply_until"))


def own_deadline(series: EventSeries, code: str) -> bool:
    """Whether staff gave this session a deadline of its own."""
    return code in series.form.get("deadlines", {})


def keep_deadline(series: EventSeries, code: str, given: Deadline | None) -> bool:
    """Keeps how the deadline of a session was written, so that it can be counted anew; False when nothing changes."""
    own: dict[str, Any] = dict(series.form.get("deadlines", {}))
    own.pop(code, None)
    if given != deadline_of(series.form.get("apply_until")):
        own[code] = given.as_json() if given else None
    if own == series.form.get("deadlines", {}):
        return False
    series.form = {name: value for name, value in series.form.items() if name != "deadlines"}
    series.form = series.form | ({"deadlines": own} if own else {})
    return True


def running(series: EventSeries) -> EventSeries:
    """The series, if something may be added to it. Raises Problem when it has ended."""
    if series.state == "ended":
        raise Problem(wording.HAS_ENDED.format(code=series.code, **ended_words(series)))
    return series


def ended_words(series: EventSeries) -> dict[str, str]:
    """When it was ended and why."""
    ended: dict[str, str] = series.form.get("ended", {})
    on = day_in_words(dt.date.fromisoformat(ended["on"])) if "on" in ended else ""
    return {"on": on, "reason": ended.get("reason", "")}
