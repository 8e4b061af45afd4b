"""What people say of announcements: stop them, a rest, again, only these, too many; the rest is left to the search.

A message counts when it ends in what is to happen to お知らせ, 通知 or 配信 of ours. 採択通知 and 健診のお知らせ are
somebody else's, and a question about them stays a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import yaml

Wish = Literal["stop", "rest", "go", "only", "many", "leave", "set"]
Fate = Wish | Literal["missing"]

LOOKED_AT = 4  # words for announcements in a message, from the end
LONGEST = 70  # characters; a longer message has more to say
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヷ"))}
_GAPS = re.compile(r"[^0-9a-zぁ-ゖァ-ヺ一-龥々〆]")
_BUT = re.compile(r"以外の?$")
_KANJI = re.compile(r"[一-龥]")
_ENDS_A_WORD = re.compile(r"[一-龥々〆ァ-ヺ0-9a-z]$")  # a noun goes on into the next word: 採択|通知


@dataclass(frozen=True)
class Heard:
    """What is wished, and of which themes (none: of all)."""

    wish: Wish
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whose:
    """What stands before お知らせ: its themes, whether it is something vague, and the rest of the sentence."""

    themes: tuple[str, ...]
    vague: bool
    rest: str


class NoticeWishes:
    """The patterns, made once. `themes` are the words people use for a theme, with its key."""

    def __init__(self, themes: Mapping[str, str]) -> None:
        given: dict[str, Any] = yaml.safe_load(
            resources.files("knowledge").joinpath("data/notices.yaml").read_text("utf8")
        )
        self._themes = {_folded(_spelled(word)): key for word, key in themes.items()}
        words = "|".join(sorted(map(re.escape, self._themes), key=len, reverse=True))
        self._thing = re.compile(given["thing"])
        self._account = re.compile(rf"(?:{given['thing']}|{given['account']})")
        self._of = re.compile(rf"(?:(?P<theme>{words})|(?P<vague>{given['vague']})|(?P<ours>{given['ours']}))$")
        self._joins = re.compile(rf"(?:{given['joins']})$")
        self._and = re.compile(rf"(?:{given['and']})$")
        self._while = re.compile(given["while"])
        self._asks, self._favour = re.compile(given["asks"]), re.compile(given["favour"])
        stop, fill, end = "|".join(given["stop"]), given["fillers"], given["manners"]
        begin = rf"{given['link']}{fill}(?:{given['while']})?{fill}"
        self._fates: tuple[tuple[Fate, re.Pattern[str]], ...] = (
            ("go", re.compile(rf"{given['link']}{fill}{given['again']}{end}")),
            ("only", re.compile(rf"(?:{given['only']})(?:{stop})?{end}")),
            ("rest", re.compile(rf"{begin}{given['rest']}{end}")),
            ("stop", re.compile(rf"{begin}(?:{stop}){end}")),
            ("many", re.compile(rf"{begin}{given['many']}{end}(?:{stop})?{end}")),
            ("set", re.compile(rf"{begin}{given['set']}{given['set_more']}{end}")),
            ("missing", re.compile(rf"{given['link']}{given['missing']}{end}")),
        )
        self._turned = re.compile(rf"{fill}(?:{stop}){end}(?:{given['thing']}){given['link']}{end}")
        self._alone: tuple[tuple[Wish, re.Pattern[str]], ...] = tuple(
            (wish, re.compile(rf"(?:{pattern}){end}")) for wish in ("stop", "leave") for pattern in given["alone"][wish]
        )

    def hear(self, message: str) -> Heard | None:
        """The wish in a message; None for any other message."""
        if len(message) > LONGEST:
            return None
        spelled = _spelled(message)
        said = _folded(spelled)
        asked = message.rstrip().endswith(("?", "？")) or self._asks.search(said)
        heard = self._heard(said, spelled)
        if heard and heard.wish in ("stop", "rest") and asked and not self._favour.search(said):
            return None
        return heard

    def _heard(self, said: str, spelled: str) -> Heard | None:
        for wish, pattern in self._alone:
            if pattern.fullmatch(said):
                return Heard(wish)
        if self._turned.fullmatch(said):
            return Heard("stop")
        for thing in [*self._account.finditer(said), *self._thing.finditer(said)][: -LOOKED_AT - 1 : -1]:
            heard = self._at(said, spelled, thing.start(), thing.end())
            if heard:
                return heard
        return None

    def _at(self, said: str, spelled: str, start: int, end: int) -> Heard | None:
        fate = next((fate for fate, pattern in self._fates if pattern.fullmatch(said[end:])), None)
        head = _BUT.sub("", said[:start])
        of = self._whose(head, spelled, said[start]) if fate else None
        if fate is None or of is None or (fate == "missing" and of.rest):
            return None
        if fate == "stop" and of.themes and len(head) < start:
            fate = "only"
        if fate == "stop" and self._while.search(said):
            fate = "rest"
        choose = (of.vague and not of.themes and fate == "stop") or (fate == "only" and not of.themes)
        if choose or fate == "missing" or (fate == "rest" and of.themes):
            return Heard("set")
        return Heard(fate, of.themes)

    def _whose(self, head: str, spelled: str, thing: str) -> Whose | None:
        """What stands before the word; None when the word is about somebody else's announcements."""
        themes: list[str] = []
        vague = False
        first = True
        while head:
            join = None
            of = self._of.search(head)
            if of is None:
                join = self._joins.search(head) or (None if first else self._and.search(head))
                of = self._of.search(head[: join.start()]) if join else None
            if of is None:
                others = head.endswith("の") if not first else join or _ENDS_A_WORD.search(spelled[: len(head)])
                return None if others else Whose(tuple(dict.fromkeys(themes)), vague, head)
            if first and not join and not of["ours"] and _KANJI.match(thing):
                return None  # 採用通知 is a letter
            if of["theme"]:
                themes.insert(0, self._themes[of["theme"]])
            vague = vague or bool(of["vague"])
            head, first = head[: of.start()], False
        return Whose(tuple(dict.fromkeys(themes)), vague, "")


def _spelled(text: str) -> str:
    """Small letters without signs, spaces and long vowels."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text).lower())


def _folded(spelled: str) -> str:
    """Katakana as hiragana; sign by sign, so that places stay."""
    return spelled.translate(_HIRAGANA)
