"""Announcements: drafts and approvals, recipients and batches as rows, what each person wants to get."""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", bot.models.UtcTime(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("content", bot.models.Json(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("send_at", bot.models.UtcTime(), nullable=True),
        sa.Column("due_at", bot.models.UtcTime(), nullable=True),
        sa.Column("past_at", bot.models.UtcTime(), nullable=True),
        sa.Column("repeat", bot.models.Json(), nullable=True),
        sa.Column("corrects", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("occurrence_at", bot.models.UtcTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("submitted_by", sa.String(length=100), nullable=True),
        sa.Column("approved_by", sa.String(length=100), nullable=True),
        sa.Column("approved_at", bot.models.UtcTime(), nullable=True),
        sa.Column("not_before", bot.models.UtcTime(), nullable=True),
        sa.Column("at_night", sa.Boolean(), nullable=False),
        sa.Column("late_ok", bot.models.UtcTime(), nullable=True),
        sa.Column("quota_ok", sa.Boolean(), nullable=False),
        sa.Column("held_for", sa.String(length=20), nullable=True),
        sa.Column("mode", sa.String(length=10), nullable=True),
        sa.Column("messages", bot.models.Json(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("started_at", bot.models.UtcTime(), nullable=True),
        sa.Column("touched_at", bot.models.UtcTime(), nullable=True),
        sa.Column("finished_at", bot.models.UtcTime(), nullable=True),
        sa.CheckConstraint("mode IN ('live', 'practice')", name=op.f("ck_announcement_mode")),
        sa.CheckConstraint(
            "state IN ('draft', 'in_approval', 'approved', 'scheduled', 'sending', 'held', 'sent', 'stopped', "
            "'partly_unknown', 'repeating')",
            name=op.f("ck_announcement_state"),
        ),
        sa.ForeignKeyConstraint(["corrects"], ["announcement.id"], name=op.f("fk_announcement_corrects")),
        sa.ForeignKeyConstraint(["parent_id"], ["announcement.id"], name=op.f("fk_announcement_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("parent_id", "occurrence_at", name=op.f("uq_announcement_parent_id_occurrence_at")),
    )
    op.create_index(op.f("ix_announcement_corrects"), "announcement", ["corrects"], unique=False)
    op.create_index(
        "ix_announcement_open",
        "announcement",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('scheduled', 'sending', 'held', 'repeating')"),
        postgresql_where=sa.text("state IN ('scheduled', 'sending', 'held', 'repeating')"),
    )

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("detail", bot.models.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "enrolment",
        sa.Column("event_code", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('enrolled', 'waiting', 'cancelled')", name=op.f("ck_enrolment_state")),
        sa.PrimaryKeyConstraint("event_code", "user_id", name=op.f("pk_enrolment")),
    )
    op.create_index(op.f("ix_enrolment_user_id"), "enrolment", ["user_id"], unique=False)

    op.create_table(
        "friend_tag",
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("set_at", bot.models.UtcTime(), nullable=False),
        sa.Column("set_by", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "tag", name=op.f("pk_friend_tag")),
    )
    op.create_index(op.f("ix_friend_tag_tag"), "friend_tag", ["tag"], unique=False)

    op.create_table(
        "notice_pause",
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_pause")),
    )
    op.create_table(
        "staff_alert",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("since", bot.models.UtcTime(), nullable=False),
        sa.Column("told_at", bot.models.UtcTime(), nullable=True),
        sa.Column("mailed_at", bot.models.UtcTime(), nullable=True),
        sa.Column("ended_at", bot.models.UtcTime(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_staff_alert")),
    )
    op.create_table(
        "theme_choice",
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "theme", name=op.f("pk_theme_choice")),
    )
    op.create_index(op.f("ix_theme_choice_theme"), "theme_choice", ["theme"], unique=False)

    op.create_table(
        "watch",
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("since", bot.models.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "program_id", name=op.f("pk_watch")),
    )
    op.create_index(op.f("ix_watch_program_id"), "watch", ["program_id"], unique=False)

    op.create_table(
        "announcement_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("retry_key", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("claimed_by", sa.String(length=100), nullable=True),
        sa.Column("claimed_until", bot.models.UtcTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try_at", bot.models.UtcTime(), nullable=True),
        sa.Column("next_try_at", bot.models.UtcTime(), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=True),
        sa.Column("accepted_at", bot.models.UtcTime(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'accepted', 'rejected', 'unknown', 'stopped', 'replaced')",
            name=op.f("ck_announcement_batch_state"),
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_batch_announcement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_batch")),
        sa.UniqueConstraint("announcement_id", "seq", name=op.f("uq_announcement_batch_announcement_id_seq")),
        sa.UniqueConstraint("retry_key", name=op.f("uq_announcement_batch_retry_key")),
    )
    op.create_index(
        "ix_announcement_batch_open",
        "announcement_batch",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )

    op.create_table(
        "announcement_recipient",
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=True),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.CheckConstraint("state IN ('rejected', 'stopped')", name=op.f("ck_announcement_recipient_state")),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_recipient_announcement_id")
        ),
        sa.PrimaryKeyConstraint("announcement_id", "number", name=op.f("pk_announcement_recipient")),
        sa.UniqueConstraint(
            "announcement_id", "user_id", name=op.f("uq_announcement_recipient_announcement_id_user_id")
        ),
    )
    op.create_index(
        "ix_announcement_recipient_batch", "announcement_recipient", ["announcement_id", "batch_seq"], unique=False
    )
    op.create_index("ix_announcement_recipient_user", "announcement_recipient", ["user_id"], unique=False)

    op.create_table(
        "announcement_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_step_announcement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_step")),
    )
    op.create_index(
        op.f("ix_announcement_step_announcement_id"), "announcement_step", ["announcement_id"], unique=False
    )

    op.create_table(
        "counted_link",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("created_at", bot.models.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcement.id"], name=op.f("fk_counted_link_announcement_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_counted_link")),
        sa.UniqueConstraint("announcement_id", "url", name=op.f("uq_counted_link_announcement_id_url")),
    )
    op.create_table(
        "link_click",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["counted_link.code"], name=op.f("fk_link_click_code")),
        sa.PrimaryKeyConstraint("code", "day", name=op.f("pk_link_click")),
    )


def downgrade() -> None:
    for table in (
        "link_click",
        "counted_link",
        "announcement_step",
        "announcement_recipient",
        "announcement_batch",
        "watch",
        "theme_choice",
        "staff_alert",
        "notice_pause",
        "friend_tag",
        "enrolment",
        "audit_entry",
        "announcement",
    ):
        op.drop_table(table)
