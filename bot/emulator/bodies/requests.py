"""Request bodies: one table per endpoint, with the messages inside."""

from typing import Any

from bot.emulator.bodies import menus
from bot.emulator.bodies.complaints import EMPTY, NOT_A_USER, Found, Rule
from bot.emulator.bodies.messages import MESSAGES
from bot.emulator.bodies.narrowcast import FILTER, LIMIT, RECIPIENT
from bot.emulator.bodies.rules import filled, flag, https, listed, matching, whole
from bot.emulator.bodies.shapes import Plain, Table, may, must
from bot.emulator.bodies.texts import USER

USER_ONLY = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
TALKS_ONLY = "Can only be used in reply and push messages"
GROUPS_ONLY = "Can only be used in group chats and multi-person chats"
NOT_IN_GROUPS = "Can't be used in group chats and multi-person chats"

_UNITS = may(listed(0, 1, matching(r"[a-zA-Z0-9_]{1,30}")))
_SENT: Table = {"messages": must(MESSAGES), "notificationDisabled": may(flag)}
_seconds = whole(5, 60)


def _loading_seconds(value: Any, at: str, found: Found) -> None:
    _seconds(value, at, found)
    if isinstance(value, int | float) and value % 5:
        found.append((at, "must be a multiple of five"))


def _mentions(message: Any, at: str) -> list[str]:
    known = message.get("substitution") or {} if message["type"] == "textV2" else {}
    return [f"{at}.substitution.{key}" for key, inner in known.items() if inner["type"] == "mention"]


def _not_to_many(body: Any, at: str, found: Found) -> None:
    """Nobody is quoted or mentioned in what goes to many."""
    for n, message in enumerate(body["messages"]):
        if message.get("quoteToken") is not None:
            found.append((f"messages[{n}].quoteToken", TALKS_ONLY))
        found.extend((where, TALKS_ONLY) for where in _mentions(message, f"messages[{n}]"))


def _fits_the_talk(body: Any, at: str, found: Found) -> None:
    """People are mentioned in groups only, and finished films are reported outside of groups only."""
    alone = body["to"].startswith("U")
    for n, message in enumerate(body["messages"]):
        if alone:
            found.extend((where, GROUPS_ONLY) for where in _mentions(message, f"messages[{n}]"))
        elif message.get("trackingId") is not None:
            found.append((f"messages[{n}].trackingId", NOT_IN_GROUPS))


REQUESTS: dict[str, Rule] = {
    "reply": Plain({"replyToken": must(filled), **_SENT}, missing=EMPTY),
    "push": Plain(
        {"to": must(matching(r"[UCR][0-9a-f]{32}", NOT_A_USER)), **_SENT, "customAggregationUnits": _UNITS},
        _fits_the_talk,
        missing=EMPTY,
    ),
    "multicast": Plain(
        {"to": must(listed(1, 500, matching(USER, NOT_A_USER))), **_SENT, "customAggregationUnits": _UNITS},
        _not_to_many,
        missing=EMPTY,
    ),
    "narrowcast": Plain(
        {**_SENT, "recipient": may(RECIPIENT), "filter": may(FILTER), "limit": may(LIMIT)},
        _not_to_many,
        missing=EMPTY,
    ),
    "broadcast": Plain(_SENT, _not_to_many, missing=EMPTY),
    **{f"validate/{kind}": Plain({"messages": must(MESSAGES)}, missing=EMPTY) for kind in ("reply", "push")},
    **{
        f"validate/{kind}": Plain({"messages": must(MESSAGES)}, _not_to_many, missing=EMPTY)
        for kind in ("multicast", "narrowcast", "broadcast")
    },
    "loading": Plain({"chatId": must(matching(USER, USER_ONLY)), "loadingSeconds": may(_loading_seconds)}),
    "markAsRead": Plain({"markAsReadToken": must(filled)}),
    "webhookEndpoint": Plain({"endpoint": must(https(500))}),
    "webhookTest": Plain({"endpoint": may(https(500))}),
    "richmenu": menus.MENU,
    "alias": menus.NEW_ALIAS,
    "aliasUpdate": menus.MOVED_ALIAS,
    "link": menus.LINK,
    "unlink": menus.UNLINK,
    "batch": menus.BATCH,
}
