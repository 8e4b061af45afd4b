"""What was sent, by day and by kind: the month's quota, delivery counts and the names of aggregation units."""

from collections.abc import Callable
from typing import Any

from bot.emulator.account import Account
from bot.emulator.clock import day
from bot.emulator.store import Store

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS tally (
  day TEXT NOT NULL, kind TEXT NOT NULL, messages INTEGER NOT NULL, PRIMARY KEY (day, kind));
CREATE TABLE IF NOT EXISTS unit (
  day TEXT NOT NULL, name TEXT NOT NULL, messages INTEGER NOT NULL, PRIMARY KEY (day, name));
"""
UNITS_A_MONTH = 1000


class Quota:
    """Counts of recipients; days and months are Japan's. `reserved` tells what accepted narrowcasts will use."""

    def __init__(self, store: Store, account: Account, now_ms: Callable[[], int]) -> None:
        self._store, self._account, self._now_ms = store, account, now_ms
        self.reserved: Callable[[], int] = lambda: 0
        store.script(SCHEMA)

    def used(self) -> int:
        """Messages of this month that count: everything but replies, once for each friend reached."""
        row = self._store.row(
            "SELECT coalesce(sum(messages), 0) AS used FROM tally WHERE kind <> 'reply' AND day LIKE ?",
            self._month() + "%",
        )
        return int(row["used"]) if row else 0

    def left(self) -> int | None:
        """How many recipients are still allowed this month, apart from those reserved; None without a limit."""
        settings = self._account.now
        if settings.quota_type != "limited":
            return None
        return max(0, settings.quota_value - self.used() - self.reserved())

    def allows(self, recipients: int) -> bool:
        """Whether so many fit into what is left."""
        left = self.left()
        return left is None or recipients <= left

    def count(self, kind: str, recipients: int, units: list[str] | None = None) -> None:
        """Adds recipients to today's number of a kind ("reply", "push", …) and to its aggregation units."""
        if recipients:
            today = day(self._now_ms())
            self._add("tally", "kind", today, kind, recipients)
            for name in units or []:
                if name in (known := self.units()) or len(known) < UNITS_A_MONTH:
                    self._add("unit", "name", today, name, recipients)

    def spend(self, recipients: int) -> None:
        """Uses up quota without sending anything, as other tools of the account would."""
        self._add("tally", "kind", day(self._now_ms()), "elsewhere", recipients)

    def on_day(self, kind: str, date: str) -> int:
        """Messages of a kind on a day (20260901)."""
        row = self._store.row("SELECT messages FROM tally WHERE day = ? AND kind = ?", date, kind)
        return int(row["messages"]) if row else 0

    def units(self) -> list[str]:
        """The names of this month's aggregation units."""
        found = self._store.rows("SELECT DISTINCT name FROM unit WHERE day LIKE ? ORDER BY name", self._month() + "%")
        return [row["name"] for row in found]

    def of_unit(self, name: str, first: str, last: str) -> int:
        """Messages of a unit between two days, both included."""
        row = self._store.row(
            "SELECT coalesce(sum(messages), 0) AS n FROM unit WHERE name = ? AND day BETWEEN ? AND ?", name, first, last
        )
        return int(row["n"]) if row else 0

    def reset(self) -> None:
        """Nothing was ever sent."""
        self._store.script("DELETE FROM tally; DELETE FROM unit;")

    def _month(self) -> str:
        return day(self._now_ms())[:6]

    def _add(self, table: str, column: str, today: str, value: str, recipients: int) -> None:
        self._store.run(
            f"INSERT INTO {table} (day, {column}, messages) VALUES (?, ?, ?)"
            f" ON CONFLICT (day, {column}) DO UPDATE SET messages = messages + excluded.messages",
            today,
            value,
            recipients,
        )
