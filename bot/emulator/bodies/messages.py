"""Message objects: what all have in common, and one table per type."""

import re
from typing import Any

from bot.emulator.bodies.actions import QUICK
from bot.emulator.bodies.complaints import EMPTY, Found, Rule
from bot.emulator.bodies.flex import CONTAINER
from bot.emulator.bodies.imagemaps import IMAGEMAP
from bot.emulator.bodies.rules import choice, filled, https, listed, matching, number, text, whole
from bot.emulator.bodies.shapes import Kinds, Plain, Shape, Table, may, must
from bot.emulator.bodies.templates import TEMPLATES
from bot.emulator.bodies.texts import QUOTE, TEXT, TEXT_V2, emojis_in_place, placeholders

MESSAGES_LIMIT = 5
_LINE = re.compile(r"(?<![A-Za-z])line(?![A-Za-z])", re.IGNORECASE)
_name = text(20)


def _sender_name(value: Any, at: str, found: Found) -> None:
    """Short, and nobody may call themselves LINE."""
    _name(value, at, found)
    if isinstance(value, str) and _LINE.search(value):
        found.append((at, "The word LINE may not be used"))


_QUICK_ITEM = Shape({"type": must(choice("action")), "imageUrl": may(https()), "action": must(QUICK)})
_COMMON: Table = {
    "quickReply": may(Plain({"items": must(listed(1, 13, _QUICK_ITEM))})),
    "sender": may(Plain({"name": may(_sender_name), "iconUrl": may(https())})),
}
_ALT_TEXT: Table = {"altText": must(text(1500))}
_PLACE: Table = {
    "title": must(text(100)),
    "address": must(text(100)),
    "latitude": must(number(-90, 90)),
    "longitude": must(number(-180, 180)),
}
_TRACK = r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]{1,100}"


def _message(table: Table, *also: Rule) -> Shape:
    return Shape({**_COMMON, **table}, *also, missing=EMPTY)


_TWO_URLS: Table = {"originalContentUrl": must(https()), "previewImageUrl": must(https())}
MESSAGE = Kinds(
    {
        "text": _message(TEXT, emojis_in_place),
        "textV2": _message(TEXT_V2, placeholders),
        "sticker": _message({"packageId": must(filled), "stickerId": must(filled), **QUOTE}),
        "image": _message(_TWO_URLS),
        "video": _message({**_TWO_URLS, "trackingId": may(matching(_TRACK))}),
        "audio": _message({"originalContentUrl": must(https()), "duration": must(whole(1))}),
        "location": _message(_PLACE),
        "imagemap": _message(IMAGEMAP),
        "template": _message({**_ALT_TEXT, "template": must(TEMPLATES)}),
        "flex": _message({**_ALT_TEXT, "contents": must(CONTAINER)}),
        "coupon": _message({"couponId": must(filled), "deliveryTag": may(matching(r"[a-zA-Z0-9_]{1,30}"))}),
    }
)
MESSAGES: Rule = listed(1, MESSAGES_LIMIT, MESSAGE)
