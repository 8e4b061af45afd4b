"""What an open page hears: every change of its talk, of the people, of the wire and of the clock, in order."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bot.emulator.platform import Platform
from bot.emulator.views.people import people_html, unread_elsewhere
from bot.emulator.views.talk import entry_html, quick_html

Json = dict[str, Any]

KEEP_ALIVE_SECONDS = 15.0
LOADING_SECONDS = 1.0
# One message is several changes: reading them together spares work.
GATHER_SECONDS = 0.03
WIRE_SHOWN = 300
_PLACE = re.compile(r"(\d{1,18})-(\d{1,18})")


def place(text: str) -> tuple[int, int]:
    """Where a reader stands, from its last event id: the revisions of the talk and of the wire it has seen."""
    found = _PLACE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


async def changes(platform: Platform, user_id: str, after: tuple[int, int]) -> AsyncIterator[str]:
    """Server-sent events for one page, until the platform closes; a reader that comes back names its place."""
    page = _Page(platform, user_id, after)
    with platform.feed.listen() as changed:
        yield "retry: 1000\n\n"
        while not platform.feed.closed:
            changed.clear()
            for event in page.news():
                yield event
            try:
                loading = platform.talks.is_loading(user_id)
                await asyncio.wait_for(changed.wait(), LOADING_SECONDS if loading else KEEP_ALIVE_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"


def mark_seen(platform: Platform, user_id: str, entries: list[Json]) -> None:
    """Who has their talk open has seen its lines."""
    if entries:
        last = max(entry["seq"] for entry in entries)
        if platform.store.run("UPDATE person SET seen_seq = ? WHERE user_id = ? AND seen_seq < ?", last, user_id, last):
            # Other windows count what is unread.
            platform.feed.publish()


class _Page:
    """What one page has been told, so that only changes travel."""

    def __init__(self, platform: Platform, user_id: str, after: tuple[int, int]) -> None:
        self._platform, self._user_id = platform, user_id
        self._rev, self._wire_rev = after
        self._told: dict[str, Any] = {}

    def news(self) -> Iterator[str]:
        """The events since the last call."""
        yield from self._entries()
        yield from self._wire()
        platform, user_id = self._platform, self._user_id
        yield from self._clock()
        for name, value in {
            "quick": quick_html(platform, user_id),
            "loading": platform.talks.is_loading(user_id),
            "richmenu": platform.richmenus.of_user(user_id),
            "people": {"html": people_html(platform, user_id), "unread": unread_elsewhere(platform, user_id)},
            "person": platform.store.person(user_id),
            "faults": platform.faults.list(),
            "lines": self._lines(),
        }.items():
            yield from self._changed(name, value, value)

    def _entries(self) -> Iterator[str]:
        entries = self._platform.store.entries(self._user_id, self._rev)
        for entry in entries:
            self._rev = max(self._rev, entry["rev"])
            html = entry_html(entry, pictures=self._platform.options.pictures)
            yield self._event("entry", {"seq": entry["seq"], "side": entry["side"], "html": html})
        mark_seen(self._platform, self._user_id, entries)
        if entries:
            # A tap has emptied the row in the page; an answer with the same quick replies must fill it again.
            self._told.pop("quick", None)

    def _wire(self) -> Iterator[str]:
        while found := self._platform.wire(self._wire_rev, WIRE_SHOWN):
            self._wire_rev = found[-1]["rev"]
            yield self._event("wire", found)

    def _clock(self) -> Iterator[str]:
        clock = self._platform.clock
        view = {"now_ms": clock.now_ms(), "paused": clock.paused, "offset_ms": clock.offset_ms}
        # The page lets a running clock run by itself.
        yield from self._changed("clock", view, (clock.paused, view["now_ms" if clock.paused else "offset_ms"]))

    def _lines(self) -> int:
        row = self._platform.store.row("SELECT count(*) AS n FROM entry WHERE user_id = ?", self._user_id)
        return int(row["n"]) if row else 0

    def _changed(self, name: str, value: Any, mark: Any) -> Iterator[str]:
        if name not in self._told or self._told[name] != mark:
            self._told[name] = mark
            yield self._event(name, value)

    def _event(self, name: str, data: Any) -> str:
        words = json.dumps(data, ensure_ascii=False)
        return f"id: {self._rev}-{self._wire_rev}\nevent: {name}\ndata: {words}\n\n"
