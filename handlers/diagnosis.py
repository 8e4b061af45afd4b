"""使える制度診断: how it begins, and the way back to it after something else was asked."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Action, Choice, Choices, Message, Post
from handlers import buttons, check, eligibility, eligibility_cards
from handlers import diagnosis_cards as cards
from handlers import diagnosis_flow as flow
from handlers import diagnosis_state as state
from handlers import wording_diagnosis as words
from handlers.context import Context
from handlers.talk import DIAGNOSIS, Talk


def offer(context: Context) -> list[Message]:
    """使えるか調べる in the menu: the program of the talk at once; else one known program, or all there is."""
    talk = Talk.recall(context.conversation, context.now)
    record = context.desk.record(talk.program) if talk.program else None
    if record and buttons.can_check(record):
        return check.ask(context)
    talk.mode = check.MODE
    talk.keep(context.conversation, context.now)
    known = Post(words.KNOWN, buttons.data("dgs", o="known"), words.KNOWN)
    search = Choice(words.SEARCH, words.SEARCH_NOTE, buttons.diagnose())
    options = (search, Choice(words.KNOWN, words.KNOWN_NOTE, known))
    return [Choices(words.OFFER, options, quick=buttons.menu_row())]


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """The two ways of the offer, and 使える制度をさがす wherever it stands."""
    return check.ask(context) if fields.get("o") == "known" else flow.start(context)


def way_back(messages: list[Message], context: Context) -> list[Message]:
    """After anything else: the offer to go on, or back to the result, until the answers expire."""
    if _ours(messages):
        return messages
    messages = eligibility.way_back(messages, context)
    if DIAGNOSIS not in context.conversation or context.erase or not messages:
        return messages
    one = flow.recall(context)
    if one is None:
        state.drop(context.conversation)
        return messages
    one.paused = True
    state.keep(one, context.conversation, context.now)
    last = messages[-1]
    if not one.asking and not any(_is(way, eligibility_cards.CONTROL) for way in last.quick):
        return messages
    offer_ = cards.control(words.GO_ON if one.asking else words.BACK_TO_RESULT, "go")
    return [*messages[:-1], replace(last, quick=(offer_, *last.quick[:12]))]


def _ours(messages: list[Message]) -> bool:
    """Whether the diagnosis itself speaks."""
    return bool(messages) and any(_is(way, cards.CONTROL) for way in messages[-1].quick)


def _is(way: Action, action: str) -> bool:
    return isinstance(way, Post) and buttons.read(way.data).get("a") == action
