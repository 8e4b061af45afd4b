"""Template messages: buttons, confirm, carousel and image carousel."""

from typing import Any

from markupsafe import Markup

from bot.preview.actions import area, button, label_of
from bot.preview.canvas import Canvas
from bot.preview.flex import carousel
from bot.preview.pictures import picture
from bot.preview.tags import join, listed, mapped, tag, words
from bot.preview.values import colour, css

MOST_COLUMNS = 10
MOST_ACTIONS = 4
RATIOS = {"rectangle": "1.51 / 1", "square": "1 / 1"}


def template(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A template message; its altText is its name."""
    form = mapped(message.get("template"))
    name = words(message.get("altText"), 1500) or "テンプレート"
    columns = [mapped(one) for one in listed(form.get("columns"), MOST_COLUMNS)]
    match form.get("type"):
        case "carousel":
            return carousel(
                [_card({**form, **column}, canvas, f"{n}／{len(columns)}") for n, column in enumerate(columns, 1)], name
            )
        case "image_carousel":
            return carousel([_picture(column, canvas) for column in columns], name)
        case "confirm":
            return _card(form, canvas, name, "confirm")
    return _card(form, canvas, name)


def _card(form: dict[str, Any], canvas: Canvas, name: str, look: str = "") -> Markup:
    pieces = [_thumbnail(form, canvas)] if form.get("thumbnailImageUrl") is not None and not look else []
    if (title := words(form.get("title"), 400)) and not look:
        pieces.append(tag("b", title, class_="tpl-title"))
    pieces.append(tag("span", words(form.get("text"), 2000), class_="tpl-text"))
    upper, given = join(pieces), form.get("defaultAction")
    tapped = isinstance(given, dict) and not look
    top = area(given, upper, "tpl-top fx-tap") if tapped else tag("div", upper, class_="tpl-top")
    actions = [button(one, "tpl-button") for one in listed(form.get("actions"), 2 if look else MOST_ACTIONS)]
    below = tag("div", join(actions), class_="tpl-actions") if actions else ""
    return tag("div", top + below, class_=f"tpl {look}".strip(), role="group", aria_label=name)


def _thumbnail(form: dict[str, Any], canvas: Canvas) -> Markup:
    mode = "fit" if form.get("imageSize") == "contain" else "cover"
    shape = RATIOS.get(words(form.get("imageAspectRatio")), RATIOS["rectangle"])
    drawing = css(aspect_ratio=shape, background_color=colour(form.get("imageBackgroundColor")))
    return picture(form.get("thumbnailImageUrl"), canvas, f"tpl-picture {mode}", css=drawing)


def _picture(column: dict[str, Any], canvas: Canvas) -> Markup:
    action = mapped(column.get("action"))
    seen = picture(
        column.get("imageUrl"), canvas, "cover", alt=label_of(action) or "画像", css=css(aspect_ratio="1 / 1")
    )
    label = tag("span", label_of(action), class_="tpl-label", aria_hidden="true") if label_of(action) else ""
    return button(action, "tpl-image fx-tap", seen + label)
