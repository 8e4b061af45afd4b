"""Writes a planned announcement as a file would hold it, and has it read and checked like one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import yaml

from bot.announcements import audience, repeats, timing
from bot.announcements.content import Checks
from bot.announcements.content_file import read
from bot.announcements.draft import Draft
from bot.announcements.themes import themes
from bot.clock import jst
from bot.errors import Problem
from bot.events import wording_plan as wording
from bot.events.plan_facts import NAME, day_of, facts, over, stands
from bot.events.plan_steps import Slot
from bot.events.series import text_of
from bot.models_events import EventSeries, EventSession
from bot.models_sending import Announcement

_LINE = re.compile(r"^行 \d+: ")
_MOMENT = re.compile(r"\d\s*(?:年|月|日|時|:|/|回目)")  # words that hold for one day only

Page = dict[str, Any]


@dataclass(frozen=True)
class Doing:
    """Who plans, at which moment (aware UTC), why, and where links may lead beside link_hosts.yaml."""

    by: str
    now: dt.datetime
    hosts: Collection[str] = ()
    reason: str = ""


def draft_of(
    event: EventSession, series: EventSeries, slot: Slot, doing: Doing, old: Announcement | None = None
) -> Draft:
    """The draft of a step from the session's row; what somebody wrote into the `old` one is kept.

    Raises Problem when the checks of a file do not let it pass.
    """
    page = _page(event, series, slot)
    if old is not None:
        _keep(page, old, event.name)
    checks = Checks({key: one.name for key, one in themes().items()}, audience.parse, repeats.parse, None, doing.hosts)
    text = yaml.safe_dump(page, allow_unicode=True, sort_keys=False, width=10_000)
    try:
        draft = read(text, doing.now, checks)
    except Problem as problem:  # the lines of a file nobody wrote say nothing
        sentences = [_LINE.sub("", sentence) for sentence in problem.sentences]
        said = {"step": slot.key, "code": event.code}
        raise Problem(*(wording.CANNOT_BUILD.format(**said, why=why) for why in sentences)) from None
    return replace(draft, content={**draft.content, "said": stands(event, slot)})


def _page(event: EventSession, series: EventSeries, slot: Slot) -> Page:
    step, day, at = slot.step, day_of(event, slot), slot.at(event)
    start = day.starts_at
    words = {
        "date": wording.DATE.format(year=day.day.year, month=day.day.month, day=day.day.day),
        "name": event.name, "code": event.code, "number": slot.number, 
        "what": text_of(series, event.code) or event.what or "",
        "day": wording.short_day(day.day, 1 if step.each_day else len(event.days)),
        "hour": wording.FROM.format(start=timing.time_in_words(day.start)) if day.start else wording.TODAY_IS,
    }  # fmt: skip
    page = {
        "kind": step.kind,
        "theme": series.theme,
        "audience": step.audience.format(**words),
        "title": step.title.format(**words),
        "text": step.text.format(**words).strip(),
        "starts_at": _written(start) if start else day.day.isoformat(),
        "past": _written(over(event, slot)),
        "facts": facts(event, slot),
        "button": {"label": step.label.format(**words), "say": step.say.format(**words)},
    }
    return page if at is None else {**page, "send_at": _written(at)}


def _written(moment: dt.datetime) -> str:
    return f"{jst(moment):%Y-%m-%d %H:%M}"


def _keep(page: Page, old: Announcement, now: str) -> None:
    """Takes over what somebody wrote by hand, unless it speaks of a day, an hour, or by another name."""
    content = old.content
    name = content.get("said", {}).get(NAME)

    def stale(text: str) -> bool:
        return bool(_MOMENT.search(_even(text))) or (name not in (None, "", now) and _even(name) in _even(text))

    if old.send_at is not None and _same_day(page, content.get("starts_at")):
        page["send_at"] = _written(old.send_at)
    page |= {"theme": old.theme, "audience": old.audience, "style": content.get("style") or "しずか"}
    if not stale(content["text"]):
        page["text"] = content["text"]
    button = content.get("button")
    if button and not stale(button.get("say", "")):
        page["button"] = dict(button)
    if content.get("source"):
        page["source"] = content["source"]
    from_the_row = {*content.get("said", ()), "会場", "開催日時"}
    for label, text in content.get("facts", ()):
        if label not in page["facts"] and label not in from_the_row and not stale(text):
            page["facts"][label] = text


def _same_day(page: Page, starts_at: str | None) -> bool:
    return starts_at is not None and f"{jst(dt.datetime.fromisoformat(starts_at)):%Y-%m-%d}" == page["starts_at"][:10]


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
