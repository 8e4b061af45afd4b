"""What happened: talks, API requests, webhooks, the wire, timings and counts."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from pydantic import Field

from bot.emulator.control_parts import find_user
from bot.emulator.platform import Platform
from bot.emulator.store import RECORDS_KEPT
from bot.emulator.wire import LATE_MS, parsed

Json = dict[str, Any]
Number = Annotated[int, Field(ge=0, lt=1 << 63)]
Limit = Annotated[int, Field(ge=1, le=RECORDS_KEPT)]

STATISTICS = """
SELECT count(*) AS sent, coalesce(sum(status BETWEEN 200 AND 299), 0) AS ok,
  coalesce(sum(status IS NOT NULL AND status NOT BETWEEN 200 AND 299), 0) AS error_status_code,
  coalesce(sum(error = 'could_not_connect'), 0) AS could_not_connect,
  coalesce(sum(error = 'request_timeout'), 0) AS no_answer_in_time,
  coalesce(sum(error NOT IN ('could_not_connect', 'request_timeout')), 0) AS otherwise_failed,
  coalesce(sum(took_ms > ?), 0) AS late, coalesce(sum(status IS NULL AND error IS NULL), 0) AS under_way
FROM webhook"""


def add_routes(control: APIRouter, platform: Platform) -> None:
    """Adds the routes that only read, and /forget."""

    @control.get("/talk")
    async def talk(user: str, after_rev: Number = 0) -> list[Json]:
        return platform.store.entries(find_user(platform, user, new=False), after_rev)

    @control.get("/sent")
    async def sent(after: Number = 0, path: str | None = None, limit: Limit = RECORDS_KEPT) -> list[Json]:
        found = platform.store.rows(
            "SELECT * FROM request WHERE id > ? AND coalesce(path = ?, 1) ORDER BY id LIMIT ?", after, path, limit
        )
        return [_request(row) for row in found]

    @control.get("/webhooks")
    async def webhooks(after: Number = 0, limit: Limit = RECORDS_KEPT) -> list[Json]:
        found = platform.store.rows("SELECT * FROM webhook WHERE id > ? ORDER BY id LIMIT ?", after, limit)
        return [{**row, "body": parsed(row["body"]), "late": (row["took_ms"] or 0) > LATE_MS} for row in found]

    @control.get("/wire")
    async def wire(after: Number = 0, limit: Limit = 200) -> list[Json]:
        return platform.wire(after, limit)

    @control.get("/wire/{wire_id}")
    async def wire_entry(wire_id: Number) -> Json:
        try:
            return platform.wire_entry(wire_id)
        except KeyError:
            raise HTTPException(404, f"nothing with the number {wire_id}") from None

    @control.get("/timings")
    async def timings() -> list[Json]:
        return list(platform.timings.values())

    @control.get("/statistics")
    async def statistics() -> Json:
        webhooks = platform.store.row(STATISTICS, LATE_MS)
        calls = platform.store.rows(
            "SELECT path, status, count(*) AS n FROM request GROUP BY path, status ORDER BY 1, 2"
        )
        return {"webhooks": webhooks, "calls": calls, "quota_used": platform.quota.used()}

    @control.post("/forget", status_code=204)
    async def forget() -> None:
        platform.forget()


def _request(row: Json) -> Json:
    return {
        **row,
        "headers": json.loads(row["headers"]),
        "answer": json.loads(row["answer"]),
        "body": parsed(row["body"]),
    }
