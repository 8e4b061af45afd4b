"""The buttons of events. An old one never does harm: it answers with what is true now."""

from __future__ import annotations

from collections.abc import Callable

from bot.events import offers
from bot.messages import Message, Text
from handlers import buttons, enrolments, event_records, event_survey, events, lists
from handlers import event_cards as cards
from handlers import wording_events as words
from handlers.context import Context


def tapped(fields: buttons.Data, context: Context) -> list[Message]:
    """a=ev: v says what, e which session, n how many people; a button of a later version leads to the list."""
    does = _TAPS.get(fields.get("v", ""))
    return does(fields, context) if does else lists.coming(context)


def _code(fields: buttons.Data) -> str:
    return fields.get("e", "")


def _people(fields: buttons.Data) -> int | None:
    given = fields.get("n", "")
    return int(given) if given.isascii() and given.isdecimal() and 0 < int(given) < 1000 else None


def _join(fields: buttons.Data, context: Context) -> list[Message]:
    return enrolments.join(_code(fields), context, _people(fields))


def _change(fields: buttons.Data, context: Context) -> list[Message]:
    people = _people(fields)
    return (
        enrolments.change(_code(fields), context, people) if people else enrolments.ask_people(_code(fields), context)
    )


def offered(code: str, context: Context, key: str | None, yes: bool) -> list[Message]:
    """受ける or ゆずる. `key` belongs to one offer; None is said in words, which means the present one."""
    event = events.find(code, context)
    if event is None:
        return events.gone()
    user = context.alone
    if user is None:
        return events.only_alone()
    one = events.shown([event], context)[0]
    if one.state != "offered" or (key is not None and key != cards.stamp(one.mine)):
        late = one.mine is not None and one.mine.state in ("offered", "cancelled") and one.state != "offered"
        return events.show(code, context, f"{words.OFFER_PAST}{words.AS_IT_IS}" if late else words.AS_IT_IS)
    if yes:
        joined = offers.accept(context.session, code, user, context.now)
        return enrolments.now(code, context, joined.kind)
    offers.decline(context.session, code, user, context.now)
    return [Text(words.DECLINED.format(name=event.name), quick=cards.ways())]


_TAPS: dict[str, Callable[[buttons.Data, Context], list[Message]]] = {
    "list": lambda fields, context: lists.coming(context),
    "show": lambda fields, context: events.show(_code(fields), context),
    "join": _join,
    "wait": _join,
    "people": _change,
    "leave": lambda fields, context: enrolments.ask_leave(_code(fields), context),
    "left": lambda fields, context: enrolments.leave(_code(fields), context, fields.get("k", "-")),
    "kept": lambda fields, context: enrolments.kept(_code(fields), context),
    "offer-yes": lambda fields, context: offered(_code(fields), context, fields.get("k"), yes=True),
    "offer-no": lambda fields, context: offered(_code(fields), context, fields.get("k"), yes=False),
    "mine": lambda fields, context: enrolments.mine(context),
    "of": event_records.tapped,
    "survey": event_survey.answered,
}
