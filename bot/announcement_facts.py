"""What a file may fill in about a program: words of its record, each with a source, never anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.clock import today_jst
from handlers import wording
from handlers.labels import BADGES, TOPICS
from knowledge.loader import shipped
from knowledge.programs import Fact
from knowledge.status import status_on


def facts_of(now: dt.datetime) -> Callable[[str], dict[str, str] | None]:
    """By a program's number: 名前, 番号, 状況, 出典 and every topic of its record; None for an unknown number."""
    knowledge = shipped()

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
        own["状況"] = BADGES[status_on(program, today_jst(now)).standing]
        if latest is not None:
            own["出典"] = own["source"] = wording.source_line(titles[:2], latest)
        return {label: "".join(fact.text for fact in facts) for label, facts in told.items()} | own

    return words
