"""The phone page: one talk room per person, the wire and the clock beside it."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, StreamingResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.emulator.platform import Platform
from bot.emulator.views.examples import KINDS, examples
from bot.emulator.views.people import LANGUAGES, people_html
from bot.emulator.views.rendering import page_headers, rendered
from bot.emulator.views.stickers import PACKAGE, STICKERS
from bot.emulator.views.stream import changes, mark_seen, place
from bot.emulator.views.talk import entry_html, quick_html
from bot.preview import STYLESHEET

HERE = Path(__file__).parent
LINES = 200
"""How many lines of a talk the page begins with."""


class Static(StaticFiles):
    """The page's own files, asked for anew each time: modules of two versions must never meet in one page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 304 when the browser has it already."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def router(platform: Platform) -> APIRouter:
    """The page, its stream, and the way there."""
    page = APIRouter()
    headers = page_headers(platform.options.pictures)

    @page.get("/")
    async def start() -> RedirectResponse:
        return RedirectResponse("/emulator")

    @page.get("/emulator")
    async def phone(user: str | None = None, lines: Annotated[int, Query(ge=1)] = LINES) -> HTMLResponse:
        people = platform.store.people()
        person = platform.store.person(user or (people[0]["user_id"] if people else ""))
        if person is None:
            raise HTTPException(404, "no such person")
        return HTMLResponse(phone_html(platform, person, lines), headers=headers)

    @page.get("/emulator/preview.css")
    async def stylesheet() -> FileResponse:
        return FileResponse(STYLESHEET, media_type="text/css", headers={"cache-control": "no-cache"})

    @page.get("/emulator/stream")
    async def stream(request: Request, user: str, after: str = "") -> StreamingResponse:
        if platform.store.person(user) is None:
            raise HTTPException(404, "no such person")
        known = place(request.headers.get("last-event-id", after))
        return StreamingResponse(changes(platform, user, known), headers=headers, media_type="text/event-stream")

    return page


def phone_html(platform: Platform, person: dict[str, Any], lines: int = LINES) -> str:
    """The page as it is now, with the last so many lines; the stream goes on from the revision it carries."""
    user_id = person["user_id"]
    entries = platform.store.entries(user_id)
    mark_seen(platform, user_id, entries)
    return rendered(
        "phone.html",
        person=person,
        people=people_html(platform, user_id),
        # 0 when all was seen before.
        unread=min(
            (one["seq"] for one in entries if one["side"] == "bot" and one["seq"] > person["seen_seq"]), default=0
        ),
        entries=[entry_html(entry, pictures=platform.options.pictures) for entry in entries[-lines:]],
        earlier=lines * 2 if len(entries) > lines else 0,
        quick=quick_html(platform, user_id),
        rev=max((entry["rev"] for entry in entries), default=0),
        menu=platform.richmenus.of_user(user_id),
        examples=examples(user_id, person["note"]) if platform.options.questions else (),
        kinds=KINDS,
        asked=any(entry["side"] == "person" for entry in entries),
        stickers=STICKERS,
        package=PACKAGE,
        languages=LANGUAGES,
        webhook_url=platform.options.webhook_url,
    )
