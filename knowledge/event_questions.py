"""What is asked of one session of an event: the fee, the place, coming late, bringing a child, the receipt number.

Only says which topic is meant; whether an event is spoken of, and what is stated of it, the rows know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge.event_spelling import atoms, spelled
from knowledge.loader import DATA, read_plain

SHORT = 60  # signs; a longer message has more to say
LEFT = 1  # signs that may be left beside a topic where no event is named


@dataclass(frozen=True)
class Topic:
    """One topic of data/event_questions.yaml, where the fields are explained."""

    name: str
    own: bool
    anybody: bool
    series: bool
    before: bool


class EventQuestions:
    """The patterns, made once; pure, safe to share between threads."""

    def __init__(self) -> None:
        given: dict[str, Any] = read_plain(DATA / "event_questions.yaml")
        self._topics: list[tuple[Topic, re.Pattern[str]]] = []
        self._stated: dict[str, re.Pattern[str]] = {}
        for name, one in given["topics"].items():
            flags = {flag: bool(one.get(flag)) for flag in ("own", "anybody", "series", "before")}
            self._topics.append((Topic(name, **flags), re.compile(one["words"])))
            self._stated[name] = re.compile(one.get("stated", one["words"]))
        self._beside = atoms(given["beside"])

    def may_ask(self, message: str) -> bool:
        """Whether it is worth looking for the event that a message asks about."""
        said = spelled(message)
        return len(said) <= SHORT and any(words.search(said) for _, words in self._topics)

    def topic(self, said: str, named: bool) -> Topic | None:
        """The topic of a spelled text, in which @ stands for the event; `named`: other words do no harm."""
        if len(said) > SHORT:
            return None
        for topic, words in self._topics:
            if words.search(said):
                rest = self._beside.sub("", words.sub("", said).replace("@", ""))
                return topic if named or len(rest) <= LEFT else None
        return None

    def stated(self, topic: Topic, text: str) -> bool:
        """Whether what staff wrote of a session speaks of the topic."""
        return bool(self._stated[topic.name].search(spelled(text)))


@cache
def event_questions() -> EventQuestions:
    """The patterns of the data file; one per process."""
    return EventQuestions()
