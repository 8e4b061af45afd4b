"""Checks that need one record alone: days and weekdays, sentences, persons, values, windows, ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from knowledge.calendar import first_day, fiscal_year, last_day
from knowledge.figures import Figures, offered, wrong_days
from knowledge.finding import Finding, Item, texts
from knowledge.programs import EditionStatus, Event, EventStatus, Fact, Program, Record, Value

DOCUMENT_YEAR = 2024  # a day printed without its year belongs to fiscal year R6
LONG = 180  # characters a person reads on a phone without losing the thread
MAILS = frozenset(
    {"info-will@mkto.org", "info@kyo-ya.net", "project@city.ichinoseki.iwate.jp", "koro@city.ichinoseki.iwate.jp"}
)

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PERSON = re.compile(r"(?<=[一-龥々])氏(?![名神族])|(?<=[一-龥々]{2})様(?![々子式相態])")
_NOT_PERSON = re.compile(r"[皆客仕多同模異有今]様|(?:両|摂)氏")
_WORDS = {
    Fraction(0): ("無料", "無償", "かかりません", "ありません", "いません", "なし"),
    Fraction(1): ("全額", "同額", "相当額", "一つ", "ひとつ"),
    Fraction(1, 2): ("半分", "半額"),
}
_SENTENCES = frozenset({"text", "note", "summary"})
_END = re.compile(r"[。！？][」』）)]?$")


def days(raw: Any) -> Iterator[Finding]:
    """Days that do not exist, and printed weekdays that do not fit."""
    for item, text in texts(raw):
        for wrong in wrong_days(text, DOCUMENT_YEAR):
            yield Finding(item, wrong)


def persons(raw: Any) -> Iterator[Finding]:
    """Mail addresses outside the list, blacked-out names, and what looks like a person's name."""
    for item, text in texts(raw):
        for mail in _MAIL.findall(text):
            if mail not in MAILS:
                yield Finding(item, f"{mail} is no address of an office: leave it out")
        if "●" in text:
            yield Finding(item, "a blacked-out name: leave it out")
        if _PERSON.search(_NOT_PERSON.sub("", text)):
            yield Finding(item, "this looks like a person's name: name the office only")


def sentences(raw: Any) -> Iterator[Finding]:
    """Sentences a citizen reads end with 。 and stay short."""
    for item, text in texts(raw):
        if item[-1] not in _SENTENCES:
            continue
        if not _END.search(text):
            yield Finding(item, "a sentence ends with 。")
        if len(text) > LONG:
            yield Finding(item, f"{len(text)} characters: a sentence for a phone has at most {LONG}", "notice")


def values(record: Record) -> Iterator[Finding]:
    """Machine values must stand in the sentence they belong to."""
    for index, fact in enumerate(record.facts):
        for value in fact.values:
            for text in _absent(value, fact):
                yield Finding(("facts", index, "value"), f"the sentence does not state {text}")
    seen: dict[str, int] = {}
    for index, fact in enumerate(record.facts):
        if fact.text in seen:
            yield Finding(("facts", index), f"fact {seen[fact.text] + 1} says the same")
        seen.setdefault(fact.text, index)


def windows(record: Program, today: dt.date | None) -> Iterator[Finding]:
    """A window ends after it starts; one that is over this fiscal year is worth a look."""
    for at, edition in enumerate(record.editions):
        for index, window in enumerate(edition.windows):
            item: Item = ("editions", at, "windows", index)
            if window.start and window.end and last_day(window.end) < first_day(window.start):
                yield Finding(item, f"the window ends {window.end}, before it starts {window.start}")
            over = today and window.end and last_day(window.end) < today
            if over and today and edition.fiscal_year == fiscal_year(today):
                yield Finding(item, f"{window.label}: over since {window.end}", "notice")


def ends(record: Program) -> Iterator[Finding]:
    """A program that ends names what follows, or says in a note that nothing is named."""
    for at, edition in enumerate(record.editions):
        if edition.status is EditionStatus.MERGED and not record.merged_into:
            yield Finding(("editions", at), "merged, but merged_into is missing")
        if edition.status is EditionStatus.ABOLISHED and not (edition.note or record.successors):
            yield Finding(("editions", at), "abolished without a successor or a note")
        if edition.status is EditionStatus.LAST_YEAR and not (edition.note or edition.ends_on):
            yield Finding(("editions", at), "the last year needs ends_on or a note")
        if edition.status is EditionStatus.UNCLEAR and not record.conflicts:
            yield Finding(("editions", at), "unclear, but no conflict says why")
    if record.merged_into and all(edition.status is not EditionStatus.MERGED for edition in record.editions):
        yield Finding(("merged_into",), "merged_into without a merged edition")


def events(record: Record) -> Iterator[Finding]:
    """Days of an event stand in order; an event planned for a day that the document knows as past is a slip."""
    for index, event in enumerate(record.events):
        if list(event.dates) != sorted(set(event.dates)):
            yield Finding(("events", index, "dates"), "the days of an event stand once, oldest first")
        if event.status is EventStatus.CANCELLED and event.numbers:
            yield Finding(("events", index, "numbers"), "a cancelled event has no figures")
        if _held_later(event):
            yield Finding(("events", index, "status"), "held, but every day is after 2025-03-10, the document's day")


def review(record: Record, today: dt.date | None) -> Iterator[Finding]:
    """A record whose review is due."""
    if today and record.review_by <= today:
        yield Finding(("review_by",), f"review due since {record.review_by}", "notice")


def _held_later(event: Event) -> bool:
    return event.status is EventStatus.HELD and bool(event.dates) and event.dates[0] > dt.date(2025, 3, 10)


def _absent(value: Value, fact: Fact) -> Iterator[str]:
    there = offered(fact.text)
    for yen in (value.yen, value.yen_min, value.yen_over):
        if yen is not None and yen not in there.yen and not _in_words(yen, fact.text):
            yield f"{yen:,}円"
    for rate in (value.rate, value.rate_max):
        if rate is not None and Fraction(rate) not in there.rates and not _in_words(Fraction(rate), fact.text):
            yield f"the rate {rate}"
    if value.count is not None and str(value.count) not in there.numbers and not _in_words(value.count, fact.text):
        yield f"{value.count}{value.unit}"
    for partial in (value.date, value.until):
        if partial is not None and not _states_day(partial, there, fact.text):
            yield partial


def _states_day(partial: str, there: Figures, text: str) -> bool:
    year, *rest = map(int, partial.split("-"))
    if rest == [4] and year in there.years and "年度" in text:
        return True  # 令和3年度から: the year that began in April
    return {str(part) for part in rest} <= there.numbers


def _in_words(figure: Fraction | int, text: str) -> bool:
    return any(word in text for word in _WORDS.get(Fraction(figure), ()))
