"""What an announcement may fill in about a program: words of its record, each with a source, never anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.announcements import audience, wording_content
from bot.announcements.audience_terms import Audience, Both, Either, Named, Not
from bot.clock import today_jst
from bot.errors import Problem
from bot.windows import ConfirmedWindow
from handlers import wording, wording_windows
from handlers.labels import TOPICS
from handlers.standing import badge_on
from knowledge.loader import Knowledge, shipped
from knowledge.programs import Fact, Topic
from knowledge.windows import LIVE, states

STILL_TRUE = {"受付中": "締切間近"}  # what is about to close is open yet


def facts_of(
    now: dt.datetime, windows: Mapping[str, Sequence[ConfirmedWindow]], known: Knowledge | None = None
) -> Callable[[str], dict[str, str] | None]:
    """By a program's number: 名前, 番号, 状況, 出典 and every topic of its record; None for an unknown number.

    `windows` are those that the office has confirmed: they decide 状況, and 受付期間 where there is one to tell.
    """
    knowledge, today = known or shipped(), today_jst(now)

    def words(number: str) -> dict[str, str] | None:
        program = knowledge.programs.get(number)
        if program is None:
            return None
        told: dict[str, list[Fact]] = {}
        for fact in program.facts:
            told.setdefault(TOPICS[fact.topic], []).append(fact)
        titles = list(dict.fromkeys(knowledge.sources[fact.source.part].title for fact in program.facts))
        latest = max((knowledge.as_of(fact) for fact in program.facts), default=None)
        own = {"名前": program.name, "name": program.name, "番号": program.id, "number": program.id}
        given = windows.get(program.id, ())
        own["状況"] = badge_on(program, today, given)
        if live := [one for one in states(program, today, given) if one.confirmed_on and one.state in LIVE]:
            own[TOPICS[Topic.WINDOW]] = "\n".join(wording_windows.confirmed(one) for one in live)
        if latest is not None:
            own["出典"] = own["source"] = wording.source_line(titles[:2], latest)
        return {label: "".join(fact.text for fact in facts) for label, facts in told.items()} | own

    return words


def known_audience(expression: str) -> Audience:
    """The audience as parsed. Raises Problem also for a program that is in no record: nobody could watch it."""
    parsed = audience.parse(expression)
    for number in _watched(parsed):
        if number not in shipped().programs:
            raise Problem(wording_content.UNKNOWN_PROGRAM.format(number=number))
    return parsed


def _watched(part: Audience) -> Iterator[str]:
    match part:
        case Named("watching", number):
            yield number
        case Not(inner):
            yield from _watched(inner)
        case Both(parts) | Either(parts):
            for one in parts:
                yield from _watched(one)


def outdated(
    content: dict[str, Any],
    now: dt.datetime,
    windows: Mapping[str, Sequence[ConfirmedWindow]],
    known: Knowledge | None = None,
) -> bool:
    """Whether the record or the office says something else by now than was filled in when this was written: what was
    open has closed, a sum has changed, the program is gone.
    """
    filled = content.get("program_said")
    if not filled:
        return False
    words = facts_of(now, windows, known)(content.get("program", "")) or {}
    return any(words.get(label) not in (said, STILL_TRUE.get(said)) for label, said in filled.items())
