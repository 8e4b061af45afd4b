"""Closes a connection without an answer, as a network that breaks would."""

from starlette.requests import Request
from starlette.responses import Response


class HungUp(Exception):
    """The server offers no way to its connection."""


async def hang_up(request: Request) -> Response:
    """Closes the connection under this request; what is returned reaches nobody."""
    # ASGI has no word for it; uvicorn's request cycle, whose method `receive` is, holds the connection.
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport is None:
        raise HungUp("only a uvicorn connection can be dropped")
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
