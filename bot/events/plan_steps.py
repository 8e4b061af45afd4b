"""The steps of a plan, read from plan_steps.yaml, and when each of them goes out for a session."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from bot.announcements import repeats, timing
from bot.announcements.content_days import read_time
from bot.announcements.repeat_days import Repeat, moved_day
from bot.announcements.styles import templates
from bot.errors import Problem
from bot.events import wording_plan as wording
from bot.events.days import from_json
from bot.models_events import EventSession

RETIRED = "#"  # "明日です#12": announcement 12 was planned as this step and is not used any more
_APART = re.compile(r"[\s、,，・]+")


@dataclass(frozen=True)
class Step:
    """One kind of announcement of a plan; `left_out` says on which days it moves to the day before."""

    name: str
    kind: str
    days_before: int
    at: dt.time  # in Japan
    audience: str
    title: str
    text: str
    facts: tuple[str, ...]
    label: str
    say: str
    usual: bool
    apply: bool = False
    each_day: bool = False
    left_out: Repeat | None = None


@dataclass(frozen=True)
class Slot:
    """A step of one session: of its first day, or of the day `number` (from 1)."""

    step: Step
    number: int = 1

    @property
    def key(self) -> str:
        """What stands in announcement.plan_step, at most 20 signs."""
        return self.step.name if not self.step.each_day else f"{self.step.name} {self.number}"

    def day(self, event: EventSession) -> dt.date:
        """The day it speaks of, in Japan."""
        return from_json(event.days)[self.number - 1].day

    def at(self, event: EventSession) -> dt.datetime | None:
        """When it goes out (aware UTC); None when every day in reach is left out."""
        day: dt.date | None = self.day(event) - dt.timedelta(days=self.step.days_before)
        if self.step.left_out is not None and day is not None:
            day = moved_day(self.step.left_out, day)
        return None if day is None else timing.at_on(day, self.step.at)


@cache
def steps() -> dict[str, Step]:
    """All steps by name; a wrong table is a ValueError."""
    text = resources.files("bot.events").joinpath("plan_steps.yaml").read_text("utf8")
    return {name: _step(name, fields) for name, fields in yaml.safe_load(text)["steps"].items()}


def named(written: str) -> list[Step]:
    """The steps somebody named (告知,明日です), in the order of the table; "" means the usual ones. Raises Problem."""
    known = steps()
    wanted = [name for name in _APART.split(written.strip()) if name]
    if strange := [name for name in wanted if name not in known]:
        raise Problem(wording.NO_STEP.format(name="、".join(strange), names="、".join(known)))
    return [step for step in known.values() if (step.name in wanted if wanted else step.usual)]


def slots(event: EventSession, chosen: Sequence[Step]) -> list[Slot]:
    """What these steps mean for the session."""
    found = []
    for step in chosen:
        numbers = range(2, len(event.days) + 1) if step.each_day else (1,)
        found += [Slot(step, number) for number in numbers]
    return found


def slot_of(event: EventSession, plan_step: str | None) -> Slot | None:
    """The slot of a stored plan_step; None when it is retired, or there is no such step or day any more."""
    name, _, number = (plan_step or "").partition(" ")
    step = steps().get(name)
    if step is None or RETIRED in number:
        return None
    slot = Slot(step, int(number or 1))
    return slot if slot.number <= len(event.days) else None


def _step(name: str, fields: dict[str, object]) -> Step:
    given = dict(fields)
    at, skip = read_time(str(given.pop("at"))), given.pop("skip", None)
    left_out = None
    if skip:
        left_out = repeats.parse({"rule": "毎日", "at": f"{at:%H:%M}", "skip": skip, "on_skip": "before"})
    step = Step(name=name, at=at, left_out=left_out, **(given | {"facts": tuple(given["facts"])}))  # type: ignore[arg-type]
    exact = templates().kinds[step.kind].days_before
    if exact is not None and (exact != step.days_before or left_out is not None):
        raise ValueError(f"plan_steps.yaml: {name} would not be true on that day")
    if timing.quiet(timing.at_on(dt.date(2000, 1, 1), at)):
        raise ValueError(f"plan_steps.yaml: {name} goes out at night")
    return step
