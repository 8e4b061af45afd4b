"""What the office has confirmed of a program's windows, as the desk says it."""

from __future__ import annotations

from handlers import wording_windows as words
from handlers.context import Context
from knowledge.calendar import fiscal_year
from knowledge.programs import Program, Record
from knowledge.windows import WindowState, states


def all_of(program: Program, context: Context) -> list[WindowState]:
    """Every window on this day, the document's and the office's, the most pressing first."""
    return states(program, context.today, context.windows.get(program.id, ()))


def confirmed(record: Record, context: Context) -> list[WindowState]:
    """Those the office has confirmed; none for a program that is over, or for a part of one."""
    if not isinstance(record, Program) or record.id not in context.windows:
        return []
    return [one for one in all_of(record, context) if one.confirmed_on]


def lines(record: Record, context: Context) -> list[str]:
    """担当課が確認した受付期間：…, a line for each."""
    return [words.confirmed(one) for one in confirmed(record, context)]


def beside_standing(record: Record, context: Context) -> list[str]:
    """What the line on where the program stands (handlers/standing.py) has not said: several windows, or a note."""
    found = confirmed(record, context)
    return lines(record, context) if len(found) > 1 or any(one.note for one in found) else []


def this_year(found: list[WindowState], context: Context) -> bool:
    """Whether one of them is of the present fiscal year."""
    return any(one.fiscal_year == fiscal_year(context.today) for one in found)
