"""What every request meets: paths and methods as LINE has them, rate limits, and faults on demand."""

from typing import Any

import httpx
import pytest

from bot.emulator.api import ENDPOINTS
from bot.emulator.people import KEYS
from bot.emulator.rates import LIMITS, Rates, rule_of
from bot.emulator.store import Store
from tests.emulator.conftest import TOKEN, Emulator, until

HELLO = [{"type": "text", "text": "お知らせ"}]
KEY = "123e4567-e89b-12d3-a456-426614174000"
FOUNDER = KEYS["founder"]
BEARER = {"authorization": f"Bearer {TOKEN}"}
PUSH = "/v2/bot/message/push"
BODY: dict[str, Any] = {"to": FOUNDER, "messages": HELLO}
RATE = "The API rate limit has been exceeded. Try again later."


def words(emulator: Emulator) -> list[str]:
    return [entry["body"]["text"] for entry in emulator.look("talk", user="founder") if entry["side"] == "bot"]


@pytest.mark.parametrize(
    "path", ["/v2/bot/info/", "/v2//bot/info", "//v2/bot/info", "/v2/bot/message/push/", "/v2/bot/nothing", "/v2/"]
)
def test_only_the_exact_paths_exist(emulator: Emulator, path: str) -> None:
    answer = httpx.get(emulator.url + path, headers=BEARER, timeout=60)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})
    assert answer.headers["x-line-request-id"]


def test_another_method_is_refused_and_the_right_one_named(emulator: Emulator) -> None:
    answer = emulator.http.get(PUSH, headers=BEARER)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert emulator.http.delete("/v2/bot/channel/webhook/endpoint", headers=BEARER).headers["allow"] == "GET, PUT"


def test_a_rate_limit_refuses_and_recovers_with_time(emulator: Emulator) -> None:
    assert emulator.control("rates", path=PUSH, limit=2, seconds=60)["limits"][f"POST {PUSH}"]["limit"] == 2
    answers = [emulator.call(PUSH, BODY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["message"] == RATE
    assert len(words(emulator)) == 2
    assert emulator.http.get(f"/v2/bot/profile/{FOUNDER}", headers=BEARER).status_code == 200
    emulator.now["ms"] += 30_000
    assert [emulator.call(PUSH, BODY).status_code for _ in range(2)] == [200, 429]
    emulator.control("rates", on=False)
    assert emulator.call(PUSH, BODY).status_code == 200
    emulator.control("rates", reset=True)
    assert [emulator.call(PUSH, BODY).status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(
    ("rule", "limit", "seconds"),
    [
        ("POST /v2/bot/message/reply", 2000, 1),
        ("POST /v2/bot/message/push", 2000, 1),
        ("POST /v2/bot/message/multicast", 200, 1),
        ("POST /v2/bot/message/broadcast", 60, 3600),
        ("POST /v2/bot/message/narrowcast", 60, 3600),
        ("POST /v2/bot/chat/loading/start", 100, 1),
        ("POST /v2/bot/richmenu", 100, 3600),
        ("DELETE /v2/bot/richmenu/{}", 100, 3600),
        ("POST /v2/bot/richmenu/batch", 3, 3600),
        ("GET /v2/bot/richmenu/list", 10, 1),
        ("GET /v2/bot/insight/followers", 60, 3600),
        ("POST /v2/bot/channel/webhook/test", 60, 3600),
    ],
)
def test_the_documented_limits_hold(rule: str, limit: int, seconds: int) -> None:
    now = [1_000_000]
    rates = Rates(Store(":memory:"), lambda: now[0])
    assert [rates.take(rule) for _ in range(limit + 1)] == [True] * limit + [False]
    now[0] += seconds * 1000
    assert [rates.take(rule) for _ in range(limit + 1)] == [True] * limit + [False]


def test_every_named_limit_belongs_to_an_endpoint() -> None:
    assert set(LIMITS) <= {rule_of(method, path) for method, path, _ in ENDPOINTS}


def test_refused_bodies_count_towards_the_rate(emulator: Emulator) -> None:
    statuses = [emulator.call("/v2/bot/message/broadcast", {}).status_code for _ in range(61)]
    assert statuses == [400] * 60 + [429]


@pytest.mark.parametrize(
    "change", [{"path": PUSH}, {"limit": 3}, {"path": "push", "limit": 3}, {"path": PUSH, "limit": -1}, {"seconds": 0}]
)
def test_half_a_rate_is_refused(emulator: Emulator, change: dict[str, Any]) -> None:
    assert emulator.http.post("/emulator/control/rates", json=change).status_code == 422


def test_an_ordered_error_does_nothing_else(emulator: Emulator) -> None:
    emulator.control("faults", path=PUSH, kind="status", status=503, times=2, retry_after=7)
    answers = [emulator.call(PUSH, BODY, **{"X-Line-Retry-Key": KEY}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[0].headers["x-line-request-id"]
    assert words(emulator) == ["お知らせ"]
    assert [entry["fault"] for entry in emulator.look("wire")] == ["status", "status", None]


def test_a_storm_of_429_is_told_by_its_words(emulator: Emulator) -> None:
    emulator.control("faults", path="/v2/bot/message/*", kind="rate_limit", times=1)
    emulator.control("faults", path="*", kind="quota", times=1)
    first, second, third = (emulator.call(PUSH, BODY) for _ in range(3))
    assert (first.status_code, first.json()["message"]) == (429, RATE)
    assert (second.status_code, second.json()["message"]) == (429, "You have reached your monthly limit.")
    assert third.status_code == 200


def test_the_months_quota_is_no_fault_of_replies(emulator: Emulator) -> None:
    emulator.control("faults", path="*", kind="quota")
    event = emulator.control("say", user="founder", text="はい")
    emulator.listener.wait(1)
    emulator.line.reply(event["replyToken"], BODY["messages"])
    assert emulator.http.get("/v2/bot/info", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert emulator.call(PUSH, BODY).status_code == 429
    for path in ("/v2/bot/message/reply", "/v2/bot/profile/*"):
        fault = {"path": path, "kind": "quota"}
        assert emulator.http.post("/emulator/control/faults", json=fault).status_code == 422


def test_a_connection_dropped_after_accepting_keeps_the_key(emulator: Emulator) -> None:
    emulator.control("faults", path=PUSH, kind="drop_after", times=1)
    with pytest.raises(httpx.TransportError):
        emulator.call(PUSH, BODY, **{"X-Line-Retry-Key": KEY})
    again = emulator.call(PUSH, BODY, **{"X-Line-Retry-Key": KEY})
    dropped = emulator.look("wire")[0]
    assert (again.status_code, words(emulator)) == (409, ["お知らせ"])
    assert again.headers["x-line-accepted-request-id"] == dropped["request_id"]
    assert (dropped["fault"], dropped["status"]) == ("drop_after", 200)


def test_a_connection_dropped_before_accepting_takes_nothing(emulator: Emulator) -> None:
    emulator.control("faults", path=PUSH, kind="drop_before", times=1)
    with pytest.raises(httpx.TransportError):
        emulator.call(PUSH, BODY, **{"X-Line-Retry-Key": KEY})
    assert words(emulator) == []
    assert emulator.call(PUSH, BODY, **{"X-Line-Retry-Key": KEY}).status_code == 200
    dropped = emulator.look("wire")[0]
    assert (dropped["fault"], dropped["status"]) == ("drop_before", None)


def test_a_dropped_reply_uses_up_its_token(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="はい")
    emulator.control("faults", path="/v2/bot/message/reply", kind="drop_after", times=1)
    body = {"replyToken": event["replyToken"], "messages": HELLO}
    with pytest.raises(httpx.TransportError):
        emulator.call("/v2/bot/message/reply", body)
    assert emulator.call("/v2/bot/message/reply", body).json() == {"message": "Invalid reply token"}
    assert words(emulator) == ["お知らせ"]


def test_a_delayed_answer_comes_late_but_whole(emulator: Emulator) -> None:
    emulator.control("faults", kind="delay", seconds=2, times=1)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(emulator.url + PUSH, json=BODY, headers=BEARER, timeout=httpx.Timeout(60, read=0.1))
    until(lambda: words(emulator) == ["お知らせ"])


def test_a_broken_body_is_accepted_all_the_same(emulator: Emulator) -> None:
    emulator.control("faults", path=PUSH, kind="broken_body", times=1)
    answer = emulator.call(PUSH, BODY)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="line 1"):
        answer.json()
    assert words(emulator) == ["お知らせ"]


def test_faults_can_be_listed_cleared_and_left_to_chance(emulator: Emulator) -> None:
    emulator.control("faults", kind="status", chance=0)
    emulator.control("faults", kind="status", path="/v2/bot/info")
    assert emulator.call(PUSH, BODY).status_code == 200
    assert emulator.http.get("/v2/bot/info", headers=BEARER).status_code == 500
    assert [fault["hits"] for fault in emulator.look("faults")] == [0, 1]
    assert emulator.http.delete("/emulator/control/faults").status_code == 204
    assert emulator.look("faults") == []
    assert emulator.http.get("/v2/bot/info", headers=BEARER).status_code == 200


@pytest.mark.parametrize(
    "fault", [{"kind": "fire"}, {"kind": "lost"}, {"kind": "status", "path": "webhook"}, {"kind": "status", "times": 0}]
)
def test_faults_that_cannot_be_are_refused(emulator: Emulator, fault: dict[str, Any]) -> None:
    assert emulator.http.post("/emulator/control/faults", json=fault).status_code == 422


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "OPTIONS", "GET"])
@pytest.mark.parametrize(
    "path", ["/v2", "/v2/bot", "/v2.1/x", "/v3/token", "/oauth2/v2.1/token", "/v2/oauth/accessToken"]
)
def test_everything_of_lines_answers_in_its_form(emulator: Emulator, method: str, path: str) -> None:
    answer = emulator.http.request(method, path, headers=BEARER)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})
    assert answer.headers["x-line-request-id"]


def test_an_escaped_slash_is_no_slash(emulator: Emulator) -> None:
    assert emulator.http.get("/v2/bot%2Finfo", headers=BEARER).json() == {"message": "Not found"}
    assert emulator.http.request("TRACE", "/v2/bot/info", headers=BEARER).status_code == 405


@pytest.mark.parametrize("path", ["/v2/bot/message/pusch", "/v2/bot/massage/*", "push", "/v2/bot/infos*", "/*x"])
def test_a_mistyped_fault_is_refused(emulator: Emulator, path: str) -> None:
    answer = emulator.http.post("/emulator/control/faults", json={"kind": "status", "path": path})
    assert answer.status_code == 422
    assert emulator.look("faults") == []


@pytest.mark.parametrize(
    "path", ["*", "/v2/*", "/v2/bot/message/*", PUSH, f"/v2/bot/profile/{FOUNDER}", "/v2/bot/profile/U1*"]
)
def test_a_fault_may_name_one_path_or_many(emulator: Emulator, path: str) -> None:
    assert emulator.control("faults", kind="status", path=path)["path"] == path


@pytest.mark.parametrize(("method", "path"), [("POST", "/v2/bot/message/pusch"), ("GET", PUSH), ("POST", "/v2/*")])
def test_a_mistyped_rate_is_refused(emulator: Emulator, method: str, path: str) -> None:
    body = {"method": method, "path": path, "limit": 1}
    assert emulator.http.post("/emulator/control/rates", json=body).status_code == 422
    assert emulator.control("rates", method="GET", path="/v2/bot/profile/{userId}", limit=1)
