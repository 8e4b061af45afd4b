"""The emulator's memory: one SQLite file (or none), so that talks survive a restart of the demo."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
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
CREATE INDEX IF NOT EXISTS entry_by_message ON entry (message_id);
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
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
ADDED = (("entry", "read_ms", "INTEGER"), ("entry", "read_token", "TEXT"))
"""Columns that came later: a file from before gets them at its next opening."""
RECORDS = ("request", "webhook", "event")
RECORDS_KEPT = 20_000
LOCKED_SECONDS = 0.5
"""How long to wait for another program to let go of the file."""
PRIVATE = 0o600


class Store:
    """Rows and nothing else; every method is one small transaction and safe from several threads."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # talks and secrets are their owner's
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
        # Autocommit: each statement stands alone, and only `together` groups some.
        self._connection = sqlite3.connect(path, LOCKED_SECONDS, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        # The only lock around rows: a second one, taken in another order, would stop everything.
        self.lock = RLock()
        # Two emulators with one memory would each forget what the other does.
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)
        for table, column, kind in ADDED:
            self.add_column(table, column, kind)
        self.run("CREATE INDEX IF NOT EXISTS entry_by_read_token ON entry (read_token) WHERE read_token IS NOT NULL")
        self.run("INSERT OR REPLACE INTO setting VALUES ('opened', 'true')")  # takes the lock
        if path != ":memory:":
            os.chmod(path, PRIVATE)
        self._inserted = 0
        self.trim()
        # Counted here and not from the rows: after `forget` open pages must still see what is new.
        self._revs = count(self._last_rev() + 1)

    def script(self, sql: str) -> None:
        """Runs several statements, for the tables of a part (CREATE TABLE IF NOT EXISTS …)."""
        with self.lock:
            self._connection.executescript(sql)

    def add_column(self, table: str, column: str, kind: str) -> None:
        """Adds a column, unless the table has it."""
        if column not in [row["name"] for row in self.rows(f"PRAGMA table_info({table})")]:
            self.run(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    def run(self, sql: str, *values: Any) -> int:
        """Executes one statement and returns the number of rows it changed."""
        with self.lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Any) -> int:
        """Inserts one row and returns its number."""
        with self.lock:
            self._inserted += 1
            return self._connection.execute(sql, values).lastrowid or 0

    def trim(self, after: int = 0) -> None:
        """Forgets all but the newest records, if there were more than `after` new rows since the last time."""
        with self.lock:
            if self._inserted < after:
                return
            self._inserted = 0
            for table in RECORDS:
                self.run(f"DELETE FROM {table} WHERE rowid <= (SELECT max(rowid) FROM {table}) - {RECORDS_KEPT}")

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """All rows of a query, as dicts."""
        with self.lock:
            return [dict(row) for row in self._connection.execute(sql, values)]

    def row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        with self.lock:
            found = self._connection.execute(sql, values).fetchone()
        return dict(found) if found else None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Groups statements into one transaction, closed to other threads."""
        with self.lock:
            if self._connection.in_transaction:  # inside another group
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def setting(self, name: str, default: Any) -> Any:
        """A kept JSON value, or the default."""
        row = self.row("SELECT value FROM setting WHERE name = ?", name)
        return json.loads(row["value"]) if row else default

    def keep(self, name: str, value: Any) -> None:
        """Keeps a JSON value under a name."""
        self.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, json.dumps(value))

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

    def change_person(self, user_id: str, changes: dict[str, str]) -> None:
        """Changes name, note or language."""
        for column in ("name", "note", "language"):
            if column in changes:
                self.run(f"UPDATE person SET {column} = ? WHERE user_id = ?", changes[column], user_id)

    def person(self, user_id: str) -> dict[str, Any] | None:
        """The person's row, or None."""
        return self.row("SELECT * FROM person WHERE user_id = ?", user_id)

    def add_entry(self, user_id: str, at_ms: int, side: str, message_id: str, body: dict[str, Any]) -> int:
        """Adds one line to a talk and returns its number; `side` is "person", "bot" or "note"."""
        text = json.dumps(body, ensure_ascii=False)
        token = body.get("markAsReadToken") if side == "person" else None
        read_token = token if isinstance(token, str) else None
        with self.lock:  # a reader must never see a later revision before an earlier one
            return self.insert(
                "INSERT INTO entry (rev, user_id, at_ms, side, message_id, body, read_token)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                next(self._revs),
                user_id,
                at_ms,
                side,
                message_id,
                text,
                read_token,
            )

    def rewrite_entry(self, message_id: str, body: dict[str, Any]) -> None:
        """Replaces what a message shows, for example after unsending; readers see it as a new revision."""
        text = json.dumps(body, ensure_ascii=False)
        with self.lock:
            self.run("UPDATE entry SET body = ?, rev = ? WHERE message_id = ?", text, next(self._revs), message_id)

    def mark_read(self, user_id: str, side: str, up_to_seq: int, at_ms: int) -> bool:
        """Marks one side's lines up to a number as read; returns whether any was new."""
        with self.lock:
            changed = self.run(
                "UPDATE entry SET read_ms = ?, rev = ?"
                " WHERE user_id = ? AND side = ? AND seq <= ? AND read_ms IS NULL",
                at_ms,
                next(self._revs),
                user_id,
                side,
                up_to_seq,
            )
        return changed > 0

    def entries(self, user_id: str, after_rev: int = 0) -> list[dict[str, Any]]:
        """The lines of a talk that are new or changed since a revision, oldest first."""
        found = self.rows("SELECT * FROM entry WHERE user_id = ? AND rev > ? ORDER BY seq", user_id, after_rev)
        for row in found:
            row["body"] = json.loads(row["body"])
            del row["read_token"]
        return found

    def entry_of(self, message_id: str) -> dict[str, Any] | None:
        """The line of a message, or None."""
        row = self.row("SELECT * FROM entry WHERE message_id = ?", message_id)
        return {**row, "body": json.loads(row["body"])} if row else None

    def last_seq(self, user_id: str) -> int:
        """The number of the last line of a talk; 0 when it is empty."""
        row = self.row("SELECT max(seq) AS seq FROM entry WHERE user_id = ?", user_id)
        return int((row and row["seq"]) or 0)

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
        with self.lock:
            self.keep("last_rev", self._last_rev())
            self.keep("last_message", self.last_message())
            for table in ("entry", *RECORDS):
                self.run(f"DELETE FROM {table}")

    def last_message(self) -> int:
        """The highest message id in LINE's form that any talk has held."""
        found = self.row(
            "SELECT max(message_id) AS id FROM entry WHERE length(message_id) = 18 AND message_id < '8'"
            " AND message_id NOT GLOB '*[^0-9]*'"
        )
        return max(int(self.setting("last_message", 0)), int((found and found["id"]) or 0))

    def _last_rev(self) -> int:
        found = self.row("SELECT max(rev) AS rev FROM entry")
        return max(int(self.setting("last_rev", 0)), (found and found["rev"]) or 0)

    def close(self) -> None:
        """Closes the file."""
        with self.lock:
            self._connection.close()
