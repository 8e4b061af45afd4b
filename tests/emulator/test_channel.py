"""The channel: its webhook address, LINE's own check of it, and statistics of friends."""

from collections.abc import Iterator
from threading import Event

import pytest
from fastapi import FastAPI, Response

from bot.emulator import Options
from bot.emulator.platform import Platform
from bot.line import verify
from bot.serving import Background
from tests.emulator.conftest import SECRET, TOKEN, Emulator, until

BEARER = {"authorization": f"Bearer {TOKEN}"}
ENDPOINT, TEST = "/v2/bot/channel/webhook/endpoint", "/v2/bot/channel/webhook/test"


@pytest.fixture
def other_bot() -> Iterator[str]:
    """A bot that refuses at /refuse and never answers in time at /slow."""
    app, ended = FastAPI(), Event()

    @app.post("/refuse")
    async def refuse() -> Response:
        return Response(status_code=403)

    @app.post("/slow")
    def slow() -> Response:
        ended.wait(120)
        return Response()

    with Background(app) as running:
        yield running.url
        ended.set()


def put(emulator: Emulator, endpoint: object) -> int:
    return emulator.http.put(ENDPOINT, json={"endpoint": endpoint}, headers=BEARER).status_code


def test_the_webhook_can_be_moved(emulator: Emulator) -> None:
    before = emulator.http.get(ENDPOINT, headers=BEARER).json()
    assert before["active"] is True
    assert put(emulator, "http://127.0.0.1:9/other") == 200
    emulator.control("say", user="founder", text="どこ？")
    until(lambda: [entry["error"] for entry in emulator.look("webhooks")] == ["could_not_connect"])
    assert put(emulator, before["endpoint"]) == 200
    emulator.control("say", user="founder", text="ここ")
    assert emulator.listener.wait(1)[0]["message"]["text"] == "ここ"


@pytest.mark.parametrize(
    "endpoint", ["", "ftp://x/y", "https://", "not an address", "https://x/" + "y" * 500, "http://x:99999/", None, 3]
)
def test_an_impossible_address_is_refused(emulator: Emulator, endpoint: object) -> None:
    assert put(emulator, endpoint) == 400
    if endpoint not in ("", None):
        assert emulator.call(TEST, {"endpoint": endpoint}).json() == {"message": "Invalid webhook endpoint URL"}


def test_webhooks_can_be_switched_off(emulator: Emulator) -> None:
    emulator.control("deliveries", webhook_active=False)
    assert emulator.http.get(ENDPOINT, headers=BEARER).json()["active"] is False
    emulator.control("say", user="founder", text="まだ")
    emulator.control("deliveries", webhook_active=True)
    emulator.control("say", user="founder", text="もう")
    assert [event["message"]["text"] for event in emulator.listener.wait(1)] == ["もう"]


def test_the_check_sends_an_empty_signed_webhook(emulator: Emulator) -> None:
    told = emulator.call(TEST, {}).json()
    assert told == {
        "success": True, "timestamp": "2025-03-10T23:40:00.000Z", "statusCode": 200, "reason": "OK", "detail": "200",
    }  # fmt: skip
    raw, headers = emulator.listener.webhooks[0]
    assert verify(raw, headers["x-line-signature"], [SECRET])
    assert raw.endswith(b'"events":[]}')


def test_the_check_tells_why_it_failed(emulator: Emulator, other_bot: str) -> None:
    refused = emulator.call(TEST, {"endpoint": f"{other_bot}/refuse"}).json()
    assert (refused["success"], refused["statusCode"], refused["reason"]) == (False, 403, "ERROR_STATUS_CODE")
    nobody = emulator.call(TEST, {"endpoint": "http://127.0.0.1:9/"}).json()
    assert (nobody["statusCode"], nobody["reason"]) == (0, "COULD_NOT_CONNECT")


def test_without_an_address_nothing_is_sent(other_bot: str) -> None:
    platform = Platform(Options("s", "t", "", webhook_timeout=0.2))
    platform.say(platform.user("founder"), "いますか")
    until(lambda: [entry["error"] for entry in platform.wire(0)] == ["no_webhook_url"])
    assert platform.webhooks.check(f"{other_bot}/slow", b"{}").error == "request_timeout"
    platform.close()


def test_statistics_of_friends(emulator: Emulator) -> None:
    emulator.control("people/founder/state", state="blocked")
    path = "/v2/bot/insight/followers"

    def ask(**params: str) -> dict[str, object]:
        answer: dict[str, object] = emulator.http.get(path, params=params, headers=BEARER).json()
        return answer

    counts = {"status": "ready", "followers": 7, "targetedReaches": 6, "blocks": 1}
    assert ask(date="20250310") == counts
    assert ask(date="20250311") == {"status": "unready", "followers": None, "targetedReaches": None, "blocks": None}
    assert ask() == {"message": "date is required"}
    assert ask(date="2025") == {"message": "Bad Request"}


@pytest.mark.parametrize(
    "params",
    [
        {"from": "20250301", "to": "20250311"},
        {"customAggregationUnit": "a", "from": "20250311", "to": "20250301"},
        {"customAggregationUnit": "a", "from": "20250101", "to": "20250311"},
        {"customAggregationUnit": "a", "to": "20250311"},
    ],
)
def test_statistics_per_unit_need_a_name_and_a_span(emulator: Emulator, params: dict[str, str]) -> None:
    path = "/v2/bot/insight/message/event/aggregation"
    assert emulator.http.get(path, params=params, headers=BEARER).status_code == 400
