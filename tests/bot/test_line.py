"""The door to LINE: signatures as LINE computes them, and one outcome for each way an answer can go."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any

import pytest

from bot.line import Line, Outcome, Profile, models, verify
from tests.emulator.conftest import until

# The example of LINE's documentation on verifying signatures.
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
USER = "U" + "0" * 32
KEY = "123e4567-e89b-12d3-a456-426614174000"
HELLO = [{"type": "text", "text": "こんにちは"}]


@dataclass
class Far:
    """What the far side answers next, and what it was asked."""

    status: int = 200
    body: bytes = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"q"}]}'
    headers: dict[str, str] = field(default_factory=lambda: {"x-line-request-id": "request-1"})
    delay: float = 0
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def far() -> Iterator[Far]:
    far = Far()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            far.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw)))
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            sleep(far.delay)
            if far.status == 0:
                self.close_connection = True
                return
            self.send_response(far.status)
            for name, value in {"content-type": "application/json", **far.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(far.body)))
            self.end_headers()
            self.wfile.write(far.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    far.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield far
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def line(far: Far) -> Iterator[Line]:
    line = Line("token", far.url, far.url, timeout=(60, 60))
    yield line
    line.close()


def test_the_documented_signature_is_accepted() -> None:
    assert verify(BODY, SIGNATURE, [SECRET])
    assert verify(BODY, SIGNATURE, ["an older secret", SECRET])


@pytest.mark.parametrize(
    ("body", "signature", "secrets"),
    [
        (BODY, None, [SECRET]),
        (BODY, "", [SECRET]),
        (BODY, SIGNATURE[:-2] + "x=", [SECRET]),
        (BODY, "署名", [SECRET]),
        (BODY, "\udc80", [SECRET]),
        (BODY + b" ", SIGNATURE, [SECRET]),
        (b"\xff\xfe", SIGNATURE, [SECRET]),
        (BODY, SIGNATURE, []),
        (BODY, SIGNATURE, [""]),
        (BODY, SIGNATURE, ["another secret"]),
    ],
)
def test_anything_else_is_not(body: bytes, signature: str | None, secrets: list[str]) -> None:
    assert not verify(body, signature, secrets)


def test_a_reply_goes_out_whole_and_without_a_retry_key(far: Far, line: Line) -> None:
    assert line.reply("reply-token", HELLO) == Outcome("accepted", 200, "request-1", "")
    path, headers, body = far.asked[0]
    assert path == "/v2/bot/message/reply"
    assert headers["authorization"] == "Bearer token"
    assert "x-line-retry-key" not in headers
    assert body == {"replyToken": "reply-token", "messages": HELLO}


def test_a_push_carries_its_retry_key(far: Far, line: Line) -> None:
    assert line.push(USER, HELLO, KEY).state == "accepted"
    path, headers, body = far.asked[0]
    assert (path, headers["x-line-retry-key"], body["to"]) == ("/v2/bot/message/push", KEY, USER)


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (400, {"message": "Invalid reply token"}, {}, ("rejected", "invalid-reply-token", None)),
        (
            400,
            {"message": "Wrong", "details": [{"message": "Empty", "property": "to"}]},
            {},
            ("rejected", "Wrong; to: Empty", None),
        ),
        (401, {"message": "No"}, {}, ("rejected", "No", None)),
        (403, {"message": "No"}, {}, ("rejected", "No", None)),
        (413, {}, {}, ("rejected", "", None)),
        (
            429,
            {"message": "The API rate limit has been exceeded."},
            {"retry-after": "3"},
            ("retry", "The API rate limit has been exceeded.", 3.0),
        ),
        (429, {"message": "You have reached your monthly limit."}, {}, ("rejected", "quota", None)),
        (500, {"message": "Oops"}, {}, ("retry", "Oops", None)),
        (503, {}, {"retry-after": "soon"}, ("retry", "", None)),
    ],
)
def test_each_refusal_has_its_outcome(
    far: Far, line: Line, status: int, body: Any, headers: dict[str, str], expected: tuple[str, str, float | None]
) -> None:
    far.status, far.body = status, json.dumps(body).encode()
    far.headers = {"x-line-request-id": "request-2", **headers}
    outcome = line.reply("reply-token", HELLO)
    assert (outcome.state, outcome.detail, outcome.retry_after) == expected
    assert (outcome.status, outcome.request_id) == (status, "request-2")


def test_a_repeated_push_counts_as_accepted_under_its_first_request(far: Far, line: Line) -> None:
    far.status, far.body = 409, b'{"message":"The retry key is already accepted"}'
    far.headers = {"x-line-request-id": "second", "x-line-accepted-request-id": "first"}
    outcome = line.push(USER, HELLO, KEY)
    assert (outcome.state, outcome.request_id) == ("accepted", "first")


@pytest.mark.parametrize("body", [b"", b"<html>\x83\x65</html>", b"[]", b'"x"', b'{"details":[1]}'])
@pytest.mark.parametrize(("status", "state"), [(200, "accepted"), (502, "retry"), (400, "rejected")])
def test_unreadable_answers_count_by_their_status(far: Far, line: Line, body: bytes, status: int, state: str) -> None:
    far.status, far.body = status, body
    assert line.reply("reply-token", HELLO).state == state


def test_silence_and_broken_lines_are_worth_a_retry(far: Far, line: Line) -> None:
    far.status = 0
    assert line.reply("reply-token", HELLO).state == "retry"
    far.status, far.delay = 200, 3
    impatient = Line("token", far.url, far.url, timeout=(60, 0.3))
    assert impatient.reply("reply-token", HELLO).state == "retry"
    impatient.close()
    until(lambda: len(far.asked) == 2)
    nobody = Line("token", "http://127.0.0.1:9", "http://127.0.0.1:9", timeout=(1, 1))
    assert nobody.reply("reply-token", HELLO).state == "retry"
    assert nobody.profile(USER) is None
    nobody.close()


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": "はい", "colour": "red"},
        {"type": "future", "text": "はい"},
        {"type": "flex", "altText": "題"},
        {"type": "text"},
        {},
    ],
)
def test_what_the_sdk_would_mangle_never_leaves(far: Far, line: Line, message: dict[str, Any]) -> None:
    outcome = line.reply("reply-token", [message])
    assert (outcome.state, outcome.status) == ("rejected", None)
    assert outcome.detail.startswith("unsendable")
    assert far.asked == []


def test_the_round_trip_keeps_nested_parts() -> None:
    box = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "題", "wrap": True}]}
    message = {"type": "flex", "altText": "題", "contents": {"type": "bubble", "body": box}}
    assert models([message])[0].to_dict() == message


def test_loading_and_profile(far: Far, line: Line) -> None:
    far.status, far.body = 202, b"{}"
    assert line.start_loading(USER) == Outcome("accepted", 202, "request-1", "")
    assert far.asked[0][2] == {"chatId": USER, "loadingSeconds": 20}
    assert line.start_loading(USER, seconds=3).state == "rejected"
    far.status, far.body = 200, json.dumps({"userId": USER, "displayName": "はな", "language": "ja"}).encode()
    assert line.profile(USER) == Profile("はな", "ja")
    far.status, far.body = 404, b'{"message":"Not found"}'
    assert line.profile(USER) is None


def test_eight_threads_share_one_client(far: Far, line: Line) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: line.reply(f"token-{n}", HELLO), range(80)))
    assert {outcome.state for outcome in outcomes} == {"accepted"}
    assert {body["replyToken"] for _, _, body in far.asked} == {f"token-{n}" for n in range(80)}
