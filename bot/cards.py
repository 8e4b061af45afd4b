"""Cards, carousels and lists of choices: what they say, before anyone thinks of Flex."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.actions import Action, wanted

QUICK_LIMIT = 13
CAROUSEL_LIMIT = 12
CHOICE_LIMIT = 10

Tone = Literal["plain", "open", "soon", "ended", "unclear"]
TONES: tuple[Tone, ...] = ("plain", "open", "soon", "ended", "unclear")


@dataclass(frozen=True)
class Row:
    """One line of a card: a small label and what it says."""

    label: str
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", wanted("row label", self.label))
        object.__setattr__(self, "text", wanted("row text", self.text))


@dataclass(frozen=True)
class Switch:
    """One tappable line that says how something is set now: a title, a small note, the state, and what a tap does."""

    title: str
    note: str
    state: str
    tone: Tone
    action: Action

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"tone is one of {', '.join(TONES)}, not {self.tone!r}")
        for name in ("title", "note", "state"):
            object.__setattr__(self, name, wanted(f"switch {name}", getattr(self, name)))


@dataclass(frozen=True)
class Card:
    """One card. `headline` is what the notification shows; `footer` is small (as-of date, source).

    `doubts` are what contradicts itself or must be asked for, each with the word that says so.
    """

    headline: str
    title: str
    badge: str | None = None
    tone: Tone = "plain"
    subtitle: str | None = None
    rows: tuple[Row, ...] = ()
    switches: tuple[Switch, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[Row, ...] = ()
    buttons: tuple[Action, ...] = ()
    footer: str | None = None
    quick: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"tone is one of {', '.join(TONES)}, not {self.tone!r}")
        object.__setattr__(self, "headline", wanted("headline", self.headline))
        object.__setattr__(self, "title", wanted("title", self.title))
        for name in ("badge", "subtitle", "footer"):
            if (text := getattr(self, name)) is not None:
                object.__setattr__(self, name, wanted(name, text))
        object.__setattr__(self, "notes", tuple(wanted("note", note) for note in self.notes))
        object.__setattr__(self, "rows", tuple(self.rows))
        object.__setattr__(self, "switches", tuple(self.switches))
        object.__setattr__(self, "doubts", tuple(self.doubts))
        object.__setattr__(self, "buttons", tuple(self.buttons))
        object.__setattr__(self, "quick", quick_replies(self.quick))


@dataclass(frozen=True)
class Carousel:
    """1 to 12 cards side by side."""

    headline: str
    cards: tuple[Card, ...]
    quick: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.cards) <= CAROUSEL_LIMIT:
            raise ValueError(f"a carousel has 1 to {CAROUSEL_LIMIT} cards, not {len(self.cards)}")
        object.__setattr__(self, "headline", wanted("headline", self.headline))
        object.__setattr__(self, "cards", tuple(self.cards))
        object.__setattr__(self, "quick", quick_replies(self.quick))


@dataclass(frozen=True)
class Choice:
    """One tappable line of a list: a title, a small note ("" for none) and what the tap does."""

    title: str
    note: str
    action: Action

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", wanted("choice title", self.title))
        object.__setattr__(self, "note", wanted("choice note", self.note) if self.note.strip() else "")


@dataclass(frozen=True)
class Choices:
    """A question with 1 to 10 tappable answers."""

    question: str
    options: tuple[Choice, ...]
    quick: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.options) <= CHOICE_LIMIT:
            raise ValueError(f"a list has 1 to {CHOICE_LIMIT} choices, not {len(self.options)}")
        object.__setattr__(self, "question", wanted("question", self.question))
        object.__setattr__(self, "options", tuple(self.options))
        object.__setattr__(self, "quick", quick_replies(self.quick))


def quick_replies(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The quick replies of one message; more than 13 is a ValueError."""
    replies = tuple(actions)
    if len(replies) > QUICK_LIMIT:
        raise ValueError(f"LINE shows at most {QUICK_LIMIT} quick replies, not {len(replies)}")
    return replies
