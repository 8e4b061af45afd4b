"""Reply tokens and retry keys: what may be used once, and until when."""

import json
from collections.abc import Callable
from typing import Any

from bot.emulator.store import Store

Json = dict[str, Any]

REPLY_TOKEN_MS = 60_000
REDELIVERY_MS = 20 * 60_000
RETRY_KEY_MS = 24 * 60 * 60_000


class Tokens:
    """Rows of `reply_token` and `retry_key`; times are those of the platform's clock."""

    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store, self._now_ms = store, now_ms

    def give(self, token: str, user_id: str, event_id: str, event_ms: int) -> None:
        """Makes a token usable for a minute from now, again when its event is redelivered."""
        self._store.run(
            "INSERT INTO reply_token (token, user_id, event_id, event_ms, sent_ms) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (token) DO UPDATE SET sent_ms = excluded.sent_ms",
            token,
            user_id,
            event_id,
            event_ms,
            self._now_ms(),
        )

    def leaves(self, token: str) -> None:
        """Its minute begins when the webhook goes out."""
        self._store.run("UPDATE reply_token SET sent_ms = ? WHERE token = ?", self._now_ms(), token)

    def use(self, token: str) -> tuple[str, str] | None:
        """Consumes a token and returns whose it was and its event's id; None when LINE would call it invalid."""
        now = self._now_ms()
        used = self._store.run(
            "UPDATE reply_token SET used = 1 WHERE token = ? AND used = 0 AND sent_ms >= ? AND event_ms >= ?",
            token,
            now - REPLY_TOKEN_MS,
            now - REDELIVERY_MS,
        )
        row = self._store.row("SELECT user_id, event_id FROM reply_token WHERE token = ?", token) if used else None
        return (str(row["user_id"]), str(row["event_id"])) if row else None

    def owner(self, token: str) -> str | None:
        """Whose token it is or was."""
        row = self._store.row("SELECT user_id FROM reply_token WHERE token = ?", token)
        return str(row["user_id"]) if row else None

    def accepted_before(self, key: str) -> Json | None:
        """What was answered when this retry key was accepted in the last 24 hours: request_id and answer."""
        row = self._store.row(
            "SELECT request_id, answer FROM retry_key WHERE key = ? AND first_ms > ?",
            key,
            self._now_ms() - RETRY_KEY_MS,
        )
        return {"request_id": row["request_id"], "answer": json.loads(row["answer"])} if row else None

    def keep_key(self, key: str, request_id: str, answer: Json) -> None:
        """Remembers an accepted retry key."""
        self._store.run(
            "INSERT OR REPLACE INTO retry_key (key, first_ms, request_id, answer) VALUES (?, ?, ?, ?)",
            key,
            self._now_ms(),
            request_id,
            json.dumps(answer),
        )

    def trim(self) -> None:
        """Forgets what can be used no more."""
        now = self._now_ms()
        old = now - REDELIVERY_MS
        self._store.run("DELETE FROM reply_token WHERE event_ms < ? AND sent_ms < ?", old, old)
        self._store.run("DELETE FROM retry_key WHERE first_ms < ?", now - RETRY_KEY_MS)
