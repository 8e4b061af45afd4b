"""What `madoguchi window` does: one transaction each, the days checked against the fiscal year, sentences to read."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata

from sqlalchemy.orm import Session

from bot import office_days, watching, windows
from bot import wording_windows as words
from bot.announcement_office import change as transaction
from bot.announcement_office import office, who
from bot.clock import today_jst
from bot.db import read_scope
from bot.eligibility import program_of
from bot.errors import Problem
from bot.models_events import ProgramWindow
from bot.windows import Done, Entered
from handlers import wording_windows as shown
from knowledge.calendar import WEEKDAYS, both, fiscal_year, wareki_fiscal_year
from knowledge.loader import Knowledge, shipped
from knowledge.programs import Program
from knowledge.status import status_on
from knowledge.windows import GONE, over_from, states

PLAIN = shown.PLAIN
NONE = ("なし", "無し", "none")  # takes a day or a note away
LONGEST_LABEL, LONGEST_NOTE = 40, 200
EARLY = dt.timedelta(days=92)  # so long before a fiscal year its applications may begin
_DATE = re.compile(
    r"(?:(\d{4})[-/.年]|令和(\d{1,2}|元)年)?(\d{1,2})[-/.月](\d{1,2})日?(?:\(([月火水木金土日])曜?日?\))?"
)
_REIWA = 2018
Days = tuple[dt.date | None, dt.date | None]


def add(program: str, begin: str, until: str, label: str, year: int | None, note: str, by: str) -> list[str]:
    """A window that the office has confirmed; those who watch the program are told."""
    knowledge = shipped()
    one = program_of(knowledge, _tidy(program))
    with transaction() as (session, now):
        today = today_jst(now)
        days = (_day(begin, year, today), _day(until, year, today))
        if days == (None, None):
            raise Problem(words.NO_DAYS)
        fiscal = year if year is not None else fiscal_year(days[1] or days[0] or today)
        _check(days, fiscal, today)
        _check_program(one, days, knowledge, today)
        given = Entered(one.id, fiscal, _label(label), *days, _note(note))
        done = windows.add(session, given, who(by), now)
        lines = [words.ADDED, *_warnings(done.row, today), _line(done.row, one, today)]
        lines += [words.TOLD.format(n=done.told)] if done.told else []
        return [*lines, *([words.CORRECTED.format(n=done.corrected)] if done.corrected else [])]


def change(number: int, begin: str, until: str, note: str, by: str) -> list[str]:
    """Other days or another note; what is not given stays, なし takes it away."""
    if not (begin or until or note):
        raise Problem(words.NOTHING_TO_CHANGE)
    knowledge = shipped()
    with transaction() as (session, now):
        today = today_jst(now)
        row = windows.find(session, number)
        starts = _day(begin, row.fiscal_year, today) if begin else row.starts_on
        ends = _day(until, row.fiscal_year, today) if until else row.ends_on
        if starts is None and ends is None:
            raise Problem(words.NO_DAYS)
        _check((starts, ends), row.fiscal_year, today)
        other = (starts, ends) != (row.starts_on, row.ends_on)
        done = windows.change(session, number, (starts, ends), _note(note) if note else row.note, who(by), now)
        follows = [words.MADE_ANEW, *_follows(session, done)] if other else []
        line = _line(done.row, knowledge.programs.get(row.program_id), today)
        return [words.CHANGED, *follows, *_warnings(done.row, today), line]


def end(number: int, on: str, note: str, by: str) -> list[str]:
    """Applications are closed earlier than planned, as when the budget is spent."""
    knowledge = shipped()
    with transaction() as (session, now):
        today = today_jst(now)
        row = windows.find(session, number)
        day = _day(on, row.fiscal_year, today) or today
        if row.ends_on and row.ends_on < today and not on:
            raise Problem(words.IS_CLOSED.format(number=number, until=_told(row.ends_on)))
        if day == row.ends_on and not note:
            raise Problem(words.CLOSES_THEN.format(number=number, until=_told(day)))
        if row.ends_on and day > row.ends_on:
            raise Problem(words.LATER_END.format(on=_told(day), until=_told(row.ends_on)))
        if row.starts_on and day < row.starts_on:
            raise Problem(words.NOT_BEGUN.format(on=_told(day), start=_told(row.starts_on)))
        _check((row.starts_on, day), row.fiscal_year, today)
        kept = _note(note) if note else row.note
        done = windows.change(session, number, (row.starts_on, day), kept, who(by), now, early=True)
        said = words.CLOSED if day < today else words.CLOSES_TODAY if day == today else words.CLOSES
        line = _line(done.row, knowledge.programs.get(row.program_id), today)
        return [said.format(day=_told(day)), *_follows(session, done), line]


def withdraw(number: int, reason: str, by: str) -> list[str]:
    """It was entered by mistake."""
    if not reason.strip():
        raise Problem(words.NO_REASON)
    with transaction() as (session, now):
        done = windows.withdraw(session, number, reason.strip(), who(by), now)
        return [words.WITHDRAWN, *_follows(session, done)]


def list_all(as_json: bool) -> list[str]:
    """Every window that holds."""
    here, knowledge = office(), shipped()
    today = today_jst(here.now)
    with read_scope(here.engine) as session:
        rows = windows.listed(session)
    here.engine.dispose()
    if as_json:
        return [json.dumps([_as_json(row, knowledge, today) for row in rows], ensure_ascii=False, indent=2)]
    return [_line(row, knowledge.programs.get(row.program_id), today) for row in rows] or [words.EMPTY]


def _day(text: str, year: int | None, today: dt.date) -> dt.date | None:
    """A day as staff write it; one without a year lies in the fiscal year, or in today's. Raises Problem."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if not plain or plain in NONE:
        return None
    found = _DATE.fullmatch(plain)
    if found is None:
        raise Problem(words.UNREADABLE.format(text=text))
    western, reiwa, month, day, weekday = found.groups()
    begins = year if year is not None else fiscal_year(today)
    own = begins if int(month) >= 4 else begins + 1
    named = int(western) if western else _REIWA + (1 if reiwa == "元" else int(reiwa)) if reiwa else own
    try:
        made = dt.date(named, int(month), int(day))
    except ValueError:
        raise Problem(words.NO_SUCH_DAY.format(text=text)) from None
    if weekday and weekday != WEEKDAYS[made.weekday()]:
        raise Problem(words.WEEKDAY.format(text=text, day=both(made), weekday=WEEKDAYS[made.weekday()]))
    return made


def _check(days: Days, year: int, today: dt.date) -> None:
    starts, ends = days
    if abs(year - fiscal_year(today)) > 1:
        raise Problem(words.FAR_YEAR.format(year=wareki_fiscal_year(year) if year >= 2019 else f"{year}年度"))
    if starts and ends and ends < starts:
        raise Problem(words.REVERSED.format(until=_told(ends), start=_told(starts)))
    first, last = dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
    for day, earliest in ((starts, first - EARLY), (ends, first)):
        if day and not earliest <= day <= last:
            told = {"day": _told(day), "year": wareki_fiscal_year(year), "first": both(first), "last": both(last)}
            raise Problem(words.OTHER_YEAR.format(**told))


def _check_program(program: Program, days: Days, knowledge: Knowledge, today: dt.date) -> None:
    """A program that is over takes no applications: then its record must be put right first."""
    if status_on(program, days[0] or days[1] or today).standing not in GONE:
        return
    codes = program.successors or ((program.merged_into,) if program.merged_into else ())
    names = "」「".join(knowledge.records[code].name for code in codes)
    since = over_from(program)
    follows = words.OVER_NEXT.format(names=names) if names else ""
    raise Problem(words.OVER.format(name=program.name, day=both(since) if since else "", next=follows))


def _label(text: str) -> str:
    tidy = _tidy(text).replace(":", "：") or PLAIN  # a plain colon parts the names of occasions
    if len(tidy) > LONGEST_LABEL:
        raise Problem(words.LONG_LABEL)
    return tidy


def _note(text: str) -> str | None:
    tidy = _tidy(text)
    if len(tidy) > LONGEST_NOTE:
        raise Problem(words.LONG_NOTE)
    return None if tidy in ("", *NONE) else tidy


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _warnings(row: ProgramWindow, today: dt.date) -> list[str]:
    if row.ends_on is None:
        return []
    if row.ends_on < today:
        return [words.PAST]
    return [] if office_days.works(row.ends_on) else [words.CLOSED_DAY.format(day=_told(row.ends_on))]


def _follows(session: Session, done: Done) -> list[str]:
    """How many watch the program, and how many of them hear that the days they were told hold no more."""
    watch = watching.number(session, done.row.program_id)
    if not watch:
        return [words.NOT_WATCHED]
    corrected = words.CORRECTED.format(n=done.corrected) if done.corrected else words.NONE_CORRECTED
    return [words.WATCHED.format(n=watch), corrected]


def _told(day: dt.date) -> str:
    return shown.day(day.isoformat())


def _line(row: ProgramWindow, program: Program | None, today: dt.date) -> str:
    start = words.FROM.format(day=_told(row.starts_on)) if row.starts_on else ""
    until = words.UNTIL.format(day=_told(row.ends_on)) if row.ends_on else words.OPEN_END
    return words.LINE.format(
        number=row.id,
        program=row.program_id,
        name=program.name if program else "",
        year=wareki_fiscal_year(row.fiscal_year),
        label=row.label,
        span=start + until,
        state=_state(row, program, today),
        day=both(row.confirmed_on),
        by=row.confirmed_by,
        note=words.NOTE.format(note=row.note) if row.note else "",
    )


def _state(row: ProgramWindow, program: Program | None, today: dt.date) -> str:
    found = states(program, today, [windows.as_confirmed(row)]) if program else []
    own = [one for one in found if one.confirmed_on and one.label == row.label and one.fiscal_year == row.fiscal_year]
    if not own:
        return shown.BADGES[found[0].state] if found and row.fiscal_year >= fiscal_year(today) else shown.PAST_YEAR
    return f"{shown.BADGES[own[0].state]} {shown.how(own[0])}"


def _as_json(row: ProgramWindow, knowledge: Knowledge, today: dt.date) -> dict[str, object]:
    program = knowledge.programs.get(row.program_id)
    return {
        "id": row.id,
        "program": row.program_id,
        "fiscal_year": row.fiscal_year,
        "label": row.label,
        "from": row.starts_on.isoformat() if row.starts_on else None,
        "until": row.ends_on.isoformat() if row.ends_on else None,
        "note": row.note,
        "state": _state(row, program, today),
        "confirmed_on": row.confirmed_on.isoformat(),
        "confirmed_by": row.confirmed_by,
    }
