"""いつなら対象？ offers to tell the person on that day: one day at most, and only where the day alone is in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.messages import Post
from handlers import buttons, day_watch
from handlers import wording_watch as words
from handlers.context import Context
from handlers.day_watch import BEGINS, FROM, LASTS
from knowledge.kleene import Answers
from knowledge.nearest import changes, lasts
from knowledge.programs import Program
from knowledge.rules import Verdict

NOT_STARTED = "not_started"  # the reason that the program itself has not begun


@dataclass(frozen=True)
class Offer:
    """The sentence that offers it, and the button that takes it up."""

    text: str
    button: Post


def offer(
    verdict: Verdict, answers: Answers, program: Program, begins: dt.date | None, context: Context
) -> Offer | None:
    """The day on which the verdict may turn, or until which it holds; `begins` is when the program itself does."""
    if context.alone is None:
        return None
    refused = verdict.result == "not_eligible"
    found = _turns(verdict, answers, program, begins, context) if refused else _holds(answers, program, context)
    if found is None or day_watch.slot_for(*found, context.now) is None:
        return None
    day, why = found
    form = words.DAY_LABEL_LAST if why == LASTS else words.DAY_LABEL
    label = form.format(month=day.month, day=day.day)
    text = words.DAY_OFFER_LAST if why == LASTS else words.DAY_OFFER
    data = buttons.data("wt", v="day", p=program.id, d=day.isoformat(), w=why)
    return Offer(text.format(day=words.when(day), label=label), Post(label, data, label))


def _turns(
    verdict: Verdict, answers: Answers, program: Program, begins: dt.date | None, context: Context
) -> tuple[dt.date, str] | None:
    """The day from which nothing that fails now fails; None when something else than a day stands in the way."""
    conditions = {one.id: one for one in program.rules.conditions} if program.rules else {}
    days: list[tuple[dt.date, str]] = []
    for reason in verdict.of("failed"):
        if reason.id == NOT_STARTED and begins:
            days.append((begins, BEGINS))
            continue
        edges = changes(conditions[reason.id], answers, context.today) if reason.id in conditions else []
        ahead = [edge.day for edge in edges if edge.kind == FROM and edge.day and edge.day > context.today]
        if not ahead or len(ahead) < len(edges):
            return None
        days.append((max(ahead), FROM))
    return max(days, default=None)


def _holds(answers: Answers, program: Program, context: Context) -> tuple[dt.date, str] | None:
    conditions = program.rules.conditions if program.rules else ()
    edges = [edge for one in conditions for edge in lasts(one, answers, context.today)]
    days = [edge.day for edge in edges if edge.day and edge.day >= context.today]
    return (min(days), LASTS) if days else None
