"""Narrowcasts: accepted at once, sent a little later by the platform's clock, and followed by their request id."""

import json
import logging
import random
from collections.abc import Callable
from typing import Any

from bot.emulator.account import Account
from bot.emulator.quota import Quota
from bot.emulator.store import Store

Json = dict[str, Any]
LOG = logging.getLogger(__name__)

WAITING_MS = 2000
SENDING_MS = 2000
KNOWN_MS = 14 * 24 * 60 * 60_000
FEWEST = 50
SCHEMA = """
CREATE TABLE IF NOT EXISTS narrowcast (
  request_id TEXT PRIMARY KEY, accepted_ms INTEGER NOT NULL, body TEXT NOT NULL,
  targets TEXT, completed_ms INTEGER, error INTEGER);
"""
FAILURES = {1: "internal error", 2: "not enough recipients", 5: "partial delivery is forbidden"}


class Uncomputable(Exception):
    """A condition the emulator cannot evaluate; `where` is the property."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


class Narrowcasts:
    """Rows of `narrowcast`; `friends` gives all friends, `deliver` puts messages into their talks."""

    def __init__(
        self,
        store: Store,
        now_ms: Callable[[], int],
        account: Account,
        quota: Quota,
        friends: Callable[[], list[str]],
        deliver: Callable[[list[str], list[Json], str], None],
    ) -> None:
        self._store, self._now_ms, self._account, self._quota = store, now_ms, account, quota
        self._friends, self._deliver = friends, deliver
        store.script(SCHEMA)
        store.add_column("narrowcast", "wanted", "INTEGER NOT NULL DEFAULT 0")
        quota.reserved = self.reserved
        found = store.row("SELECT count(*) AS n FROM narrowcast WHERE completed_ms IS NULL")
        self._under_way = bool(found and found["n"])

    def accept(self, request_id: str, body: Json) -> bool:
        """Takes a checked request; False when the quota cannot be reserved. Raises Uncomputable."""
        for name in ("recipient", "filter"):
            if body.get(name):
                raise Uncomputable(name, "The emulator knows no audiences and no attributes; leave it out for everyone")
        limit = body.get("limit") or {}
        if limit.get("forbidPartialDelivery") and not limit.get("upToRemainingQuota"):
            raise Uncomputable(
                "limit.forbidPartialDelivery", "The option forbidPartialDelivery must be used with upToRemainingQuota."
            )
        reach = len(self._friends())
        wanted = min(reach, _most(limit, reach))
        left = self._quota.left()
        if left is not None and left < wanted:
            if not limit.get("upToRemainingQuota"):
                return False
            wanted = left
        self._store.run(
            "INSERT INTO narrowcast (request_id, accepted_ms, body, wanted) VALUES (?, ?, ?, ?)",
            request_id,
            self._now_ms(),
            json.dumps(body, ensure_ascii=False),
            wanted,
        )
        self._under_way = True
        return True

    def reserved(self) -> int:
        """Recipients of those that are accepted but not sent yet: they are as good as used."""
        if not self._under_way:
            return 0
        found = self._store.row(
            "SELECT coalesce(sum(wanted), 0) AS n FROM narrowcast WHERE targets IS NULL AND completed_ms IS NULL"
        )
        return int(found["n"]) if found else 0

    def tick(self) -> None:
        """Sends what is due and ends what is sent."""
        if not self._under_way:
            return
        now = self._now_ms()
        for row in self._store.rows("SELECT * FROM narrowcast WHERE completed_ms IS NULL ORDER BY accepted_ms"):
            if row["targets"] is None and now >= row["accepted_ms"] + WAITING_MS:
                row = self._started(row)
            if row["targets"] is not None and now >= row["accepted_ms"] + WAITING_MS + SENDING_MS:
                self._store.run("UPDATE narrowcast SET completed_ms = ? WHERE request_id = ?", now, row["request_id"])
        found = self._store.row("SELECT count(*) AS n FROM narrowcast WHERE completed_ms IS NULL")
        self._under_way = bool(found and found["n"])

    def progress(self, request_id: str) -> Json | None:
        """LINE's progress object with times in milliseconds; None when unknown or older than 14 days."""
        row = self._store.row(
            "SELECT * FROM narrowcast WHERE request_id = ? AND accepted_ms > ?", request_id, self._now_ms() - KNOWN_MS
        )
        if row is None:
            return None
        shown: Json = {"phase": _phase(row), "acceptedTime": row["accepted_ms"]}
        if row["targets"] is not None:
            targets = json.loads(row["targets"])
            shown |= {"successCount": len(targets), "failureCount": 0, "targetCount": len(targets)}
        if row["error"]:
            shown |= {"errorCode": row["error"], "failedDescription": FAILURES[row["error"]], "successCount": 0}
        if row["completed_ms"] is not None:
            shown["completedTime"] = row["completed_ms"]
        return shown

    def trim(self) -> None:
        """Forgets those nobody can ask for any more."""
        self._store.run("DELETE FROM narrowcast WHERE accepted_ms <= ?", self._now_ms() - KNOWN_MS)

    def reset(self) -> None:
        """None was ever sent."""
        self._store.run("DELETE FROM narrowcast")

    def _started(self, row: Json) -> Json:
        try:
            with self._store.together():
                return self._start(row)
        except Exception:  # one that cannot be sent must not keep the others from it
            LOG.exception("narrowcast %s", row["request_id"])
            self._store.run(
                "UPDATE narrowcast SET targets = NULL, error = 1, completed_ms = ? WHERE request_id = ?",
                self._now_ms(),
                row["request_id"],
            )
            return row

    def _start(self, row: Json) -> Json:
        body = json.loads(row["body"])
        limit = body.get("limit") or {}
        targets = self._friends()
        if len(targets) > (most := _most(limit, len(targets))):
            targets = random.sample(targets, most)
        left = self._quota.left() if limit.get("upToRemainingQuota") else None
        if left is not None:
            left += row["wanted"]  # its own share is among what is reserved
        error = None
        if self._account.now.narrowcast_minimum and len(targets) < FEWEST:
            error = 2
        elif left is not None and left < len(targets):
            error = 5 if limit.get("forbidPartialDelivery") else None
            targets = random.sample(targets, left)
        done = self._now_ms() if error else None
        self._store.run(
            "UPDATE narrowcast SET targets = ?, error = ?, completed_ms = ? WHERE request_id = ?",
            json.dumps(targets),
            error,
            done,
            row["request_id"],
        )
        if error is None:
            self._deliver(targets, body["messages"], "narrowcast")
        return {**row, "targets": targets if error is None else None}


def _most(limit: Json, reach: int) -> int:
    most = limit.get("max")
    return reach if most is None else int(most)


def _phase(row: Json) -> str:
    if row["error"]:
        return "failed"
    if row["completed_ms"] is not None:
        return "succeeded"
    return "waiting" if row["targets"] is None else "sending"
