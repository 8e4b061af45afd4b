"""Reads the file of an announcement: every mistake at once, each with its line; nothing is filled in by guessing."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from pathlib import Path
from typing import Any

from bot.announcements import links, numbered, render
from bot.announcements import wording_content as wording
from bot.announcements.content import Checks, Draft, wrong_day
from bot.announcements.content_button import read_button
from bot.announcements.content_facts import FACT_UNITS, Fact, read_facts
from bot.announcements.content_fields import Page, plain, told
from bot.announcements.content_marks import Marks
from bot.announcements.content_mentions import day_mistakes
from bot.announcements.content_needs import completed
from bot.announcements.content_source import text_of
from bot.announcements.content_times import Times, read_times
from bot.announcements.styles import CORRECTION, USUAL_KIND, templates
from bot.announcements.themes import find
from bot.announcements.timing import STALE, quiet

KEYS = (
    "title", "text", "theme", "audience", "send_at", "kind", "style", "facts", "button", "starts_at", "until", "past",
    "program", "source", "repeat",
)  # fmt: skip
TITLE_UNITS = 400  # what the column holds; LINE would take 1,500
TEXT_UNITS = 5000
SHORT_UNITS = 500
MOMENTS = ("past", "starts_at", "until", "facts")  # where it may stand that all is over
USUAL_THEME, USUAL_AUDIENCE = "office", "everyone"
_ADDRESS = re.compile(r"[a-z]{2,10}://[^\s\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef<>\"]+", re.IGNORECASE)


def read(source: str | Path, now: dt.datetime, checks: Checks | None = None) -> Draft:
    """The draft in a file (Path) or in a text (str), as of `now`. Raises Problem with every mistake and its line."""
    checks = checks or Checks()
    pairs, mistakes = numbered.load(text_of(source), KEYS)
    if pairs is None:
        raise told(mistakes)
    page = Page(pairs, mistakes)
    page.known(KEYS, wording.HINTS)
    draft = _draft(page, now, checks)
    page.raise_mistakes()
    return draft


def _draft(page: Page, now: dt.datetime, checks: Checks) -> Draft:
    """What stands in the page; worth nothing when the page has mistakes."""
    for key in ("title", "text"):
        if page.get(key) is None:
            page.wrong(1, wording.MISSING.format(key=key))
    theme = _theme(page, checks)
    kind = templates().kinds[page.choice("kind", templates().kinds, USUAL_KIND)]
    style = page.choice("style", templates().styles, templates().style_for(theme))
    facts = read_facts(page)
    times = read_times(page, kind, facts, now)
    facts = completed(page, kind, facts, times)
    marks = Marks(page, checks, facts)
    title = marks.filled("title", page.words("title", TITLE_UNITS, one_line=True), TITLE_UNITS)
    text = marks.filled("text", page.words("text", TEXT_UNITS), TEXT_UNITS)
    content: dict[str, Any] = {
        "kind": kind.name,
        "style": style,
        "text": text,
        "facts": [[one.label, marks.filled(f"facts の {one.label}", one.text, FACT_UNITS, one.line)] for one in facts],
    }
    content |= _rest(page, checks, marks, times)
    repeat = _repeat(page, checks)
    _look_through(page, content, title, facts, checks, now)
    past_at = None if repeat else times.past_at
    draft = Draft(title, theme, _audience(page, checks), times.send_at, past_at, repeat, content)
    if not page.mistakes:
        _fits(page, draft, now, checks.at_night)
    return draft


def _theme(page: Page, checks: Checks) -> str:
    if not checks.themes:
        return page.words("theme", 40, one_line=True) or USUAL_THEME
    written = page.get("theme")
    if isinstance(written, numbered.Words) and (found := find(written.text)) in checks.themes:
        return str(found)
    keys = {name: key for key, name in checks.themes.items()} | {key: key for key in checks.themes}
    return keys.get(page.choice("theme", keys, USUAL_THEME), USUAL_THEME)


def _audience(page: Page, checks: Checks) -> str:
    written = page.words("audience", 2000, one_line=True) or USUAL_AUDIENCE
    if checks.audience is not None:
        check = checks.audience
        page.checked(page.line("audience"), lambda: check(written))
    return written


def _repeat(page: Page, checks: Checks) -> dict[str, Any] | None:
    value = page.get("repeat")
    if value is None:
        return None
    if not isinstance(value, numbered.Pairs):
        page.wrong(page.line("repeat"), wording.NOT_PAIRS.format(key="repeat"))
        return None
    rule: dict[str, Any] = plain(value)
    if checks.repeat is not None:
        check = checks.repeat
        page.checked(page.line("repeat"), lambda: check(rule))
    return rule


def _rest(page: Page, checks: Checks, marks: Marks, times: Times) -> dict[str, Any]:
    """What need not be there; absent rather than empty."""
    found = {
        "button": read_button(page, marks, checks.hosts),
        "source": marks.filled("source", page.words("source", SHORT_UNITS, one_line=True), SHORT_UNITS),
        "program": page.words("program", 40, one_line=True),
        "starts_at": times.starts_at and times.starts_at.at.isoformat(),
        "until": times.until and times.until.end().isoformat(),
        "program_said": marks.program_said,
    }
    return {name: value for name, value in found.items() if value}


def _look_through(
    page: Page, content: dict[str, Any], title: str, facts: list[Fact], checks: Checks, now: dt.datetime
) -> None:
    """Days, weekdays and addresses wherever the author wrote them."""
    written = [(page.line("title"), title), (page.line("text"), content["text"])]
    told_in_facts = [(fact.line, text) for fact, (_, text) in zip(facts, content["facts"], strict=True)]
    for line, text in [*written, *told_in_facts]:
        for sentence in day_mistakes(text, now):
            page.wrong(line, sentence)
        for match in _ADDRESS.finditer(text):
            address = match[0].rstrip(".,:;!?)'")
            page.checked(line, partial(links.checked, address, checks.hosts))


def _fits(page: Page, draft: Draft, now: dt.datetime, at_night: bool) -> None:
    """What can be judged only when every part is right: LINE's limits, and the order of the moments."""
    page.checked(page.line("text"), lambda: _rendered(draft))
    if draft.send_at is None:
        if draft.past_at and draft.past_at <= now:
            line = next((page.line(key) for key in MOMENTS if page.get(key)), 1)
            page.wrong(line, wording.ALREADY_PAST.format(past=wording.moment(draft.past_at)))
        return
    line = page.line("send_at")
    if draft.send_at < now - STALE:  # what has only just passed still means "now"
        page.wrong(line, wording.SEND_PAST.format(moment=wording.moment(draft.send_at)))
    elif not at_night and quiet(draft.send_at):
        page.wrong(line, wording.SEND_AT_NIGHT.format(moment=wording.moment(draft.send_at)))
    if draft.past_at and draft.send_at >= draft.past_at:
        told_at = {"send": wording.moment(draft.send_at), "past": wording.moment(draft.past_at)}
        page.wrong(line, wording.SEND_AFTER_PAST.format(**told_at))
    if not draft.repeat and (sentence := wrong_day(draft.content, draft.send_at)):
        page.wrong(line, sentence)


def _rendered(draft: Draft) -> None:
    """LINE's limits, with the longest words that may still be put before the author's."""
    longest = "あ" * TITLE_UNITS if draft.content["kind"] == CORRECTION else None
    render.messages(draft.content, draft.title, link=str, correction_of=longest, mark=wording.TEST_MARK)
