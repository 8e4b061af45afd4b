"""Alembic's entry: runs on the connection of bot.db.migrate, or on DATABASE_URL from the developers' terminal."""

from alembic import context
from sqlalchemy import Connection

import bot.models_events
import bot.models_sending  # noqa: F401 their tables belong to the same metadata
from bot.models import Base


def run(connection: Connection) -> None:
    """All migrations in the one transaction that the caller commits."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite cannot alter a column in place
        user_module_prefix="bot.models.",
        transactional_ddl=False,  # the caller holds the transaction
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    from bot.config import load_settings
    from bot.db import make_engine

    with make_engine(load_settings().database_url).connect() as fresh:
        run(fresh)
        fresh.commit()
