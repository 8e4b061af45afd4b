"""The form of what makes a notice's words: row and surroundings in, messages out; none when it is no longer true."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import Message
from bot.models_events import PersonalNotice
from handlers.context import Context

Teller = Callable[[PersonalNotice, Context], list[Message]]
