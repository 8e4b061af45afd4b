"""The gallery in a real browser: widths as LINE's, nothing out of its box, nothing run, no barrier."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest

from bot.emulator import Options, create_emulator
from bot.preview.flex import WIDTH_PX
from bot.preview.samples import generic_samples
from bot.serving import Background
from bot.showcase import desk_samples

OURS = ("窓口のカード", "窓口のやりとり", "使えるか調べる", "イベント", "お知らせ")
GROUPS = (*OURS, *dict.fromkeys(sample.group for sample in generic_samples()))
PICTURES = {
    "gallery-cards": "一覧",
    "gallery-components": "見出し・写真・本文・ボタン",
    "gallery-layers": "重ねる（absolute）と色の移り変わり",
    "gallery-harmless": "危ない行き先",
}
MEASURE = """(selector) => [...document.querySelectorAll(selector)].map((one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return { left, top, width, height, text: one.textContent };
})"""
# Whatever sticks out of a room sideways, or out of a bubble at all and is not cut off there.
OUTSIDE = """() => [...document.querySelectorAll(".room")].flatMap((room) => {
  const edge = room.getBoundingClientRect();
  return [...room.querySelectorAll(".content > *")].filter((one) => {
    const own = one.getBoundingClientRect();
    return own.left < edge.left - 1 || own.right > edge.right + 1;
  }).map((one) => one.className + " " + room.closest("article").id);
})"""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of a gallery with the desk's cards and all generic samples."""
    with Background(create_emulator(Options("s", "t", "http://127.0.0.1:9/callback", samples=desk_samples))) as phone:
        yield f"{phone.url}/emulator/gallery"
        phone.app.state.platform.feed.close()


@pytest.fixture
def shown(open_page: Callable[..., Any], gallery: str) -> Callable[..., Any]:
    """A page with one group of samples, or all, in a window of a width."""

    def show(group: str = "", width: int = 1280, letters: str = "normal", **more: Any) -> Any:
        page = open_page(width, 900, **more)
        page.goto(f"{gallery}?group={quote(group)}&letters={letters}")
        return page

    return show


def sample(page: Any, title: str) -> Any:
    """The room of the sample that is called so."""
    return page.get_by_role("article", name=title, exact=True).locator(".room")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_sample_fits_its_room_and_the_window(shown: Callable[..., Any], width: int) -> None:
    page = shown(width=width)
    titles = page.locator(".sample h3").all_text_contents()
    assert titles[-len(generic_samples()) :] == [one.title for one in generic_samples()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(OUTSIDE) == []


def test_twice_the_size_still_fits(shown: Callable[..., Any]) -> None:
    # 200 % in a window of 640 pixels leaves 320 of the page's own.
    page = shown(width=320, letters="largest", device_scale_factor=2)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(OUTSIDE) == []


def test_bubbles_have_lines_widths(shown: Callable[..., Any]) -> None:
    page = shown("Flex の幅", 900)
    assert {size: page.evaluate(MEASURE, f".fx-bubble.{size}")[0]["width"] for size in WIDTH_PX} == WIDTH_PX
    narrow = shown("Flex の幅", 360)
    room, giga = (narrow.evaluate(MEASURE, one)[0]["width"] for one in (".content:has(.giga)", ".giga"))
    assert giga == room < 500


def test_shares_of_a_row_are_as_written(shown: Callable[..., Any]) -> None:
    page = shown("Flex の配置")
    rows = sample(page, "幅の分けあい（flex）").locator(".fx-body > .fx-box > .fx-box")
    widths = [
        [
            one["width"]
            for one in rows.nth(n).evaluate(
                "(row) => [...row.children].map((one) => one.getBoundingClientRect().toJSON())"
            )
        ]
        for n in range(3)
    ]
    assert widths[0] == pytest.approx([104, 156], abs=0.1)
    assert sum(widths[1]) == pytest.approx(260, abs=0.1)
    assert widths[1][0] < 100
    assert widths[2] == pytest.approx([80, 130], abs=0.1)


def test_margin_wins_over_spacing_and_paddings_are_inside(shown: Callable[..., Any]) -> None:
    boxes = sample(shown("Flex の配置"), "間隔と余白").locator(".fx-body > .fx-box > .fx-box")
    placed = boxes.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().toJSON())")
    between = [after["top"] - before["bottom"] for before, after in pairwise(placed)]
    assert between == pytest.approx([4, 20, 0], abs=0.1)
    assert placed[0]["width"] == 300 - 2 * 20
    last = boxes.nth(3)
    indent = last.evaluate(
        "(one) => one.firstElementChild.getBoundingClientRect().left - one.getBoundingClientRect().left"
    )
    assert indent == pytest.approx(40, abs=0.1)


def test_lines_wrap_are_counted_spaced_and_shrunk(shown: Callable[..., Any]) -> None:
    page = shown("Flex の部品")
    texts = sample(page, "折り返しと行数").locator(".fx-words")
    heights = texts.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    line = 16 * 1.4
    assert heights[0] == pytest.approx(line, abs=0.5)
    assert heights[1] >= 2 * line - 1
    assert heights[2] == pytest.approx(2 * line, abs=0.5)
    cut = "(one) => [one.scrollWidth > one.clientWidth, one.scrollHeight > one.clientHeight + 1]"
    assert texts.nth(0).evaluate(cut)[0]
    assert texts.nth(2).evaluate(cut)[1]
    assert texts.nth(1).evaluate(cut) == [False, False]
    shrunk = texts.nth(4)
    assert shrunk.evaluate(cut) == [False, False]
    assert float(shrunk.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")) < 22


def test_letters_follow_the_chosen_size_only_where_they_are_told_to(shown: Callable[..., Any]) -> None:
    sizes = []
    for letters in ("normal", "largest"):
        words = sample(shown("読みやすさ", letters=letters), "文字の大きさに合わせる（scaling）").locator(".fx-words")
        sizes.append(words.evaluate_all("(all) => all.map((one) => getComputedStyle(one).fontSize)"))
    assert sizes == [["16px", "16px"], ["23.2px", "16px"]]


def test_right_to_left_starts_at_the_right(shown: Callable[..., Any]) -> None:
    row = sample(shown("読みやすさ"), "右から左").locator(".fx-box.horizontal")
    first, second = row.evaluate("(row) => [...row.children].map((one) => one.getBoundingClientRect().left)")
    assert first > second


def test_cards_side_by_side_are_equally_high_and_scroll_by_keyboard(shown: Callable[..., Any]) -> None:
    page = shown("横にならぶカード", 360)
    carousel = sample(page, "三枚のカード").locator(".carousel")
    heights = carousel.evaluate("(one) => [...one.children].map((card) => card.getBoundingClientRect().height)")
    assert max(heights) == pytest.approx(min(heights), abs=0.5)
    carousel.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("(one) => one.scrollLeft > 0", arg=carousel.element_handle())


def test_a_layer_over_a_box_leaves_its_inner_button_alone(shown: Callable[..., Any]) -> None:
    room = sample(shown("Flex の配置"), "押せる箱と、その中のボタン")
    on_top = """(one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2).closest(".act").dataset.text;
    }"""
    room.scroll_into_view_if_needed()
    assert room.get_by_role("button", name="中のボタン").evaluate(on_top) == "中のボタン"
    assert room.get_by_text("こちらは箱もボタンも").evaluate(on_top) == "外の箱"
    assert room.get_by_text("この箱は全体が押せます").evaluate(on_top) == "箱"


def test_what_means_harm_does_none(shown: Callable[..., Any]) -> None:
    page = shown("安全の確認", 1000)
    page.wait_for_load_state("networkidle")
    happened: list[str] = []
    # The browser asks for the page's own icon whenever it likes, with "networkidle" long past on a busy machine.
    page.on("request", lambda request: request.url.endswith("/static/icon.svg") or happened.append(request.url))
    page.on("popup", lambda opened: happened.append(opened.url))
    refused = sample(page, "危ない行き先")
    assert refused.get_by_role("link", disabled=True).count() == 6
    for link in refused.get_by_role("link", disabled=True).all():
        link.click(force=True)
    assert happened == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.title").startswith("安全の確認")
    bubble, box = (sample(page, "枠の外へ出ようとするもの").locator(one) for one in (".fx-bubble", ".fx-box >> nth=1"))
    edge = bubble.bounding_box()
    beyond = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.closest('.fx-bubble') ?? null",
        [edge["x"] + edge["width"] + 5, edge["y"] + 70],
    )
    assert beyond is None
    assert box.count() == 1
    assert max(one["height"] for one in page.evaluate(MEASURE, ".fx-bubble")) <= 6000


def test_group_and_letters_are_chosen_by_links(shown: Callable[..., Any]) -> None:
    page = shown()
    page.get_by_role("link", name="テンプレート", exact=True).click()
    assert page.locator("section > h2").all_text_contents() == ["テンプレート"]
    page.get_by_role("link", name="特大", exact=True).click()
    assert page.locator("[aria-current]").all_text_contents() == ["テンプレート", "特大"]
    page.get_by_text("データ（JSON）").first.click()
    assert '"type": "template"' in page.locator("pre").first.inner_text()


def test_on_a_phone_the_chosen_group_stays_in_view_and_covers_none_at_rest(shown: Callable[..., Any]) -> None:
    page = shown(width=360)
    chosen, second = page.evaluate(MEASURE, ".groups a")[:2]
    assert chosen["left"] + chosen["width"] <= second["left"]
    page.locator(".groups").evaluate("row => { row.scrollLeft = 500; }")
    moved = page.evaluate(MEASURE, ".groups a")[0]
    assert moved["left"] == chosen["left"]


def test_what_is_not_there_is_not_found(open_page: Callable[..., Any], gallery: str) -> None:
    page = open_page()
    for query in ("?group=x", "?letters=huge"):
        assert page.request.get(gallery + query).status == 404


@pytest.mark.parametrize("group", GROUPS)
def test_no_barriers(shown: Callable[..., Any], serious_barriers: Callable[[Any], list[str]], group: str) -> None:
    for width, scheme in ((1280, "light"), (360, "dark")):
        assert serious_barriers(shown(group, width, color_scheme=scheme)) == []


def test_pictures_for_the_documents(shown: Callable[..., Any], keep_picture: Callable[[Any, str], None]) -> None:
    page = shown(device_scale_factor=1)
    for name, title in PICTURES.items():
        room = sample(page, title)
        assert room.count() == 1
        keep_picture(room, name)
    keep_picture(shown("Flex の部品"), "gallery")
    narrow = shown("テンプレート", 360)
    keep_picture(narrow, "gallery-narrow")
