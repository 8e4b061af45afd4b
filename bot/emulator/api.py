"""The Messaging API's paths as a table: each row is a method, a path and the function that answers."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.emulator.bodies import USER_ID, check_messages, error_body
from bot.emulator.calls import Answer, Call, Endpoint, Row
from bot.emulator.people import BOT_USER_ID
from bot.emulator.platform import Platform

Json = dict[str, Any]

BODY_LIMIT = 2 * 1024 * 1024
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NO_TOKEN = "Authentication failed. Confirm that the access token in the authorization header is valid."


def reply(platform: Platform, call: Call) -> Answer:
    """Answers with a reply token: once, within a minute, without a retry key."""
    if "x-line-retry-key" in call.headers:
        return Answer(400, {"message": "The 'X-Line-Retry-Key' header is not supported for this endpoint"})
    if complaints := check_messages(call.body.get("messages")):
        return Answer(400, error_body(complaints))
    user_id = platform.use_token(str(call.body.get("replyToken") or ""))
    if user_id is None:
        return Answer(400, {"message": "Invalid reply token"})
    return Answer(200, platform.deliver(user_id, call.body["messages"]))


def push(platform: Platform, call: Call) -> Answer:
    """Sends to one person; a known retry key answers 409 with the id of the accepted request."""
    key = call.headers.get("x-line-retry-key")
    if key is not None and not UUID.fullmatch(key):
        return Answer(400, {"message": "The value for the 'X-Line-Retry-Key' header is invalid"})
    complaints = check_messages(call.body.get("messages"))
    if complaints:
        return Answer(400, error_body(complaints))
    to = call.body.get("to")
    if not isinstance(to, str) or not USER_ID.fullmatch(to):
        return Answer(400, {"message": "The property, 'to', in the request body is invalid (line: -, column: -)"})
    if key and (before := platform.accepted_before(key.lower())):
        headers = {"x-line-accepted-request-id": before["request_id"]}
        return Answer(409, {"message": "The retry key is already accepted", **before["answer"]}, headers)
    answer = platform.deliver(to, call.body["messages"])
    if key:
        platform.keep_key(key.lower(), call.request_id, answer)
    return Answer(200, answer)


def profile(platform: Platform, call: Call) -> Answer:
    """A friend's profile; others are not found."""
    person = platform.store.person(call.params["user_id"])
    if person is None or person["state"] != "friend":
        return Answer(404, {"message": "Not found"})
    return Answer(200, {"userId": person["user_id"], "displayName": person["name"], "language": person["language"]})


def start_loading(platform: Platform, call: Call) -> Answer:
    """Shows the loading animation to one user."""
    chat, seconds = call.body.get("chatId"), call.body.get("loadingSeconds", 20)
    complaints = []
    if not isinstance(chat, str) or not re.fullmatch(r"U[0-9a-f]{32}", chat):
        complaints.append(("chatId", "The property is invalid"))
    if not isinstance(seconds, int) or seconds not in range(5, 61, 5):
        complaints.append(("loadingSeconds", "Must be 5 to 60 in steps of 5"))
    if complaints:
        return Answer(400, error_body(complaints))
    platform.start_loading(str(chat), int(seconds))
    return Answer(202, {})


def info(platform: Platform, call: Call) -> Answer:
    """The bot's own account."""
    return Answer(
        200,
        {
            "userId": BOT_USER_ID,
            "basicId": "@000madog",
            "displayName": "窓口",
            "chatMode": "bot",
            "markAsReadMode": "auto",
        },
    )


def unknown(platform: Platform, call: Call) -> Answer:
    """A path LINE does not have."""
    return Answer(404, {"message": "Not found"})


ENDPOINTS: tuple[Row, ...] = (
    ("POST", "/v2/bot/message/reply", reply),
    ("POST", "/v2/bot/message/push", push),
    ("GET", "/v2/bot/profile/{user_id}", profile),
    ("POST", "/v2/bot/chat/loading/start", start_loading),
    ("GET", "/v2/bot/info", info),
)


def routes(platform: Platform) -> list[Route]:
    """The table as routes, with a last one for everything LINE does not know."""
    known = [Route(path, _served(platform, endpoint), methods=[method]) for method, path, endpoint in ENDPOINTS]
    rest = Route("/v2/{rest:path}", _served(platform, unknown), methods=["GET", "POST", "PUT", "DELETE"])
    return [*known, rest]


def _served(platform: Platform, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    # A coroutine without waiting: the work is some microseconds of SQLite, a thread per call would cost more.
    async def serve(request: Request) -> Response:
        raw = await request.body()
        request_id = str(uuid4())
        answer = _answer(platform, endpoint, request, raw, request_id)
        said = answer.body if isinstance(answer.body, dict) else {"bytes": len(answer.body)}
        platform.record_request(
            request.method,
            request.url.path,
            {name: value for name, value in request.headers.items() if name != "authorization"},
            raw.decode(errors="replace")
            if "json" in request.headers.get("content-type", "json")
            else f"{len(raw)} bytes",
            (answer.status, said, request_id),
        )
        headers = {"x-line-request-id": request_id, **answer.headers}
        if isinstance(answer.body, bytes):
            return Response(answer.body, answer.status, headers)
        content = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
        return Response(content, answer.status, headers, "application/json")

    return serve


def _answer(platform: Platform, endpoint: Endpoint, request: Request, raw: bytes, request_id: str) -> Answer:
    headers = dict(request.headers)
    if headers.get("authorization") != f"Bearer {platform.options.channel_token}":
        return Answer(401, {"message": NO_TOKEN})
    if len(raw) > BODY_LIMIT:
        return Answer(413, {"message": "The request body is too large"})
    body: Any = {}
    # Pictures come as bytes; everything else that has a body is JSON.
    if request.method in ("POST", "PUT") and not request.url.path.endswith("/content"):
        if "json" not in headers.get("content-type", ""):
            return Answer(415, {"message": "The content type is not supported"})
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return Answer(400, {"message": "The request body could not be parsed as JSON"})
    return endpoint(
        platform, Call(request_id, dict(request.path_params), dict(request.query_params), headers, raw, body)
    )
