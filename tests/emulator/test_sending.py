"""Sending to one, to many, to everyone: who gets it, what counts, what is refused."""

from typing import Any

import pytest

from bot.emulator.people import KEYS
from tests.emulator.conftest import TOKEN, Emulator, until

HELLO = [{"type": "text", "text": "お知らせ"}]
KEY = "123e4567-e89b-12d3-a456-426614174000"
FOUNDER, OWNER = KEYS["founder"], KEYS["owner"]
STRANGER = "U" + "9" * 32
SEND = "/v2/bot/message/"
BEARER = {"authorization": f"Bearer {TOKEN}"}
BODIES: dict[str, dict[str, Any]] = {
    "push": {"to": FOUNDER, "messages": HELLO},
    "multicast": {"to": [FOUNDER], "messages": HELLO},
    "narrowcast": {"messages": HELLO},
    "broadcast": {"messages": HELLO},
}


def get(emulator: Emulator, path: str, **params: str) -> Any:
    return emulator.http.get(path, params=params, headers=BEARER).json()


def got(emulator: Emulator) -> list[str]:
    """The keys of the people to whom the bot's messages came."""
    return [key for key in KEYS if any(entry["side"] == "bot" for entry in emulator.look("talk", user=key))]


def progress(emulator: Emulator, request_id: str) -> Any:
    return get(emulator, SEND + "progress/narrowcast", requestId=request_id)


def test_multicast_reaches_friends_and_passes_over_the_rest(emulator: Emulator) -> None:
    emulator.control(f"people/{OWNER}/state", state="blocked")
    answer = emulator.call(SEND + "multicast", {"to": [FOUNDER, OWNER, STRANGER, FOUNDER], "messages": HELLO})
    assert (answer.status_code, answer.json()) == (200, {})
    assert got(emulator) == ["founder"]
    assert len(emulator.look("talk", user="founder")) == 1
    assert get(emulator, SEND + "quota/consumption") == {"totalUsage": 1}


@pytest.mark.parametrize(
    ("to", "where"),
    [([FOUNDER, "ひなた"], "to[1]"), ([FOUNDER, "C" + "0" * 32], "to[1]"), ([], "to"), (FOUNDER, "to")],
)
def test_multicast_names_the_id_it_cannot_read(emulator: Emulator, to: Any, where: str) -> None:
    answer = emulator.call(SEND + "multicast", {"to": to, "messages": HELLO})
    assert answer.status_code == 400
    told = answer.json()
    assert f"property, {where}," in told["message"] or where in [
        detail["property"] for detail in told.get("details", [])
    ]
    assert got(emulator) == []


def test_multicast_takes_500_ids_and_not_501(emulator: Emulator) -> None:
    ids = [f"U{number:032x}" for number in range(501)]
    assert emulator.call(SEND + "multicast", {"to": ids, "messages": HELLO}).status_code == 400
    assert emulator.call(SEND + "multicast", {"to": ids[:500], "messages": HELLO}).status_code == 200


def test_broadcast_reaches_every_friend(emulator: Emulator) -> None:
    emulator.control(f"people/{OWNER}/state", state="blocked")
    assert emulator.call(SEND + "broadcast", {"messages": HELLO}).json() == {}
    assert got(emulator) == [key for key in KEYS if key != "owner"]
    assert get(emulator, SEND + "quota/consumption") == {"totalUsage": 6}


@pytest.mark.parametrize("kind", BODIES)
def test_a_retry_key_is_accepted_once_a_day(emulator: Emulator, kind: str) -> None:
    first, second = (emulator.call(SEND + kind, BODIES[kind], **{"X-Line-Retry-Key": KEY}) for _ in range(2))
    assert (first.status_code // 100, second.status_code) == (2, 409)
    assert second.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert second.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert second.json() == {"message": "The retry key is already accepted", **first.json()}
    emulator.now["ms"] += 24 * 60 * 60_000 + 1
    assert emulator.call(SEND + kind, BODIES[kind], **{"X-Line-Retry-Key": KEY}).status_code // 100 == 2


@pytest.mark.parametrize("kind", BODIES)
def test_a_refused_attempt_leaves_the_retry_key_free(emulator: Emulator, kind: str) -> None:
    key = {"X-Line-Retry-Key": KEY}
    assert emulator.call(SEND + kind, {**BODIES[kind], "messages": []}, **key).status_code == 400
    emulator.control("quota", type="limited", value=0)
    assert emulator.call(SEND + kind, BODIES[kind], **key).status_code == 429
    emulator.control("quota", type="none")
    assert emulator.call(SEND + kind, BODIES[kind], **key).status_code // 100 == 2


@pytest.mark.parametrize(
    ("path", "key"),
    [(SEND + "push", "no-uuid"), (SEND + "validate/push", KEY), ("/v2/bot/chat/loading/start", KEY)],
)
def test_a_retry_key_where_it_does_not_belong_is_refused(emulator: Emulator, path: str, key: str) -> None:
    assert emulator.call(path, BODIES["push"], **{"X-Line-Retry-Key": key}).status_code == 400


def test_the_months_quota_stops_sending_but_never_replies(emulator: Emulator) -> None:
    emulator.control("quota", type="limited", value=7)
    assert get(emulator, SEND + "quota") == {"type": "limited", "value": 7}
    assert emulator.call(SEND + "broadcast", BODIES["broadcast"]).status_code == 200
    refused = emulator.call(SEND + "push", BODIES["push"])
    assert (refused.status_code, refused.json()["message"]) == (429, "You have reached your monthly limit.")
    token = emulator.control("say", user="founder", text="はい")["replyToken"]
    assert emulator.call(SEND + "reply", {"replyToken": token, "messages": HELLO}).status_code == 200
    assert emulator.call(SEND + "push", {"to": STRANGER, "messages": HELLO}).status_code == 200
    emulator.control("clock", move_seconds=31 * 24 * 3600)
    assert emulator.call(SEND + "push", BODIES["push"]).status_code == 200
    assert emulator.look("quota") == {"type": "limited", "value": 7, "used": 1, "left": 6}


def test_the_quota_can_be_spent_elsewhere(emulator: Emulator) -> None:
    assert get(emulator, SEND + "quota") == {"type": "none"}
    assert emulator.control("quota", value=10, spend=10)["left"] == 0
    assert emulator.call(SEND + "push", BODIES["push"]).status_code == 429
    assert emulator.call(SEND + "multicast", BODIES["multicast"]).status_code == 429


def test_delivery_counts_are_ready_on_the_next_day(emulator: Emulator) -> None:
    token = emulator.control("say", user="founder", text="はい")["replyToken"]
    emulator.call(SEND + "reply", {"replyToken": token, "messages": HELLO * 2})
    for kind in ("push", "multicast", "broadcast"):
        emulator.call(SEND + kind, BODIES[kind])
    counts = {"reply": 1, "push": 1, "multicast": 1, "broadcast": 7}
    for kind in counts:
        assert get(emulator, f"{SEND}delivery/{kind}", date="20250311") == {"status": "unready"}
        assert get(emulator, f"{SEND}delivery/{kind}", date="20180330") == {"status": "out_of_service"}
        for wrong in ("", "2025-03-11", "20250230"):
            assert emulator.http.get(f"{SEND}delivery/{kind}?date={wrong}", headers=BEARER).status_code == 400
    emulator.control("clock", to="2025-03-12T00:00")
    for kind, count in counts.items():
        assert get(emulator, f"{SEND}delivery/{kind}", date="20250311") == {"status": "ready", "success": count}
    assert get(emulator, "/v2/bot/insight/message/delivery", date="20250311") == {
        "status": "ready", "apiReply": 1, "apiPush": 1, "apiMulticast": 1, "apiBroadcast": 7,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_validation_sends_nothing(emulator: Emulator, kind: str) -> None:
    assert emulator.call(f"{SEND}validate/{kind}", {"messages": HELLO}).json() == {}
    refused = emulator.call(f"{SEND}validate/{kind}", {"messages": [*HELLO, {"type": "text"}]})
    assert [detail["property"] for detail in refused.json()["details"]] == ["messages[1].text"]
    assert emulator.call(f"{SEND}validate/{kind}", BODIES["push"]).status_code == 400
    assert got(emulator) == []


def test_a_narrowcast_waits_is_sent_and_succeeds(emulator: Emulator) -> None:
    emulator.control(f"people/{OWNER}/state", state="blocked")
    answer = emulator.call(SEND + "narrowcast", BODIES["narrowcast"])
    request_id = answer.headers["x-line-request-id"]
    assert (answer.status_code, answer.json()) == (202, {})
    assert progress(emulator, request_id) == {"phase": "waiting", "acceptedTime": "2025-03-10T23:40:00.000Z"}
    assert got(emulator) == []
    emulator.now["ms"] += 2000
    assert progress(emulator, request_id)["phase"] == "sending"
    assert got(emulator) == [key for key in KEYS if key != "owner"]
    emulator.now["ms"] += 2000
    done = progress(emulator, request_id)
    assert (done["phase"], done["completedTime"]) == ("succeeded", "2025-03-10T23:40:04.000Z")
    assert (done["successCount"], done["failureCount"], done["targetCount"]) == (6, 0, 6)
    emulator.now["ms"] += 14 * 24 * 3600_000
    assert progress(emulator, request_id) == {"message": "Not found"}
    assert emulator.http.get(SEND + "progress/narrowcast", headers=BEARER).status_code == 400


def test_a_narrowcast_is_sent_without_anyone_asking_for_it(emulator: Emulator) -> None:
    emulator.call(SEND + "narrowcast", BODIES["narrowcast"])
    emulator.control("clock", move_seconds=5)
    assert len(got(emulator)) == 7


def test_a_narrowcast_keeps_to_its_limit(emulator: Emulator) -> None:
    answer = emulator.call(SEND + "narrowcast", {**BODIES["narrowcast"], "limit": {"max": 2}})
    emulator.control("clock", move_seconds=5)
    assert len(got(emulator)) == 2
    assert progress(emulator, answer.headers["x-line-request-id"])["targetCount"] == 2


@pytest.mark.parametrize(("forbid", "phase", "reached"), [(False, "succeeded", 3), (True, "failed", 0)])
def test_a_narrowcast_may_use_what_is_left_or_must_not(
    emulator: Emulator, forbid: bool, phase: str, reached: int
) -> None:
    emulator.control("quota", type="limited", value=3)
    assert emulator.call(SEND + "narrowcast", BODIES["narrowcast"]).status_code == 429
    limit = {"upToRemainingQuota": True, "forbidPartialDelivery": forbid}
    answer = emulator.call(SEND + "narrowcast", {**BODIES["narrowcast"], "limit": limit})
    emulator.control("clock", move_seconds=5)
    found = progress(emulator, answer.headers["x-line-request-id"])
    assert (found["phase"], found.get("errorCode"), len(got(emulator))) == (phase, 5 if forbid else None, reached)


def test_few_recipients_fail_only_where_that_is_switched_on(emulator: Emulator) -> None:
    emulator.control("account", narrowcast_minimum=True)
    answer = emulator.call(SEND + "narrowcast", BODIES["narrowcast"])
    emulator.control("clock", move_seconds=5)
    found = progress(emulator, answer.headers["x-line-request-id"])
    assert (found["phase"], found["errorCode"], found["successCount"]) == ("failed", 2, 0)
    assert got(emulator) == []


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"recipient": {"type": "audience", "audienceGroupId": 5614991017776}}, "recipient"),
        ({"filter": {"demographic": {"type": "gender", "oneOf": ["female"]}}}, "filter"),
        ({"limit": {"forbidPartialDelivery": True}}, "limit.forbidPartialDelivery"),
    ],
)
def test_narrowcasts_the_emulator_cannot_do_are_refused(emulator: Emulator, more: dict[str, Any], where: str) -> None:
    answer = emulator.call(SEND + "narrowcast", {**BODIES["narrowcast"], **more})
    assert answer.status_code == 400
    assert where in [detail["property"] for detail in answer.json()["details"]]


def test_units_are_named_counted_and_private(emulator: Emulator) -> None:
    for unit in ("seminar_2025", "seminar_2025", "fair"):
        body = {**BODIES["push"], "customAggregationUnits": [unit]}
        assert emulator.call(SEND + "push", body).status_code == 200
    for wrong in (["event-2026"], ["a", "b"], ["x" * 31]):
        body = {**BODIES["push"], "customAggregationUnits": wrong}
        assert emulator.call(SEND + "push", body).status_code == 400
    assert get(emulator, SEND + "aggregation/info") == {"numOfCustomAggregationUnits": 2}
    first = get(emulator, SEND + "aggregation/list", limit="1")
    assert first == {"customAggregationUnits": ["fair"], "next": "fair"}
    rest = get(emulator, SEND + "aggregation/list", limit="1", start=first["next"])
    assert rest == {"customAggregationUnits": ["seminar_2025"]}
    days = {"from": "20250301", "to": "20250331"}
    asked = {"customAggregationUnit": "seminar_2025", **days}
    assert get(emulator, "/v2/bot/insight/message/event/aggregation", **asked)["overview"]["uniqueImpression"] is None
    for _ in range(18):
        emulator.call(SEND + "push", {**BODIES["push"], "customAggregationUnits": ["seminar_2025"]})
    assert get(emulator, "/v2/bot/insight/message/event/aggregation", **asked)["overview"]["uniqueImpression"] == 20


@pytest.mark.parametrize("most", [2.0, None, 1])
def test_any_whole_limit_is_one(emulator: Emulator, most: float | None) -> None:
    answer = emulator.call(SEND + "narrowcast", {**BODIES["narrowcast"], "limit": {"max": most}})
    assert answer.status_code == 202
    emulator.control("clock", move_seconds=5)
    assert progress(emulator, answer.headers["x-line-request-id"])["phase"] == "succeeded"
    assert len(got(emulator)) == (7 if most is None else most)


def test_a_narrowcast_that_cannot_be_sent_fails_alone(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    first, second = (emulator.call(SEND + "narrowcast", BODIES["narrowcast"]) for _ in range(2))
    broken = first.headers["x-line-request-id"]
    emulator.platform.store.run("UPDATE narrowcast SET body = '{}' WHERE request_id = ?", broken)
    emulator.control("clock", move_seconds=5)
    failed = progress(emulator, broken)
    assert (failed["phase"], failed["errorCode"]) == ("failed", 1)
    assert progress(emulator, second.headers["x-line-request-id"])["phase"] == "succeeded"
    assert len(got(emulator)) == 7
    assert "narrowcast" in caplog.text


def test_a_tick_that_fails_is_not_the_last(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    emulator.call(SEND + "narrowcast", BODIES["narrowcast"])
    emulator.platform.store.script("ALTER TABLE narrowcast RENAME TO away")
    until(lambda: "no such table" in caplog.text)
    emulator.platform.store.script("ALTER TABLE away RENAME TO narrowcast")
    emulator.now["ms"] += 5000
    until(lambda: len(got(emulator)) == 7)


def test_a_narrowcast_under_way_keeps_its_quota(emulator: Emulator) -> None:
    emulator.control("quota", type="limited", value=10)
    assert emulator.call(SEND + "narrowcast", BODIES["narrowcast"]).status_code == 202
    assert emulator.look("quota")["left"] == 3
    assert emulator.call(SEND + "narrowcast", BODIES["narrowcast"]).status_code == 429
    assert emulator.call(SEND + "broadcast", BODIES["broadcast"]).status_code == 429
    assert emulator.call(SEND + "push", BODIES["push"]).status_code == 200
    emulator.control("clock", move_seconds=5)
    assert emulator.look("quota") == {"type": "limited", "value": 10, "used": 8, "left": 2}


def test_a_month_knows_a_thousand_units(emulator: Emulator) -> None:
    quota = emulator.platform.quota
    with emulator.platform.store.together():
        for number in range(1001):
            quota.count("push", 1, [f"unit_{number:04}"])
        quota.count("push", 1, ["unit_0000"])
    assert get(emulator, SEND + "aggregation/info") == {"numOfCustomAggregationUnits": 1000}
    assert (quota.of_unit("unit_0000", "20250301", "20250331"), quota.units()[-1]) == (2, "unit_0999")
    emulator.control("clock", to="2025-04-01T00:00")
    quota.count("push", 1, ["unit_1000"])
    assert quota.units() == ["unit_1000"]
