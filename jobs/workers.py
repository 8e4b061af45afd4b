"""The threads of a process: one answers, several deliver, one announces, the schedule is the safety net."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot import log
from bot.bell import Bell
from bot.db import session_scope
from bot.errors import where
from bot.queue import free_everything
from jobs import schedule
from jobs.answer import answer_batch
from jobs.broadcast import JOB, broadcast
from jobs.cleanup import cleanup
from jobs.deliver import deliver_all
from jobs.erase import erase_left
from jobs.parts import Parts
from jobs.sessions import plan_sessions
from jobs.sole import SoleUse
from jobs.sweep import sweep
from jobs.tell_again import look_again

THREADS = ("answer", "deliver", JOB)
IDLE = 20.0  # seconds; the sweep rings every second when there is something to do
AFTER_ERROR = 1.0  # seconds
PATIENCE = 15.0  # seconds a thread may take to finish what it has in hand

logger = log.get("workers")


class Workers:
    """Starts the threads and stops them cleanly; what they leave undone stays in the rows."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sole = SoleUse(parts.engine)

    def start(self) -> None:
        """Raises Problem when another process works on the same SQLite file."""
        parts = self._parts
        self._sole.claim()
        if self._sole.needed:
            with session_scope(parts.engine) as session:
                free_everything(session)
        cleanup(parts)
        erase_left(parts)  # a service that is restarted often would never reach the hour
        plan_sessions(parts)
        sweep(parts)
        look_again(parts)  # before anybody sends what waited while nobody was there
        for name in (*THREADS, *schedule.NAMES):
            parts.pulse.beat(name, parts.clock.now())
        schedule.heartbeat(parts)
        self._scheduler = schedule.start(parts)
        self._run("answer", parts.inbox, lambda: answer_batch(parts))
        for number in range(parts.settings.madoguchi_workers):
            worker = f"{parts.worker}:{number}"
            self._run("deliver", parts.outbox, lambda worker=worker: deliver_all(parts, worker))  # type: ignore[misc]
        # A thread of its own: however many are being sent to, no reply waits for it.
        self._run(JOB, parts.announcing, lambda: broadcast(parts, f"{parts.worker}:{JOB}", self._stop.is_set))
        parts.inbox.ring()
        parts.announcing.ring()
        parts.outbox.ring(parts.settings.madoguchi_workers)

    def stop(self) -> None:
        """Waits until every thread has finished what it has in hand."""
        self._scheduler.shutdown(wait=True)
        self._stop.set()
        self._parts.inbox.ring()
        self._parts.announcing.ring()
        self._parts.outbox.ring(len(self._threads))
        for thread in self._threads:
            thread.join(PATIENCE)
        self._sole.release()

    def _run(self, name: str, bell: Bell, step: Callable[[], bool]) -> None:
        pulse, clock = self._parts.pulse, self._parts.clock

        def loop() -> None:
            pulse.enter(name, clock.now())
            while not self._stop.is_set():
                pulse.beat(name, clock.now())
                try:
                    again = step()
                except Exception as error:
                    logger.error("step failed", job=name, error=where(error))
                    again = False
                    self._stop.wait(AFTER_ERROR)
                if not again and not self._stop.is_set():
                    bell.wait(IDLE)
            pulse.leave(name)

        thread = threading.Thread(target=loop, name=f"{name}-{len(self._threads)}", daemon=True)
        thread.start()
        self._threads.append(thread)
