"""The rich menu part of the Messaging API: menus, their pictures, the default and each user's own menu."""

import re

from bot.emulator.bodies import check_request
from bot.emulator.calls import NOT_FOUND, Answer, Call, Row, complained, refused
from bot.emulator.imagesize import picture_size
from bot.emulator.pictures import media_type
from bot.emulator.platform import Platform
from bot.emulator.richmenu_many import ENDPOINTS as MANY
from bot.emulator.richmenu_many import NO_IMAGE
from bot.emulator.richmenu_page import page_routes

__all__ = ["ENDPOINTS", "page_routes"]

IMAGE_BYTES = 1024 * 1024
IMAGE_TYPES = ("image/jpeg", "image/png")
USER_ID = re.compile(r"U[0-9a-f]{32}")
BAD_IMAGE = "The image size is not allowed for richmenu"
NO_DEFAULT = Answer(404, {"message": "no default richmenu", "details": []})
NOT_LINKED = Answer(404, {"message": "the user has no richmenu", "details": []})
BAD_USER = refused(400, "The value for the 'userId' parameter is invalid")


def create(platform: Platform, call: Call) -> Answer:
    """Keeps a new menu, up to LINE's limit."""
    if complaints := check_request("richmenu", call.body):
        return complained(complaints)
    menu_id = platform.richmenus.create(call.body)
    if menu_id is None:
        return refused(400, "The maximum number of rich menus has been reached")
    return Answer(200, {"richMenuId": menu_id})


def validate(platform: Platform, call: Call) -> Answer:
    """Judges a menu without keeping it."""
    complaints = check_request("richmenu", call.body)
    return complained(complaints) if complaints else Answer(200, {})


def menus(platform: Platform, call: Call) -> Answer:
    """All menus."""
    return Answer(200, {"richmenus": platform.richmenus.menus()})


def menu(platform: Platform, call: Call) -> Answer:
    """One menu."""
    found = platform.richmenus.menu(call.params["richmenu_id"])
    return Answer(200, found) if found else NOT_FOUND


def delete(platform: Platform, call: Call) -> Answer:
    """Deletes a menu; it disappears from everyone."""
    return Answer(200, {}) if platform.richmenus.delete(call.params["richmenu_id"]) else NOT_FOUND


def upload(platform: Platform, call: Call) -> Answer:
    """Sets a menu's picture, once: JPEG or PNG of the declared size and at most 1 MB."""
    found = platform.richmenus.menu(call.params["richmenu_id"])
    if found is None:
        return NOT_FOUND
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in IMAGE_TYPES:
        return refused(415, f"The content type, {kind or '-'}, is not supported")
    declared = (found["size"]["width"], found["size"]["height"])
    # The menu's own size has passed the rules for width, height and ratio; the picture must equal it.
    if len(call.raw) > IMAGE_BYTES or media_type(call.raw) != kind or picture_size(call.raw) != declared:
        return refused(400, BAD_IMAGE)
    if not platform.richmenus.set_image(found["richMenuId"], call.raw, kind):
        return refused(400, "An image has already been uploaded to the richmenu")
    return Answer(200, {})


def download(platform: Platform, call: Call) -> Answer:
    """A menu's picture."""
    found = platform.richmenus.image(call.params["richmenu_id"])
    return Answer(200, found[0], {"content-type": found[1]}) if found else NOT_FOUND


def set_default(platform: Platform, call: Call) -> Answer:
    """Shows a menu to everyone without their own."""
    if platform.richmenus.menu(call.params["richmenu_id"]) is None:
        return NOT_FOUND
    if not platform.richmenus.has_image(call.params["richmenu_id"]):
        return NO_IMAGE
    platform.richmenus.set_default(call.params["richmenu_id"])
    return Answer(200, {})


def default(platform: Platform, call: Call) -> Answer:
    """The default menu's id."""
    menu_id = platform.richmenus.default()
    return Answer(200, {"richMenuId": menu_id}) if menu_id else NO_DEFAULT


def clear_default(platform: Platform, call: Call) -> Answer:
    """Takes the default menu away."""
    platform.richmenus.clear_default()
    return Answer(200, {})


def link(platform: Platform, call: Call) -> Answer:
    """Gives a user a menu; for someone who is no friend nothing happens, and LINE says 200."""
    user_id, menu_id = call.params["user_id"], call.params["richmenu_id"]
    if not USER_ID.fullmatch(user_id):
        return BAD_USER
    if platform.richmenus.menu(menu_id) is None:
        return NOT_FOUND
    if not platform.richmenus.has_image(menu_id):
        return NO_IMAGE
    platform.richmenus.link([user_id], menu_id)
    return Answer(200, {}, user_ids=(user_id,))


def linked(platform: Platform, call: Call) -> Answer:
    """The id of a user's own menu."""
    user_id = call.params["user_id"]
    if not USER_ID.fullmatch(user_id):
        return BAD_USER
    menu_id = platform.richmenus.linked(user_id)
    return Answer(200, {"richMenuId": menu_id}) if menu_id else NOT_LINKED


def unlink(platform: Platform, call: Call) -> Answer:
    """Takes a user's own menu away."""
    user_id = call.params["user_id"]
    if not USER_ID.fullmatch(user_id):
        return BAD_USER
    platform.richmenus.unlink([user_id])
    return Answer(200, {}, user_ids=(user_id,))


ENDPOINTS: tuple[Row, ...] = (
    ("POST", "/v2/bot/richmenu", create),
    ("POST", "/v2/bot/richmenu/validate", validate),
    ("GET", "/v2/bot/richmenu/list", menus),
    *MANY,
    ("GET", "/v2/bot/richmenu/{richmenu_id}", menu),
    ("DELETE", "/v2/bot/richmenu/{richmenu_id}", delete),
    ("POST", "/v2/bot/richmenu/{richmenu_id}/content", upload),
    ("GET", "/v2/bot/richmenu/{richmenu_id}/content", download),
    ("GET", "/v2/bot/user/all/richmenu", default),
    ("DELETE", "/v2/bot/user/all/richmenu", clear_default),
    ("POST", "/v2/bot/user/all/richmenu/{richmenu_id}", set_default),
    ("GET", "/v2/bot/user/{user_id}/richmenu", linked),
    ("DELETE", "/v2/bot/user/{user_id}/richmenu", unlink),
    ("POST", "/v2/bot/user/{user_id}/richmenu/{richmenu_id}", link),
)
