"""create_emulator: the platform, its API, its control API and the phone page in one small application."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.exceptions import RequestValidationError

from bot.emulator import api, control, gallery, page, richmenu_api
from bot.emulator.control_parts import explained, own_names
from bot.emulator.options import Options
from bot.emulator.pictures import plain
from bot.emulator.platform import Platform

TICK_SECONDS = 0.5
LOG = logging.getLogger(__name__)


def create_emulator(options: Options) -> FastAPI:
    """Builds the emulator; `app.state.platform` is its inside, for those who start it in their own process."""
    platform = Platform(options)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        ticking = asyncio.create_task(_tick(platform))
        yield
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
        platform.close()

    app = FastAPI(
        title="LINE Platform emulator",
        lifespan=lifespan,
        routes=list(api.routes(platform)),
        docs_url=None,
        redoc_url=None,
    )
    app.state.platform = platform
    app.add_exception_handler(RequestValidationError, explained)
    app.include_router(control.router(platform))
    own = [Depends(own_names)]
    for router in (richmenu_api.page_routes(platform), page.router(platform), gallery.router(platform)):
        app.include_router(router, dependencies=own)

    @app.get("/emulator/content/{message_id}", dependencies=own)
    async def content(message_id: str) -> Response:
        entry = platform.store.entry_of(message_id)
        if entry is None or entry["body"].get("type") != "image":
            raise HTTPException(404, "no such picture")
        found = platform.pictures.find(message_id) or (plain(), "image/png")
        return Response(found[0], media_type=found[1], headers={"x-content-type-options": "nosniff"})

    app.mount("/emulator/static", page.Static(directory=page.HERE / "static"))
    return app


async def _tick(platform: Platform) -> None:
    while True:
        await asyncio.sleep(TICK_SECONDS)
        try:
            platform.tick()
        except Exception:  # time goes on
            LOG.exception("tick")
