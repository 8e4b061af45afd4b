"""Reads an audience as people type it: full-width signs, Japanese words and missing spaces are understood."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Sequence

from bot.announcements import wording_audience as words
from bot.announcements.audience_terms import (
    DAYS_LIMIT,
    KINDS,
    NAME_LIMIT,
    Active,
    Audience,
    Both,
    Either,
    Everyone,
    Named,
    Not,
    Since,
    allowed,
)
from bot.announcements.themes import find, themes
from bot.errors import Problem

LONGEST = 2000  # characters of an expression
DEEPEST = 20  # brackets and NOTs inside one another
_OPEN, _CLOSE = '"“”「『', {'"': '"', "“": "”", "”": "”", "「": "」", "『": "』"}
_KIND = "|".join(sorted({*KINDS, *words.KEYS}, key=len, reverse=True))
_BEGINS = rf"(?=\s*(?:\(|not\s|(?:{_KIND}):|(?:{'|'.join(words.EVERYONE)})))"  # a condition follows
# An unquoted value ends at a space, a bracket, 以外, or a joining word that is followed by a condition.
_VALUE = re.compile(
    rf"(?:(?!(?:{'|'.join((*words.AND[1:], *words.OR[1:]))}){_BEGINS}|(?:{'|'.join(words.NOT_AFTER)})(?:[\s)]|$|"
    rf"{'|'.join((*words.AND[1:], *words.OR[1:]))}))[^\s()\"「」『』“”])+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s()\"「」『』“”:]+")
_SPAN = re.compile(r"(\d{1,4})\s*(d|日|日間|日以内|w|週|週間)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def parse(text: str) -> Audience:
    """The audience in this text. Raises Problem with the position of the first mistake."""
    if not text.strip():
        raise Problem(words.EMPTY.format(examples=words.EXAMPLES))
    if len(text) > LONGEST:
        raise Problem(words.TOO_LONG.format(limit=LONGEST, length=len(text)))
    return _Reading(text).whole()


class _Reading:
    """One pass over the text, in one spelling; `_origin` leads back to what was typed."""

    def __init__(self, text: str) -> None:
        self._typed = text
        pieces = [(piece, place) for place, sign in enumerate(text) for piece in unicodedata.normalize("NFKC", sign)]
        self._text = "".join(piece for piece, _ in pieces)
        self._origin = [place for _, place in pieces]
        self._at = 0
        self._depth = 0

    def whole(self) -> Audience:
        """Everything up to the end."""
        found = self._either()
        if self._rest():
            raise self._problem(words.LEFT_OVER)
        return found

    def _either(self) -> Audience:
        parts = [self._both()]
        while self._takes(words.OR):
            parts.append(self._both())
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def _both(self) -> Audience:
        parts = [self._negated()]
        while self._takes(words.AND):
            parts.append(self._negated())
        return Both(tuple(parts)) if len(parts) > 1 else parts[0]

    def _negated(self) -> Audience:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._problem(words.TOO_DEEP.format(limit=DEEPEST))
        found: Audience = Not(self._negated()) if self._takes(words.NOT) else self._followed(self._single())
        self._depth -= 1
        return found

    def _followed(self, found: Audience) -> Audience:
        while self._takes(words.NOT_AFTER):
            found = Not(found)
        return found

    def _single(self) -> Audience:
        if self._rest().startswith("("):
            opened = self._at
            self._at += 1
            found = self._either()
            if not self._rest().startswith(")"):
                raise self._problem(words.NO_CLOSE, opened)
            self._at += 1
            return found
        if self._takes(words.EVERYONE):
            return Everyone()
        return self._condition()

    def _condition(self) -> Audience:
        self._rest()
        begun = self._at
        match = _WORD.match(self._text, begun)
        if match is None:
            raise self._problem(words.WANTED.format(kinds=_kinds(), examples=words.EXAMPLES))
        key = match.group().lower()
        kind = words.KEYS.get(key, key)
        if kind not in KINDS or self._text[match.end() : match.end() + 1] != ":":
            near = difflib.get_close_matches(key, [*KINDS, *words.KEYS, *words.EVERYONE], 1)
            said = words.NEAR_KIND if near and near[0] != key else words.NO_KIND
            raise self._problem(said.format(near=near[0] if near else "", kinds=_kinds()), begun)
        self._at = match.end() + 1
        value_at = self._at + len(self._text[self._at :]) - len(self._text[self._at :].lstrip())
        value = self._value(key)
        made, wanted = _condition_of(kind, value)
        if made is None:
            raise self._problem(wanted, value_at)
        return made

    def _value(self, key: str) -> str:
        rest = self._rest()
        if rest[:1] in _OPEN and rest:
            end = rest.find(_CLOSE[rest[0]], 1)
            if end < 0:
                raise self._problem(words.NO_QUOTE)
            self._at += end + 1
            value = rest[1:end]
        else:
            match = _VALUE.match(self._text, self._at)
            if match is None:
                raise self._problem(words.NO_VALUE.format(kind=key))
            self._at = match.end()
            value = match.group()
        return unicodedata.normalize("NFKC", value).strip()

    def _takes(self, wanted: Sequence[str]) -> bool:
        """Steps over one of these words; one in Latin letters must stand alone."""
        rest = self._rest().lower()
        for word in wanted:
            after = rest[len(word) : len(word) + 1]
            alone = not word.isascii() or not (after.isalnum() or after in ("_", ":"))
            if rest.startswith(word) and alone and not (word in words.EVERYONE and after == ":"):
                self._at += len(word)
                return True
        return False

    def _rest(self) -> str:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._text[self._at :]

    def _problem(self, what: str, at: int | None = None) -> Problem:
        place = self._at if at is None else at
        if place >= len(self._text):
            return Problem(words.AT_END.format(what=what))
        typed = self._origin[place]
        found = re.split(r"[\s　]", self._typed[typed : typed + 20])[0] or self._typed[typed]
        return Problem(words.WHERE.format(position=typed + 1, found=found, what=what))


def _condition_of(kind: str, value: str) -> tuple[Audience | None, str]:
    """The condition, or None with what would be right."""
    if kind == "active":
        span = _span(value)
        return (Active(span) if span else None), words.NO_SPAN.format(limit=DAYS_LIMIT)
    if kind == "since":
        day = _day(value)
        return (Since(day) if day else None), words.NO_DAY
    if kind == "stand":
        labels = {label: key for key, label in words.STANDS.items()}
        value = labels.get(value) or words.STAND_WORDS.get(value.lower()) or value.lower()
    elif kind == "interest":
        value = find(value) or value
    elif kind in ("watching", "language"):
        value = value.replace("_", "-")
    return (Named(kind, value) if allowed(kind, value) else None), _wanted(kind)


def _wanted(kind: str) -> str:
    stands = "、".join(f"{key}（{label}）" for key, label in words.STANDS.items())
    told = "、".join(f"{theme.key}（{theme.name}）" for theme in themes().values())
    return {
        "stand": words.NO_STAND.format(stands=stands),
        "interest": words.NO_THEME.format(themes=told),
        "watching": words.NO_PROGRAM,
        "language": words.NO_LANGUAGE,
    }.get(kind) or words.NO_NAME.format(limit=NAME_LIMIT[kind])


def _span(value: str) -> int | dt.date | None:
    match = _SPAN.fullmatch(value.lower())
    if match is None:
        return _day(value)
    days = int(match.group(1)) * (7 if match.group(2)[0] in "w週" else 1)
    return days if 1 <= days <= DAYS_LIMIT else None


def _day(value: str) -> dt.date | None:
    match = _DAY.fullmatch(value)
    if match:
        with contextlib.suppress(ValueError):
            return dt.date(*map(int, match.groups()))
    return None


def _kinds() -> str:
    return "everyone、" + "、".join(f"{kind}:" for kind in KINDS)
