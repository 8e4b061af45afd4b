"""A session as an entry of a calendar (RFC 5545): one VEVENT a day, in Japan's time, all day where no hour is stated.

A day keeps its UID for good; whatever changes day, hour or place raises SEQUENCE, so that a calendar which reads the
file again moves what it has instead of adding to it. A day that a move has taken away is called off.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from bot.actions import URI_LIMIT
from bot.clock import JST
from bot.events import wording_calendar as wording
from bot.events.days import EventDay, from_json
from bot.models_events import EventSession

MAKER = "-//madoguchi//events//JA"
ZONE = "Asia/Tokyo"
OFFSET = dt.timedelta(hours=9)  # Japan's clocks never change (tz database, since 1951)
GOOGLE = "https://calendar.google.com/calendar/render"
OUTSIDE = {"openExternalBrowser": "1"}  # LINE then opens the phone's browser, which can hand a file to the calendar
# RFC 5545 allows no control characters in a text; of breaks it knows one.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def entry(event: EventSession, now: dt.datetime, cancelled: bool = False) -> bytes:
    """The file. `cancelled`: this person takes no part, whatever becomes of the session itself."""
    calendar = Calendar()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add_component(_japan())
    for one in _days(event, now, cancelled):
        calendar.add_component(one)
    return bytes(calendar.to_ical())


def address(public_url: str, key: str) -> str:
    """Where a person's entry lies; nobody finds it without the key."""
    return f"{public_url.rstrip('/')}/e/{key}.ics?{urlencode(OUTSIDE)}"


def google(event: EventSession) -> str:
    """An address that opens Google's calendar with the first day filled in; a course's other days are in its text.

    As short as LINE wants addresses (1000 characters): details go first, then the place, then the end of the name.
    """
    days = from_json(event.days)
    begin, end = _span(days[0])
    form = "%Y%m%dT%H%M%S" if isinstance(begin, dt.datetime) else "%Y%m%d"
    asked = {"action": "TEMPLATE", "dates": f"{begin:{form}}/{end or begin:{form}}", "ctz": ZONE}
    name, place, details = (plain(text) for text in (_name(event, 0, len(days)), _place(event), _google_text(event)))
    for text in ({"location": place, "details": details}, {"location": place}, {}):
        shown = {key: value for key, value in text.items() if value}
        if len(found := _google(asked | {"text": name} | shown)) <= URI_LIMIT:
            return found
    while len(found := _google(asked | {"text": name})) > URI_LIMIT:
        name = name[:-1]
    return found


def plain(text: str) -> str:
    """The text without what no calendar can hold."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text)).strip()


def _google(fields: dict[str, str]) -> str:
    return f"{GOOGLE}?{urlencode(fields, quote_via=quote)}"


def _japan() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", dt.datetime(1970, 1, 1))  # noqa: DTZ001 a zone's beginning is written in its own time
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "JST")
    zone.add_component(standard)
    return zone


def _days(event: EventSession, now: dt.datetime, cancelled: bool) -> Iterator[Event]:
    """Every day; and those a move has taken away, at their old time, called off."""
    days = from_json(event.days)
    before = from_json(event.moved_from or [])
    for number, day in enumerate(days):
        name = _name(event, number, len(days))
        if event.state == "cancelled":
            name = wording.CANCELLED.format(name=name)
        elif cancelled:
            name = wording.NOT_ENROLLED.format(name=name)
        yield _one(event, number, day, name, now, off=cancelled or event.state == "cancelled")
    for number in range(len(days), len(before)):
        name = wording.NO_LONGER.format(name=_name(event, number, len(before)))
        yield _one(event, number, before[number], name, now, off=True)


def _one(event: EventSession, number: int, day: EventDay, name: str, now: dt.datetime, *, off: bool) -> Event:
    made = Event()
    made.add("uid", f"{event.uid}-{number + 1}")
    made.add("sequence", event.sequence)
    made.add("dtstamp", now)
    made.add("created", event.created_at)
    made.add("last-modified", event.changed_at)
    begin, end = _span(day)
    made.add("dtstart", begin)
    if end is not None:
        made.add("dtend", end)
    made.add("summary", plain(name))
    made.add("status", "CANCELLED" if off else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if off else "OPAQUE")
    for key, text in (("location", _place(event)), ("description", _text(event, page=not off))):
        if shown := plain(text):
            made.add(key, shown)
    return made


def _span(day: EventDay) -> tuple[dt.datetime | dt.date, dt.datetime | dt.date | None]:
    """Beginning and end in Japan's time: days where no hour is stated (the end is the day after), no end that is not
    stated."""
    if day.start is None:
        return day.day, day.day + dt.timedelta(days=1)
    begin = dt.datetime.combine(day.day, day.start, JST)
    return begin, dt.datetime.combine(day.day, day.end, JST) if day.end else None


def _name(event: EventSession, number: int, days: int) -> str:
    return event.name if days == 1 else wording.PART.format(name=event.name, number=number + 1, all=days)


def _place(event: EventSession) -> str:
    return event.place or (wording.ONLINE if event.online_url else "")


def _text(event: EventSession, page: bool) -> str:
    """What a calendar says below; the online page only to those who take part."""
    told = (
        ("{text}", event.what),
        (wording.WHO, event.who),
        (wording.LINK, event.online_url if page else None),
        (wording.CONTACT, event.contact),
        (wording.REASON, event.reason),
    )
    return "\n".join(line.format(text=text) for line, text in told if text)


def _google_text(event: EventSession) -> str:
    days = from_json(event.days)
    listed = wording.ALL_DAYS.format(text=wording.DAYS_BETWEEN.join(day.words() for day in days))
    return "\n".join(part for part in (listed if len(days) > 1 else "", _text(event, page=True)) if part)
