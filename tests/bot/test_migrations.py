"""The migrations make exactly the tables of the models, there and back, with data inside."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.db import alembic_config, at_head, make_engine, migrate, require_head
from bot.errors import Problem
from bot.models import Base


def test_the_schema_is_that_of_the_models(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert at_head(connection)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_migrating_twice_changes_nothing(engine: sa.Engine) -> None:
    migrate(engine)
    require_head(engine)


def test_there_and_back(engine: sa.Engine) -> None:
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    require_head(engine)


def test_an_empty_database_is_named(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(Problem, match="db migrate"):
        require_head(engine)
    engine.dispose()


def test_a_crash_in_the_middle_leaves_nothing_half(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/half.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE ticket (id INTEGER)")  # in the way of the migration
        connection.commit()
    with pytest.raises(sa.exc.OperationalError):
        migrate(engine)
    assert sa.inspect(engine).get_table_names() == ["ticket"]
    engine.dispose()
