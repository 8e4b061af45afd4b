"""Events: series, sessions, seats, attendance, surveys; windows the office confirmed; what single people are told."""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Nothing has ever filled the table of 0003: it was there for the audiences alone.
    op.drop_table("enrolment")
    op.create_table(
        "enrolment",
        sa.Column("event_code", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=True),
        sa.Column("offered_until", bot.models.UtcTime(), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("calendar_key", sa.String(length=40), nullable=True),
        sa.Column("surveyed", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('enrolled', 'waiting', 'offered', 'cancelled')", name=op.f("ck_enrolment_state")
        ),
        sa.PrimaryKeyConstraint("event_code", "user_id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("calendar_key", name=op.f("uq_enrolment_calendar_key")),
        sa.UniqueConstraint("event_code", "number", name=op.f("uq_enrolment_event_code_number")),
    )
    op.create_index(op.f("ix_enrolment_user_id"), "enrolment", ["user_id"], unique=False)
    _partial("ix_enrolment_offered", "enrolment", "offered_until", "state = 'offered'")
    op.add_column("announcement", sa.Column("session_id", sa.Integer(), nullable=True))
    op.add_column("announcement", sa.Column("plan_step", sa.String(length=20), nullable=True))
    op.create_index("ux_announcement_plan", "announcement", ["session_id", "plan_step"], unique=True)
    _events()
    _what_people_hear()


def _events() -> None:
    op.create_table(
        "event_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=True),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("rule", bot.models.Json(), nullable=True),
        sa.Column("form", bot.models.Json(), nullable=False),
        sa.Column("source", bot.models.Json(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", bot.models.UtcTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("kind IN ('meetup', 'course', 'single')", name=op.f("ck_event_series_kind")),
        sa.CheckConstraint("state IN ('running', 'ended')", name=op.f("ck_event_series_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
        sa.UniqueConstraint("code", name=op.f("uq_event_series_code")),
    )
    op.create_table(
        "event_session",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("occurrence", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("days", bot.models.Json(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts_at", bot.models.UtcTime(), nullable=True),
        sa.Column("over_at", bot.models.UtcTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("online_url", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("most_people", sa.Integer(), nullable=False),
        sa.Column("apply_until", bot.models.UtcTime(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("needed_days", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("door_code", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_from", bot.models.Json(), nullable=True),
        sa.Column("created_at", bot.models.UtcTime(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", bot.models.UtcTime(), nullable=False),
        sa.Column("tally", bot.models.Json(), nullable=True),
        sa.CheckConstraint("state IN ('planned', 'open', 'cancelled')", name=op.f("ck_event_session_state")),
        sa.ForeignKeyConstraint(["series_id"], ["event_series.id"], name=op.f("fk_event_session_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_session")),
        sa.UniqueConstraint("code", name=op.f("uq_event_session_code")),
        sa.UniqueConstraint("door_code", name=op.f("uq_event_session_door_code")),
        sa.UniqueConstraint("series_id", "occurrence", name=op.f("uq_event_session_series_id_occurrence")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_session_uid")),
    )
    op.create_index("ix_event_session_over_at", "event_session", ["over_at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("event_code", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", bot.models.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("event_code", "user_id", "day", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_user_id"), "attendance", ["user_id"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_code", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_index(op.f("ix_survey_answer_event_code"), "survey_answer", ["event_code"], unique=False)


def _what_people_hear() -> None:
    op.create_table(
        "program_window",
        sa.Column("id", ID, nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=100), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_window")),
        sa.UniqueConstraint(
            "program_id", "fiscal_year", "label", name=op.f("uq_program_window_program_id_fiscal_year_label")
        ),
    )
    op.create_table(
        "day_watch",
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("since", bot.models.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "program_id", "day", name=op.f("pk_day_watch")),
    )
    op.create_table(
        "personal_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("occasion", sa.String(length=160), nullable=False),
        sa.Column("about", bot.models.Json(), nullable=False),
        sa.Column("made_at", bot.models.UtcTime(), nullable=False),
        sa.Column("ready_at", bot.models.UtcTime(), nullable=False),
        sa.Column("push_at", bot.models.UtcTime(), nullable=False),
        sa.Column("until", bot.models.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=True),
        sa.Column("told_at", bot.models.UtcTime(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("outbound_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("how IN ('reply', 'push')", name=op.f("ck_personal_notice_how")),
        sa.CheckConstraint("state IN ('waiting', 'told', 'dropped')", name=op.f("ck_personal_notice_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_notice")),
        sa.UniqueConstraint("user_id", "occasion", name=op.f("uq_personal_notice_user_id_occasion")),
    )
    for column in ("event_id", "outbound_id"):
        op.create_index(op.f(f"ix_personal_notice_{column}"), "personal_notice", [column], unique=False)
    _partial("ix_personal_notice_waiting", "personal_notice", "push_at", "state = 'waiting'")
    _partial("ix_personal_notice_waiting_of_person", "personal_notice", "user_id", "state = 'waiting'")


def _partial(name: str, table: str, column: str, condition: str) -> None:
    only = sa.text(condition)
    op.create_index(name, table, [column], unique=False, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for table in (
        "personal_notice",
        "day_watch",
        "program_window",
        "survey_answer",
        "attendance",
        "event_session",
        "event_series",
    ):
        op.drop_table(table)
    op.drop_index("ux_announcement_plan", table_name="announcement")
    op.drop_column("announcement", "plan_step")
    op.drop_column("announcement", "session_id")
    op.drop_table("enrolment")
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
