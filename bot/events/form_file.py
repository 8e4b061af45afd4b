"""Reads the form of an event: every mistake at once, each with its line; nothing is filled in by guessing."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from bot.announcements import numbered, repeat_days, wording_content
from bot.announcements.content_days import NoMoment, even
from bot.announcements.content_fields import Page, meant, plain, told
from bot.announcements.content_source import text_of
from bot.announcements.numbered import Pairs
from bot.announcements.repeats import Repeat
from bot.announcements.themes import find as find_theme
from bot.announcements.themes import themes
from bot.announcements.timing import day_in_words
from bot.errors import Problem
from bot.events import wording
from bot.events.days import EventDay, read_day, read_rule, until_in_words, with_hours
from bot.events.form_fields import MOST_DAYS, NAME_UNITS, Checks, key_of, read_details, texts_of
from bot.events.series import KINDS, Details, SeriesForm

KEYS = tuple(wording.KEYS)
BESIDE_RULE = ("from", "until", "count", "on_skip", "skip")
USUAL_THEME = "college"
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE_LENGTH = 30


def read(source: str | Path, now: dt.datetime, checks: Checks | None = None) -> SeriesForm:
    """The form in a file (Path) or in a text (str), as of `now`. Raises Problem with every mistake and its line."""
    names = tuple(name for key, names in wording.KEYS.items() for name in (key, *names))
    pairs, mistakes = numbered.load(text_of(source), names)
    mistakes = [(line, _as_form(sentence)) for line, sentence in mistakes]
    if pairs is None:
        raise told(mistakes)
    page = _page(pairs, mistakes)
    form = _form(page, now, checks or Checks())
    page.raise_mistakes()
    return form


def _page(pairs: Pairs, mistakes: list[numbered.Mistake]) -> Page:
    """The page under the keys that its names stand for."""
    items: dict[str, tuple[int, numbered.Value]] = {}
    written: dict[str, str] = {}
    for name, (line, value) in pairs.items.items():
        key = key_of(name)
        if key not in KEYS:
            hint = wording.HINTS.get(name.strip()) or meant(name, (one for key in KEYS for one in _names(key)))
            sentence = wording.UNKNOWN.format(key=name[:40])
            mistakes.append((line, sentence + (hint or wording.ALL_KEYS.format(names="、".join(KEYS)))))
        elif key in items:
            told_of = {"key": name, "other": written[key], "first": items[key][0]}
            mistakes.append((line, wording.ALSO_WRITTEN.format(**told_of)))
        else:
            items[key], written[key] = (line, value), name
    return Page(Pairs(pairs.line, items), mistakes)


def _form(page: Page, now: dt.datetime, checks: Checks) -> SeriesForm:
    for key in ("code", "name"):
        if page.get(key) is None:
            page.wrong(1, wording_content.MISSING.format(key=key))
    days = _days(page, now)
    rule = _rule(page)
    details = read_details(page, checks)
    kind = _kind(page, days)
    _which_days(page, kind, days)
    _fits(page, kind, days, details, now)
    return SeriesForm(
        code=_code(page), name=page.words("name", NAME_UNITS, one_line=True), kind=kind, theme=_theme(page),
        details=details, rule=rule, moved=_moved(page, rule), days=tuple(days), record_id=_record(page, checks),
    )  # fmt: skip


def _code(page: Page) -> str:
    text = page.words("code", 100, one_line=True)
    code = even(text).lower()
    if text and not (_CODE.fullmatch(code) and len(code) <= _CODE_LENGTH):
        page.wrong(page.line("code"), wording.CODE_FORM.format(value=text))
    return code


def _theme(page: Page) -> str:
    written = page.words("theme", 100, one_line=True)
    names = {theme.name: key for key, theme in themes().items()} | {key: key for key in themes()}
    return find_theme(written) or names[page.choice("theme", names, USUAL_THEME)]


def _kind(page: Page, days: list[EventDay]) -> str:
    """The kind as written, else what the rest says: a rule is a meetup, one day a single event, more days a course."""
    usual = "meetup" if page.get("rule") else "course" if len(days) > 1 else "single"
    names = {words: kind for kind, words in wording.KINDS.items()} | {kind: kind for kind in KINDS}
    return names[page.choice("kind", names, usual)]


def _record(page: Page, checks: Checks) -> str | None:
    record = even(page.words("record", 40, one_line=True))
    if record and checks.record is not None and not checks.record(record):
        page.wrong(page.line("record"), wording.NO_RECORD.format(value=record))
    return record or None


def _days(page: Page, now: dt.datetime) -> list[EventDay]:
    """The days in their order; those that are past, written twice or no days are mistakes."""
    found: list[tuple[EventDay, int]] = []
    for line, words in texts_of(page.get("days")):
        text = page.text("days", line, words, 100, one_line=True) if words else ""
        if words is None:
            page.wrong(line, wording.DAYS_LIST)
        if not text:
            continue
        try:
            found.append((read_day(text), line))
        except NoMoment as error:
            page.wrong(line, error.sentence or wording.NOT_A_DAY.format(value=text))
    if len(found) > MOST_DAYS:
        page.wrong(page.line("days"), wording.TOO_MANY_DAYS.format(most=MOST_DAYS))
    seen = set()
    for one, line in found:
        if one.day in seen:
            page.wrong(line, wording.DAY_TWICE.format(day=day_in_words(one.day)))
        elif (one.starts_at or one.over_at) <= now:
            page.wrong(line, wording.DAY_PAST.format(day=one.words()))
        seen.add(one.day)
    return sorted((one for one, _ in found), key=lambda one: one.day)


def _rule(page: Page) -> Repeat | None:
    """The rule with its bounds, as the repeats of announcements are read."""
    given = {key: plain(value) for key in ("rule", *BESIDE_RULE) if (value := page.get(key)) is not None}
    if "rule" not in given:
        for key in (*BESIDE_RULE, "moved"):
            if page.get(key) is not None:
                page.wrong(page.line(key), wording.ONLY_WITH_RULE.format(key=key))
        return None
    if isinstance(given["rule"], dict | list):
        page.wrong(page.line("rule"), wording_content.NOT_TEXT_VALUE.format(key="rule"))
        return None
    try:
        return read_rule(given)
    except Problem as problem:
        for sentence in problem.sentences:
            page.wrong(_line_of(page, sentence), sentence)
        return None


def _line_of(page: Page, sentence: str) -> int:
    named = (key for key in BESIDE_RULE if f" {key}" in f" {sentence}" and page.get(key) is not None)
    return page.line(next(named, "rule"))


def _moved(page: Page, rule: Repeat | None) -> dict[dt.date, dt.date]:
    value = page.get("moved")
    if value is None or rule is None:
        return {}
    if not isinstance(value, Pairs):
        page.wrong(page.line("moved"), wording.MOVED_FORM)
        return {}
    found: dict[dt.date, dt.date] = {}
    for name, (line, inner) in value.items.items():
        old, new = (_moved_day(page, line, plain(one)) for one in (numbered.Words(line, name), inner))
        if old is None or new is None:
            continue
        if not repeat_days.days(rule, old, old):
            page.wrong(line, wording.MOVED_NO_DAY.format(day=day_in_words(old)) + _near(rule, old))
        elif new in found.values() or (repeat_days.days(rule, new, new) and new not in value_days(value)):
            page.wrong(line, wording.MOVED_TWICE.format(day=day_in_words(new)))
        found[old] = new
    return found


def value_days(value: Pairs) -> set[dt.date]:
    """The days that are moved away."""
    days = set()
    for name in value.items:
        try:
            days.add(read_day(name).day)
        except NoMoment:
            continue
    return days


def _moved_day(page: Page, line: int, text: Any) -> dt.date | None:
    try:
        return read_day(str(text)).day
    except NoMoment as error:
        page.wrong(line, error.sentence or wording.MOVED_FORM)
        return None


def _near(rule: Repeat, day: dt.date) -> str:
    reach = dt.timedelta(days=35)
    near = min(repeat_days.days(rule, day - reach, day + reach), key=lambda one: abs(one - day), default=None)
    return wording.MOVED_NEAR.format(day=day_in_words(near)) if near else ""


def _which_days(page: Page, kind: str, days: list[EventDay]) -> None:
    rule, named = page.get("rule") is not None, page.get("days") is not None
    if rule and named:
        page.wrong(page.line("rule"), wording.BOTH_DAYS)
    elif not rule and not named:
        page.wrong(1, wording.NO_DAYS)
    elif rule and kind == "course":
        page.wrong(page.line("rule"), wording.COURSE_RULE)
    elif kind == "single" and (rule or len(days) > 1):
        page.wrong(page.line("rule" if rule else "days"), wording.SINGLE_DAYS)


def _fits(page: Page, kind: str, days: list[EventDay], details: Details, now: dt.datetime) -> None:
    """What can be judged only of several values together."""
    if details.end and details.start is None and page.get("start") is None:
        page.wrong(page.line("end"), wording.END_ALONE)
    if details.most_people and details.capacity and details.most_people > details.capacity:
        told_of = {"most": details.most_people, "capacity": details.capacity}
        page.wrong(page.line("people"), wording.MOST_OVER_CAPACITY.format(**told_of) + "。")
    if details.needed_days and kind != "course":
        page.wrong(page.line("needed_days"), wording.ONLY_COURSE)
    elif details.needed_days and days and details.needed_days > len(days):
        told_of = {"needed": details.needed_days, "days": len(days)}
        page.wrong(page.line("needed_days"), wording.NEEDED_OVER_DAYS.format(**told_of) + "。")
    _deadline_fits(page, kind, with_hours(days, details.start, details.end), details, now)


def _deadline_fits(page: Page, kind: str, days: list[EventDay], details: Details, now: dt.datetime) -> None:
    deadline, line = details.apply_until, page.line("deadline")
    if deadline is None:
        return
    if deadline.moment and (page.get("rule") is not None or (kind == "meetup" and len(days) > 1)):
        page.wrong(line, wording.DEADLINE_FIXED)
    elif days and (late := deadline.late(days)):
        page.wrong(line, late)
    elif days and (at := deadline.on(days)) and at <= now:
        page.wrong(line, wording.DEADLINE_PAST.format(at=until_in_words(at)))


def _names(key: str) -> tuple[str, ...]:
    return (key, *wording.KEYS[key])


def _as_form(sentence: str) -> str:
    """What is said of the file of an announcement, said of this one."""
    known = {wording_content.EMPTY: wording.EMPTY, wording_content.TWO_PAGES: wording.TWO_PAGES}
    return known.get(sentence, sentence).replace(*wording.FIRST_KEY)
