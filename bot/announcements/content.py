"""What the rest of the desk must know to check a file, and what the content of a Draft says about its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.announcements import wording_content as wording
from bot.announcements.draft import Draft
from bot.announcements.styles import templates
from bot.clock import jst

__all__ = ["Checks", "Draft", "wrong_day"]


@dataclass(frozen=True)
class Checks:
    """What content_file is told from outside; each function raises Problem for what it does not take.

    `themes`: keys and Japanese names (empty: any is taken). `program`: the sourced words of a program by its number,
    None for an unknown one. `hosts`: where links may lead beside link_hosts.yaml. `at_night`: the time may be in the
    quiet hours, since it puts something right.
    """

    themes: Mapping[str, str] = field(default_factory=dict)
    audience: Callable[[str], object] | None = None
    repeat: Callable[[dict[str, Any]], object] | None = None
    program: Callable[[str], Mapping[str, str] | None] | None = None
    hosts: Collection[str] = ()
    at_night: bool = False


def wrong_day(content: dict[str, Any], at: dt.datetime) -> str | None:
    """The sentence that says why the words (明日です …) would not be true at that moment, or None when they are."""
    kind = templates().kinds[content["kind"]]
    if kind.days_before is None or not content.get("starts_at"):
        return None
    start, day = jst(dt.datetime.fromisoformat(content["starts_at"])).date(), jst(at).date()
    if (start - day).days == kind.days_before:
        return None
    when = wording.WHEN[kind.days_before]
    return wording.NOT_THE_DAY.format(kind=kind.name, when=when, send=wording.day(day), start=wording.day(start))
