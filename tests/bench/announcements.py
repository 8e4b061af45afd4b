"""How fast announcements go out, and what people notice of it who ask something meanwhile.

usage: python -m tests.bench.announcements [--people 100000]
Prints one line per figure as tests.bench.run does. The look-alike of LINE is a process of its own; the time that calls
to it take is LINE's and is left out where the line says so.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil

from bot import log
from bot.app import make_parts
from bot.clock import Clock
from bot.config import load_settings
from bot.db import make_engine, migrate
from bot.line import Line
from handlers.desk import Desk
from jobs.broadcast import broadcast
from jobs.broadcast_start import start_due
from jobs.parts import Parts
from tests.announcements.office import befriend, due, go_live, state, sums, user
from tests.bench.postgres import own_postgres
from tests.bench.run import ask, percentile, report
from tests.fakes import START
from tests.line_platform import SECRET, TOKEN, LinePlatform
from tests.survival.desk_process import DeskProcess

FEW = 10_000
NOBODY_LISTENS = "http://127.0.0.1:9"


class TimedLine(Line):
    """The door to LINE, with the seconds its calls have taken."""

    def __init__(self, url: str) -> None:
        super().__init__(TOKEN, url, url)
        self.seconds = 0.0
        self._clock = Clock()

    def _send(self, *given: Any, **more: Any) -> Any:
        begun = self._clock.seconds()
        try:
            return super()._send(*given, **more)
        finally:
            self.seconds += self._clock.seconds() - begun


def main() -> None:
    """Measures everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000, help="people of the large runs")
    people: int = parser.parse_args().people
    log.configure("error")
    desk = Desk.open()
    with tempfile.TemporaryDirectory() as folder:
        outside_line(f"sqlite:///{folder}/few.db", desk)
        freeze(f"sqlite:///{folder}/freeze.db", desk, people)
        answers(f"sqlite:///{folder}/answers.db", desk, people, Path(folder))
    with own_postgres() as url:
        freeze(url, desk, people)


def outside_line(url: str, desk: Desk) -> None:
    """All of a broadcast but what LINE takes for its answers."""
    with LinePlatform(f"{NOBODY_LISTENS}/callback", record=False, people=FEW) as platform:
        line = TimedLine(platform.url)
        parts = office(url, desk, [user(number) for number in range(1, FEW + 1)], line)
        number = due(parts)
        took = seconds(lambda: broadcast(parts, "bench"))
        assert sums(parts, number)[1] == FEW, state(parts, number)
    report(f"{FEW:,}: outside LINE", took - line.seconds, 5, "s")
    print(f"  (LINE's answers took {line.seconds:.1f} s)")


def freeze(url: str, desk: Desk, people: int) -> None:
    """The freeze of everybody, and how long somebody else who wants to write has to wait meanwhile."""
    with LinePlatform(f"{NOBODY_LISTENS}/callback", record=False) as platform:
        parts = office(url, desk, ids(people), Line(TOKEN, platform.url, platform.url))
        number = due(parts)
        waits: list[float] = []
        enough = Event()
        writer = Thread(target=lambda: waits.extend(writing(parts, enough)))
        writer.start()
        took = seconds(lambda: start_due(parts))
        enough.set()
        writer.join()
        assert sums(parts, number)[0] == people
        parts.engine.dispose()
    report(f"freeze of {people:,}, {parts.engine.dialect.name}", took, 10, "s")
    report("  longest wait to write", max(waits) * 1000, 500, "ms")


def writing(parts: Parts, enough: Event) -> Iterator[float]:
    """Seconds that one small change after another takes."""
    while not enough.wait(0.005):
        yield seconds(lambda: go_live(parts))


def answers(url: str, desk: Desk, people: int, home: Path) -> None:
    """Questions at twenty a second while everybody is being sent to, and the memory of the service."""
    service = DeskProcess(url, home, MADOGUCHI_NOW=START.isoformat())
    with LinePlatform(f"{service.url}/callback", record=False, people=people, threads=16) as platform:
        platform.control("clock", {"to": START.isoformat()})
        parts = office(url, desk, [user(number) for number in range(1, people + 1)], None)
        service.start(platform.url)
        try:
            service.wait()
            quiet = ways(ask(platform, rate=20, count=200))
            before = service.resident
            with Peak(service) as peak:
                number = due(parts)
                begun = time.monotonic()
                busy: list[float] = []
                while state(parts, number) in ("scheduled", "sending"):
                    busy += ways(ask(platform, rate=20, count=40))
                took = time.monotonic() - begun
            assert sums(parts, number)[1] == people, state(parts, number)
            after = service.resident
        finally:
            service.kill()
    print(f"  ({people:,} sent to in about {took:.0f} s, {len(busy)} questions meanwhile)")
    for percent in (50, 95):
        report(f"answers meanwhile p{percent}", percentile(busy, percent), 1000, "ms")
        print(f"  (before: {percentile(quiet, percent):.1f} ms)")
    report("memory before", before / 2**20, 350, "MB")
    report("memory after", after / 2**20, 350, "MB")
    report("memory at its highest", peak.highest / 2**20, 350, "MB")


class Peak(Thread):
    """The most memory a service has held meanwhile."""

    def __init__(self, service: DeskProcess) -> None:
        super().__init__(daemon=True)
        self._service, self._enough = service, Event()
        self.highest = 0

    def run(self) -> None:
        while not self._enough.wait(0.1):
            try:
                self.highest = max(self.highest, self._service.resident)
            except psutil.Error:
                return

    def __enter__(self) -> Peak:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._enough.set()
        self.join()


def office(url: str, desk: Desk, people: Sequence[str], line: Line | None) -> Parts:
    """A live office with these friends, on a morning."""
    environment = {"LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": TOKEN, "DATABASE_URL": url}
    settings = load_settings(environment, env_file=None)
    engine = make_engine(settings.database_url)
    migrate(engine)
    parts = make_parts(settings, Clock(START), line, engine, desk)
    befriend(parts, people)
    go_live(parts)
    return parts


def ids(people: int) -> list[str]:
    """Ids in no order, as LINE's are."""
    return ["U" + hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest() for number in range(people)]


def ways(timings: Sequence[dict[str, Any]]) -> list[float]:
    """Milliseconds from each question to its answer."""
    return [timing["answered_ms"] - timing["queued_ms"] for timing in timings if "answered_ms" in timing]


def seconds(act: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
