"""The components of Flex that hold no others: button, image, icon, video, separator, filler."""

from typing import Any

from markupsafe import Markup

from bot.preview.actions import button, label_of
from bot.preview.addresses import followable, link, picture_source
from bot.preview.canvas import Canvas
from bot.preview.lettering import GRAVITY, fitting
from bot.preview.pictures import picture
from bot.preview.place import Parent, flex_of
from bot.preview.tags import mapped, tag
from bot.preview.values import IMAGE_PX, colour, css, length, letters, ratio, style

STYLES = ("link", "primary", "secondary")


def flex_button(part: dict[str, Any], parent: Parent, placed: list[str]) -> Markup:
    """A button with the label of its action, cut where it is too long, as LINE does."""
    kind = part.get("style") if part.get("style") in STYLES else "link"
    look = f"fx-button {kind}" + (" sm" if part.get("height") == "sm" else "")
    given, label = colour(part.get("color")), label_of(part.get("action"))
    size = letters("md", scaling=part.get("scaling") is True)
    roomy = parent.stretches if parent.vertical else flex_of(part, parent) > 0
    shrinks = part.get("adjustMode") == "shrink-to-fit" and roomy and size is not None
    size = fitting(label, size) if shrinks and size else size
    inner = tag("span", label, class_="fx-label", style=style(css(font_size=size)))
    colours = css(color=given) if kind == "link" else css(background_color=given)
    pressed = button(part.get("action"), look + (" shrinks" if shrinks else ""), inner, css=colours)
    return tag("div", pressed, class_=f"fx-hold{_gravity(part)}", style=style(placed))


def image(part: dict[str, Any], placed: list[str], canvas: Canvas) -> Markup:
    """An image in its drawing area: as wide as `size`, as high as `aspectRatio` makes it."""
    size = part.get("size")
    width = "100%" if size == "full" else length(size, IMAGE_PX) or f"{IMAGE_PX['md']}px"
    wide, high = ratio(part.get("aspectRatio"))
    mode = "cover" if part.get("aspectMode") == "cover" else "fit"
    drawing = css(
        width=width, aspect_ratio=f"{wide:g} / {high:g}", background_color=colour(part.get("backgroundColor"))
    )
    align = part.get("align") if part.get("align") in ("start", "end") else "center"
    action = part.get("action")
    if isinstance(action, dict):
        name = label_of(action) or "画像"
        inner = picture(part.get("url"), canvas, mode, alt=name, css=css(width="100%", height="100%"))
        inner = button(action, "fx-tap fx-drawing", inner, css=drawing)
    else:
        inner = picture(part.get("url"), canvas, f"fx-drawing {mode}", css=drawing)
    return tag("div", inner, class_=f"fx-image align-{align}{_gravity(part)}", style=style(placed))


def icon(part: dict[str, Any], placed: list[str], canvas: Canvas) -> Markup:
    """A small picture on the line of the words beside it."""
    size = letters(part.get("size"), scaling=part.get("scaling") is True)
    wide, high = ratio(part.get("aspectRatio"))
    drawing = css(width=size, aspect_ratio=f"{wide:g} / {high:g}")
    return picture(part.get("url"), canvas, "fx-icon fit", alt="アイコン", css=[*placed, *drawing])


def video(part: dict[str, Any], canvas: Canvas) -> Markup:
    """The preview picture with a mark to play; the film opens in a page of its own."""
    wide, high = ratio(part.get("aspectRatio"))
    inner = picture(part.get("previewUrl"), canvas, "cover", alt="動画", css=css(width="100%", height="100%"))
    drawing = css(aspect_ratio=f"{wide:g} / {high:g}")
    film, mark = followable(part.get("url")), tag("span", class_="play", aria_hidden="true")
    if film and picture_source(film):
        seen = link(film, inner + mark, class_="fx-video", style=style(drawing))
    else:
        seen = tag("div", inner + mark, class_="fx-video", style=style(drawing))
    action = mapped(part.get("action"))
    return seen + (button(action, "fx-after") if label_of(action) else "")


def separator(part: dict[str, Any], placed: list[str], parent: Parent) -> Markup:
    """A line across the direction of the box."""
    look = "fx-separator " + ("across" if parent.vertical else "upright")
    return tag("div", class_=look, style=style([*placed, *css(background_color=colour(part.get("color")))]))


def filler(placed: list[str]) -> Markup:
    """Empty room."""
    return tag("div", class_="fx-filler", style=style(placed))


def _gravity(part: dict[str, Any]) -> str:
    return f" gravity-{part['gravity']}" if part.get("gravity") in GRAVITY else ""
