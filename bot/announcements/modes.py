"""Two switches of the office, both written down: live or practice, and whether one person may approve alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from bot.announcements import wording
from bot.announcements.names import named
from bot.errors import Problem
from bot.models import Setting
from bot.models_sending import AuditEntry

LIVE = "announcements.live"
ONE_PERSON = "announcements.one_person"


def is_live(session: Session) -> bool:
    """Whether announcements go to everybody; a new desk practises, with testers only."""
    return _on(session, LIVE)


def one_person(session: Session) -> bool:
    """Whether the office has only one person, who then approves with a reason and a pause of ten minutes."""
    return _on(session, ONE_PERSON)


def switch(session: Session, key: str, on: bool, by: str, reason: str, now: dt.datetime) -> None:
    """Turns one of the two on or off and keeps who, when and why. Raises Problem without a name or a reason."""
    by = named(by)
    if not reason.strip():
        raise Problem(wording.NO_REASON)
    before = _on(session, key)
    session.merge(Setting(key=key, value=on))
    session.add(AuditEntry(at=now, by=by, what=key, detail={"from": before, "to": on, "reason": reason.strip()}))
    session.flush()


def _on(session: Session, key: str) -> bool:
    setting = session.get(Setting, key, populate_existing=True)
    return bool(setting and setting.value)
