"""Migrated PostgreSQL databases, one test after the other: to empty one takes a hundredth of the time to make one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from bot.db import make_engine, migrate

TABLES = """SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'"""
SEQUENCES = "SELECT count(setval(seqrelid, seqstart, false)) FROM pg_sequence"
# Everything with a name in the schema; a column that was added again counts as another one.
SHAPE = """SELECT string_agg(concat_ws(' ', relname, relkind, attnum, attname, atttypid, attnotnull), ',' ORDER BY 1)
FROM (SELECT relname, relkind, attnum, attname, atttypid, attnotnull FROM pg_class JOIN pg_attribute
ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace ORDER BY relname, attnum) AS part"""


class Databases:
    """The databases of one process of a test run."""

    def __init__(self, server: sa.URL) -> None:
        self._server = server
        self._template = f"template_{uuid.uuid4().hex[:12]}"
        self._spare: str | None = None
        ask(self._server, f"CREATE DATABASE {self._template}")
        engine = make_engine(self._url(self._template).render_as_string(hide_password=False))
        migrate(engine)
        engine.dispose()
        self._shape = ask(self._url(self._template), SHAPE)
        tables = str(ask(self._url(self._template), TABLES)).split(",")
        # One statement, so that references are looked at when all rows are gone.
        self._empty = f"WITH {', '.join(f't{n} AS (DELETE FROM {name})' for n, name in enumerate(tables))} SELECT 1"
        rows = " OR ".join(f"EXISTS (SELECT 1 FROM {name})" for name in tables)
        self._reusable = ask(self._url(self._template), f"SELECT {rows}") is False  # migrations put nothing there

    @contextmanager
    def lend(self) -> Iterator[sa.URL]:
        """A migrated, empty database under a name of its own, which whoever knew an earlier one does not know."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        if self._spare:
            ask(self._server, f"ALTER DATABASE {self._spare} RENAME TO {name}")
        else:
            ask(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        self._spare = None
        yield self._url(name)
        ended = f"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '{name}'"
        ask(self._server, ended)
        if self._reusable and ask(self._url(name), SHAPE) == self._shape:
            ask(self._url(name), self._empty, SEQUENCES)
            self._spare = name
        else:
            ask(self._server, f"DROP DATABASE {name}")

    def _url(self, name: str) -> sa.URL:
        return self._server.set(database=name)


def ask(server: sa.URL, *statements: str) -> object:
    """Runs statements, each in a transaction of its own; returns the first value of the last one."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(statement) for statement in statements]
        found = results[-1].scalar() if results[-1].returns_rows else None
    engine.dispose()
    return found
