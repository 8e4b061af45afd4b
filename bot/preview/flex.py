"""Flex containers: bubbles of LINE's seven widths with their blocks, and carousels of them."""

from typing import Any

from markupsafe import Markup

from bot.preview.actions import cover, label_of
from bot.preview.addresses import picture_source
from bot.preview.boxes import box, component, first_words
from bot.preview.canvas import Canvas
from bot.preview.components import video
from bot.preview.place import Parent
from bot.preview.tags import join, listed, mapped, tag, words
from bot.preview.values import colour, css, style

# LINE's widths in pixels.
WIDTH_PX = {"nano": 120, "micro": 160, "deca": 220, "hecto": 241, "kilo": 260, "mega": 300, "giga": 500}
BLOCKS = ("header", "hero", "body", "footer")
MOST_BUBBLES = 12


def flex(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A Flex message; its altText is its name for those who do not see it."""
    contents = mapped(message.get("contents"))
    name = words(message.get("altText"), 1500) or "カード"
    if contents.get("type") != "carousel":
        return tag("div", bubble(contents, canvas), class_="flex", role="group", aria_label=name)
    bubbles = listed(contents.get("contents"), MOST_BUBBLES)
    cards = [bubble(mapped(one), canvas, f"{n}／{len(bubbles)}") for n, one in enumerate(bubbles, 1)]
    return carousel(cards, name)


def carousel(cards: list[Markup], name: str) -> Markup:
    """Cards side by side; focusable, so that the keyboard can scroll them."""
    return tag("div", join(cards), class_="carousel", role="group", aria_label=name, tabindex="0")


def bubble(contents: dict[str, Any], canvas: Canvas, name: str | None = None) -> Markup:
    """One bubble; `name` tells it from the others of a carousel."""
    size = contents["size"] if contents.get("size") in tuple(WIDTH_PX) else "mega"
    shown = [block for block in BLOCKS if isinstance(contents.get(block), dict)]
    styles = mapped(contents.get("styles"))
    inner = join([_block(contents, block, mapped(styles.get(block)), n == 0, canvas) for n, block in enumerate(shown)])
    look = f"fx-bubble {size}" + ("" if "body" in shown else " no-body") + (" has-footer" if "footer" in shown else "")
    if isinstance(contents.get("action"), dict):
        inner += cover(contents["action"], label_of(contents["action"]) or first_words([contents[b] for b in shown]))
        look += " fx-covered"
    turned = "rtl" if contents.get("direction") == "rtl" else "ltr"
    width = css(width=f"{WIDTH_PX[size]}px")
    return tag("div", inner, class_=look, style=style(width), dir=turned, role=name and "group", aria_label=name)


def _block(contents: dict[str, Any], block: str, styles: dict[str, Any], first: bool, canvas: Canvas) -> Markup:
    part = contents[block]
    inner = _hero(part, canvas) if block == "hero" else _box(part, canvas)
    line = tag("div", class_="fx-line", style=style(css(background_color=colour(styles.get("separatorColor")))))
    ground = css(background_color=colour(styles.get("backgroundColor")))
    return (line if styles.get("separator") is True and not first else Markup("")) + tag(
        "div", inner, class_=f"fx-{block}", style=style(ground)
    )


def _box(part: dict[str, Any], canvas: Canvas) -> Markup:
    return box(part, canvas, 0, []) if part.get("type") == "box" and canvas.takes(0) else Markup("")


def _hero(part: dict[str, Any], canvas: Canvas) -> Markup:
    if part.get("type") == "video" and not picture_source(part.get("previewUrl")):
        # What LINE shows where it cannot show the film.
        part = mapped(part.get("altContent")) or part
    if part.get("type") == "video":
        return video(part, canvas)
    return _box(part, canvas) if part.get("type") == "box" else component(part, Parent("vertical"), canvas)
