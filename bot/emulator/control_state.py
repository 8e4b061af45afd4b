"""Control of the surroundings: clock, faults, quota, rates, the account's settings, and a fresh start."""

import datetime as dt
import re
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import Field, model_validator

from bot.emulator.api import ENDPOINTS, is_known
from bot.emulator.clock import PlatformClock, moment, to_ms
from bot.emulator.control_parts import Body
from bot.emulator.faults import WEBHOOK
from bot.emulator.platform import Platform
from bot.emulator.rates import rule_of

Json = dict[str, Any]

MOST = 1_000_000_000
FARTHEST_SECONDS = 100 * 366 * 24 * 3600


class ClockChange(Body):
    """One of: a step in seconds, a moment (Japan's when it has no zone), pause, the next 09:00, back to real time."""

    move_seconds: float | None = Field(default=None, allow_inf_nan=False, ge=-FARTHEST_SECONDS, le=FARTHEST_SECONDS)
    to: dt.datetime | None = None
    paused: bool | None = None
    next: str | None = Field(default=None, pattern=r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$")
    real: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> "ClockChange":
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("give one of move_seconds, to, paused, next, real")
        if self.to is not None and not 1971 <= self.to.year <= 2200:
            raise ValueError("a year from 1971 to 2200")
        return self


class NewFault(Body):
    """What shall go wrong: see bot/emulator/faults.py."""

    path: str = Field(default="*", min_length=1)
    kind: str
    status: int = Field(default=500, ge=400, le=599)
    seconds: float = Field(default=1.0, ge=0, le=600)
    times: int | None = Field(default=None, ge=1)
    chance: float = Field(default=1.0, ge=0, le=1)
    retry_after: int | None = Field(default=None, ge=0)


class QuotaChange(Body):
    """The month's limit; `spend` uses some of it up without sending."""

    type: Literal["none", "limited"] | None = None
    value: int | None = Field(default=None, ge=0, le=MOST)
    spend: int | None = Field(default=None, ge=0, le=MOST)


class RatesChange(Body):
    """All limits on or off, LINE's numbers again, or another number for one method and path."""

    on: bool | None = None
    reset: Literal[True] | None = None
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    path: str | None = Field(default=None, pattern="^/v2/")
    limit: int | None = Field(default=None, ge=0, le=1_000_000)
    seconds: float = Field(default=1.0, gt=0, le=86_400)

    @model_validator(mode="after")
    def _whole(self) -> "RatesChange":
        if (self.path is None) != (self.limit is None):
            raise ValueError("path and limit belong together")
        return self


class DeliveriesChange(Body):
    """Automatic redelivery of webhooks that got no 2xx, and whether webhooks are used at all."""

    redelivery: bool | None = None
    redelivery_seconds: float | None = Field(default=None, ge=0, le=3600)
    redelivery_times: int | None = Field(default=None, ge=1, le=20)
    webhook_active: bool | None = None


class AccountChange(Body):
    """What the owner would set in LINE's consoles."""

    verified: bool | None = None
    chat_mode: Literal["bot", "chat"] | None = None
    mark_as_read_mode: Literal["auto", "manual"] | None = None
    narrowcast_minimum: bool | None = None


def add_routes(control: APIRouter, platform: Platform) -> None:
    """Adds the routes."""
    _clock(control, platform)
    _faults(control, platform)
    _limits(control, platform)
    _settings(control, platform)

    @control.post("/reset", status_code=204)
    async def reset() -> None:
        platform.reset()


def _clock(control: APIRouter, platform: Platform) -> None:
    @control.get("/clock")
    async def clock() -> Json:
        return _time(platform)

    @control.post("/clock")
    async def change(body: ClockChange) -> Json:
        try:
            _set_clock(platform.clock, body)
        except ValueError as error:
            raise HTTPException(422, str(error)) from None
        platform.tick()
        platform.feed.publish()
        return _time(platform)


def _set_clock(clock: PlatformClock, body: ClockChange) -> None:
    if body.move_seconds is not None:
        clock.move(round(body.move_seconds * 1000))
    elif body.to is not None:
        clock.set(to_ms(body.to))
    elif body.next is not None:
        hour, minute = map(int, re.split(":", body.next))
        clock.set(clock.next(hour, minute))
    elif body.paused is not None:
        clock.pause() if body.paused else clock.resume()
    else:
        clock.real()


def _time(platform: Platform) -> Json:
    clock = platform.clock
    now = clock.now_ms()
    iso = moment(now).isoformat(timespec="seconds")
    return {"now_ms": now, "iso": iso, "paused": clock.paused, "offset_ms": clock.offset_ms}


def _faults(control: APIRouter, platform: Platform) -> None:
    @control.get("/faults")
    async def faults() -> list[Json]:
        return platform.faults.list()

    @control.post("/faults")
    async def add(body: NewFault) -> Json:
        if body.path not in ("*", WEBHOOK) and not is_known(body.path):
            raise HTTPException(422, f"the emulator has nothing at {body.path!r}")
        try:
            return platform.faults.add(**body.model_dump())
        except ValueError as error:
            raise HTTPException(422, str(error)) from None

    @control.delete("/faults", status_code=204)
    async def clear() -> None:
        platform.faults.clear()


def _limits(control: APIRouter, platform: Platform) -> None:
    def quota_now() -> Json:
        settings = platform.account.now
        limit = {"type": settings.quota_type, "value": settings.quota_value}
        return {**limit, "used": platform.quota.used(), "left": platform.quota.left()}

    @control.get("/quota")
    async def quota() -> Json:
        return quota_now()

    @control.post("/quota")
    async def set_quota(body: QuotaChange) -> Json:
        kind = body.type or ("limited" if body.value is not None else None)
        changes = {"quota_type": kind, "quota_value": body.value}
        platform.account.change(**{name: value for name, value in changes.items() if value is not None})
        if body.spend:
            platform.quota.spend(body.spend)
        return quota_now()

    @control.get("/rates")
    async def rates() -> Json:
        return platform.rates.listed()

    @control.post("/rates")
    async def set_rates(body: RatesChange) -> Json:
        rule = _known_rule(body)
        if body.reset:
            platform.rates.reset()
        if body.on is not None:
            platform.rates.switch(body.on)
        if body.path is not None and body.limit is not None:
            platform.rates.set(rule, body.limit, body.seconds)
        return platform.rates.listed()


def _known_rule(body: RatesChange) -> str:
    rule = rule_of(body.method, body.path or "")
    if body.path is not None and rule not in {rule_of(method, path) for method, path, _ in ENDPOINTS}:
        raise HTTPException(422, f"the emulator has no {rule}")
    return rule


def _settings(control: APIRouter, platform: Platform) -> None:
    def shown(body: type[Body]) -> Json:
        return {name: getattr(platform.account.now, name) for name in body.model_fields}

    @control.get("/deliveries")
    async def deliveries() -> Json:
        return shown(DeliveriesChange)

    @control.post("/deliveries")
    async def set_deliveries(body: DeliveriesChange) -> Json:
        platform.account.change(**body.model_dump(exclude_none=True))
        return shown(DeliveriesChange)

    @control.get("/account")
    async def account() -> Json:
        return shown(AccountChange)

    @control.post("/account")
    async def set_account(body: AccountChange) -> Json:
        platform.account.change(**body.model_dump(exclude_none=True))
        return shown(AccountChange)
