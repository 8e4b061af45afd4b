"""What a check of the data reports: a finding inside a record, a problem at a line of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "notice"]
Item = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """What is wrong, and at which item of the record; an error is mended, a notice is looked at by a person."""

    item: Item
    text: str
    severity: Severity = "error"


@dataclass(frozen=True)
class Problem:
    """A finding with its file and line."""

    severity: Severity
    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.text}"


def texts(raw: Any, item: Item = ()) -> Iterator[tuple[Item, str]]:
    """Every string of a YAML file with the item it stands at."""
    if isinstance(raw, str):
        yield item, raw
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from texts(value, (*item, str(key)))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from texts(value, (*item, index))
