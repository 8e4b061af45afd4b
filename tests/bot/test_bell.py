"""The bell between threads, and the door beside it."""

from __future__ import annotations

import threading
import time

from bot.bell import Bell


def test_a_ring_before_the_wait_is_not_slept_over() -> None:
    bell = Bell()
    bell.ring()
    started = time.monotonic()
    bell.wait(5)
    assert time.monotonic() - started < 4
    assert bell.pending() == 0


def test_work_waits_while_somebody_is_at_the_door() -> None:
    bell = Bell()
    order: list[str] = []

    def worker() -> None:
        bell.let_in(5)
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
    started = time.monotonic()
    bell.let_in(5)
    assert time.monotonic() - started < 4
