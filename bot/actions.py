"""What happens when a person taps a button: say something, send data back, open a page, pick a date."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from bot.measure import clean, graphemes, shorten, utf16

TEXT_LIMIT = 300  # graphemes, message text and display text
DATA_LIMIT = 300  # UTF-16 units, postback data
URI_LIMIT = 1000  # UTF-16 units
LABEL_LIMIT = 20  # graphemes; LINE allows 40 on Flex buttons, but more than 20 is never readable there

_URI = re.compile(r"(?:https?|line|tel):[\x21-\x7e]+")
_DATE_FORMS = {"date": r"\d{4}-\d\d-\d\d", "time": r"\d\d:\d\d", "datetime": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d"}


@dataclass(frozen=True)
class Say:
    """The person says `text` (at most 300 graphemes) in the talk."""

    label: str
    text: str

    def __post_init__(self) -> None:
        _set(self, label=wanted("label", self.label), text=wanted("text", self.text, TEXT_LIMIT))

    def as_line(self, limit: int = LABEL_LIMIT) -> dict[str, Any]:
        """LINE's message action."""
        return {"type": "message", "label": shorten(self.label, limit), "text": self.text}


@dataclass(frozen=True)
class Post:
    """`data` (at most 300 units) comes back as a postback; the talk shows `display_text` as the person's words."""

    label: str
    data: str
    display_text: str | None = None

    def __post_init__(self) -> None:
        shown = None if self.display_text is None else wanted("display_text", self.display_text, TEXT_LIMIT)
        _set(self, label=wanted("label", self.label), data=_data(self.data), display_text=shown)

    def as_line(self, limit: int = LABEL_LIMIT) -> dict[str, Any]:
        """LINE's postback action."""
        shown = {} if self.display_text is None else {"displayText": self.display_text}
        return {"type": "postback", "label": shorten(self.label, limit), "data": self.data, **shown}


@dataclass(frozen=True)
class Open:
    """Opens a page, a LINE address or a telephone number; the address must already be percent-encoded."""

    label: str
    uri: str

    def __post_init__(self) -> None:
        if not _URI.fullmatch(self.uri) or utf16(self.uri) > URI_LIMIT:
            raise ValueError(f"not an address LINE opens (http, https, line, tel; at most {URI_LIMIT}): {self.uri!r}")
        _set(self, label=wanted("label", self.label))

    def as_line(self, limit: int = LABEL_LIMIT) -> dict[str, Any]:
        """LINE's URI action."""
        return {"type": "uri", "label": shorten(self.label, limit), "uri": self.uri}


@dataclass(frozen=True)
class PickDate:
    """Lets the person pick a date or time in Japan; it comes back as a postback with params."""

    label: str
    data: str
    mode: Literal["date", "time", "datetime"] = "date"
    initial: str | None = None
    min: str | None = None
    max: str | None = None

    def __post_init__(self) -> None:
        if self.mode not in _DATE_FORMS:
            raise ValueError(f"mode is date, time or datetime, not {self.mode!r}")
        for value in (self.initial, self.min, self.max):
            if value is not None and not re.fullmatch(_DATE_FORMS[self.mode], value):
                raise ValueError(f"{value!r} is not a {self.mode}")
        _set(self, label=wanted("label", self.label), data=_data(self.data))

    def as_line(self, limit: int = LABEL_LIMIT) -> dict[str, Any]:
        """LINE's date picker action."""
        ends = {"initial": self.initial, "min": self.min, "max": self.max}
        given = {name: value for name, value in ends.items() if value is not None}
        return {
            "type": "datetimepicker",
            "label": shorten(self.label, limit),
            "data": self.data,
            "mode": self.mode,
            **given,
        }


Action = Say | Post | Open | PickDate


def wanted(name: str, text: str, limit: int | None = None) -> str:
    """The cleaned text; an empty one, or one over `limit` graphemes, is a ValueError."""
    tidy = clean(text)
    if not tidy:
        raise ValueError(f"{name} is empty")
    if limit is not None and graphemes(tidy) > limit:
        raise ValueError(f"{name} has {graphemes(tidy)} characters, LINE allows {limit}")
    return tidy


def _data(data: str) -> str:
    tidy = wanted("data", data)
    if utf16(tidy) > DATA_LIMIT:
        raise ValueError(f"data has {utf16(tidy)} units, LINE allows {DATA_LIMIT}")
    return tidy


def _set(action: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(action, name, value)
