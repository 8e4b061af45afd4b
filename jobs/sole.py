"""An SQLite file belongs to one working process: it may free what its dead predecessor held, nobody else may."""

from __future__ import annotations

import contextlib
import fcntl
from typing import IO

import sqlalchemy as sa

from bot.errors import Problem


class SoleUse:
    """A lock beside the SQLite file; the system lets go of it when the process dies. Nothing for PostgreSQL."""

    def __init__(self, engine: sa.Engine) -> None:
        self._database = engine.url.database
        self.needed = engine.dialect.name == "sqlite" and self._database not in (None, "", ":memory:")
        self._file: IO[str] | None = None

    def claim(self) -> None:
        """Raises Problem when another process holds the file."""
        if not self.needed:
            return
        lock = open(f"{self._database}.lock", "w")  # noqa: SIM115 held until release
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise Problem(
                f"{self._database} は別の madoguchi が使っています。先にそちらを止めるか、PostgreSQL を使ってください"
                " / another process works on this file: stop it, or use PostgreSQL for several"
            ) from None
        self._file = lock

    def check(self) -> None:
        """Raises Problem like claim, without keeping the lock."""
        self.claim()
        self.release()

    def release(self) -> None:
        """Lets the next process work."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
