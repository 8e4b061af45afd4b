"""What a planned announcement says of its session: the fact lines, each from the row alone."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.announcements import timing
from bot.events import wording_plan as wording
from bot.events.days import EventDay, from_json, until_in_words
from bot.events.plan_steps import Slot
from bot.events.status import deadline
from bot.models_events import EventSession

MOST_DAYS = 12  # one line each; more would not fit a fact line
# What must stand in an announcement as the row has it, else it is not sent.
BINDING = ("日時", "場所", "対象", "申込")
NAME = "催しの名前"  # no line of its own: the title and the button say it


def facts(event: EventSession, slot: Slot) -> dict[str, str]:
    """The lines of the step, in its order; a place or an hour nobody has stated is a gap to be seen."""
    found = {
        "日時": when(event, slot),
        "場所": place(event, slot),
        "対象": event.who,
        "申込": _apply(event),
        "問い合わせ": event.contact,
    }
    return {label: text for label in slot.step.facts if (text := found[label])}


def stands(event: EventSession, slot: Slot) -> dict[str, str]:
    """What a draft made now says of the row: its lines, and the name."""
    return facts(event, slot) | {NAME: event.name}


def when(event: EventSession, slot: Slot) -> str:
    """Its days and hours in Japan; a reminder of one day says that day alone."""
    return wording.when([day_of(event, slot)] if slot.step.each_day else from_json(event.days), MOST_DAYS)


def day_of(event: EventSession, slot: Slot) -> EventDay:
    """The day it speaks of."""
    return from_json(event.days)[slot.number - 1]


def place(event: EventSession, slot: Slot) -> str:
    """Where it is; the address of an online meeting is shown in the talk to those enrolled, never in the message."""
    if not event.online_url:
        return event.place or wording.PLACE_MISSING
    where = wording.BOTH.format(place=event.place) if event.place else wording.ONLINE
    return where if slot.step.apply else wording.PAGE.format(place=where)


def over(event: EventSession, slot: Slot) -> dt.datetime:
    """From when on nobody may be told this any more: it has begun, or an invitation's time to apply is over."""
    day = day_of(event, slot)
    start = day.starts_at or timing.at_on(day.day + dt.timedelta(days=1), dt.time())
    return min(start, event.apply_until) if slot.step.apply and event.apply_until else start


def differing(content: Mapping[str, Any], event: EventSession, slot: Slot) -> tuple[str, str] | None:
    """The first label and text of the row that this content does not say; spaces and width do not matter.

    What the row says now has to stand in the fact lines, where the staff may have added to it, and has to be what it
    said when they were drafted (`said`): 会議室1 stands in 会議室12, and is another room.
    """
    written = _even("".join(text for _, text in content.get("facts", ())))
    now = facts(event, slot)
    drafted = content.get("said", now)
    for label in BINDING:
        phrase = now.get(label, "")
        if _even(phrase) not in written or _even(drafted.get(label, "")) != _even(phrase):
            return label, phrase or wording.NOT_STATED
    if _even(drafted.get(NAME, event.name)) != _even(event.name):
        return NAME, event.name
    return None


def _apply(event: EventSession) -> str:
    until = deadline(event)
    if until is None:
        return wording.APPLY
    return f"{wording.APPLY}（{wording.APPLY_UNTIL.format(at=until_in_words(until))}）"


def _even(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
