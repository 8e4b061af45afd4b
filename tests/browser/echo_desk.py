"""A bot for the phone page's tests: it answers with whatever a test wants, over the real API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from bot.emulator import Options, create_emulator
from bot.emulator.people import KEYS
from bot.messages import Card, PickDate, Post, Row, Say, Text, as_line
from bot.serving import Background, reserve
from tests.local_http import client

Json = dict[str, Any]
TOKEN = "t"


@dataclass
class Desk:
    """`answers` holds LINE message objects by the words (or postback data) they answer; others get a card."""

    answers: dict[str, list[Json]] = field(default_factory=dict)
    heard: list[Json] = field(default_factory=list)
    http: httpx.Client = field(default_factory=client)

    def hear(self, event: Json) -> None:
        """Answers one event, where LINE allows it."""
        self.heard.append(event)
        if "replyToken" not in event:
            return
        postback = event.get("postback", {})
        words = event.get("message", {}).get("text") or "・".join(postback.get("params", {}).values())
        words = words or postback.get("data") or event.get("message", {}).get("type") or event["type"]
        self.send("reply", replyToken=event["replyToken"], messages=self.answers.get(words) or usual(words))

    def send(self, path: str, **body: Any) -> None:
        """One call of the Messaging API that must be accepted."""
        answer = self.http.post(f"/v2/bot/message/{path}", json=body)
        assert answer.status_code == 200, answer.text

    def push(self, person: str, *texts: str) -> None:
        """Sends texts to a seeded person."""
        self.send("push", to=KEYS[person], messages=[{"type": "text", "text": text} for text in texts])


@dataclass
class Phone:
    """A running emulator, the desk it talks to, and the way in."""

    url: str
    desk: Desk
    platform: Any

    def of(self, person: str) -> str:
        """The page of a seeded person."""
        return f"{self.url}/emulator?user={KEYS[person]}"

    def control(self, path: str, **body: Any) -> Any:
        """Posts to the control API."""
        answer = self.desk.http.post(f"/emulator/control/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def menu(self, alias: str, *areas: Json, image: bytes, **more: Any) -> str:
        """Makes a rich menu of columns, one for each action, and returns its id."""
        width, menus = 1200 // len(areas), self.platform.richmenus
        body = {
            "size": {"width": 1200, "height": 600},
            "selected": True,
            "name": alias,
            "chatBarText": "メニュー",
            "areas": [
                {"bounds": {"x": n * width, "y": 0, "width": width, "height": 600}, "action": action}
                for n, action in enumerate(areas)
            ],
            **more,
        }
        menu_id: str = menus.create(body)
        assert menus.set_image(menu_id, image, "image/png")
        menus.add_alias(alias, menu_id)
        return menu_id


def usual(words: str) -> list[Json]:
    """A text, a card and quick replies."""
    card = Card(
        "見出し", f"「{words}」の答え"[:40], rows=(Row("金額", "上限50万円"),), buttons=(Post("期限", "d", "期限は？"),)
    )
    quick = (
        Say("次へ", "次の質問"),
        PickDate("日を選ぶ", "day", initial="2025-03-10", min="2025-03-01", max="2025-03-31"),
    )
    return [as_line(one) for one in (Text("<b>はい</b>"), card, Text("ほかには？", quick))]


@contextmanager
def desk_running() -> Iterator[tuple[Desk, str]]:
    """The desk and the address of its webhook."""
    desk, app = Desk(), FastAPI()

    @app.post("/callback")
    def callback(body: Json) -> Json:
        for event in body["events"]:
            desk.hear(event)
        return {}

    with Background(app) as bot:
        yield desk, f"{bot.url}/callback"


@contextmanager
def phone_running(
    desk: Desk, webhook: str, port: int = 0, store: Path | str = ":memory:", **more: Any
) -> Iterator[Phone]:
    """The emulator with its page, on a port and a store that may have been used before."""
    app = create_emulator(Options("s", TOKEN, webhook, store=str(store), **more))
    with (
        Background(app, reserve(port)) as running,
        client(running.url, headers={"authorization": f"Bearer {TOKEN}"}) as http,
    ):
        desk.http = http
        yield Phone(running.url, desk, app.state.platform)
        # An open page's stream would delay the end.
        app.state.platform.feed.close()
