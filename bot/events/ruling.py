"""The rule of a series changes: what is planned and nobody has touched follows it, everything else stays as it is."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.announcements.names import named
from bot.errors import Problem
from bot.events import wording
from bot.events.changing import follows
from bot.events.days import of_rule, read_rule, rule_json
from bot.events.ending import anybody, remove
from bot.events.finding import find_series, tidy
from bot.events.form_fields import RULE_KEYS
from bot.events.making import locked, plan_ahead
from bot.events.series import details_of, moved_of, own_deadline, running
from bot.events.status import begins_at
from bot.models_events import EventSeries, EventSession
from bot.models_sending import Announcement, AuditEntry

_TAKEN_OVER = ("start", "end", "place", "online_url", "capacity", "most_people", "apply_until", "who", "contact",
               "what", "needed_days", "name")  # fmt: skip
_TIMES = re.compile(r"(\d{1,4})\s*回?")
_APART = re.compile(r"[、,，]\s*")


@dataclass(frozen=True)
class Ruled:
    """What went (its code and first day), what was made, and what the rule no longer gives and somebody worked on."""

    gone: tuple[tuple[str, dt.date], ...]
    made: tuple[EventSession, ...]
    kept: tuple[EventSession, ...]


def change(session: Session, code: str, given: Mapping[str, str], by: str, now: dt.datetime) -> Ruled:
    """Gives the series another rule, bounds or days left out; なし takes one of those away. Raises Problem."""
    by = named(by)
    if find_series(session, code) is None:
        raise Problem(wording.NO_SESSION.format(code=code))
    series = running(locked(session, tidy(code)))
    if series.kind != "meetup":
        raise Problem(wording.NO_RULE_HERE.format(code=series.code, kind=wording.KINDS[series.kind]))
    before = dict(series.rule or {})
    after = rule_json(read_rule(_merged(before, given)))
    if after == before:
        raise Problem(wording.NOTHING_CHANGED.format(code=series.code))
    series.rule = after
    session.flush()
    gone, kept = _follow(session, series, by, now)
    made = plan_ahead(session, series, by, now)
    detail = {"code": series.code, "before": before, "after": after, "gone": gone, "made": [one.code for one in made]}
    session.add(AuditEntry(at=now, by=by, what="event rule", detail=detail))
    session.flush()
    went = tuple((one["code"], dt.date.fromisoformat(one["first_day"])) for one in gone)
    return Ruled(went, tuple(made), tuple(kept))


def _merged(rule: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    merged = {key: value for key, value in rule.items() if key in RULE_KEYS}
    for key, text in given.items():
        empty = not text.strip() or text.strip() in wording.NO_LIMIT_WORDS
        if key == "rule" and empty:
            raise Problem(wording.NO_RULE_ENDS)
        merged[key] = None if empty else _value(key, text.strip())
    if "rule" not in merged:
        raise Problem(wording.ONLY_WITH_RULE.format(key="、".join(given)))
    return merged


def _value(key: str, text: str) -> Any:
    """As a form would hold it: several days left out are a list, a number of times is a number."""
    if key == "skip":
        return [one for one in _APART.split(text) if one]
    times = _TIMES.fullmatch(unicodedata.normalize("NFKC", text)) if key == "count" else None
    return int(times[1]) if times else text


def _follow(
    session: Session, series: EventSeries, by: str, now: dt.datetime
) -> tuple[list[dict[str, Any]], list[EventSession]]:
    """What the rule no longer gives: untouched sessions go, the others are named."""
    chosen = sa.select(EventSession).where(
        EventSession.series_id == series.id, EventSession.occurrence.is_not(None), EventSession.over_at > now,
        EventSession.state != "cancelled",
    )  # fmt: skip
    gone, kept = [], []
    for event in session.scalars(chosen.order_by(EventSession.first_day).with_for_update()).all():
        if event.occurrence is None or begins_at(event) <= now or _given(series, event.occurrence):
            continue
        if untouched(session, series, event):
            gone.append(remove(session, series, event, by, now, wording.WHY_OTHER_RULE))
        else:
            kept.append(event)
    return gone, kept


def _given(series: EventSeries, occurrence: dt.date) -> bool:
    return bool(series.rule and of_rule(series.rule, {}, occurrence, occurrence))


def untouched(session: Session, series: EventSeries, event: EventSession) -> bool:
    """Whether it is planned and has all its series gave it: no other day, value, text or announcement, and nobody."""
    if event.state != "planned" or event.moved_from or event.occurrence is None:
        return False
    if event.first_day != moved_of(series).get(event.occurrence, event.occurrence):
        return False
    if event.code in series.form.get("texts", {}) or own_deadline(series, event.code) or anybody(session, event):
        return False
    planned = sa.select(Announcement.id).where(Announcement.session_id == event.id).limit(1)
    if session.scalar(planned) is not None:
        return False
    details = details_of(series.form)
    return all(follows(series, event, name, details, series.name) for name in _TAKEN_OVER)
