"""How many come to an event, as people say it: 2人で, 一人キャンセル, もう一人追加, 妻が行けなくなった, 2人から3人に.

The words are those of a message in hiragana and small letters without spaces, as knowledge/event_spelling.py folds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.event_spelling import atoms
from knowledge.loader import DATA, read_plain
from knowledge.numerals import value

WORDS = {"ひとり": 1, "ふたり": 2, "さんにん": 3, "よにん": 4, "ごにん": 5}
ENGLISH = {"one": 1, "1": 1, "two": 2, "2": 2, "three": 3, "3": 3}
MOST = 1000
LEFT = 1  # signs that may be left beside a change where no event is named
_WORDS = "|".join(WORDS)
_N = "[0-9]{1,3}|[一二三四五六七八九十]{1,3}"
_COUNT = rf"(?:(?:{_N})(?:人|名|にん|めい)(?!目|待ち)|{_WORDS})"
_NUMBER = re.compile(rf"(?P<n>{_N})(?:人|名|にん|めい)|(?P<word>{_WORDS})")


@dataclass(frozen=True)
class Change:
    """What shall become of a party: so many in all, so many more (fewer: below zero), or one companion not coming.

    `asks`: put as a question, so that nothing is changed before somebody says yes.
    """

    total: int | None = None
    more: int = 0
    companion: bool = False
    asks: bool = False


class PeopleSaid:
    """The patterns, made once; pure, safe to share between threads."""

    def __init__(self) -> None:
        given: dict[str, str] = read_plain(DATA / "event_people.yaml")
        parts = {name: given[name] for name in ("who", "cannot", "drop", "between")} | {"count": _COUNT}
        self._is = {name: re.compile(_filled(pattern, parts)) for name, pattern in given.items()}
        self._beside = atoms(_COUNT, given["beside"])

    def change(self, said: str, named: bool) -> Change | None:
        """The change wished; None where none is. `named`: an event was named, so that other words do no harm."""
        meant, words = self._meant(said)
        if meant is None or not (named or self._only(said, words)):
            return None
        return meant

    def _meant(self, said: str) -> tuple[Change | None, str]:
        asks = bool(self._is["asks"].search(said))
        plain = self._is["instead"].sub("", said)
        for way in ("only_me", "total", "fewer", "fewer_en", "companion", "companion_en", "more", "more_en", "change"):
            found = self._is[way].search(plain)
            if found:
                return self._read(way, found, plain, asks), found[0]
        if plain != said and count(plain):
            return Change(total=count(plain)), ""
        return None, ""

    def _read(self, way: str, found: re.Match[str], said: str, asks: bool) -> Change:
        if way == "only_me":
            return Change(total=1)
        if way.startswith("companion"):
            return Change(companion=True)
        if way in ("total", "change"):
            return Change(total=count(found[0]))
        number = count(found[0])
        if way.endswith("_en"):
            number = next((ENGLISH[word] for word in found.groupdict().values() if word), 1)
        return Change(more=(number or 1) * (1 if way.startswith("more") else -1), asks=asks and way.startswith("more"))

    def _only(self, said: str, words: str) -> bool:
        """Whether hardly anything is said beside it: 従業員を一人増やしたい is another matter."""
        rest = self._is["instead"].sub("", said).replace(words, "", 1)
        for way in ("companion", "fewer"):
            rest = self._is[way].sub("", rest)
        return len(self._beside.sub("", rest)) <= LEFT


def count(said: str) -> int | None:
    """The first number of people in a text; None where there is none."""
    found = _NUMBER.search(said)
    if found is None:
        return None
    if found["word"]:
        return WORDS[found["word"]]
    number = value(found["n"])
    return int(number) if number is not None and 0 < number < MOST else None


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """The pattern with {count}, {who} … in place; twice, as parts have parts."""
    for _ in range(2):
        for name, part in parts.items():
            pattern = pattern.replace(f"{{{name}}}", f"(?:{part})")
    return pattern
