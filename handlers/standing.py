"""Words for where a program stands today: what an answer says first, and what its card shows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Tone
from handlers import labels, wording
from handlers.context import Context
from knowledge.programs import EditionStatus, Program, Record
from knowledge.status import Standing, Status, status_on


@dataclass(frozen=True)
class StandingWords:
    """Badge and tone of the card, the sentence said first (if any) and the card's line (if any)."""

    badge: str | None = None
    tone: Tone = "plain"
    first: str | None = None
    line: str | None = None
    over: bool = False


def standing_of(record: Record, context: Context) -> StandingWords:
    """How the record stands on the day of the question; a part of a program stands as the program does."""
    program = context.desk.knowledge.program_of(record)
    if not isinstance(program, Program):
        return StandingWords()
    status = status_on(program, context.today)
    if record is not program and not status.over:
        return _of_part(status)
    return StandingWords(
        badge=labels.BADGES[status.standing],
        tone=labels.TONES[status.standing],
        first=_first(program, status, context),
        line=_line(program, status),
        over=status.over,
    )


def _of_part(status: Status) -> StandingWords:
    """A part of a program: what the plan says of the program it does not say of the part."""
    known = status.standing is Standing.RUNNING
    shown = Standing.RUNNING if known else Standing.UNCONFIRMED
    return StandingWords(badge=labels.BADGES[shown], tone=labels.TONES[shown], first=_unconfirmed(status))


def _line(program: Program, status: Status) -> str | None:
    """Where it stands, and what the source plans for the year after."""
    own = wording.standing_line(status.standing, status.year, status.until, status.days_left)
    if status.standing is Standing.NOT_HELD or own is None:
        own = status.edition.note or own
    following = program.edition(status.year + 1) if status.edition.fiscal_year == status.year else None
    if status.standing is Standing.STARTS and status.edition.note:
        return status.edition.note
    lines = [own, following.note if following else None]
    return "\n".join(dict.fromkeys(filter(None, lines))) or None


def _first(program: Program, status: Status, context: Context) -> str | None:
    if status.standing is Standing.ENDED:
        return wording.ended(program.name, status.year, status.until) + _successors(program, context)
    if status.standing is Standing.ENDING:
        current = program.edition(status.year)
        closed = None
        if not status.until and current and current.windows and all(window.end for window in current.windows):
            latest = max(str(window.end) for window in current.windows)
            closed = latest if latest < context.today.isoformat() else None
        return wording.ending(program.name, status.year, status.until, closed) + _successors(program, context)
    if status.standing is Standing.MERGED and program.merged_into:
        into = context.desk.knowledge.records[program.merged_into]
        return wording.merged(program.name, into.name, status.year)
    if status.standing is Standing.STARTS:
        return wording.starts(program.name, status.year)
    if status.standing is Standing.NOT_HELD:
        return status.edition.note
    if status.standing is Standing.UNCLEAR:
        return wording.unclear(program.name, status.year)
    return _unconfirmed(status)


def _unconfirmed(status: Status) -> str | None:
    if status.standing is Standing.PLANNED:
        return wording.PLANNED_FIRST
    return wording.UNCONFIRMED_FIRST if status.standing is Standing.UNCONFIRMED else None


def _successors(program: Program, context: Context) -> str:
    """The named successor; where the source names none, the edition's own note says what follows."""
    records = [context.desk.knowledge.records[code] for code in program.successors]
    if records:
        first = records[0]
        year = first.editions[0].fiscal_year if isinstance(first, Program) else None
        return "\n" + wording.successor([record.name for record in records], year)
    last = program.editions[-1]
    if last.status is EditionStatus.ABOLISHED and last.note:
        return "\n" + last.note
    return ""
