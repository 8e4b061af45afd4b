"""What people say of events: when the next is, joining, leaving, how many come, one's own; the rest goes to the search.

Told apart by patterns over one spelling. What was (実績, 去年) and what belongs to every edition (費用, 毎月) is a
question to the records. A wish that names no series counts only when nothing else is said beside it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from knowledge.event_days import Days, event_days
from knowledge.numerals import value
from knowledge.text import sentences

Wish = Literal["mine", "queue", "leave", "people", "wait", "join", "when", "list"]

SHORT = 70  # characters; of a longer message only the last sentences say what is wished
LONGEST = 1500
LEFT = 1  # characters that may be left of a wish for any event
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヷ"))}
_LARGE = str.maketrans("ぁぃぅぇぉ", "あいうえお")  # 出てぇ is 出てえ
_GAPS = re.compile(r"[^0-9a-zぁ-ゖァ-ヺ一-龥々〆]")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)")
_DOOR = re.compile(
    r"(?:会場の?|当日の?)?(?:受け?付け?|うけつけ|チェックイン|check ?in|(?:受付)?コード)"
    r"(?:の?コード|番号)?(?:は|で|です|を|お願いします)?[\s:,。、]*"
    r"(?P<code>[A-Za-z0-9](?:[\s-]?[A-Za-z0-9]){3,11})(?:です|。|で(?:す|お願いします)|お願いします)?",
    re.IGNORECASE,
)
_ONLY_KANA = re.compile("[ぁ-ん]{0,14}")  # how a sentence ends, in any dialect: くなったじゃ
_BARE = re.compile(r"[A-Z0-9](?:[\s-]?[A-Z0-9]){3,11}", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """A wish, the series it names (a code), the days and the number of people; `bare`: no series, no word for one."""

    wish: Wish
    series: str | None = None
    days: Days | None = None
    people: int | None = None
    bare: bool = False


class EventWishes:
    """The patterns, made once; pure, safe to share between threads."""

    def __init__(self) -> None:
        text = resources.files("knowledge").joinpath("data/event_wishes.yaml").read_text("utf8")
        self._given: Mapping[str, Any] = yaml.safe_load(text)
        one = {name: found for name, found in self._given.items() if isinstance(found, str)}
        self._is = {name: re.compile(pattern) for name, pattern in one.items()}
        self._any = {name: re.compile("|".join(self._given[name])) for name in ("mine", "leave")}
        self._series = {code: re.compile(pattern) for code, pattern in self._given["series"].items()}
        self._beside = {
            "list": _atoms(one["small"], one["thing"], one["exists"]),
            "join": _atoms(one["join"], one["wait"], one["thing"], one["people"], one["join_beside"], "@"),
            "leave": _atoms(*self._given["leave"], one["thing"], one["leave_beside"]),
        }

    def hear(self, message: str, today: dt.date, names: Mapping[str, str] | None = None) -> Heard | None:
        """The wish in a message; None for any other. `names`: further names of series as `spelled`, with their code."""
        if len(message) > LONGEST:
            return None
        said, series = self._named(spelled(message), names or {})
        wishes = said if len(message) <= SHORT else self._end(message, names or {})
        own = self._own(wishes, series, today)
        if own:
            return own
        last = wishes if len(message) <= SHORT else spelled(sentences(message)[-1])
        ahead = self._is["future"].search(last) or event_days(last, today)
        if self._is["elsewhere"].search(last) or self._is["always"].search(last):
            return None
        if not ahead and (self._is["history"].search(last) or self._is["every"].search(last)):
            return None
        return self._ahead(wishes, said, series, today, len(message) <= SHORT)

    def _own(self, said: str, series: str | None, today: dt.date) -> Heard | None:
        """What somebody says of their own enrolment."""
        days = event_days(said, today)
        meant = days.days if days else None
        bare = series is None and not self._is["thing"].search(said)
        if self._any["mine"].search(said) and (series or not self._is["leave_other"].search(said)):
            return Heard("mine", series, meant, bare=bare and "予約" not in said)
        if self._is["queue"].search(said):
            return Heard("queue", series, meant, bare=bare)
        if self._leaves(said.replace(days.said, "", 1) if days else said, series):
            return Heard("leave", series, meant, bare=bare and not re.search("予約|申し?込|参加|待ち", said))
        if self._is["change"].search(said):
            return Heard("people", series, meant, self.people(said), bare=bare)
        return None

    def _leaves(self, said: str, series: str | None) -> bool:
        """Whether an event is given up; without its name only where nothing is said but that, and why."""
        if not self._any["leave"].search(said) or self._is["leave_not"].search(said):
            return False
        if series:
            return True
        said = self._is["leave_excuse"].sub("", said)
        if self._is["leave_other"].search(said):
            return False
        found = self._any["leave"].search(said)
        if found is None:  # the excuse was all: 仕事が入った
            return not self._beside["leave"].sub("", said)
        before, after = said[: found.start()], self._beside["leave"].sub("", said[found.end() :])
        why = self._is["leave_because"].search(before) or not self._beside["leave"].sub("", before)
        return bool(why and (_ONLY_KANA.fullmatch(after) or self._is["leave_after"].search(said)))

    def _ahead(self, wishes: str, said: str, series: str | None, today: dt.date, brief: bool) -> Heard | None:
        """What comes, and the wish to be there."""
        found = event_days(wishes, today)
        days, rest = (found.days, wishes.replace(found.said, "", 1)) if found else (None, wishes)
        people = self.people(rest) if self._is["party"].search(rest) else None
        thing = bool(self._is["thing"].search(said))
        bare = series is None and not thing
        for wish in ("wait", "join"):
            if self._is[wish].search(rest):
                left = self._beside["join"].sub("", rest)
                if series or (brief and len(left) <= LEFT):
                    return Heard("wait" if wish == "wait" else "join", series, days, people, bare)
                if not re.search("ある|ない|あり|おしえ|教え", rest):
                    return None
        if series:
            if brief and people and len(self._beside["join"].sub("", rest)) <= LEFT:
                return Heard("join", series, days, people)
            asks = days or (self._is["when"].search(rest) and rest.strip("@"))
            return Heard("when", series, days, people) if asks else None
        if brief and people and not thing and len(self._beside["join"].sub("", rest)) <= LEFT:
            return Heard("people", None, days, people, bare=True)
        anything = thing or bool(days and self._is["exists"].search(rest))
        if brief and anything and len(self._beside["list"].sub("", rest)) <= LEFT:
            return Heard("list", None, days)
        return None

    def _end(self, message: str, names: Mapping[str, str]) -> str:
        """The last two sentences of a long message: there stands what is wished."""
        last = sentences(message)[-2:]
        return self._named(spelled(" ".join(last)), names)[0]

    def _named(self, said: str, names: Mapping[str, str]) -> tuple[str, str | None]:
        """The text with @ for each name of a series, and the code of the first."""
        found: list[tuple[int, str]] = []
        for name, code in sorted(names.items(), key=lambda pair: -len(pair[0])):
            if name in said:
                found.append((said.index(name), code))
                said = said.replace(name, "@")
        for code, pattern in self._series.items():
            match = pattern.search(said)
            if match:
                found.append((match.start(), code))
                said = pattern.sub("@", said)
        return said, min(found)[1] if found else None

    def may_name(self, message: str) -> bool:
        """Whether it is worth looking for further names of series in a message."""
        said = spelled(message)
        asked = ("when", "join", "wait", "queue", "change", "news")
        if len(message) > LONGEST:
            return False
        return any(self._is[one].search(said) for one in asked) or any(one.search(said) for one in self._any.values())

    def news(self, message: str, names: Mapping[str, str]) -> tuple[bool, str | None]:
        """Whether it is asked what became of an event, and the series that is named."""
        said, series = self._named(spelled(message), names)
        asked = len(message) <= SHORT and self._is["news"].search(said)
        return bool(asked and (series or self._is["thing"].search(said))), series

    def people(self, said: str) -> int | None:
        """The number of people in a spelled text."""
        found = self._is["people"].search(said)
        if found is None:
            return None
        if found["word"]:
            return int(self._given["people_words"][found["word"]])
        number = value(found["n"])
        return int(number) if number is not None and 0 < number < 1000 else None

    def number(self, message: str) -> int | None:
        """A message that is nothing but a number of people."""
        said = spelled(message)
        if not self._is["only_number"].fullmatch(said):
            return None
        digits = re.search(r"[0-9]{1,3}|[一二三四五六七八九十]{1,3}", said)
        number = value(digits[0]) if digits else None
        return self.people(said) or (int(number) if number else None)

    def says(self, what: Literal["yes", "no", "accept", "decline", "join"], message: str) -> bool:
        """Whether the whole message is a yes, a no, or the answer to an offered seat."""
        said = spelled(message)
        return bool(self._is[what].fullmatch(said)) and len(said) <= SHORT


def door_code(message: str) -> str | None:
    """受付 ABC234: the code after the word for it."""
    found = _DOOR.fullmatch(unicodedata.normalize("NFKC", message).strip())
    return found["code"] if found else None


def bare_code(message: str) -> str | None:
    """A message that looks like a code and nothing else; whether it is one only the rows know."""
    said = unicodedata.normalize("NFKC", message).strip(" 。．.、")
    return said if _BARE.fullmatch(said) and not said.isdecimal() else None


def spelled(text: str) -> str:
    """Small letters and hiragana without signs, spaces and long vowels; 12/11 as 12月11日."""
    plain = _SLASHED.sub(r"\1月\2日", unicodedata.normalize("NFKC", text).lower())
    return _GAPS.sub("", plain).translate(_HIRAGANA).translate(_LARGE)


@cache
def event_wishes() -> EventWishes:
    """The patterns of the data file; one per process."""
    return EventWishes()


def _atoms(*patterns: str) -> re.Pattern[str]:
    """One pattern that takes the longest words first, so that は does not break はい."""
    words = [word for pattern in patterns for word in _parts(pattern)]
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def _parts(pattern: str) -> list[str]:
    """The alternatives of a pattern at its outermost level."""
    parts, depth, word = [], 0, ""
    for sign in pattern:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            parts.append(word)
            word = ""
        else:
            word += sign
    return [*parts, word]
