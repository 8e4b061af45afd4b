"""GET /e/{key}.ics: somebody's event for their calendar, as it stands now. Whoever has the key needs nothing else."""

from __future__ import annotations

import re

import sqlalchemy as sa
from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from bot import log
from bot.clock import Clock
from bot.db import read_scope
from bot.errors import where
from bot.events import calendar_entry
from bot.events import wording_calendar as wording
from bot.link_door import HEADERS, page
from bot.models_events import EventSession
from bot.models_sending import Enrolment

KEY = re.compile(r"[A-Za-z0-9_-]{22}")
KIND = "text/calendar; charset=utf-8; method=PUBLISH"

logger = log.get("calendar")


def routes(engine: sa.Engine, clock: Clock) -> APIRouter:
    """The door of calendar entries; it needs no login."""
    router = APIRouter()

    @router.api_route("/e/{key}.ics", methods=["GET", "HEAD"])
    def entry(key: str) -> Response:
        try:
            with read_scope(engine) as session:
                found = _found(session, key)
        except sa.exc.SQLAlchemyError as error:
            logger.error("entry_not_read", error=where(error))
            return page(503, wording.NO_ENTRY_NOW_TITLE, wording.NO_ENTRY_NOW)
        if found is None:
            return page(404, wording.NO_ENTRY_TITLE, wording.NO_ENTRY)
        event, mine = found
        file = calendar_entry.entry(event, clock.now(), cancelled=mine.state != "enrolled")
        name = {"content-disposition": f'inline; filename="{event.code}.ics"'}
        return Response(file, headers={**HEADERS, **name}, media_type=KIND)

    return router


def _found(session: Session, key: str) -> tuple[EventSession, Enrolment] | None:
    if not KEY.fullmatch(key):
        return None
    chosen = (
        sa.select(EventSession, Enrolment)
        .join(Enrolment, Enrolment.event_code == EventSession.code)
        .where(Enrolment.calendar_key == key)
    )
    row = session.execute(chosen).one_or_none()
    return None if row is None else (row[0], row[1])
