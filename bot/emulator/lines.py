"""Who waits for whom: one line per person, and what concerns several people stands in all their lines."""

from collections import deque
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Waits(Protocol):
    """Something that stands in the lines of these people."""

    @property
    def people(self) -> tuple[str, ...]:
        """User ids, each once."""


W = TypeVar("W", bound=Waits)


class Lines(Generic[W]):
    """Lines in the order of arrival; what stands first in all of its lines may go."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[W]] = {}
        self._lock = Lock()

    def join(self, one: W) -> bool:
        """Takes its places; True when it may go at once."""
        with self._lock:
            for person in one.people:
                self._lines.setdefault(person, deque()).append(one)
            return self._first(one)

    def leave(self, one: W) -> list[W]:
        """Gives up its places; returns those that may go now."""
        with self._lock:
            next_ones: list[W] = []
            for person in one.people:
                line = self._lines.get(person)
                if not line or line[0] is not one:  # called off in the meantime
                    continue
                line.popleft()
                if not line:
                    del self._lines[person]
                elif not any(line[0] is other for other in next_ones):
                    next_ones.append(line[0])
            return [other for other in next_ones if self._first(other)]

    def empty(self) -> bool:
        """Whether nobody stands in any line."""
        return not self._lines

    def clear(self) -> None:
        """Nobody waits any more."""
        with self._lock:
            self._lines.clear()

    def _first(self, one: W) -> bool:
        return all(self._lines[person][0] is one for person in one.people)
