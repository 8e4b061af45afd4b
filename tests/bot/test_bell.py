"""The bell between threads, and the door beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from bot.bell import Bell

FOR_EVER = 600  # seconds


def at_once(step: Callable[[], None]) -> None:
    """Fails when the step waits for ever."""
    thread = threading.Thread(target=step, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def test_a_ring_before_the_wait_is_not_slept_over() -> None:
    bell = Bell()
    bell.ring()
    at_once(lambda: bell.wait(FOR_EVER))
    assert bell.pending() == 0


def test_work_waits_while_somebody_is_at_the_door() -> None:
    bell = Bell()
    order: list[str] = []

    def worker() -> None:
        bell.let_in(FOR_EVER)
        order.append("work")

    with bell.arriving():
        thread = threading.Thread(target=worker)
        thread.start()
        time.sleep(0.05)
        order.append("stored")
    thread.join()
    assert order == ["stored", "work"]


def test_it_does_not_wait_for_ever() -> None:
    bell = Bell()
    with bell.arriving():
        bell.let_in(0.01)


def test_an_error_at_the_door_leaves_nobody_standing_there() -> None:
    bell = Bell()
    try:
        with bell.arriving():
            raise ValueError
    except ValueError:
        pass
    at_once(lambda: bell.let_in(FOR_EVER))
