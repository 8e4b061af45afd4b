"""The list of a session for a spreadsheet: receipt, state, people, who was there on which day, who completed it."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.timing import day_in_words
from bot.events import wording
from bot.events.days import from_json
from bot.events.finding import series_of
from bot.models_events import Attendance, EventSession
from bot.models_sending import Enrolment
from bot.sheets import Cell


def table(session: Session, event: EventSession, ids: bool) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows in the order of the receipts. LINE's user ids stand in it only where `ids` asks for them."""
    days = from_json(event.days)
    course = series_of(session, event).kind == "course"
    there = attended(session, event.code)
    head = [wording.RECEIPT, wording.STATE, wording.PEOPLE, *(day_in_words(one.day) for one in days)]
    head += [wording.COMPLETED] * course + [wording.USER_ID] * ids
    rows: list[list[Cell]] = []
    for row in _enrolments(session, event.code):
        came = there[row.user_id]
        cells: list[Cell] = [row.number or "", wording.ENROLMENTS[row.state], row.people]
        cells += [wording.WAS_THERE if number in came else "" for number in range(1, len(days) + 1)]
        cells += [wording.COMPLETED if row.state == "enrolled" and completed(event, came) else ""] * course
        rows.append(cells + [row.user_id] * ids)
    return head, rows


def attended(session: Session, code: str) -> dict[str, set[int]]:
    """On which days (from 1) each person was there."""
    found: dict[str, set[int]] = defaultdict(set)
    chosen = sa.select(Attendance.user_id, Attendance.day).where(Attendance.event_code == code)
    for user_id, day in session.execute(chosen):
        found[user_id].add(day)
    return found


def completed(event: EventSession, came: set[int]) -> bool:
    """Whether somebody was there on as many days as the course needs: `needed_days`, or all."""
    return len(came & set(range(1, len(event.days) + 1))) >= (event.needed_days or len(event.days))


def _enrolments(session: Session, code: str) -> list[Enrolment]:
    chosen = sa.select(Enrolment).where(Enrolment.event_code == code)
    return list(session.scalars(chosen.order_by(Enrolment.number, Enrolment.at, Enrolment.user_id)))
