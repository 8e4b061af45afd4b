"""What a handler may use: the open transaction, the desk's knowledge, the moment, and the talk so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import today_jst
from handlers.desk import Desk


@dataclass
class Context:
    """One event's surroundings. `now` is aware UTC; `conversation` is saved by the caller after the handler returns."""

    session: Session
    desk: Desk
    now: dt.datetime
    user_key: str
    user_id: str | None
    conversation: dict[str, Any]
    keep_texts_days: int = 90  # how long texts are stored, as people are told
    erase: bool = False  # set by a handler: everything stored about this person goes when the event ends

    @property
    def today(self) -> dt.date:
        """The day in Japan."""
        return today_jst(self.now)

    @property
    def alone(self) -> str | None:
        """The person's id when nobody else is in this talk, so that what belongs to them may be shown and kept."""
        in_group = self.user_id is not None and self.user_key.endswith(f":{self.user_id}")
        return None if in_group else self.user_id
