"""The Messaging API as HTTP: the table of all endpoints, and what every request goes through before its own."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from time import perf_counter
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, compile_path
from starlette.types import Receive, Scope, Send

from bot.emulator import channel_api, insight_api, people_api, richmenu_api, send_api
from bot.emulator.calls import QUOTA_EXCEEDED, RATE_EXCEEDED, Answer, Call, Endpoint, Row, refused
from bot.emulator.faults import Fault
from bot.emulator.hangup import hang_up
from bot.emulator.pictures import LARGEST
from bot.emulator.platform import Platform
from bot.emulator.rates import rule_of
from bot.emulator.reading import body_of, read_json
from bot.emulator.recording import record

Json = dict[str, Any]
LOG = logging.getLogger(__name__)

BODY_LIMIT = 2 * 1024 * 1024
OTHERS = ("/v2", "/v2/{rest:path}", "/v2.1/{rest:path}", "/v3/{rest:path}", "/oauth2/{rest:path}", "//{rest:path}")
"""Whatever else could be LINE's; a doubled slash at the start would fall through to the pages."""
NO_TOKEN = "Authentication failed. Confirm that the access token in the authorization header is valid."
NO_RETRY_KEY = "The 'X-Line-Retry-Key' header is not supported for this endpoint"
# What a bot calls most stands first: routes are tried in order.
ENDPOINTS: tuple[Row, ...] = (
    *send_api.ENDPOINTS,
    *people_api.ENDPOINTS,
    *channel_api.ENDPOINTS,
    *insight_api.ENDPOINTS,
    *richmenu_api.ENDPOINTS,
)


def routes(platform: Platform) -> list[Route]:
    """The table as routes, with a last one for every path and method LINE does not know."""
    known = [Route(path, _served(platform, method, path, act), methods=[method]) for method, path, act in ENDPOINTS]

    def unknown(platform: Platform, call: Call) -> Answer:
        path = call.params["path"]
        allowed = sorted({row[0] for row, route in zip(ENDPOINTS, known, strict=True) if route.path_regex.match(path)})
        if allowed:
            return Answer(405, {"message": "Method not allowed"}, {"allow": ", ".join(allowed)})
        return refused(404, "Not found")

    anything = _AnyMethod(_served(platform, "", "", unknown))
    return [*known, *(Route(path, anything) for path in OTHERS)]


class _AnyMethod:
    """A route serves a function's named methods only, but an application's every method."""

    def __init__(self, serve: Callable[[Request], Awaitable[Response]]) -> None:
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._serve(Request(scope, receive, send))
        await response(scope, receive, send)


def is_known(pattern: str) -> bool:
    """Whether an endpoint has this path; one that ends in * stands for any rest."""
    for _, template, _ in ENDPOINTS:
        fixed, braces, _ = template.partition("{")
        if pattern.endswith("*"):
            start = pattern[:-1]
            if fixed.startswith(start) or (braces and start.startswith(fixed)):
                return True
        elif compile_path(template)[0].match(pattern):
            return True
    return False


def _served(
    platform: Platform, method: str, template: str, endpoint: Endpoint
) -> Callable[[Request], Awaitable[Response]]:
    rule = rule_of(method, template)

    # A coroutine mostly without waiting: the work is some microseconds of SQLite, a thread per call would cost more.
    async def serve(request: Request) -> Response:
        started = perf_counter()
        path, request_id = str(request.scope["path"]), str(uuid4())
        raw = await body_of(request, LARGEST if path.endswith("/content") else BODY_LIMIT)
        fault = platform.faults.strike(path)
        try:
            if fault is None:
                answer = await _answer(platform, rule, endpoint, request, raw, request_id)
            else:
                answer = await _faulty(
                    platform, fault, lambda: _answer(platform, rule, endpoint, request, raw, request_id)
                )
        except Exception:
            LOG.exception("%s %s", request.method, path)
            answer = refused(500, "Internal server error")
        if platform.options.record:
            record(platform, request, raw, answer, request_id, (perf_counter() - started) * 1000, fault)
        if fault and fault.kind in ("drop_before", "drop_after"):
            return await hang_up(request)
        return _response(answer, request_id, broken=fault is not None and fault.kind == "broken_body")

    return serve


def _response(answer: Answer, request_id: str, *, broken: bool) -> Response:
    headers = {"x-line-request-id": request_id, **answer.headers}
    if isinstance(answer.body, bytes):
        return Response(answer.body, answer.status, headers)
    content = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    return Response(content[: len(content) // 2] if broken else content, answer.status, headers, "application/json")


async def _faulty(platform: Platform, fault: Fault, act: Callable[[], Awaitable[Answer]]) -> Answer:
    later = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "status":
        return Answer(fault.status, {"message": f"A fault was ordered: {fault.status}"}, later)
    if fault.kind == "rate_limit":
        return Answer(429, {"message": RATE_EXCEEDED}, later)
    if fault.kind == "quota":
        return Answer(429, {"message": QUOTA_EXCEEDED}, later)
    if fault.kind == "drop_before":
        return Answer(0, {})
    answer = await act()
    if fault.kind == "delay_after":
        await asyncio.sleep(fault.seconds)
    return answer


async def _answer(
    platform: Platform, rule: str, endpoint: Endpoint, request: Request, raw: bytes, request_id: str
) -> Answer:
    headers = dict(request.headers)
    path = str(request.scope["path"])
    if _is_nowhere(request, rule, path):
        return refused(404, "Not found")
    if headers.get("authorization") != f"Bearer {platform.options.channel_token}":
        return refused(401, NO_TOKEN)
    if rule != " " and not platform.rates.take(rule):
        return refused(429, RATE_EXCEEDED)
    if len(raw) > BODY_LIMIT:
        return refused(413, "The request body is too large")
    if "x-line-retry-key" in headers and path not in send_api.WITH_RETRY_KEY:
        return refused(400, NO_RETRY_KEY)
    body: Any = {}
    # Pictures come as bytes; everything else that has a body is JSON.
    if rule != " " and request.method in ("POST", "PUT") and not path.endswith("/content") and _has_body(raw, rule):
        if "json" not in headers.get("content-type", ""):
            return refused(415, "The content type is not supported")
        try:
            body = read_json(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return refused(400, "The request body could not be parsed as JSON")
    params = {**request.path_params, "path": path}
    answer = endpoint(platform, Call(request_id, params, dict(request.query_params), headers, raw, body))
    return await answer if isawaitable(answer) else answer


def _is_nowhere(request: Request, rule: str, path: str) -> bool:
    """Where no token is asked for: escaped slashes, and the doors of those who have no token yet."""
    return (rule == " " and "oauth" in path) or b"%2F" in (request.scope.get("raw_path") or b"").upper()


def _has_body(raw: bytes, rule: str) -> bool:
    # Linking a menu is a POST without a body, and testing the webhook may be one.
    return bool(raw) or ("/user/" not in rule and not rule.endswith("/webhook/test"))
