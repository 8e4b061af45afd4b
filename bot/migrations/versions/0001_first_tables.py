"""The first tables: friends, talks, inbox, outbox, questions for the staff, heartbeats, settings."""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("user_key", sa.String(length=100), nullable=False),
        sa.Column("state", bot.models.Json(), nullable=False),
        sa.Column("updated_at", bot.models.UtcTime(), nullable=False),
        sa.Column("silent_until", bot.models.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("user_key", name=op.f("pk_conversation")),
    )
    op.create_table(
        "friend",
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("first_seen_at", bot.models.UtcTime(), nullable=False),
        sa.Column("last_seen_at", bot.models.UtcTime(), nullable=False),
        sa.Column("notices", bot.models.Json(), nullable=False),
        sa.CheckConstraint("state IN ('friend', 'blocked')", name=op.f("ck_friend_state")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_friend")),
    )
    op.create_table(
        "inbound_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("webhook_event_id", sa.String(length=100), nullable=False),
        sa.Column("user_key", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=True),
        sa.Column("occurred_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at", bot.models.UtcTime(), nullable=False),
        sa.Column("body", bot.models.Json(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("claimed_by", sa.String(length=100), nullable=True),
        sa.Column("claimed_until", bot.models.UtcTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("finished_at", bot.models.UtcTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'claimed', 'done', 'ignored', 'failed')", name=op.f("ck_inbound_event_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_event")),
        sa.UniqueConstraint("webhook_event_id", name=op.f("uq_inbound_event_webhook_event_id")),
    )
    op.create_index(
        "ix_inbound_event_message",
        "inbound_event",
        ["message_id"],
        unique=False,
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "ix_inbound_event_open",
        "inbound_event",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_inbound_event_open_of_user",
        "inbound_event",
        ["user_key", "occurred_ms", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_inbound_event_received_at", "inbound_event", ["received_at"], unique=False)
    op.create_index("ix_inbound_event_of_user", "inbound_event", ["user_key", "received_at"], unique=False)
    op.create_index(
        "ux_inbound_event_in_hand",
        "inbound_event",
        ["user_key"],
        unique=True,
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )

    op.create_table(
        "job_heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_heartbeat")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", bot.models.Json(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.Column("user_key", sa.String(length=100), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("question_masked", sa.Text(), nullable=True),
        sa.CheckConstraint("verdict IN ('useful', 'wrong')", name=op.f("ck_feedback_verdict")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["inbound_event.id"], name=op.f("fk_feedback_event_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_event_id"), "feedback", ["event_id"], unique=False)

    op.create_table(
        "outbound_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("user_key", sa.String(length=100), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=True),
        sa.Column("reply_token", sa.Text(), nullable=True),
        sa.Column("token_expires_at", bot.models.UtcTime(), nullable=True),
        sa.Column("retry_key", sa.Uuid(), nullable=True),
        sa.Column("messages", bot.models.Json(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("claimed_by", sa.String(length=100), nullable=True),
        sa.Column("claimed_until", bot.models.UtcTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", bot.models.UtcTime(), nullable=False),
        sa.Column("next_try_at", bot.models.UtcTime(), nullable=False),
        sa.Column("first_try_at", bot.models.UtcTime(), nullable=True),
        sa.Column("request_id", sa.String(length=100), nullable=True),
        sa.Column("accepted_at", bot.models.UtcTime(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('reply', 'push')", name=op.f("ck_outbound_message_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'accepted', 'rejected', 'unknown')", name=op.f("ck_outbound_message_state")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["inbound_event.id"], name=op.f("fk_outbound_message_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_message")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbound_message_event_id")),
    )
    op.create_index(
        "ix_outbound_message_waiting",
        "outbound_message",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbound_message_waiting_of_user",
        "outbound_message",
        ["user_key", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ux_outbound_message_in_hand",
        "outbound_message",
        ["user_key"],
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )

    op.create_table(
        "ticket",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_at", bot.models.UtcTime(), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("promised_by", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_ticket_state")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["inbound_event.id"], name=op.f("fk_ticket_event_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_event_id"), "ticket", ["event_id"], unique=False)

    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_at", bot.models.UtcTime(), nullable=False),
        sa.Column("question_masked", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("top_candidates", bot.models.Json(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["inbound_event.id"], name=op.f("fk_unanswered_question_event_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_question")),
    )
    op.create_index(op.f("ix_unanswered_question_event_id"), "unanswered_question", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_table("unanswered_question")
    op.drop_table("ticket")
    op.drop_table("outbound_message")
    op.drop_table("feedback")
    op.drop_table("setting")
    op.drop_table("job_heartbeat")
    op.drop_table("inbound_event")
    op.drop_table("friend")
    op.drop_table("conversation")
