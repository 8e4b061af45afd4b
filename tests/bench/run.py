"""How fast and how large the desk is, against the floors of its design and beside the SDK's echo example.

usage: python -m tests.bench.run [--seconds 10] [--database URL]
Prints one line per figure: measured, floor, and their ratio (below 1 is better, throughput aside). Nothing is
asserted: a busy machine is slow. The look-alike of LINE is a process of its own; it times webhooks and replies.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from handlers.desk import Desk
from tests.bench import audience, questions
from tests.bench.postgres import own_postgres
from tests.line_platform import LinePlatform, free_port, wait_until_up
from tests.survival.desk_process import DeskProcess

QUESTIONS = (
    "工場の機械を新しくするときの補助はありますか", "起業の相談はどこでできますか", "こんにちは",
    "女性の更衣室を作りたい", "移住して家を建てたい", "いくらまで出ますか", "奨学金の返済を手伝ってほしい",
    "インターンシップの交通費", "BCPの講習", "外国人を雇っています", "SDGsの登録は?", "ごみの日はいつ",
    "DXの相談", "利子の補給", "QC検定を市内で受けたい", "メニュー",
)  # fmt: skip
PEOPLE = [f"U{number:032x}" for number in range(1, 400)]
SENDERS = 16  # webhooks under way at once
BURST = 1000  # events of the throughput run
REST = 60.0  # seconds to wait for the last answers

Timing = dict[str, Any]


def main() -> None:
    """Measures everything in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each run at a steady rate")
    parser.add_argument("--database", help="another database than a SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = DeskProcess(options.database or f"sqlite:///{folder}/bench.db", Path(folder))
        with LinePlatform(f"{desk.url}/callback", record=False, threads=SENDERS) as platform:
            try:
                measure(desk, platform, options.seconds)
            finally:
                desk.kill()
    report("search p95", percentile(search_times(), 95), 5, "ms")
    questions.main()
    with own_postgres() as url:
        audience.measure(url)


def measure(desk: DeskProcess, platform: LinePlatform, seconds: float) -> None:
    """Start, acknowledgement, end to end, throughput and memory of one desk."""
    started = time.monotonic()
    desk.start(platform.url)
    desk.wait()
    ask(platform, rate=50, count=1)
    report("time to first answer", time.monotonic() - started, 5, "s")

    taken = [timing["acknowledged_in_ms"] for timing in ask(platform, rate=200, count=int(200 * seconds))]
    report("acknowledge p50 at 200/s", percentile(taken, 50), 100, "ms")
    report("acknowledge p95 at 200/s", percentile(taken, 95), 100, "ms")
    report("acknowledge p99 at 200/s", percentile(taken, 99), 100, "ms")

    answered = [timing for timing in ask(platform, rate=100, count=int(100 * seconds)) if "answered_ms" in timing]
    way = [timing["answered_ms"] - timing["queued_ms"] for timing in answered]
    report("end to end p50 at 100/s", percentile(way, 50), 500, "ms")
    report("end to end p95 at 100/s", percentile(way, 95), 500, "ms")

    ours = burst(platform)
    report("resident memory", desk.resident / 2**20, 350, "MB")
    with echo_example() as echo:
        theirs = burst(echo)
    for name, mine, echoed in zip(("webhooks acknowledged", "questions answered"), ours, theirs, strict=True):
        report(name, mine, echoed, "/s", floor="of the echo example's")


def ask(platform: LinePlatform, rate: float, count: int) -> list[Timing]:
    """Questions at a steady rate; the timings once everything is answered (or after a minute)."""
    platform.forget()
    start = time.monotonic()
    for number, question in zip(range(count), itertools.cycle(QUESTIONS), strict=False):
        time.sleep(max(0.0, start + number / rate - time.monotonic()))
        platform.say(PEOPLE[number % len(PEOPLE)], question)
    asking = time.monotonic() - start
    if asking > 1.1 * count / rate + 0.1:
        print(f"  (the bench itself was too slow: {count / asking:.0f}/s instead of {rate:.0f}/s)")
    return settled(platform)


def burst(platform: LinePlatform) -> tuple[float, float]:
    """Webhooks acknowledged and events answered per second when they come as fast as they can be sent."""
    platform.forget()
    for number, question in zip(range(BURST), itertools.cycle(QUESTIONS), strict=False):
        platform.say(PEOPLE[number % len(PEOPLE)], question)
    timings = [timing for timing in settled(platform) if "answered_ms" in timing]
    start = min(timing["sent_ms"] for timing in timings)
    acknowledged = max(timing["sent_ms"] + timing["acknowledged_in_ms"] for timing in timings)
    answered = max(timing["answered_ms"] for timing in timings)
    return len(timings) / (acknowledged - start) * 1000, len(timings) / (answered - start) * 1000


def settled(platform: LinePlatform) -> list[Timing]:
    """The timings once every event has its answer."""
    deadline = time.monotonic() + REST
    while True:
        timings = platform.timings()
        left = sum("answered_ms" not in timing for timing in timings)
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    if left:
        print(f"  ({left} of {len(timings)} events were not answered within {REST:.0f} s)")
    return timings


@contextmanager
def echo_example() -> Iterator[LinePlatform]:
    """The SDK's example with a platform of its own."""
    port = free_port()
    with LinePlatform(f"http://127.0.0.1:{port}/callback", record=False, threads=SENDERS) as platform:
        process = subprocess.Popen([sys.executable, "-m", "tests.bench.echo_example", str(port), platform.url])
        try:
            wait_until_up(f"http://127.0.0.1:{port}/healthz", process)
            yield platform
        finally:
            process.kill()
            process.wait()


def search_times() -> list[float]:
    """Milliseconds of single searches over the desk's own records."""
    index = Desk.open().index
    times = []
    for question in QUESTIONS * 12:
        start = time.perf_counter()
        index.search(question)
        times.append((time.perf_counter() - start) * 1000)
    return times[len(QUESTIONS) * 2 :]


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)] if values else float("nan")


def report(name: str, measured: float, limit: float, unit: str, floor: str = "of") -> None:
    """One line: measured, and as a ratio of the limit."""
    print(f"{name:<26}{measured:>9.1f} {unit:<3} {measured / limit:>6.2f} {floor} {limit:.0f} {unit}", flush=True)


if __name__ == "__main__":
    main()
