"""Bodies of the rich menu endpoints: menus, aliases, links of many users, batches."""

from typing import Any

from bot.emulator.bodies.actions import ALIAS, RICH_MENU
from bot.emulator.bodies.complaints import NOT_A_USER, Found, Rule
from bot.emulator.bodies.rules import flag, listed, matching, signs, whole
from bot.emulator.bodies.shapes import Kinds, Plain, Shape, may, must
from bot.emulator.bodies.texts import USER

RATIO = 1.45
MENU_ID: Rule = matching(r"richmenu-[0-9a-f]{32}", "invalid richMenuId")
USERS: Rule = listed(1, 500, matching(USER, NOT_A_USER))


def _wide(value: Any, at: str, found: Found) -> None:
    if value["width"] / value["height"] < RATIO:
        found.append((at, f"The aspect ratio (width / height) must be {RATIO} or more"))


def _inside(menu: Any, at: str, found: Found) -> None:
    for n, area in enumerate(menu["areas"]):
        bounds = area["bounds"]
        right, bottom = bounds["x"] + bounds["width"], bounds["y"] + bounds["height"]
        if right > menu["size"]["width"] or bottom > menu["size"]["height"]:
            found.append((f"areas[{n}].bounds", "Must be inside the rich menu"))


_SIZE = Plain({"width": must(whole(800, 2500)), "height": must(whole(250))}, _wide)
_BOUNDS = Plain({"x": must(whole(0)), "y": must(whole(0)), "width": must(whole(1)), "height": must(whole(1))})
MENU = Plain(
    {
        "size": must(_SIZE),
        "selected": must(flag),
        "name": must(signs(300)),
        "chatBarText": must(signs(14)),
        "areas": must(listed(0, 20, Plain({"bounds": must(_BOUNDS), "action": must(RICH_MENU)}))),
    },
    _inside,
)
NEW_ALIAS = Plain({"richMenuAliasId": must(matching(ALIAS)), "richMenuId": must(MENU_ID)})
MOVED_ALIAS = Plain({"richMenuId": must(MENU_ID)})
LINK = Plain({"richMenuId": must(MENU_ID), "userIds": must(USERS)})
UNLINK = Plain({"userIds": must(USERS)})


def _apart(body: Any, at: str, found: Found) -> None:
    """All users at once, or menus one by one, each only once."""
    kinds = {operation["type"] for operation in body["operations"]}
    if "unlinkAll" in kinds and len(body["operations"]) > 1:
        found.append(("operations[].type", "'unlinkAll' type can't be combined with other type"))
        return
    seen: set[str] = set()
    for operation in body["operations"]:
        menu_id = operation.get("from")
        if menu_id in seen:
            found.append(("operations[].from", f"from richmenu ({menu_id}) is duplicated"))
            return
        seen.add(menu_id)


BATCH = Plain(
    {
        "operations": must(
            listed(
                1,
                1000,
                Kinds(
                    {
                        "link": Shape({"from": must(MENU_ID), "to": must(MENU_ID)}),
                        "unlink": Shape({"from": must(MENU_ID)}),
                        "unlinkAll": Shape({}),
                    }
                ),
            )
        ),
        "resumeRequestKey": may(matching(r"[0-9a-zA-Z\-_]{1,100}")),
    },
    _apart,
)
