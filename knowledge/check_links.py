"""Checks across records: names of other records exist, both sides agree, no two records answer to one alias."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from knowledge.finding import Finding, Item
from knowledge.programs import Program, Record


def references(record: Record, records: Mapping[str, Record]) -> Iterator[Finding]:
    """Every id named by a record exists and is another record's."""
    for item, other in _named(record):
        if other == record.id:
            yield Finding(item, f"{other} names itself")
        elif other not in records:
            yield Finding(item, f"there is no record {other}")
    parent = records.get(record.part_of or "")
    if parent and parent.part_of:
        yield Finding(("part_of",), f"{parent.id} is a part itself: name {parent.part_of}")


def both_sides(record: Program, records: Mapping[str, Record]) -> Iterator[Finding]:
    """A successor names its predecessor, and the other way round."""
    for here, there in (("successors", "predecessors"), ("predecessors", "successors")):
        for index, other in enumerate(getattr(record, here)):
            partner = records.get(other)
            if partner is not None and record.id not in getattr(partner, there, ()):
                yield Finding((here, index), f"{other} does not name {record.id} among its {there}")


def fold(text: str) -> str:
    """How two ways of writing one alias are seen as the same: width, case, spaces, dots, 人財 and 人材."""
    folded = re.sub(r"[\s・･\-‐－ー~〜～]+", "", unicodedata.normalize("NFKC", text).lower())
    return folded.replace("人財", "人材")


def aliases(records: Mapping[str, Record]) -> Iterator[tuple[str, Finding]]:
    """Aliases that two records share, or that are another record's name; each finding with its record's id.

    A program and its own part may share one: either answer leads to the same program.
    """
    names = {fold(name): record for record in records.values() for name in (record.name, *record.variants)}
    owners: dict[str, Record] = {}
    for record in records.values():
        for index, alias in enumerate(record.aliases):
            item, key = ("aliases", index), fold(alias)
            owner, named = owners.setdefault(key, record), names.get(key, record)
            if not _same_family(named, record):
                yield record.id, Finding(item, f"{alias} is the name of {named.id}")
            elif not _same_family(owner, record):
                yield record.id, Finding(item, f"{alias} is an alias of {owner.id} too")
            elif key in map(fold, record.aliases[:index]):
                yield record.id, Finding(item, f"{alias} stands twice")


def _same_family(one: Record, other: Record) -> bool:
    return one.id in (other.id, other.part_of) or one.part_of == other.id


def _named(record: Record) -> Iterator[tuple[Item, str]]:
    lists = {"related": record.related}
    if isinstance(record, Program):
        lists |= {"successors": record.successors, "predecessors": record.predecessors}
        if record.merged_into:
            yield ("merged_into",), record.merged_into
    if record.part_of:
        yield ("part_of",), record.part_of
    for name, ids in lists.items():
        for index, other in enumerate(ids):
            yield (name, index), other
