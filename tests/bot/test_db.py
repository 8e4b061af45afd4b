"""Transactions and types behave the same on both databases."""

from __future__ import annotations

import datetime as dt
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.db import BUSY_MS, TurnSession, WriteTurn, empty_log, make_engine, read_scope, require_head, session_scope
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


def test_what_is_deleted_leaves_sqlites_file(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE said (words TEXT)"))
        for n in range(200):
            connection.execute(sa.text("INSERT INTO said VALUES (:words)"), {"words": f"SECRET-{n} " + "x" * 100})
    with engine.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert b"SECRET-7 " in file.read_bytes()
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM said"))
    engine.dispose()  # the last connection brings everything into the file
    assert b"SECRET" not in file.read_bytes()


def test_the_log_is_emptied_and_an_open_reader_only_puts_it_off(tmp_path: Path) -> None:
    file, log = tmp_path / "a.db", tmp_path / "a.db-wal"
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE said (words TEXT)"))
        connection.execute(sa.text("INSERT INTO said VALUES ('SECRET')"))
    with engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        assert reader.execute(sa.text("SELECT words FROM said")).scalar() == "SECRET"
        with engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM said"))
        empty_log(engine)  # neither waits nor fails
        assert b"SECRET" in log.read_bytes()
    empty_log(engine)
    assert (log.read_bytes(), b"SECRET" in file.read_bytes()) == (b"", False)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_MS
    engine.dispose()


def test_sqlites_files_are_for_the_service_alone(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE said (words TEXT)"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    engine.dispose()
    assert modes == {"a.db": 0o600, "a.db-wal": 0o600, "a.db-shm": 0o600}


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
