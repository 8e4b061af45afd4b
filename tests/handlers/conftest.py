"""A talk with the real handlers: say something or tap a button, hear what LINE would show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot import traces
from bot.messages import Message, fit, readable
from bot.models import Base, Friend, InboundEvent
from bot.models_events import PersonalNotice
from handlers.context import Context
from handlers.desk import Desk
from handlers.event_notices import KINDS
from handlers.router import dispatch
from tests.handlers.given_events import waiting_notices

USER = "U" + "0" * 32


@dataclass
class Person:
    """Somebody in a talk room; `now` moves 20 seconds with every turn."""

    desk: Desk
    session: Session
    now: dt.datetime = dt.datetime(2025, 3, 11, 1, 0, tzinfo=dt.UTC)
    conversation: dict[str, Any] = field(default_factory=dict)
    screen: list[dict[str, Any]] = field(default_factory=list)
    user: str = USER
    public_url: str = ""
    group: str | None = None  # the id of a group, for somebody who speaks there

    @property
    def context(self) -> Context:
        """What the service hands to a handler."""
        key = f"{self.group}:{self.user}" if self.group else self.user
        return Context(
            self.session, self.desk, self.now, key, self.user, self.conversation, public_url=self.public_url
        )

    def happens(self, event: dict[str, Any]) -> str:
        """One webhook event; returns all that can be read on the screen."""
        self._receive(event)
        context = self.context
        self.screen = fit(dispatch(event, context))
        self.session.flush()
        if context.erase:  # the service does the same in the transaction that ends the event
            traces.erase(self.session, self.user, self.now)
            self.conversation.clear()
        self.now += dt.timedelta(seconds=20)
        return "\n".join(readable(self.screen))

    def _receive(self, event: dict[str, Any]) -> None:
        kind = str(event.get("type"))
        self.session.add(
            InboundEvent(
                webhook_event_id=f"{self.now:%s%f}{self.user}",
                user_key=self.user,
                type=kind,
                mode="active",
                occurred_ms=0,
                received_at=self.now,
                body={},
                state="done",
            )
        )
        if kind == "follow":
            self.session.merge(Friend(user_id=self.user, first_seen_at=self.now, last_seen_at=self.now))
        self.session.flush()

    def say(self, text: str) -> str:
        """A text message."""
        return self.happens({"type": "message", "message": {"type": "text", "text": text}})

    def tap(self, label: str) -> str:
        """A button or quick reply of the last answer, found by its label or by the title of its line."""
        action = _find(self.screen, label)
        if action["type"] == "message":
            return self.say(action["text"])
        return self.happens({"type": "postback", "postback": {"data": action["data"]}})

    def is_told(self) -> str:
        """What the desk tells by itself now, as the notices of this person say."""
        told = [tell(notice, self.context) for notice in waiting_notices(self.session, self.user, self.now)]
        self.screen = fit([message for messages in told for message in messages])
        return "\n".join(readable(self.screen))

    def pick(self, label: str, day: str) -> str:
        """A day from the picker behind a button of the last answer."""
        action = _find(self.screen, label, ("datetimepicker",))
        return self.happens({"type": "postback", "postback": {"data": action["data"], "params": {"date": day}}})


def tell(notice: PersonalNotice, context: Context) -> list[Message]:
    """What a notice says."""
    return KINDS[notice.kind](notice, context)


def _find(part: Any, label: str, types: tuple[str, ...] = ("message", "postback")) -> dict[str, Any]:
    found = list(_actions(part, types))
    for texts, action in found:
        if label in texts:
            return action
    raise AssertionError(f"no button {label!r}; there are {sorted({t for texts, _ in found for t in texts})}")


def _actions(part: Any, types: tuple[str, ...]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    if isinstance(part, list):
        for inner in part:
            yield from _actions(inner, types)
    elif isinstance(part, dict):
        action = part.get("action")
        if isinstance(action, dict) and action.get("type") in types:
            yield [action.get("label", ""), *_texts(part.get("contents", []))], action
        for inner in part.values():
            if isinstance(inner, dict | list):
                yield from _actions(inner, types)


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for inner in part for text in _texts(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") == "text" and "text" in part else []
    return own + _texts(part.get("contents", []))


@pytest.fixture
def person(desk: Desk) -> Iterator[Person]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield Person(desk, session)
    engine.dispose()


@pytest.fixture(scope="module")
def talker(desk: Desk) -> Iterator[Person]:
    """A person for many talks."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield Person(desk, session)
    engine.dispose()
