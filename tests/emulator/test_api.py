"""The Messaging API of the emulator follows LINE's documented rules."""

from typing import Any

import pytest

from bot.emulator.people import KEYS
from bot.line import verify
from tests.emulator.conftest import SECRET, Emulator, until

HELLO = [{"type": "text", "text": "こんにちは"}]
KEY = "123e4567-e89b-12d3-a456-426614174000"
USER = KEYS["founder"]
REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


def _asked(emulator: Emulator, text: str = "補助金は？") -> str:
    """The reply token of a question that has arrived at the bot."""
    event = emulator.control("say", user="founder", text=text)
    until(lambda: event["webhookEventId"] in [seen["webhookEventId"] for seen in emulator.listener.events()])
    return str(event["replyToken"])


def test_webhooks_are_signed_over_their_bytes_and_look_like_lines(emulator: Emulator) -> None:
    emulator.control("say", user="founder", text="補助金は？🍎")
    event = emulator.listener.wait(1)[0]
    raw, headers = emulator.listener.webhooks[0]
    assert verify(raw, headers["x-line-signature"], [SECRET])
    assert event["message"] == {**event["message"], "type": "text", "text": "補助金は？🍎"}
    assert event["source"] == {"type": "user", "userId": USER}
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert (event["mode"], event["timestamp"], len(event["webhookEventId"])) == ("active", emulator.now["ms"], 26)
    until(lambda: emulator.look("webhooks")[0]["status"] == 200)
    assert emulator.look("webhooks")[0]["late"] is False


def test_a_reply_token_works_once(emulator: Emulator) -> None:
    token = _asked(emulator)
    assert emulator.line.reply(token, HELLO).state == "accepted"
    assert emulator.line.reply(token, HELLO).detail == "invalid-reply-token"
    assert [entry["body"]["text"] for entry in emulator.look("talk", user="founder")] == ["補助金は？", "こんにちは"]


def test_a_reply_token_ends_after_a_minute_unless_the_event_is_redelivered(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="補助金は？")
    emulator.listener.wait(1)
    emulator.now["ms"] += 60_001
    assert emulator.line.reply(event["replyToken"], HELLO).detail == "invalid-reply-token"
    emulator.control("event", redeliver=event["webhookEventId"])
    again = emulator.listener.wait(2)[1]
    assert again == {**event, "deliveryContext": {"isRedelivery": True}}
    assert emulator.line.reply(event["replyToken"], HELLO).state == "accepted"


def test_a_redelivery_after_twenty_minutes_brings_no_token_back(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="補助金は？")
    emulator.now["ms"] += 21 * 60_000
    emulator.control("event", redeliver=event["webhookEventId"])
    emulator.listener.wait(2)
    assert emulator.line.reply(event["replyToken"], HELLO).detail == "invalid-reply-token"


def test_a_refused_reply_leaves_the_token_usable(emulator: Emulator) -> None:
    token = _asked(emulator)
    assert emulator.call(REPLY, {"replyToken": token, "messages": []}).status_code == 400
    assert emulator.line.reply(token, HELLO).state == "accepted"


def test_a_reply_takes_no_retry_key(emulator: Emulator) -> None:
    body = {"replyToken": _asked(emulator), "messages": HELLO}
    assert emulator.call(REPLY, body, **{"X-Line-Retry-Key": KEY}).status_code == 400


def test_a_repeated_push_is_accepted_once(emulator: Emulator) -> None:
    first, second = (emulator.line.push(USER, HELLO, KEY) for _ in range(2))
    assert (first.status, second.status) == (200, 409)
    assert first.request_id == second.request_id
    assert len(emulator.look("talk", user="founder")) == 1
    emulator.now["ms"] += 24 * 60 * 60_000 + 1
    assert emulator.line.push(USER, HELLO, KEY).status == 200


def test_pushes_to_blocked_or_unknown_people_are_accepted_and_vanish(emulator: Emulator) -> None:
    emulator.control(f"people/{USER}/state", state="blocked")
    assert emulator.listener.wait(1)[0]["type"] == "unfollow"
    assert emulator.line.push(USER, HELLO, KEY).status == 200
    assert emulator.line.push("U" + "9" * 32, HELLO, KEY.replace("1", "2")).status == 200
    assert emulator.line.profile(USER) is None
    assert "bot" not in {entry["side"] for entry in emulator.look("talk", user="founder")}
    emulator.control(f"people/{USER}/state", state="friend")
    assert emulator.listener.wait(2)[1]["follow"] == {"isUnblocked": True}


@pytest.mark.parametrize("to", ["C" + "0" * 32, "R" + "0" * 32])
def test_nobody_is_in_a_group_with_the_bot(emulator: Emulator, to: str) -> None:
    refused = emulator.call("/v2/bot/message/push", {"to": to, "messages": HELLO}, **{"X-Line-Retry-Key": KEY})
    assert (refused.status_code, refused.json()) == (400, {"message": "Failed to send messages"})
    assert emulator.line.push(USER, HELLO, KEY).status == 200


def test_only_what_can_be_quoted_has_a_quote_token(emulator: Emulator) -> None:
    place = {"type": "location", "title": "駅", "address": "市内", "latitude": 38.9, "longitude": 141.1}
    sound = {"type": "audio", "originalContentUrl": "https://example.com/a.m4a", "duration": 1000}
    answer = emulator.call("/v2/bot/message/push", {"to": USER, "messages": [place, *HELLO, sound]})
    assert ["quoteToken" in sent for sent in answer.json()["sentMessages"]] == [False, True, False]


def test_profile_info_and_unknown_paths(emulator: Emulator) -> None:
    profile = emulator.line.profile(KEYS["resident"])
    assert profile is not None
    assert profile.language == "en"
    headers = {"authorization": "Bearer the channel token"}
    info = emulator.http.get("/v2/bot/info", headers=headers)
    assert info.json()["userId"].startswith("U")
    lost = emulator.http.get("/v2/bot/nothing", headers=headers)
    assert (lost.status_code, len(lost.headers["x-line-request-id"])) == (404, 36)


def test_the_animation_ends_with_the_next_message(emulator: Emulator) -> None:
    assert emulator.line.start_loading(USER).status == 202
    assert emulator.platform.talks.is_loading(USER)
    assert emulator.line.push(USER, HELLO, KEY).status == 200
    assert not emulator.platform.talks.is_loading(USER)


def test_the_animation_is_for_people_and_steps_of_five_seconds(emulator: Emulator) -> None:
    assert emulator.http.post("/emulator/control/say", json={"user": "nobody", "text": "x"}).status_code == 404
    bad = emulator.call("/v2/bot/chat/loading/start", {"chatId": "C" + "0" * 32, "loadingSeconds": 7})
    assert [detail["property"] for detail in bad.json()["details"]] == ["chatId", "loadingSeconds"]


@pytest.mark.parametrize("header", ["", "Bearer wrong", "the channel token"])
def test_strangers_are_refused(emulator: Emulator, header: str) -> None:
    answer = emulator.http.post(REPLY, json={}, headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["x-line-request-id"]


def _flex(contents: Any) -> dict[str, Any]:
    return {"type": "flex", "altText": "題", "contents": contents}


def _box(*contents: Any) -> dict[str, Any]:
    return _flex({"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}})


QUICK = {"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}


@pytest.mark.parametrize(
    ("messages", "where"),
    [
        ([], "messages"),
        (HELLO * 6, "messages"),
        (None, "messages"),
        (["はい"], "messages[0].type"),
        ([{"type": "poem"}], "messages[0].type"),
        ([*HELLO, {"type": "text", "text": ""}], "messages[1].text"),
        ([{"type": "text", "text": "🍎" * 2501}], "messages[0].text"),
        ([{"type": "flex", "altText": "", "contents": {"type": "bubble"}}], "messages[0].altText"),
        ([{"type": "flex", "altText": "あ" * 1501, "contents": {"type": "bubble"}}], "messages[0].altText"),
        ([_flex(None)], "messages[0].contents"),
        ([_flex({"type": "carousel", "contents": [{"type": "bubble"}] * 13})], "messages[0].contents.contents"),
        ([_box({"type": "text", "text": ""})], "messages[0].contents.body.contents[0].text"),
        ([_box({"type": "text", "text": "あ" * 12000})], "messages[0].contents"),
        ([_box({"type": "button"})], "messages[0].contents.body.contents[0].action"),
        ([_box({"type": "marquee"})], "messages[0].contents.body.contents[0].type"),
        (
            [_box({"type": "button", "action": {"type": "uri", "label": "x", "uri": "javascript:1"}})],
            "messages[0].contents.body.contents[0].action.uri",
        ),
        ([{**HELLO[0], "quickReply": {"items": [QUICK] * 14}}], "messages[0].quickReply.items"),
        (
            [{**HELLO[0], "quickReply": {"items": [{"action": {"type": "message", "label": "あ" * 21, "text": "x"}}]}}],
            "messages[0].quickReply.items[0].action.label",
        ),
    ],
)
def test_wrong_bodies_are_refused_with_their_property(emulator: Emulator, messages: Any, where: str) -> None:
    answer = emulator.call(PUSH, {"to": USER, "messages": messages})
    assert answer.status_code == 400
    assert where in [detail["property"] for detail in answer.json()["details"]]


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * (2 * 1024 * 1024 + 1), "application/json", 413),
    ],
)
def test_broken_bodies(emulator: Emulator, raw: bytes, kind: str, status: int) -> None:
    headers = {"authorization": "Bearer the channel token", "content-type": kind}
    assert emulator.http.post(PUSH, content=raw, headers=headers).status_code == status


def test_every_request_is_on_record_without_the_token(emulator: Emulator) -> None:
    emulator.line.push(USER, HELLO, KEY)
    emulator.line.reply("unknown", HELLO)
    pushed, replied = emulator.look("sent")
    assert (pushed["path"], pushed["status"], pushed["headers"]["x-line-retry-key"]) == (PUSH, 200, KEY)
    assert (replied["path"], replied["status"], replied["body"]["replyToken"]) == (REPLY, 400, "unknown")
    assert "authorization" not in pushed["headers"]
    assert emulator.look("sent", path=REPLY) == [replied]
    assert emulator.look("sent", after=replied["id"]) == []
