"""Rich menu endpoints for many users at once, and for aliases."""

import re
from datetime import UTC, datetime
from sqlite3 import IntegrityError

from bot.emulator.bodies import check_request
from bot.emulator.calls import NOT_FOUND, Answer, Call, Row, complained, refused
from bot.emulator.platform import Platform

ALIAS_ID = re.compile(r"[a-z0-9_-]{1,32}")
REQUEST_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_MENU = {"message": "richmenu not found", "details": []}
NO_IMAGE = Answer(400, {"message": "must upload richmenu image before applying it to user", "details": []})
NO_ALIAS = Answer(404, {"message": "richmenu alias not found", "details": []})
BAD_ALIAS = refused(400, "The value for the 'richMenuAliasId' parameter is invalid")


def bulk_link(platform: Platform, call: Call) -> Answer:
    """Gives up to 500 users a menu."""
    if complaints := check_request("link", call.body):
        return complained(complaints)
    menu_id, user_ids = call.body["richMenuId"], call.body["userIds"]
    if platform.richmenus.menu(menu_id) is None:
        return Answer(404, NO_MENU)
    if not platform.richmenus.has_image(menu_id):
        return NO_IMAGE
    platform.richmenus.link(user_ids, menu_id)
    return Answer(202, {}, user_ids=tuple(user_ids))


def bulk_unlink(platform: Platform, call: Call) -> Answer:
    """Takes up to 500 users' own menus away."""
    if complaints := check_request("unlink", call.body):
        return complained(complaints)
    platform.richmenus.unlink(call.body["userIds"])
    return Answer(202, {}, user_ids=tuple(call.body["userIds"]))


def _refused_batch(platform: Platform, call: Call) -> Answer | None:
    if complaints := check_request("batch", call.body):
        return complained(complaints)
    for n, operation in enumerate(call.body["operations"]):
        for end in ("from", "to"):
            menu_id = operation.get(end)
            if menu_id and platform.richmenus.menu(menu_id) is None:
                found = [(f"operations[{n}].{end}", f"Richmenu ({menu_id}) is not found")]
                return Answer(404, complained(found).body)
        menu_id = operation.get("to")
        if menu_id and not platform.richmenus.has_image(menu_id):
            words = f"'to' richmenu ({menu_id}) must have image but it doesn't"
            return complained([(f"operations[{n}].to", words)])
    return None


def batch(platform: Platform, call: Call) -> Answer:
    """Replaces or takes away the menus of everyone who has certain ones."""
    if answer := _refused_batch(platform, call):
        return answer
    platform.richmenus.batch(call.body["operations"], call.body.get("resumeRequestKey"), call.request_id)
    return Answer(202, {})


def validate_batch(platform: Platform, call: Call) -> Answer:
    """Judges a batch without doing it."""
    return _refused_batch(platform, call) or Answer(200, {})


def progress(platform: Platform, call: Call) -> Answer:
    """How far a batch is, by the id of its request; here it is done at once."""
    request_id = call.query.get("requestId", "")
    if not REQUEST_ID.fullmatch(request_id):
        return refused(400, "The value for the 'requestId' parameter is invalid")
    found = platform.richmenus.progress(request_id)
    if found is None:
        return NOT_FOUND
    times = {"acceptedTime": _iso(found["accepted_ms"]), "completedTime": _iso(found["completed_ms"])}
    return Answer(200, {"phase": "succeeded", **times})


def create_alias(platform: Platform, call: Call) -> Answer:
    """Names a menu that has its picture."""
    if complaints := check_request("alias", call.body):
        return complained(complaints)
    if not platform.richmenus.has_image(call.body["richMenuId"]):
        return Answer(400, NO_MENU)
    if not platform.richmenus.room_for_alias():
        return refused(400, "The maximum number of rich menu aliases has been reached")
    try:
        platform.richmenus.add_alias(call.body["richMenuAliasId"], call.body["richMenuId"])
    except IntegrityError:
        return Answer(400, {"message": "conflict richmenu alias id", "details": []})
    return Answer(200, {})


def update_alias(platform: Platform, call: Call) -> Answer:
    """Points an alias at another menu."""
    if not ALIAS_ID.fullmatch(call.params["alias_id"]):
        return BAD_ALIAS
    if complaints := check_request("aliasUpdate", call.body):
        return complained(complaints)
    if platform.richmenus.alias(call.params["alias_id"]) is None:
        return NO_ALIAS
    if not platform.richmenus.has_image(call.body["richMenuId"]):
        return Answer(400, NO_MENU)
    platform.richmenus.move_alias(call.params["alias_id"], call.body["richMenuId"])
    return Answer(200, {})


def delete_alias(platform: Platform, call: Call) -> Answer:
    """Forgets an alias."""
    if not ALIAS_ID.fullmatch(call.params["alias_id"]):
        return BAD_ALIAS
    return Answer(200, {}) if platform.richmenus.delete_alias(call.params["alias_id"]) else NO_ALIAS


def alias(platform: Platform, call: Call) -> Answer:
    """One alias."""
    if not ALIAS_ID.fullmatch(call.params["alias_id"]):
        return BAD_ALIAS
    found = platform.richmenus.alias(call.params["alias_id"])
    return Answer(200, found) if found else NO_ALIAS


def aliases(platform: Platform, call: Call) -> Answer:
    """All aliases."""
    return Answer(200, {"aliases": platform.richmenus.aliases()})


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


ENDPOINTS: tuple[Row, ...] = (
    ("POST", "/v2/bot/richmenu/bulk/link", bulk_link),
    ("POST", "/v2/bot/richmenu/bulk/unlink", bulk_unlink),
    ("POST", "/v2/bot/richmenu/batch", batch),
    ("POST", "/v2/bot/richmenu/validate/batch", validate_batch),
    ("GET", "/v2/bot/richmenu/progress/batch", progress),
    ("POST", "/v2/bot/richmenu/alias", create_alias),
    ("GET", "/v2/bot/richmenu/alias/list", aliases),
    ("POST", "/v2/bot/richmenu/alias/{alias_id}", update_alias),
    ("DELETE", "/v2/bot/richmenu/alias/{alias_id}", delete_alias),
    ("GET", "/v2/bot/richmenu/alias/{alias_id}", alias),
)
