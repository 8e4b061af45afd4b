"""The rich menu as LINE wants it: sizes, areas, texts, contrast; and the committed pictures are what would be drawn."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bot.errors import Problem
from bot.line import check_menu
from bot.richmenu import draw as drawing
from bot.richmenu import fonts
from bot.richmenu.canvas import SIZES, Canvas
from bot.richmenu.colours import LETTERS, contrast
from bot.richmenu.icons import ICONS
from bot.richmenu.layouts import FULL, LAYOUTS, Box, Layout
from bot.richmenu.menus import CHAT_BAR, TABS, Entry, Tab, areas, file_name, is_ours, picture, wanted

EACH = pytest.mark.parametrize(
    ("tab", "layout"),
    [(tab, layout) for layout in LAYOUTS.values() for tab in TABS],
    ids=lambda one: one.key if isinstance(one, Tab) else one.name,
)


@pytest.fixture
def japanese_font() -> None:
    try:
        fonts.font("Bold", 20)
    except Problem as problem:
        pytest.skip(problem.sentences[0])


@EACH
def test_a_picture_is_what_line_takes(tab: Tab, layout: Layout) -> None:
    png = picture(tab, layout)
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (layout.width, layout.height))
    assert len(png) <= 1_000_000
    assert 800 <= layout.width <= 2500
    assert layout.height >= 250
    assert layout.width / layout.height >= 1.45


@EACH
def test_a_menu_keeps_lines_limits(tab: Tab, layout: Layout) -> None:
    (menu,) = [one.menu for one in wanted(layout) if one.alias == tab.alias]
    check_menu(menu)
    assert menu["size"] == {"width": layout.width, "height": layout.height}
    assert len(CHAT_BAR) <= 14
    assert len(menu["name"]) <= 300
    assert len(menu["areas"]) <= 20
    assert re.fullmatch(r"[a-z0-9_-]{1,32}", tab.alias)
    for area in menu["areas"]:
        assert len(area["action"]["label"]) <= 20


@EACH
def test_the_areas_cover_the_picture_without_overlap_save_for_the_open_tab(tab: Tab, layout: Layout) -> None:
    covered = Image.new("L", (layout.width, layout.height))
    total = 0
    for area in areas(tab, layout):
        box = Box(**area["bounds"])
        covered.paste(255, (box.x, box.y, box.right, box.bottom))
        total += box.width * box.height
    inside = covered.histogram()[255]
    opened = layout.tab(TABS.index(tab), len(TABS))
    assert inside == total
    assert layout.width * layout.height - inside == opened.width * opened.height
    assert covered.crop((opened.x, opened.y, opened.right, opened.bottom)).getbbox() is None


@EACH
def test_each_area_has_its_card_on_the_picture(tab: Tab, layout: Layout) -> None:
    image = Image.open(io.BytesIO(picture(tab, layout))).convert("RGB")
    for number in range(len(tab.entries)):
        box = layout.cell(number)
        letters = image.crop((box.x, box.y, box.right, box.bottom)).convert("L").point(lambda value: 255 * (value < 90))
        left, top, right, bottom = letters.getbbox() or (0, 0, 0, 0)
        assert bottom - top >= 100
        assert 0 < left < right < box.width
        assert 0 < top < bottom < box.height


def test_the_entries_send_what_the_desk_understands() -> None:
    assert [[entry.text for entry in tab.entries] for tab in TABS] == [
        ["制度をさがす", "使えるか調べる", "締切・受付", "シゴト・ツクル・カレッジ", "職員に聞く", "私のデータ"],
        ["これからのイベント", "ガレージ", "ゼミ", "アカデミー", "お知らせの設定", "職員に聞く"],
    ]
    for entry in (entry for tab in TABS for entry in tab.entries):
        assert "".join(entry.parts).replace("・", "") == entry.text.replace("・", "")
        assert entry.icon in ICONS


def test_tabs_lead_to_each_other_by_alias() -> None:
    switches = [area["action"] for tab in TABS for area in areas(tab, FULL) if area["action"]["type"] != "message"]
    assert [(one["type"], one["richMenuAliasId"], one["data"]) for one in switches] == [
        ("richmenuswitch", "madoguchi-events", "a=tab&to=events"),
        ("richmenuswitch", "madoguchi-find", "a=tab&to=find"),
    ]


def test_the_name_changes_with_the_content_and_is_known_again() -> None:
    names = [one.name for layout in LAYOUTS.values() for one in wanted(layout)]
    assert len(set(names)) == 4
    assert names == [one.name for layout in LAYOUTS.values() for one in wanted(layout)]
    assert all(map(is_ours, names))
    assert not any(map(is_ours, ("madoguchi", "夏のキャンペーン", "madoguchi/full/find/xyz", f"{names[0]}-copy")))


def test_letters_are_large_and_stand_out() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert [pair for pair in LETTERS if contrast(*pair) < 7] == []
    assert min(min(sizes.tab, sizes.title, sizes.double) for sizes in SIZES.values()) >= 100


@EACH
@pytest.mark.usefixtures("japanese_font")
def test_the_committed_picture_is_what_would_be_drawn_now(tab: Tab, layout: Layout) -> None:
    drawn = drawing.draw(tab, layout)
    committed = Image.open(io.BytesIO(picture(tab, layout))).convert("RGB")
    assert drawn.size == committed.size
    # Palette and font version may move a shade; a moved word would not pass.
    apart = ImageChops.difference(drawn, committed).convert("L").point(lambda value: 255 * (value > 48))
    assert apart.histogram()[255] < 0.002 * layout.width * layout.height


@pytest.mark.usefixtures("japanese_font")
def test_drawing_writes_the_four_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawing.main(tmp_path / "images")
    written = sorted(path.name for path in (tmp_path / "images").iterdir())
    assert written == sorted(file_name(tab, layout) for tab in TABS for layout in LAYOUTS.values())
    assert capsys.readouterr().out.count("kB") == 4


@pytest.mark.usefixtures("japanese_font")
def test_words_that_do_not_fit_are_named() -> None:
    with pytest.raises(Problem, match="とても長い"):
        Canvas(FULL).entry(FULL.cell(0), 0, Entry("x", "check", ("とても長いとても長いとても長い", "題名")))


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.font.cache_clear()
    fonts._face.cache_clear()
    monkeypatch.setattr(fonts, "FOLDERS", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Problem, match="fonts-noto-cjk"):
        fonts.font("Bold", 33)
