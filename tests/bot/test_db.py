"""Transactions and types behave the same on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.db import TurnSession, WriteTurn, make_engine, read_scope, require_head, session_scope
from bot.errors import Problem
from bot.models import JobHeartbeat, Setting
from tests.fakes import START


def test_what_was_raised_keeps_nothing(engine: sa.Engine) -> None:
    def spoil() -> None:
        with session_scope(engine) as session:
            session.add(Setting(key="a", value=1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        spoil()
    with read_scope(engine) as session:
        assert session.get(Setting, "a") is None
    with session_scope(engine) as session:  # the turn was given back
        session.add(Setting(key="a", value=2))
    with read_scope(engine) as session:
        assert session.get_one(Setting, "a").value == 2


def test_any_json_and_any_moment_comes_back_as_it_was(engine: sa.Engine) -> None:
    value = {"絵文字": "🍎", "nul": "\0", "half": "\ud800", "list": [1, None, 1.5]}
    moment = dt.datetime(2025, 3, 11, 9, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    with session_scope(engine) as session:
        session.add(Setting(key="a", value=value))
        session.add(JobHeartbeat(name="a", at=moment))
    with read_scope(engine) as session:
        assert session.get_one(Setting, "a").value == value
        at = session.get_one(JobHeartbeat, "a").at
        assert (at, at.tzinfo) == (moment, dt.UTC)


def test_a_moment_without_a_zone_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.StatementError), session_scope(engine) as session:
        session.add(JobHeartbeat(name="a", at=START.replace(tzinfo=None)))


def test_writers_wait_for_each_other(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        session.add(Setting(key="count", value=0))

    def add() -> None:
        for _ in range(10):
            with session_scope(engine) as session:
                row = session.get_one(Setting, "count", with_for_update=True)
                row.value += 1

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read_scope(engine) as session:
        assert session.get_one(Setting, "count").value == 40


def test_a_late_turn_lets_others_write_until_the_first_change(engine: sa.Engine) -> None:
    with engine.connect() as connection, WriteTurn(connection) as turn:
        connection.begin()
        with TurnSession(connection, turn) as session:
            assert session.get(Setting, "mine") is None
            with session_scope(engine) as other:
                other.add(Setting(key="theirs", value=1))
            session.add(Setting(key="mine", value=1))
            session.flush()
        connection.commit()
    with read_scope(engine) as session:
        assert set(session.scalars(sa.select(Setting.key))) == {"mine", "theirs"}


def test_errors_do_not_quote_values(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError) as raised, session_scope(engine) as session:
        session.execute(sa.text("INSERT INTO setting (nowhere) VALUES (:v)"), {"v": "秘密の相談"})
    assert "秘密" not in str(raised.value)


def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new/folder/a.db")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/nowhere/a.db", "oracle+nothing://x"])
def test_an_unusable_url_gets_a_sentence(url: str) -> None:
    with pytest.raises(Problem):
        make_engine(url)


def test_an_unreachable_database_gets_a_sentence_without_its_password() -> None:
    engine = make_engine("postgresql+psycopg://user:geheim@127.0.0.1:9/x")
    with pytest.raises(Problem) as raised:
        require_head(engine)
    assert "geheim" not in str(raised.value)
