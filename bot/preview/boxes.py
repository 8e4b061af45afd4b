"""Boxes of Flex, and which component is drawn by what."""

from typing import Any

from markupsafe import Markup

from bot.preview.actions import area, cover, label_of
from bot.preview.canvas import DEEPEST, Canvas
from bot.preview.components import filler, flex_button, icon, image, separator, video
from bot.preview.lettering import text
from bot.preview.place import Parent, place
from bot.preview.tags import join, listed, mapped, tag, words
from bot.preview.values import BORDER_PX, SPACE_PX, colour, css, gradient, length, style

LAYOUTS = ("horizontal", "vertical", "baseline")
JUSTIFY = ("flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly")
ITEMS = ("flex-start", "center", "flex-end")
PADDINGS = {"paddingAll": "padding", "paddingTop": "padding_top", "paddingBottom": "padding_bottom"} | {
    "paddingStart": "padding_inline_start",
    "paddingEnd": "padding_inline_end",
}


def component(part: Any, parent: Parent, canvas: Canvas, depth: int = 0, *, first: bool = True) -> Markup:
    """Any component in its place; nothing for what Flex does not know, and where the canvas is full."""
    part = mapped(part)
    if not canvas.takes(depth):
        return Markup("")
    placed = place(part, parent, first=first)
    match part.get("type"):
        case "box":
            return box(part, canvas, depth, placed)
        case "text":
            return text(part, parent, placed)
        case "button":
            return flex_button(part, parent, placed)
        case "image":
            return image(part, placed, canvas)
        case "icon":
            return icon(part, placed, canvas)
        case "separator":
            return separator(part, placed, parent)
        case "filler":
            return filler(placed)
        case "video":
            return tag("div", video(part, canvas), style=style(placed))
    return Markup("")


def box(part: dict[str, Any], canvas: Canvas, depth: int, placed: list[str], look: str = "") -> Markup:
    """A box with all it holds."""
    layout = part["layout"] if part.get("layout") in LAYOUTS else "vertical"
    stretches = part.get("alignItems") not in ITEMS
    inside = Parent(layout, length(part.get("spacing"), SPACE_PX, percent=False), stretches)
    contents = listed(part.get("contents"))
    inner = join([component(one, inside, canvas, depth + 1, first=n == 0) for n, one in enumerate(contents)])
    look = f"fx-box {layout}{look}"
    declared = [*placed, *_size(part), *_dress(part), *_arrangement(part)]
    return pressable_box(part.get("action"), contents, inner, look, declared)


def pressable_box(action: Any, contents: list[Any], inner: Markup, look: str, declared: list[str]) -> Markup:
    """The box itself is pressed, or a layer over it where parts of it can be pressed on their own."""
    if not isinstance(action, dict):
        return tag("div", inner, class_=look, style=style(declared))
    if not pressable_inside(contents):
        return area(action, inner, f"{look} fx-tap", css=declared)
    name = label_of(action) or first_words(contents)
    return tag("div", inner + cover(action, name), class_=f"{look} fx-covered", style=style(declared))


def pressable_inside(contents: list[Any], depth: int = 0) -> bool:
    """Whether one of the components, or one inside them, has an action of its own."""
    return depth <= DEEPEST and any(
        isinstance(part, dict)
        and (isinstance(part.get("action"), dict) or pressable_inside(listed(part.get("contents")), depth + 1))
        for part in contents
    )


def first_words(contents: list[Any], depth: int = 0) -> str:
    """The first words that stand in the components, to name what has no label."""
    for part in contents if depth <= DEEPEST else ():
        part = mapped(part)
        if found := words(part.get("text"), 80) or first_words(listed(part.get("contents")), depth + 1):
            return found
    return ""


def _size(part: dict[str, Any]) -> list[str]:
    found = {"width": "width", "maxWidth": "max_width", "height": "height", "maxHeight": "max_height"}
    return css(**{name: length(part.get(key)) for key, name in found.items()})


def _dress(part: dict[str, Any]) -> list[str]:
    border = length(part.get("borderWidth"), BORDER_PX, percent=False, most=100)
    return css(
        background_color=colour(part.get("backgroundColor")),
        background_image=gradient(part.get("background")),
        border_width=border,
        border_color=colour(part.get("borderColor")) if border else None,
        border_radius=length(part.get("cornerRadius"), SPACE_PX, percent=False),
    )


def _arrangement(part: dict[str, Any]) -> list[str]:
    justify, items = part.get("justifyContent"), part.get("alignItems")
    return css(
        **{name: length(part.get(key), SPACE_PX, most=500) for key, name in PADDINGS.items()},
        justify_content=justify if justify in JUSTIFY else None,
        align_items=items if items in ITEMS else None,
    )
