"""Rich menus over HTTP follow LINE's rules: pictures, the default, each user's own, aliases, many at once."""

from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from bot.emulator import richmenus
from bot.emulator.feed import Feed
from bot.emulator.imagesize import picture_size
from bot.emulator.people import KEYS, Person
from bot.emulator.pictures import plain
from bot.emulator.store import Store
from tests.emulator.conftest import TOKEN, Emulator

USER, OTHER, STRANGER = KEYS["founder"], KEYS["owner"], "U" + "9" * 32
NOBODY = "richmenu-" + "0" * 32
MENU = {
    "size": {"width": 800, "height": 270},
    "selected": True,
    "name": "窓口",
    "chatBarText": "メニュー",
    "areas": [
        {"bounds": {"x": 0, "y": 0, "width": 400, "height": 270}, "action": {"type": "postback", "data": "a=1"}},
        {
            "bounds": {"x": 400, "y": 0, "width": 400, "height": 270},
            "action": {"type": "richmenuswitch", "richMenuAliasId": "tab-b", "data": "tab=b"},
        },
    ],
}
PICTURE = plain(800, 270)
ROOT, ALL = "/v2/bot/richmenu", "/v2/bot/user/all/richmenu"


class Menus:
    """The rich menu endpoints of a running emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {TOKEN}", **more.pop("headers", {})}
        return self.emulator.http.request(method, path, headers=headers, **more)

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return self.ask("POST", path, json=body) if body is not None else self.ask("POST", path)

    def delete(self, path: str) -> httpx.Response:
        return self.ask("DELETE", path)

    def upload(self, menu_id: str, content: bytes = PICTURE, kind: str = "image/png") -> httpx.Response:
        return self.ask("POST", f"{ROOT}/{menu_id}/content", content=content, headers={"content-type": kind})

    def new(self, *, image: bool = True, **changes: Any) -> str:
        """A menu's id, with its picture unless told otherwise."""
        answer = self.post(ROOT, {**MENU, **changes})
        assert answer.status_code == 200, answer.text
        menu_id = str(answer.json()["richMenuId"])
        if image:
            assert self.upload(menu_id).status_code == 200
        return menu_id


@pytest.fixture
def menus(emulator: Emulator) -> Menus:
    return Menus(emulator)


def _said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["message"]


def _jpeg(width: int, height: int, **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#1d4ed8").save(file, "JPEG", **options)
    return file.getvalue()


def test_a_menu_is_created_listed_read_and_deleted(menus: Menus) -> None:
    first, second = menus.new(image=False), menus.new(image=False, name="二枚目")
    assert menus.get(f"{ROOT}/{first}").json() == {"richMenuId": first, **MENU}
    assert [menu["richMenuId"] for menu in menus.get(f"{ROOT}/list").json()["richmenus"]] == [first, second]
    assert menus.delete(f"{ROOT}/{first}").json() == {}
    assert _said(menus.get(f"{ROOT}/{first}")) == (404, "Not found")
    assert _said(menus.delete(f"{ROOT}/{first}")) == (404, "Not found")


def test_a_wrong_menu_is_refused_with_its_property_and_validate_keeps_nothing(menus: Menus) -> None:
    wrong = {**MENU, "chatBarText": "あ" * 15}
    for path in (ROOT, f"{ROOT}/validate"):
        answer = menus.post(path, wrong)
        assert (answer.status_code, answer.json()["details"][0]["property"]) == (400, "chatBarText")
    assert menus.post(f"{ROOT}/validate", MENU).json() == {}
    assert menus.get(f"{ROOT}/list").json() == {"richmenus": []}


def test_menus_and_aliases_have_limits(menus: Menus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(richmenus, "MENUS_LIMIT", 2)
    monkeypatch.setattr(richmenus, "ALIASES_LIMIT", 1)
    first, _ = menus.new(), menus.new()
    assert menus.post(ROOT, MENU).status_code == 400
    menus.delete(f"{ROOT}/{first}")
    third = menus.new()
    assert menus.post(f"{ROOT}/alias", {"richMenuAliasId": "a", "richMenuId": third}).status_code == 200
    assert menus.post(f"{ROOT}/alias", {"richMenuAliasId": "b", "richMenuId": third}).status_code == 400


def test_a_picture_is_set_once_and_comes_back_as_it_was(menus: Menus) -> None:
    menu_id = menus.new()
    answer = menus.get(f"{ROOT}/{menu_id}/content")
    assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/png")
    assert _said(menus.upload(menu_id)) == (400, "An image has already been uploaded to the richmenu")
    shown = menus.emulator.http.get(f"/emulator/richmenu/{menu_id}/image")
    assert (shown.content, shown.headers["content-type"]) == (PICTURE, "image/png")
    other = menus.new(image=False)
    assert menus.upload(other, _jpeg(800, 270), "image/jpeg").status_code == 200
    assert menus.get(f"{ROOT}/{other}/content").headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (PICTURE, "image/gif", 415),
        (PICTURE, "application/json", 415),
        (PICTURE, "image/jpeg", 400),
        (plain(800, 271), "image/png", 400),
        (plain(1600, 540), "image/png", 400),
        (b"", "image/png", 400),
        (b"GIF89a", "image/png", 400),
        (PICTURE[:20], "image/png", 400),
        (PICTURE + b"\0" * (1024 * 1024), "image/png", 400),
    ],
)
def test_pictures_that_do_not_fit_are_refused_and_another_can_follow(
    menus: Menus, content: bytes, kind: str, status: int
) -> None:
    menu_id = menus.new(image=False)
    assert menus.upload(menu_id, content, kind).status_code == status
    assert menus.get(f"{ROOT}/{menu_id}/content").status_code == 404
    assert menus.emulator.http.get(f"/emulator/richmenu/{menu_id}/image").status_code == 404
    assert menus.upload(menu_id).status_code == 200


def test_a_picture_needs_its_menu(menus: Menus) -> None:
    assert _said(menus.upload(NOBODY)) == (404, "Not found")


def test_sizes_are_read_from_the_headers_of_every_usual_picture() -> None:
    assert picture_size(PICTURE) == (800, 270)
    for options in ({}, {"progressive": True}, {"comment": b"x" * 300}, {"exif": b"Exif\0\0" + b"\0" * 40}):
        whole = _jpeg(1200, 405, **options)
        assert picture_size(whole) == (1200, 405)
        assert all(picture_size(whole[:end]) in (None, (1200, 405)) for end in range(len(whole)))
    assert picture_size(b"\xff\xd8\xff\xff\xd8\xff\xda\x00\x02") is None
    assert picture_size(b"RIFF") is None


def test_the_default_menu_needs_a_picture(menus: Menus) -> None:
    bare, whole = menus.new(image=False), menus.new()
    assert _said(menus.get(ALL)) == (404, "no default richmenu")
    assert _said(menus.post(f"{ALL}/{bare}")) == (400, "must upload richmenu image before applying it to user")
    assert _said(menus.post(f"{ALL}/{NOBODY}")) == (404, "Not found")
    assert menus.post(f"{ALL}/{whole}").json() == {}
    assert menus.get(ALL).json() == {"richMenuId": whole}
    assert menus.delete(ALL).json() == {}
    assert menus.get(ALL).status_code == 404


def test_a_users_own_menu_comes_before_the_default(menus: Menus) -> None:
    platform = menus.emulator.http
    general, own = menus.new(name="共通"), menus.new(name="本人")
    path = f"/v2/bot/user/{USER}/richmenu"
    assert _said(menus.get(path)) == (404, "the user has no richmenu")
    menus.post(f"{ALL}/{general}")
    assert menus.get(path).status_code == 404
    assert menus.post(f"{path}/{own}").json() == {}
    assert menus.get(path).json() == {"richMenuId": own}
    assert menus.delete(path).json() == {}
    assert menus.get(path).status_code == 404
    assert platform.get(f"/emulator/richmenu/{own}/image").status_code == 200


def test_linking_asks_for_a_user_a_menu_and_a_picture(menus: Menus) -> None:
    bare = menus.new(image=False)
    wrong = "The value for the 'userId' parameter is invalid"
    assert _said(menus.post(f"/v2/bot/user/hinata/richmenu/{bare}")) == (400, wrong)
    assert _said(menus.get("/v2/bot/user/hinata/richmenu")) == (400, wrong)
    assert _said(menus.delete("/v2/bot/user/hinata/richmenu")) == (400, wrong)
    assert menus.post(f"/v2/bot/user/{USER}/richmenu/{bare}").status_code == 400
    assert menus.post(f"/v2/bot/user/{USER}/richmenu/{NOBODY}").status_code == 404


def test_linking_someone_who_is_no_friend_is_accepted_and_does_nothing(menus: Menus) -> None:
    menu_id = menus.new()
    menus.emulator.control(f"people/{USER}/state", state="blocked")
    for user_id in (USER, STRANGER):
        assert menus.post(f"/v2/bot/user/{user_id}/richmenu/{menu_id}").json() == {}
        assert menus.get(f"/v2/bot/user/{user_id}/richmenu").status_code == 404
    menus.emulator.control(f"people/{USER}/state", state="friend")
    assert menus.get(f"/v2/bot/user/{USER}/richmenu").status_code == 404


def test_many_users_are_linked_and_unlinked_at_once(menus: Menus) -> None:
    bare, whole, users = menus.new(image=False), menus.new(), [USER, OTHER, STRANGER]
    assert menus.post(f"{ROOT}/bulk/link", {"richMenuId": bare, "userIds": users}).status_code == 400
    assert _said(menus.post(f"{ROOT}/bulk/link", {"richMenuId": NOBODY, "userIds": users})) == (
        404,
        "richmenu not found",
    )
    assert _said(menus.post(f"{ROOT}/bulk/link", {"richMenuId": whole, "userIds": [USER, "x"]})) == (
        400,
        "The property, 'userIds[1]', in the request body is invalid (line: -, column: -)",
    )
    assert menus.get(f"/v2/bot/user/{USER}/richmenu").status_code == 404
    assert menus.post(f"{ROOT}/bulk/link", {"richMenuId": whole, "userIds": users}).status_code == 202
    assert menus.get(f"/v2/bot/user/{OTHER}/richmenu").json() == {"richMenuId": whole}
    assert menus.post(f"{ROOT}/bulk/unlink", {"userIds": [OTHER]}).status_code == 202
    assert menus.get(f"/v2/bot/user/{OTHER}/richmenu").status_code == 404
    assert menus.get(f"/v2/bot/user/{USER}/richmenu").status_code == 200
    assert menus.post(f"{ROOT}/bulk/unlink", {"userIds": [USER] * 501}).status_code == 400


def test_batches_move_everyone_once_and_report_their_end(menus: Menus) -> None:
    one, two, three, bare = menus.new(), menus.new(), menus.new(), menus.new(image=False)
    menus.post(f"/v2/bot/user/{USER}/richmenu/{one}")
    menus.post(f"/v2/bot/user/{OTHER}/richmenu/{two}")
    wanted = {
        "operations": [{"type": "link", "from": one, "to": two}, {"type": "link", "from": two, "to": three}],
        "resumeRequestKey": "key-1",
    }
    assert menus.post(f"{ROOT}/validate/batch", wanted).json() == {}
    answer = menus.post(f"{ROOT}/batch", wanted)
    assert (answer.status_code, answer.json()) == (202, {})
    owned = [menus.get(f"/v2/bot/user/{user}/richmenu").json()["richMenuId"] for user in (USER, OTHER)]
    assert owned == [two, three]
    # The same key within 14 days goes on where the first request ended: there is nothing left to do.
    assert menus.post(f"{ROOT}/batch", wanted).status_code == 202
    assert menus.get(f"/v2/bot/user/{USER}/richmenu").json() == {"richMenuId": two}
    progress = f"{ROOT}/progress/batch?requestId={answer.headers['x-line-request-id']}"
    assert menus.get(progress).json() == {
        "phase": "succeeded",
        "acceptedTime": "2025-03-10T23:40:00.000Z",
        "completedTime": "2025-03-10T23:40:00.000Z",
    }
    assert _said(menus.get(f"{ROOT}/progress/batch?requestId={'0' * 8}-0000-0000-0000-{'0' * 12}")) == (
        404,
        "Not found",
    )
    assert menus.get(f"{ROOT}/progress/batch").status_code == 400
    for operation, status, words in (
        ({"type": "link", "from": one, "to": NOBODY}, 404, f"Richmenu ({NOBODY}) is not found"),
        ({"type": "link", "from": one, "to": bare}, 400, f"'to' richmenu ({bare}) must have image but it doesn't"),
    ):
        refused = menus.post(f"{ROOT}/validate/batch", {"operations": [operation]})
        assert refused.status_code == status
        assert refused.json()["details"] == [{"message": words, "property": "operations[0].to"}]


def test_a_resume_key_ends_after_fourteen_days_and_all_can_be_unlinked(menus: Menus) -> None:
    one, two = menus.new(), menus.new()
    body = {"operations": [{"type": "unlinkAll"}], "resumeRequestKey": "key"}
    path = f"/v2/bot/user/{USER}/richmenu"
    menus.post(f"{path}/{one}")
    assert menus.post(f"{ROOT}/batch", body).status_code == 202
    assert menus.get(path).status_code == 404
    menus.post(f"{path}/{two}")
    menus.emulator.now["ms"] += richmenus.RESUME_KEY_MS - 1
    assert menus.post(f"{ROOT}/batch", body).status_code == 202
    assert menus.get(path).json() == {"richMenuId": two}
    menus.emulator.now["ms"] += richmenus.RESUME_KEY_MS + 1
    assert menus.post(f"{ROOT}/batch", body).status_code == 202
    assert menus.get(path).status_code == 404


def test_aliases_are_made_moved_read_and_deleted(menus: Menus) -> None:
    one, two, bare = menus.new(), menus.new(), menus.new(image=False)
    alias = f"{ROOT}/alias"
    assert menus.get(f"{alias}/list").json() == {"aliases": []}
    for menu_id in (bare, NOBODY):
        assert _said(menus.post(alias, {"richMenuAliasId": "a", "richMenuId": menu_id})) == (400, "richmenu not found")
    assert menus.post(alias, {"richMenuAliasId": "a", "richMenuId": "x"}).json()["details"] == [
        {"message": "invalid richMenuId", "property": "richMenuId"}
    ]
    assert menus.post(alias, {"richMenuAliasId": "a", "richMenuId": one}).json() == {}
    assert _said(menus.post(alias, {"richMenuAliasId": "a", "richMenuId": two})) == (400, "conflict richmenu alias id")
    assert menus.post(f"{alias}/a", {"richMenuId": two}).json() == {}
    assert menus.get(f"{alias}/a").json() == {"richMenuAliasId": "a", "richMenuId": two}
    assert menus.get(f"{alias}/list").json() == {"aliases": [{"richMenuAliasId": "a", "richMenuId": two}]}
    assert _said(menus.post(f"{alias}/a", {"richMenuId": bare})) == (400, "richmenu not found")
    assert menus.post(f"{alias}/a", {}).status_code == 400
    assert _said(menus.post(f"{alias}/b", {"richMenuId": two})) == (404, "richmenu alias not found")
    assert menus.delete(f"{alias}/a").json() == {}
    for answer in (menus.get(f"{alias}/a"), menus.delete(f"{alias}/a")):
        assert _said(answer) == (404, "richmenu alias not found")
    for answer in (menus.get(f"{alias}/A"), menus.delete(f"{alias}/A"), menus.post(f"{alias}/A", {"richMenuId": two})):
        assert answer.status_code == 400


def test_a_tap_on_a_tab_switches_and_tells_the_bot(menus: Menus) -> None:
    one, two = menus.new(), menus.new()
    menus.post(f"{ALL}/{one}")
    menus.post(f"{ROOT}/alias", {"richMenuAliasId": "tab-b", "richMenuId": two})
    menus.emulator.control("richmenu/switch", user="founder", alias="tab-b", data="tab=b")
    assert menus.emulator.listener.wait(1)[0]["postback"] == {
        "data": "tab=b",
        "params": {"newRichMenuAliasId": "tab-b", "status": "SUCCESS"},
    }
    assert menus.get(f"/v2/bot/user/{USER}/richmenu").json() == {"richMenuId": two}
    menus.emulator.control("richmenu/switch", user="founder", alias="tab-c", data="tab=c")
    menus.delete(f"{ROOT}/{two}")
    menus.emulator.control("richmenu/switch", user="founder", alias="tab-b", data="tab=b")
    told = [event["postback"]["params"] for event in menus.emulator.listener.wait(3)[1:]]
    assert told == [{"status": "RICHMENU_ALIAS_ID_NOTFOUND"}, {"status": "RICHMENU_NOTFOUND"}]
    body = {"user": "nobody", "alias": "tab-b", "data": ""}
    assert menus.emulator.http.post("/emulator/control/richmenu/switch", json=body).status_code == 404


def test_strangers_see_no_menus(menus: Menus) -> None:
    menu_id = menus.new()
    for path in (f"{ROOT}/list", f"{ROOT}/{menu_id}/content", ALL):
        assert menus.emulator.http.get(path).status_code == 401


def _kept(path: Path) -> tuple[Store, richmenus.RichMenus, list[int]]:
    store, published = Store(str(path)), []
    store.add_person(Person(USER, "ひなた", ""))
    feed = Feed()

    def publish() -> None:
        published.append(1)
        feed.publish()

    return store, richmenus.RichMenus(store, lambda: 1, publish), published


def test_what_people_see_survives_a_restart(tmp_path: Path) -> None:
    store, menus, published = _kept(tmp_path / "emulator.sqlite")
    general, own = str(menus.create(MENU)), str(menus.create({**MENU, "name": "本人"}))
    assert menus.of_user(USER) is None
    for menu_id in (general, own):
        menus.set_image(menu_id, PICTURE, "image/png")
    menus.set_default(general)
    menus.add_alias("tab-b", own)
    assert menus.switch(USER, "tab-b") == "SUCCESS"
    assert menus.switch(STRANGER, "tab-b") == "FAILED"
    assert len(published) == 2
    store.close()
    store, menus, _ = _kept(tmp_path / "emulator.sqlite")
    shown = {"image": f"/emulator/richmenu/{own}/image", "source": "user"}
    assert menus.of_user(USER) == {"richMenuId": own, **MENU, "name": "本人", **shown}
    assert (menus.of_user(OTHER) or {})["source"] == "default"
    menus.delete(own)
    assert (menus.of_user(USER) or {})["richMenuId"] == general
    menus.delete(general)
    assert menus.of_user(USER) is None
    assert menus.aliases() == [{"richMenuAliasId": "tab-b", "richMenuId": own}]
    store.close()
