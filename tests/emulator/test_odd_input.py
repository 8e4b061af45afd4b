"""Bodies and events no bot should send: each gets a clear answer, and everything can be read afterwards."""

import json
from typing import Any

import httpx
import pytest

from bot.emulator.people import KEYS
from bot.emulator.reading import DEEPEST, clean, is_deep, read_json, readable
from tests.emulator.conftest import TOKEN, Emulator, until

FOUNDER = KEYS["founder"]
PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"
LOOKS = ("people", "sent", "webhooks", "wire", "timings", "statistics", "clock", "quota", "rates", "faults")


def all_can_be_read(emulator: Emulator) -> None:
    for name in LOOKS:
        answer = emulator.http.get(f"/emulator/control/{name}")
        assert answer.status_code == 200, (name, answer.text)
    assert emulator.http.get("/emulator/control/talk", params={"user": "founder"}).status_code == 200
    for entry in emulator.look("wire"):
        assert emulator.http.get(f"/emulator/control/wire/{entry['id']}").status_code == 200
    assert emulator.http.get("/emulator", params={"user": FOUNDER}).status_code == 200


def send(emulator: Emulator, path: str, raw: bytes) -> httpx.Response:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    return emulator.http.post(path, content=raw, headers=headers)


def nested(boxes: int) -> dict[str, Any]:
    box: dict[str, Any] = {"type": "box", "layout": "vertical", "contents": []}
    for _ in range(boxes - 1):
        box = {"type": "box", "layout": "vertical", "contents": [box]}
    return {"type": "flex", "altText": "題", "contents": {"type": "bubble", "body": box}}


def test_half_a_pair_becomes_the_sign_for_it(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="はい")
    body = b'{"replyToken": "%s", "messages": [{"type": "text", "text": "\\ud83d!"}]}' % event["replyToken"].encode()
    assert send(emulator, REPLY, body).status_code == 200
    assert emulator.look("talk", user="founder")[-1]["body"]["text"] == "\ufffd!"
    assert send(emulator, REPLY, b'{"\\udc00": "\\ud83d"}').status_code == 400
    all_can_be_read(emulator)


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps({"to": FOUNDER}).encode("utf-16"), b"\xef\xbb\xbf{}", b'{"to": "\xed\xa0\xbd"}', b'{"to": NaN}',
        b'{"to": 1e999}', b'{"to": ' + b"9" * 5000 + b"}", b'{"to": ' + b"[" * 200_000, b"\xff", b"[]",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(emulator: Emulator, raw: bytes) -> None:
    answer = send(emulator, PUSH, raw)
    assert (answer.status_code, answer.json()["message"]) == (400, "The request body could not be parsed as JSON")
    all_can_be_read(emulator)


@pytest.mark.parametrize("boxes", [100, 290, 450])
def test_flex_without_end_is_refused(emulator: Emulator, boxes: int) -> None:
    answer = emulator.call(PUSH, {"to": FOUNDER, "messages": [nested(boxes)]})
    assert answer.status_code == 400
    assert answer.json()["details"][0]["message"] == "The request body is nested too deeply"
    assert emulator.call(PUSH, {"to": FOUNDER, "messages": [{"type": [json.dumps(nested(boxes))]}]}).status_code == 400
    all_can_be_read(emulator)


def test_flex_of_many_levels_is_accepted_and_shown(emulator: Emulator) -> None:
    assert emulator.call(PUSH, {"to": FOUNDER, "messages": [nested(40)]}).status_code == 200
    all_can_be_read(emulator)


def test_depth_is_counted_outside_of_words() -> None:
    assert not is_deep("[]" * 500)
    assert not is_deep(json.dumps(["[{" * 200, '"[' * 200]))
    assert is_deep("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    assert readable("[" * 150 + "]" * 150) == "[" * 150 + "]" * 150
    assert read_json('"\\ud83c\\udf4e"') == "🍎"
    with pytest.raises(ValueError, match="levels"):
        clean(json.loads("[" * 150 + "]" * 150))


ODD: list[Any] = [
    {"type": "message"},
    {"type": "message", "message": None},
    {"type": "message", "message": {"type": ["text"], "id": {}, "text": 7}},
    {"type": "message", "message": {"id": "1", "text": "型がない"}},
    {"type": "message", "message": {"type": "text", "id": 5, "text": {"a": 1}, "markAsReadToken": []}},
    {"type": "unsend"},
    {"type": "unsend", "unsend": None},
    {"type": "unsend", "unsend": {"messageId": ["x"]}},
    {"type": "follow", "follow": None},
    {"type": "follow", "follow": []},
    {"type": "message", "deliveryContext": None},
    {"type": "message", "replyToken": ["a"]},
    {"type": "message", "replyToken": "a", "timestamp": None},
    {"type": "message", "replyToken": "b", "timestamp": 10**30},
    {"type": "message", "replyToken": "c", "timestamp": 1.5},
    {"type": "postback", "postback": None, "source": []},
    {"type": {}, "webhookEventId": {}},
    {},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_event_goes_out_and_breaks_nothing(emulator: Emulator, odd: dict[str, Any]) -> None:
    event = {"source": {"type": "user", "userId": FOUNDER}, **odd}
    emulator.control("event", events=[event])
    assert emulator.listener.wait(1) == [event]
    emulator.control("say", user="founder", text="まだいますか")
    emulator.listener.wait(2)
    until(lambda: all(entry["status"] == 200 for entry in emulator.look("wire")))
    all_can_be_read(emulator)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"events": [{"a": NaN}]}', b'{"events": [{"a": 1e999}]}', b'{"kind": "image", "changes": {"a": NaN}}',
        b'{"kind": "image", "changes": {"a": ' + b"[" * 150 + b"]" * 150 + b"}}", b'{"copies": NaN}',
        b'{"\\ud83d": "\\ud83d"}', b'{"kind": "\\ud83d"}',
    ],
)  # fmt: skip
def test_events_that_cannot_be_sent_are_refused(emulator: Emulator, raw: bytes) -> None:
    answer = emulator.http.post("/emulator/control/event", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"]
    all_can_be_read(emulator)


def test_half_a_pair_in_an_event_becomes_the_sign_for_it(emulator: Emulator) -> None:
    raw = b'{"events": [{"type": "message", "message": {"id": "1", "type": "text", "text": "\\ud83d"}}]}'
    answer = emulator.http.post("/emulator/control/event", content=raw, headers={"content-type": "application/json"})
    assert answer.json()[0]["message"]["text"] == "\ufffd"
    emulator.listener.wait(1)
    for path, body in (("say", b'{"user": "founder", "text": "\\ud83d"}'), ("postback", b'{"data": "\\ud83d"}')):
        sent = emulator.http.post(
            f"/emulator/control/{path}", content=body, headers={"content-type": "application/json"}
        )
        assert sent.status_code in (200, 422)
    all_can_be_read(emulator)


def test_an_error_inside_is_an_answer_in_lines_form(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    # A table that has gone: the nearest thing to a full disk.
    emulator.platform.store.script("DROP TABLE tally")
    answer = emulator.http.get("/v2/bot/message/quota/consumption", headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal server error"})
    wire = emulator.look("wire")[0]
    assert (wire["status"], wire["request_id"]) == (500, answer.headers["x-line-request-id"])
    assert "consumption" in caplog.text


def test_a_reply_that_fails_leaves_its_token(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    event = emulator.control("say", user="founder", text="はい")
    emulator.platform.store.script("ALTER TABLE tally RENAME TO tally_away")
    body = {"replyToken": event["replyToken"], "messages": [{"type": "text", "text": "はい"}]}
    assert emulator.call(REPLY, body).status_code == 500
    emulator.platform.store.script("ALTER TABLE tally_away RENAME TO tally")
    assert emulator.call(REPLY, body).status_code == 200
    assert [entry["side"] for entry in emulator.look("talk", user="founder")] == ["person", "bot"]


def test_places_beyond_every_number_are_refused(emulator: Emulator) -> None:
    import base64

    start = base64.urlsafe_b64encode(f"{10**30}:{emulator.now['ms']}".encode()).decode()
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert emulator.http.get("/v2/bot/followers/ids", params={"start": start}, headers=headers).status_code == 400
    emulator.control("event", events=[{"type": "message", "message": {"id": "42", "text": "型がない"}}])
    assert emulator.http.get("/v2/bot/message/42/content", headers=headers).status_code == 404
