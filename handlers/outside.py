"""A house, works or an internship in another municipality: our figures are not told for it.

What the nearest program's record says of 市内 is told instead, and that the other municipality is to be asked.
"""

from __future__ import annotations

from bot.messages import Message, Text
from handlers import buttons, wording
from handlers.choose import CLEAR
from handlers.context import Context
from handlers.meant import Meant
from knowledge.programs import Fact, Record, Topic

OURS = ("市内", "一関市")
TOLD = (Topic.WHAT, Topic.WHO, Topic.CONDITIONS, Topic.WHERE)
MOST = 2  # sentences


def told(found: Meant, context: Context) -> list[Message] | None:
    """The answer to such a message; None for any other, and where the record itself speaks of that place."""
    place = found.reading.outside
    if not place:
        return None
    hit = found.hits[0] if found.hits and found.hits[0].confidence >= CLEAR else None
    record = context.desk.record(hit.target) if hit else None
    if record and not found.reading.place and any(place in fact.text for fact in record.about(*TOLD)):
        return None
    # A record that is found by the place's name is not what was asked about.
    by_its_name = record and any(place.removesuffix("市").removesuffix("町") in fact.text for fact in record.facts)
    facts = _of_ours(record) if record and not by_its_name else []
    lines = [wording.ELSEWHERE.format(place=place)]
    if record and facts:
        lines += [wording.OUTSIDE.format(name=record.name, place=place), *(fact.text for fact in facts)]
        return [Text("\n\n".join(lines), quick=(buttons.show(wording.SHOW, record), *buttons.menu_row()))]
    return [Text(lines[0], quick=buttons.menu_row())]


def _of_ours(record: Record) -> list[Fact]:
    """Sentences that say what in our city is meant, without any figure of money."""
    return [
        fact for fact in record.about(*TOLD) if not fact.values and any(word in fact.text for word in OURS)
    ][:MOST]
