"""Announcements in any state, as rows: what the engine leaves behind while it sends."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from bot.models_events import PersonalNotice
from bot.models_sending import (
    Announcement,
    AnnouncementBatch,
    AnnouncementRecipient,
    Enrolment,
    FriendTag,
    NoticePause,
    ThemeChoice,
    Watch,
)

STRANGER = "U" + "9" * 32


def frozen(
    session: Session, user_id: str, state: str, now: dt.datetime, *, attempts: int = 0, of_row: str | None = None
) -> int:
    """An announcement to this person and a stranger in one batch of this state; returns its id."""
    made = Announcement(
        created_at=now, author="担当", title="ゼミのご案内", theme="college", content={}, audience="everyone",
        state="sending", started_at=now, target=2,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(
        AnnouncementBatch(
            announcement_id=made.id, seq=1, retry_key=uuid.uuid4(), state=state, attempts=attempts, next_try_at=now,
            first_try_at=now if attempts else None,
        )
    )
    for number, (person, own) in enumerate([(user_id, of_row), (STRANGER, None)], 1):
        why = "refused" if own else None
        session.add(
            AnnouncementRecipient(
                announcement_id=made.id, number=number, user_id=person, batch_seq=1, state=own, why=why
            )
        )
    session.flush()
    return made.id


def leave_in_announcements(session: Session, user_id: str, now: dt.datetime) -> None:
    """Everything that announcements know of a person, with nothing on its way."""
    session.add(FriendTag(user_id=user_id, tag="ゼミ", set_at=now, set_by="担当"))
    session.add(ThemeChoice(user_id=user_id, theme="jobs", wanted=False, at=now))
    session.add(NoticePause(user_id=user_id, until=now.date(), at=now))
    session.add(Watch(user_id=user_id, program_id="1-1-1", since=now))
    session.add(Enrolment(event_code="garage-2026", user_id=user_id, state="enrolled", at=now))
    for state in ("waiting", "told", "dropped"):
        session.add(
            PersonalNotice(
                user_id=user_id, kind="event.moved", occasion=f"event:garage-2026:moved:{state}", about={}, made_at=now,
                ready_at=now, push_at=now, until=now, state=state,
            )
        )  # fmt: skip
    for state in ("accepted", "rejected", "unknown", "stopped", "replaced"):
        frozen(session, user_id, state, now, attempts=1)
    frozen(session, user_id, "waiting", now)
    frozen(session, user_id, "sending", now, attempts=1, of_row="rejected")
