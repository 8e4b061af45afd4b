"""What a talk remembers between two messages: the program spoken of, what else was near, what was asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

FORGET_AFTER = dt.timedelta(minutes=30)


@dataclass
class Talk:
    """The memory of one person's talk; kept as plain JSON in the conversation row."""

    program: str | None = None  # the record answered last
    offered: list[str] = field(default_factory=list)  # records offered last, best first
    scores: dict[str, float] = field(default_factory=dict)  # how well records fitted the talk so far, 0..1
    topics: list[str] = field(default_factory=list)  # what was asked last
    question: str = ""  # the last question, masked
    mode: str | None = None  # "ticket": the next text is a question for staff
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
        """Write the memory back into the conversation."""
        self.at = now.isoformat()
        stored.clear()
        stored.update(self.__dict__)
