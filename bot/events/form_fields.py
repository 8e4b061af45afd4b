"""The values of a form that every session takes over: hours, place, seats, deadline, texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.announcements import links
from bot.announcements.content_days import NoMoment, even, read_moment, read_time
from bot.announcements.content_fields import Page, meant
from bot.announcements.numbered import Items, Mistake, Pairs, Value, Words
from bot.announcements.timing import time_in_words
from bot.errors import Problem
from bot.events import wording
from bot.events.series import Deadline, Details

TEXTS = {"place": 200, "who": 300, "contact": 300, "what": 1000, "text": 2000}  # UTF-16 units
NAME_UNITS = 100
MOST_SEATS, MOST_PEOPLE, MOST_DAYS, FARTHEST = 10_000, 50, 60, 365
NUMBERS = {"capacity": ("capacity", MOST_SEATS), "people": ("most_people", MOST_PEOPLE),
           "needed_days": ("needed_days", MOST_DAYS)}  # fmt: skip
FIELDS = {"start": "start", "end": "end", "place": "place", "online": "online_url", "deadline": "apply_until",
          "who": "who", "contact": "contact", "what": "what", "text": "text", "name": "name",
          **{key: name for key, (name, _) in NUMBERS.items()}}  # fmt: skip
RULE_KEYS = ("rule", "from", "until", "count", "skip", "on_skip")
_BEFORE = re.compile(r"(?:(\d{1,3})(日|週間)前|(前日)|(当日))(?:の|まで)?\s*(.*)")
_NUMBER = re.compile(r"(\d{1,9})\s*(?:人|名|日|席)?")


@dataclass(frozen=True)
class Checks:
    """What a form is told from outside: where links may lead beside the list, and whether a record is known."""

    hosts: Collection[str] = ()
    record: Callable[[str], bool] | None = None


def key_of(written: str) -> str:
    """The key a name stands for (場所 → place); the name itself when it stands for none."""
    tidy = even(written)
    found = (key for key, names in wording.KEYS.items() if tidy.lower() == key or tidy in names)
    return next(found, written)


def read_details(page: Page, checks: Checks) -> Details:
    """The details as written; mistakes are remembered in the page."""
    start, end = read_hours(page)
    found: dict[str, Any] = {name: read_number(page, key, most) for key, (name, most) in NUMBERS.items()}
    found |= {key: page.words(key, TEXTS[key]) or None for key in ("who", "contact", "what", "text")}
    place = page.words("place", TEXTS["place"], one_line=True) or None
    return Details(start, end, place, _online(page, checks), apply_until=read_deadline(page), **found)


def read_hours(page: Page) -> tuple[dt.time | None, dt.time | None]:
    """Start and end; an end needs a start before it."""
    start, end = _time(page, "start"), _time(page, "end")
    if end and start and end <= start:
        sentence = wording.END_BEFORE_START.format(start=time_in_words(start), end=time_in_words(end))
        page.wrong(page.line("end"), sentence)
    return start, end


def read_number(page: Page, key: str, most: int) -> int | None:
    """A whole number from 1, also as 20人; なし is None."""
    text = page.words(key, 40, one_line=True)
    if not text or text in wording.NO_LIMIT_WORDS:
        return None
    found = _NUMBER.fullmatch(even(text))
    if found is None or not 1 <= int(found[1]) <= most:
        page.wrong(page.line(key), wording.NOT_A_NUMBER.format(key=key, value=text, least=1, most=most))
        return None
    return int(found[1])


def read_deadline(page: Page) -> Deadline | None:
    """3日前, 前日 17:00, 1週間前, 当日 12:00, a day, a moment, or {days_before: 3, at: "17:00"}."""
    value = page.get("deadline")
    if isinstance(value, Pairs):
        inner = {key: one.text for key, (_, one) in value.items.items() if isinstance(one, Words)}
        value = Words(value.line, f"{inner.pop('days_before', '?')}日前 {inner.pop('at', '')}{'?' if inner else ''}")
    if not isinstance(value, Words):
        if value is not None:
            _no_deadline(page, "")
        return None
    text = page.text("deadline", page.line("deadline"), value, 100, one_line=True)
    if not text or text in wording.NO_LIMIT_WORDS:
        return None
    try:
        return _deadline(even(text))
    except NoMoment as error:
        _no_deadline(page, text, error.sentence)
        return None


def read_changes(changes: Mapping[str, object], checks: Checks) -> dict[str, Any]:
    """Single values as fill takes them, by the names of Details and `name`; None takes one away.

    Raises Problem with a sentence for every mistake.
    """
    mistakes: list[Mistake] = []
    pairs: dict[str, tuple[int, Value]] = {}
    emptied: dict[str, None] = {}
    for written, value in changes.items():
        key = key_of(written)
        if key not in FIELDS:
            mistakes.append((1, _not_changed(written, key)))
        elif key in pairs or FIELDS[key] in emptied:
            mistakes.append((1, wording.CHANGE_TWICE.format(key=written)))
        elif value is None or not str(value).strip() or str(value).strip() in wording.NO_LIMIT_WORDS:
            emptied[FIELDS[key]] = None
        else:
            pairs[key] = (1, Words(1, str(value)))
    page = Page(Pairs(1, pairs), mistakes)
    details = read_details(page, checks)
    name = page.words("name", NAME_UNITS, one_line=True)
    if "name" in emptied or mistakes:
        raise Problem(*dict.fromkeys(sentence for _, sentence in mistakes or [(1, wording.NO_NAME)]))
    found = {FIELDS[key]: name if key == "name" else getattr(details, FIELDS[key]) for key in pairs}
    return found | emptied


def _not_changed(written: str, key: str) -> str:
    if key == "days":
        return wording.DAYS_MOVE
    shown = wording.ALL_KEYS.format(names="、".join(f"{one}（{wording.KEYS[one][0]}）" for one in FIELDS))
    if key in RULE_KEYS:
        return wording.RULE_OF_SERIES.format(key=written)
    if key in wording.KEYS:
        return wording.NOT_CHANGED_HERE.format(key=written) + shown
    names = (name for one in FIELDS for name in (one, *wording.KEYS[one]))
    return wording.UNKNOWN.format(key=written) + (meant(written, names) or shown)


def _time(page: Page, key: str) -> dt.time | None:
    text = page.words(key, 40, one_line=True)
    if not text:
        return None
    try:
        return read_time(even(text).removesuffix("から").removesuffix("まで"))
    except NoMoment:
        page.wrong(page.line(key), wording.NOT_A_TIME.format(key=key, value=text))
        return None


def _online(page: Page, checks: Checks) -> str | None:
    text = page.words("online", 1000, one_line=True)
    if not text:
        return None
    address = page.checked(page.line("online"), lambda: links.checked(text, checks.hosts))
    return str(address) if address else None


def _deadline(text: str) -> Deadline:
    before = _BEFORE.fullmatch(text.removesuffix("まで"))
    if before is None:
        return Deadline(moment=read_moment(text.removesuffix("まで")).end())
    days = int(before[1] or 0) * (7 if before[2] == "週間" else 1) + bool(before[3])
    if days > FARTHEST:
        raise NoMoment
    return Deadline(days, read_time(before[5]) if before[5] else None)


def _no_deadline(page: Page, text: str, sentence: str = "") -> None:
    page.wrong(page.line("deadline"), sentence or wording.DEADLINE_FORM.format(value=text))


def texts_of(value: Value | None) -> list[tuple[int, Words | None]]:
    """The lines of one value or of a list; None where something else stands than a text."""
    if value is None:
        return []
    given = value.items if isinstance(value, Items) else (value,)
    return [(one.line, one if isinstance(one, Words) else None) for one in given]
