"""Keeps each API request with its answer, for /sent, for the wire and for statistics."""

import json
import re
from typing import Any

from starlette.requests import Request

from bot.emulator import summary
from bot.emulator.bodies import advise
from bot.emulator.calls import Answer
from bot.emulator.faults import Fault
from bot.emulator.platform import Platform
from bot.emulator.wire import parsed

Json = dict[str, Any]

TEXT_KEPT = 2 * 1024 * 1024

PROPERTY = re.compile(r"^The property, '?([^',]+)'?, in the request body")
"""LINE names some properties in the sentence and not in the details."""


def record(
    platform: Platform,
    request: Request,
    raw: bytes,
    answer: Answer,
    request_id: str,
    took_ms: float,
    fault: Fault | None,
) -> None:
    """One row for the request and one for the wire; tokens are left out."""
    method, path = request.method, str(request.scope["path"])
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    legible = "json" in headers.get("content-type", "json") and len(raw) <= TEXT_KEPT
    text = raw.decode(errors="replace") if legible else f"{len(raw)} bytes"
    said = answer.body if isinstance(answer.body, dict) else {"bytes": len(answer.body)}
    now = platform.now_ms()
    body = parsed(text)
    with platform.store.together():
        number = platform.store.insert(
            "INSERT INTO request (at_ms, method, path, headers, body, status, answer, request_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            now,
            method,
            path,
            json.dumps(headers),
            text,
            answer.status,
            json.dumps(said, ensure_ascii=False),
            request_id,
        )
        platform.log.called(
            number,
            now,
            (method, path, request_id),
            (answer.status or None, took_ms),
            list(answer.user_ids),
            summary.of_call(method, path, body),
            _complaints(answer, body),
            fault.kind if fault else None,
        )
    platform.feed.publish()


def _complaints(answer: Answer, body: Any) -> list[Json]:
    said = answer.body
    if isinstance(said, bytes):
        return []
    if answer.status >= 400:
        message = str(said.get("message", ""))
        named = PROPERTY.search(message)
        told = said.get("details") or [{"property": named[1] if named else "", "message": message}]
        return [{"property": one.get("property", ""), "message": one.get("message", "")} for one in told]
    messages = body.get("messages") if isinstance(body, dict) else None
    return [
        {"property": where, "message": words, "advice": True} for where, words in (advise(messages) if messages else [])
    ]
