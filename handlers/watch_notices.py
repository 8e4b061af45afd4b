"""What people are told about the programs they watch, made at the moment it is told: never what is no longer so."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import corrections
from bot.messages import Card, Message, Post, Row, Tone
from bot.models_events import DayWatch, PersonalNotice
from handlers import buttons, day_watch, office_windows, wording, wording_windows
from handlers import wording_watch as words
from handlers.context import Context
from handlers.personal import Teller
from handlers.standing import WINDOW_TONES, standing_of
from knowledge.calendar import both
from knowledge.programs import Program
from knowledge.status import status_on
from knowledge.windows import GONE, LIVE, State, WindowState


def _deadline(row: PersonalNotice, context: Context) -> list[Message]:
    """A window's end comes near; how many days are left is counted now."""
    program, window = _program(row, context), _window(row, context)
    if program is None or window is None or window.end != row.about.get("end"):
        return []
    changed = (Row(wording.DOUBT, words.CHANGED),) if _told_otherwise(row, window, context) else ()
    said = words.deadline(window)
    return [_card(program, said, WINDOW_TONES[window.state], (*changed, _window_row(window)))]


def _opens(row: PersonalNotice, context: Context) -> list[Message]:
    """A window opens, or has opened."""
    program, window = _program(row, context), _window(row, context)
    if program is None or window is None or window.start != row.about.get("start"):
        return []
    said = words.opens(window, context.today)
    return [_card(program, said, "open", (_window_row(window),))]


def _confirmed(row: PersonalNotice, context: Context) -> list[Message]:
    """The office has confirmed the windows of a fiscal year."""
    program = _program(row, context)
    year = row.about.get("fy")
    found = office_windows.confirmed(program, context) if program else []
    live = [one for one in found if one.fiscal_year == year and one.state in LIVE]
    if program is None or not live:
        return []
    said = words.CONFIRMED.format(year=words.year(live[0].fiscal_year))
    lines = "\n".join(wording_windows.confirmed(one) for one in live)
    return [_card(program, said, "open", (Row(words.WINDOW, lines),))]


def _corrected(row: PersonalNotice, context: Context) -> list[Message]:
    """The days this person was last told hold no more: what was said, and what the office says now."""
    program = _program(row, context)
    key = (str(row.about.get("p")), int(row.about.get("fy", 0)), str(row.about.get("label")))
    said = corrections.last_said(context.session, *key, row.user_id).get(row.user_id)
    if program is None or said is None:
        return []
    same = (one for one in office_windows.confirmed(program, context) if (one.fiscal_year, one.label) == key[1:])
    window = next(same, None)
    holds = corrections.Said(window.start, window.end) if window else corrections.Said(gone=True)
    if not corrections.differ(said, holds) or holds.gone is not bool(row.about.get("gone")):
        return []
    point = words.EARLIER if row.about.get("early") and window else words.CORRECTED
    former = WindowState(State.OPEN, key[1], key[2], said.start, said.end)
    before = Row(words.SAID_BEFORE, words.SAID_GONE if said.gone else wording_windows.span(former))
    rows = (before, *_holds(row, program, window, context))
    return [_card(program, point, WINDOW_TONES[window.state] if window else "unclear", rows)]


def _holds(row: PersonalNotice, program: Program, window: WindowState | None, context: Context) -> tuple[Row, ...]:
    """What holds now; of a window that was withdrawn whatever else the office has confirmed."""
    if window is not None:
        return (Row(words.HOLDS_NOW, wording_windows.confirmed(window)),)
    on = dt.date.fromisoformat(str(row.about["on"]))
    gone = words.GONE_NOW.format(day=both(on), year=words.year(int(row.about["fy"])))
    others = [wording_windows.confirmed(one) for one in office_windows.confirmed(program, context)]
    return (Row(words.HOLDS_NOW, "\n".join([gone, *others])),)


def _over(row: PersonalNotice, context: Context) -> list[Message]:
    """The program has ended; where something has taken its place, the way there."""
    program = _program(row, context, over=True)
    if program is None:
        return []
    standing = standing_of(program, context)
    text = standing.first or standing.line or words.IS_OVER
    followed = buttons.watchable(program, context)
    said = words.REPLACED if followed else words.IS_OVER
    ways = (buttons.show(wording.SEE_SUCCESSOR, followed), *buttons.watch(program, context)) if followed else ()
    rows = (Row(words.NOW, words.OVER_TEXT.format(text=text)),)
    return [_card(program, said, "ended", rows, ways, stop=False)]


def _day(row: PersonalNotice, context: Context) -> list[Message]:
    """The day that いつなら対象？ named has come, or comes near."""
    day, why = dt.date.fromisoformat(str(row.about["day"])), str(row.about["why"])
    program = context.desk.knowledge.programs.get(str(row.about["p"]))
    mine = (DayWatch.user_id == row.user_id, DayWatch.program_id == str(row.about["p"]), DayWatch.day == day)
    asked = context.session.scalar(sa.select(DayWatch.why).where(*mine)) == why
    if program is None or not asked or status_on(program, context.today).standing in GONE:
        return []
    said, text = words.day_come(day, why, context.today)
    last = why == day_watch.LASTS
    if last and day < context.today:
        return []
    again = (buttons.check(program),) if buttons.can_check(program) else ()
    stop = Post(words.DAY_STOP, buttons.data("wt", v="dayoff", p=program.id, d=day.isoformat()), words.DAY_STOP)
    ways = (*again, *((stop,) if day > context.today else ()))
    return [_card(program, said, "soon" if last else "open", (Row(words.DAY_ROW, text),), ways, stop=False)]


def _card(
    program: Program,
    said: str,
    tone: Tone,
    rows: tuple[Row, ...],
    ways: tuple[Post, ...] = (),
    stop: bool = True,
) -> Card:
    """The point first, the program by its official name, the way on and the way out."""
    return Card(
        headline=f"{program.title}：{said}",
        title=program.name,
        subtitle=program.title,
        badge=said,
        tone=tone,
        rows=rows,
        notes=(words.ASK,) if stop else (),
        buttons=(buttons.show(wording.SHOW, program), *ways, *((buttons.unwatch(program),) if stop else ())),
        footer=words.TOLD,
        quick=(buttons.watches(), buttons.menu()),
    )


def _window_row(window: WindowState) -> Row:
    if window.confirmed_on:
        return Row(words.WINDOW, wording_windows.confirmed(window))
    return Row(words.WINDOW, wording_windows.window(window))


def _program(row: PersonalNotice, context: Context, over: bool = False) -> Program | None:
    """The program, while the person watches it and it is as it must be for this notice: over, or not."""
    program = context.desk.knowledge.programs.get(str(row.about.get("p")))
    if program is None or program.id not in context.watching:
        return None
    return program if (status_on(program, context.today).standing in GONE) is over else None


def _window(row: PersonalNotice, context: Context) -> WindowState | None:
    """The window by its year and name, while one may still apply or is about to."""
    program = context.desk.knowledge.programs[str(row.about["p"])]
    same = (
        one
        for one in office_windows.all_of(program, context)
        if (one.fiscal_year, one.label) == (row.about.get("fy"), row.about.get("label"))
    )
    return next((one for one in same if one.state in (State.SOON, State.OPEN, State.ANNOUNCED)), None)


def _told_otherwise(row: PersonalNotice, window: WindowState, context: Context) -> bool:
    """Whether this person was last told another end of the same window."""
    key = (str(row.about["p"]), window.fiscal_year, window.label)
    said = corrections.last_said(context.session, *key, row.user_id).get(row.user_id)
    return said is not None and said.end is not None and said.end != window.end


KINDS: dict[str, Teller] = {
    "watch.deadline": _deadline,
    "watch.opens": _opens,
    "watch.confirmed": _confirmed,
    "watch.ended": _over,
    "watch.replaced": _over,
    "watch.day": _day,
    corrections.KIND: _corrected,
}
