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


def test_data_survives_the_later_steps_up_and_down(engine: sa.Engine) -> None:
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        friend = "user_id, state, state_at_ms, first_seen_at, last_seen_at, notices"
        given = "'U1', 'friend', 0, '2025-03-11', '2025-03-11', '{}'"
        connection.execute(sa.text(f"INSERT INTO friend ({friend}) VALUES ({given})"))
        given = "'2025-03-11', 'U1', 'q', 'open'"
        connection.execute(sa.text(f"INSERT INTO ticket (opened_at, user_id, question, state) VALUES ({given})"))
        connection.commit()
        for step in (command.upgrade, command.downgrade, command.upgrade):
            step(config, "head" if step is command.upgrade else "0001")
            connection.commit()
            found = connection.execute(sa.text("SELECT f.user_id, t.id, t.question FROM friend f, ticket t")).all()
            assert [tuple(row) for row in found] == [("U1", 1, "q")]
        assert connection.scalar(sa.text("SELECT audience FROM friend")) is None
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
