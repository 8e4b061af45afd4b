"""What the modules of the control API share."""

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from bot.emulator.platform import Platform
from bot.emulator.reading import clean


class Body(BaseModel):
    """Closed, so that a mistyped name in a test is an error and not silence."""

    model_config = ConfigDict(extra="forbid")


async def explained(request: Request, error: Exception) -> JSONResponse:
    """422 with what is wrong and where; the input itself might be nothing that JSON can carry."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    told = [{"loc": one["loc"], "msg": one["msg"], "type": one["type"]} for one in found]
    return JSONResponse({"detail": clean(told)}, 422)


def is_own(host: str, own: str = "") -> bool:
    """Whether a Host header names this machine as no other site can: by number, without a dot, or by its own name."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    with suppress(ValueError):
        return bool(ip_address(name))
    return bool(name) and ("." not in name or name == own.lower())


async def own_names(request: Request) -> None:
    """Refuses names that another site could have pointed at this machine, so that its pages stay strangers here."""
    if not is_own(request.headers.get("host", ""), request.app.state.platform.options.host):
        raise HTTPException(403, "このアドレスでは開けません / open it by its number or as localhost")


async def no_strangers(request: Request) -> None:
    """Refuses what a page of another site sends through the browser of someone who runs the emulator."""
    await own_names(request)
    headers = request.headers
    origin = headers.get("origin")
    elsewhere = origin is not None and origin.partition("://")[2] != headers.get("host")
    if elsewhere or headers.get("sec-fetch-site") == "cross-site":
        raise HTTPException(403, "ほかのサイトからは操作できません / not from another site")


BLOCKED = "ブロック中の人は送れません。先に解除してください / this person has blocked the account: unblock it first"


def find_user(platform: Platform, name: str, *, new: bool = True) -> str:
    """The person's id; 404 for nobody, and for an id nobody has unless `new` allows it."""
    try:
        return platform.user(name, new=new)
    except KeyError:
        raise HTTPException(404, f"no person {name!r}") from None


def find_sender(platform: Platform, name: str) -> str:
    """The id of a person who can write; 404 for nobody, 409 for one who has blocked the account."""
    user_id = find_user(platform, name)
    found = platform.store.person(user_id)
    if found and found["state"] == "blocked":
        raise HTTPException(409, BLOCKED)
    return user_id
