"""The control API: lets tests, the bench and the phone page act for people and look at what happened."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from bot.emulator import events
from bot.emulator.people import Person
from bot.emulator.platform import Platform

Json = dict[str, Any]


class Body(BaseModel):
    """Closed, so that a mistyped name in a test is an error and not silence."""

    model_config = ConfigDict(extra="forbid")


class Say(Body):
    """A text of up to 5,000 units, as LINE's app allows."""

    user: str
    text: str = Field(min_length=1, max_length=5000)


class Postback(Body):
    """A tap with data; `display_text` shows in the talk as the person's words."""

    user: str
    data: str
    params: Json | None = None
    display_text: str | None = None


class Event(Body):
    """Raw events sent exactly as they are, or one of a kind with `changes`, or the redelivery of an earlier one."""

    events: list[Json] | None = None
    kind: str | None = None
    user: str | None = None
    changes: Json = Field(default_factory=dict)
    redeliver: str | None = None
    copies: int = Field(default=1, ge=1, le=20)


class NewPerson(Body):
    """A further virtual person."""

    name: str = Field(min_length=1, max_length=20)
    note: str = ""
    language: str = "ja"


class State(Body):
    """Blocked or a friend again."""

    state: str = Field(pattern="^(friend|blocked)$")


def router(platform: Platform) -> APIRouter:
    """The routes below /emulator/control, acting on one platform."""
    control = APIRouter(prefix="/emulator/control")
    _acting(control, platform)
    _people(control, platform)
    _looking(control, platform)
    return control


def _acting(control: APIRouter, platform: Platform) -> None:
    @control.post("/say")
    async def say(body: Say) -> Json:
        return platform.say(_user(platform, body.user), body.text)

    @control.post("/postback")
    async def postback(body: Postback) -> Json:
        return platform.post(_user(platform, body.user), body.data, body.params, body.display_text)

    @control.post("/event")
    async def event(body: Event) -> list[Json]:
        if body.events is not None:
            return platform.emit(body.events, body.copies)
        if body.redeliver is not None:
            try:
                return [platform.redeliver(body.redeliver)]
            except KeyError:
                raise HTTPException(404, f"no event {body.redeliver}") from None
        if body.kind not in events.TEMPLATES:
            raise HTTPException(422, f"kind is one of {', '.join(events.TEMPLATES)}")
        user_id = _user(platform, body.user or "")
        changes = body.changes
        if body.kind == "unsend" and "unsend" not in changes:
            changes = {**changes, "unsend": {"messageId": _last_message(platform, user_id)}}
        return platform.emit([events.templated(body.kind, user_id, platform.now_ms(), changes)], body.copies)


def _people(control: APIRouter, platform: Platform) -> None:
    @control.get("/people")
    async def people() -> list[Json]:
        return platform.store.people()

    @control.post("/people")
    async def add(body: NewPerson) -> Json:
        user_id = "U" + secrets.token_hex(16)
        platform.store.add_person(Person(user_id, body.name, body.note, body.language))
        platform.feed.publish()
        return {"user_id": user_id}

    @control.post("/people/{user}/state")
    async def set_state(user: str, body: State) -> Json:
        return platform.set_state(_user(platform, user), body.state)


def _looking(control: APIRouter, platform: Platform) -> None:
    @control.get("/talk")
    async def talk(user: str, after_rev: int = 0) -> list[Json]:
        return platform.store.entries(_user(platform, user), after_rev)

    @control.get("/sent")
    async def sent(after: int = 0, path: str | None = None) -> list[Json]:
        found = platform.store.rows("SELECT * FROM request WHERE id > ? ORDER BY id", after)
        return [
            {
                **row,
                "headers": json.loads(row["headers"]),
                "answer": json.loads(row["answer"]),
                "body": _json(row["body"]),
            }
            for row in found
            if path in (None, row["path"])
        ]

    @control.get("/webhooks")
    async def webhooks(after: int = 0) -> list[Json]:
        found = platform.store.rows("SELECT * FROM webhook WHERE id > ? ORDER BY id", after)
        return [{**row, "body": _json(row["body"]), "late": (row["took_ms"] or 0) > 2000} for row in found]

    @control.get("/timings")
    async def timings() -> list[Json]:
        return list(platform.timings.values())

    @control.post("/forget", status_code=204)
    async def forget() -> None:
        platform.store.forget()
        platform.timings.clear()
        platform.feed.publish()


def _user(platform: Platform, name: str) -> str:
    try:
        return platform.user(name)
    except KeyError:
        raise HTTPException(404, f"no person {name!r}") from None


def _last_message(platform: Platform, user_id: str) -> str:
    row = platform.store.row(
        "SELECT message_id FROM entry WHERE user_id = ? AND side = 'person' ORDER BY seq DESC LIMIT 1", user_id
    )
    if row is None:
        raise HTTPException(409, "nothing to unsend")
    return str(row["message_id"])


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
