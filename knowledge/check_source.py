"""Checks against the source: cited lines lie in their part and, with the document at hand, hold the figures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.calendar import fiscal_year, wareki_year
from knowledge.figures import missing, plain
from knowledge.finding import Finding, Item
from knowledge.programs import Part, Program, Record, Source, SourcePart, Topic

_CODE = re.compile(r"(?<!\d)\d-\d-\d{1,2}(?!\d)|資料(?:No\.?)?\d(?:・\d)*")  # a program's code, a part's number
_ADDRESS = 6  # a printed address stands on several lines
_COUNTED = "数えたもの"  # the sentence says itself that its numbers were counted, not printed
_PARAGRAPH = 3  # the press releases break a sentence over lines


@dataclass(frozen=True)
class Citation:
    """A text of a record with the lines it rests on."""

    item: Item
    text: str
    sources: tuple[Source, ...]
    block: int = 0  # how many lines around the cited one belong to it


def citations(record: Record) -> Iterator[Citation]:
    """Every cited text of a record."""
    for index, fact in enumerate(record.facts):
        yield Citation(("facts", index), fact.text, (fact.source,), _ADDRESS if fact.topic is Topic.CONTACT else 0)
    for index, event in enumerate(record.events):
        yield Citation(("events", index), "、".join(event.numbers), (event.source,))
    for index, contact in enumerate(record.contacts):
        printed = [contact.phone, contact.fax, contact.address]
        yield Citation(("contacts", index), " ".join(filter(None, printed)), (contact.source,), _ADDRESS)
    for index, conflict in enumerate(record.conflicts):
        yield Citation(("conflicts", index), conflict.text, conflict.sources)
    if isinstance(record, Program):
        for at, edition in enumerate(record.editions):
            yield Citation(("editions", at), edition.note or "", (edition.source,))
            for index, window in enumerate(edition.windows):
                yield Citation(("editions", at, "windows", index), window.text, (window.source,))


def rule_citations(record: Record) -> Iterator[Citation]:
    """Every cited sentence of a program's rules."""
    if not isinstance(record, Program) or record.rules is None:
        return
    for index, one in enumerate(record.rules.conditions):
        said = " ".join(filter(None, [one.passed, one.failed, one.unknown, one.turn]))
        yield Citation(("rules", "conditions", index), said, (one.source,))
    for index, check in enumerate(record.rules.staff_checks):
        if check.source:
            yield Citation(("rules", "staff_checks", index), check.text, (check.source,))
    if record.rules.amount:
        yield Citation(("rules", "amount"), record.rules.amount.note or "", (record.rules.amount.source,))


def lines(record: Record, sources: Mapping[Part, SourcePart]) -> Iterator[Finding]:
    """A cited line lies inside the lines of its part."""
    for citation in (*citations(record), *rule_citations(record)):
        for source in citation.sources:
            part = sources.get(source.part)
            if part is None:
                yield Finding((*citation.item, "source"), f"sources.yaml has no part {source.part}")
            elif not part.lines[0] <= source.line <= part.lines[1]:
                first, last = part.lines
                yield Finding(
                    (*citation.item, "source"), f"line {source.line} is not in {source.part} ({first}-{last})"
                )


def figures(record: Record, sources: Mapping[Part, SourcePart], document: Sequence[str]) -> Iterator[Finding]:
    """Every figure of a text stands in the line it cites; years and days that the part's head gives are free.

    Rules may count by themselves (4年度目, 3月31日), but a sum or a rate they name is printed.
    """
    ruled = list(rule_citations(record))
    for citation in (*citations(record), *ruled):
        cited = [source for source in citation.sources if 0 < source.line <= len(document)]
        printed = "\n".join(_block(document, source, citation.block) for source in cited)
        if not printed.strip():
            yield Finding((*citation.item, "source"), "the cited line is empty")
            continue
        heads = [sources[source.part].as_of for source in cited if source.part in sources]
        gone = sorted(missing(_own_words(citation.text, heads), printed) - _years_of_head(heads))
        if _COUNTED in citation.text or citation in ruled:
            gone = [figure for figure in gone if not figure.isdigit()]
        if gone:
            at = ", ".join(str(source.line) for source in cited)
            yield Finding(citation.item, f"line {at} does not hold {', '.join(gone)}")


def _own_words(text: str, heads: Sequence[dt.date]) -> str:
    """The text without program codes and without the day of the part, which its head prints and not each line."""
    text = _CODE.sub("", plain(text))
    for day in heads:
        month = f"{wareki_year(day.year)}{day.month}月"
        text = re.sub(rf"{month}(?:{day.day}日|(?=\)?の報道発表))", "", text)
    return text


def _block(document: Sequence[str], source: Source, around: int) -> str:
    if source.part.startswith("press"):
        around = max(around, _PARAGRAPH)
    if not document[source.line - 1].strip():
        return ""
    return "\n".join(document[max(source.line - 1 - around, 0) : source.line + around])


def _years_of_head(heads: Sequence[dt.date]) -> set[str]:
    """The fiscal years of the tables' columns: R5 to R7 and, for the plan's indicators, R8."""
    return {f"{fiscal_year(day) + step}年" for day in heads for step in (-1, 0, 1, 2)}
