"""Rules for single values: lengths, choices, patterns, numbers, addresses, lists."""

import re
from collections.abc import Callable
from typing import Any

from bot.emulator.bodies.complaints import EMPTY, INVALID, MUST, Found, Rule
from bot.emulator.bodies.measures import graphemes, units

BAD_SCHEME = "invalid uri scheme"
BAD_URI = "invalid uri"

_SCHEME = re.compile(r"(?:https?|line|tel):")
# Everything outside printable ASCII has to be percent-encoded.
_URI = re.compile(r"(?:https?://|line:|tel:)[\x21-\x7e]+")
_HTTPS = re.compile(r"https://[\x21-\x7e]+")


def leaf(judge: Callable[[Any], str | None]) -> Rule:
    """A rule from a function that returns LINE's words, or None when all is well."""

    def rule(value: Any, at: str, found: Found) -> None:
        if words := judge(value):
            found.append((at, words))

    return rule


def anything(value: Any, at: str, found: Found) -> None:
    """Accepts every value."""


def text(limit: int, empty: str | None = EMPTY) -> Rule:
    """A string of at most `limit` UTF-16 units; `empty` are the words about "", None allows it."""

    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return INVALID
        if not value:
            return empty
        # A code point is at most two units: short texts need no counting.
        long = len(value) * 2 > limit and units(value) > limit
        return f"Length must be between 0 and {limit}" if long else None

    return leaf(judge)


def signs(limit: int, empty: str | None = EMPTY) -> Rule:
    """A string of at most `limit` grapheme clusters."""

    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return INVALID
        if not value:
            return empty
        long = len(value) > limit and graphemes(value) > limit
        return f"must not be longer than {limit} characters" if long else None

    return leaf(judge)


def _filled(value: Any) -> str | None:
    if not isinstance(value, str):
        return INVALID
    return None if value else EMPTY


filled: Rule = leaf(_filled)
"""A string that is not empty; LINE documents no length."""


def choice(*values: str) -> Rule:
    """One of some words."""
    allowed, words = frozenset(values), f"{MUST}[{', '.join(values)}]"
    return leaf(lambda value: None if isinstance(value, str) and value in allowed else words)


def matching(pattern: str, words: str = INVALID) -> Rule:
    """A string that matches the whole pattern."""
    compiled = re.compile(pattern, re.ASCII)
    return leaf(lambda value: None if isinstance(value, str) and compiled.fullmatch(value) else words)


def whole(low: int, high: int | None = None) -> Rule:
    """A whole number in a range; 60000.0 is one in JSON."""

    def judge(value: Any) -> str | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            return INVALID
        if value < low or (high is not None and value > high):
            return f"Must be {low} or more" if high is None else f"Must be between {low} and {high}"
        return None

    return leaf(judge)


def number(low: float, high: float) -> Rule:
    """A number in a range."""

    def judge(value: Any) -> str | None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return INVALID
        return None if low <= value <= high else f"Must be between {low} and {high}"

    return leaf(judge)


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else INVALID


flag: Rule = leaf(_flag)
"""true or false."""


def uri(limit: int = 1000, wrong: str = BAD_SCHEME) -> Rule:
    """An address people can open (http, https, line, tel), percent-encoded; `wrong` are the words about the scheme."""

    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return INVALID
        if not _SCHEME.match(value):
            return wrong if value else EMPTY
        if not _URI.fullmatch(value):
            return BAD_URI
        return f"Length must be between 0 and {limit}" if len(value) > limit else None

    return leaf(judge)


def https(limit: int = 2000) -> Rule:
    """The address of a picture or film that LINE fetches: https, percent-encoded."""

    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return INVALID
        if not value.startswith("https:"):
            return BAD_SCHEME if value else EMPTY
        if not _HTTPS.fullmatch(value):
            return BAD_URI
        return f"Length must be between 0 and {limit}" if len(value) > limit else None

    return leaf(judge)


def listed(low: int, high: int | None, each: Rule) -> Rule:
    """A list of `low` to `high` values that all follow a rule."""
    words = f"Size must be between {low} and {high}" if high is not None else f"Size must be {low} or more"

    def rule(value: Any, at: str, found: Found) -> None:
        if not isinstance(value, list) or len(value) < low or (high is not None and len(value) > high):
            found.append((at, words))
            return
        for n, inner in enumerate(value):
            each(inner, f"{at}[{n}]", found)

    return rule
