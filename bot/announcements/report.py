"""What became of an announcement, in numbers that always add up: target = accepted + rejected + unknown + stopped.

`stopped` are those to whom nothing has been handed (not yet, or never), `unknown` those of whom LINE's answer is
missing. "Accepted" is all LINE tells: nobody knows who has read it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements import links
from bot.announcements.drafts import find
from bot.clock import from_ms
from bot.models import Friend
from bot.models_sending import Announcement, AnnouncementBatch, AnnouncementRecipient, AnnouncementStep

BLOCKS_WITHIN = dt.timedelta(hours=48)
Batch, Recipient = AnnouncementBatch, AnnouncementRecipient
# (state of the batch, whether an attempt may have reached somebody) → the column of the report.
COLUMNS = {
    ("accepted", True): "accepted",
    ("rejected", True): "rejected",
    ("unknown", True): "unknown",
    ("sending", True): "unknown",
    ("waiting", True): "unknown",
    ("waiting", False): "stopped",
    ("stopped", True): "stopped",
    ("stopped", False): "stopped",
}


@dataclass(frozen=True)
class BatchLine:
    """One batch: how many people, how it ended, and LINE's id of the request."""

    seq: int
    people: int
    state: str
    attempts: int
    request_id: str | None
    accepted_at: dt.datetime | None
    detail: str | None


@dataclass(frozen=True)
class Report:
    """Everything about one announcement; `waiting` is the part of the target that is still to be sent."""

    announcement: Announcement
    target: int
    accepted: int
    rejected: int
    unknown: int
    stopped: int
    waiting: int
    opted_out: int
    left: int
    blocks: int
    batches: list[BatchLine]
    clicks: dict[str, int]
    steps: list[AnnouncementStep]
    corrections: list[int]


def report(session: Session, number: int) -> Report:
    """The report of one announcement. Raises Problem when there is none."""
    announcement = find(session, number)
    # Before it has begun, who is frozen is not yet anybody's target.
    people = _people(session, number) if announcement.started_at else {}
    columns = dict.fromkeys(("accepted", "rejected", "unknown", "stopped"), 0)
    waiting = 0
    for (own, state, tried), many in people.items():
        columns[own or COLUMNS.get((state or "stopped", tried), "stopped")] += many
        waiting += many if own is None and state in ("waiting", "sending") else 0
    over = announcement.state not in ("sending", "held")
    why = dict(
        session.execute(
            sa.select(Recipient.why, sa.func.count())
            .where(Recipient.announcement_id == number, Recipient.state == "stopped")
            .group_by(Recipient.why)
        ).all()
    )
    return Report(
        announcement=announcement,
        target=sum(columns.values()),
        **columns,
        waiting=0 if over else waiting,
        opted_out=why.get("opted_out", 0),
        left=why.get("left", 0),
        blocks=_blocks(session, number),
        batches=_batches(session, number),
        clicks=links.clicks(session, number),
        steps=_steps(session, number),
        corrections=list(session.scalars(sa.select(Announcement.id).where(Announcement.corrects == number))),
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report for scripts; moments are ISO 8601 in UTC."""
    announcement = report.announcement
    moments = ("created_at", "send_at", "due_at", "past_at", "started_at", "finished_at", "approved_at")
    plain = ("id", "title", "theme", "audience", "state", "mode", "held_for", "author", "submitted_by", "approved_by",
             "corrects", "parent_id")  # fmt: skip
    counts = ("target", "accepted", "rejected", "unknown", "stopped", "waiting", "opted_out", "left", "blocks")
    return {
        **{name: getattr(announcement, name) for name in plain},
        **{name: _iso(getattr(announcement, name)) for name in moments},
        **{name: getattr(report, name) for name in counts},
        "batches": [{**vars(line), "accepted_at": _iso(line.accepted_at)} for line in report.batches],
        "clicks": report.clicks,
        "corrections": report.corrections,
        "steps": [
            {"at": _iso(step.at), "by": step.by, "move": step.move, "from": step.from_state, "to": step.to_state,
             "reason": step.reason}
            for step in report.steps
        ],
    }  # fmt: skip


def _people(session: Session, number: int) -> dict[tuple[str | None, str | None, bool], int]:
    tried = Batch.first_try_at.is_not(None)
    counted = (
        sa.select(Recipient.state, Batch.state, tried, sa.func.count())
        .outerjoin(
            Batch, sa.and_(Batch.announcement_id == Recipient.announcement_id, Batch.seq == Recipient.batch_seq)
        )
        .where(Recipient.announcement_id == number)
        .group_by(Recipient.state, Batch.state, tried)
    )
    return {(own, state, bool(was)): many for own, state, was, many in session.execute(counted)}


def _batches(session: Session, number: int) -> list[BatchLine]:
    people = dict(
        session.execute(
            sa.select(Recipient.batch_seq, sa.func.count())
            .where(Recipient.announcement_id == number, Recipient.state.is_(None))
            .group_by(Recipient.batch_seq)
        ).all()
    )
    rows = session.scalars(sa.select(Batch).where(Batch.announcement_id == number).order_by(Batch.seq))
    return [
        BatchLine(
            row.seq, people.get(row.seq, 0), row.state, row.attempts, row.request_id, row.accepted_at, row.detail
        )
        for row in rows
    ]


def _blocks(session: Session, number: int) -> int:
    """Who blocked us within 48 hours after LINE had accepted it; people whose data is erased are not counted."""
    blocked = (
        sa.select(Friend.state_at_ms, Batch.accepted_at)
        .select_from(Recipient)
        .join(Batch, sa.and_(Batch.announcement_id == Recipient.announcement_id, Batch.seq == Recipient.batch_seq))
        .join(Friend, Friend.user_id == Recipient.user_id)
        .where(
            Recipient.announcement_id == number, Recipient.state.is_(None), Batch.state == "accepted",
            Friend.state == "blocked",
        )
    )  # fmt: skip
    return sum(at is not None and at <= from_ms(ms) <= at + BLOCKS_WITHIN for ms, at in session.execute(blocked))


def _steps(session: Session, number: int) -> list[AnnouncementStep]:
    chosen = sa.select(AnnouncementStep).where(AnnouncementStep.announcement_id == number)
    return list(session.scalars(chosen.order_by(AnnouncementStep.id)))


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
