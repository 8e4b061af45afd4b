"""Free seats for those who wait: offered to the first in line for a day, and to the next when they say no or nothing.

Nobody is offered a seat in the quiet hours, and no offer ends in them: those who sleep lose nothing.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import timing
from bot.clock import jst
from bot.events import queue_line, seats
from bot.events.seats import Joined
from bot.events.status import begins_at
from bot.models_events import EventSession, PersonalNotice
from bot.models_sending import Enrolment

TO_ANSWER = dt.timedelta(hours=24)
BEFORE_IT_BEGINS = dt.timedelta(hours=1)  # somebody who takes the seat has to get there
SHORTEST = dt.timedelta(minutes=30)  # less is no chance to answer
LAST_HOUR = dt.time(20)  # of an evening, for an offer that would end in the quiet hours


def answer_by(event: EventSession, now: dt.datetime) -> dt.datetime | None:
    """Until when an offer made now would stand (aware UTC, a whole minute); None when it is no time for one."""
    if timing.quiet(now):
        return None
    until = min(now + TO_ANSWER, begins_at(event) - BEFORE_IT_BEGINS).replace(second=0, microsecond=0)
    if timing.quiet(until):
        local = jst(until)
        evening = local.date() - dt.timedelta(days=local.time() < timing.QUIET_UNTIL)
        until = timing.at_on(evening, LAST_HOUR)
    return until if until - now >= SHORTEST else None


def due(session: Session, now: dt.datetime) -> list[str]:
    """The codes of sessions where an offer has to be made or ended, or names to be taken off the line."""
    coming = sa.and_(Enrolment.state == "waiting", EventSession.over_at > now)
    lines = sa.select(Enrolment.event_code).where(sa.or_(coming, Enrolment.state == "offered"))
    lines = lines.where(Enrolment.event_code == EventSession.code).correlate(EventSession)
    events = session.scalars(sa.select(EventSession).where(lines.exists()).order_by(EventSession.code))
    return [event.code for event in events if _ended(session, event, now) or _next(session, event, now)]


def offer_free(session: Session, event: EventSession, now: dt.datetime) -> list[Enrolment]:
    """Offers free seats to the first in line, party by party; the session must be held."""
    made = []
    while found := _next(session, event, now):
        row, until = found
        queue_line.offer(session, row, until, now)
        made.append(row)
    return made


def expire(session: Session, event: EventSession, now: dt.datetime) -> list[Enrolment]:
    """Ends the offers that nobody can or need answer any more; the session must be held.

    Who was told of it and said nothing leaves the line. Who could not be told (no push got out, the account blocked,
    the session called off) stands where they stood before.
    """
    ended = _ended(session, event, now)
    for row in ended:
        if _over(event, now) or (event.state == "open" and not _unheard(session, row)):
            queue_line.give_up(session, row, "expired", now)
        else:
            queue_line.take_back(session, row, now)
    return ended


def accept(session: Session, code: str, user_id: str, now: dt.datetime) -> Joined:
    """Takes the offered seats: `enrolled`; `expired` when the offer is over or there was none. Raises Problem."""
    event = seats.hold(session, code)
    row = seats.enrolment(session, code, user_id)
    if gone := seats.past(event, now):
        return Joined(gone, row)
    if row is None or row.state == "cancelled":
        return Joined("expired", row)
    if row.state != "offered":
        return Joined("already" if row.state == "enrolled" else "waiting", row, queue_line.ahead(session, row))
    if event.state != "open":
        return Joined("not_open", row)
    if queue_line.ran_out(row, now) or begins_at(event) <= now:
        queue_line.give_up(session, row, "expired", now)
        return Joined("expired", row)
    queue_line.seat(session, row, now)
    return Joined("enrolled", row)


def decline(session: Session, code: str, user_id: str, now: dt.datetime) -> bool:
    """Gives the offered seats to the next in line; False when there is no such offer. Raises Problem."""
    seats.hold(session, code)
    row = seats.enrolment(session, code, user_id)
    if row is None or row.state != "offered":
        return False
    queue_line.give_up(session, row, "declined", now)
    return True


def _next(session: Session, event: EventSession, now: dt.datetime) -> tuple[Enrolment, dt.datetime] | None:
    """Who is to be offered seats now and until when. Whoever is first waits until their whole party fits."""
    until = answer_by(event, now) if event.state == "open" else None
    row = queue_line.first(session, event) if until else None
    if row is None or until is None:
        return None
    free = seats.seats_of(session, [event.code])[event.code].free
    return (row, until) if free is None or row.people <= free else None


def _ended(session: Session, event: EventSession, now: dt.datetime) -> list[Enrolment]:
    offered = (Enrolment.event_code == event.code, Enrolment.state == "offered")
    ended = sa.or_(Enrolment.offered_until <= now, queue_line.blocked(Enrolment.user_id.expression))
    if event.state != "open" or begins_at(event) <= now:
        ended = sa.true()
    chosen = sa.select(Enrolment).where(*offered, ended).order_by(Enrolment.queued)
    return list(session.scalars(chosen.execution_options(populate_existing=True)))


def _over(event: EventSession, now: dt.datetime) -> bool:
    return event.state == "open" and begins_at(event) <= now


def _unheard(session: Session, row: Enrolment) -> bool:
    """Whether the offer did not get to the person: its notice was never told, or they have blocked the account.

    One that LINE refused for good counts as told: it would be refused every day, and the line behind stand still.
    """
    notice = (PersonalNotice.user_id == row.user_id, PersonalNotice.occasion == queue_line.occasion(row))
    refused = sa.and_(PersonalNotice.state == "dropped", PersonalNotice.outbound_id.is_not(None))
    told = sa.exists().where(*notice, sa.or_(PersonalNotice.state == "told", refused))
    return bool(session.scalar(sa.select(sa.or_(sa.not_(told), queue_line.blocked(sa.literal(row.user_id))))))
