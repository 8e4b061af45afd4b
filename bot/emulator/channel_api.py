"""Endpoints about the account and its channel: bot info, webhook address, quota and delivery counts."""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool

from bot.emulator.calls import Answer, Call, Endpoint, Row, complained, refused
from bot.emulator.clock import JST, day, iso
from bot.emulator.people import BOT_USER_ID
from bot.emulator.platform import Platform

LONGEST_URL = 500
SENT_KINDS = ("reply", "push", "multicast", "broadcast")
FIRST_DAY = "20180331"
"""LINE counts sent messages since then."""
FAILURES = {"could_not_connect": "Failure to connect", "request_timeout": "Request timeout"}


def info(platform: Platform, call: Call) -> Answer:
    """The bot's own account."""
    settings = platform.account.now
    return Answer(
        200,
        {
            "userId": BOT_USER_ID,
            "basicId": "@000madog",
            "displayName": "窓口",
            "chatMode": settings.chat_mode,
            "markAsReadMode": "auto" if platform.account.reads_itself else "manual",
        },
    )


def webhook(platform: Platform, call: Call) -> Answer:
    """The webhook's address and whether it is used."""
    settings = platform.account.now
    if not settings.webhook_url:
        return refused(404, "Webhook endpoint not found")
    return Answer(200, {"endpoint": settings.webhook_url, "active": settings.webhook_active})


def set_webhook(platform: Platform, call: Call) -> Answer:
    """Another address for the webhooks, from the next one on; http is allowed here, unlike at LINE."""
    endpoint = call.body.get("endpoint")
    if set(call.body) != {"endpoint"} or not is_address(endpoint):
        return refused(400, "Invalid webhook endpoint URL")
    platform.account.change(webhook_url=str(endpoint))
    return Answer(200, {})


async def test_webhook(platform: Platform, call: Call) -> Answer:
    """Sends an empty signed webhook and reports what came back."""
    endpoint = call.body.get("endpoint", platform.account.now.webhook_url)
    if not endpoint:
        return refused(404, "Webhook endpoint not found")
    if set(call.body) - {"endpoint"} or not is_address(endpoint):
        return refused(400, "Invalid webhook endpoint URL")
    body = json.dumps({"destination": BOT_USER_ID, "events": []}, separators=(",", ":")).encode()
    at = iso(platform.now_ms())
    receipt = await run_in_threadpool(platform.webhooks.check, str(endpoint), body)
    if receipt.status is None:
        reason = receipt.error or "unclassified"
        told = {"statusCode": 0, "reason": reason.upper(), "detail": FAILURES.get(reason, "N/A")}
        return Answer(200, {"success": False, "timestamp": at, **told})
    ok = receipt.status == 200
    told = {"statusCode": receipt.status, "reason": "OK" if ok else "ERROR_STATUS_CODE", "detail": str(receipt.status)}
    return Answer(200, {"success": ok, "timestamp": at, **told})


def quota(platform: Platform, call: Call) -> Answer:
    """The limit of this month."""
    settings = platform.account.now
    if settings.quota_type == "none":
        return Answer(200, {"type": "none"})
    return Answer(200, {"type": "limited", "value": settings.quota_value})


def consumption(platform: Platform, call: Call) -> Answer:
    """What of it is used."""
    return Answer(200, {"totalUsage": platform.quota.used()})


def _delivered(kind: str) -> Endpoint:
    """How many messages of a kind were sent on a day; known on the next day."""

    def delivered(platform: Platform, call: Call) -> Answer:
        date = call.query.get("date", "")
        if not is_day(date):
            return refused(400, "The value for the 'date' parameter is invalid")
        status = day_status(platform, date)
        sent = {"success": platform.quota.on_day(kind, date)} if status == "ready" else {}
        return Answer(200, {"status": status, **sent})

    return delivered


def units_used(platform: Platform, call: Call) -> Answer:
    """How many names of aggregation units were used this month."""
    return Answer(200, {"numOfCustomAggregationUnits": len(platform.quota.units())})


def unit_names(platform: Platform, call: Call) -> Answer:
    """These names in pages; `start` is the last name of the page before."""
    limit = call.query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 100):
        return complained([("limit", "Must be 1 to 100")])
    names = [name for name in platform.quota.units() if name > call.query.get("start", "")]
    page = names[: int(limit)]
    more = {"next": page[-1]} if len(names) > len(page) else {}
    return Answer(200, {"customAggregationUnits": page, **more})


def is_address(value: object) -> bool:
    """An http(s) address of at most 500 characters."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_URL or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_day(text: str) -> bool:
    """A day that exists, as yyyyMMdd."""
    try:
        return bool(re.fullmatch(r"[0-9]{8}", text)) and bool(datetime.strptime(text, "%Y%m%d").replace(tzinfo=JST))
    except ValueError:
        return False


def day_status(platform: Platform, date: str) -> str:
    """ready for a day that is over in Japan, unready from today on, out_of_service before LINE began to count."""
    if date < FIRST_DAY:
        return "out_of_service"
    return "ready" if date < day(platform.now_ms()) else "unready"


ENDPOINTS: tuple[Row, ...] = (
    ("GET", "/v2/bot/info", info),
    ("GET", "/v2/bot/channel/webhook/endpoint", webhook),
    ("PUT", "/v2/bot/channel/webhook/endpoint", set_webhook),
    ("POST", "/v2/bot/channel/webhook/test", test_webhook),
    ("GET", "/v2/bot/message/quota", quota),
    ("GET", "/v2/bot/message/quota/consumption", consumption),
    *(("GET", f"/v2/bot/message/delivery/{kind}", _delivered(kind)) for kind in SENT_KINDS),
    ("GET", "/v2/bot/message/aggregation/info", units_used),
    ("GET", "/v2/bot/message/aggregation/list", unit_names),
)
