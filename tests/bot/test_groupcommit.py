"""Writers that wait together commit together; a failure stays with its owner."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.db import read_scope, session_scope
from bot.groupcommit import _desks, write
from bot.models import Setting
from tests.emulator.conftest import until


def keys(engine: sa.Engine) -> set[str]:
    with read_scope(engine) as session:
        return set(session.scalars(sa.select(Setting.key)))


def add(key: str) -> Any:
    def work(session: Session) -> str:
        session.execute(sa.insert(Setting), [{"key": key, "value": 1}])
        return key

    return work


def at_once(engine: sa.Engine, *works: Any) -> list[Any]:
    """Runs all works while the turn is taken, so that they wait together."""
    results: list[Any] = [None] * len(works)

    def run(number: int) -> None:
        try:
            results[number] = write(engine, works[number])
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    with session_scope(engine):
        for thread in threads:
            thread.start()
        if engine.dialect.name == "sqlite":
            until(lambda: len(_desks[engine].waiting) == len(works) if engine in _desks else False)
    for thread in threads:
        thread.join(60)
    return results


def test_each_caller_gets_its_own_value(engine: sa.Engine) -> None:
    names = [f"k{number}" for number in range(10)]
    commits: list[sa.Connection] = []

    def count(connection: sa.Connection) -> None:
        commits.append(connection)

    sa.event.listen(engine, "commit", count)
    assert at_once(engine, *map(add, names)) == names
    sa.event.remove(engine, "commit", count)
    assert keys(engine) == set(names)
    if engine.dialect.name == "sqlite":
        assert len(commits) <= 3


def test_a_failure_stays_with_its_owner(engine: sa.Engine) -> None:
    def fail(_session: Session) -> None:
        raise ZeroDivisionError

    first, failed, last = at_once(engine, add("a"), fail, add("b"))
    assert (first, last) == ("a", "b")
    assert isinstance(failed, ZeroDivisionError)
    assert keys(engine) == {"a", "b"}


def test_two_who_want_the_same_row(engine: sa.Engine) -> None:
    results = at_once(engine, add("a"), add("a"), add("b"))
    assert sum(isinstance(result, sa.exc.IntegrityError) for result in results) == 1
    assert keys(engine) == {"a", "b"}


def test_a_broken_commit_is_everybodys_error(engine: sa.Engine) -> None:
    def broken(_connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("disk full"))

    sa.event.listen(engine, "commit", broken)
    with pytest.raises(sa.exc.OperationalError):
        write(engine, add("a"))
    sa.event.remove(engine, "commit", broken)
    assert keys(engine) == set()
    assert write(engine, add("a")) == "a"
