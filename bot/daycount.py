"""What stays when texts go: how often something happened on a day in Japan, never who it was.

A day is closed once, as a whole, some time after it is over: what is erased of a closed day is counted already, what is
erased of an open day is added at that moment. So every row is counted exactly once, whenever it goes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.clock import JST, today_jst
from bot.models import DailyCount, Feedback, Friend, InboundEvent, Ticket, UnansweredQuestion

CLOSED = "closed"  # the mark on a day that has been counted
EVENTS = {"message": "message", "postback": "tap", "follow": "follow", "unfollow": "unfollow"}
REASONS = {"low": "not_found", "between": "unsure"}
COUNTING = 20250311  # PostgreSQL's lock for counting, a number that only this uses
FEW = 5  # fewer people of one audience on one day are not told apart

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Rows:
    """Which rows of the counted tables are meant."""

    events: Condition
    questions: Condition
    feedback: Condition
    tickets: Condition


@dataclass(frozen=True)
class Happening:
    """One thing that happened; `person` is a user id or empty."""

    at: dt.datetime
    kind: str
    person: str

    @property
    def day(self) -> dt.date:
        """The day in Japan."""
        return today_jst(self.at)


def happenings(session: Session, rows: Rows) -> list[Happening]:
    """What these rows tell, without what people say to each other and what has been erased already."""
    ours = (InboundEvent.type.in_(EVENTS), InboundEvent.state != "ignored", InboundEvent.user_key != "")
    events = sa.select(InboundEvent.received_at, InboundEvent.type, InboundEvent.user_key).where(rows.events, *ours)
    asked = (
        sa.select(UnansweredQuestion.asked_at, UnansweredQuestion.reason, sa.func.coalesce(InboundEvent.user_key, ""))
        .outerjoin(InboundEvent, InboundEvent.id == UnansweredQuestion.event_id)
        .where(rows.questions)
    )
    feedback = sa.select(Feedback.at, Feedback.verdict, Feedback.user_key).where(rows.feedback)
    tickets = sa.select(Ticket.opened_at, sa.func.coalesce(Ticket.user_id, "")).where(rows.tickets)
    return [
        *(Happening(at, EVENTS[kind], _person(key)) for at, kind, key in session.execute(events)),
        *(Happening(at, REASONS.get(why, "unsure"), _person(key)) for at, why, key in session.execute(asked)),
        *(Happening(at, verdict, _person(key)) for at, verdict, key in session.execute(feedback)),
        *(Happening(at, "ticket", user) for at, user in session.execute(tickets)),
    ]


def between(start: dt.datetime, end: dt.datetime) -> Rows:
    """Everything from `start` up to before `end` (aware UTC)."""

    def within(column: sa.orm.InstrumentedAttribute[dt.datetime]) -> Condition:
        return sa.and_(column >= start, column < end)

    return Rows(
        within(InboundEvent.received_at),
        within(UnansweredQuestion.asked_at),
        within(Feedback.at),
        within(Ticket.opened_at),
    )


def midnight(day: dt.date) -> dt.datetime:
    """When the day begins in Japan, as aware UTC."""
    return dt.datetime.combine(day, dt.time(), JST).astimezone(dt.UTC)


def turn(session: Session) -> None:
    """One at a time from here to the commit: a row must not be counted and erased by two at once."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite there is one writer anyway
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": COUNTING})


def close_day(session: Session, day: dt.date) -> bool:
    """Counts a whole day, split by audience where enough people were there; False when it is closed already."""
    turn(session)
    if _insert(session, {(day, CLOSED, ""): 1}, again=False) == 0:
        return False
    found = happenings(session, between(midnight(day), midnight(day + dt.timedelta(days=1))))
    _add(session, _split(found, _audiences(session, {one.person for one in found})))
    return True


def closed(session: Session) -> set[dt.date]:
    """The days that have been counted."""
    return set(session.scalars(sa.select(DailyCount.day).where(DailyCount.kind == CLOSED)))


def add_open(session: Session, found: Iterable[Happening]) -> None:
    """Counts what is about to be erased of days that are still open; of one person, so without the audience."""
    counts = Counter((one.day, one.kind, "") for one in found)
    over = closed(session)
    _add(session, Counter({key: number for key, number in counts.items() if key[0] not in over}))


def add(session: Session, day: dt.date, kind: str) -> None:
    """One more of something that leaves no row of its own."""
    _add(session, Counter({(day, kind, ""): 1}))


def tally(session: Session) -> Counter[tuple[dt.date, str]]:
    """How often what happened on which day: closed days as counted, open days as counted and as they lie there."""
    rows = session.execute(sa.select(DailyCount.day, DailyCount.kind, DailyCount.number))
    counted = Counter[tuple[dt.date, str]]()
    for day, kind, number in rows:
        counted[day, kind] += number
    everything = between(dt.datetime(1970, 1, 2, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC))
    for one in happenings(session, everything):
        if (one.day, CLOSED) not in counted:
            counted[one.day, one.kind] += 1
    return Counter({(day, kind): number for (day, kind), number in counted.items() if kind != CLOSED})


def _split(found: Iterable[Happening], audiences: Mapping[str, str]) -> Counter[tuple[dt.date, str, str]]:
    people: dict[tuple[dt.date, str, str], set[str]] = defaultdict(set)
    counts = Counter[tuple[dt.date, str, str]]()
    for one in found:
        key = (one.day, one.kind, audiences.get(one.person, ""))
        people[key].add(one.person)
        counts[key] += 1
    told = Counter[tuple[dt.date, str, str]]()
    for (day, kind, audience), number in counts.items():
        shown = audience if len(people[day, kind, audience]) >= FEW else ""
        told[day, kind, shown] += number
    return told


def _audiences(session: Session, people: set[str]) -> dict[str, str]:
    rows = session.execute(sa.select(Friend.user_id, Friend.audience).where(Friend.audience.is_not(None)))
    return {user: audience for user, audience in rows if user in people and audience}


def _add(session: Session, counts: Counter[tuple[dt.date, str, str]]) -> None:
    if counts:
        _insert(session, counts, again=True)


def _insert(session: Session, counts: Mapping[tuple[dt.date, str, str], int], again: bool) -> int:
    """Adds numbers; with again=False only what is not there yet. Returns how many rows were written."""
    # One order for all replicas, else two could wait for each other.
    rows = [{"day": d, "kind": k, "audience": a, "number": n} for (d, k, a), n in sorted(counts.items())]
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    insert = kind(DailyCount).values(rows)
    keys = ["day", "kind", "audience"]
    total = DailyCount.number + insert.excluded.number
    statement = (
        insert.on_conflict_do_update(index_elements=keys, set_={"number": total})
        if again
        else insert.on_conflict_do_nothing(index_elements=keys)
    )
    return len(session.execute(statement.returning(DailyCount.day)).all())


def _person(user_key: str) -> str:
    """The user id in a key of the inbox; in a group it stands behind the group's."""
    return user_key.rpartition(":")[2]
