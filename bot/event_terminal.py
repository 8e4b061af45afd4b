"""What `madoguchi event` does: one transaction each, and sentences to read."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from bot import personal_claims, sheets
from bot.announcement_office import change, office, who
from bot.announcements import friends
from bot.announcements.content_days import NoMoment, even, read_time
from bot.announcements.names import named
from bot.announcements.timing import day_in_words
from bot.config import load_settings
from bot.db import read_scope
from bot.errors import Problem
from bot.event_shown import as_json, ended_line, line, lines, rule_words, series_json, series_lines
from bot.events import concerned, export, seats, sessions, wording
from bot.events.days import EventDay, read_day
from bot.events.finding import tidy
from bot.events.form_fields import RULE_KEYS, Checks, key_of
from bot.events.form_file import read
from bot.log import Who
from bot.models_events import EventSession
from bot.models_sending import AuditEntry

MOST = 100  # sessions of a list


def create(file: Path, by: str) -> list[str]:
    """A new series, or more sessions of one that is there; the last line has the codes of the sessions alone."""
    with change() as (session, now):
        form = read(file, now, Checks(load_settings().link_hosts, _known))
        if sessions.find_series(session, form.code):
            made = sessions.add_session(session, form, who(by), now)
            said = wording.ADDED
        else:
            sessions.create_series(session, form, who(by), now)
            made = sessions.coming(session, now, series=form.code, limit=MOST)
            said = wording.CREATED if made else wording.CREATED_NONE
        shown = [line(session, event, now) for event in made]
        return [*shown, said.format(n=len(made)), " ".join(event.code for event in made) or form.code]


def _known(record: str) -> bool:
    from knowledge.loader import shipped

    return record in shipped().records


def list_all(past: bool, as_json_: bool) -> list[str]:
    """What comes, or what is over; and the series that have no days yet."""
    with _look() as (session, now):
        found = sessions.past(session, now, MOST) if past else sessions.coming(session, now, limit=MOST)
        if as_json_:
            return [json.dumps([as_json(session, event, now) for event in found], ensure_ascii=False)]
        said = [line(session, event, now) for event in found]
        with_days = {event.series_id for event in found}
        for series in sessions.all_series(session):
            if series.state == "ended":
                said += [] if past else [ended_line(series)]
            elif not past and series.id not in with_days and series.kind != "single":
                said.append(wording.NOTHING_AHEAD.format(code=series.code, name=series.name))
        return said or [wording.NONE_YET]


def show(code: str, as_json_: bool) -> list[str]:
    """A session, or a series with its sessions."""
    with _look() as (session, now):
        series = sessions.find_series(session, code)
        if series is not None and series.kind != "single":
            if as_json_:
                return [json.dumps(series_json(session, series, now), ensure_ascii=False)]
            return series_lines(session, series, now)
        event = sessions.find(session, code)
        if as_json_:
            return [json.dumps(as_json(session, event, now), ensure_ascii=False)]
        return lines(session, event, now)


def open_(code: str, by: str) -> list[str]:
    """Lets people enrol."""
    with change() as (session, now):
        event = sessions.open_(session, code, who(by), now)
        return [*lines(session, event, now), wording.OPENED.format(code=event.code)]


def fill(code: str, changes: Sequence[str], by: str) -> list[str]:
    """Gives a session, or a series and its planned sessions, other values."""
    given = _pairs(changes)
    hosts = load_settings().link_hosts
    with change() as (session, now):
        series = sessions.find_series(session, code)
        if series is not None and series.kind != "single":
            said = _fill_series(session, series.code, given, who(by), now)
            return [*series_lines(session, series, now), *said]
        event = sessions.find(session, code)
        before = event.sequence
        event = sessions.fill(session, code, given, who(by), now, hosts)
        told = _told(session, event) if event.sequence > before else []
        return [*lines(session, event, now), *told, wording.FILLED.format(code=event.code)]


def _fill_series(session: Session, code: str, given: dict[str, str], by: str, now: dt.datetime) -> list[str]:
    """The values first, so that what the rule makes takes them over."""
    rule = {key: value for key, value in given.items() if key in RULE_KEYS}
    values = {key: value for key, value in given.items() if key not in RULE_KEYS}
    said = []
    if values:
        filled = sessions.fill_series(session, code, values, by, now, load_settings().link_hosts)
        said.append(wording.FILLED_SERIES.format(code=code, n=len(filled)))
    if rule:
        ruled = sessions.change_rule(session, code, rule, by, now)
        series = sessions.find_series(session, code)
        said.append(wording.RULED.format(code=code, rule=rule_words(series) if series else ""))
        said += [wording.RULED_GONE.format(codes=_with_days(ruled.gone))] if ruled.gone else []
        said += [wording.RULED_MADE.format(codes=_with_days(_days_of(ruled.made)))] if ruled.made else []
        said += [wording.RULED_KEPT.format(codes=_with_days(_days_of(ruled.kept)))] if ruled.kept else []
        said += [] if ruled.gone or ruled.made else [wording.RULED_SAME]
    return said


def end(code: str, by: str, reason: str) -> list[str]:
    """Ends a series: what is left of it is named, with the way to cancel it."""
    with change() as (session, now):
        ended = sessions.end(session, code, named(by), reason, now)
        said = [wording.ENDED.format(code=tidy(code))]
        if ended.gone:
            said.append(wording.ENDED_GONE.format(n=len(ended.gone), codes="、".join(ended.gone)))
        if ended.left:
            said.append(wording.ENDED_LEFT)
        return said + [
            wording.ENDED_CANCEL.format(line=line(session, event, now), code=event.code) for event in ended.left
        ]


def resume(code: str, by: str) -> list[str]:
    """Lets an ended series go on."""
    with change() as (session, now):
        made = sessions.resume(session, code, named(by), now)
        return [*(line(session, event, now) for event in made), wording.RESUMED.format(code=tidy(code), n=len(made))]


def move(code: str, days: Sequence[str], by: str, reason: str) -> list[str]:
    """Gives a session other days."""
    read_days = _days(days)
    with change() as (session, now):
        event = sessions.move(session, code, read_days, named(by), reason, now)
        same = [
            wording.SAME_DAY.format(day=day_in_words(day), code=other.code)
            for other, day in sessions.on_same_days(session, event)
        ]
        return [*lines(session, event, now), *same, *_told(session, event), wording.MOVED.format(code=event.code)]


def cancel(code: str, by: str, reason: str) -> list[str]:
    """Cancels a session."""
    with change() as (session, now):
        event = sessions.cancel(session, code, named(by), reason, now)
        return [*lines(session, event, now), *_told(session, event), wording.CANCELLED.format(code=event.code)]


def enrol(code: str, user: str, people: int | None, leave: bool, by: str) -> list[str]:
    """Enrols somebody who asked at the counter or by phone, changes their number, or takes them out."""
    if people is not None and people < 1:
        raise Problem(wording.NO_PEOPLE)
    mark = Who(load_settings().line_channel_secret)
    with change() as (session, now):
        event = sessions.find(session, code)
        person = friends.find(session, mark, user)
        if leave:
            if not seats.leave(session, event.code, person, now, why="staff"):
                raise Problem(wording.NOT_IN.format(mark=mark(person), code=event.code))
            _note(session, now, by, "event leave", event.code)
            concerned.tell_taken_out(session, event, person, now)
            return [wording.LEFT.format(mark=mark(person), code=event.code), _told_of_entry(session, person)]
        standing = seats.enrolment(session, event.code, person)
        was = (standing.state, standing.people) if standing else None
        joined = seats.join(session, event.code, person, people or 1, now)
        if joined.kind in wording.JOINED and people and joined.enrolment and joined.enrolment.people != people:
            joined = seats.change_people(session, event.code, person, people, now)
        if joined.kind not in wording.JOINED or joined.enrolment is None:
            raise Problem(wording.REFUSED[joined.kind].format(code=event.code, most=joined.most))
        _note(session, now, by, "event enrol", event.code)
        told = {"mark": mark(person), "n": joined.enrolment.number, "people": joined.enrolment.people}
        said = [wording.JOINED[joined.kind].format(ahead=joined.ahead, **told)]
        if was == (joined.enrolment.state, joined.enrolment.people):
            return said
        concerned.tell_entered(session, event, joined.enrolment, now)
        return [*said, _told_of_entry(session, person)]


def export_(code: str, out: Path, ids: bool) -> list[str]:
    """Writes the list of a session."""
    with _look() as (session, _):
        event = sessions.find(session, code)
        head, rows = export.table(session, event, ids)
        gone = event.tally is not None
    sheets.write(out, wording.SHEET, head, rows)
    return [wording.NAMES_GONE] * gone + [wording.EXPORTED.format(path=out, n=len(rows))]


@contextlib.contextmanager
def _look() -> Iterator[tuple[Session, dt.datetime]]:
    """One transaction for reading, at the desk's time."""
    here = office()
    try:
        with read_scope(here.engine) as session:
            yield session, here.now
    finally:
        here.engine.dispose()


def _told(session: Session, event: EventSession) -> list[str]:
    number = len(concerned.people(session, event.code))
    return [wording.TOLD.format(n=number)] if number else []


def _told_of_entry(session: Session, user_id: str) -> str:
    return wording.TOLD_ENTERED if personal_claims.reachable(session, user_id) else wording.NOT_REACHED


def _days_of(events: Sequence[EventSession]) -> list[tuple[str, dt.date]]:
    return [(event.code, event.first_day) for event in events]


def _with_days(given: Sequence[tuple[str, dt.date]]) -> str:
    """2027年1月8日(金)（garage-2027-01）, because a new session may have the code of one that went."""
    return "、".join(wording.ON_DAY.format(day=day_in_words(day), code=code) for code, day in given)


def _note(session: Session, now: dt.datetime, by: str, what: str, code: str) -> None:
    """Who did it, but not to whom: the note outlives the person's data."""
    session.add(AuditEntry(at=now, by=who(by), what=what, detail={"code": code}))


def _pairs(written: Sequence[str]) -> dict[str, str]:
    """場所=なのはなプラザ as (place, なのはなプラザ). Raises Problem."""
    found: dict[str, str] = {}
    for one in written:
        name, equals, value = one.replace("＝", "=", 1).partition("=")
        if not equals or not name.strip():
            raise Problem(wording.CHANGE_FORM.format(written=one))
        key = key_of(name)
        if key in found:
            raise Problem(wording.CHANGE_TWICE.format(key=name.strip()))
        found[key] = value
    return found


def _days(written: Sequence[str]) -> list[EventDay]:
    """2026-12-18, or with hours behind it in one word or the next (18:30〜20:30). Raises Problem."""
    joined: list[str] = []
    for one in written:
        if joined and _is_hours(one):
            joined[-1] += f" {one}"
        else:
            joined.append(one)
    found, mistakes = [], []
    for one in joined:
        try:
            found.append(read_day(one))
        except NoMoment as error:
            mistakes.append(error.sentence or wording.NOT_A_DAY_HERE.format(value=one))
    if mistakes:
        raise Problem(*mistakes)
    return found


def _is_hours(text: str) -> bool:
    try:
        read_time(even(text).replace("〜", "~").split("~")[0])
    except NoMoment:
        return False
    return True
