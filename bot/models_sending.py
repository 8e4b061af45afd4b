"""The tables of announcements: what is sent, to whom, what became of it, and what each person wants to get."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from bot.models import Base, Id, Json, one_of, only

ANNOUNCEMENT_STATES = "draft in_approval approved scheduled sending held sent stopped partly_unknown repeating"
BATCH_STATES = "waiting sending accepted rejected unknown stopped replaced"


class FriendTag(Base):
    """A word the staff put on a person; `tester` marks those who get what is only being tried."""

    __tablename__ = "friend_tag"

    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)
    set_at: Mapped[dt.datetime]
    set_by: Mapped[str | None] = mapped_column(sa.String(100))


class ThemeChoice(Base):
    """What a person said about a theme; nobody has a row who never touched the settings, and gets everything."""

    __tablename__ = "theme_choice"

    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    theme: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)
    wanted: Mapped[bool]
    at: Mapped[dt.datetime]


class NoticePause(Base):
    """Somebody who wants no announcement at all: up to and with the day `until` in Japan, or (None) for good."""

    __tablename__ = "notice_pause"

    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    until: Mapped[dt.date | None]
    at: Mapped[dt.datetime]


class Watch(Base):
    """A program somebody wants to hear about."""

    __tablename__ = "watch"

    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    program_id: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)
    since: Mapped[dt.datetime]


class Enrolment(Base):
    """Somebody who takes part in an event, by the session's code; `state` says whether they still do.

    `number` is the receipt that the person and the staff know it by. `queued` orders those who wait.
    A free seat is kept for somebody `offered` it until `offered_until`. `why` tells how a cancelled one came to it.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        one_of("state", "enrolled waiting offered cancelled"),
        sa.UniqueConstraint("event_code", "number"),
        sa.Index("ix_enrolment_offered", "offered_until", **only("state = 'offered'")),
    )

    event_code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[dt.datetime]  # when it came to its state
    number: Mapped[int | None]
    people: Mapped[int] = mapped_column(default=1)
    queued: Mapped[int | None]
    offered_until: Mapped[dt.datetime | None]
    why: Mapped[str | None] = mapped_column(sa.String(20))  # self, expired, declined, event, staff
    calendar_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    surveyed: Mapped[int] = mapped_column(default=0)  # how many questions are answered


class Announcement(Base):
    """An announcement from draft to report. `fingerprint` is what was approved: content, audience and time.

    `send_at` is the time that was approved (None: left to whoever sends it), `due_at` when it is really due.

    `messages` are LINE's objects as frozen when sending began: a retry repeats them to the letter.
    `past_at` is the moment from which what it speaks of is over. A correction has `corrects`; an occurrence of a
    repeated announcement has `parent_id` and `occurrence_at`; one of an event's plan has `session_id` and `plan_step`.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        one_of("state", ANNOUNCEMENT_STATES),
        one_of("mode", "live practice"),
        sa.UniqueConstraint("parent_id", "occurrence_at"),
        sa.Index("ux_announcement_plan", "session_id", "plan_step", unique=True),
        sa.Index("ix_announcement_open", "state", **only("state IN ('scheduled', 'sending', 'held', 'repeating')")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    created_at: Mapped[dt.datetime]
    author: Mapped[str] = mapped_column(sa.String(100))
    title: Mapped[str] = mapped_column(sa.String(400))
    theme: Mapped[str] = mapped_column(sa.String(40))
    content: Mapped[dict[str, Any]]
    audience: Mapped[str] = mapped_column(sa.Text)
    send_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    past_at: Mapped[dt.datetime | None]
    repeat: Mapped[dict[str, Any] | None] = mapped_column(Json)
    corrects: Mapped[int | None] = mapped_column(sa.ForeignKey("announcement.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("announcement.id"))
    occurrence_at: Mapped[dt.datetime | None]
    session_id: Mapped[int | None]
    plan_step: Mapped[str | None] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(20), default="draft")
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    submitted_by: Mapped[str | None] = mapped_column(sa.String(100))
    approved_by: Mapped[str | None] = mapped_column(sa.String(100))
    approved_at: Mapped[dt.datetime | None]
    not_before: Mapped[dt.datetime | None]  # the pause for thought of an office with one person
    at_night: Mapped[bool] = mapped_column(default=False)  # may go out in the quiet hours; the step says why
    late_ok: Mapped[dt.datetime | None]  # staff were asked about the delay at this moment and said: send
    quota_ok: Mapped[bool] = mapped_column(default=False)  # an approver takes the month's quota on themselves
    held_for: Mapped[str | None] = mapped_column(sa.String(20))
    mode: Mapped[str | None] = mapped_column(sa.String(10))
    messages: Mapped[list[Any] | None] = mapped_column(Json)
    target: Mapped[int | None]
    started_at: Mapped[dt.datetime | None]
    touched_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]


class AnnouncementStep(Base):
    """Who did what to an announcement and when; `by` is a person's name, or the job that did it."""

    __tablename__ = "announcement_step"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"), index=True)
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(sa.String(100))
    move: Mapped[str] = mapped_column(sa.String(20))
    from_state: Mapped[str | None] = mapped_column(sa.String(20))
    to_state: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class AnnouncementBatch(Base):
    """At most 500 recipients under one retry key, which is stored before the first attempt."""

    __tablename__ = "announcement_batch"
    __table_args__ = (
        one_of("state", BATCH_STATES),
        sa.UniqueConstraint("announcement_id", "seq"),
        sa.UniqueConstraint("retry_key"),
        sa.Index("ix_announcement_batch_open", "state", **only("state IN ('waiting', 'sending')")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"))
    seq: Mapped[int]
    retry_key: Mapped[uuid.UUID] = mapped_column(sa.Uuid)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    claimed_by: Mapped[str | None] = mapped_column(sa.String(100))
    claimed_until: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[dt.datetime | None]
    next_try_at: Mapped[dt.datetime]
    request_id: Mapped[str | None] = mapped_column(sa.String(100))
    accepted_at: Mapped[dt.datetime | None]
    detail: Mapped[str | None] = mapped_column(sa.Text)


class AnnouncementRecipient(Base):
    """One person of one announcement, frozen when sending begins. `state` None: whatever its batch's state is.

    `user_id` becomes None when the person's data is erased; the row stays, so that the report still adds up.
    """

    __tablename__ = "announcement_recipient"
    __table_args__ = (
        one_of("state", "rejected stopped"),
        sa.UniqueConstraint("announcement_id", "user_id"),
        sa.Index("ix_announcement_recipient_batch", "announcement_id", "batch_seq"),
        sa.Index("ix_announcement_recipient_user", "user_id"),
    )

    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str | None] = mapped_column(sa.String(100))
    batch_seq: Mapped[int]
    state: Mapped[str | None] = mapped_column(sa.String(10))
    why: Mapped[str | None] = mapped_column(sa.String(20))  # refused by LINE, opted_out, left


class CountedLink(Base):
    """An address in an announcement, behind a code nobody can guess; nothing in it tells who the reader is."""

    __tablename__ = "counted_link"
    __table_args__ = (sa.UniqueConstraint("announcement_id", "url"),)

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"))
    url: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[dt.datetime]


class LinkClick(Base):
    """How often a counted link was opened on a day in Japan."""

    __tablename__ = "link_click"

    code: Mapped[str] = mapped_column(sa.ForeignKey("counted_link.code"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    number: Mapped[int]


class AuditEntry(Base):
    """What somebody switched that is not part of one announcement: live or practice, testers, settings."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(sa.String(100))
    what: Mapped[str] = mapped_column(sa.String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class StaffAlert(Base):
    """Something the staff must hear of, told once while it lasts."""

    __tablename__ = "staff_alert"

    key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    since: Mapped[dt.datetime]
    told_at: Mapped[dt.datetime | None]
    mailed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    words: Mapped[str] = mapped_column(sa.Text)
