"""A talk with the real handlers: say something or tap a button, hear what LINE would show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.messages import fit, readable
from bot.models import Base
from handlers.context import Context
from handlers.desk import Desk
from handlers.router import dispatch


@dataclass
class Person:
    """Somebody in a talk room; `now` moves 20 seconds with every turn."""

    desk: Desk
    session: Session
    now: dt.datetime = dt.datetime(2025, 3, 11, 1, 0, tzinfo=dt.UTC)
    conversation: dict[str, Any] = field(default_factory=dict)
    screen: list[dict[str, Any]] = field(default_factory=list)

    def happens(self, event: dict[str, Any]) -> str:
        """One webhook event; returns all that can be read on the screen."""
        context = Context(self.session, self.desk, self.now, "U1", "U" + "0" * 32, self.conversation)
        self.screen = fit(dispatch(event, context))
        self.session.flush()
        self.now += dt.timedelta(seconds=20)
        return "\n".join(readable(self.screen))

    def say(self, text: str) -> str:
        """A text message."""
        return self.happens({"type": "message", "message": {"type": "text", "text": text}})

    def tap(self, label: str) -> str:
        """A button or quick reply of the last answer, found by its label or by the title of its line."""
        action = _find(self.screen, label)
        if action["type"] == "message":
            return self.say(action["text"])
        return self.happens({"type": "postback", "postback": {"data": action["data"]}})


def _find(part: Any, label: str) -> dict[str, Any]:
    found = list(_actions(part))
    for texts, action in found:
        if label in texts:
            return action
    raise AssertionError(f"no button {label!r}; there are {sorted({t for texts, _ in found for t in texts})}")


def _actions(part: Any) -> Iterator[tuple[list[str], dict[str, Any]]]:
    if isinstance(part, list):
        for inner in part:
            yield from _actions(inner)
    elif isinstance(part, dict):
        action = part.get("action")
        if isinstance(action, dict) and action.get("type") in ("message", "postback"):
            yield [action.get("label", ""), *_texts(part.get("contents", []))], action
        for inner in part.values():
            if isinstance(inner, dict | list):
                yield from _actions(inner)


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for inner in part for text in _texts(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") == "text" and "text" in part else []
    return own + _texts(part.get("contents", []))


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk.open()


@pytest.fixture
def person(desk: Desk) -> Iterator[Person]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield Person(desk, session)
    engine.dispose()
