"""The emulator's memory: one SQLite file (or none), so that talks survive a restart of the demo."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from bot.emulator.people import Person

SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
  user_id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL,
  seen_seq INTEGER NOT NULL DEFAULT 0, spent_seq INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS entry (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, user_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
  side TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS entry_of_user ON entry (user_id, seq);
CREATE INDEX IF NOT EXISTS entry_by_rev ON entry (rev);
CREATE TABLE IF NOT EXISTS reply_token (
  token TEXT PRIMARY KEY, user_id TEXT NOT NULL, event_id TEXT NOT NULL, event_ms INTEGER NOT NULL,
  sent_ms INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS retry_key (
  key TEXT PRIMARY KEY, first_ms INTEGER NOT NULL, request_id TEXT NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS request (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  headers TEXT NOT NULL, body TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, request_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhook (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
  status INTEGER, took_ms REAL, error TEXT);
CREATE TABLE IF NOT EXISTS event (event_id TEXT PRIMARY KEY, body TEXT NOT NULL);
"""


class Store:
    """Rows and nothing else; every method is one small transaction and safe from several threads."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        # Autocommit: each statement stands alone, and only `together` groups some.
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._lock = RLock()
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    def run(self, sql: str, *values: Any) -> int:
        """Executes one statement and returns the number of rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Any) -> int:
        """Inserts one row and returns its number."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """All rows of a query, as dicts."""
        with self._lock:
            return [dict(row) for row in self._connection.execute(sql, values)]

    def row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        with self._lock:
            found = self._connection.execute(sql, values).fetchone()
        return dict(found) if found else None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Groups statements into one transaction, closed to other threads."""
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def add_person(self, person: Person) -> None:
        """Adds a person; one who is already known stays as they are."""
        self.run(
            "INSERT OR IGNORE INTO person (user_id, name, note, language, state) VALUES (?, ?, ?, ?, ?)",
            person.user_id,
            person.name,
            person.note,
            person.language,
            person.state,
        )

    def person(self, user_id: str) -> dict[str, Any] | None:
        """The person's row, or None."""
        return self.row("SELECT * FROM person WHERE user_id = ?", user_id)

    def add_entry(self, user_id: str, at_ms: int, side: str, message_id: str, body: dict[str, Any]) -> int:
        """Adds one line to a talk and returns its number; `side` is "person", "bot" or "note"."""
        return self.insert(
            "INSERT INTO entry (rev, user_id, at_ms, side, message_id, body)"
            " VALUES ((SELECT coalesce(max(rev), 0) + 1 FROM entry), ?, ?, ?, ?, ?)",
            user_id,
            at_ms,
            side,
            message_id,
            json.dumps(body, ensure_ascii=False),
        )

    def rewrite_entry(self, message_id: str, body: dict[str, Any]) -> None:
        """Replaces what a message shows, for example after unsending; readers see it as a new revision."""
        self.run(
            "UPDATE entry SET body = ?, rev = (SELECT max(rev) + 1 FROM entry) WHERE message_id = ?",
            json.dumps(body, ensure_ascii=False),
            message_id,
        )

    def entries(self, user_id: str, after_rev: int = 0) -> list[dict[str, Any]]:
        """The lines of a talk that are new or changed since a revision, oldest first."""
        found = self.rows("SELECT * FROM entry WHERE user_id = ? AND rev > ? ORDER BY seq", user_id, after_rev)
        return [{**row, "body": json.loads(row["body"])} for row in found]

    def people(self) -> list[dict[str, Any]]:
        """Everyone, with the number of the bot's messages they have not seen and the last line of their talk."""
        found = self.rows(
            "SELECT p.*, (SELECT count(*) FROM entry e WHERE e.user_id = p.user_id AND e.side = 'bot'"
            " AND e.seq > p.seen_seq) AS unread, (SELECT body FROM entry e WHERE e.user_id = p.user_id"
            " ORDER BY seq DESC LIMIT 1) AS last FROM person p ORDER BY p.rowid"
        )
        return [{**row, "last": json.loads(row["last"]) if row["last"] else None} for row in found]

    def forget(self) -> None:
        """Empties the records of talks, requests, webhooks and events; people, tokens and keys stay."""
        for table in ("entry", "request", "webhook", "event"):
            self.run(f"DELETE FROM {table}")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()
