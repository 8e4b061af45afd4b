"""Engines, transactions and the schema's version, for SQLite (one process) and PostgreSQL (several)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.pool import StaticPool

from bot.errors import Problem

# With 4 MB of memory, lists of more than 130,000 people are no hash any more but searched once for every friend.
POSTGRES_OPTIONS = "-c work_mem=16MB -c timezone=utc -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
PRIVATE = 0o600
BUSY_MS = 10_000  # how long one waits for another process to end its writing
MIGRATION_LOCK = 20250310  # any number that only this service uses

_turns: WeakKeyDictionary[sa.Engine, threading.Lock] = WeakKeyDictionary()


def make_engine(url: str) -> sa.Engine:
    """An engine with the pragmas, pool and time-outs of its database. Raises Problem for an unusable URL."""
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        # Replicas share the server's 100 connections; a request waits at most 10 s for one of ours.
        return sa.create_engine(
            parsed,
            pool_size=16,
            max_overflow=8,
            pool_timeout=10,
            pool_pre_ping=True,
            hide_parameters=True,  # an error's message must not quote what citizens wrote
            connect_args={"options": POSTGRES_OPTIONS, "connect_timeout": 5},
        )
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ValueError):
        raise Problem("DATABASE_URL を読めません / cannot understand DATABASE_URL") from None


def _sqlite(url: sa.URL) -> sa.Engine:
    options: dict[str, Any] = {"check_same_thread": False, "isolation_level": "IMMEDIATE"}
    if url.database in (None, "", ":memory:"):
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args=options, hide_parameters=True)
    else:
        try:
            path = Path(str(url.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():  # what citizens write is for the service alone; its log and index take the same mode
                path.touch(mode=PRIVATE)
        except OSError:
            raise Problem(f"{url.database} のフォルダを作れません / cannot create its folder") from None
        engine = sa.create_engine(
            url,
            pool_size=16,
            max_overflow=32,
            pool_timeout=10,
            pool_use_lifo=True,  # the last connection has its statements and pages still at hand
            connect_args=options,
            hide_parameters=True,
        )
    sa.event.listen(engine, "connect", _pragmas)
    return engine


def _pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # secure_delete: what is erased is overwritten, not only out of reach.
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "secure_delete=ON",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def empty_log(engine: sa.Engine) -> None:
    """Moves SQLite's write-ahead log into the database and empties it: what was erased still stands in there.

    Waits for nobody: while somebody reads, the log stays, and the next call empties it. PostgreSQL has no such file.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")


class WriteTurn:
    """The right to write on a connection, taken at the first write and given back at the end of the `with` block.

    SQLite has one writer: threads queue here instead of polling the file, and BEGIN IMMEDIATE keeps other processes
    out from then on. PostgreSQL needs neither. What is not committed by the end is rolled back.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._lock = _turns.setdefault(connection.engine, threading.Lock())
        self._needed = connection.dialect.name == "sqlite"
        self._held = False

    def take(self) -> None:
        """Waits for the turn; taking it twice is harmless."""
        if self._needed and not self._held:
            self._lock.acquire()
            self._held = True
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")

    def __enter__(self) -> WriteTurn:
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._connection.rollback()
        finally:
            if self._held:
                self._held = False
                self._lock.release()


class TurnSession(Session):
    """A session inside a WriteTurn: it reads freely and takes the turn at its first write."""

    def __init__(self, connection: sa.Connection, turn: WriteTurn, info: dict[Any, Any] | None = None) -> None:
        super().__init__(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False, info=info)
        self.turn = turn


@sa.event.listens_for(TurnSession, "before_flush")
def _turn_before_flush(session: TurnSession, _context: object, _instances: object) -> None:
    session.turn.take()


@sa.event.listens_for(TurnSession, "do_orm_execute")
def _turn_before_change(state: ORMExecuteState) -> None:
    if not state.is_select and isinstance(state.session, TurnSession):
        state.session.turn.take()


@contextmanager
def session_scope(engine: sa.Engine) -> Iterator[Session]:
    """One write transaction: committed at the end, rolled back when anything is raised."""
    with engine.connect() as connection, WriteTurn(connection) as turn:
        connection.begin()
        turn.take()
        with TurnSession(connection, turn) as session:
            yield session
            session.flush()
        connection.commit()


@contextmanager
def read_scope(engine: sa.Engine) -> Iterator[Session]:
    """A session for reading only: takes no turn and keeps nothing."""
    with Session(engine, autoflush=False) as session:
        yield session


def alembic_config() -> Config:
    """Alembic's settings without a file, so that they also hold in an installed package."""
    config = Config()
    config.set_main_option("script_location", str(files("bot") / "migrations"))
    return config


def migrate(engine: sa.Engine) -> None:
    """Brings the schema to the newest version; two replicas that start together wait for each other."""
    with _connected(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def at_head(connection: sa.Connection) -> bool:
    """Whether the schema is the one this code was written for."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(alembic_config()).get_current_head()


@contextmanager
def _connected(engine: sa.Engine) -> Iterator[sa.Connection]:
    try:
        connection = engine.connect()
    except sa.exc.OperationalError:
        place = engine.url.render_as_string(hide_password=True)
        raise Problem(f"データベースにつながりません / cannot reach the database: {place}") from None
    with connection:
        yield connection


def require_head(engine: sa.Engine) -> None:
    """Raises Problem when the database cannot be reached or its schema is not the newest."""
    with _connected(engine) as connection:
        if not at_head(connection):
            raise Problem(
                "データベースの準備ができていません。madoguchi db migrate を実行するか、"
                "serve --migrate で起動してください / run `madoguchi db migrate` or start with --migrate"
            )
