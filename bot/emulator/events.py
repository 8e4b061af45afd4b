"""Webhook events in LINE's form, one small function per kind."""

import secrets
from collections.abc import Callable
from threading import Lock
from typing import Any

Json = dict[str, Any]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(at_ms: int) -> str:
    """A ULID: 48 bits of time and 80 of chance, in Crockford's base 32."""
    number = (at_ms << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


class _MessageIds:
    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def above(self, number: int) -> None:
        with self._lock:
            self._last = max(self._last, number)

    def next(self, at_ms: int) -> str:
        with self._lock:
            self._last = max(self._last + 1, at_ms * 100_000)
            return f"{self._last:018d}"


_IDS = _MessageIds()
message_ids_above = _IDS.above
"""From now on all ids are higher than this number: of messages that were written before this process began."""
message_id = _IDS.next
"""Eighteen digits like LINE's, each higher than the last; too long for a JavaScript number, so it stays a string."""


_QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex")
"""Of what a bot sends only these can be quoted (LINE's "Get quote tokens")."""


def receipt(at_ms: int, message: Json) -> Json:
    """What LINE says of one message it took from the bot: its id and, where it can be quoted, its quote token."""
    token = {"quoteToken": secrets.token_urlsafe(24)} if message.get("type") in _QUOTABLE else {}
    return {"id": message_id(at_ms), **token}


def event(user_id: str, at_ms: int, *, reply: bool = True, **parts: Any) -> Json:
    """The frame of an event: id, time, source and, where LINE gives one, a reply token."""
    token = {"replyToken": secrets.token_hex(16)} if reply else {}
    return {
        **parts,
        "webhookEventId": ulid(at_ms),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": at_ms,
        "source": {"type": "user", "userId": user_id},
        "mode": "active",
        **token,
    }


def source_user(one: Json) -> str:
    """Whose event it is; empty when LINE (or a raw event) does not say."""
    source = one.get("source")
    return str(source.get("userId", "")) if isinstance(source, dict) else ""


def id_of(one: Json) -> str:
    """The event's id; raw events may have any value there, or none."""
    return str(one.get("webhookEventId", ""))


def said(user_id: str, at_ms: int, text: str) -> Json:
    """A text message."""
    return _message(user_id, at_ms, {"type": "text", "text": text, "markAsReadToken": secrets.token_urlsafe(24)})


def posted(user_id: str, at_ms: int, data: str, params: Json | None = None) -> Json:
    """A postback; `params` come from date pickers and rich menu switches."""
    postback = {"data": data} | ({"params": params} if params else {})
    return event(user_id, at_ms, type="postback", postback=postback)


def _message(user_id: str, at_ms: int, message: Json) -> Json:
    body = {"id": message_id(at_ms), "quoteToken": secrets.token_urlsafe(24), **message}
    if body["type"] in ("location", "audio", "file"):
        del body["quoteToken"]
    return event(user_id, at_ms, type="message", message=body)


def _sticker(user_id: str, at_ms: int) -> Json:
    sticker = {
        "type": "sticker",
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
        "keywords": ["hello"],
    }
    return _message(user_id, at_ms, sticker)


def pictured(user_id: str, at_ms: int) -> Json:
    """An image message whose bytes the platform keeps."""
    return _image(user_id, at_ms)


def _image(user_id: str, at_ms: int) -> Json:
    return _message(user_id, at_ms, {"type": "image", "contentProvider": {"type": "line"}})


def _video(user_id: str, at_ms: int) -> Json:
    return _message(user_id, at_ms, {"type": "video", "duration": 6000, "contentProvider": {"type": "line"}})


def _audio(user_id: str, at_ms: int) -> Json:
    return _message(user_id, at_ms, {"type": "audio", "duration": 6000, "contentProvider": {"type": "line"}})


def _file(user_id: str, at_ms: int) -> Json:
    return _message(user_id, at_ms, {"type": "file", "fileName": "事業計画.pdf", "fileSize": 20480})


def _location(user_id: str, at_ms: int) -> Json:
    place = {"title": "市役所", "address": "市内", "latitude": 38.93, "longitude": 141.13}
    return _message(user_id, at_ms, {"type": "location", **place})


def _follow(user_id: str, at_ms: int) -> Json:
    return event(user_id, at_ms, type="follow", follow={"isUnblocked": False})


def _unblock(user_id: str, at_ms: int) -> Json:
    return event(user_id, at_ms, type="follow", follow={"isUnblocked": True})


def _unfollow(user_id: str, at_ms: int) -> Json:
    return event(user_id, at_ms, reply=False, type="unfollow")


def _unsend(user_id: str, at_ms: int) -> Json:
    return event(user_id, at_ms, reply=False, type="unsend", unsend={"messageId": ""})


TEMPLATES: dict[str, Callable[[str, int], Json]] = {
    "sticker": _sticker,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "file": _file,
    "location": _location,
    "follow": _follow,
    "unblock": _unblock,
    "unfollow": _unfollow,
    "unsend": _unsend,
}

MESSAGES = ("sticker", "image", "video", "audio", "file", "location")
"""The kinds a person sends, which nobody can who has blocked the account."""


def templated(kind: str, user_id: str, at_ms: int, changes: Json | None = None) -> Json:
    """An event of a kind, with `changes` merged in deeply; a standby event carries no reply token."""
    built = _merged(TEMPLATES[kind](user_id, at_ms), changes or {})
    if built["mode"] == "standby":
        built.pop("replyToken", None)
    return built


def _merged(one: Json, other: Json) -> Json:
    result = dict(one)
    for key, value in other.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result
