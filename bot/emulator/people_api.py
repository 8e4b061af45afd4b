"""Endpoints about people: profile, followers, the loading animation, marking as read, and what people sent."""

import base64
import binascii

from bot.emulator.bodies import check_request
from bot.emulator.calls import NOT_FOUND, Answer, Call, Row, complained, refused
from bot.emulator.pictures import plain
from bot.emulator.platform import Platform

FOLLOWERS_USUAL, FOLLOWERS_MOST = 300, 1000
START_MS = 24 * 60 * 60_000


def profile(platform: Platform, call: Call) -> Answer:
    """A friend's profile; others are not found."""
    person = platform.store.person(call.params["user_id"])
    if person is None or person["state"] != "friend":
        return NOT_FOUND
    shown = {"userId": person["user_id"], "displayName": person["name"], "language": person["language"]}
    return Answer(200, shown, user_ids=(person["user_id"],))


def followers(platform: Platform, call: Call) -> Answer:
    """The ids of all friends in pages; only for verified accounts."""
    if not platform.account.now.verified:
        return refused(403, "Access to this API is not available for your account")
    limit = call.query.get("limit", str(FOLLOWERS_USUAL))
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= FOLLOWERS_MOST):
        return refused(400, "The value for the 'limit' parameter is invalid")
    start = _read_start(call.query["start"], platform.now_ms()) if "start" in call.query else 0
    if start is None:
        return refused(400, "Invalid start param")
    found = platform.store.rows(
        "SELECT rowid AS place, user_id FROM person WHERE state = 'friend' AND rowid > ? ORDER BY rowid LIMIT ?",
        start,
        int(limit) + 1,
    )
    page = found[: int(limit)]
    more = {"next": _start(page[-1]["place"], platform.now_ms())} if len(found) > len(page) else {}
    return Answer(200, {"userIds": [row["user_id"] for row in page], **more})


def start_loading(platform: Platform, call: Call) -> Answer:
    """Shows the loading animation to one user."""
    if complaints := check_request("loading", call.body):
        return complained(complaints)
    chat = str(call.body.get("chatId"))
    platform.talks.start_loading(chat, int(call.body.get("loadingSeconds", 20)))
    return Answer(202, {}, user_ids=(chat,))


def mark_as_read(platform: Platform, call: Call) -> Answer:
    """Marks everything up to a message as read."""
    if complaints := check_request("markAsRead", call.body):
        return complained(complaints)
    user_id = platform.talks.read_up_to(str(call.body.get("markAsReadToken") or ""))
    if user_id is None:
        return refused(400, "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.")
    return Answer(200, {}, user_ids=(user_id,))


def content(platform: Platform, call: Call) -> Answer:
    """The bytes of a picture someone sent."""
    message_id = call.params["message_id"]
    entry = platform.store.entry_of(message_id)
    if entry is None or entry["side"] != "person":
        return refused(404, "not found")
    kind = entry["body"].get("type")
    if kind == "unsent":
        return refused(410, "The content is gone")
    if kind != "image":
        return refused(404, "not found")
    found = platform.pictures.find(message_id) or (plain(), "image/png")
    return Answer(200, found[0], {"content-type": found[1]}, user_ids=(entry["user_id"],))


def _start(place: int, now_ms: int) -> str:
    return base64.urlsafe_b64encode(f"{place}:{now_ms}".encode()).decode().rstrip("=")


def _read_start(token: str, now_ms: int) -> int | None:
    try:
        place, made_ms = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().split(":")
        known = 0 <= int(place) < 1 << 63 and now_ms - int(made_ms) <= START_MS
        return int(place) if known else None
    except (ValueError, binascii.Error):
        return None


ENDPOINTS: tuple[Row, ...] = (
    ("POST", "/v2/bot/chat/loading/start", start_loading),
    ("POST", "/v2/bot/chat/markAsRead", mark_as_read),
    ("GET", "/v2/bot/profile/{user_id}", profile),
    ("GET", "/v2/bot/followers/ids", followers),
    ("GET", "/v2/bot/message/{message_id}/content", content),
    ("GET", "/v2/bot/message/{message_id}/content/preview", content),
)
