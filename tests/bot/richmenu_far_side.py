"""A running emulator behind a line that can be cut: any one of the API requests can fail before or after it counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.emulator import Options, create_emulator
from bot.line import Line
from bot.line_menus import LineMenus
from bot.richmenu.layouts import FULL
from bot.richmenu.menus import TABS, Wanted, wanted
from bot.richmenu.sync import RichMenuSync
from bot.serving import Background

SECRET, TOKEN = "secret-of-a-test-channel", "token-of-a-test-channel"
FIND, EVENTS = (tab.alias for tab in TABS)
Json = dict[str, Any]


@dataclass
class Cut:
    """The line to the emulator, as ASGI: the request number `at` (from 1) fails or is answered with `answer`."""

    app: Any
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    at: int = 0
    way: Literal["refused", "lost"] = "refused"
    answers: list[tuple[int, Json, dict[str, str]]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v2/"):
            await self.app(scope, receive, send)
            return
        host = next(value.decode() for name, value in scope["headers"] if name == b"host")
        self.asked.append((scope["method"], scope["path"], host))
        if self.answers:
            await _answer(send, *self.answers.pop(0))
        elif len(self.asked) != self.at:
            await self.app(scope, receive, send)
        else:
            if self.way == "lost":
                await self.app(scope, receive, _nowhere)
            await _answer(send, 500, {"message": "Internal server error"}, {})


async def _answer(send: Any, status: int, body: Json, headers: dict[str, str]) -> None:
    named = [(name.encode(), value.encode()) for name, value in {"content-type": "application/json", **headers}.items()]
    await send({"type": "http.response.start", "status": status, "headers": named})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def _nowhere(message: Any) -> None:
    """Loses the answer of a request that LINE has carried out."""


@dataclass
class FarSide:
    """The emulator, the line to it and a door; `said` and `pauses` are what syncs told and waited."""

    cut: Cut
    url: str
    line: Line
    door: LineMenus
    platform: Any
    said: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def fresh(self) -> FarSide:
        """Forgets everything, so that many tests can share one emulator."""
        menus = self.platform.richmenus
        for one in menus.aliases():
            menus.delete_alias(one["richMenuAliasId"])
        for one in menus.menus():
            menus.delete(one["richMenuId"])
        self.platform.rates.reset()
        self.cut.at, self.cut.way, self.cut.answers = 0, "refused", []
        for told in (self.cut.asked, self.said, self.pauses):
            told.clear()
        return self

    def run(self) -> RichMenuSync:
        """A fresh run that waits for nothing."""
        self.said.clear()
        return RichMenuSync(self.door, self.said.append, self.pauses.append)

    def sync(self, menus: list[Wanted] | None = None, dry_run: bool = False) -> int:
        """Syncs the full layout or these menus."""
        return self.run().sync(wanted(FULL) if menus is None else menus, dry_run)

    def names(self) -> list[str]:
        """The names of all menus, sorted."""
        return sorted(menu["name"] for menu in self.platform.richmenus.menus())

    def led(self) -> dict[str, str | None]:
        """Which menu's name each alias leads to; None where it leads nowhere or to a menu without picture."""
        menus = self.platform.richmenus
        return {
            one["richMenuAliasId"]: menus.menu(one["richMenuId"])["name"]
            if menus.has_image(one["richMenuId"])
            else None
            for one in menus.aliases()
        }

    def sees(self, user_id: str) -> str | None:
        """The name of the menu a person has before them."""
        menu = self.platform.richmenus.of_user(user_id)
        return menu["name"] if menu else None

    def made(self, name: str, picture: bytes | None = None) -> str:
        """A menu made at LINE by somebody, with or without a picture; returns its id."""
        outcome, menu_id = self.door.create({**wanted(FULL)[0].menu, "name": name})
        assert outcome.state == "accepted"
        assert menu_id
        if picture:
            assert self.door.put_picture(menu_id, picture).state == "accepted"
        return menu_id


@contextmanager
def far_side() -> Iterator[FarSide]:
    """A new emulator; pictures go to it under another host name, as LINE has two."""
    app = create_emulator(Options(SECRET, TOKEN, "http://127.0.0.1:9/callback"))
    cut = Cut(app)
    with Background(cut) as running:
        line = Line(TOKEN, running.url, running.url.replace("127.0.0.1", "localhost"), timeout=(60, 60))
        yield FarSide(cut, running.url, line, LineMenus(line), app.state.platform)
        line.close()
