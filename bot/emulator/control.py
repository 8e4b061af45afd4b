"""The control API: lets tests, the bench and the phone page act for people and look at what happened."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field, field_validator

from bot.emulator import control_look, control_people, control_state, events
from bot.emulator.control_parts import Body, find_sender, find_user, no_strangers
from bot.emulator.pictures import LARGEST, media_type
from bot.emulator.platform import Platform
from bot.emulator.reading import body_of, clean

Json = dict[str, Any]


FORMS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}
"""What date pickers give, by their mode; at midnight or in the year 5 they write every digit."""


def is_params(params: Json) -> bool:
    """Whether a date picker or a switch of rich menus gives these params."""
    if "status" in params:
        return set(params) <= {"status", "newRichMenuAliasId"} and all(isinstance(one, str) for one in params.values())
    if len(params) != 1:
        return False
    ((mode, value),) = params.items()
    try:
        at = dt.datetime.strptime(value, FORMS[mode]).replace(tzinfo=dt.UTC)
        return bool(at.strftime(FORMS[mode]) == value)
    except (KeyError, TypeError, ValueError):
        return False


class Say(Body):
    """A text of up to 5,000 units, as LINE's app allows."""

    user: str
    text: str = Field(min_length=1, max_length=5000)


class Postback(Body):
    """A tap with data; `display_text` shows in the talk as the person's words."""

    user: str
    data: str = Field(max_length=300)
    params: Json | None = None
    display_text: str | None = None

    @field_validator("params")
    @classmethod
    def _of_one_mode(cls, params: Json | None) -> Json | None:
        if params is not None and not is_params(params):
            raise ValueError("one of date, time, datetime as LINE writes them, or status with newRichMenuAliasId")
        return params


class Event(Body):
    """Raw events sent exactly as they are, or one of a kind with `changes`, or the redelivery of an earlier one."""

    events: list[Json] | None = None
    kind: str | None = None
    user: str | None = None
    changes: Json = Field(default_factory=dict)
    redeliver: str | None = None
    copies: int = Field(default=1, ge=1, le=20)

    @field_validator("events", "changes")
    @classmethod
    def _sendable(cls, value: Any) -> Any:
        return clean(value)


def router(platform: Platform) -> APIRouter:
    """The routes below /emulator/control, acting on one platform."""
    control = APIRouter(prefix="/emulator/control", dependencies=[Depends(no_strangers)])
    _words(control, platform)
    _events(control, platform)
    _pictures(control, platform)
    control_people.add_routes(control, platform)
    control_look.add_routes(control, platform)
    control_state.add_routes(control, platform)
    return control


def _words(control: APIRouter, platform: Platform) -> None:
    @control.post("/say")
    async def say(body: Say) -> Json:
        return platform.say(find_sender(platform, body.user), body.text)

    @control.post("/postback")
    async def postback(body: Postback) -> Json:
        return platform.post(find_sender(platform, body.user), body.data, body.params, body.display_text)


def _events(control: APIRouter, platform: Platform) -> None:
    @control.post("/event")
    async def event(body: Event) -> list[Json]:
        if body.events is not None:
            return platform.emit(body.events, body.copies)
        if body.redeliver is not None:
            try:
                return [platform.redeliver(body.redeliver)]
            except KeyError:
                raise HTTPException(404, f"no event {body.redeliver}") from None
        return platform.emit([_templated(platform, body)], body.copies)


def _pictures(control: APIRouter, platform: Platform) -> None:
    @control.post("/picture")
    async def picture(request: Request, user: str) -> Json:
        content = await body_of(request, LARGEST)
        kind = media_type(content)
        if kind is None and len(content) <= LARGEST:
            raise HTTPException(415, "この写真は読み取れません。PNG か JPEG の写真を選んでください / PNG or JPEG only")
        if kind is None or len(content) > LARGEST:
            raise HTTPException(413, "画像は10MBまでです / at most 10 MB")
        return platform.send_picture(find_sender(platform, user), content, kind)


def _templated(platform: Platform, body: Event) -> Json:
    if body.kind not in events.TEMPLATES:
        raise HTTPException(422, f"kind is one of {', '.join(events.TEMPLATES)}")
    find = find_sender if body.kind in events.MESSAGES else find_user
    user_id = find(platform, body.user or "")
    changes = body.changes
    if body.kind == "unsend" and "unsend" not in changes:
        changes = {**changes, "unsend": {"messageId": _last_message(platform, user_id)}}
    return events.templated(body.kind, user_id, platform.now_ms(), changes)


def _last_message(platform: Platform, user_id: str) -> str:
    row = platform.store.row(
        "SELECT message_id FROM entry WHERE user_id = ? AND side = 'person' ORDER BY seq DESC LIMIT 1", user_id
    )
    if row is None:
        raise HTTPException(409, "nothing to unsend")
    return str(row["message_id"])
