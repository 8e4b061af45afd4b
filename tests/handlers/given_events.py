"""The sessions a script begins with, in the form that staff fill in, and what the office does while people talk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from bot.events import form_file, offers, seats, seeds, sessions, thanks
from bot.events.days import read_day
from bot.events.making import plan_ahead
from bot.models_events import EventSeries, EventSession, PersonalNotice
from bot.models_sending import Enrolment

STAFF = "佐藤"
OURS = ("state", "taken", "waiting", "door")  # what a script says beside the form


def give(session: Session, given: list[dict[str, Any]] | str, now: dt.datetime) -> None:
    """The sessions of a script, open unless it says planned; `taken` and `waiting` are people nobody else speaks of."""
    if given == "of the document":
        seeds.sow(session, now)
        for series in session.scalars(sa.select(EventSeries)).all():
            plan_ahead(session, series, STAFF, now)
        return
    for one in given:
        assert isinstance(one, dict)
        form = {key: value for key, value in one.items() if key not in OURS}
        series = sessions.create_series(
            session, form_file.read(yaml.safe_dump(form, allow_unicode=True), now), STAFF, now
        )
        made = session.scalars(sa.select(EventSession).where(EventSession.series_id == series.id)).all()
        for event in made:
            if "door" in one:
                event.door_code = one["door"]
            if one.get("state", "open") != "planned":
                sessions.open_(session, event.code, STAFF, now)
            for number in range(one.get("taken", 0) + one.get("waiting", 0)):
                seats.join(session, event.code, f"U{number + 100:032x}", 1, now)
        session.flush()


def office(session: Session, does: dict[str, Any], now: dt.datetime) -> None:
    """move, cancel, fill, open, thank; `leaves` lets so many of the people nobody speaks of give up a seat."""
    code = does["session"]
    reason = does.get("reason", "")
    if "move" in does:
        sessions.move(session, code, [read_day(str(does["move"]))], STAFF, reason, now)
    elif "cancel" in does:
        sessions.cancel(session, code, STAFF, does["cancel"], now)
    elif "fill" in does:
        sessions.fill(session, code, does["fill"], STAFF, now)
    elif "thank" in does:
        thanks.make(session, code, now)
    elif "leaves" in does:
        theirs = sa.select(Enrolment.user_id).where(
            Enrolment.event_code == code, Enrolment.state == "enrolled", Enrolment.user_id >= f"U{100:032x}"
        )
        for user_id in session.scalars(theirs.order_by(Enrolment.user_id).limit(does["leaves"])).all():
            seats.leave(session, code, user_id, now)
    else:
        sessions.open_(session, code, STAFF, now)


def offer_seats(session: Session, now: dt.datetime) -> None:
    """What jobs/seats.py does every few seconds."""
    for code in offers.due(session, now):
        event = seats.hold(session, code)
        offers.expire(session, event, now)
        offers.offer_free(session, event, now)


def waiting_notices(session: Session, user_id: str, now: dt.datetime) -> list[PersonalNotice]:
    """What is to be told to somebody now; it counts as told."""
    chosen = sa.select(PersonalNotice).where(
        PersonalNotice.user_id == user_id, PersonalNotice.state == "waiting", PersonalNotice.push_at <= now,
        PersonalNotice.until > now,
    )  # fmt: skip
    found = list(session.scalars(chosen.order_by(PersonalNotice.id)))
    for notice in found:
        notice.state, notice.told_at, notice.how = "told", now, "push"
    return found
