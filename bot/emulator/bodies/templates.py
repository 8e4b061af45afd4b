"""Template messages: buttons, confirm, carousel and image carousel (texts are counted in grapheme clusters)."""

from typing import Any

from bot.emulator.bodies.actions import IMAGE_COLUMN, TEMPLATE
from bot.emulator.bodies.complaints import MISSING, UNKNOWN, Found, Rule
from bot.emulator.bodies.measures import graphemes
from bot.emulator.bodies.rules import choice, https, listed, matching, signs
from bot.emulator.bodies.shapes import Kinds, Plain, Shape, Table, may, must

WITH_IMAGE_OR_TITLE = 60
RGB: Rule = matching(r"#[0-9a-fA-F]{6}")

_IMAGE: Table = {"imageAspectRatio": may(choice("rectangle", "square")), "imageSize": may(choice("cover", "contain"))}
_HEAD: Table = {
    "thumbnailImageUrl": may(https()),
    "imageBackgroundColor": may(RGB),
    "title": may(signs(40)),
    "defaultAction": may(TEMPLATE),
}


def _short(template: Any, at: str, found: Found) -> None:
    """Beside an image or under a title there is room for 60 signs only."""
    crowded = template.get("title") or template.get("thumbnailImageUrl")
    if crowded and graphemes(template["text"]) > WITH_IMAGE_OR_TITLE:
        found.append((f"{at}.text", f"must not be longer than {WITH_IMAGE_OR_TITLE} characters"))


def _alike(template: Any, at: str, found: Found) -> None:
    """All columns have as many actions as the first, and an image and a title exactly when it has them."""
    first, *others = template["columns"]
    for n, column in enumerate(others, 1):
        if len(column["actions"]) != len(first["actions"]):
            found.append((f"{at}.columns[{n}].actions", "All columns must have the same number of actions"))
            return
        for name in ("thumbnailImageUrl", "title"):
            if bool(column.get(name)) != bool(first.get(name)):
                found.append((f"{at}.columns[{n}].{name}", MISSING if first.get(name) else UNKNOWN))
                return


_COLUMN = Plain({**_HEAD, "text": must(signs(120)), "actions": must(listed(1, 3, TEMPLATE))}, _short)
TEMPLATES = Kinds(
    {
        "buttons": Shape(
            {**_HEAD, **_IMAGE, "text": must(signs(160)), "actions": must(listed(1, 4, TEMPLATE))}, _short
        ),
        "confirm": Shape({"text": must(signs(240)), "actions": must(listed(2, 2, TEMPLATE))}),
        "carousel": Shape({"columns": must(listed(1, 10, _COLUMN)), **_IMAGE}, _alike),
        "image_carousel": Shape(
            {"columns": must(listed(1, 10, Plain({"imageUrl": must(https()), "action": must(IMAGE_COLUMN)})))}
        ),
    }
)
