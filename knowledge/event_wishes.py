"""What people say of events: when the next is, joining, leaving, how many come, one's own; the rest goes to the search.

Told apart by patterns over one spelling. What was (実績, 去年) and what belongs to every edition (費用, 毎月) is a
question to the records. A wish that names no series counts only when nothing else is said beside it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from knowledge.event_days import Days, event_days
from knowledge.event_people import Change, PeopleSaid
from knowledge.event_people import count as people_in
from knowledge.event_spelling import atoms, spelled
from knowledge.loader import DATA, read_plain
from knowledge.numerals import value
from knowledge.text import sentences

Wish = Literal["mine", "queue", "leave", "people", "wait", "join", "when", "list"]

SHORT = 70  # characters; of a longer message only the last sentences say what is wished
LONGEST = 1500
LEFT = 1  # characters that may be left of a wish for any event
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
    change: Change | None = None  # what becomes of the party, where that is the wish
    kind: str = ""  # the word for an event that was said: 講演会
    weak: bool = False  # words that may as well belong to whatever else is spoken of: やめときます
    any: bool = False  # to be somewhere is wished, whatever that is: 参加希望


class EventWishes:
    """The patterns, made once; pure, safe to share between threads."""

    def __init__(self) -> None:
        self._given: Mapping[str, Any] = read_plain(DATA / "event_wishes.yaml")
        self._people = PeopleSaid()
        one = {name: found for name, found in self._given.items() if isinstance(found, str)}
        self._is = {name: re.compile(pattern) for name, pattern in one.items()}
        self._any = {name: re.compile("|".join(self._given[name])) for name in ("mine", "leave")}
        self._series = {code: re.compile(pattern) for code, pattern in self._given["series"].items()}
        self._beside = {
            "list": atoms(one["small"], one["thing"], one["exists"]),
            "join": atoms(one["join"], one["wait"], one["thing"], one["people"], one["join_beside"], "@"),
            "leave": atoms(*self._given["leave"], one["thing"], one["leave_beside"]),
            "when": atoms(one["small"], one["when"]),
        }

    def hear(self, message: str, today: dt.date, names: Mapping[str, str] | None = None) -> Heard | None:
        """The wish in a message; None for any other. `names`: further names of series as `spelled`, with their code."""
        if len(message) > LONGEST:
            return None
        said, series = self.named(message, names or {})
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
        kind = self.kind(said)
        bare = series is None and not kind
        told = Heard("mine", series, meant, bare=bare, kind=kind)
        undo = self._is["undo"].search(said)
        if not undo and self._any["mine"].search(said) and (series or not self._is["leave_other"].search(said)):
            return replace(told, bare=bare and "予約" not in said)
        if self._is["queue"].search(said):
            return replace(told, wish="queue")
        rest = said.replace(days.said, "", 1) if days else said
        change = self._people.change(self._is["thing"].sub("@", rest), not bare)
        if change and not self._is["leave_other"].search(rest):
            return replace(told, wish="people", people=change.total, change=change)
        if self._leaves(rest, series):
            weak = bare and bool(self._is["leave_weak"].search(rest))
            bare = bare and not re.search("予約|申し?込|参加|待ち", said)
            return replace(told, wish="leave", bare=bare, weak=weak)
        return None

    def kind(self, said: str) -> str:
        """The word for an event in a spelled text, or nothing."""
        found = self._is["thing"].search(said)
        return found[0] if found else ""

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
        kind = self.kind(said)
        one = bool(found and re.search(re.escape(found.said) + self._is["one"].pattern, wishes))
        bare = series is None and not kind
        for wish in ("wait", "join"):
            if self._is[wish].search(rest):
                left = self._beside["join"].sub("", rest)
                if series or (brief and len(left) <= LEFT):
                    here = not left and bool(self._is["attend"].search(rest))
                    told: Wish = "wait" if wish == "wait" else "join"
                    return Heard(told, series, days, people, bare and not one, kind=kind, any=here)
                if not re.search("ある|ない|あり|おしえ|教え", rest):
                    return None
        if series:
            return self._of_series(rest, series, days, people, brief)
        if brief and people and not kind and len(self._beside["join"].sub("", rest)) <= LEFT:
            return Heard("people", None, days, people, bare=True)
        return self._listed(rest, days, kind, one) if brief else None

    def _of_series(self, rest: str, series: str, days: Days | None, people: int | None, brief: bool) -> Heard | None:
        """What is asked of a series that was named."""
        if brief and people and len(self._beside["join"].sub("", rest)) <= LEFT:
            return Heard("join", series, days, people)
        asks = days or (self._is["when"].search(rest) and rest.strip("@"))
        return Heard("when", series, days, people) if asks else None

    def _listed(self, rest: str, days: Days | None, kind: str, one: bool) -> Heard | None:
        """Any event, or the one of a day: イベントある？, 明日のやつ何時から."""
        left = len(self._beside["list"].sub("", rest))
        if left <= LEFT and (kind or (days and self._is["exists"].search(rest))):
            return Heard("list", None, days, kind=kind)
        asks = one and self._is["when"].search(rest)
        if days and asks and len(self._beside["when"].sub("", rest)) <= LEFT:
            return Heard("list", None, days, bare=not re.search("やつ|回", rest))
        return None

    def _end(self, message: str, names: Mapping[str, str]) -> str:
        """The last two sentences of a long message: there stands what is wished."""
        last = sentences(message)[-2:]
        return self.named(" ".join(last), names)[0]

    def named(self, message: str, names: Mapping[str, str]) -> tuple[str, str | None]:
        """The spelled text with @ for each name of a series, and the code of the first."""
        said = spelled(message)
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
        asked = ("when", "join", "wait", "queue", "party", "news")
        if len(message) > LONGEST:
            return False
        return any(self._is[one].search(said) for one in asked) or any(one.search(said) for one in self._any.values())

    def news(self, message: str, names: Mapping[str, str]) -> tuple[bool, str | None]:
        """Whether it is asked what became of an event, and the series that is named."""
        said, series = self.named(message, names)
        asked = len(message) <= SHORT and self._is["news"].search(said)
        return bool(asked and (series or self._is["thing"].search(said))), series

    def people(self, said: str) -> int | None:
        """The number of people in a spelled text."""
        found = self._is["people"].search(said)
        return people_in(found[0]) if found else None

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


@cache
def event_wishes() -> EventWishes:
    """The patterns of the data file; one per process."""
    return EventWishes()

