"""What a talk remembers between two messages: the program spoken of, what else was near, what was asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

FORGET_AFTER = dt.timedelta(minutes=30)
CHECK = "check"  # the answers of 使えるか調べる, which handlers/eligibility_state.py keeps longer than the talk
DIAGNOSIS = "diagnosis"  # those of 使える制度診断, in handlers/diagnosis_state.py
PERSONS = "persons"  # those of the employees looked at before, in handlers/persons.py
LONGER = (CHECK, DIAGNOSIS, PERSONS)


@dataclass
class Talk:
    """The memory of one person's talk; kept as plain JSON in the conversation row."""

    program: str | None = None  # the record answered last
    offered: list[str] = field(default_factory=list)  # records offered last, best first
    scores: dict[str, float] = field(default_factory=dict)  # how well records fitted the talk so far, 0..1
    topics: list[str] = field(default_factory=list)  # what was asked last
    question: str = ""  # the last question, masked
    mode: str | None = None  # "ticket": the next text is a question for staff; "audience": it may name the 立場
    erase_key: str = ""  # what the button 消す must carry
    erase_until: str = ""  # ISO time after which it works no more
    event: str = ""  # the session of an event spoken of last
    event_asks: str = ""  # what the next text may answer about it: people, join, leave
    event_people: int | None = None  # the number of people said before joining
    at: str | None = None  # ISO time of the last answer

    @classmethod
    def recall(cls, stored: dict[str, Any], now: dt.datetime) -> Talk:
        """The memory as stored, or an empty one after 30 minutes."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        talk = cls(**known)
        if talk.at is None or now - dt.datetime.fromisoformat(talk.at) > FORGET_AFTER:
            return cls()
        return talk

    def keep(self, stored: dict[str, Any], now: dt.datetime) -> None:
        """Write the memory back into the conversation; what is kept longer stays beside it."""
        self.at = now.isoformat()
        longer = {name: stored[name] for name in LONGER if name in stored}
        stored.clear()
        stored.update(self.__dict__ | longer)
