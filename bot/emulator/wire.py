"""The wire: every webhook and every API call with what came of it, for the log beside the phone and for tests."""

import json
from itertools import count
from typing import Any

from bot.emulator import summary
from bot.emulator.events import source_user
from bot.emulator.reading import readable
from bot.emulator.sender import Receipt, webhook_headers
from bot.emulator.store import Store

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS wire (
  id INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, kind TEXT NOT NULL, record INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER, took_ms REAL, request_id TEXT,
  user_ids TEXT NOT NULL, summary TEXT NOT NULL, complaints TEXT NOT NULL, fault TEXT, late INTEGER NOT NULL DEFAULT 0,
  error TEXT);
CREATE INDEX IF NOT EXISTS wire_by_rev ON wire (rev);
CREATE INDEX IF NOT EXISTS wire_by_record ON wire (kind, record);
"""
LATE_MS = 2000
"""LINE counts an answer to a webhook that takes longer as a timeout."""
KEPT = 20_000


class Wire:
    """Rows of the `wire` table; the bodies lie in `request` and `webhook`."""

    def __init__(self, store: Store, secret: str) -> None:
        self._store, self._secret = store, secret
        store.script(SCHEMA)
        last = store.row("SELECT max(rev) AS rev FROM wire") or {}
        self.trim()
        self._revs = count(max(last["rev"] or 0, store.setting("last_wire_rev", 0)) + 1)

    def leaves(self, record: int, at_ms: int, url_path: str, events: list[Json], fault: str | None) -> None:
        """A webhook goes out."""
        users = [source_user(event) for event in events]
        words = summary.of_webhook(events, self._pressed(events[0]) if events else "")
        self._add("webhook", record, at_ms, "POST", url_path, users, words, fault=fault)

    def answered(self, record: int, receipt: Receipt) -> None:
        """The bot has answered a webhook, or failed to."""
        with self._store.lock:
            self._store.run(
                "UPDATE wire SET rev = ?, status = ?, took_ms = ?, late = ?, error = ? WHERE kind = 'webhook'"
                " AND record = ?",
                next(self._revs),
                receipt.status,
                round(receipt.took_ms, 3),
                receipt.took_ms > LATE_MS,
                receipt.error,
                record,
            )

    def called(
        self,
        record: int,
        at_ms: int,
        request: tuple[str, str, str],
        answer: tuple[int | None, float],
        users: list[str],
        words: str,
        complaints: list[Json],
        fault: str | None,
    ) -> None:
        """An API call was answered: method, path and request id; status and milliseconds."""
        method, path, request_id = request
        status, took_ms = answer
        self._add(
            "call", record, at_ms, method, path, users, words, status, took_ms, request_id, complaints, fault=fault
        )

    def entries(self, after_rev: int, limit: int) -> list[Json]:
        """What is new or changed since a revision, oldest first; of more than `limit` only the newest."""
        found = self._store.rows("SELECT * FROM wire WHERE rev > ? ORDER BY rev DESC LIMIT ?", after_rev, limit)
        return [_shown(row) for row in reversed(found)]

    def entry(self, wire_id: int) -> Json:
        """One line with headers, body and answer; raises KeyError for an unknown id."""
        row = self._store.row("SELECT * FROM wire WHERE id = ?", wire_id)
        if row is None:
            raise KeyError(wire_id)
        table = "request" if row["kind"] == "call" else "webhook"
        record = self._store.row(f"SELECT * FROM {table} WHERE id = ?", row["record"]) or {}
        raw = record.get("body", "")
        if row["kind"] == "call":
            headers, answer = json.loads(record.get("headers", "{}")), json.loads(record.get("answer", "null"))
        else:
            headers, answer = webhook_headers(self._secret, raw.encode()), None
        return {**_shown(row), "headers": headers, "body": parsed(raw), "answer": answer}

    def trim(self) -> None:
        """Forgets all but the newest lines."""
        self._store.run("DELETE FROM wire WHERE id <= (SELECT max(id) FROM wire) - ?", KEPT)

    def forget(self) -> None:
        """Empties the log; revisions go on rising."""
        with self._store.lock:
            self._store.keep("last_wire_rev", next(self._revs))
            self._store.run("DELETE FROM wire")

    def _pressed(self, event: Json) -> str:
        # The event does not carry a button's displayText, but it stands in the talk.
        entry = self._store.entry_of(str(event.get("webhookEventId"))) if event.get("type") == "postback" else None
        return str(entry["body"].get("text", "")) if entry else ""

    def _add(
        self,
        kind: str,
        record: int,
        at_ms: int,
        method: str,
        path: str,
        users: list[str],
        words: str,
        status: int | None = None,
        took_ms: float | None = None,
        request_id: str | None = None,
        complaints: list[Json] | None = None,
        *,
        fault: str | None,
    ) -> None:
        shown = json.dumps([user for user in dict.fromkeys(users) if user])
        told = json.dumps(complaints or [], ensure_ascii=False)
        with self._store.lock:
            self._store.insert(
                "INSERT INTO wire (rev, kind, record, at_ms, method, path, status, took_ms, request_id, user_ids,"
                " summary, complaints, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                next(self._revs),
                kind,
                record,
                at_ms,
                method,
                path,
                status,
                None if took_ms is None else round(took_ms, 3),
                request_id,
                shown,
                words,
                told,
                fault,
            )


parsed = readable
"""The JSON value of a recorded text, or the text itself."""


def _shown(row: Json) -> Json:
    kept = {name: value for name, value in row.items() if name != "record"}
    parts = {name: json.loads(row[name]) for name in ("user_ids", "complaints")}
    return {**kept, **parts, "late": bool(row["late"])}
