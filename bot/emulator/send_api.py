"""Endpoints that send messages: reply, push, multicast, broadcast, narrowcast, and validation without sending."""

import re
from collections.abc import Callable
from contextlib import nullcontext

from bot.emulator.bodies import check_request
from bot.emulator.calls import QUOTA_EXCEEDED, Answer, Call, Endpoint, Row, complained, refused
from bot.emulator.clock import iso
from bot.emulator.narrowcasts import Uncomputable
from bot.emulator.platform import Platform

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
Act = Callable[[Platform, Call], Answer]


def reply(platform: Platform, call: Call) -> Answer:
    """Answers with a reply token: once, within a minute, free of charge."""
    if complaints := check_request("reply", call.body):
        return complained(complaints)
    token = str(call.body.get("replyToken") or "")
    # Without records nothing is delivered that could fail, and a transaction would only take time.
    with platform.store.together() if platform.options.record else nullcontext():
        user_id = platform.use_token(token)
        if user_id is not None:
            return Answer(200, platform.deliver(user_id, call.body["messages"], "reply"), user_ids=(user_id,))
    owner = platform.tokens.owner(token)
    return Answer(400, {"message": "Invalid reply token"}, user_ids=(owner,) if owner else ())


def _push(platform: Platform, call: Call) -> Answer:
    to, units = str(call.body["to"]), call.body.get("customAggregationUnits")
    if not to.startswith("U"):
        # There are no groups here, so the account is in none of them.
        return refused(400, "Failed to send messages")
    if not platform.quota.allows(int(platform.reaches(to))):
        return refused(429, QUOTA_EXCEEDED)
    return Answer(200, platform.deliver(to, call.body["messages"], "push", units), user_ids=(to,))


def _multicast(platform: Platform, call: Call) -> Answer:
    friends = platform.friends(call.body["to"])
    if not platform.quota.allows(len(friends)):
        return refused(429, QUOTA_EXCEEDED)
    units = call.body.get("customAggregationUnits")
    platform.deliver_to(friends, call.body["messages"], "multicast", units)
    return Answer(200, {}, user_ids=tuple(call.body["to"]))


def _broadcast(platform: Platform, call: Call) -> Answer:
    friends = platform.friends()
    if not platform.quota.allows(len(friends)):
        return refused(429, QUOTA_EXCEEDED)
    platform.deliver_to(friends, call.body["messages"], "broadcast")
    return Answer(200, {}, user_ids=tuple(friends))


def _narrowcast(platform: Platform, call: Call) -> Answer:
    try:
        accepted = platform.narrowcasts.accept(call.request_id, call.body)
    except Uncomputable as error:
        return complained([(error.where, str(error))])
    return Answer(202, {}) if accepted else refused(429, QUOTA_EXCEEDED)


def progress(platform: Platform, call: Call) -> Answer:
    """How far a narrowcast has got; known for 14 days."""
    request_id = call.query.get("requestId")
    if not request_id:
        return complained([("requestId", "May not be empty")])
    platform.tick()
    found = platform.narrowcasts.progress(request_id)
    if found is None:
        return refused(404, "Not found")
    return Answer(200, {name: iso(value) if name.endswith("Time") else value for name, value in found.items()})


def _once(kind: str, act: Act) -> Endpoint:
    """An endpoint with a retry key: an accepted one answers 409, a refused attempt leaves the key free."""

    def endpoint(platform: Platform, call: Call) -> Answer:
        key = call.headers.get("x-line-retry-key")
        if key is not None and not UUID.fullmatch(key):
            return refused(400, "The value for the 'X-Line-Retry-Key' header is invalid")
        if complaints := check_request(kind, call.body):
            return complained(complaints)
        if key and (before := platform.tokens.accepted_before(key.lower())):
            headers = {"x-line-accepted-request-id": before["request_id"]}
            return Answer(409, {"message": "The retry key is already accepted", **before["answer"]}, headers)
        answer = act(platform, call)
        if key and answer.status < 300 and isinstance(answer.body, dict):
            platform.tokens.keep_key(key.lower(), call.request_id, answer.body)
        return answer

    return endpoint


def _validate(kind: str) -> Endpoint:
    """Checks message objects without sending them."""

    def validate(platform: Platform, call: Call) -> Answer:
        complaints = check_request(f"validate/{kind}", call.body)
        return complained(complaints) if complaints else Answer(200, {})

    return validate


KINDS = ("reply", "push", "multicast", "narrowcast", "broadcast")
WITH_RETRY_KEY = {f"/v2/bot/message/{kind}" for kind in KINDS if kind != "reply"}
ENDPOINTS: tuple[Row, ...] = (
    ("POST", "/v2/bot/message/reply", reply),
    ("POST", "/v2/bot/message/push", _once("push", _push)),
    ("POST", "/v2/bot/message/multicast", _once("multicast", _multicast)),
    ("POST", "/v2/bot/message/broadcast", _once("broadcast", _broadcast)),
    ("POST", "/v2/bot/message/narrowcast", _once("narrowcast", _narrowcast)),
    ("GET", "/v2/bot/message/progress/narrowcast", progress),
    *(("POST", f"/v2/bot/message/validate/{kind}", _validate(kind)) for kind in KINDS),
)
