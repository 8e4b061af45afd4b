"""The words of personal notices, made at the moment they are told, and several of them put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.messages import OBJECTS_LIMIT, Card, Carousel, Message, fit
from bot.models_events import PersonalNotice
from handlers import event_notices, watch_notices, wording_personal
from handlers.context import Context

SIDE_BY_SIDE = 12  # LINE's limit of cards in a carousel


class Untellable(Exception):
    """The words of notice `number` could not be made; the cause says why."""

    def __init__(self, number: int, kind: str) -> None:
        super().__init__(kind)
        self.number, self.kind = number, kind


@dataclass(frozen=True)
class Told:
    """A notice by its id, in words."""

    number: int
    kind: str
    messages: tuple[Message, ...]

    @property
    def card(self) -> Card | None:
        """The card that says it all, when it is one."""
        only = self.messages[0] if len(self.messages) == 1 else None
        return only if isinstance(only, Card) else None


def words(row: PersonalNotice, context: Context) -> Told:
    """What the notice says now; without messages when it is not true any more. Raises Untellable."""
    number, kind = row.id, row.kind
    try:
        teller = event_notices.KINDS.get(kind) or watch_notices.KINDS[kind]
        return Told(number, kind, tuple(teller(row, context)))
    except Exception as error:
        raise Untellable(number, kind) from error


def together(told: Sequence[Told], room: int = OBJECTS_LIMIT) -> tuple[list[Told], list[Message]]:
    """As many of them as fit into so many message objects, in their order, and the messages that say them.

    One that is longer than a whole push goes alone, and `fit` cuts it.
    """
    chosen: list[Told] = []
    for one in told:
        if _objects(_said([*chosen, one])) > room and (chosen or room < OBJECTS_LIMIT):
            break
        chosen.append(one)
    return chosen, _said(chosen)


def _said(told: Sequence[Told]) -> list[Message]:
    """Cards stand side by side, in the place of the first; quick replies are left only where there is one notice."""
    if len(told) == 1:
        return list(told[0].messages)
    cards = [one.card for one in told if one.card]
    messages: list[Message] = []
    for one in told:
        if not one.card:
            messages.extend(replace(message, quick=()) for message in one.messages)
        elif one.card is cards[0]:
            messages.extend(_side_by_side(cards))
    return messages


def _side_by_side(cards: list[Card]) -> list[Message]:
    bare = [replace(card, quick=()) for card in cards]
    if len(bare) == 1:
        return [*bare]
    shares = [bare[start : start + SIDE_BY_SIDE] for start in range(0, len(bare), SIDE_BY_SIDE)]
    return [
        Carousel(wording_personal.SEVERAL.format(number=len(share), first=share[0].headline), tuple(share))
        for share in shares
    ]


def _objects(messages: Sequence[Message]) -> int:
    return sum(len(fit([message])) for message in messages)
