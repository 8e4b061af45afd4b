"""Webhook events and signed bodies as LINE sends them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from typing import Any

from bot.clock import to_ms
from tests.fakes import START

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"  # the example of LINE's documentation
USER = "U" + "1" * 32
OTHER = "U" + "2" * 32
GROUP = "C" + "3" * 32

_numbers = itertools.count(1)


def event(kind: str, user: str | None = USER, *, group: str | None = None, ms: int | None = None, **more: Any) -> Any:
    """An event of any type; every call makes a new webhookEventId, reply token and later timestamp."""
    number = next(_numbers)
    source: dict[str, Any] = {"type": "group", "groupId": group} if group else {"type": "user"}
    if user:
        source["userId"] = user
    made = {
        "type": kind,
        "mode": "active",
        "timestamp": to_ms(START) + number if ms is None else ms,
        "source": source,
        "webhookEventId": f"01H{number:023d}",
        "deliveryContext": {"isRedelivery": False},
        **more,
    }
    if kind not in ("unfollow", "unsend", "leave"):
        made.setdefault("replyToken", f"{number:032x}")
    return made


def text_event(text: str, user: str | None = USER, *, message_id: str | None = None, **more: Any) -> Any:
    """A text message."""
    mention = {"mention": more.pop("mention")} if "mention" in more else {}
    made = event("message", user, **more)
    made["message"] = {
        "type": "text", "id": message_id or str(10**17 + next(_numbers)), "quoteToken": "q", "text": text, **mention,
    }  # fmt: skip
    return made


def unsend_event(message_id: str, user: str = USER, **more: Any) -> Any:
    """A message is taken back."""
    return event("unsend", user, unsend={"messageId": message_id}, **more)


def body_of(*events: Any) -> bytes:
    """A webhook's body with these events."""
    return json.dumps({"destination": "U" + "0" * 32, "events": list(events)}, ensure_ascii=False).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    """The value of x-line-signature."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers LINE sends with this body."""
    return {"x-line-signature": signature(body, secret), "content-type": "application/json; charset=utf-8"}
