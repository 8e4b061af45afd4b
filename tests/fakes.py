"""Real, small implementations of what lies outside: a clock that stands still, a LINE in memory, a stand-in desk."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bot.clock import UTC, Clock
from bot.line import INVALID_REPLY_TOKEN, Outcome, Quota
from bot.messages import Message, Text

START = dt.datetime(2025, 3, 11, 0, 0, tzinfo=UTC)


class FixedClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, start: dt.datetime = START) -> None:
        super().__init__()
        self._now = start

    def now(self) -> dt.datetime:
        return self._now

    def move(self, delta: dt.timedelta | float) -> None:
        self._now += delta if isinstance(delta, dt.timedelta) else dt.timedelta(seconds=delta)


class FakeLine:
    """Takes every reply token once and every retry key once, as LINE does; `troubles` come before normal answers."""

    def __init__(self, troubles: Sequence[Outcome] = ()) -> None:
        self.replies: list[tuple[str, list[dict[str, Any]]]] = []
        self.pushes: list[tuple[str, list[dict[str, Any]], str]] = []
        self.multicasts: dict[str, tuple[list[str], list[dict[str, Any]]]] = {}
        self.quota_left: int | None = None
        self.quota_known = True
        self.loading: list[str] = []
        self.expired: set[str] = set()
        self.troubles = list(troubles)
        self.closed = False
        self._lock = threading.Lock()

    def reply(self, token: str, messages: list[dict[str, Any]]) -> Outcome:
        with self._lock:
            if self.troubles:
                return self.troubles.pop(0)
            if token in self.expired or any(token == used for used, _ in self.replies):
                return Outcome("rejected", 400, request_id(), INVALID_REPLY_TOKEN)
            self.replies.append((token, messages))
            return Outcome("accepted", 200, request_id(), "")

    def push(self, to: str, messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        with self._lock:
            if self.troubles:
                return self.troubles.pop(0)
            if all(retry_key != used for _, _, used in self.pushes):
                self.pushes.append((to, messages, retry_key))
            return Outcome("accepted", 200, request_id(), "")

    def multicast(self, to: list[str], messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        with self._lock:
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble is not None and trouble.detail != "accepted, then lost":
                return trouble
            if retry_key in self.multicasts:
                return Outcome("accepted", 409, request_id(), "The retry key is already accepted")
            self.multicasts[retry_key] = (list(to), messages)
            return trouble or Outcome("accepted", 200, request_id(), "")

    def quota(self) -> Quota | None:
        return Quota(self.quota_left, 0) if self.quota_known else None

    def received(self) -> Counter[str]:
        """How often each person got an announcement."""
        return Counter(user_id for to, _ in self.multicasts.values() for user_id in to)

    def start_loading(self, user_id: str, seconds: int = 20) -> Outcome:
        self.loading.append(user_id)
        return Outcome("accepted", 202, request_id(), "")

    def close(self) -> None:
        self.closed = True

    def texts(self) -> list[str]:
        """The first text of every accepted reply, in the order LINE got them."""
        return [messages[0]["text"] for _, messages in self.replies]


def request_id() -> str:
    """What LINE names every request with."""
    return str(uuid.uuid4())


def echo(event: dict[str, Any], context: Any) -> list[Message]:
    """A router that says back what was written and counts the talk's messages."""
    if event["type"] != "message":
        return [Text(f"{event['type']} です")] if event["type"] in ("follow", "postback") else []
    context.conversation["count"] = context.conversation.get("count", 0) + 1
    return [Text(f"{event['message']['text']} #{context.conversation['count']}")]


def failing(times: int, then: Callable[..., list[Message]] = echo) -> Callable[..., list[Message]]:
    """A router that fails so many times before it works."""
    left = [times]

    def dispatch(event: dict[str, Any], context: Any) -> list[Message]:
        if left[0]:
            left[0] -= 1
            raise KeyError(event["message"]["text"])
        return then(event, context)

    return dispatch


def sorry() -> list[Message]:
    """The stand-in's apology."""
    return [Text("ごめんなさい")]
