"""How long it takes to count an audience among 100,000 friends: python -m tests.bench.audience [--database URL].

Without --database a PostgreSQL of its own is started. Prints the slowest of some audiences; nothing is asserted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import audience_sql
from bot.announcements.audience import parse
from bot.db import make_engine, migrate
from bot.models import Friend
from bot.models_sending import Enrolment, FriendTag, NoticePause, ThemeChoice, Watch
from tests.bench.postgres import own_postgres

FRIENDS = 100_000
LIMIT = 1.0  # seconds
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
EXPRESSIONS = (
    "everyone",
    "NOT tag:ゼミ",
    "stand:student AND NOT interest:jobs",
    "(tag:ゼミ OR watching:1-1-1 OR enrolled:garage OR interest:startup) AND active:30d AND NOT tag:tester",
    "NOT (tag:ゼミ OR watching:1-1-1) OR language:en",
)


def main() -> None:
    """Counts on a database of its own, or on the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", help="an empty database instead of an own PostgreSQL")
    given = parser.parse_args().database
    if given:
        measure(given)
        return
    with own_postgres() as url:
        measure(url)


def measure(url: str) -> None:
    """One line per audience and one for the slowest."""
    engine = make_engine(url)
    migrate(engine)
    fill(engine)
    slowest = 0.0
    with Session(engine) as session:
        for expression in EXPRESSIONS:
            started = time.perf_counter()
            counted = audience_sql.count(session, parse(expression), "jobs", NOW)
            taken = time.perf_counter() - started
            slowest = max(slowest, taken)
            print(f"  {taken * 1000:7.1f} ms  {counted.reachable:>7} of {counted.total_matching:<7} {expression}")
    engine.dispose()
    print(f"{'audience count, 100,000':<26}{slowest:>9.2f} s   {slowest / LIMIT:>6.2f} of {LIMIT:.0f} s", flush=True)


def fill(engine: sa.Engine) -> None:
    """100,000 friends; a tenth with a tag, a third with choices, some pausing, watching or enrolled."""
    ids = [f"U{number:032x}" for number in range(FRIENDS)]
    stands = (None, "student", "employer", "entrepreneur")
    with engine.begin() as connection:

        def add(table: type, rows: list[dict[str, object]]) -> None:
            for start in range(0, len(rows), 5000):
                connection.execute(sa.insert(table), rows[start : start + 5000])

        add(
            Friend,
            [
                {"user_id": one, "state": "blocked" if number % 20 == 0 else "friend", "audience": stands[number % 4],
                 "language": ("ja", "en", None)[number % 3], "first_seen_at": NOW - dt.timedelta(days=number % 700),
                 "last_seen_at": NOW - dt.timedelta(days=number % 90), "notices": {}}
                for number, one in enumerate(ids)
            ],
        )  # fmt: skip
        add(FriendTag, [{"user_id": one, "tag": "ゼミ", "set_at": NOW} for one in ids[::10]])
        add(ThemeChoice, [{"user_id": one, "theme": "jobs", "wanted": False, "at": NOW} for one in ids[::3]])
        add(ThemeChoice, [{"user_id": one, "theme": "startup", "wanted": True, "at": NOW} for one in ids[::4]])
        add(NoticePause, [{"user_id": one, "until": None, "at": NOW} for one in ids[::50]])
        add(Watch, [{"user_id": one, "program_id": "1-1-1", "since": NOW} for one in ids[::7]])
        add(
            Enrolment,
            [{"event_code": "garage", "user_id": one, "state": "enrolled", "at": NOW} for one in ids[::100]],
        )


if __name__ == "__main__":
    main()
