"""The kind of thing a question asks for (a year, an area, a department …), and the sentences that hold such a thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from knowledge.loader import DATA, read_plain
from knowledge.programs import Topic
from knowledge.text import normalise

Kinds = Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]


def kinds_asked(text: str) -> frozenset[str]:
    """The kinds that a question (normalised, dialect rewritten) asks for; mostly none."""
    dense = re.sub(r"\s+", "", text)
    return frozenset(kind for kind, (asked, _) in _kinds().items() if asked.search(dense))


@lru_cache(maxsize=4096)  # the sentences of the records, a few hundred
def kinds_held(text: str) -> frozenset[str]:
    """The kinds of things that a record's sentence tells."""
    dense = re.sub(r"\s+", "", normalise(text))
    return frozenset(kind for kind, (_, holds) in _kinds().items() if holds.search(dense))


@cache
def topics_of(kind: str) -> frozenset[Topic]:
    """The topics whose sentences tell this kind of thing, whatever their words."""
    return frozenset(map(Topic, read_plain(DATA / "fact_kinds.yaml")[kind].get("topics", ())))


@cache
def _kinds() -> Kinds:
    """Compiled once in a process."""
    data = read_plain(DATA / "fact_kinds.yaml")
    return {kind: (_any(one["asked"]), _any(one["holds"])) for kind, one in data.items()}


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))
