"""Reads the values of one page and gathers every mistake with its line."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from bot.announcements import wording_content as wording
from bot.announcements.numbered import Items, Mistake, Pairs, Value, Words
from bot.errors import Problem
from bot.measure import clean, utf16

MOST_MISTAKES = 20


class Page:
    """The pairs of a page; what is asked of it and wrong is remembered in `mistakes`."""

    def __init__(self, pairs: Pairs, mistakes: list[Mistake]) -> None:
        self.pairs = pairs
        self.mistakes = mistakes

    def line(self, key: str) -> int:
        """The line a key stands in; the first line when it is not there."""
        return self.pairs.items[key][0] if key in self.pairs.items else 1

    def wrong(self, line: int, sentence: str) -> None:
        """Remembers a mistake."""
        self.mistakes.append((line, sentence))

    def get(self, key: str) -> Value | None:
        """The value of a key, or None."""
        return self.pairs.items[key][1] if key in self.pairs.items else None

    def words(self, key: str, limit: int, *, one_line: bool = False) -> str:
        """A text of at most `limit` UTF-16 units; "" when it is missing or wrong, which is then remembered."""
        value = self.get(key)
        return "" if value is None else self.text(key, self.line(key), value, limit, one_line=one_line)

    def text(self, name: str, line: int, value: Value, limit: int, *, one_line: bool = False) -> str:
        """The same for a value that is at hand."""
        if not isinstance(value, Words):
            self.wrong(line, wording.NOT_TEXT_VALUE.format(key=name))
            return ""
        text = clean(value.text)
        text = " ".join(text.split()) if one_line else text
        if not visible(text):
            self.wrong(line, wording.BLANK.format(key=name))
            return ""
        if (size := utf16(text)) > limit:
            self.wrong(line, wording.TOO_LONG.format(key=name, size=size, limit=limit))
            return ""
        return text

    def choice(self, key: str, names: Iterable[str], usual: str) -> str:
        """One of the names; the usual one when the key is missing."""
        written = self.words(key, 100, one_line=True)
        if not written:
            return usual
        allowed = list(names)
        for name in allowed:
            if _folded(name) == _folded(written):
                return name
        sentence = wording.NO_CHOICE.format(key=key, value=written, names="、".join(allowed))
        self.wrong(self.line(key), sentence + meant(written, allowed))
        return usual

    def known(self, keys: tuple[str, ...], hints: dict[str, str], within: str = "") -> None:
        """Remembers every key that is none of these."""
        for key, (line, _) in self.pairs.items.items():
            if key in keys:
                continue
            tidy = key.strip("\u3000 ")
            sentence = wording.WIDE_SPACE if tidy != key and tidy in keys else wording.UNKNOWN.format(key=key[:40])
            hint = hints.get(tidy) or meant(tidy, keys) or wording.KEYS.format(names="、".join(keys))
            self.wrong(line, f"{within}{sentence}{hint}")

    def checked(self, line: int, check: Callable[[], Any]) -> Any:
        """What the check gives; its Problem becomes a mistake of that line and None."""
        try:
            return check()
        except Problem as problem:
            for sentence in problem.sentences:
                self.wrong(line, sentence)
            return None

    def raise_mistakes(self) -> None:
        """Raises one Problem with every mistake, in the order of the lines."""
        if self.mistakes:
            raise told(self.mistakes)


def told(mistakes: list[Mistake]) -> Problem:
    """All mistakes as sentences that begin with their line, each once, at most twenty."""
    ordered = list(dict.fromkeys(sorted(mistakes, key=lambda mistake: mistake[0])))
    sentences = [wording.LINE.format(line=line, sentence=sentence) for line, sentence in ordered[:MOST_MISTAKES]]
    if len(ordered) > MOST_MISTAKES:
        sentences.append(wording.MORE.format(number=len(ordered) - MOST_MISTAKES))
    return Problem(*sentences)


def meant(written: str, names: Iterable[str]) -> str:
    """「…」のことですか。 for the closest name, or "" when none is close."""
    folded = {_folded(name): name for name in names}
    close = difflib.get_close_matches(_folded(written), folded, 1, 0.6)
    return wording.DID_YOU_MEAN.format(name=folded[close[0]]) if close else ""


def visible(text: str) -> bool:
    """Whether anything of the text can be seen."""
    return any(unicodedata.category(sign)[0] not in "ZC" for sign in text)


def plain(value: Value) -> Any:
    """The value without its lines, for rules that are checked elsewhere: whole numbers as numbers, the rest as text."""
    if isinstance(value, Pairs):
        return {key: plain(inner) for key, (_, inner) in value.items.items()}
    if isinstance(value, Items):
        return [plain(inner) for inner in value.items]
    text = value.text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
