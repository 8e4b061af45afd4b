"""締切・受付: what is open or closing, the soonest first, then what is unconfirmed this year, to be watched."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.messages import Action, Card, Carousel, Message, Post, Switch, Text
from handlers import buttons, lists, office_windows, wording
from handlers import wording_watch as words_watch
from handlers import wording_windows as words
from handlers.context import Context
from knowledge.programs import Program
from knowledge.status import Standing, status_on
from knowledge.windows import State, WindowState

SIDE_BY_SIDE = 10  # of LINE's 12 cards
LINES = 7  # of one card, which otherwise grows longer than two screens
APPLIED_FOR = ("subsidy", "benefit", "loan", "tax")  # kinds that one applies for
OPEN, REST = "open", "rest"


@dataclass(frozen=True)
class Found:
    """The programs by how they stand today, each part in the order in which it is shown."""

    now: list[Program]
    ahead: list[Program]
    unconfirmed: list[Program]
    office: bool  # whether the office has confirmed any of those that are open or ahead

    @property
    def live(self) -> list[Program]:
        """What can be applied for now or soon."""
        return [*self.now, *self.ahead]


def show(context: Context) -> list[Message]:
    """The first page of both parts."""
    found = look(context)
    messages: list[Message] = [Text(_head(found))]
    if found.live:
        messages.append(_open(found, 0, context))
    if found.unconfirmed:
        messages.append(_unconfirmed(found, 0, context))
    quick: tuple[Action, ...] = (*_more(found, 0, 0), buttons.watches(), buttons.staff(), buttons.menu())
    last = messages.pop()
    return [*messages, _with_quick(last, quick)]


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """The next page of one part."""
    page = int(fields["n"][:4]) if fields.get("n", "").isdecimal() else 0
    part, found = fields.get("s"), look(context)
    first = page * (SIDE_BY_SIDE if part == OPEN else LINES)
    if part not in (OPEN, REST) or not (found.live if part == OPEN else found.unconfirmed)[first:]:
        return show(context)
    made = _open(found, page, context) if part == OPEN else _unconfirmed(found, page, context)
    more = [one for one in _more(found, page, page) if buttons.read(one.data).get("s") == part]
    return [_with_quick(made, (*more, buttons.watches(), buttons.staff(), buttons.menu()))]


def look(context: Context) -> Found:
    """Every program by its most pressing window; those that are over, or closed for this year, are left out."""
    best = {one.id: office_windows.all_of(one, context)[0] for one in context.desk.knowledge.programs.values()}
    programs = [one for one in context.desk.knowledge.programs.values() if _may_apply(one, context)]
    now = [one for one in programs if best[one.id].state in (State.SOON, State.OPEN)]
    ahead = [one for one in programs if best[one.id].state is State.ANNOUNCED and best[one.id].start]
    unconfirmed = [one for one in programs if _unknown(best[one.id]) and _applied_for(one)]
    return Found(
        sorted(now, key=lambda one: _soonest(best[one.id])),
        sorted(ahead, key=lambda one: best[one.id].start or ""),
        sorted(unconfirmed, key=lambda one: not _dated(one)),
        any(best[one.id].confirmed_on for one in (*now, *ahead)),
    )


def _may_apply(program: Program, context: Context) -> bool:
    confirmed = program.id in context.windows
    return confirmed or status_on(program, context.today).standing is not Standing.NOT_HELD


def _unknown(one: WindowState) -> bool:
    return one.state is State.UNCONFIRMED or (one.state is State.ANNOUNCED and one.start is None)


def _dated(program: Program) -> bool:
    return any(edition.windows for edition in program.editions)


def _applied_for(program: Program) -> bool:
    return program.kind in APPLIED_FOR or _dated(program)


def _soonest(one: WindowState) -> str:
    """Sorts by the end; a month counts to its last day, what has no end comes last."""
    return f"{one.end}-99" if one.end and len(one.end) == len("2025-04") else one.end or "9999"


def _head(found: Found) -> str:
    if not found.live:
        none = words.NONE_OPEN if found.office else wording.OPEN_NONE
        return words.UNCONFIRMED_ALONE.format(none=none) if found.unconfirmed else none
    now = (words.OPEN_NOW if found.office else wording.OPEN_NOW).format(n=len(found.now)) if found.now else ""
    ahead = words.AHEAD.format(n=len(found.ahead)) if found.ahead else ""
    return "\n".join(filter(None, (now or words.NONE_OPEN, ahead)))


def _open(found: Found, page: int, context: Context) -> Carousel:
    shown = found.live[page * SIDE_BY_SIDE : (page + 1) * SIDE_BY_SIDE]
    cards = tuple(lists.small_card(one, context, buttons.watch(one, context)) for one in shown)
    return Carousel(words.OPEN_LIST, cards)


def _unconfirmed(found: Found, page: int, context: Context) -> Card:
    total = len(found.unconfirmed)
    shown = found.unconfirmed[page * LINES : (page + 1) * LINES]
    place = words.COUNTED.format(first=page * LINES + 1, last=page * LINES + len(shown), n=total)
    return Card(
        headline=words.UNCONFIRMED,
        title=words.UNCONFIRMED,
        badge=words.BADGES[State.UNCONFIRMED],
        tone="unclear",
        subtitle=words.UNCONFIRMED_TAP if context.alone else words.UNCONFIRMED_GROUP,
        switches=tuple(_switch(one, context) for one in shown),
        notes=(place,),
    )


def _switch(program: Program, context: Context) -> Switch:
    """A tap begins a watch or ends it; in a group it shows the program."""
    taps = buttons.watch(program, context)
    if not taps:
        show_ = buttons.show(wording.SHOW, program)
        return Switch(program.name, program.title, words.BADGES[State.UNCONFIRMED], "unclear", show_)
    watched = program.id in context.watching
    state = words_watch.ON if watched else words_watch.OFF
    return Switch(program.name, program.title, state, "open" if watched else "plain", taps[0])


def _more(found: Found, open_page: int, rest_page: int) -> list[Post]:
    """To the next page of either part, where there is one."""
    parts = (
        (OPEN, words.MORE_OPEN, len(found.live) > (open_page + 1) * SIDE_BY_SIDE, open_page),
        (REST, words.MORE_REST, len(found.unconfirmed) > (rest_page + 1) * LINES, rest_page),
    )
    return [Post(label, buttons.data("win", s=part, n=page + 1), label) for part, label, more, page in parts if more]


def _with_quick(message: Message, quick: tuple[Action, ...]) -> Message:
    return replace(message, quick=quick)
