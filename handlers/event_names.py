"""What people call the series that staff have named, whole or by their end."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.models_events import EventSeries
from handlers import enrolments
from handlers.context import Context
from knowledge.event_spelling import spelled

SHORTEST_END = 4  # signs; 講座, 交流会 and セミナー (せみな) are shorter and could end the name of anything
SHORTEST_NAME = 3  # signs of a series' name that is looked for in a message


def names_in(message: str, context: Context) -> dict[str, str]:
    """The names of running series that stand in a message, as it would be typed, with the codes of the series."""
    rows = sa.select(EventSeries.name, EventSeries.code).where(EventSeries.state == "running")
    said = spelled(message)
    series = {spelled(name): code for name, code in context.session.execute(rows)}
    ids = {event.series_id for event, _ in enrolments.of_person(context) or ()}
    if not ids:
        return short_names(series, said)
    theirs = context.session.execute(rows.where(EventSeries.id.in_(ids)))
    own = {spelled(name): code for name, code in theirs}
    return short_names(series, said) | short_names(own, said, SHORTEST_NAME)


def short_names(series: Mapping[str, str], said: str, shortest: int = SHORTEST_END) -> dict[str, str]:
    """The names that stand in what was said, whole, or from their middle to their end where that means one series only:
    はじめての創業相談会 is called 創業相談会. `shortest`: signs of such an end; fewer for what somebody enrolled in."""
    whole = {name: code for name, code in series.items() if len(name) >= SHORTEST_NAME and name in said}
    ends = {end: code for name, code in series.items() if name not in whole and (end := _end_in(name, said, shortest))}
    return whole | {end: code for end, code in ends.items() if sum(name.endswith(end) for name in series) == 1}


def _end_in(name: str, said: str, shortest: int) -> str | None:
    """The longest end of a name that was said, of so many signs or more."""
    return next((name[cut:] for cut in range(1, len(name) - shortest + 1) if name[cut:] in said), None)
