"""The tables, and nothing else; the schema is changed only through bot/migrations."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[dt.datetime]):
    """Aware UTC on both databases; SQLite keeps it as text that sorts by time. A naive moment is a ValueError."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Json(TypeDecorator[Any]):
    """JSON kept as pure ASCII text, so that whatever a webhook carries (NUL, lone surrogates) fits both databases."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # only INTEGER counts up by itself on SQLite


def only(condition: str) -> dict[str, Any]:
    """Keyword arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def one_of(name: str, values: str) -> sa.CheckConstraint:
    """A constraint that allows only these words (separated by spaces) in a column."""
    quoted = ", ".join(f"'{value}'" for value in values.split())
    return sa.CheckConstraint(f"{name} IN ({quoted})", name=name)


class Base(DeclarativeBase):
    """All tables share one metadata with predictable constraint names, which migrations need."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: UtcTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012 SQLAlchemy's form


class Friend(Base):
    """A person who has written to us or befriended us; `state_at_ms` is LINE's time of the event that decided."""

    __tablename__ = "friend"
    __table_args__ = (sa.CheckConstraint("state IN ('friend', 'blocked')", name="state"),)

    user_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(10), default="friend")
    state_at_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    language: Mapped[str | None] = mapped_column(sa.String(35))
    audience: Mapped[str | None] = mapped_column(sa.String(20))  # 立場, as the person chose it
    erase_on: Mapped[dt.date | None]  # the day in Japan on which everything of somebody who left goes
    first_seen_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    notices: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Conversation(Base):
    """What a talk is about right now; `silent_until` ends the silence after flooding."""

    __tablename__ = "conversation"

    user_key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[dt.datetime]
    silent_until: Mapped[dt.datetime | None]


class InboundEvent(Base):
    """A webhook event, stored before it is acknowledged."""

    __tablename__ = "inbound_event"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'claimed', 'done', 'ignored', 'failed')", name="state"),
        # Two workers can never hold two events of one user: order per user rests on this index.
        sa.Index("ux_inbound_event_in_hand", "user_key", unique=True, **only("state = 'claimed'")),
        sa.Index("ix_inbound_event_open", "id", **only("state = 'open'")),
        sa.Index("ix_inbound_event_open_of_user", "user_key", "occurred_ms", "id", **only("state = 'open'")),
        sa.Index("ix_inbound_event_message", "message_id", **only("message_id IS NOT NULL")),
        sa.Index("ix_inbound_event_received_at", "received_at"),
        sa.Index("ix_inbound_event_of_user", "user_key", "received_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    webhook_event_id: Mapped[str] = mapped_column(sa.String(100), unique=True)
    user_key: Mapped[str] = mapped_column(sa.String(100))
    type: Mapped[str] = mapped_column(sa.String(40))
    mode: Mapped[str] = mapped_column(sa.String(40))
    message_id: Mapped[str | None] = mapped_column(sa.String(100))
    occurred_ms: Mapped[int] = mapped_column(sa.BigInteger)
    received_at: Mapped[dt.datetime]
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(10))
    claimed_by: Mapped[str | None] = mapped_column(sa.String(100))
    claimed_until: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(sa.Text)


class OutboundMessage(Base):
    """Messages on their way to LINE; at most one row answers an event."""

    __tablename__ = "outbound_message"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'sending', 'accepted', 'rejected', 'unknown')", name="state"),
        sa.CheckConstraint("kind IN ('reply', 'push')", name="kind"),
        sa.Index("ux_outbound_message_in_hand", "user_key", unique=True, **only("state = 'sending'")),
        sa.Index("ix_outbound_message_waiting", "id", **only("state = 'waiting'")),
        sa.Index("ix_outbound_message_waiting_of_user", "user_key", "id", **only("state = 'waiting'")),
        sa.Index("ix_outbound_message_pushed", "user_key", **only("event_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inbound_event.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    user_key: Mapped[str] = mapped_column(sa.String(100))
    user_id: Mapped[str | None] = mapped_column(sa.String(100))
    reply_token: Mapped[str | None] = mapped_column(sa.Text)
    token_expires_at: Mapped[dt.datetime | None]
    retry_key: Mapped[uuid.UUID | None] = mapped_column(sa.Uuid)
    messages: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    claimed_by: Mapped[str | None] = mapped_column(sa.String(100))
    claimed_until: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    next_try_at: Mapped[dt.datetime]
    first_try_at: Mapped[dt.datetime | None]
    request_id: Mapped[str | None] = mapped_column(sa.String(100))
    accepted_at: Mapped[dt.datetime | None]
    detail: Mapped[str | None] = mapped_column(sa.Text)


def made_from() -> Mapped[int | None]:
    """The event a row was made from, so that an unsent message takes the row with it; filled in by jobs/answer.py."""
    return mapped_column(sa.ForeignKey("inbound_event.id", ondelete="SET NULL"), index=True)


class UnansweredQuestion(Base):
    """A question we found nothing for, masked, for the staff to learn from."""

    __tablename__ = "unanswered_question"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int | None] = made_from()
    asked_at: Mapped[dt.datetime]
    question_masked: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.String(40))
    top_candidates: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(sa.String(20), default="open")


class Feedback(Base):
    """A tap on 役に立った or ちがう."""

    __tablename__ = "feedback"
    __table_args__ = (sa.CheckConstraint("verdict IN ('useful', 'wrong')", name="verdict"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int | None] = made_from()
    at: Mapped[dt.datetime]
    user_key: Mapped[str] = mapped_column(sa.String(100))
    program_id: Mapped[str | None] = mapped_column(sa.String(40))
    topic: Mapped[str | None] = mapped_column(sa.String(40))
    verdict: Mapped[str] = mapped_column(sa.String(10))
    question_masked: Mapped[str | None] = mapped_column(sa.Text)


class Ticket(Base):
    """A question handed to the staff."""

    __tablename__ = "ticket"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),
        # A number that somebody has been told is never given to another person, also after a deletion.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int | None] = made_from()
    opened_at: Mapped[dt.datetime]
    user_id: Mapped[str | None] = mapped_column(sa.String(100))
    question: Mapped[str] = mapped_column(sa.Text)
    program_id: Mapped[str | None] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    promised_by: Mapped[dt.date | None]


class DailyCount(Base):
    """How often something happened on a day in Japan; nobody can be found in it. kind `closed`: the day is counted."""

    __tablename__ = "daily_count"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    audience: Mapped[str] = mapped_column(sa.String(20), primary_key=True)  # "": none, or too few people to tell
    number: Mapped[int]


class Erasure(Base):
    """A person whose data is being erased: the rest goes once the last reply (to event `event_id`) is over."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(100))
    event_id: Mapped[int] = mapped_column(sa.BigInteger)
    asked_at: Mapped[dt.datetime]  # what comes later belongs to a new beginning


class JobHeartbeat(Base):
    """When a job last showed that it is alive."""

    __tablename__ = "job_heartbeat"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[dt.datetime]
    detail: Mapped[str | None] = mapped_column(sa.Text)


class Setting(Base):
    """A choice the staff made in the console."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
