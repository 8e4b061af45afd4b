"""使える制度診断: what its buttons do. One of an earlier question is told so kindly."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import Message, Text
from handlers import buttons, labels
from handlers import diagnosis_cards as cards
from handlers import diagnosis_flow as flow
from handlers import diagnosis_state as state
from handlers import wording_diagnosis as words
from handlers.context import Context
from handlers.diagnosis_state import Diagnosis
from handlers.eligibility_taps import carried
from knowledge.diagnosing import GROUPS, UNDECIDED


def tapped(fields: buttons.Data, context: Context) -> list[Message]:
    """An answer tapped below a step."""
    one = flow.recall(context)
    if one is None:
        return expired()
    key, value = fields.get("k", ""), fields.get("v", "")
    if key != one.asking:
        return flow.go_on(one, context, words.OLD_BUTTON)
    if key == state.WHO:
        code = "other" if value == "u" else value
        return _taken(one, key, code if code in labels.PERSONS else None, context)
    if key == state.THEME:
        theme = UNDECIDED if value == "u" else value
        return _taken(one, key, theme if theme == UNDECIDED or theme in labels.THEMES else None, context)
    heard = carried(context.desk.knowledge.questions[key], fields)
    if heard is None:
        return flow.go_on(one, context, words.OLD_BUTTON)
    return flow.answer(one, key, heard.value, context)


def _taken(one: Diagnosis, key: str, value: str | None, context: Context) -> list[Message]:
    if value is None:
        return flow.go_on(one, context, words.OLD_BUTTON)
    return flow.answer(one, key, value, context)


def steer(fields: buttons.Data, context: Context) -> list[Message]:
    """戻る, やめる, 最初から, つづける, more of the result, and the way into a program."""
    one = flow.recall(context)
    if one is None:
        return expired()
    number = int(fields["n"]) if fields.get("n", "").isdecimal() and len(fields["n"]) < 4 else 0
    what = fields.get("o", "")
    if what == "open":
        return flow.enter(one, fields.get("p", ""), context)
    if what == "themes" and one.asking == state.THEME:
        return flow.go_on(one, context, themes_page=number)
    if what == "page" and one.asking is None:
        return _page(one, fields.get("g", ""), number, context)
    action = STEER.get(what)
    return action(one, context) if action else flow.go_on(one, context, words.OLD_BUTTON)


def _page(one: Diagnosis, group: str, number: int, context: Context) -> list[Message]:
    if group not in GROUPS or not cards.has_any(one, group, context):
        return flow.go_on(one, context, words.OLD_BUTTON)
    one.paused = False
    state.keep(one, context.conversation, context.now)
    return [cards.page(one, group, number, context)]


def expired() -> list[Message]:
    """The answers are gone; the way to begin again."""
    return [Text(words.EXPIRED, quick=(buttons.diagnose(), *buttons.menu_row()))]


def _back(one: Diagnosis, context: Context) -> list[Message]:
    return flow.go_on(one, context, "" if state.take_back(one) else words.FIRST_QUESTION)


def _stop(_one: Diagnosis, context: Context) -> list[Message]:
    state.drop(context.conversation)
    return [Text(words.STOPPED, quick=(buttons.diagnose(), *buttons.menu_row()))]


def _again(_one: Diagnosis, context: Context) -> list[Message]:
    return flow.go_on(Diagnosis(), context)


def _theme(one: Diagnosis, context: Context) -> list[Message]:
    """Another theme for the same person: what was answered stays and still counts."""
    one.theme = None
    one.order = [key for key in one.order if key != state.THEME]
    return flow.go_on(one, context)


STEER: dict[str, Callable[[Diagnosis, Context], list[Message]]] = {
    "back": _back,
    "stop": _stop,
    "again": _again,
    "go": flow.go_on,
    "result": flow.go_on,
    "theme": _theme,
}
