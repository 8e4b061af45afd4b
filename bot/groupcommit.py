"""Several writers, one commit: on SQLite, whoever waits for the turn at the same moment shares a transaction.

A commit waits for the disk (0.3 to 5 ms) and SQLite has one writer, so commits one by one would cap the desk at a few
hundred a second. PostgreSQL groups concurrent commits by itself.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.db import session_scope

MOST_SHARED = 64  # pieces of work in one commit
T = TypeVar("T")


class _Piece:
    """One caller's work and what came of it."""

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.done = False
        self.value: Any = None
        self.error: BaseException | None = None


class _Desk:
    """The pieces waiting for one database, and the gate their leader stands in."""

    def __init__(self) -> None:
        self.gate = threading.Lock()
        self.waiting: deque[_Piece] = deque()


_desks: WeakKeyDictionary[sa.Engine, _Desk] = WeakKeyDictionary()


def write(engine: sa.Engine, work: Callable[[Session], T]) -> T:
    """Runs the work in a committed write transaction and returns its value; raises what it or the commit raises.

    The work may be run a second time, alone, when a neighbour's work or the shared commit failed: it must change
    nothing but the session.
    """
    if engine.dialect.name != "sqlite":
        with session_scope(engine) as session:
            return work(session)
    desk = _desks.setdefault(engine, _Desk())
    piece = _Piece(work)
    desk.waiting.append(piece)
    with desk.gate:  # the first to come through leads; the others find their piece done
        while not piece.done:
            _lead(engine, desk)
    if piece.error is not None:
        raise piece.error
    value: T = piece.value
    return value


def _lead(engine: sa.Engine, desk: _Desk) -> None:
    pieces: list[_Piece] = []
    try:
        with session_scope(engine) as session:
            # Taken only now: while the turn was awaited, more have come.
            pieces.extend(desk.waiting.popleft() for _ in range(min(len(desk.waiting), MOST_SHARED)))
            for piece in pieces:
                piece.value = piece.work(session)
    except Exception as error:
        _alone(engine, pieces or [desk.waiting.popleft()], error)
    for piece in pieces:
        piece.done = True


def _alone(engine: sa.Engine, pieces: list[_Piece], error: Exception) -> None:
    """Each piece in a transaction of its own, so that one failure stays with its owner."""
    for piece in pieces:
        if len(pieces) == 1:
            piece.error = error
        else:
            try:
                with session_scope(engine) as session:
                    piece.value = piece.work(session)
            except Exception as own:
                piece.error = own
        piece.done = True
