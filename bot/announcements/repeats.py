"""Announcements that come again: read from {rule: 毎月第2金曜, at: "18:00", …}, kept as JSON, said in words.

Their days are worked out in repeat_days; `occurrences` and `next_after` are found here too.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.announcements import repeat_words, timing
from bot.announcements import wording_timing as wording
from bot.announcements.repeat_days import Repeat, Span, comes, next_after, occurrences
from bot.announcements.repeat_rules import Found
from bot.errors import Problem

__all__ = ["Repeat", "as_json", "in_words", "next_after", "occurrences", "parse"]

KEYS = ("rule", "at", "from", "until", "count", "skip", "on_skip")
MOST_TIMES = 500
MOST_SKIPPED = 100
YEARS = (2000, 2150)  # the years that jpholiday knows something about

_AT = re.compile(r"(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEARLY = re.compile(r"(\d{1,2})[-/月](\d{1,2})日?")
_BETWEEN = re.compile(r"\s*(?:~|〜|\.\.|から)\s*")
_LEAP_YEAR = 2000  # a yearly span is kept in a year that has every day
_SKIP_WORDS = {"holidays": "holidays", "祝日": "holidays", "weekends": "weekends", "土日": "weekends"}
_ON_SKIP = {
    "skip": "skip", "before": "before", "after": "after", "送らない": "skip", "前の日": "before", "次の日": "after",
}  # fmt: skip


def parse(given: Mapping[str, Any]) -> Repeat:
    """Reads {rule, at, from, until, count, skip, on_skip}; Problem has a sentence for every mistake."""
    if not isinstance(given, Mapping):
        raise Problem(wording.REPEAT_NOT_TABLE)
    given = {key: value for key, value in given.items() if value not in (None, "")}
    mistakes = [wording.REPEAT_UNKNOWN_KEY.format(key=key) for key in given if key not in KEYS]

    def read(reader: Any, *arguments: Any) -> Any:
        try:
            return reader(*arguments)
        except Problem as problem:
            mistakes.extend(problem.sentences)
            return None

    found = read(repeat_words.rule, given.get("rule"))
    at = read(_at, given.get("at"))
    start, until = read(_date, "from", given.get("from")), read(_date, "until", given.get("until"))
    count = read(_count, given.get("count"))
    skip = read(_skip, given.get("skip"))
    on_skip = read(_on_skip, given.get("on_skip"))
    if mistakes:
        raise Problem(*mistakes)
    repeat = Repeat(found.rule, at, start, until, count, on_skip=on_skip, **skip)
    return _checked(_with_ends(repeat, found), str(given["rule"]))


def as_json(repeat: Repeat) -> dict[str, Any]:
    """The repeat as plain JSON, always written alike; parse reads it again."""
    skip = [word for word, wanted in (("holidays", repeat.holidays), ("weekends", repeat.weekends)) if wanted]
    skip.extend(_span_text(span) for span in repeat.spans)
    written = {
        "rule": repeat.rule.text,
        "at": f"{repeat.at:%H:%M}",
        "from": repeat.start.isoformat() if repeat.start else None,
        "until": repeat.until.isoformat() if repeat.until else None,
        "count": repeat.count,
        "skip": skip or None,
        "on_skip": repeat.on_skip if repeat.on_skip != "skip" else None,
    }
    return {key: value for key, value in written.items() if value is not None}


def in_words(repeat: Repeat) -> str:
    """毎月第2金曜 18時00分（祝日に当たるときは送りません）, with its beginning and end."""
    when = f"{repeat_words.in_words(repeat.rule)} {timing.time_in_words(repeat.at)}"
    bounds = [
        wording.FROM_DAY.format(day=timing.day_in_words(repeat.start)) if repeat.start else "",
        wording.UNTIL_DAY.format(day=timing.day_in_words(repeat.until)) if repeat.until else "",
        wording.TIMES.format(n=repeat.count) if repeat.count else "",
    ]
    notes = repeat_words.notes(repeat.rule)
    left = [
        word for word, wanted in ((wording.HOLIDAYS, repeat.holidays), (wording.WEEKENDS, repeat.weekends)) if wanted
    ]
    left.extend(_span_words(span) for span in repeat.spans)
    if left:
        notes.append(wording.SKIPPED[repeat.on_skip].format(what="・".join(left)))
    head = "、".join(part for part in (when, *bounds) if part)
    return f"{head}（{'。'.join(notes)}）" if notes else head


def _with_ends(repeat: Repeat, found: Found) -> Repeat:
    """Takes the end over that stood in the rule."""
    for key, inside, beside in (("until", found.until, repeat.until), ("count", found.count, repeat.count)):
        if inside is not None and beside is not None:
            raise Problem(wording.REPEAT_BOTH_ENDS.format(key=key))
    if found.count is not None and found.count > MOST_TIMES:
        raise Problem(wording.REPEAT_COUNT.format(most=MOST_TIMES))
    return replace(
        repeat,
        until=repeat.until or found.until,
        count=repeat.count or found.count,
        holidays=repeat.holidays or found.working_days,
    )


def _checked(repeat: Repeat, text: str) -> Repeat:
    if repeat.start is None and (repeat.count is not None or repeat.rule.interval > 1):
        counted = wording.REPEAT_FROM_COUNT if repeat.count is not None else wording.REPEAT_FROM_INTERVAL
        raise Problem(wording.REPEAT_FROM_NEEDED.format(reason=counted.format(text=text)))
    if repeat.start and repeat.until and repeat.until < repeat.start:
        raise Problem(wording.REPEAT_ORDER.format(until=repeat.until, start=repeat.start))
    first = repeat.start or _before(repeat.until)
    eve = timing.at_on(first - dt.timedelta(days=1), dt.time.max)
    if not comes(repeat, first) or next_after(repeat, eve) is None:
        raise Problem(wording.REPEAT_NEVER.format(text=text))
    return repeat


def _before(until: dt.date | None) -> dt.date:
    """A day from which a rule without a beginning is tried: nine years before its end, or any day."""
    return max(dt.date(2000, 1, 1), until - dt.timedelta(days=9 * 365)) if until else dt.date(2000, 1, 1)


def _at(given: Any) -> dt.time:
    if given is None:
        raise Problem(wording.REPEAT_NO_AT)
    if isinstance(given, int) and 8 * 60 <= given < 24 * 60:  # YAML reads a bare 18:00 as the number 1080
        given = f"{given // 60}:{given % 60:02}"
    found = _AT.fullmatch(_plain(given)) if isinstance(given, str) else None
    try:
        if found is None:
            raise ValueError
        time = dt.time(int(found[1]), 30 if found[4] else int(found[2] or found[3] or 0))
    except ValueError:
        raise Problem(wording.REPEAT_AT.format(value=given)) from None
    if timing.quiet(timing.at_on(dt.date(2000, 1, 1), time)):
        raise Problem(wording.REPEAT_QUIET.format(value=given))
    return time


def _date(key: str, given: Any) -> dt.date | None:
    if given is None:
        return None
    span = _span(given)
    if span is None or span.yearly or span.first != span.last:
        raise Problem(wording.REPEAT_DATE.format(key=key, value=given))
    return span.first


def _count(given: Any) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= MOST_TIMES:
        raise Problem(wording.REPEAT_COUNT.format(most=MOST_TIMES))
    return given


def _on_skip(given: Any) -> str:
    if given is None:
        return "skip"
    if not isinstance(given, str) or given.strip() not in _ON_SKIP:
        raise Problem(wording.REPEAT_ON_SKIP)
    return _ON_SKIP[given.strip()]


def _skip(given: Any) -> dict[str, Any]:
    listed = given if isinstance(given, list | tuple) else [] if given is None else [given]
    if len(listed) > MOST_SKIPPED:
        raise Problem(wording.REPEAT_SKIP_MANY.format(most=MOST_SKIPPED))
    found: dict[str, Any] = {"holidays": False, "weekends": False}
    spans, mistakes = set(), []
    for value in listed:
        word = _SKIP_WORDS.get(value.strip()) if isinstance(value, str) else None
        span = None if word else _span(value)
        if word:
            found[word] = True
        elif span:
            spans.add(span)
        else:
            mistakes.append(wording.REPEAT_SKIP.format(value=value))
    if mistakes:
        raise Problem(*mistakes)
    return {**found, "spans": tuple(sorted(spans, key=lambda span: (span.yearly, span.first, span.last)))}


def _span(given: Any) -> Span | None:
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return _sensible(given, given)
    if not isinstance(given, str):
        return None
    ends = _BETWEEN.split(_plain(given))
    whole = [_DAY.fullmatch(end) for end in ends]
    yearly = [_YEARLY.fullmatch(end) for end in ends]
    try:
        if len(ends) <= 2 and all(whole):
            first, *rest = (dt.date(int(one[1]), int(one[2]), int(one[3])) for one in whole if one)
            return _sensible(first, rest[0] if rest else first)
        if len(ends) <= 2 and all(yearly):
            first, *rest = (dt.date(_LEAP_YEAR, int(one[1]), int(one[2])) for one in yearly if one)
            return Span(first, rest[0] if rest else first, yearly=True)
    except ValueError:
        pass
    return None


def _sensible(first: dt.date, last: dt.date) -> Span | None:
    return Span(first, last) if first <= last and first.year >= YEARS[0] and last.year <= YEARS[1] else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _span_text(span: Span) -> str:
    ends = [f"{day.month}/{day.day}" if span.yearly else day.isoformat() for day in (span.first, span.last)]
    return ends[0] if span.first == span.last else "〜".join(ends)


def _span_words(span: Span) -> str:
    ends = [f"{day.month}月{day.day}日" if span.yearly else timing.day_in_words(day) for day in (span.first, span.last)]
    return ends[0] if span.first == span.last else "〜".join(ends)
