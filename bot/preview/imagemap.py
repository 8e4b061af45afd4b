"""Imagemaps: a picture with areas to press, and a film that may play on it."""

from typing import Any

from markupsafe import Markup

from bot.preview.actions import button
from bot.preview.addresses import link, picture_source
from bot.preview.canvas import Canvas
from bot.preview.pictures import picture
from bot.preview.tags import join, listed, mapped, tag, words
from bot.preview.values import css, number, style

BASE_PX = 1040
MOST_AREAS = 50
# The largest of the five sizes that LINE asks the server for.
LARGEST = "/1040"
KINDS = {"uri": ("uri", "linkUri"), "message": ("text", "text"), "clipboard": ("clipboardText", "clipboardText")}


def imagemap(message: dict[str, Any], canvas: Canvas) -> Markup:
    """The picture with its areas as buttons; each says what it does."""
    base = mapped(message.get("baseSize"))
    wide, high = (_pixels(base.get(name)) or BASE_PX for name in ("width", "height"))
    high = min(high, 5 * wide)
    url = message.get("baseUrl")
    source = url + LARGEST if isinstance(url, str) else None
    name = words(message.get("altText"), 1500) or "イメージマップ"
    seen = picture(source, canvas, "cover map-picture", alt="画像", css=css(aspect_ratio=f"{wide:g} / {high:g}"))
    actions = [_area(mapped(one), wide, high) for one in listed(message.get("actions"), MOST_AREAS)]
    film = _film(mapped(message.get("video")), wide, high, canvas)
    return tag("div", seen + film + join(actions), class_="imagemap", role="group", aria_label=name)


def _area(action: dict[str, Any], wide: float, high: float) -> Markup:
    where = _rectangle(mapped(action.get("area")), wide, high)
    if not where:
        return Markup("")
    target, source = KINDS.get(words(action.get("type")), ("", ""))
    said = words(action.get("label"), 100) or words(action.get(source), 100)
    given = {"type": action.get("type"), "label": said, target: action.get(source)}
    return button(given, "map-area", tag("span", said, class_="map-label"), css=where, name=said or "押せる場所")


def _film(video: dict[str, Any], wide: float, high: float, canvas: Canvas) -> Markup:
    where = _rectangle(mapped(video.get("area")), wide, high)
    if not where:
        return Markup("")
    inner = picture(video.get("previewImageUrl"), canvas, "cover", alt="動画", css=css(width="100%", height="100%"))
    inner += tag("span", class_="play", aria_hidden="true")
    film = picture_source(video.get("originalContentUrl"))
    if film:
        seen = link(film, inner, class_="map-film", style=style(where))
    else:
        seen = tag("div", inner, class_="map-film", style=style(where))
    return seen + _afterwards(mapped(video.get("externalLink")), where)


def _afterwards(given: dict[str, Any], where: list[str]) -> Markup:
    """The link that LINE shows when the film is over."""
    label, action = words(given.get("label"), 30), {"type": "uri", "uri": given.get("linkUri")}
    if not label:
        return Markup("")
    return tag("div", button(action, "map-after", label), class_="map-over", style=style(where))


def _rectangle(part: dict[str, Any], wide: float, high: float) -> list[str]:
    """Left, top, width and height in per cent of the picture, never outside it."""
    found = [number(part.get(name)) for name in ("x", "y", "width", "height")]
    if any(value is None for value in found):
        return []
    x, y, width, height = (max(0.0, value or 0.0) for value in found)
    x, y = min(x, wide), min(y, high)
    width, height = min(width, wide - x), min(height, high - y)
    if not width or not height:
        return []
    sides = {"left": x / wide, "top": y / high, "width": width / wide, "height": height / high}
    return css(**{side: f"{100 * share:.4g}%" for side, share in sides.items()})


def _pixels(value: Any) -> float | None:
    found = number(value)
    return found if found is not None and 1 <= found <= 100_000 else None
