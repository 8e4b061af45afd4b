"""The moments of a file: when to send, when the event begins and ends, from when on it would be stale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.announcements import wording_content as wording
from bot.announcements.content_days import Moment, NoMoment, combined, read_moment, read_time
from bot.announcements.content_facts import Fact, labelled
from bot.announcements.content_fields import Page
from bot.announcements.content_mentions import deadline_moment, event_moment
from bot.announcements.numbered import Pairs, Value, Words
from bot.announcements.styles import Kind
from bot.clock import jst

SEND_KEYS = ("days_before", "at", "of")
FARTHEST = 365  # days before an event


@dataclass(frozen=True)
class Times:
    """Aware UTC; `past_at` is the first moment at which the announcement must not be sent any more."""

    send_at: dt.datetime | None
    starts_at: Moment | None
    until: Moment | None
    past_at: dt.datetime | None


def read_times(page: Page, kind: Kind, facts: Sequence[Fact], now: dt.datetime) -> Times:
    """The moments as written; what starts_at and until do not say is taken from the lines 日時 and 締切.

    What is sent again and again can name no day: from the second time on it would be an old one.
    """
    starts_at, until, past = (_moment(page, key) for key in ("starts_at", "until", "past"))
    if starts_at and until and (until.at < starts_at.at if until.timed else until.end() <= starts_at.at):
        told = {"until": shown(until), "start": shown(starts_at)}
        page.wrong(page.line("until"), wording.UNTIL_BEFORE_START.format(**told))
    send_at = _send_at(page, starts_at, until)
    if starts_at is None and kind.past_from and (line := labelled(facts, "日時")):
        starts_at = event_moment(line.text, send_at or now)
    if until is None and kind.past_from and (line := labelled(facts, "締切")):
        until = deadline_moment(line.text, send_at or now)
    if page.get("repeat") is not None:
        _without_days(page, facts, now)
    return Times(send_at, starts_at, until, past.end() if past else _past(kind, starts_at, until))


def _without_days(page: Page, facts: Sequence[Fact], now: dt.datetime) -> None:
    for key in ("starts_at", "until"):
        if page.get(key) is not None:
            page.wrong(page.line(key), wording.REPEAT_DAY.format(key=key))
    for fact in facts:
        if event_moment(fact.text, now):
            page.wrong(fact.line, wording.REPEAT_DAY.format(key=fact.label))


def shown(moment: Moment) -> str:
    """The moment in words, without a time when none was written."""
    return wording.moment(moment.at) if moment.timed else wording.day(jst(moment.at).date())


def _past(kind: Kind, starts_at: Moment | None, until: Moment | None) -> dt.datetime | None:
    given = {"starts_at": starts_at, "until": until}
    for name in kind.past_from:
        if moment := given[name]:
            return moment.end()
    return None


def _moment(page: Page, key: str) -> Moment | None:
    value = page.get(key)
    return None if value is None else _read(page, key, page.line(key), value)


def _read(page: Page, key: str, line: int, value: Value) -> Moment | None:
    text = page.text(key, line, value, 100, one_line=True)
    if not text:
        return None
    try:
        return read_moment(text)
    except NoMoment as error:
        page.wrong(line, error.sentence or wording.NOT_A_MOMENT.format(key=key, value=text))
        return None


def _send_at(page: Page, starts_at: Moment | None, until: Moment | None) -> dt.datetime | None:
    value = page.get("send_at")
    if isinstance(value, Pairs):
        return _relative(page, Page(value, page.mistakes), starts_at, until)
    if isinstance(value, Words) and value.text.strip() in wording.NOW:
        return None
    moment = _moment(page, "send_at")
    if moment is not None and not moment.timed:
        page.wrong(page.line("send_at"), wording.NO_TIME.format(key="send_at"))
        return None
    return moment.at if moment else None


def _relative(page: Page, inner: Page, starts_at: Moment | None, until: Moment | None) -> dt.datetime | None:
    """So many days before a day, at a time in Japan."""
    inner.known(SEND_KEYS, {}, "send_at の中：")
    missing = [key for key in SEND_KEYS if inner.get(key) is None]
    for key in missing:
        page.wrong(page.line("send_at"), wording.MISSING.format(key=f"send_at の {key}"))
    if missing:
        return None
    days, time, of = _days(inner), _time(inner), _of(inner, {"starts_at": starts_at, "until": until})
    if days is None or time is None or of is None:
        return None
    return combined(jst(of.at).date() - dt.timedelta(days=days), time)


def _days(inner: Page) -> int | None:
    text = inner.words("days_before", 20, one_line=True)
    if text.isdecimal() and int(text) <= FARTHEST:
        return int(text)
    inner.wrong(inner.line("days_before"), wording.DAYS_BEFORE_WHOLE)
    return None


def _time(inner: Page) -> dt.time | None:
    text = inner.words("at", 20, one_line=True)
    try:
        return read_time(text)
    except NoMoment:
        inner.wrong(inner.line("at"), wording.NOT_A_TIME.format(value=text))
        return None


def _of(inner: Page, named: dict[str, Moment | None]) -> Moment | None:
    value = inner.get("of")
    if isinstance(value, Words) and value.text.strip() in named:
        key = value.text.strip()
        if named[key] is None:
            inner.wrong(inner.line("of"), wording.MISSING.format(key=key))
        return named[key]
    return _read(inner, "of", inner.line("of"), value) if value is not None else None
