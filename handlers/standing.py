"""Words for where a program stands today: what an answer says first, and what its card shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.messages import Tone
from handlers import labels, office_windows, wording_standing, wording_windows
from handlers.context import Context
from knowledge.calendar import fiscal_year
from knowledge.programs import EditionStatus, Part, Program, Record, Window
from knowledge.status import SOON_DAYS, Standing, Status, status_on
from knowledge.windows import LIVE, Confirmed, State, WindowState, states

WINDOW_TONES: dict[State, Tone] = {
    State.SOON: "soon", State.OPEN: "open", State.ANNOUNCED: "soon", State.UNCONFIRMED: "unclear",
    State.CLOSED: "ended", State.OVER: "ended",
}  # fmt: skip
MARCH = {Part.AGENDA, Part.RESULTS, Part.REVIEW, Part.PLAN}  # the meeting papers of 10 March 2025


@dataclass(frozen=True)
class StandingWords:
    """Badge and tone of the card, the sentence said first (if any) and the card's line (if any)."""

    badge: str | None = None
    tone: Tone = "plain"
    first: str | None = None
    line: str | None = None
    over: bool = False
    office: bool = False  # `first` only says what the office has confirmed and what not


def standing_of(record: Record, context: Context) -> StandingWords:
    """How the record stands on the day of the question; a part of a program stands as the program does."""
    program = context.desk.knowledge.program_of(record)
    if not isinstance(program, Program):
        return StandingWords()
    status = status_on(program, context.today)
    if record is not program and not status.over:
        return _of_part(status, record)
    confirmed = office_windows.confirmed(program, context)
    if confirmed and status.standing is not Standing.ENDING:
        return _by_office(program, status, confirmed, context)
    status = _with_last_window(status, confirmed)
    return StandingWords(
        badge=_badge(status),
        tone=labels.TONES[status.standing],
        first=_first(program, status, context),
        line=_line(program, status),
        over=status.over,
    )


def badge_on(program: Program, today: dt.date, windows: Sequence[Confirmed]) -> str:
    """The badge of the program's card on a day (JST), with the windows that the office has confirmed for it."""
    status = status_on(program, today)
    confirmed = [one for one in states(program, today, windows) if one.confirmed_on]
    if not confirmed or status.standing is Standing.ENDING:
        return _badge(_with_last_window(status, confirmed))
    best = confirmed[0]
    known = best.state in LIVE or any(one.fiscal_year == fiscal_year(today) for one in confirmed)
    return wording_windows.BADGES[best.state] if known else _badge(status)


def _by_office(program: Program, status: Status, confirmed: list[WindowState], context: Context) -> StandingWords:
    """What the office has confirmed comes before what the document left open; the rest stays as it was."""
    best = confirmed[0]
    known = office_windows.this_year(confirmed, context)
    first = _first(program, status, context)
    office = known and status.standing in (Standing.PLANNED, Standing.UNCONFIRMED)
    if office:
        mixed = first == wording_standing.UNCONFIRMED_MIXED
        first = wording_windows.LIVE_FIRST_MIXED if mixed else wording_windows.LIVE_FIRST
    shown = known or best.state in LIVE
    return StandingWords(
        badge=wording_windows.BADGES[best.state] if shown else _badge(status),
        tone=WINDOW_TONES[best.state] if shown else labels.TONES[status.standing],
        first=first,
        line=wording_windows.standing(best),
        over=status.over,
        office=office,
    )


def _with_last_window(status: Status, confirmed: list[WindowState]) -> Status:
    """A program in its last year: the window the office has confirmed is the one that counts."""
    best = next((one for one in confirmed if one.state in (State.SOON, State.OPEN) and one.end), None)
    if best is None or best.end is None:
        return status
    window = Window(label=best.label, start=best.start, end=best.end, text=best.label, source=status.edition.source)
    return replace(status, window=window, days_left=best.days_left)


def _badge(status: Status) -> str:
    """One word for the standing; two where the last applications are being taken."""
    ending = labels.BADGES[status.standing]
    if status.standing is not Standing.ENDING or status.days_left is None or status.window is None:
        return ending
    exact = len(str(status.window.end)) == 10
    soon = exact and status.days_left <= SOON_DAYS
    return f"{labels.BADGES[Standing.SOON if soon else Standing.OPEN]}・{ending}"


def _last_call(status: Status) -> str | None:
    """Until when a program that ends can still be applied for."""
    if status.standing is not Standing.ENDING or status.days_left is None or status.window is None:
        return None
    return wording_standing.still_open(str(status.window.end), status.days_left)


def _of_part(status: Status, record: Record) -> StandingWords:
    """A part of a program: what the plan says of the program it does not say of the part."""
    known = status.standing is Standing.RUNNING
    shown = Standing.RUNNING if known else Standing.UNCONFIRMED
    return StandingWords(badge=labels.BADGES[shown], tone=labels.TONES[shown], first=_unconfirmed(status, record))


def _line(program: Program, status: Status) -> str | None:
    """Where it stands, and what the source plans for the year after."""
    own = wording_standing.standing_line(status.standing, status.year, status.until, status.days_left)
    own = _last_call(status) or own
    if status.standing is Standing.NOT_HELD or own is None:
        own = status.edition.note or own
    following = program.edition(status.year + 1) if status.edition.fiscal_year == status.year else None
    if status.standing is Standing.STARTS and status.edition.note:
        return status.edition.note
    lines = [own, following.note if following else None]
    return "\n".join(dict.fromkeys(filter(None, lines))) or None


def _first(program: Program, status: Status, context: Context) -> str | None:
    if status.standing is Standing.ENDED:
        return wording_standing.ended(program.name, status.year, status.until) + _successors(program, context)
    if status.standing is Standing.ENDING:
        current = program.edition(status.year)
        closed = None
        if not status.until and current and current.windows and all(window.end for window in current.windows):
            latest = max(str(window.end) for window in current.windows)
            closed = latest if latest < context.today.isoformat() else None
        said = wording_standing.ending(program.name, status.year, status.until, closed)
        said = "\n".join(filter(None, (said, _last_call(status))))
        return said + _successors(program, context)
    if status.standing is Standing.MERGED and program.merged_into:
        into = context.desk.knowledge.records[program.merged_into]
        return wording_standing.merged(program.name, into.name, status.year)
    if status.standing is Standing.STARTS:
        return wording_standing.starts(program.name, status.year)
    if status.standing is Standing.NOT_HELD:
        return status.edition.note
    if status.standing is Standing.UNCLEAR:
        return wording_standing.unclear(program.name, status.year)
    return _unconfirmed(status, program)


def _unconfirmed(status: Status, record: Record) -> str | None:
    if status.standing is Standing.PLANNED:
        return wording_standing.PLANNED_FIRST
    if status.standing is not Standing.UNCONFIRMED:
        return None
    papers = {fact.source.part for fact in record.facts}
    return wording_standing.UNCONFIRMED_FIRST if papers <= MARCH else wording_standing.UNCONFIRMED_MIXED


def _successors(program: Program, context: Context) -> str:
    """The named successor; where the source names none, the edition's own note says what follows."""
    records = [context.desk.knowledge.records[code] for code in program.successors]
    if records:
        first = records[0]
        year = first.editions[0].fiscal_year if isinstance(first, Program) else None
        return "\n" + wording_standing.successor([record.name for record in records], year)
    last = program.editions[-1]
    if last.status is EditionStatus.ABOLISHED and last.note:
        return "\n" + last.note
    return ""
