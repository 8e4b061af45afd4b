"""The fact lines of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.announcements import wording_content as wording
from bot.announcements.content_fields import Page
from bot.announcements.numbered import Pairs, Words

MOST_FACTS = 10
LABEL_UNITS = 20
FACT_UNITS = 500


@dataclass(frozen=True)
class Fact:
    """One exact line of the card, and the line of the file it stands in."""

    label: str
    text: str
    line: int


def read_facts(page: Page) -> list[Fact]:
    """The lines under facts, as written."""
    value = page.get("facts")
    if value is None:
        return []
    if not isinstance(value, Pairs):
        page.wrong(page.line("facts"), wording.NOT_PAIRS.format(key="facts"))
        return []
    if len(value.items) > MOST_FACTS:
        page.wrong(page.line("facts"), wording.TOO_MANY.format(key="facts", size=len(value.items), limit=MOST_FACTS))
    facts = []
    for name, (line, inner) in value.items.items():
        label = page.text("facts の見出し", line, Words(line, name), LABEL_UNITS, one_line=True)
        text = page.text(f"facts の {label}", line, inner, FACT_UNITS) if label else ""
        if text:
            facts.append(Fact(label, text, line))
    return facts


def labelled(facts: Sequence[Fact], label: str) -> Fact | None:
    """The fact line of that name, or of a name that means the same."""
    names = (label, *wording.ALSO.get(label, ()))
    return next((fact for fact in facts if fact.label in names), None)


def ordered(facts: Sequence[Fact], first: Sequence[str] = ()) -> list[Fact]:
    """The lines named in `first`, then 日時, 場所, 対象, 申込, 締切, then the others as written."""
    order = list(dict.fromkeys((*first, *wording.FACT_ORDER)))

    def place(fact: Fact) -> int:
        for number, label in enumerate(order):
            if fact.label == label or fact.label in wording.ALSO.get(label, ()):
                return number
        return len(order)

    return sorted(facts, key=place)
