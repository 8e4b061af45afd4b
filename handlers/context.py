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

    @property
    def today(self) -> dt.date:
        """The day in Japan."""
        return today_jst(self.now)
