"""Series and sessions as the rest of the desk uses them: found, made, filled in, opened, moved, cancelled."""

from __future__ import annotations

from bot.events.changing import fill, fill_series, open_
from bot.events.finding import all_series, coming, find, find_series, on_same_days, past, series_of
from bot.events.making import add_session, create_series
from bot.events.moving import cancel, move

__all__ = [
    "add_session", "all_series", "cancel", "coming", "create_series", "fill", "fill_series", "find", "find_series",
    "move", "on_same_days", "open_", "past", "series_of",
]  # fmt: skip
