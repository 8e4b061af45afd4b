"""Whether a planned announcement says what its session's row says, at this moment."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.events import wording_plan as wording
from bot.events.plan_facts import differing
from bot.events.plan_steps import RETIRED, slot_of
from bot.events.status import gaps
from bot.events.wording import FILL_EXAMPLES
from bot.models_events import EventSession
from bot.models_sending import Announcement


def untrue(session: Session, announcement: Announcement) -> str | None:
    """The sentence that says why it must not go out: its session is cancelled, not open, lacks something, or has
    another day, hour, place or deadline than it says. None when all is well, or when it belongs to no session.
    """
    if announcement.session_id is None:
        return None
    event = session.get(EventSession, announcement.session_id)
    if event is None:
        return wording.GONE
    told = {"name": event.name, "code": event.code}
    if event.state == "cancelled":
        return wording.CANCELLED.format(**told)
    slot = slot_of(event, announcement.plan_step)
    if slot is None:
        retired = RETIRED in (announcement.plan_step or "")
        return (wording.RETIRED if retired else wording.GONE).format(**told)
    if missing := gaps(event):
        example = " ".join(FILL_EXAMPLES[name] for name in missing)
        said = wording.GAPS.format(**told, gaps=wording.gaps(missing), example=example)
        return said if event.state == "open" else said + wording.NOT_OPEN_EITHER.format(**told)
    if event.state != "open":
        return wording.NOT_OPEN.format(**told)
    if found := differing(announcement.content, event, slot):
        return wording.DIFFERENT.format(**told, label=found[0], phrase=" ".join(found[1].split()))
    return None
