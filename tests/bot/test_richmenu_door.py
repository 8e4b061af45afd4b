"""The rich menu part of the door to LINE: each request once, each answer one outcome."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.line import Line
from bot.line_menus import LineMenus
from bot.richmenu.layouts import FULL
from bot.richmenu.menus import wanted
from tests.bot.richmenu_far_side import FarSide, far_side

(MENU, PICTURE) = (wanted(FULL)[0].menu, wanted(FULL)[0].picture)


@pytest.fixture(scope="module")
def running() -> Iterator[FarSide]:
    with far_side() as running:
        yield running


@pytest.fixture
def far(running: FarSide) -> FarSide:
    return running.fresh()


def test_a_menu_from_its_creation_to_its_end(far: FarSide) -> None:
    door = far.door
    created, menu_id = door.create(MENU)
    assert (created.state, created.status) == ("accepted", 200)
    assert created.request_id
    assert menu_id
    assert door.menus()[1] == [{**MENU, "richMenuId": menu_id}]
    without, nothing = door.picture(menu_id)
    assert (without.state, nothing) == ("accepted", None)
    assert door.put_picture(menu_id, PICTURE).state == "accepted"
    assert door.picture(menu_id)[1] == PICTURE
    assert door.delete(menu_id).state == "accepted"
    assert (door.delete(menu_id).state, door.delete(menu_id).status) == ("rejected", 404)
    assert door.menus()[1] == []


def test_a_second_picture_and_a_wrong_one_are_refused_for_good(far: FarSide) -> None:
    menu_id = far.made("試験")
    assert far.door.put_picture(menu_id, b"no picture").state == "rejected"
    assert far.door.put_picture(menu_id, PICTURE).state == "accepted"
    again = far.door.put_picture(menu_id, PICTURE)
    assert (again.state, again.status) == ("rejected", 400)


def test_aliases_are_made_moved_and_dropped(far: FarSide) -> None:
    door, first, second = far.door, far.made("一", PICTURE), far.made("二", PICTURE)
    assert door.aliases()[1] == {}
    assert door.create_alias("a", first).state == "accepted"
    assert door.create_alias("a", second).state == "rejected"
    assert door.update_alias("a", second).state == "accepted"
    assert door.aliases()[1] == {"a": second}
    assert door.delete_alias("a").state == "accepted"
    assert door.delete_alias("a").status == 404
    assert door.create_alias("a", far.made("三")).state == "rejected"


def test_the_default_is_set_read_and_cleared(far: FarSide) -> None:
    door, menu_id = far.door, far.made("一", PICTURE)
    assert (door.default()[0].state, door.default()[1]) == ("accepted", None)
    assert door.set_default(menu_id).state == "accepted"
    assert door.default()[1] == menu_id
    assert door.clear_default().state == "accepted"
    assert door.default()[1] is None


def test_a_default_of_another_tool_is_none_of_the_api(far: FarSide) -> None:
    far.cut.answers = [(403, {"message": "set by another channel"}, {})]
    outcome, menu_id = far.door.default()
    assert (outcome.state, menu_id) == ("accepted", None)


@pytest.mark.parametrize("menu", [{**MENU, "colour": "blue"}, {**MENU, "chatBarText": "長" * 15}, {"areas": [1]}])
def test_a_menu_the_sdk_would_mangle_never_leaves(far: FarSide, menu: dict[str, object]) -> None:
    outcome, menu_id = far.door.create(menu)
    assert (outcome.state, outcome.status, menu_id) == ("rejected", None, None)
    assert far.cut.asked == []


def test_faults_and_strange_answers_are_worth_another_run_and_tried_once(far: FarSide) -> None:
    answers = [(500, {"message": "Oops"}, {}), (503, {}, {"retry-after": "3"}), (200, {"what": "?"}, {})]
    far.cut.answers = [*answers, *answers]
    assert [far.door.menus()[0].state for _ in answers] == ["retry"] * 3
    assert [(outcome.state, made) for outcome, made in (far.door.create(MENU) for _ in answers)] == [
        ("retry", None)
    ] * 3
    assert len(far.cut.asked) == 6


def test_a_picture_meets_the_same_faults(far: FarSide) -> None:
    far.cut.answers = [(429, {"message": "The API rate limit has been exceeded."}, {"retry-after": "9"})]
    outcome = far.door.put_picture("richmenu-1", PICTURE)
    assert (outcome.state, outcome.status, outcome.retry_after) == ("retry", 429, 9.0)
    far.cut.answers = [(413, {"message": "Too large"}, {})]
    assert far.door.put_picture("richmenu-1", PICTURE).state == "rejected"
    nobody = Line("token", "http://127.0.0.1:9", "http://127.0.0.1:9", timeout=(1, 1))
    assert LineMenus(nobody).picture("richmenu-1")[0].state == "retry"
    assert LineMenus(nobody).put_picture("richmenu-1", PICTURE).state == "retry"
    nobody.close()
