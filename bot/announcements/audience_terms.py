"""Whom an announcement is for: a small typed expression. Written by staff, read by audience.parse, kept as text.

`str(audience)` is the canonical form: `parse(str(audience)) == audience`. Values that are not allowed are a ValueError.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from bot.announcements import wording_audience as words
from bot.announcements.themes import themes

NAME_LIMIT = {"tag": 40, "enrolled": 60}  # what the columns hold
DAYS_LIMIT = 3650
NAMED = ("tag", "stand", "interest", "enrolled", "watching", "language")
KINDS = (*NAMED, "active", "since")
BARE = re.compile(r"[\w.+/&・-]+")  # a value that needs no quotation marks
_FORBIDDEN = re.compile(r"[\"“”「」『』()\\]|[^\S ]")
_FORMS = {"watching": r"[0-9A-Za-z][0-9A-Za-z-]{0,39}", "language": r"[A-Za-z]{2,3}(-[0-9A-Za-z]{2,8})*"}


@dataclass(frozen=True)
class Everyone:
    """All friends."""

    def __str__(self) -> str:
        return "everyone"


@dataclass(frozen=True)
class Named:
    """Those with a tag, a 立場, a wanted theme, a place in an event, a watched program, or a language."""

    kind: str
    name: str

    def __post_init__(self) -> None:
        if not allowed(self.kind, self.name):
            raise ValueError(f"{self.kind} cannot be {self.name!r}")

    def __str__(self) -> str:
        return f"{self.kind}:{_quoted(self.name)}"


@dataclass(frozen=True)
class Active:
    """Those who were seen within so many days (1 to 3650), or on a day in Japan or later."""

    within: int | dt.date

    def __post_init__(self) -> None:
        if isinstance(self.within, int) and not 1 <= self.within <= DAYS_LIMIT:
            raise ValueError(f"active is 1 to {DAYS_LIMIT} days")

    def __str__(self) -> str:
        return f"active:{self.within}d" if isinstance(self.within, int) else f"active:{self.within.isoformat()}"


@dataclass(frozen=True)
class Since:
    """Those who first wrote or became friends on this day in Japan or later."""

    day: dt.date

    def __str__(self) -> str:
        return f"since:{self.day.isoformat()}"


@dataclass(frozen=True)
class Both:
    """Those whom every part means: AND."""

    parts: tuple[Audience, ...]

    def __post_init__(self) -> None:
        _several(self.parts)

    def __str__(self) -> str:
        return " AND ".join(_inside(part, Both, Either) for part in self.parts)


@dataclass(frozen=True)
class Either:
    """Those whom at least one part means: OR."""

    parts: tuple[Audience, ...]

    def __post_init__(self) -> None:
        _several(self.parts)

    def __str__(self) -> str:
        return " OR ".join(_inside(part, Either) for part in self.parts)


@dataclass(frozen=True)
class Not:
    """Everybody else."""

    part: Audience

    def __str__(self) -> str:
        return f"NOT {_inside(self.part, Both, Either)}"


Audience = Everyone | Named | Active | Since | Both | Either | Not


def allowed(kind: str, name: str) -> bool:
    """Whether this kind of condition takes this value."""
    if kind in NAME_LIMIT:
        tidy = unicodedata.normalize("NFKC", name) == name and name.strip() == name and name.isprintable()
        return tidy and 0 < len(name) <= NAME_LIMIT[kind] and not _FORBIDDEN.search(name)
    if kind == "stand":
        return name in words.STANDS
    if kind == "interest":
        return name in themes()
    return kind in _FORMS and re.fullmatch(_FORMS[kind], name, re.ASCII) is not None


def _several(parts: tuple[Audience, ...]) -> None:
    if len(parts) < 2:
        raise ValueError("AND and OR join at least two parts")


def _inside(part: Audience, *bracketed: type) -> str:
    return f"({part})" if isinstance(part, bracketed) else str(part)


def _quoted(name: str) -> str:
    plain = BARE.fullmatch(name) and not any(word in name.lower() for word in (*words.AND[1:], *words.OR[1:]))
    return name if plain and not name.lower().endswith(words.NOT_AFTER) else f'"{name}"'
