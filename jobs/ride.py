"""Personal notices that ride on a reply, free of charge: at most one block, before the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import line, log, personal_claims
from bot.announcements import timing
from bot.errors import where
from bot.messages import OBJECTS_LIMIT, Message, fit
from handlers import told
from handlers.context import Context
from jobs.parts import Parts

Riding = Mapping[int, tuple[list[str], list[Message]]]  # by event: the kinds that are told, and their messages

logger = log.get("ride")


@dataclass(frozen=True)
class Block:
    """What could ride on the reply to an event, in words; the claim is still to come."""

    event_id: int
    told: tuple[told.Told, ...]
    room: int  # message objects that the answer leaves free


def found(session: Session, people: Sequence[str], now: dt.datetime) -> dict[str, list[int]]:
    """What may ride on replies to these people; one look for all."""
    return personal_claims.riders(session, people, now, timing.quiet(now))


def block(
    parts: Parts, session: Session, event_id: int, user_id: str, numbers: Sequence[int], answer: Sequence[Message],
    now: dt.datetime,
) -> Block | None:  # fmt: skip
    """The words of a person's notices, made after their own tap has changed what it changes; None without room.

    What cannot be said, or would make LINE refuse the whole reply, is left for the push.
    """
    room = OBJECTS_LIMIT - len(fit(answer))
    if room < 1:
        return None
    context = context_of(parts, session, user_id, now)
    made = []
    for row in personal_claims.loaded(session, numbers):
        try:
            one = told.words(row, context)
            line.check(fit(one.messages))
        except Exception as error:
            logger.warning("does not ride", kind=row.kind, error=where(error.__cause__ or error))
        else:
            made += [one] if one.messages else []
    return Block(event_id, tuple(made), room) if made else None


def claimed(session: Session, blocks: Sequence[Block], now: dt.datetime) -> Riding:
    """What is told with the reply to each event from now on."""
    riding = {}
    for one in blocks:
        chosen, _ = told.together(one.told, one.room)
        numbers = {each.number for each in chosen}
        ours = personal_claims.take(session, numbers, now, how="reply", event_id=one.event_id) if numbers else set()
        # Another worker may have pushed some in this instant.
        kept, messages = told.together([each for each in chosen if each.number in ours], one.room)
        if kept:
            riding[one.event_id] = [each.kind for each in kept], messages
    return riding


def context_of(parts: Parts, session: Session, user_id: str, now: dt.datetime) -> Context:
    """A talk with one person, of which nothing is remembered."""
    settings = parts.settings
    return Context(
        session=session,
        desk=parts.desk,
        now=now,
        user_key=user_id,
        user_id=user_id,
        conversation={},
        keep_texts_days=settings.madoguchi_keep_texts_days,
        public_url=settings.madoguchi_public_url.rstrip("/"),
    )
