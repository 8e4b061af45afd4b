"""create_emulator: the platform, its API, its control API and the phone page in one small application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.emulator import api, control, page
from bot.emulator.options import Options
from bot.emulator.platform import Platform


def create_emulator(options: Options) -> FastAPI:
    """Builds the emulator; `app.state.platform` is its inside, for those who start it in their own process."""
    platform = Platform(options)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        platform.close()

    app = FastAPI(
        title="LINE Platform emulator",
        lifespan=lifespan,
        routes=list(api.routes(platform)),
        docs_url=None,
        redoc_url=None,
    )
    app.state.platform = platform
    app.include_router(control.router(platform))
    app.include_router(page.router(platform))
    app.mount("/emulator/static", StaticFiles(directory=page.HERE / "static"))
    return app
