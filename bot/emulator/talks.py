"""What stands in the talk rooms: lines of people, of the bot and notes, who has read them, and the loading dots."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bot.emulator.pictures import Pictures
from bot.emulator.store import Store

Json = dict[str, Any]


class Talks:
    """The talks as people see them; times are milliseconds since 1970."""

    def __init__(
        self, store: Store, now_ms: Callable[[], int], pictures: Pictures, publish: Callable[[], None]
    ) -> None:
        self._store, self._now_ms, self._pictures, self._publish = store, now_ms, pictures, publish
        self._loading: dict[str, int] = {}

    def write(self, user_id: str, side: str, message_id: str, body: Json) -> None:
        """Adds one line; `side` is "person", "bot" or "note"."""
        self._store.add_entry(user_id, self._now_ms(), side, message_id, body)

    def put(self, user_id: str, messages: list[Json], message_ids: list[str]) -> None:
        """Adds what the bot sent, all at one moment."""
        now = self._now_ms()
        for message, message_id in zip(messages, message_ids, strict=True):
            self._store.add_entry(user_id, now, "bot", message_id, message)

    def show(self, user_id: str, event: Json) -> None:
        """Shows what a person would see of an event; nothing of one without a known shape."""
        kind = event.get("type")
        if kind == "message":
            message = part_of(event, "message")
            # A raw message without a kind is nothing an app could show.
            if isinstance(message.get("type"), str):
                message_id = str(message.get("id", uuid4().hex))
                kept = {"shown": f"/emulator/content/{message_id}"} if message["type"] == "image" else {}
                self.write(user_id, "person", message_id, {**message, **kept})
        elif kind == "unsend":
            message_id = str(part_of(event, "unsend").get("messageId"))
            self._store.rewrite_entry(message_id, {"type": "unsent"})
            self._pictures.drop(message_id)
        elif kind in ("follow", "unfollow"):
            state = "friend" if kind == "follow" else "blocked"
            self._store.run("UPDATE person SET state = ? WHERE user_id = ?", state, user_id)
            self.write(user_id, "note", uuid4().hex, {"type": kind, **part_of(event, "follow")})
        self._publish()

    def spend_quick_replies(self, user_id: str) -> None:
        """A tap makes the quick replies of the last line vanish."""
        self._store.run(
            "UPDATE person SET spent_seq = (SELECT coalesce(max(seq), 0) FROM entry WHERE user_id = ?)"
            " WHERE user_id = ?",
            user_id,
            user_id,
        )

    def seen(self, user_id: str) -> None:
        """The person has looked at the talk: what the bot wrote is read."""
        last = self._store.last_seq(user_id)
        self._store.run("UPDATE person SET seen_seq = max(seen_seq, ?) WHERE user_id = ?", last, user_id)
        self._store.mark_read(user_id, "bot", last, self._now_ms())
        self._publish()

    def read_up_to(self, token: str) -> str | None:
        """Marks a person's messages up to the one with this token as read; None for a token nobody was given."""
        entry = self._store.row("SELECT user_id, seq FROM entry WHERE read_token = ?", token) if token else None
        if entry is None:
            return None
        if self._store.mark_read(entry["user_id"], "person", entry["seq"], self._now_ms()):
            self._publish()
        return str(entry["user_id"])

    def read(self, batch: list[Json]) -> None:
        """Marks what the people of these events wrote as read, as LINE does when the account keeps no chat."""
        for event in batch:
            message = event.get("message")
            shown_as = message.get("id") if isinstance(message, dict) else event.get("webhookEventId")
            if entry := self._store.row("SELECT user_id, seq FROM entry WHERE message_id = ?", str(shown_as)):
                self._store.mark_read(entry["user_id"], "person", entry["seq"], self._now_ms())

    def start_loading(self, user_id: str, seconds: int) -> None:
        """Shows the animation until the next message or until the seconds are over."""
        self._loading[user_id] = self._now_ms() + seconds * 1000
        self._publish()

    def stop_loading(self, user_id: str) -> None:
        """A message ends the animation."""
        self._loading.pop(user_id, None)

    def is_loading(self, user_id: str) -> bool:
        """Whether the animation shows now."""
        return self._loading.get(user_id, 0) > self._now_ms()

    def reset(self) -> None:
        """No animation anywhere."""
        self._loading.clear()


def part_of(event: Json, name: str) -> Json:
    """A part of an event, or nothing: raw events may be anything."""
    part = event.get(name)
    return part if isinstance(part, dict) else {}
