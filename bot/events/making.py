"""Series and their sessions come into being: by a form, by the rule of a series, each occurrence once."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.announcements.names import named
from bot.clock import today_jst
from bot.errors import Problem
from bot.events import wording
from bot.events.days import EventDay, as_json, of_rule, with_hours
from bot.events.finding import find, find_series
from bot.events.series import Details, SeriesForm, details_of, keep_deadline, moved_of, running
from bot.models_events import EventSeries, EventSession
from bot.models_sending import AuditEntry
from bot.queue import run

AHEAD = relativedelta(months=6)
DOOR_SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"  # nothing that looks like another sign, no vowels that would make words
DOOR_LENGTH = 6
MOST_CODES = 100  # sessions of one series in one month, and codes that somebody else has
_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def create_series(session: Session, form: SeriesForm, by: str, now: dt.datetime) -> EventSeries:
    """A new series with its sessions, which wait as 予定 until staff open them. Raises Problem for a code in use."""
    by = named(by)
    series = EventSeries(
        code=form.code, name=form.name, kind=form.kind, record_id=form.record_id, theme=form.theme,
        rule=form.rule_json(), form=form.as_json(), source=None, state="running", created_at=now, created_by=by,
    )  # fmt: skip
    if not insert_series(session, series):
        raise Problem(wording.CODE_TAKEN.format(code=form.code))
    made = find_series(session, form.code)
    if made is None:
        raise LookupError(form.code)
    plan_ahead(session, made, by, now)
    _named_days(session, made, form, by, now)
    _note(session, by, now, "event create", {"code": form.code})
    return made


def insert_series(session: Session, series: EventSeries) -> bool:
    """Stores the series; False where the code is in use already, also by a session."""
    if find_series(session, series.code) or _in_use(session, series.code):
        return False
    values = {name: getattr(series, name) for name in _COLUMNS}
    return _inserted(session, EventSeries, values)


def add_session(session: Session, form: SeriesForm, by: str, now: dt.datetime) -> list[EventSession]:
    """More sessions of the series that is there already: the autumn edition of a course, an evening out of the rule.

    Raises Problem when the form does not fit the series.
    """
    by = named(by)
    series = running(locked(session, form.code))
    if series.kind == "single":
        raise Problem(wording.CODE_TAKEN.format(code=form.code))
    if series.kind != form.kind:
        raise Problem(wording.OTHER_KIND.format(code=form.code, kind=wording.KINDS[series.kind]))
    if form.rule or form.moved:
        raise Problem(wording.RULE_THERE.format(code=form.code))
    made = _named_days(session, series, form, by, now)
    if form.details.text:
        texts = series.form.get("texts", {}) | {one.code: form.details.text for one in made}
        series.form = series.form | {"texts": texts}
    for one in made:
        if form.details.apply_until:
            keep_deadline(series, one.code, form.details.apply_until)
        _note(session, by, now, "event add", {"code": one.code})
    session.flush()
    return made


def plan_ahead(session: Session, series: EventSeries, by: str, now: dt.datetime) -> list[EventSession]:
    """Makes what the rule gives up to six months ahead and is not there yet; nothing that is past or has begun."""
    if series.rule is None or series.state != "running":
        return []
    today = today_jst(now)
    details = details_of(series.form)
    known = set(session.scalars(sa.select(EventSession.occurrence).where(EventSession.series_id == series.id)))
    made = []
    for occurrence, day in of_rule(series.rule, moved_of(series), today, today + AHEAD):
        days = with_hours([EventDay(day)], details.start, details.end)
        if occurrence not in known and (days[0].starts_at or days[0].over_at) > now:
            made.append(_insert_session(session, series, days, series.name, details, by, now, occurrence))
    return made


def locked(session: Session, code: str) -> EventSeries:
    """The series, held until the transaction ends: two processes that plan do so one after the other."""
    chosen = sa.select(EventSeries).where(EventSeries.code == code).with_for_update()
    return session.scalars(chosen.execution_options(populate_existing=True)).one()


def _named_days(
    session: Session, series: EventSeries, form: SeriesForm, by: str, now: dt.datetime
) -> list[EventSession]:
    """One session of all the days of a course, else one session for each day."""
    details = form.details.over(details_of(series.form))
    days = with_hours(form.days, details.start, details.end)
    parts = [days] if form.kind == "course" else [[day] for day in days]
    there = {tuple(from_days) for from_days in _days_of(session, series)}
    for part in parts:
        if part and tuple(one.day for one in part) in there:
            raise Problem(wording.DAYS_THERE.format(day=part[0].words()))
    return [_insert_session(session, series, part, form.name, details, by, now, None) for part in parts if part]


def _days_of(session: Session, series: EventSeries) -> Iterator[list[dt.date]]:
    chosen = sa.select(EventSession.days).where(EventSession.series_id == series.id, EventSession.state != "cancelled")
    for days in session.scalars(chosen):
        yield [dt.date.fromisoformat(one["day"]) for one in days]


def _insert_session(
    session: Session, series: EventSeries, days: Sequence[EventDay], name: str, details: Details,
    by: str, now: dt.datetime, occurrence: dt.date | None,
) -> EventSession:  # fmt: skip
    values = {
        "series_id": series.id, "occurrence": occurrence, "name": name, "state": "planned",
        **day_values(days), "apply_until": details.apply_until and details.apply_until.on(days),
        "place": details.place, "online_url": details.online_url, "capacity": details.capacity,
        "most_people": details.most_people or 1, "who": details.who, "contact": details.contact,
        "what": details.what, "needed_days": details.needed_days, "uid": uuid.uuid4().hex,
        "created_at": now, "created_by": by, "changed_at": now,
    }  # fmt: skip
    for code in islice(_codes(series, days[0].day), MOST_CODES):
        if _taken(session, series, code):
            continue
        for _ in range(3):  # a door code may be in use; one that is drawn anew will not be
            values |= {"code": code, "door_code": new_door_code()}
            if _inserted(session, EventSession, values):
                return find(session, code)
    raise LookupError(series.code)


def day_values(days: Sequence[EventDay]) -> dict[str, Any]:
    """The columns that follow from the days."""
    return {
        "days": as_json(days), "first_day": days[0].day, "last_day": days[-1].day,
        "starts_at": days[0].starts_at, "over_at": days[-1].over_at,
    }  # fmt: skip


def new_door_code() -> str:
    """A code for the door that is easy to read and to type."""
    return "".join(secrets.choice(DOOR_SIGNS) for _ in range(DOOR_LENGTH))


def _codes(series: EventSeries, first: dt.date) -> Iterator[str]:
    """garage-2026-12, garage-2026-12-2 …; a single event has the code of its series."""
    head = series.code if series.kind == "single" else f"{series.code}-{first:%Y-%m}"
    yield head
    yield from (f"{head}-{number}" for number in count(2))


def _taken(session: Session, series: EventSeries, code: str) -> bool:
    if _in_use(session, code):
        return True
    other = sa.select(EventSeries.id).where(EventSeries.code == code, EventSeries.id != series.id)
    return session.scalar(other) is not None


def _in_use(session: Session, code: str) -> bool:
    return session.scalar(sa.select(EventSession.id).where(EventSession.code == code)) is not None


def _inserted(session: Session, row: type[EventSeries] | type[EventSession], values: dict[str, Any]) -> bool:
    """Stores a row unless one like it is there; PostgreSQL counts no rows of an insert, so it gives the id back."""
    insert = _INSERTS[session.get_bind().dialect.name](row).values(**values).on_conflict_do_nothing()
    return run(session, insert.returning(row.id)).first() is not None


def _note(session: Session, by: str, now: dt.datetime, what: str, detail: dict[str, Any]) -> None:
    session.add(AuditEntry(at=now, by=by, what=what, detail=detail))
    session.flush()


_COLUMNS = ("code", "name", "kind", "record_id", "theme", "rule", "form", "source", "state", "created_at", "created_by")
