"""What the menus' fields lead to: exact texts, which win over any search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.messages import Message
from handlers import (
    audience,
    deadlines,
    diagnosis,
    diagnosis_flow,
    enrolments,
    lists,
    menu,
    notices,
    privacy,
    staff,
    taps,
    watches,
    wording,
)
from handlers import wording_diagnosis as words_diagnosis
from handlers import wording_events as words_events
from handlers import wording_notices as words_notices
from handlers import wording_person as words
from handlers import wording_watch as words_watch
from handlers.context import Context

Entry = Callable[[Context], list[Message]]


def _record(record_id: str) -> Entry:
    return lambda context: taps.tap(f"a=show&p={record_id}", context)


TABLE: dict[str, Entry] = {
    wording.MENU: menu.show,
    wording.MENU_SEARCH: menu.search,
    wording.MENU_CHECK: diagnosis.offer,
    wording.DIAGNOSE: diagnosis_flow.begin,
    words_diagnosis.NAME: diagnosis_flow.begin,
    wording.MENU_WINDOWS: deadlines.show,
    wording.MENU_EVENTS: lists.events,
    wording.MENU_COMING: lists.coming,
    wording.MENU_COLLEGE: menu.college,
    wording.MENU_STAFF: staff.open_ticket,
    words_events.NAME: enrolments.mine,
    wording.NOTICES: notices.show,
    words_notices.PAUSE: notices.rest,
    words_notices.STOP: notices.stop,
    words_notices.GO: notices.go_on,
    words_notices.ALL: notices.everything,
    words_notices.BACK: notices.show,
    words_watch.LIST: watches.show,
    words.MY_DATA: privacy.show,
    words.ERASE: privacy.ask_first,
    words.CHANGE_AUDIENCE: audience.change,
    "ガレージ": _record("garage"),
    "ゼミ": _record("seminar"),
    "アカデミー": _record("academy"),
}


def _plain(text: str) -> str:
    """The text as entries are compared: without spaces and the signs people put at the end."""
    return re.sub(r"[\s。、!！?？「」]", "", unicodedata.normalize("NFKC", text))


_PLAIN = {_plain(text): entry for text, entry in TABLE.items()}


def find(message: str) -> Entry | None:
    """The entry this message names; None when it is anything else."""
    return _PLAIN.get(_plain(message)) if len(message) <= 30 else None
