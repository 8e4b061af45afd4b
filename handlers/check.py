"""使えるか調べる: which program, in one's own words or by whom it is for; handlers/eligibility.py asks the rest."""

from __future__ import annotations

from bot.messages import Choice, Choices, Message, Post, Text
from handlers import audience, buttons, eligibility, eligibility_taps, labels, wording
from handlers.context import Context
from handlers.standing import standing_of
from handlers.talk import Talk
from knowledge.dialogue import Reading
from knowledge.programs import Program, Topic

MOST = 9
MODE = "check"  # the next text names the program


def ask(context: Context) -> list[Message]:
    """The program of the talk at once; otherwise whom it is for, or the programs of who has told who they are."""
    talk = Talk.recall(context.conversation, context.now)
    record = context.desk.record(talk.program) if talk.program else None
    if record and buttons.can_check(record):
        return eligibility.resume(record, context)
    talk.mode = MODE
    talk.keep(context.conversation, context.now)
    own = audience.of(context)
    return for_audience(own, context) if own and _programs(own, context) else _whom(context)


def listen(reading: Reading, talk: Talk, context: Context) -> None:
    """うちは使えますか, before any program was spoken of: the next text names it."""
    if Topic.CONDITIONS in reading.topics or Topic.WHO in reading.topics:
        talk.mode = MODE
        talk.keep(context.conversation, context.now)


def waits(talk: Talk, context: Context) -> bool:
    """Whether this text was asked for to name a program; once."""
    if talk.mode != MODE:
        return False
    talk.mode = None
    talk.keep(context.conversation, context.now)
    return True


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """An audience was tapped; without one it is asked for."""
    code = fields.get("u", "")
    return for_audience(code, context) if code in labels.AUDIENCES and _programs(code, context) else _whom(context)


def for_audience(code: str, context: Context) -> list[Message]:
    """The programs of an audience that are not over; a tap tells who can use one."""
    programs = _programs(code, context)
    label = labels.AUDIENCES[code]
    options = tuple(
        Choice(program.title, program.name, buttons.check(program)) for program in programs
    )[:MOST]
    others = Post(wording.CHECK_OTHERS, buttons.data("check"), wording.CHECK_OTHERS)
    more = Post(wording.CHECK_ALL, buttons.data("list", u=code), wording.CHECK_ALL)
    said = wording.CHECK_WHICH.format(what=label)
    quick = (buttons.diagnose(), others, more, buttons.staff(), buttons.menu())
    return [Text(wording.CHECK_HOW), Choices(said, options, quick=quick)]


def _whom(context: Context) -> list[Message]:
    options = tuple(_audience(code, label) for code, label in labels.AUDIENCES.items() if _programs(code, context))
    return [Choices(wording.CHECK_WHOM, options, quick=(buttons.diagnose(), *buttons.menu_row()))]


def _audience(code: str, label: str) -> Choice:
    return Choice(label, "", Post(label, buttons.data("check", u=code), label))


def _programs(code: str, context: Context) -> list[Program]:
    programs = context.desk.knowledge.programs.values()
    ours = (program for program in programs if program.kind in eligibility_taps.USED and code in program.audiences)
    return [program for program in ours if not standing_of(program, context).over]
