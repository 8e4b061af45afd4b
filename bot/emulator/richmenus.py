"""Rich menus as LINE keeps them: menus with one picture each, a default, links per user, aliases for tabs, batches."""

import json
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from bot.emulator.store import Store

Json = dict[str, Any]

MENUS_LIMIT = 1000
ALIASES_LIMIT = 1000
RESUME_KEY_MS = 14 * 24 * 60 * 60_000

SCHEMA = """
CREATE TABLE IF NOT EXISTS richmenu (
  richmenu_id TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, body TEXT NOT NULL, image BLOB, image_type TEXT);
CREATE TABLE IF NOT EXISTS richmenu_default (
  one INTEGER PRIMARY KEY CHECK (one = 1), richmenu_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS richmenu_link (user_id TEXT PRIMARY KEY, richmenu_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS richmenu_link_of_menu ON richmenu_link (richmenu_id);
CREATE TABLE IF NOT EXISTS richmenu_alias (alias_id TEXT PRIMARY KEY, richmenu_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS richmenu_batch (
  request_id TEXT PRIMARY KEY, resume_key TEXT, accepted_ms INTEGER NOT NULL, completed_ms INTEGER NOT NULL);
"""


class RichMenus:
    """The state of all rich menus; callers have checked the bodies, `publish` tells open pages of each change."""

    def __init__(self, store: Store, now_ms: Callable[[], int], publish: Callable[[], None]) -> None:
        self._store, self._now_ms, self._publish = store, now_ms, publish
        store.script(SCHEMA)

    # -- menus and their pictures

    def create(self, body: Json) -> str | None:
        """Keeps a new menu and returns its id; None when there are as many as LINE allows."""
        if self._count("richmenu") >= MENUS_LIMIT:
            return None
        menu_id = f"richmenu-{secrets.token_hex(16)}"
        self._store.run(
            "INSERT INTO richmenu (richmenu_id, created_ms, body) VALUES (?, ?, ?)",
            menu_id,
            self._now_ms(),
            json.dumps(body, ensure_ascii=False),
        )
        return menu_id

    def menu(self, menu_id: str) -> Json | None:
        """LINE's rich menu response object, or None."""
        row = self._store.row("SELECT richmenu_id, body FROM richmenu WHERE richmenu_id = ?", menu_id)
        return _response(row) if row else None

    def menus(self) -> list[Json]:
        """All response objects, oldest first."""
        return [_response(row) for row in self._store.rows("SELECT richmenu_id, body FROM richmenu ORDER BY rowid")]

    def delete(self, menu_id: str) -> bool:
        """Deletes a menu; it disappears from everyone, while aliases stay and lead nowhere."""
        with self._store.together():
            if self._store.run("DELETE FROM richmenu WHERE richmenu_id = ?", menu_id) == 0:
                return False
            self._store.run("DELETE FROM richmenu_link WHERE richmenu_id = ?", menu_id)
            self._store.run("DELETE FROM richmenu_default WHERE richmenu_id = ?", menu_id)
        self._publish()
        return True

    def set_image(self, menu_id: str, image: bytes, image_type: str) -> bool:
        """Gives a menu its picture; False when it has one already, because LINE never replaces it."""
        changed = self._store.run(
            "UPDATE richmenu SET image = ?, image_type = ? WHERE richmenu_id = ? AND image IS NULL",
            image,
            image_type,
            menu_id,
        )
        return changed == 1

    def image(self, menu_id: str) -> tuple[bytes, str] | None:
        """The picture and its content type, or None."""
        row = self._store.row("SELECT image, image_type FROM richmenu WHERE richmenu_id = ?", menu_id)
        return (row["image"], row["image_type"]) if row and row["image"] is not None else None

    def has_image(self, menu_id: str) -> bool:
        """Whether the menu exists and has its picture."""
        found = self._store.row("SELECT 1 FROM richmenu WHERE richmenu_id = ? AND image IS NOT NULL", menu_id)
        return found is not None

    # -- the default menu

    def set_default(self, menu_id: str) -> None:
        """Shows this menu to everyone without one of their own."""
        self._store.run("INSERT OR REPLACE INTO richmenu_default (one, richmenu_id) VALUES (1, ?)", menu_id)
        self._publish()

    def default(self) -> str | None:
        """The id of the default menu, or None."""
        row = self._store.row("SELECT richmenu_id FROM richmenu_default")
        return str(row["richmenu_id"]) if row else None

    def clear_default(self) -> None:
        """Leaves everyone without a menu of their own with none."""
        self._store.run("DELETE FROM richmenu_default")
        self._publish()

    # -- menus of single users

    def link(self, user_ids: Iterable[str], menu_id: str) -> None:
        """Gives friends this menu; LINE says nothing about the others, and nothing happens to them."""
        with self._store.together():
            for user_id in filter(self._is_friend, user_ids):
                self._store.run(
                    "INSERT OR REPLACE INTO richmenu_link (user_id, richmenu_id) VALUES (?, ?)", user_id, menu_id
                )
        self._publish()

    def unlink(self, user_ids: Iterable[str]) -> None:
        """Takes friends' own menus away, so that they see the default again."""
        with self._store.together():
            for user_id in filter(self._is_friend, user_ids):
                self._store.run("DELETE FROM richmenu_link WHERE user_id = ?", user_id)
        self._publish()

    def linked(self, user_id: str) -> str | None:
        """The id of the menu a friend was given, or None."""
        row = self._store.row("SELECT richmenu_id FROM richmenu_link WHERE user_id = ?", user_id)
        return str(row["richmenu_id"]) if row and self._is_friend(user_id) else None

    def of_user(self, user_id: str) -> Json | None:
        """What the person sees: their own menu before the default, with the picture's address; None without any."""
        own = self.linked(user_id)
        menu_id = own or self.default()
        menu = self.menu(menu_id) if menu_id else None
        if menu is None or not self.has_image(menu["richMenuId"]):
            return None
        address = f"/emulator/richmenu/{menu['richMenuId']}/image"
        return {**menu, "image": address, "source": "user" if own else "default"}

    def switch(self, user_id: str, alias_id: str) -> str:
        """A tap on a tab: links the alias's menu and returns the status LINE puts into the postback."""
        alias = self.alias(alias_id)
        if alias is None:
            return "RICHMENU_ALIAS_ID_NOTFOUND"
        if not self.has_image(alias["richMenuId"]):
            return "RICHMENU_NOTFOUND"
        if not self._is_friend(user_id):
            return "FAILED"
        self.link([user_id], alias["richMenuId"])
        return "SUCCESS"

    # -- aliases

    def add_alias(self, alias_id: str, menu_id: str) -> None:
        """Names a menu; raises sqlite3.IntegrityError when the alias exists."""
        self._store.run("INSERT INTO richmenu_alias (alias_id, richmenu_id) VALUES (?, ?)", alias_id, menu_id)

    def move_alias(self, alias_id: str, menu_id: str) -> bool:
        """Points an alias at another menu; False for an unknown alias."""
        return self._store.run("UPDATE richmenu_alias SET richmenu_id = ? WHERE alias_id = ?", menu_id, alias_id) == 1

    def delete_alias(self, alias_id: str) -> bool:
        """Forgets an alias; False for an unknown one."""
        return self._store.run("DELETE FROM richmenu_alias WHERE alias_id = ?", alias_id) == 1

    def alias(self, alias_id: str) -> Json | None:
        """The alias and its menu, in LINE's form."""
        row = self._store.row("SELECT * FROM richmenu_alias WHERE alias_id = ?", alias_id)
        return {"richMenuAliasId": row["alias_id"], "richMenuId": row["richmenu_id"]} if row else None

    def aliases(self) -> list[Json]:
        """All aliases, oldest first."""
        rows = self._store.rows("SELECT * FROM richmenu_alias ORDER BY rowid")
        return [{"richMenuAliasId": row["alias_id"], "richMenuId": row["richmenu_id"]} for row in rows]

    def room_for_alias(self) -> bool:
        """Whether LINE would allow one more alias."""
        return self._count("richmenu_alias") < ALIASES_LIMIT

    # -- batches

    def trim(self) -> None:
        """Forgets batches whose progress nobody can ask for any more."""
        self._store.run("DELETE FROM richmenu_batch WHERE accepted_ms < ?", self._now_ms() - RESUME_KEY_MS)

    def batch(self, operations: list[Json], resume_key: str | None, request_id: str) -> None:
        """Replaces or takes away the menus of many; a resume key used in the last 14 days does nothing again."""
        now = self._now_ms()
        with self._store.together():
            if not (resume_key and self._resumed(resume_key, now)):
                for user_id, menu_id in self._moves(operations):
                    if menu_id is None:
                        self._store.run("DELETE FROM richmenu_link WHERE user_id = ?", user_id)
                    else:
                        self._store.run("UPDATE richmenu_link SET richmenu_id = ? WHERE user_id = ?", menu_id, user_id)
            self._store.run("INSERT INTO richmenu_batch VALUES (?, ?, ?, ?)", request_id, resume_key, now, now)
        self._publish()

    def progress(self, request_id: str) -> Json | None:
        """When a batch was accepted and completed, in milliseconds since 1970; None for an unknown request."""
        return self._store.row("SELECT accepted_ms, completed_ms FROM richmenu_batch WHERE request_id = ?", request_id)

    # -- inside

    def _moves(self, operations: list[Json]) -> list[tuple[str, str | None]]:
        # All users are looked up before any is moved: operations of one batch do not affect each other.
        moves: list[tuple[str, str | None]] = []
        for operation in operations:
            where, values = (
                ("", ()) if operation["type"] == "unlinkAll" else ("WHERE richmenu_id = ?", (operation["from"],))
            )
            rows = self._store.rows(f"SELECT user_id FROM richmenu_link {where}", *values)
            moves += [(row["user_id"], operation.get("to")) for row in rows]
        return moves

    def _resumed(self, key: str, now: int) -> bool:
        row = self._store.row(
            "SELECT 1 FROM richmenu_batch WHERE resume_key = ? AND accepted_ms > ?", key, now - RESUME_KEY_MS
        )
        return row is not None

    def _is_friend(self, user_id: str) -> bool:
        person = self._store.person(user_id)
        return person is not None and person["state"] == "friend"

    def _count(self, table: str) -> int:
        row = self._store.row(f"SELECT count(*) AS n FROM {table}")
        return int(row["n"]) if row else 0


def _response(row: Json) -> Json:
    return {"richMenuId": row["richmenu_id"], **json.loads(row["body"])}
