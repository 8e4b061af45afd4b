"""Takes a person out of the tables of announcements, so that no announcement under way changes and reports add up."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.models_events import DayWatch
from bot.models_sending import (
    Announcement,
    AnnouncementBatch,
    AnnouncementRecipient,
    FriendTag,
    NoticePause,
    ThemeChoice,
    Watch,
)
from bot.queue import rowcount

LEFT = "left"
# Their body may have reached LINE: under the same retry key it must stay the same to the letter.
_IN_HAND = sa.or_(
    AnnouncementBatch.state == "sending",
    sa.and_(AnnouncementBatch.state == "waiting", AnnouncementBatch.first_try_at.is_not(None)),
)
# Never tried, or refused by LINE each time.
_UNTRIED = sa.and_(AnnouncementBatch.state == "waiting", AnnouncementBatch.first_try_at.is_(None))
_OF_RECIPIENT = sa.and_(
    AnnouncementBatch.announcement_id == AnnouncementRecipient.announcement_id,
    AnnouncementBatch.seq == AnnouncementRecipient.batch_seq,
)


def in_hand(session: Session, user_id: str) -> bool:
    """Whether a batch with this person has been tried and is not over yet: a day at most."""
    theirs = (AnnouncementRecipient.user_id == user_id, AnnouncementRecipient.state.is_(None))
    found = sa.select(AnnouncementRecipient.number).where(*theirs, sa.exists().where(_OF_RECIPIENT, _IN_HAND))
    return session.execute(found.limit(1)).first() is not None


def erase(session: Session, user_id: str, upto: dt.datetime) -> None:
    """Erases choices, tags and watches up to a moment, and the person's name from announcements.

    What nobody has tried to send is not sent (`stopped`, why `left`); what is in hand keeps the id until it is over.
    """
    for table, since in (
        (FriendTag, FriendTag.set_at),
        (ThemeChoice, ThemeChoice.at),
        (NoticePause, NoticePause.at),
        (Watch, Watch.since),
        (DayWatch, DayWatch.since),
    ):
        session.execute(sa.delete(table).where(table.user_id == user_id, since <= upto))
    theirs = _rows(user_id, upto)
    _stop_untried(session, theirs)
    held = sa.and_(AnnouncementRecipient.state.is_(None), sa.exists().where(_OF_RECIPIENT, _IN_HAND))
    _change(session, sa.update(AnnouncementRecipient).where(*theirs, sa.not_(held)).values(user_id=None))


def forget_people(session: Session, before: dt.datetime) -> int:
    """Takes all names out of one announcement that was over before a moment; how many. The counts stay."""
    named = sa.exists().where(
        AnnouncementRecipient.announcement_id == Announcement.id, AnnouncementRecipient.user_id.is_not(None)
    )
    over = (Announcement.finished_at < before, Announcement.state.in_(("sent", "partly_unknown", "stopped")))
    number = session.scalar(sa.select(Announcement.id).where(*over, named).limit(1))
    if number is None:
        return 0
    theirs = (AnnouncementRecipient.announcement_id == number, AnnouncementRecipient.user_id.is_not(None))
    return rowcount(session, sa.update(AnnouncementRecipient).where(*theirs).values(user_id=None))


def _rows(user_id: str, upto: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What was frozen up to the moment; a later announcement belongs to a new beginning."""
    begun = sa.or_(Announcement.started_at.is_(None), Announcement.started_at <= upto)
    announcement = sa.exists().where(Announcement.id == AnnouncementRecipient.announcement_id, begun)
    return (AnnouncementRecipient.user_id == user_id, announcement)


def _stop_untried(session: Session, theirs: tuple[sa.ColumnElement[bool], ...]) -> None:
    """The batches are locked first: else a worker could read the id, and send, while it is being taken out."""
    among = sa.exists().where(*theirs, _OF_RECIPIENT, AnnouncementRecipient.state.is_(None))
    untried = sa.select(AnnouncementBatch.announcement_id, AnnouncementBatch.seq).where(_UNTRIED, among)
    for announcement_id, seq in session.execute(untried.order_by(AnnouncementBatch.id).with_for_update()).all():
        row = (AnnouncementRecipient.announcement_id == announcement_id, AnnouncementRecipient.batch_seq == seq)
        stopped = sa.update(AnnouncementRecipient).where(*theirs, *row, AnnouncementRecipient.state.is_(None))
        _change(session, stopped.values(user_id=None, state="stopped", why=LEFT))


def _change(session: Session, statement: sa.Update) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
