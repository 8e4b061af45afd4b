"""Everything that is stored about one person: told to them, and erased for them. A new table with people goes here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot import daycount, personal_ends
from bot.announcements import erasing
from bot.announcements.choices import NoticeSettings, settings_of
from bot.clock import today_jst
from bot.daycount import Condition, Rows
from bot.events import forget
from bot.events.known import Known, known
from bot.models import (
    Conversation,
    Erasure,
    Feedback,
    Friend,
    InboundEvent,
    OutboundMessage,
    Ticket,
    UnansweredQuestion,
)
from bot.models_events import DayWatch, PersonalNotice
from bot.models_sending import AnnouncementRecipient, FriendTag, Watch

# LINE may send an event once more; for so long its bare id is kept, so that it is not taken for a new one.
REDELIVERED = dt.timedelta(days=2)
TALK = ("message", "postback")
UNDER_WAY = ("waiting", "sending")


@dataclass(frozen=True)
class Stored:
    """What is kept of a person now; moments are aware UTC."""

    since: dt.datetime | None
    language: str | None
    audience: str | None
    messages: int
    oldest: dt.datetime | None
    newest: dt.datetime | None
    tickets: tuple[int, ...]  # open ones, by number
    feedback: int
    pending: int  # messages on their way to the person
    notices: NoticeSettings
    tags: tuple[str, ...]  # words the staff put on the person
    watching: tuple[str, ...]  # numbers of programs
    enrolments: tuple[Known, ...]
    days: tuple[tuple[str, dt.date], ...]  # programs, and the days on which the person wants to hear of them
    announcements: int  # those that were sent to the person, or are being sent
    told: int  # personal notices that were told, and what is noted so that nothing is told twice


def stored(session: Session, user_id: str) -> Stored:
    """Looks in every table that knows the person."""
    friend = session.get(Friend, user_id)
    kept = sa.select(
        sa.func.count(), sa.func.min(InboundEvent.received_at), sa.func.max(InboundEvent.received_at)
    ).where(_theirs(InboundEvent.user_key, user_id), InboundEvent.type.in_(TALK), InboundEvent.state != "ignored")
    messages, oldest, newest = session.execute(kept).one()
    tickets = sa.select(Ticket.id).where(Ticket.user_id == user_id, Ticket.state == "open").order_by(Ticket.id)
    pending = (_theirs(OutboundMessage.user_key, user_id), OutboundMessage.state.in_(UNDER_WAY))
    theirs, waits = (PersonalNotice.user_id == user_id,), PersonalNotice.state == "waiting"
    return Stored(
        since=friend.first_seen_at if friend else None,
        language=friend.language if friend else None,
        audience=friend.audience if friend else None,
        messages=messages,
        oldest=oldest,
        newest=newest,
        tickets=tuple(session.scalars(tickets)),
        feedback=_count(session, Feedback, _theirs(Feedback.user_key, user_id)),
        pending=_count(session, OutboundMessage, *pending) + _count(session, PersonalNotice, *theirs, waits),
        notices=settings_of(session, user_id),
        tags=_listed(session, FriendTag.tag, FriendTag.user_id == user_id),
        watching=_listed(session, Watch.program_id, Watch.user_id == user_id),
        enrolments=known(session, user_id),
        days=_days(session, user_id),
        announcements=_count(session, AnnouncementRecipient, AnnouncementRecipient.user_id == user_id),
        told=_count(session, PersonalNotice, *theirs, sa.not_(waits)),
    )


def begin(session: Session, user_id: str, event_id: int, now: dt.datetime) -> None:
    """Erases a person who asked for it; the event that asked and its reply stay until the reply is over."""
    session.add(Erasure(user_id=user_id, event_id=event_id, asked_at=now))
    erase(session, user_id, now, spare=event_id)


def finish(session: Session, asked: Erasure, now: dt.datetime) -> bool:
    """Erases the rest; False while the last reply, an older message, or an announcement is still being worked on."""
    reply = (OutboundMessage.event_id == asked.event_id, OutboundMessage.state.in_(UNDER_WAY))
    older = (_theirs(InboundEvent.user_key, asked.user_id), InboundEvent.received_at <= asked.asked_at)
    working = (*older, InboundEvent.state.in_(("open", "claimed")))
    if _count(session, OutboundMessage, *reply) or _count(session, InboundEvent, *working):
        return False
    if erasing.in_hand(session, asked.user_id):
        return False
    gone = session.execute(sa.delete(Erasure).where(Erasure.id == asked.id).returning(Erasure.id)).first()
    if gone is None:  # another replica was first
        return True
    erase(session, asked.user_id, asked.asked_at)
    daycount.add(session, today_jst(now), "erased")
    return True


def erase(session: Session, user_id: str, upto: dt.datetime, spare: int | None = None) -> None:
    """Takes the person out of every table, up to a moment; of what happened only the counts stay.

    Event `spare` and its reply stay; so do events that are being worked on.
    """
    rows = _rows(user_id, upto, spare)
    forget.erase(session, user_id, upto)
    daycount.turn(session)
    daycount.add_open(session, daycount.happenings(session, rows))
    for table, condition in (
        (UnansweredQuestion, rows.questions),
        (Feedback, rows.feedback),
        (Ticket, rows.tickets),
    ):
        session.execute(sa.delete(table).where(condition))
    personal_ends.erase(session, user_id, upto)
    to_them = sa.or_(_theirs(OutboundMessage.user_key, user_id), OutboundMessage.user_id == user_id)
    others = OutboundMessage.event_id.is_distinct_from(spare)
    pushed = OutboundMessage.event_id.is_(None)
    session.execute(
        sa.delete(OutboundMessage).where(to_them, OutboundMessage.created_at <= upto, sa.or_(pushed, others))
    )
    talks = (_theirs(Conversation.user_key, user_id), Conversation.updated_at <= upto)
    session.execute(sa.delete(Conversation).where(*talks))
    session.execute(sa.delete(Friend).where(Friend.user_id == user_id, Friend.last_seen_at <= upto))
    erasing.erase(session, user_id, upto)
    old = InboundEvent.received_at < upto - REDELIVERED
    session.execute(sa.delete(InboundEvent).where(rows.events, old))
    bare = sa.update(InboundEvent).values(user_key="", message_id=None, body={}, error=None)
    session.execute(bare.where(rows.events))


def _rows(user_id: str, upto: dt.datetime, spare: int | None) -> Rows:
    events = sa.and_(
        _theirs(InboundEvent.user_key, user_id),
        InboundEvent.received_at <= upto,
        InboundEvent.state.not_in(("open", "claimed")),
        InboundEvent.id.is_distinct_from(spare),
    )
    made = sa.select(InboundEvent.id).where(events)
    return Rows(
        events=events,
        questions=UnansweredQuestion.event_id.in_(made),
        feedback=sa.and_(_theirs(Feedback.user_key, user_id), Feedback.at <= upto),
        tickets=sa.and_(sa.or_(Ticket.user_id == user_id, Ticket.event_id.in_(made)), Ticket.opened_at <= upto),
    )


def _theirs(column: InstrumentedAttribute[str], user_id: str) -> Condition:
    """The key of the person's own talk, or of what they said in a group."""
    return sa.or_(column == user_id, column.endswith(f":{user_id}", autoescape=True))


def _listed(session: Session, column: InstrumentedAttribute[str], condition: Condition) -> tuple[str, ...]:
    return tuple(session.scalars(sa.select(column).where(condition).order_by(column)))


def _days(session: Session, user_id: str) -> tuple[tuple[str, dt.date], ...]:
    mine = sa.select(DayWatch.program_id, DayWatch.day).where(DayWatch.user_id == user_id).order_by(DayWatch.day)
    return tuple((row.program_id, row.day) for row in session.execute(mine))


def _count(session: Session, table: type[sa.orm.DeclarativeBase], *conditions: Condition) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0
