"""The desk's knowledge, ready to be asked: records, the index over them, the reader of messages. One per process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dialogue import Reader
from knowledge.lexicon import load_analyser
from knowledge.loader import Knowledge, load
from knowledge.masking import Mask
from knowledge.programs import Record
from knowledge.search import Entry, Index
from knowledge.text import Analyser, normalise


@dataclass(frozen=True)
class Desk:
    """Everything a handler looks things up in; immutable, so threads may share it."""

    knowledge: Knowledge
    index: Index
    reader: Reader
    analyser: Analyser
    mask: Mask
    names: frozenset[str]  # names and aliases long enough to be meant when they stand in a message

    @classmethod
    def open(cls) -> Desk:
        """Load records and build the index (about a second). Raises KnowledgeError when a file is broken."""
        knowledge = load()
        analyser = load_analyser()
        entries = [entry for record in knowledge.records.values() for entry in entries_of(record)]
        return cls(knowledge, Index(entries, analyser), Reader(), analyser, Mask(analyser), frozenset(_names(knowledge)))

    def record(self, record_id: str) -> Record | None:
        """The record of this id, if there is one (old buttons may name one that is gone)."""
        return self.knowledge.records.get(record_id)


def _names(knowledge: Knowledge) -> Iterator[str]:
    for record in knowledge.records.values():
        for name in (record.name, *record.variants, *record.aliases):
            dense = re.sub(r"\s+", "", normalise(name))
            if len(dense) >= 4:
                yield dense


def entries_of(record: Record) -> Iterator[Entry]:
    """One entry for the record's names, one per fact, one per event; all point to the record."""
    yield Entry(
        id=record.id,
        target=record.id,
        title=f"{record.name} {record.title}",
        aliases=(*record.variants, *record.aliases),
        body=record.summary,
    )
    for number, fact in enumerate(record.facts):
        yield Entry(f"{record.id}#f{number}", record.id, "", fact.keywords, fact.text)
    for number, event in enumerate(record.events):
        details = " ".join(filter(None, (event.who, event.place, event.note)))
        yield Entry(f"{record.id}#e{number}", record.id, event.name, event.aliases, details)
