"""The tables of events: series and their sessions, seats, attendance, surveys; and what is told to single people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from bot.models import Base, Id, Json, one_of, only

SESSION_STATES = "planned open cancelled"
NOTICE_STATES = "waiting told dropped"


class EventSeries(Base):
    """Events of one kind: a meetup by a rule, a course of several days, or a single event.

    `rule` says on which days (as bot/announcements/repeats.py writes it, without a meaning of its `at`), None where
    staff name each day. `form` is what every session takes over. `source` is the line of the document it comes from.
    """

    __tablename__ = "event_series"
    __table_args__ = (one_of("kind", "meetup course single"), one_of("state", "running ended"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(10))
    record_id: Mapped[str | None] = mapped_column(sa.String(40))  # the knowledge's record that tells about it
    theme: Mapped[str] = mapped_column(sa.String(40))
    rule: Mapped[dict[str, Any] | None] = mapped_column(Json)
    form: Mapped[dict[str, Any]]
    source: Mapped[dict[str, Any] | None] = mapped_column(Json)
    state: Mapped[str] = mapped_column(sa.String(10), default="running")
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(sa.String(100))


class EventSession(Base):
    """What one takes part in with one enrolment: one evening, or the five days of a course.

    `days` are {"day": ISO date, "start": "HH:MM" | None, "end": …} in Japan's time. `starts_at` is None while no hour
    is stated; from `over_at` on it is past. 満席 and 終了 follow from the seats and the clock, the rest is `state`.
    `turn` counts the changes of its seats: whoever raises it holds the row, and it numbers the queue.
    """

    __tablename__ = "event_session"
    __table_args__ = (
        one_of("state", SESSION_STATES),
        sa.UniqueConstraint("series_id", "occurrence"),
        sa.Index("ix_event_session_over_at", "over_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("event_series.id"))
    occurrence: Mapped[dt.date | None]  # the day the rule gave; it stays when the session is moved
    name: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(10), default="planned")
    days: Mapped[list[Any]]
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    starts_at: Mapped[dt.datetime | None]
    over_at: Mapped[dt.datetime]
    place: Mapped[str | None] = mapped_column(sa.Text)
    online_url: Mapped[str | None] = mapped_column(sa.Text)
    capacity: Mapped[int | None]  # people; None: nobody is turned away
    most_people: Mapped[int] = mapped_column(default=1)  # of one enrolment
    apply_until: Mapped[dt.datetime | None]  # None: until it begins
    who: Mapped[str | None] = mapped_column(sa.Text)
    contact: Mapped[str | None] = mapped_column(sa.Text)
    what: Mapped[str | None] = mapped_column(sa.Text)
    needed_days: Mapped[int | None]  # of a course, to complete it; None: all
    uid: Mapped[str] = mapped_column(sa.String(60), unique=True)  # iCalendar's UID
    sequence: Mapped[int] = mapped_column(default=0)  # iCalendar's SEQUENCE: raised with days, hours and place
    turn: Mapped[int] = mapped_column(default=0)
    last_number: Mapped[int] = mapped_column(default=0)  # the last receipt: none is ever given to a second person
    door_code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    reason: Mapped[str | None] = mapped_column(sa.Text)  # of a cancellation or the latest move, as people read it
    moved_from: Mapped[list[Any] | None] = mapped_column(Json)  # the days before the latest move
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(sa.String(100))
    changed_at: Mapped[dt.datetime]
    tally: Mapped[dict[str, Any] | None] = mapped_column(Json)  # the counts that stay when the names have gone


class Attendance(Base):
    """Somebody was there on a day of a session (1 is its first day)."""

    __tablename__ = "attendance"

    event_code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True, index=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]


class SurveyAnswer(Base):
    """An answer to one of the questions after a session; nothing tells whose it is."""

    __tablename__ = "survey_answer"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_code: Mapped[str] = mapped_column(sa.String(60), index=True)
    question: Mapped[str] = mapped_column(sa.String(20))
    answer: Mapped[str] = mapped_column(sa.String(40))


class ProgramWindow(Base):
    """A period of applications that the office has confirmed, beside those of the document; days in Japan."""

    __tablename__ = "program_window"
    __table_args__ = (sa.UniqueConstraint("program_id", "fiscal_year", "label"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    program_id: Mapped[str] = mapped_column(sa.String(40))
    fiscal_year: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(60))
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    note: Mapped[str | None] = mapped_column(sa.Text)
    confirmed_on: Mapped[dt.date]
    confirmed_by: Mapped[str] = mapped_column(sa.String(100))
    withdrawn: Mapped[bool] = mapped_column(default=False)


class DayWatch(Base):
    """A day on which somebody wants to hear about a program again, from いつなら対象？."""

    __tablename__ = "day_watch"

    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    program_id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(sa.String(40))  # which kind of edge it is: from_day, good_until …
    since: Mapped[dt.datetime]


class PersonalNotice(Base):
    """Something to tell one person, once: a seat, a moved day, a deadline they watch.

    `occasion` names it for good, also after it was told. From `ready_at` it may ride on a reply; at `push_at` it is
    pushed; from `until` on nobody needs it any more. What it says is made from the rows of the moment it is told.
    """

    __tablename__ = "personal_notice"
    __table_args__ = (
        one_of("state", NOTICE_STATES),
        one_of("how", "reply push"),
        sa.UniqueConstraint("user_id", "occasion"),
        sa.Index("ix_personal_notice_waiting", "push_at", **only("state = 'waiting'")),
        sa.Index("ix_personal_notice_waiting_of_person", "user_id", **only("state = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(30))
    occasion: Mapped[str] = mapped_column(sa.String(160))
    about: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]
    ready_at: Mapped[dt.datetime]
    push_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    how: Mapped[str | None] = mapped_column(sa.String(10))
    told_at: Mapped[dt.datetime | None]
    event_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)  # whose reply carried it
    outbound_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)  # the push that carried it
