"""Control of the virtual people: who there is, who they are, whether they are friends, what they have seen."""

import secrets
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import Field

from bot.emulator.control_parts import Body, find_user
from bot.emulator.people import Person
from bot.emulator.platform import Platform

Json = dict[str, Any]

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class NewPerson(Body):
    """A further virtual person, who follows the account at once unless `follow` is false."""

    name: str = Field(min_length=1, max_length=20)
    note: str = Field(default="", max_length=100)
    language: str = Field(default="ja", pattern=LANGUAGE)
    follow: bool = True


class Changes(Body):
    """What is new about a person; the rest stays."""

    name: str | None = Field(default=None, min_length=1, max_length=20)
    note: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, pattern=LANGUAGE)


class State(Body):
    """Blocked or a friend again."""

    state: Literal["friend", "blocked"]


def add_routes(control: APIRouter, platform: Platform) -> None:
    """Adds the routes below /people."""

    @control.get("/people")
    async def people() -> list[Json]:
        return platform.store.people()

    @control.post("/people")
    async def add(body: NewPerson) -> Json:
        user_id = "U" + secrets.token_hex(16)
        platform.add_person(Person(user_id, body.name, body.note, body.language), body.follow)
        return {"user_id": user_id}

    @control.post("/people/{user}")
    async def change(user: str, body: Changes) -> Json:
        user_id = find_user(platform, user)
        platform.store.change_person(user_id, body.model_dump(exclude_none=True))
        platform.feed.publish()
        found = platform.store.person(user_id)
        if found is None:
            raise HTTPException(404, f"no person {user!r}")
        return found

    @control.post("/people/{user}/state")
    async def set_state(user: str, body: State) -> Json:
        try:
            return platform.set_state(find_user(platform, user), body.state)
        except ValueError as error:
            raise HTTPException(409, str(error)) from None

    @control.post("/people/{user}/read", status_code=204)
    async def read(user: str) -> None:
        platform.talks.seen(find_user(platform, user))
