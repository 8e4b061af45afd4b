"""Statistics: what was sent by day, friends by day, and interaction per unit, in LINE's form and with its privacy."""

from datetime import datetime

from bot.emulator.calls import Answer, Call, Row, refused
from bot.emulator.channel_api import day_status, is_day
from bot.emulator.clock import JST
from bot.emulator.platform import Platform

PRIVATE_BELOW = 20
LONGEST_SPAN_DAYS = 30
KINDS = {
    "apiReply": "reply",
    "apiPush": "push",
    "apiMulticast": "multicast",
    "apiNarrowcast": "narrowcast",
    "apiBroadcast": "broadcast",
}


def deliveries(platform: Platform, call: Call) -> Answer:
    """Messages sent on a day, by the way they were sent; ways without any are left out."""
    date = call.query.get("date", "")
    if not is_day(date):
        return refused(400, "Bad Request")
    status = day_status(platform, date)
    counts = {name: platform.quota.on_day(kind, date) for name, kind in KINDS.items()}
    return Answer(200, {"status": status, **({n: c for n, c in counts.items() if c} if status == "ready" else {})})


def followers(platform: Platform, call: Call) -> Answer:
    """Everyone who ever became a friend, those who can be reached, and those who block; as they are now."""
    date = call.query.get("date")
    if date is None:
        return refused(400, "date is required")
    if not is_day(date):
        return refused(400, "Bad Request")
    if (status := day_status(platform, date)) != "ready":
        return Answer(200, {"status": status, "followers": None, "targetedReaches": None, "blocks": None})
    friends, everyone = len(platform.friends()), len(platform.followed())
    return Answer(
        200,
        {"status": "ready", "followers": everyone, "targetedReaches": friends, "blocks": everyone - friends},
    )


def per_unit(platform: Platform, call: Call) -> Answer:
    """Interaction with a unit's messages: every message counts as seen, none as clicked; below 20 nothing is told."""
    name, first, last = (call.query.get(part, "") for part in ("customAggregationUnit", "from", "to"))
    if not name or not is_day(first) or not is_day(last) or not 0 <= _days(first, last) <= LONGEST_SPAN_DAYS:
        return refused(400, "Bad Request")
    sent = platform.quota.of_unit(name, first, last)
    seen = sent if sent >= PRIVATE_BELOW else None
    nothing = {"uniqueClick": None, "uniqueMediaPlayed": None, "uniqueMediaPlayed100Percent": None}
    return Answer(200, {"overview": {"uniqueImpression": seen, **nothing}, "messages": [], "clicks": []})


def _days(first: str, last: str) -> int:
    one, other = (datetime.strptime(text, "%Y%m%d").replace(tzinfo=JST) for text in (first, last))
    return (other - one).days


ENDPOINTS: tuple[Row, ...] = (
    ("GET", "/v2/bot/insight/message/delivery", deliveries),
    ("GET", "/v2/bot/insight/followers", followers),
    ("GET", "/v2/bot/insight/message/event/aggregation", per_unit),
)
