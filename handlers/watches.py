"""見守り: one tap or one sentence begins it, one ends it; only in a talk with nobody else."""

from __future__ import annotations

import datetime as dt

from bot import watching
from bot.messages import Message, Say, Text
from handlers import buttons, day_watch, watch_cards, wording
from handlers import wording_watch as words
from handlers.context import Context
from handlers.talk import Talk
from knowledge.programs import Program, Record


def begin(record: Record, context: Context) -> list[Message]:
    """Watches the record's program; of one that is over, what has taken its place."""
    if context.alone is None:
        return _alone()
    program = buttons.watchable(record, context)
    if program is None:
        return [Text(words.NOTHING_LEFT.format(name=record.name), quick=(buttons.staff(record), buttons.menu()))]
    new = watching.watch(context.session, context.alone, program.id, context.now)
    _look_again(context)
    _speak_of(program, context)
    own = context.desk.knowledge.program_of(record)
    said = (words.BEGUN if new else words.ALREADY).format(title=program.title)
    if isinstance(own, Program) and own is not program:
        said = words.BEGUN_NEXT.format(old=own.title, title=program.title)
    return [Text(said), watch_cards.begun(program, context)]


def end(program_id: str, context: Context) -> list[Message]:
    """Watches it no more; the button below begins it again."""
    if context.alone is None:
        return _alone()
    record = context.desk.record(program_id)
    was = watching.unwatch(context.session, context.alone, program_id)
    _look_again(context)
    said = (words.ENDED if was else words.NOT_WATCHED).format(title=record.title if record else program_id)
    again = buttons.watch(record, context) if record else ()
    return [Text(said, quick=(*again, buttons.watches(), *buttons.menu_row()))]


def end_all(context: Context) -> list[Message]:
    """No program and no day is waited for any more."""
    if context.alone is None:
        return _alone()
    for code in context.watching:
        watching.unwatch(context.session, context.alone, code)
    for code, day, _ in watching.days_of(context.session, context.alone):
        watching.unwatch_day(context.session, context.alone, code, day)
    _look_again(context)
    return [Text(words.ENDED_ALL, quick=buttons.menu_row())]


def show(context: Context, said: str | None = None, page: int = 0) -> list[Message]:
    """The list, after a sentence where there is one."""
    if context.alone is None:
        return _alone()
    card = watch_cards.listed(context, page)
    if card is None:
        return [Text(words.NONE, quick=(Say(wording.MENU_WINDOWS, wording.MENU_WINDOWS), buttons.menu()))]
    return [*([Text(said)] if said else []), card]


def begin_day(record: Record, day: dt.date, why: str, context: Context) -> list[Message]:
    """The promise to tell somebody again of a day that いつなら対象？ named."""
    if context.alone is None:
        return _alone()
    slot = day_watch.slot_for(day, why, context.now)
    quick = (buttons.show(wording.SHOW, record), buttons.watches(), buttons.menu())
    if slot is None:
        return [Text(words.DAY_TOO_LATE, quick=quick)]
    new = watching.watch_day(context.session, context.alone, record.id, day, why, context.now)
    form = words.DAY_BEGUN_LAST if why == day_watch.LASTS else words.DAY_BEGUN
    told = form.format(title=record.title, day=words.when(day), when=words.when(slot.day))
    return [Text(told if new else f"{words.DAY_ALREADY}\n{told}", quick=quick)]


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """The taps; one of a later version leads to the list."""
    way, record = fields.get("v"), context.desk.record(fields.get("p", ""))
    if way == "on" and record:
        return begin(record, context)
    if way == "off" and fields.get("p"):
        return end(fields["p"], context)
    if way == "none":
        return end_all(context)
    day = _day(fields)
    if way == "day" and record and day:
        return begin_day(record, day, fields.get("w", ""), context)
    if way == "dayoff" and day and context.alone:
        watching.unwatch_day(context.session, context.alone, fields.get("p", ""), day)
        return [Text(words.DAY_STOPPED.format(day=words.when(day)), quick=(buttons.watches(), *buttons.menu_row()))]
    page = int(fields["n"]) if fields.get("n", "").isdecimal() else 0
    return show(context, page=page)


def _day(fields: buttons.Data) -> dt.date | None:
    try:
        return dt.date.fromisoformat(fields.get("d", ""))
    except ValueError:
        return None


def _alone() -> list[Message]:
    return [Text(words.ONLY_ALONE, quick=buttons.menu_row())]


def _speak_of(program: Program, context: Context) -> None:
    """いくら？ after this means the program that is watched."""
    talk = Talk.recall(context.conversation, context.now)
    if talk.program != program.id:
        talk.program, talk.scores, talk.mode = program.id, {program.id: 1.0}, None
        talk.keep(context.conversation, context.now)


def _look_again(context: Context) -> None:
    """What was read of this person's watches is no longer so."""
    context.__dict__.pop("watching", None)
