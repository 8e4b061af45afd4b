"""The phone page: a talk room per person, live by server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, StreamingResponse
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bot.emulator.platform import Platform
from bot.preview import STYLESHEET, message_html, quick_replies_html

Json = dict[str, Any]

HERE = Path(__file__).parent
JST = timezone(timedelta(hours=9))
WEEKDAYS = "月火水木金土日"
KEEP_ALIVE_SECONDS = 15.0
# Colours and widths of Flex are checked style attributes; scripts and styles come only from our own files.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}

_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True)


def router(platform: Platform) -> APIRouter:
    """The page, its stream, and the way there."""
    page = APIRouter()

    @page.get("/")
    async def start() -> RedirectResponse:
        return RedirectResponse("/emulator")

    @page.get("/emulator")
    async def phone(user: str | None = None) -> HTMLResponse:
        people = platform.store.people()
        user_id = user or (people[0]["user_id"] if people else "")
        person = platform.store.person(user_id)
        if person is None:
            raise HTTPException(404, "no such person")
        entries = platform.store.entries(user_id)
        _seen(platform, user_id, entries)
        html = _templates.get_template("phone.html").render(
            person=person,
            people=people_html(platform, user_id),
            entries=[entry_html(entry) for entry in entries],
            quick=quick_html(platform, user_id),
            rev=max((entry["rev"] for entry in entries), default=0),
        )
        return HTMLResponse(html, headers=HEADERS)

    @page.get("/emulator/preview.css")
    async def stylesheet() -> FileResponse:
        return FileResponse(STYLESHEET, media_type="text/css")

    @page.get("/emulator/stream")
    async def stream(request: Request, user: str, after: int = 0) -> StreamingResponse:
        resumed = request.headers.get("last-event-id", "")
        rev = int(resumed) if resumed.isdigit() else after
        return StreamingResponse(_changes(platform, user, rev), headers=HEADERS, media_type="text/event-stream")

    return page


def entry_html(entry: Json) -> Markup:
    """One line of the talk."""
    at = datetime.fromtimestamp(entry["at_ms"] / 1000, UTC).astimezone(JST)
    body = entry["body"]
    html = _templates.get_template("entry.html").render(
        entry=entry,
        day=f"{at.year}年{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）",
        time=f"{at:%H:%M}",
        iso=at.isoformat(timespec="seconds"),
        note=_note(body) if entry["side"] == "note" else None,
        content=message_html(body),
    )
    return Markup(html)


def people_html(platform: Platform, current: str) -> Markup:
    """The list of people with their last words and unread counts."""
    people = [{**person, "preview": _preview(person["last"])} for person in platform.store.people()]
    return Markup(_templates.get_template("people.html").render(people=people, current=current))


def quick_html(platform: Platform, user_id: str) -> Markup:
    """The quick replies of the talk's last line, unless one was used."""
    last = platform.store.row(
        "SELECT e.body, e.side FROM entry e JOIN person p ON p.user_id = e.user_id"
        " WHERE e.user_id = ? AND e.seq > p.spent_seq AND e.seq = (SELECT max(seq) FROM entry WHERE user_id = ?)",
        user_id,
        user_id,
    )
    return quick_replies_html(json.loads(last["body"])) if last and last["side"] == "bot" else Markup("")


async def _changes(platform: Platform, user_id: str, rev: int) -> AsyncIterator[str]:
    shown: dict[str, Any] = {}
    with platform.feed.listen() as changed:
        yield "retry: 1000\n\n"
        while not platform.feed.closed:
            changed.clear()
            entries = platform.store.entries(user_id, rev)
            for entry in entries:
                rev = max(rev, entry["rev"])
                yield _event("entry", {"seq": entry["seq"], "html": entry_html(entry)}, entry["rev"])
            _seen(platform, user_id, entries)
            if entries:
                # A tap has emptied the row in the page; an answer with the same quick replies must fill it again.
                shown.pop("quick", None)
            parts = {
                "quick": quick_html(platform, user_id),
                "loading": platform.is_loading(user_id),
                "people": people_html(platform, user_id),
            }
            for name, value in parts.items():
                if shown.get(name) != value:
                    shown[name] = value
                    yield _event(name, value)
            try:
                await asyncio.wait_for(changed.wait(), 1.0 if parts["loading"] else KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"


def _event(name: str, data: Any, number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _seen(platform: Platform, user_id: str, entries: list[Json]) -> None:
    if entries:
        last = max(entry["seq"] for entry in entries)
        platform.store.run("UPDATE person SET seen_seq = max(seen_seq, ?) WHERE user_id = ?", last, user_id)


def _preview(body: Json | None) -> str:
    if body is None:
        return ""
    words = body.get("text") or body.get("altText") or _note(body) or "メッセージ"
    return str(words).replace("\n", " ")[:40]


def _note(body: Json) -> str:
    if body.get("type") == "unfollow":
        return "ブロックしました。窓口からのメッセージは届きません。"
    if body.get("type") == "follow":
        return "ブロックを解除しました。" if body.get("isUnblocked") else "友だちに追加しました。"
    return ""
