"""The rich menu's way to LINE against a running emulator, whatever is there before and whichever request fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest

from bot.emulator.people import SEEDS
from bot.errors import Problem
from bot.line import Line
from bot.line_menus import LineMenus
from bot.richmenu.layouts import COMPACT, FULL
from bot.richmenu.menus import Wanted, wanted
from bot.richmenu.sync import RichMenuSync, begin, describe
from tests.bot.richmenu_far_side import EVENTS, FIND, FarSide, far_side

HANA, TARO = SEEDS[0].user_id, SEEDS[1].user_id
NEW = wanted(FULL)
LED = {one.alias: one.name for one in NEW}
FROM_NOTHING = 3 + 2 * 2 + 2 + 1
FROM_OLDER = FROM_NOTHING + 2


def older() -> list[Wanted]:
    """The menus of an earlier version."""
    return [replace(one, menu={**one.menu, "name": f"{one.name[:-16]}{'0' * 16}"}) for one in NEW]


@pytest.fixture(scope="module")
def running() -> Iterator[FarSide]:
    with far_side() as running:
        yield running


@pytest.fixture
def far(running: FarSide) -> FarSide:
    return running.fresh()


def is_whole(far: FarSide) -> bool:
    return far.names() == sorted(LED.values()) and far.led() == LED and far.sees(HANA) == NEW[0].name


def test_an_empty_account_gets_two_menus_two_tabs_and_a_default(far: FarSide) -> None:
    assert far.sync() == 7
    assert is_whole(far)
    assert far.platform.richmenus.switch(HANA, EVENTS) == "SUCCESS"
    assert far.sees(HANA) == NEW[1].name
    assert far.said[-1].startswith("リッチメニューは最新になりました")
    assert [line[0] for line in far.said[:-1]] == ["✓"] * 7


def test_pictures_and_only_pictures_go_to_the_data_host(far: FarSide) -> None:
    far.sync()
    far.sync()
    hosts = {(path.endswith("/content"), host.partition(":")[0]) for _, path, host in far.cut.asked}
    assert hosts == {(True, "localhost"), (False, "127.0.0.1")}
    for one in NEW:
        (menu_id,) = [menu["richMenuId"] for menu in far.platform.richmenus.menus() if menu["name"] == one.menu["name"]]
        assert far.platform.richmenus.image(menu_id) == (one.picture, "image/png")


def test_a_second_run_reads_and_changes_nothing(far: FarSide) -> None:
    far.sync()
    far.cut.asked.clear()
    assert far.sync() == 0
    assert {method for method, _, _ in far.cut.asked} == {"GET"}
    assert far.said == [
        "変えるところはありません。リッチメニューは最新です / nothing to do, the rich menu is up to date"
    ]


@pytest.mark.parametrize("way", ["refused", "lost"])
@pytest.mark.parametrize("at", range(1, FROM_NOTHING + 1))
def test_a_first_run_cut_anywhere_is_ended_by_the_next(far: FarSide, at: int, way: Literal["refused", "lost"]) -> None:
    far.cut.at, far.cut.way = at, way
    with pytest.raises(Problem) as stopped:
        far.sync()
    assert len(stopped.value.sentences) == 3
    assert "もう一度" in stopped.value.sentences[2]
    assert far.sees(HANA) in (None, NEW[0].name)
    assert None not in far.led().values()
    far.sync()
    assert is_whole(far)
    assert far.sync() == 0


@pytest.mark.parametrize("way", ["refused", "lost"])
@pytest.mark.parametrize("at", range(1, FROM_OLDER + 1))
def test_an_update_cut_anywhere_leaves_everyone_a_menu_whose_tabs_work(
    far: FarSide, at: int, way: Literal["refused", "lost"]
) -> None:
    far.sync(older())
    assert far.platform.richmenus.switch(TARO, EVENTS) == "SUCCESS"
    far.cut.asked.clear()
    far.cut.at, far.cut.way = at, way
    with pytest.raises(Problem):
        far.sync()
    for person in (HANA, TARO):
        assert far.sees(person)
    for alias in (FIND, EVENTS):
        assert far.platform.richmenus.switch(HANA, alias) == "SUCCESS"
    far.sync()
    assert far.names() == sorted(LED.values())
    assert far.led() == LED
    assert far.sync() == 0


def test_a_new_version_reaches_those_who_had_switched_tabs(far: FarSide) -> None:
    far.sync(older())
    far.platform.richmenus.switch(HANA, EVENTS)
    assert far.sees(HANA) == older()[1].name
    far.sync()
    assert far.sees(HANA) == NEW[0].name
    assert far.platform.richmenus.switch(HANA, EVENTS) == "SUCCESS"
    assert far.sees(HANA) == NEW[1].name


def test_menus_appear_before_tabs_and_old_ones_go_last(far: FarSide) -> None:
    far.sync(older())
    far.cut.asked.clear()
    far.sync()
    changes = [(method, path) for method, path, _ in far.cut.asked if method != "GET"]
    kinds = [
        "delete" if method == "DELETE" else "default" if "/all/" in path else "alias" if "/alias" in path else "menu"
        for method, path in changes
    ]
    assert kinds == ["menu"] * 4 + ["alias"] * 2 + ["default"] + ["delete"] * 2


def test_a_menu_left_without_picture_gets_it_and_a_double_goes(far: FarSide) -> None:
    first, second = far.made(NEW[0].name), far.made(NEW[0].name)
    with_picture = far.made(NEW[0].name, NEW[0].picture)
    far.sync()
    left = {menu["richMenuId"] for menu in far.platform.richmenus.menus() if menu["name"] == NEW[0].name}
    assert left == {with_picture}
    assert not left & {first, second}
    far.run().remove()
    lone = far.made(NEW[0].name)
    assert far.sync() == 6
    assert far.platform.richmenus.has_image(lone)
    assert is_whole(far)


def test_an_alias_that_leads_nowhere_is_led_to_the_menu(far: FarSide) -> None:
    far.sync()
    menus = far.platform.richmenus
    menus.delete(menus.alias(FIND)["richMenuId"])
    far.sync()
    assert is_whole(far)


def test_menus_and_aliases_of_others_stay(far: FarSide) -> None:
    summer = far.made("夏のキャンペーン", NEW[0].picture)
    assert far.door.set_default(summer).state == "accepted"
    assert far.door.create_alias("summer", summer).state == "accepted"
    far.sync()
    assert "ほかで作られたメニュー 1件には触りません" in far.said[0]
    assert any("「夏のキャンペーン」は消さずに残します" in line for line in far.said)
    assert far.sees(HANA) == NEW[0].name
    far.run().remove()
    assert far.names() == ["夏のキャンペーン"]
    assert far.led() == {"summer": "夏のキャンペーン"}


def test_an_old_menu_that_somebody_elses_alias_leads_to_is_spared(far: FarSide) -> None:
    far.sync(older())
    menus = far.platform.richmenus
    assert far.door.create_alias("summer", menus.alias(EVENTS)["richMenuId"]).state == "accepted"
    far.sync()
    assert far.led() == {**LED, "summer": older()[1].name}
    assert far.sync() == 0


def test_another_layout_takes_the_place_of_the_first(far: FarSide) -> None:
    far.sync()
    far.sync(wanted(COMPACT))
    assert far.names() == sorted(one.name for one in wanted(COMPACT))
    assert far.platform.richmenus.of_user(HANA)["size"] == {"width": 2500, "height": 843}


def test_a_dry_run_tells_and_changes_nothing(far: FarSide) -> None:
    assert far.sync(dry_run=True) == 7
    assert "まだ何も変えていません" in far.said[0]
    assert len(far.said) == 8
    assert far.names() == []
    far.sync()
    assert far.sync(dry_run=True) == 0
    assert "変えるところはありません" in far.said[0]


def test_removing_takes_everything_of_ours_and_says_when_there_is_nothing(far: FarSide) -> None:
    far.sync()
    assert far.run().remove() == 5
    assert (far.names(), far.led(), far.sees(HANA)) == ([], {}, None)
    assert far.run().remove() == 0
    assert far.said[0].startswith("この窓口のリッチメニューはありません")


@pytest.mark.parametrize("at", range(1, 3 + 5 + 1))
def test_a_removal_cut_anywhere_is_ended_by_the_next(far: FarSide, at: int) -> None:
    far.sync()
    far.cut.asked.clear()
    far.cut.at, far.cut.way = at, "lost"
    with pytest.raises(Problem):
        far.run().remove()
    far.run().remove()
    assert (far.names(), far.led(), far.platform.richmenus.default()) == ([], {}, None)


LIMIT = {"message": "The API rate limit has been exceeded. Try again later."}


def test_a_rate_limit_is_waited_for(far: FarSide) -> None:
    far.cut.answers = [(429, LIMIT, {"retry-after": "7"}), (429, LIMIT, {})]
    far.sync()
    assert far.pauses == [7, 4]
    assert far.said[0].startswith("LINE の回数の制限のため、7秒待ちます")
    assert is_whole(far)


@pytest.mark.parametrize(
    ("answers", "when"),
    [
        ([(429, LIMIT, {"retry-after": "1800"})], "30分ほど待ってから"),
        ([(429, LIMIT, {})] * 9, "1時間ほど待ってから"),
    ],
)
def test_a_long_rate_limit_is_told(
    far: FarSide, answers: list[tuple[int, dict[str, str], dict[str, str]]], when: str
) -> None:
    far.cut.answers = answers
    with pytest.raises(Problem) as stopped:
        far.sync()
    assert when in stopped.value.sentences[2]
    assert sum(far.pauses) <= 60


def test_lines_own_limit_ends_a_run_that_the_next_one_finishes(far: FarSide) -> None:
    far.platform.rates.set("POST /v2/bot/richmenu", 1, 3600)
    with pytest.raises(Problem, match="「イベント」のメニューを作る"):
        far.sync()
    assert far.pauses == [2, 4, 8, 16]
    far.platform.rates.reset()
    assert far.sync() == 5
    assert is_whole(far)


@pytest.mark.parametrize(
    ("status", "said"), [(401, "LINE_CHANNEL_ACCESS_TOKEN"), (403, "権限"), (400, "くり返しても直りません")]
)
def test_a_refusal_says_what_to_do(far: FarSide, status: int, said: str) -> None:
    far.cut.answers = [(status, {"message": "No"}, {})]
    with pytest.raises(Problem) as stopped:
        far.sync()
    happened, kept, todo = stopped.value.sentences
    assert f"{status} No" in happened
    assert "これまでのメニューがそのまま使えます" in kept
    assert said in todo


def test_nobody_there(far: FarSide) -> None:
    line = Line("token", "http://127.0.0.1:9", "http://127.0.0.1:9", timeout=(1, 1))
    with pytest.raises(Problem, match="止まりました"):
        RichMenuSync(LineMenus(line), far.said.append).sync(NEW)
    complaints: list[str] = []
    begin(line, complaints.append).join(10)
    assert "もう一度" in complaints[0]
    line.close()


def test_in_the_background_only_failures_are_told(far: FarSide) -> None:
    complaints: list[str] = []
    begin(far.line, complaints.append).join(10)
    assert is_whole(far)
    assert complaints == []


def test_the_list_tells_ours_from_others(far: FarSide) -> None:
    assert describe(far.run().known()) == ["この窓口のメニュー", "  なし"]
    far.made("夏のキャンペーン")
    far.sync()
    lone = far.made(older()[0].name)
    lines = "\n".join(describe(far.run().known()))
    ours, others = lines.split("ほかで作られたメニュー（触りません）")
    assert "画像あり・タブ madoguchi-find・最初に出る" in ours
    assert "画像あり・タブ madoguchi-events" in ours
    assert f"{lone}（画像なし）" in ours
    assert "夏のキャンペーン" in others
