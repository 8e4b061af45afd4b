"""Series and sessions as the rest of the desk uses them: found, made, filled in, opened, moved, cancelled."""

from __future__ import annotations

from bot.events.changing import fill, fill_series, open_
from bot.events.ending import end, resume
from bot.events.finding import all_series, coming, find, find_series, on_same_days, past, series_of
from bot.events.making import add_session, create_series
from bot.events.moving import cancel, move
from bot.events.ruling import change as change_rule

__all__ = [
    "add_session", "all_series", "cancel", "change_rule", "coming", "create_series", "end", "fill", "fill_series",
    "find", "find_series", "move", "on_same_days", "open_", "past", "resume", "series_of",
]  # fmt: skip
