"""Webhooks that go wrong: late, doubled, out of order, lost, refused and sent again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from bot.emulator import Options
from bot.emulator.platform import Platform
from bot.emulator.sender import Receipt
from bot.serving import Background
from tests.emulator.conftest import Emulator, until


@dataclass
class Moody:
    """A bot that answers the first webhooks with these statuses, and then with 200."""

    statuses: list[int]
    events: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def moody() -> Iterator[tuple[Moody, Platform]]:
    bot, app = Moody([]), FastAPI()

    @app.post("/callback")
    async def callback(request: Request) -> Response:
        bot.events.extend((await request.json())["events"])
        return Response(status_code=bot.statuses.pop(0) if bot.statuses else 200)

    with Background(app) as running:
        platform = Platform(Options("s", "t", f"{running.url}/callback"))
        platform.account.change(redelivery_seconds=0.01)
        yield bot, platform
        platform.close()


def texts(emulator: Emulator) -> list[str]:
    return [event["message"]["text"] for event in emulator.listener.events()]


def say(emulator: Emulator, *words: str) -> None:
    for word in words:
        emulator.control("say", user="founder", text=word)


def test_a_delay_holds_the_webhook_and_what_follows(emulator: Emulator) -> None:
    emulator.control("faults", path="webhook", kind="delay", seconds=2.5, times=1)
    start = monotonic()
    say(emulator, "一", "二")
    emulator.control("say", user="owner", text="先に")
    emulator.listener.wait(3)
    assert monotonic() - start >= 2.5
    assert texts(emulator) == ["先に", "一", "二"]
    assert sorted(str(entry["fault"]) for entry in emulator.look("wire")) == ["None", "None", "delay"]


def test_a_duplicate_is_the_same_event_twice(emulator: Emulator) -> None:
    emulator.control("faults", path="webhook", kind="duplicate", times=1)
    say(emulator, "一", "二")
    events = emulator.listener.wait(3)
    assert texts(emulator) == ["一", "一", "二"]
    assert events[0] == events[1]
    assert [entry["body"]["text"] for entry in emulator.look("talk", user="founder")] == ["一", "二"]


def test_a_reordered_webhook_comes_after_the_next(emulator: Emulator) -> None:
    emulator.control("faults", path="webhook", kind="reorder", seconds=2.5, times=1)
    say(emulator, "一", "二")
    events = emulator.listener.wait(2)
    assert texts(emulator) == ["二", "一"]
    assert events[1]["timestamp"] <= events[0]["timestamp"]


def test_a_lost_webhook_is_seen_on_the_wire_only(emulator: Emulator) -> None:
    emulator.control("faults", path="webhook", kind="lost", times=1)
    say(emulator, "一", "二")
    emulator.listener.wait(1)
    assert texts(emulator) == ["二"]
    lost = next(entry for entry in emulator.look("wire") if entry["fault"] == "lost")
    assert (lost["status"], lost["error"], lost["summary"]) == (None, "lost", "メッセージ：一")
    assert len(emulator.look("talk", user="founder")) == 2


def test_refused_webhooks_are_sent_again_where_that_is_switched_on(moody: tuple[Moody, Platform]) -> None:
    bot, platform = moody
    platform.account.change(redelivery=True)
    bot.statuses[:] = [500, 404]
    first = platform.say(platform.user("founder"), "もう一度")
    until(lambda: len(bot.events) == 3)
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    assert bot.events == [first, again, again]
    until(lambda: platform.timings[first["webhookEventId"]].get("status") == 200)
    assert [entry["body"]["text"] for entry in platform.store.entries(platform.user("founder"))] == ["もう一度"]
    assert platform.use_token(first["replyToken"]) == platform.user("founder")


def test_redelivery_gives_up_and_is_off_at_first(moody: tuple[Moody, Platform]) -> None:
    bot, platform = moody
    bot.statuses[:] = [500] * 9
    platform.say(platform.user("founder"), "一度だけ")
    until(lambda: platform.store.rows("SELECT 1 FROM webhook WHERE status = 500"))
    platform.account.change(redelivery=True, redelivery_times=2)
    platform.say(platform.user("owner"), "三度まで")
    until(lambda: len(bot.events) == 4)
    sleep(0.1)  # a further one would come in a hundredth of a second
    assert [event["message"]["text"] for event in bot.events] == ["一度だけ", "三度まで", "三度まで", "三度まで"]


def test_what_waits_goes_out_before_the_end(moody: tuple[Moody, Platform]) -> None:
    bot, platform = moody
    platform.faults.add("webhook", "reorder", seconds=600.0)
    platform.say(platform.user("founder"), "待っています")
    platform.webhooks.close()
    assert [event["message"]["text"] for event in bot.events] == ["待っています"]


def test_an_answer_after_two_seconds_is_late(emulator: Emulator) -> None:
    say(emulator, "一")
    until(lambda: emulator.look("statistics")["webhooks"]["ok"] == 1)
    number = emulator.look("webhooks")[0]["id"]
    for took_ms, late in ((2000.0, 0), (2000.1, 1)):
        emulator.platform.webhooks.keep_answer(number, Receipt(200, took_ms, None))
        assert emulator.look("statistics")["webhooks"]["late"] == late
        assert emulator.look("webhooks")[0]["late"] is emulator.look("wire")[0]["late"] is bool(late)


def test_several_peoples_events_in_one_webhook(emulator: Emulator) -> None:
    people = emulator.look("people")[:3]
    events = [
        {
            "type": "message", "mode": "active", "timestamp": emulator.now["ms"], "webhookEventId": f"e{number}",
            "deliveryContext": {"isRedelivery": False}, "replyToken": f"t{number}",
            "source": {"type": "user", "userId": person["user_id"]},
            "message": {"type": "text", "id": f"m{number}", "text": "みんなで"},
        }
        for number, person in enumerate(people)
    ]  # fmt: skip
    emulator.control("event", events=events)
    assert emulator.listener.wait(3) == events
    assert len(emulator.listener.webhooks) == 1
    until(lambda: [entry["status"] for entry in emulator.look("wire")] == [200])
    wire = emulator.look("wire")[0]
    assert wire["user_ids"] == [person["user_id"] for person in people]
    assert wire["summary"] == "メッセージ：みんなで ほか2件"
    for number, person in enumerate(people):
        assert emulator.line.reply(f"t{number}", [{"type": "text", "text": "はい"}]).state == "accepted"
        assert [entry["side"] for entry in emulator.look("talk", user=person["user_id"])] == ["person", "bot"]
