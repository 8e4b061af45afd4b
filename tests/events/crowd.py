"""People who all want the same seats, in processes that are really killed: `python -m tests.events.crowd LOG`.

A process that has everything imported forks a crowd for every line {"url": …, "seed": …}; a crowd goes on until it is
killed. What each person wants follows from their number alone, so any crowd can go on where another one died.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time

import sqlalchemy as sa

from bot.db import make_engine, read_scope, session_scope
from bot.events import offers, seats
from bot.models_sending import Enrolment
from jobs.parts import Parts
from jobs.seats import offer_seats
from tests.events.garage import CODE, user
from tests.fakes import START, FixedClock

PEOPLE = range(1, 51)
SEATS = 20
LONGEST_STEP = 0.004  # seconds a transaction is kept open, so that a kill finds it open


def leaves(number: int) -> bool:
    """Gives the seat up again as soon as they have it."""
    return number % 5 == 0


def declines(number: int) -> bool:
    """Says no to an offer."""
    return number % 7 == 0


def act(engine: sa.Engine, number: int, chance: random.Random) -> None:
    """One person's next step, from what is stored of them."""
    who = user(number)
    with session_scope(engine) as session:
        row = seats.enrolment(session, CODE, who)
        if row is None:
            seats.join(session, CODE, who, 1, START)
        elif row.state == "enrolled" and leaves(number):
            seats.leave(session, CODE, who, START)
        elif row.state == "offered" and declines(number):
            offers.decline(session, CODE, who, START)
        elif row.state == "offered":
            offers.accept(session, CODE, who, START)
        time.sleep(chance.uniform(0, LONGEST_STEP))


def content(engine: sa.Engine) -> bool:
    """Whether nobody has anything left to do."""
    with read_scope(engine) as session:
        rows = list(session.scalars(sa.select(Enrolment).where(Enrolment.event_code == CODE)))
        numbers = {row.user_id: row.state for row in rows}
        found = seats.seats_of(session, [CODE])[CODE]
    all_said = all(user(number) in numbers for number in PEOPLE)
    gone = not any(numbers.get(user(number)) == "enrolled" for number in PEOPLE if leaves(number))
    return all_said and gone and found.offered == 0 and (found.free == 0 or found.waiting == 0)


def live(url: str, seed: int) -> None:
    """Goes on until it is killed."""
    chance, engine = random.Random(seed), make_engine(url)
    parts = Parts(engine, FixedClock(), None, None, None, None, None)  # type: ignore[arg-type]
    while True:
        for number in chance.sample(PEOPLE, len(PEOPLE)):
            try:
                act(engine, number, chance)
                if chance.random() < 0.2:
                    offer_seats(parts)
            except sa.exc.OperationalError:  # two waited for each other, or too long: the next round does it
                continue


def main(log: str) -> None:
    """Forks a crowd for every line that comes in."""
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            with open(log, "ab") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            os.close(0)
            live(**json.loads(line))
        print(pid, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
