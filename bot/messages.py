"""What the desk says, as frozen values: LINE's limits hold on construction, or `fit` makes them hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions import LABEL_LIMIT, Action, Open, PickDate, Post, Say, wanted
from bot.cards import QUICK_LIMIT, Card, Carousel, Choice, Choices, Row, Switch, Tone, quick_replies
from bot.flex import card_flex, carousel_flex, choices_flex
from bot.measure import ELLIPSIS, cut, split

__all__ = [
    "CUT_SHORT",
    "Action",
    "Card",
    "Carousel",
    "Choice",
    "Choices",
    "Message",
    "Open",
    "PickDate",
    "Post",
    "Row",
    "Say",
    "Switch",
    "Text",
    "Tone",
    "as_line",
    "fit",
    "readable",
]

TEXT_UNITS = 5000
ALT_UNITS = 1500
OBJECTS_LIMIT = 5
CUT_SHORT = ELLIPSIS


@dataclass(frozen=True)
class Text:
    """A plain text; longer than LINE's 5,000 units it becomes several messages in `fit`."""

    text: str
    quick: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", wanted("text", self.text))
        object.__setattr__(self, "quick", quick_replies(self.quick))


Message = Text | Card | Carousel | Choices


def as_line(message: Message, cut_short: str = CUT_SHORT) -> dict[str, Any]:
    """One LINE message object with its quick replies; what is too long is cut at a sentence end."""
    return {**_body(message, cut_short), **_quick(message.quick)}


def fit(messages: Sequence[Message], cut_short: str = CUT_SHORT) -> list[dict[str, Any]]:
    """At most 5 LINE message objects: long texts parted at sentence ends, quick replies on the last one only."""
    whole = [part for message in messages for part in _parts(message)]
    kept = whole[:OBJECTS_LIMIT]
    objects = [_body(message, cut_short) for message in kept]
    if len(whole) > len(kept) and isinstance(kept[-1], Text):
        room = TEXT_UNITS - len(cut_short.encode("utf-16-le")) // 2
        objects[-1]["text"] = cut(kept[-1].text, room, "") + cut_short
    if objects:
        objects[-1].update(_quick(_gathered(messages)))
    return objects


def readable(objects: Iterable[dict[str, Any]]) -> list[str]:
    """Every string a person can read in these LINE message objects, in reading order; quick reply labels come last."""
    strings: list[str] = []
    for message in objects:
        strings.extend(message[key] for key in ("text", "altText") if message.get(key))
        strings.extend(_flex_strings(message.get("contents")))
        items = message.get("quickReply", {}).get("items", [])
        strings.extend(item["action"]["label"] for item in items)
    return strings


def _parts(message: Message) -> Iterator[Message]:
    if isinstance(message, Text):
        yield from (Text(piece) for piece in split(message.text, TEXT_UNITS))
    else:
        yield message


def _body(message: Message, cut_short: str) -> dict[str, Any]:
    match message:
        case Text():
            return {"type": "text", "text": cut(message.text, TEXT_UNITS, cut_short)}
        case Card():
            return _flex(message.headline, card_flex(message, cut_short))
        case Carousel():
            return _flex(message.headline, carousel_flex(message, cut_short))
        case Choices():
            return _flex(_headline(message, cut_short), choices_flex(message, cut_short))


def _headline(choices: Choices, cut_short: str) -> str:
    """The first sentence of the question; a mere heading says nothing alone, so the first answer follows it."""
    sentence, stop, _ = choices.question.partition("。")
    if stop:
        return sentence + stop
    more = cut_short if len(choices.options) > 1 else ""
    return choices.question if choices.question[-1] in "？?か" else f"{sentence}：{choices.options[0].title}{more}"


def _flex(headline: str, contents: dict[str, Any]) -> dict[str, Any]:
    return {"type": "flex", "altText": cut(headline, ALT_UNITS), "contents": contents}


def _gathered(messages: Sequence[Message]) -> list[Action]:
    """All quick replies once; those of the last message stay when there are more than 13."""
    own = dict.fromkeys(messages[-1].quick)
    earlier = [action for message in messages[:-1] for action in message.quick if action not in own]
    return [*dict.fromkeys(earlier[: QUICK_LIMIT - len(own)]), *own]


def _quick(actions: Sequence[Action]) -> dict[str, Any]:
    if not actions:
        return {}
    return {"quickReply": {"items": [{"type": "action", "action": action.as_line(LABEL_LIMIT)} for action in actions]}}


def _flex_strings(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for inner in part:
            yield from _flex_strings(inner)
    elif isinstance(part, dict):
        if part.get("type") in ("text", "span") and part.get("text"):
            yield part["text"]
        if part.get("type") == "button":
            yield part["action"]["label"]
        # A bubble's parts are read from top to bottom; boxes and carousels keep theirs in `contents`.
        for key in ("header", "hero", "body", "footer", "contents"):
            yield from _flex_strings(part.get(key))
