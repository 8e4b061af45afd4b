"""Flex Messages: bubbles, carousels and all their components (LINE's reference, "Flex Message")."""

from typing import Any

from bot.emulator.bodies.actions import BUTTON, FILM, FLEX
from bot.emulator.bodies.complaints import INVALID, MUST, TOO_DEEP, Found, Rule
from bot.emulator.bodies.flexvalues import (
    ANGLE,
    BORDER,
    COLOUR,
    CORNER,
    EDGE,
    GAP,
    ICON,
    LENGTH,
    LINE_SPACING,
    PADDING,
    PICTURE,
    RATIO,
    STOP,
    TYPE_SIZE,
)
from bot.emulator.bodies.measures import compact, size
from bot.emulator.bodies.rules import anything, choice, flag, https, leaf, listed, whole
from bot.emulator.bodies.shapes import Kinds, Plain, Property, Shape, Table, may, must

BUBBLE_KB, CAROUSEL_KB = 30, 50
ANIMATED_LIMIT = 10
FILM_SIZES = ("kilo", "mega", "giga")
SIZES = ("nano", "micro", "deca", "hecto", *FILM_SIZES)
COMPONENTS = ("box", "button", "image", "video", "icon", "text", "span", "separator", "filler")
NO_TEXT = "must be non-empty text"

_OFFSETS: Table = {name: may(EDGE) for name in ("offsetTop", "offsetBottom", "offsetStart", "offsetEnd")}
_PLACED: Table = {"margin": may(GAP), "position": may(choice("relative", "absolute")), **_OFFSETS}
_RATIO: Property = may(whole(0))
_ACTION: Property = may(FLEX)
_LETTERS: Table = {
    "size": may(TYPE_SIZE),
    "color": may(COLOUR),
    "weight": may(choice("regular", "bold")),
    "style": may(choice("normal", "italic")),
    "decoration": may(choice("none", "underline", "line-through")),
}
_ALIGN: Property = may(choice("start", "end", "center"))
_GRAVITY: Property = may(choice("top", "bottom", "center"))
_SHRINK: Property = may(choice("shrink-to-fit"))


def _string(value: Any) -> str | None:
    return None if isinstance(value, str) else INVALID


def _says_something(part: Any, at: str, found: Found) -> None:
    if not part.get("text") and not part.get("contents"):
        found.append((f"{at}.text", NO_TEXT))


_SPAN = Shape({"text": may(leaf(_string)), **_LETTERS})
_TEXT = Shape(
    {
        # No limit of its own is documented for Flex texts; the bubble's 30 KB hold.
        "text": may(leaf(_string)),
        "contents": may(listed(0, None, Kinds({"span": _SPAN}, COMPONENTS))),
        "adjustMode": _SHRINK,
        "flex": _RATIO,
        "scaling": may(flag),
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "wrap": may(flag),
        "lineSpacing": may(LINE_SPACING),
        "maxLines": may(whole(0)),
        "action": _ACTION,
        **_LETTERS,
        **_PLACED,
    },
    _says_something,
)
_BUTTON = Shape(
    {
        "action": must(BUTTON),
        "flex": _RATIO,
        "height": may(choice("sm", "md")),
        "style": may(choice("primary", "secondary", "link")),
        "color": may(COLOUR),
        "gravity": _GRAVITY,
        "adjustMode": _SHRINK,
        "scaling": may(flag),
        **_PLACED,
    }
)
_IMAGE = Shape(
    {
        "url": must(https()),
        "flex": _RATIO,
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "size": may(PICTURE),
        "aspectRatio": may(RATIO),
        "aspectMode": may(choice("cover", "fit")),
        "backgroundColor": may(COLOUR),
        "action": _ACTION,
        "animated": may(flag),
        **_PLACED,
    }
)
_ICON = Shape(
    {"url": must(https()), "size": may(ICON), "aspectRatio": may(RATIO), "scaling": may(flag), **_PLACED},
)
_SEPARATOR = Shape({"margin": may(GAP), "color": may(COLOUR)})
_FILLER = Shape({"flex": _RATIO})
_GRADIENT = Shape(
    {
        "angle": must(ANGLE),
        "startColor": must(COLOUR),
        "endColor": must(COLOUR),
        "centerColor": may(COLOUR),
        "centerPosition": may(STOP),
    }
)
MOST_BOXES = 45
"""Boxes in boxes; LINE names no number, and what is nested further can hardly be shown."""
LONGEST_WAY = MOST_BOXES * len(".contents[0]")
_BOX = Shape(
    {
        "layout": must(choice("horizontal", "vertical", "baseline")),
        "contents": must(listed(0, None, anything)),
        "backgroundColor": may(COLOUR),
        "borderColor": may(COLOUR),
        "borderWidth": may(BORDER),
        "cornerRadius": may(CORNER),
        **{name: may(LENGTH) for name in ("width", "maxWidth", "height", "maxHeight")},
        "flex": _RATIO,
        "spacing": may(GAP),
        **{f"padding{side}": may(PADDING) for side in ("All", "Top", "Bottom", "Start", "End")},
        "action": _ACTION,
        "justifyContent": may(
            choice("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly")
        ),
        "alignItems": may(choice("center", "flex-start", "flex-end")),
        "background": may(Kinds({"linearGradient": _GRADIENT})),
        **_PLACED,
    }
)


def _box(part: Any, at: str, found: Found) -> None:
    if len(at) > LONGEST_WAY and at.count(".contents[") > MOST_BOXES:
        found.append((at, TOO_DEEP))
        return
    _BOX(part, at, found)
    contents, layout = part.get("contents"), part.get("layout")
    if isinstance(contents, list) and layout in ("horizontal", "vertical", "baseline"):
        inside = _IN_BASELINE if layout == "baseline" else _IN_BOX
        for n, inner in enumerate(contents):
            inside(inner, f"{at}.contents[{n}]", found)


_IN_BOX = Kinds(
    {"box": _box, "button": _BUTTON, "image": _IMAGE, "text": _TEXT, "separator": _SEPARATOR, "filler": _FILLER},
    COMPONENTS,
)
_IN_BASELINE = Kinds({"icon": _ICON, "text": _TEXT, "filler": _FILLER}, COMPONENTS)
_BLOCK = Kinds({"box": _box}, COMPONENTS)
_PICTURED: dict[str, Rule] = {"box": _box, "image": _IMAGE}
_FILM = Shape(
    {
        "url": must(https()),
        "previewUrl": must(https()),
        "altContent": must(Kinds(_PICTURED, COMPONENTS)),
        "aspectRatio": may(RATIO),
        "action": may(FILM),
    }
)
_STYLE = Plain({"backgroundColor": may(COLOUR), "separator": may(flag), "separatorColor": may(COLOUR)})


def _film_size(bubble: Any, at: str, found: Found) -> None:
    hero = bubble.get("hero")
    if hero and hero["type"] == "video" and (bubble.get("size") or "mega") not in FILM_SIZES:
        found.append((f"{at}.size", f"{MUST}[{', '.join(FILM_SIZES)}]"))


def _light(limit_kb: int) -> Rule:
    """At most so many KB of JSON, in which at most 10 images are animated."""

    def rule(container: Any, at: str, found: Found) -> None:
        written = compact(container)
        # No sign takes more than four bytes: light containers need no counting.
        if len(written) * 4 > limit_kb * 1024 and size(written) > limit_kb * 1024:
            found.append((at, f"Must be at most {limit_kb} KB"))
        # Inside a string the quotation marks would be escaped: only the property itself matches.
        elif written.count('"animated":true') > ANIMATED_LIMIT:
            found.append((at, f"At most {ANIMATED_LIMIT} images may be animated"))

    return rule


def _bubble(hero: Kinds) -> Shape:
    blocks = ("header", "hero", "body", "footer")
    return Shape(
        {
            "size": may(choice(*SIZES)),
            "direction": may(choice("ltr", "rtl")),
            "header": may(_BLOCK),
            "hero": may(hero),
            "body": may(_BLOCK),
            "footer": may(_BLOCK),
            "styles": may(Plain({block: may(_STYLE) for block in blocks})),
            "action": _ACTION,
        },
        _film_size,
        _light(BUBBLE_KB),
    )


def _same_size(carousel: Any, at: str, found: Found) -> None:
    sizes = [bubble.get("size") or "mega" for bubble in carousel["contents"]]
    for n, other in enumerate(sizes):
        if other != sizes[0]:
            found.append((f"{at}.contents[{n}].size", "All bubbles must have the same size"))
            return


_IN_CAROUSEL = Kinds({"bubble": _bubble(Kinds(_PICTURED, COMPONENTS))}, ("carousel",))
CONTAINER = Kinds(
    {
        "bubble": _bubble(Kinds({**_PICTURED, "video": _FILM}, COMPONENTS)),
        "carousel": Shape({"contents": must(listed(1, 12, _IN_CAROUSEL))}, _same_size, _light(CAROUSEL_KB)),
    }
)
