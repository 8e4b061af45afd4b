"""Free seats are offered to those who wait; the day after, those who came are thanked. All of it is rows."""

from __future__ import annotations

from bot import log
from bot.db import read_scope, session_scope
from bot.events import offers, seats, thanks
from jobs.parts import Parts

logger = log.get("seats")


def offer_seats(parts: Parts) -> None:
    """Ends offers that have run out and makes new ones; two processes do it one after the other."""
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        codes = offers.due(session, now)
    for code in codes:
        with session_scope(parts.engine) as session:
            event = seats.hold(session, code)
            ended = offers.expire(session, event, now)
            made = offers.offer_free(session, event, now)
        if ended or made:
            logger.info("seats offered", session=code, ended=len(ended), made=len(made))


def thank(parts: Parts) -> None:
    """From ten o'clock on the day after its last day, thanks those who were there, each once.

    Where nobody was checked in, all who were enrolled are thanked; after a week of silence nobody is any more.
    """
    now = parts.clock.now()
    with read_scope(parts.engine) as session:
        codes = thanks.due(session, now)
    for code in codes:
        with session_scope(parts.engine) as session:
            made = thanks.make(session, code, now)
        if made:
            logger.info("thanked", session=code, people=made)
