"""Rich menus at LINE: one small method for each request, tried once, with the same outcomes as messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.line import Line, Outcome, check_menu

Json = dict[str, Any]
Part = TypeVar("Part")

UNREADABLE = "unreadable answer"
ALL = "/v2/bot/user/all/richmenu"
MENU = "/v2/bot/richmenu"
ALIAS = "/v2/bot/richmenu/alias"


class LineMenus:
    """The rich menu part of LINE's API. Ids are LINE's `richmenu-…`; an answer is None unless it was accepted."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def menus(self) -> tuple[Outcome, list[Json] | None]:
        """Every rich menu made with the API (LINE allows this 10 times a second)."""
        outcome, answer = self._line.call("GET", f"{MENU}/list")
        return _read(outcome, answer, lambda said: [{**menu, "name": str(menu["name"])} for menu in said["richmenus"]])

    def create(self, menu: Json) -> tuple[Outcome, str | None]:
        """Creates a menu and returns its id; not safe to repeat (100 an hour)."""
        try:
            check_menu(menu)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return Outcome("rejected", None, None, f"unsendable: {type(error).__name__}"), None
        outcome, answer = self._line.call("POST", MENU, menu)
        return _read(outcome, answer, lambda said: str(said["richMenuId"]))

    def delete(self, menu_id: str) -> Outcome:
        """Deletes a menu; who had it as their own sees the default when they open the talk next (100 an hour)."""
        return self._line.call("DELETE", f"{MENU}/{menu_id}")[0]

    def picture(self, menu_id: str) -> tuple[Outcome, bytes | None]:
        """The picture of a menu; accepted without bytes means that it has none yet."""
        outcome, content = self._line.exchange("GET", f"{MENU}/{menu_id}/content")
        return (_absent(outcome), None) if outcome.status == 404 else (outcome, content)

    def put_picture(self, menu_id: str, png: bytes) -> Outcome:
        """Gives a menu its picture; LINE refuses a second one."""
        return self._line.exchange("POST", f"{MENU}/{menu_id}/content", png)[0]

    def aliases(self) -> tuple[Outcome, dict[str, str] | None]:
        """Every alias with the id of its menu, which may not exist any more."""
        outcome, answer = self._line.call("GET", f"{ALIAS}/list")
        return _read(
            outcome,
            answer,
            lambda said: {str(one["richMenuAliasId"]): str(one["richMenuId"]) for one in said["aliases"]},
        )

    def create_alias(self, alias: str, menu_id: str) -> Outcome:
        """Names a menu that has its picture."""
        return self._line.call("POST", ALIAS, {"richMenuAliasId": alias, "richMenuId": menu_id})[0]

    def update_alias(self, alias: str, menu_id: str) -> Outcome:
        """Leads an alias to another menu; LINE may still lead some taps to the former one for a moment."""
        return self._line.call("POST", f"{ALIAS}/{alias}", {"richMenuId": menu_id})[0]

    def delete_alias(self, alias: str) -> Outcome:
        """Forgets an alias (100 an hour)."""
        return self._line.call("DELETE", f"{ALIAS}/{alias}")[0]

    def default(self) -> tuple[Outcome, str | None]:
        """The id of the API's default menu; accepted without id when none is set, or another tool has set one."""
        outcome, answer = self._line.call("GET", ALL)
        if outcome.status in (403, 404):
            return _absent(outcome), None
        return _read(outcome, answer, lambda said: str(said["richMenuId"]))

    def set_default(self, menu_id: str) -> Outcome:
        """Shows a menu to everyone who has none of their own."""
        return self._line.call("POST", f"{ALL}/{menu_id}")[0]

    def clear_default(self) -> Outcome:
        """Takes the default away."""
        return self._line.call("DELETE", ALL)[0]


def _absent(outcome: Outcome) -> Outcome:
    return Outcome("accepted", outcome.status, outcome.request_id, outcome.detail)


def _read(outcome: Outcome, answer: Any, part: Callable[[Any], Part]) -> tuple[Outcome, Part | None]:
    """The part of an accepted answer; an answer without it is as good as none."""
    if outcome.state != "accepted":
        return outcome, None
    try:
        return outcome, part(answer)
    except (KeyError, TypeError, AttributeError):
        return Outcome("retry", outcome.status, outcome.request_id, UNREADABLE), None
