"""What can be read off a raw webhook event, however strange it is: nothing here trusts a type or a field."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any, NoReturn

ANSWERED_TYPES = frozenset({"message", "postback", "follow", "unfollow", "unsend", "join"})
TALK_SOURCES = frozenset({"group", "room"})
LONGEST_KEY = 100
LARGEST_MS = 2**53  # what JSON carries exactly; beyond it a timestamp is a mistake

Event = dict[str, Any]


class BrokenBody(Exception):
    """The body is no webhook: not UTF-8, not JSON, or not an object with a list of events."""


def read_events(body: bytes) -> list[Any]:
    """The events of a webhook's body, unchecked. Raises BrokenBody."""
    try:
        text = body.decode()
        parsed = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BrokenBody from None
    events = parsed.get("events") if isinstance(parsed, dict) else None
    if not isinstance(events, list):
        raise BrokenBody
    # Only an escape can smuggle in what no database text can hold.
    return [_clean(event) for event in events] if "\\u" in text else events


def event_id(event: Event) -> str:
    """LINE's id of the event, or a made-up one for an event without."""
    given = _text(event.get("webhookEventId"))
    return _short(given) if given else f"made-up-{uuid.uuid4().hex}"


def source(event: Event) -> Event:
    """Where the event comes from; empty when LINE does not say."""
    found = event.get("source")
    return found if isinstance(found, dict) else {}


def user_id(event: Event) -> str | None:
    """The person's id; missing when they never agreed to share it."""
    given = _text(source(event).get("userId"))
    return given if given and len(given) <= LONGEST_KEY else None


def talk_id(event: Event) -> str | None:
    """The group or room the event happened in, None for a talk between one person and us."""
    return _text(source(event).get("groupId")) or _text(source(event).get("roomId"))


def user_key(event: Event) -> str:
    """Events with one key are answered one after the other; an event of nobody stands alone."""
    talk, user = talk_id(event), user_id(event)
    if talk:
        return _short(f"{talk}:{user or '-'}")
    return user or f"nobody:{hashlib.sha256(event_id(event).encode()).hexdigest()[:32]}"


def reply_token(event: Event) -> str | None:
    """The token that lets us reply, if the event has one."""
    return _text(event.get("replyToken"))


def message_id(event: Event) -> str | None:
    """The message that was written, or that an unsend takes back."""
    part = event.get("unsend" if event.get("type") == "unsend" else "message")
    if not isinstance(part, dict):
        return None
    given = _text(part.get("messageId" if event.get("type") == "unsend" else "id"))
    return _short(given) if given else None


def occurred_ms(event: Event, otherwise: int) -> int:
    """LINE's time of the event in milliseconds; `otherwise` when it is missing or nonsense."""
    given = event.get("timestamp")
    usable = isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LARGEST_MS
    return given if usable and isinstance(given, int) else otherwise


def kind(event: Event) -> str:
    """The event's type, or "unknown"."""
    return (_text(event.get("type")) or "unknown")[:40]


def mode(event: Event) -> str:
    """ "active" when we may act, "standby" when another system holds the talk."""
    return (_text(event.get("mode")) or "active")[:40]


def concerns_us(event: Event) -> bool:
    """Whether the event is to be worked on: a known type, not on standby, and in a group only when we are called."""
    if mode(event) != "active" or kind(event) not in ANSWERED_TYPES:
        return False
    in_talk = talk_id(event) is not None or _text(source(event).get("type")) in TALK_SOURCES
    return not (in_talk and kind(event) == "message") or mentions_us(event)


def mentions_us(event: Event) -> bool:
    """Whether the message calls the bot by a mention."""
    message = event.get("message")
    mention = message.get("mention") if isinstance(message, dict) else None
    called = mention.get("mentionees") if isinstance(mention, dict) else None
    return isinstance(called, list) and any(isinstance(one, dict) and one.get("isSelf") is True for one in called)


def without_others(event: Event) -> Event:
    """The event as it is stored: whoever else is mentioned in a group's message is none of our business."""
    message = event.get("message")
    mention = message.get("mention") if isinstance(message, dict) else None
    called = mention.get("mentionees") if isinstance(mention, dict) else None
    if not isinstance(message, dict) or not isinstance(mention, dict) or not isinstance(called, list):
        return event
    bare = [{key: one[key] for key in one if key != "userId"} if isinstance(one, dict) else one for one in called]
    return {**event, "message": {**message, "mention": {**mention, "mentionees": bare}}}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(one) for name, one in value.items()}
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
