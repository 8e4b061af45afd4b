"""Flex as HTML: widths, shares, spaces, letters, boxes that can be pressed."""

from typing import Any

import pytest

from bot.preview import message_html
from bot.preview.flex import WIDTH_PX
from tests.preview.strict_html import complaints, said

Json = dict[str, Any]


def drawn(*contents: Json, layout: str = "vertical", **more: Any) -> str:
    body = {"type": "box", "layout": layout, "contents": list(contents), **more}
    return bubble(body=body)


def bubble(**more: Any) -> str:
    html = str(message_html({"type": "flex", "altText": "知らせ", "contents": {"type": "bubble", **more}}))
    assert complaints(html) == []
    return html


@pytest.mark.parametrize(("size", "px"), WIDTH_PX.items())
def test_bubbles_are_as_wide_as_lines(size: str, px: int) -> None:
    assert f'class="fx-bubble {size} no-body" style="width:{px}px" dir="ltr"' in bubble(size=size)


def test_a_bubble_is_named_by_its_alt_text_and_may_run_from_right_to_left() -> None:
    html = bubble(direction="rtl", size="huge")
    assert 'role="group" aria-label="知らせ"' in html
    assert 'mega no-body" style="width:300px" dir="rtl"' in html


def test_blocks_stand_in_their_order_with_grounds_and_lines() -> None:
    box = {"type": "box", "layout": "vertical", "contents": []}
    styles = {
        "header": {"separator": True},
        "footer": {"separator": True, "separatorColor": "#112233", "backgroundColor": "#abcdef80"},
    }
    html = bubble(footer=box, body=box, header=box, hero={"type": "image", "url": "x"}, styles=styles)
    order = [html.index(f'"fx-{name}"') for name in ("header", "hero", "body", "footer")]
    assert order == sorted(order)
    # LINE draws no line above the first block.
    assert html.count("fx-line") == 1
    assert 'style="background-color:#112233"' in html
    assert 'class="fx-footer" style="background-color:#abcdef80"' in html


@pytest.mark.parametrize(
    ("layout", "given", "css"),
    [
        ("horizontal", {}, "flex:1 0 0px"),
        ("horizontal", {"flex": 0}, "flex:0 0 auto"),
        ("horizontal", {"flex": 3}, "flex:3 0 0px"),
        ("vertical", {}, "flex:0 0 auto"),
        ("vertical", {"flex": 2}, "flex:2 0 auto"),
        ("baseline", {}, "flex:1 0 0px"),
        ("horizontal", {"flex": True}, "flex:1 0 0px"),
        ("horizontal", {"flex": -1}, "flex:1 0 0px"),
        ("horizontal", {"flex": 10**400}, "flex:1 0 0px"),
        ("horizontal", {"position": "absolute", "flex": 3}, "position:absolute"),
    ],
)
def test_shares_of_the_room(layout: str, given: Json, css: str) -> None:
    assert f'class="fx-text" style="{css}"' in drawn({"type": "text", "text": "あ", **given}, layout=layout)


def test_a_box_with_a_width_takes_no_share() -> None:
    box = {"type": "box", "layout": "vertical", "width": "80px", "flex": 5, "contents": []}
    assert "flex:0 0 auto;width:80px" in drawn(box, layout="horizontal")


def test_spacing_stands_between_and_an_own_margin_wins() -> None:
    def part(text: str, **more: str) -> Json:
        return {"type": "text", "text": text, **more}

    html = drawn(part("一"), part("二"), part("三", margin="xxl"), part("四", margin="none"), spacing="md")
    styles = [piece.split('"')[0] for piece in html.split('class="fx-text" style="')[1:]]
    assert styles == [
        "flex:0 0 auto",
        "margin-top:8px;flex:0 0 auto",
        "margin-top:20px;flex:0 0 auto",
        "margin-top:0px;flex:0 0 auto",
    ]
    row = drawn(part("一"), {"type": "filler"}, part("二"), layout="horizontal", spacing="3px")
    assert 'class="fx-filler" style="flex:1 0 0px"' in row
    assert row.count("margin-inline-start:3px") == 1


def test_dress_of_boxes() -> None:
    html = drawn(
        paddingAll="xl",
        paddingStart="40px",
        borderWidth="semi-bold",
        borderColor="#010203",
        cornerRadius="lg",
        backgroundColor="#ffffff",
        justifyContent="space-evenly",
        alignItems="flex-end",
        maxHeight="50%",
    )
    for css in (
        "padding:16px;padding-inline-start:40px",
        "border-width:3px;border-color:#010203;border-radius:12px",
        "justify-content:space-evenly;align-items:flex-end",
        "max-height:50%",
    ):
        assert css in html
    assert "border-color" not in drawn(borderColor="#010203")


def test_gradients_are_checked() -> None:
    given = {"type": "linearGradient", "angle": "23.5deg", "startColor": "#000000", "endColor": "#ffffff80"}
    assert "linear-gradient(23.5deg, #000000, #ffffff80)" in drawn(background=given)
    three = {**given, "centerColor": "#112233", "centerPosition": "10%"}
    assert "linear-gradient(23.5deg, #000000, #112233 10%, #ffffff80)" in drawn(background=three)
    for wrong in ({"angle": "360deg"}, {"angle": "1turn"}, {"startColor": "red"}, {"endColor": None}, {"type": "url"}):
        assert "gradient" not in drawn(background={**given, **wrong})


def test_offsets_shift_or_place() -> None:
    box = {"type": "box", "layout": "vertical", "contents": [], "offsetTop": "10px", "offsetStart": "md"}
    assert "position:relative;top:10px;inset-inline-start:8px" in drawn(box)
    assert "position:absolute;top:-10px;inset-inline-end:50%" in drawn(
        {**box, "position": "absolute", "offsetTop": "-10px", "offsetStart": None, "offsetEnd": "50%"}
    )


def test_letters() -> None:
    html = drawn(
        {
            "type": "text",
            "text": "あ<",
            "size": "xl",
            "weight": "bold",
            "style": "italic",
            "decoration": "underline",
            "color": "#aabbcc",
            "align": "end",
            "gravity": "bottom",
            "wrap": True,
            "maxLines": 2,
            "lineSpacing": "6px",
            "scaling": True,
        }
    )
    assert 'class="fx-text wrap gravity-bottom clamp"' in html
    assert "font-size:calc(22px * var(--letters, 1));text-align:end;color:#aabbcc;font-weight:700" in html
    assert "font-style:italic;text-decoration:underline;line-height:calc(1.4em + 6px)" in html
    assert "-webkit-line-clamp:2" in html
    assert "あ&lt;" in html


def test_lines_are_counted_and_spaced_only_where_they_wrap() -> None:
    html = drawn({"type": "text", "text": "あ", "maxLines": 2, "lineSpacing": "6px"})
    assert "clamp" not in html
    assert "line-height" not in html


def test_spans_win_over_the_text() -> None:
    spans = [{"type": "span", "text": "一", "size": "sm"}, {"type": "span", "text": "二", "weight": "bold"}]
    html = drawn({"type": "text", "text": "見えない", "contents": spans})
    assert said(html) == "一二"
    assert '<span style="font-size:14px">一</span><span style="font-weight:700">二</span>' in html


def test_letters_shrink_where_the_room_does_not_depend_on_them() -> None:
    part = {"type": "text", "text": "六文字の見出", "adjustMode": "shrink-to-fit"}
    assert "font-size:min(16px, 16.67cqi)" in drawn(part)
    assert "min(" not in drawn({**part, "flex": 0}, layout="horizontal")
    assert "min(" not in drawn(part, alignItems="center")
    assert "min(" not in drawn({**part, "wrap": True})


def test_buttons() -> None:
    action = {"type": "postback", "label": "押す", "data": "d"}
    html = drawn({"type": "button", "action": action, "style": "primary", "height": "sm", "color": "#112233"})
    assert '<button class="fx-button primary sm act" type="button" style="background-color:#112233"' in html
    assert 'data-type="postback" data-data="d" data-label="押す"' in html
    assert 'style="color:#112233"' in drawn({"type": "button", "action": action, "color": "#112233"})


def test_images_have_a_drawing_area() -> None:
    image = {"type": "image", "url": "https://x.example/a.png", "aspectRatio": "20:13", "size": "lg"}
    assert 'style="width:120px;aspect-ratio:20 / 13"' in drawn(image)
    assert "width:100%;aspect-ratio:1 / 1" in drawn({**image, "size": "full", "aspectRatio": "1:3.1"})
    assert "width:50%" in drawn({**image, "size": "50%"})
    pressed = drawn({**image, "action": {"type": "message", "label": "大きく", "text": "x"}})
    assert '<button class="fx-tap fx-drawing act"' in pressed
    assert 'aria-label="大きく（https://x.example/a.png）"' in pressed


def test_a_box_is_pressed_as_a_whole_or_around_what_is_pressed_inside() -> None:
    action = {"type": "message", "label": "外", "text": "外"}
    inner = {"type": "button", "action": {"type": "message", "label": "中", "text": "中"}}
    plain = {"type": "box", "layout": "vertical", "action": action, "contents": [{"type": "text", "text": "字"}]}
    assert '<div class="fx-box vertical fx-tap act" role="button" tabindex="0"' in drawn(plain)
    both = drawn({**plain, "contents": [{"type": "text", "text": "字"}, inner]})
    assert '<button class="fx-cover act" type="button" aria-label="外" data-type="message"' in both
    assert 'role="button"' not in both
    nameless = {**plain, "action": {"type": "message", "text": "外"}}
    unnamed = drawn({**nameless, "contents": [{"type": "text", "text": "字"}, inner]})
    assert 'class="fx-cover act" type="button" aria-label="字"' in unnamed


def test_a_bubble_can_be_pressed() -> None:
    html = bubble(action={"type": "uri", "label": "開く", "uri": "https://x.example/"})
    assert '<a class="fx-cover" aria-label="開く" href="https://x.example/"' in html


def test_carousels_number_their_bubbles_and_stop_at_twelve() -> None:
    contents = {"type": "carousel", "contents": [{"type": "bubble"}] * 20}
    html = str(message_html({"type": "flex", "altText": "一覧", "contents": contents}))
    assert html.startswith('<div class="carousel" role="group" aria-label="一覧" tabindex="0">')
    assert 'role="group" aria-label="12／12"' in html
    assert "13／" not in html


def test_a_video_shows_its_preview_and_leads_to_the_film() -> None:
    video = {"type": "video", "url": "https://x.example/v.mp4", "previewUrl": "https://x.example/p.jpg"}
    html = bubble(hero={**video, "action": {"type": "uri", "label": "読む", "uri": "https://x.example/"}})
    assert '<a class="fx-video" style="aspect-ratio:1 / 1" href="https://x.example/v.mp4"' in html
    assert "読む" in said(html)
    alternative = {"type": "image", "url": "https://x.example/alt.jpg", "size": "full"}
    assert "alt.jpg" in bubble(hero={**video, "previewUrl": "javascript:x", "altContent": alternative})
