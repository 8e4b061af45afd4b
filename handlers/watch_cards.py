"""見守り on cards: what will come and when, and the list of what somebody watches with a tap that ends each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from bot import personal, watching
from bot.clock import today_jst
from bot.messages import Action, Card, Post, Row, Switch
from handlers import buttons, occasions, office_windows, wording, wording_windows
from handlers import wording_watch as words
from handlers.context import Context
from handlers.occasions import Occasion
from handlers.standing import WINDOW_TONES
from knowledge.calendar import fiscal_year
from knowledge.programs import Program
from knowledge.windows import LIVE, WindowState

PAGE = 10
MOST_DAYS = 6  # coming notices that are named by their day


def begun(program: Program, context: Context) -> Card:
    """What is watched now, what will come and when, and the button that ends it."""
    found = office_windows.all_of(program, context)
    return Card(
        headline=words.BEGUN.format(title=program.title),
        title=program.name,
        subtitle=program.title,
        badge=words.BADGE,
        tone="open",
        rows=(
            Row(words.WINDOW, window_lines(found)),
            Row(words.COMES, "\n".join(f"・{line}" for line in _coming(program, found, context))),
            Row(words.HOW, f"{words.HOW_TEXT}{words.CLOSED_DAYS}"),
        ),
        buttons=(buttons.unwatch(program), buttons.show(wording.SHOW, program)),
        quick=(buttons.watches(), *buttons.menu_row()),
    )


def window_lines(found: Sequence[WindowState]) -> str:
    """The windows that are open or lie ahead; that none is confirmed where there is none."""
    told = [
        wording_windows.confirmed(one) if one.confirmed_on else wording_windows.window(one)
        for one in found
        if one.state in LIVE
    ]
    return "\n".join(told) or words.NO_WINDOW


def _coming(program: Program, found: Sequence[WindowState], context: Context) -> Iterator[str]:
    ahead = [
        one
        for one in occasions.occasions(program, context.today, context.windows.get(program.id, ()))
        if one.due > context.now and one.kind in ("deadline", "opens")
    ]
    for one in sorted(ahead, key=lambda one: one.due)[:MOST_DAYS]:
        yield _on_day(one, context.today)
    year = fiscal_year(context.today)
    known = max((one.fiscal_year for one in found if one.confirmed_on), default=year - 1)
    yield words.WHEN_CONFIRMED.format(year=words.year(max(known + 1, year)))
    if not ahead:
        yield words.WHEN_KNOWN
    yield words.WHEN_OVER


def _on_day(one: Occasion, today: dt.date) -> str:
    """12月3日（木）：締切（12月10日）の7日前のお知らせ; what waits for the week's others comes by a day."""
    due = today_jst(one.due)
    by = due if one.urgent else today_jst(personal.next_bundle(one.due))
    when = _near(by.isoformat(), today)
    said = when if one.urgent else words.BY.format(day=when)
    if one.kind == "opens":
        return words.OPENS_ON.format(when=said, start=_near(str(one.about["start"]), today))
    end, before = str(one.about["end"]), int(one.about["before"])
    ahead = words.BEFORE_MONTH if len(end) == len("2025-04") else words.BEFORE
    return words.DEADLINE_ON.format(when=said, end=_near(end, today), before=ahead[before])


def _near(partial: str, today: dt.date) -> str:
    """A day of this year without the year; a month, and another year, in full."""
    exact = len(partial) == len("2025-04-01")
    day = dt.date.fromisoformat(partial) if exact else None
    return words.short(day) if day and day.year == today.year else wording_windows.day(partial)


def listed(context: Context, page: int = 0) -> Card | None:
    """Everything watched, with days somebody waits for; None when there is nothing."""
    user_id = context.alone
    lines = [*_programs(context), *_days(context, user_id)] if user_id else []
    if not lines:
        return None
    shown = lines[page * PAGE : (page + 1) * PAGE] or lines[:PAGE]
    page = page if lines[page * PAGE :] else 0
    more = len(lines) > (page + 1) * PAGE
    ways: tuple[Action, ...] = (
        *((Post(wording.MORE, buttons.data("wt", v="list", n=page + 1), wording.MORE),) if more else ()),
        *((Post(words.STOP_ALL, buttons.data("wt", v="none"), words.STOP_ALL),) if len(lines) > 1 else ()),
    )
    count = words.LIST_COUNT.format(n=len(lines))
    place = words.LIST_PAGE.format(first=page * PAGE + 1, last=page * PAGE + len(shown), n=len(lines))
    return Card(
        headline=f"{words.LIST_TITLE}：{count}",
        title=words.LIST_TITLE,
        subtitle=words.LIST_SUBTITLE,
        badge=count,
        tone="open",
        switches=tuple(shown),
        notes=(place,) if len(lines) > PAGE else (),
        quick=(*ways, *buttons.menu_row()),
    )


def _programs(context: Context) -> Iterator[Switch]:
    for code in context.watching:
        program = context.desk.knowledge.programs.get(code)
        if program is None:  # its record is gone; the watch can still be ended
            stop = Post(words.UNWATCH, buttons.data("wt", v="off", p=code), words.UNWATCH)
            yield Switch(code, words.UNWATCH, words.ON, "unclear", stop)
            continue
        best = office_windows.all_of(program, context)[0]
        told = wording_windows.window(best) if best.state in LIVE else wording_windows.BADGES[best.state]
        yield Switch(program.name, told, words.ON, WINDOW_TONES[best.state], buttons.unwatch(program))


def _days(context: Context, user_id: str | None) -> Iterator[Switch]:
    for code, day, _ in watching.days_of(context.session, user_id) if user_id else ():
        record = context.desk.record(code)
        if record is None or day < context.today:
            continue
        stop = Post(words.DAY_STOP, buttons.data("wt", v="dayoff", p=code, d=day.isoformat()), words.DAY_STOP)
        yield Switch(record.name, words.DAY_NOTE.format(day=words.when(day)), words.ON, "open", stop)
