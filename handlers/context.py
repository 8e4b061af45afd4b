"""What a handler may use: the open transaction, the desk's knowledge, the moment, and the talk so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from bot import watching, windows
from bot.clock import today_jst
from bot.windows import ConfirmedWindow
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
    keep_enrolments_days: int = 90  # how long it is kept who took part in an event, as people are told
    public_url: str = ""  # where the desk is reached from outside, without a slash at the end; empty: nowhere
    asked: str = ""  # what the answer before this event asked about a session: only the very next event may answer it
    erase: bool = False  # set by a handler: everything stored about this person goes when the event ends

    @property
    def today(self) -> dt.date:
        """The day in Japan."""
        return today_jst(self.now)

    @cached_property
    def windows(self) -> dict[str, list[ConfirmedWindow]]:
        """The windows that the office has confirmed, by program; read once, when first looked for."""
        return windows.confirmed(self.session)

    @cached_property
    def watching(self) -> list[str]:
        """The programs this person watches; read once. Nobody watches in a group."""
        return watching.watched(self.session, self.alone) if self.alone else []

    @property
    def alone(self) -> str | None:
        """The person's id when nobody else is in this talk, so that what belongs to them may be shown and kept."""
        in_group = self.user_id is not None and self.user_key.endswith(f":{self.user_id}")
        return None if in_group else self.user_id
