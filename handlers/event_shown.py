"""A session as one person sees it: how it stands, what is stated of it, and their own enrolment, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.clock import today_jst
from bot.events.seats import Seats
from bot.events.status import Status, deadline, gaps, status_of
from bot.messages import Row, Tone
from bot.models_events import EventSession
from bot.models_sending import Enrolment
from handlers import wording_events as words

FEW = 3  # seats, and days to the deadline, from which the badge says hurry


@dataclass(frozen=True)
class Shown:
    """A session as one person sees it now: the seats, their own enrolment, how many wait before them."""

    event: EventSession
    seats: Seats
    now: dt.datetime
    record_id: str | None = None
    mine: Enrolment | None = None
    ahead: int = 0
    there: tuple[int, ...] = ()  # the days on which they were checked in
    public_url: str = ""

    @property
    def today(self) -> dt.date:
        """The day in Japan."""
        return today_jst(self.now)

    @property
    def status(self) -> Status:
        """Where the session stands."""
        return status_of(self.event, self.seats, self.now)

    @property
    def queue(self) -> bool:
        """Whether who joins now has to wait: no seat is free, or others wait already."""
        return self.status in (Status.OPEN, Status.FULL) and (
            self.seats.waiting + self.seats.offered > 0 or (self.seats.free is not None and self.seats.free <= 0)
        )

    @property
    def can_join(self) -> bool:
        """Whether a button may join it, or stand in its line."""
        return not self.state and self.status in (Status.OPEN, Status.FULL)

    @property
    def state(self) -> str:
        """Of one's own enrolment: enrolled, waiting, offered, or nothing while there is none."""
        if self.mine is None or self.mine.state not in ("enrolled", "waiting", "offered"):
            return ""
        gone = self.mine.state == "offered" and self.mine.offered_until and self.mine.offered_until <= self.now
        return "" if gone else self.mine.state


def badge(one: Shown) -> tuple[str, Tone]:
    """How it stands for this person, in a few words."""
    status, seats = one.status, one.seats
    if status is Status.CANCELLED:
        return words.CANCELLED, "ended"
    if status is Status.OVER:
        return words.OVER, "ended"
    own = _own_badge(one)
    if own:
        return own
    if status is Status.PLANNED:
        return (words.PLANNED_GAPS, "unclear") if gaps(one.event) else (words.PLANNED_BADGE, "plain")
    if status is Status.CLOSED:
        return words.CLOSED, "ended"
    if one.queue:
        waiting = seats.waiting + seats.offered
        return (words.FULL_BADGE_WAITING.format(waiting=waiting) if waiting else words.FULL_BADGE), "soon"
    if seats.free is None:
        return words.OPEN_BADGE, "soon" if _near(one) else "open"
    hurry = seats.free <= FEW or _near(one)
    return words.OPEN_SEATS.format(free=seats.free), "soon" if hurry else "open"


def _near(one: Shown) -> bool:
    until = deadline(one.event)
    return until is not None and until - one.now <= dt.timedelta(days=FEW)


def _own_badge(one: Shown) -> tuple[str, Tone] | None:
    if one.mine is None or not one.state:
        return None
    if one.state == "enrolled":
        return words.MINE_BADGE.format(number=one.mine.number), "open"
    if one.state == "offered":
        return words.OFFERED_BADGE, "soon"
    return words.WAITING_BADGE.format(place=one.ahead + 1), "soon"


def own(one: Shown) -> str:
    """One's own enrolment in a line; only for who has one."""
    assert one.mine is not None
    if one.state == "enrolled" and one.event.most_people == 1:
        row = words.MINE_ROW_ONE
    else:
        row = {"enrolled": words.MINE_ROW, "offered": words.OFFERED_ROW}.get(one.state, words.WAITING_ROW)
    told = row.format(people=one.mine.people, number=one.mine.number, place=one.ahead + 1)
    if not one.there:
        return told
    many = len(one.event.days) > 1
    days = "、".join(words.NTH_DAY.format(n=n) for n in one.there) if many else words.THIS_DAY
    return f"{told}\n{words.THERE_ROW.format(days=days)}"


def place(one: Shown) -> list[Row]:
    """Where; the page of an online session is only shown to those who take part."""
    if one.event.place:
        return [Row(words.WHERE, one.event.place)]
    return [Row(words.WHERE, words.ONLINE)] if one.event.online_url else []


def open_rows(one: Shown) -> list[Row]:
    """Who, seats and deadline: only while one can still join."""
    event, rows = one.event, []
    if event.who:
        rows.append(Row(words.WHO, event.who))
    if one.status in (Status.OPEN, Status.FULL, Status.PLANNED):
        seats = _seats(one)
        if seats:
            rows.append(Row(words.SEATS, seats))
    if one.status in (Status.OPEN, Status.FULL):
        rows.append(Row(words.UNTIL, words.deadline(event, one.now)))
    elif one.status is Status.CLOSED:
        closed = words.deadline(event, one.now) if deadline(event) else words.REFUSED["closed"]
        rows.append(Row(words.UNTIL, closed))
    elif one.status is Status.PLANNED:
        rows.append(Row(words.UNTIL, words.NOT_OPEN))
    return rows


def _seats(one: Shown) -> str | None:
    capacity, seats = one.event.capacity, one.seats
    if capacity is None:
        return None if one.status is Status.PLANNED else words.UNLIMITED
    if one.status is Status.PLANNED:
        return words.CAPACITY.format(capacity=capacity)
    waiting = seats.waiting + seats.offered
    if seats.free:
        told = words.FREE_WAITING if waiting else words.FREE
    else:
        told = words.FULL_WAITING if waiting else words.FULL
    return told.format(capacity=capacity, free=seats.free, waiting=waiting)


def facts(one: Shown, brief: bool = False) -> list[Row]:
    """What is stated; `brief` for those who know the rest."""
    event = one.event
    rows = [Row(words.WHEN, words.when(event.days, one.today)), *place(one)]
    if event.state == "cancelled" and event.reason:
        rows.append(Row(words.REASON, event.reason))
    if not brief:
        rows += open_rows(one)
        if event.what:
            rows.append(Row(words.ABOUT, event.what))
    if event.contact:
        rows.append(Row(words.ASK, event.contact))
    return rows


def doubts(one: Shown) -> tuple[Row, ...]:
    """What is not stated and must be asked for."""
    missing = gaps(one.event)
    if not missing or one.status in (Status.CANCELLED, Status.OVER):
        return ()
    return (Row(words.UNKNOWN, words.NOT_STATED.format(gaps="・".join(missing))),)
