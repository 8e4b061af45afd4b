"""Whom a webhook waits for: its own people, nobody else, and nothing that went wrong before."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from bot.emulator import Options
from bot.emulator.people import KEYS
from bot.emulator.platform import Platform
from bot.emulator.sender import Delivery, Receipt, Sender
from bot.serving import Background, reserve
from tests.emulator.conftest import Emulator, until


def texts(emulator: Emulator) -> list[str]:
    return [event["message"]["text"] for event in emulator.listener.events()]


def raw(user_id: str, text: str, **parts: Any) -> dict[str, Any]:
    message = {"id": text, "type": "text", "text": text}
    return {"type": "message", "source": {"type": "user", "userId": user_id}, "message": message, **parts}


@pytest.mark.parametrize("event_id", [{}, [], None, 7])
def test_an_odd_event_id_ends_no_thread(emulator: Emulator, event_id: Any) -> None:
    odd = {"type": "x", "webhookEventId": event_id, "source": {"type": "user", "userId": KEYS["founder"]}}
    emulator.control("event", events=[odd])
    emulator.control("say", user="founder", text="まだいますか")
    assert emulator.listener.wait(2)[0] == odd
    assert emulator.http.get("/emulator/control/timings").status_code == 200


def test_an_exception_ends_no_thread() -> None:
    seen: list[int] = []

    def before(delivery: Delivery) -> None:
        if delivery.number == 1:
            raise TypeError("unhashable")

    def after(delivery: Delivery, receipt: Receipt) -> None:
        seen.append(delivery.number)

    sender = Sender(lambda: "", "s", 1, 1.0, before, after)
    for number in (1, 2):
        sender.send(Delivery(number, ("U1",), b"{}", []))
    until(lambda: seen == [2])
    sender.close()


def test_a_delay_holds_its_person_and_nobody_else(emulator: Emulator) -> None:
    emulator.control("faults", path="webhook", kind="delay", seconds=2.5, times=1)
    start = monotonic()
    emulator.control("say", user="founder", text="一")
    emulator.control("say", user="founder", text="二")
    others = [f"U{number:032x}" for number in range(6)]
    for user_id in others:
        emulator.control("say", user=user_id, text="先に")
    emulator.listener.wait(8)
    assert monotonic() - start >= 2.5
    assert texts(emulator) == ["先に"] * 6 + ["一", "二"]


def test_a_batch_keeps_its_place_behind_all_its_people(emulator: Emulator) -> None:
    founder, owner, seeker = KEYS["founder"], KEYS["owner"], KEYS["seeker"]
    emulator.control("faults", path="webhook", kind="delay", seconds=3, times=1)
    emulator.control("say", user="owner", text="一")
    emulator.control("event", events=[raw(founder, "二"), raw(owner, "三")])
    emulator.control("say", user="founder", text="四")
    emulator.control("event", events=[raw(seeker, "先")])
    emulator.listener.wait(5)
    assert texts(emulator) == ["先", "一", "二", "三", "四"]


@dataclass
class Hanging:
    """A bot that holds every webhook until it is let go, and then answers with a status."""

    go: threading.Event = field(default_factory=threading.Event)
    status: int = 200
    count: int = 0


@pytest.fixture
def hanging() -> Iterator[tuple[Hanging, str]]:
    bot, app = Hanging(), FastAPI()

    @app.post("/callback")
    def callback(request: Request) -> Response:
        bot.count += 1
        bot.go.wait(120)
        return Response(status_code=bot.status)

    with Background(app) as running:
        yield bot, f"{running.url}/callback"
        bot.go.set()


def test_closing_waits_for_a_hanging_bot_three_seconds_at_most(hanging: tuple[Hanging, str]) -> None:
    bot, url = hanging
    platform = Platform(Options("s", "t", url))
    for number in range(40):
        platform.say(f"U{number:032x}", "？")
    until(lambda: bot.count)
    start = monotonic()
    platform.close()
    assert monotonic() - start < 60  # the bot hangs for two minutes


def test_duplicates_and_redeliveries_make_no_storm(hanging: tuple[Hanging, str]) -> None:
    bot, url = hanging
    bot.status = 500
    bot.go.set()
    platform = Platform(Options("s", "t", url))
    platform.account.change(redelivery=True, redelivery_seconds=0.01, redelivery_times=3)
    platform.faults.add("webhook", "duplicate")
    platform.say(platform.user("founder"), "？")
    until(lambda: bot.count == 5)
    sleep(0.2)  # a further one would come in a hundredth of a second
    assert bot.count == 5  # two copies, and the first one three times again
    platform.close()


@pytest.mark.parametrize("kind", ["reorder", "delay"])
def test_a_reset_forgets_what_is_held(emulator: Emulator, kind: str) -> None:
    emulator.control("faults", path="webhook", kind=kind, seconds=2, times=1)
    emulator.control("say", user="founder", text="前")
    emulator.control("say", user="founder", text="前")
    if kind == "reorder":
        emulator.listener.wait(1)
    before = len(emulator.listener.events())
    assert emulator.http.post("/emulator/control/reset").status_code == 204
    sleep(2.2)  # what was held would have come meanwhile
    emulator.control("say", user="founder", text="後")
    emulator.listener.wait(before + 1)
    assert texts(emulator)[before:] == ["後"]


def test_a_reset_forgets_what_waits_for_redelivery(hanging: tuple[Hanging, str]) -> None:
    bot, url = hanging
    bot.status = 500
    platform = Platform(Options("s", "t", url))
    platform.account.change(redelivery=True, redelivery_seconds=0.2)
    platform.say(platform.user("founder"), "答えの前")
    until(lambda: bot.count == 1)
    platform.reset()
    platform.account.change(redelivery=True, redelivery_seconds=0.0)
    bot.go.set()
    sleep(0.4)
    assert bot.count == 1
    platform.close()


def test_a_dripping_answer_is_given_up_in_time() -> None:
    with reserve() as listener:
        listener.listen()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
                for _ in range(1000):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return
                    sleep(0.1)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        sender = Sender(lambda: "", "s", 1, 0.5, lambda _: None, lambda *_: None)
        receipt = sender.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}")
        assert (receipt.status, receipt.error) == (None, "request_timeout")
        assert receipt.took_ms < 60_000  # the whole answer would take longer
        sender.close()
        thread.join(60)
