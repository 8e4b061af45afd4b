"""Text and span of Flex: size, weight, colour, lines, and letters that shrink to fit."""

from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from bot.preview.actions import button
from bot.preview.place import Parent, flex_of
from bot.preview.tags import join, listed, mapped, tag, words
from bot.preview.values import colour, css, length, letters, number, style

ALIGN = ("start", "center", "end")
GRAVITY = ("center", "bottom")
MOST_SPANS = 300
# How wide letters are, in em: full-width ones, and on average all others.
WIDE, NARROW = 1.0, 0.6
MOST_LINES = 200


def text(part: dict[str, Any], parent: Parent, placed: list[str]) -> Markup:
    """A text component; what it says may come in spans."""
    spans = [mapped(one) for one in listed(part.get("contents"), MOST_SPANS)]
    said = join([_span(one, scaling=part.get("scaling") is True) for one in spans]) if spans else _escaped(part)
    shrinks = _shrinks(part, parent) and not spans
    look = " ".join(["fx-text", *_looks(part), *(["shrinks"] if shrinks else [])])
    inner = tag("span", said, class_="fx-words", style=style(_lettering(part, shrinks)))
    if isinstance(part.get("action"), dict):
        return button(part["action"], f"{look} fx-tap", inner, css=placed)
    return tag("div", inner, class_=look, style=style(placed))


def fitting(said: str, size: str) -> str:
    """The size, or a smaller one with which the words are as wide as their container."""
    ems = sum(WIDE if east_asian_width(letter) in "WFA" else NARROW for letter in said)
    return f"min({size}, {100 / max(ems, 1):.4g}cqi)"


def _escaped(part: dict[str, Any]) -> Markup:
    return escape(words(part.get("text")))


def _looks(part: dict[str, Any]) -> list[str]:
    looks = [name for name in ("wrap",) if part.get(name) is True]
    looks += [f"gravity-{part['gravity']}"] if part.get("gravity") in GRAVITY else []
    return looks + (["clamp"] if _lines(part) else [])


def _lines(part: dict[str, Any]) -> int:
    given = number(part.get("maxLines"))
    return min(int(given), MOST_LINES) if given and given >= 1 and part.get("wrap") is True else 0


def _lettering(part: dict[str, Any], shrinks: bool) -> list[str]:
    size = letters(part.get("size"), scaling=part.get("scaling") is True)
    if shrinks and size:
        size = fitting(words(part.get("text")), size)
    spacing = length(part.get("lineSpacing"), percent=False, most=200) if part.get("wrap") is True else None
    align = part.get("align")
    return [
        *css(font_size=size, text_align=align if align in ALIGN else None, **_face(part)),
        # Not above the first line nor below the last.
        *css(line_height=spacing and f"calc(1.4em + {spacing})", margin_block=spacing and f"calc({spacing} / -2)"),
        *css(_webkit_line_clamp=str(_lines(part)) if _lines(part) else None),
    ]


def _face(part: dict[str, Any]) -> dict[str, str | None]:
    weight = {"bold": "700", "regular": "400"}.get(words(part.get("weight")))
    slant = part.get("style") if part.get("style") in ("italic", "normal") else None
    line = part.get("decoration") if part.get("decoration") in ("underline", "line-through") else None
    return {"color": colour(part.get("color")), "font_weight": weight, "font_style": slant, "text_decoration": line}


def _span(part: dict[str, Any], *, scaling: bool) -> Markup:
    size = letters(part.get("size"), scaling=scaling) if part.get("size") is not None else None
    return tag("span", _escaped(part), style=style(css(font_size=size, **_face(part))))


def _shrinks(part: dict[str, Any], parent: Parent) -> bool:
    """Only where the room does not depend on the letters."""
    roomy = parent.stretches if parent.vertical else flex_of(part, parent) > 0
    return part.get("adjustMode") == "shrink-to-fit" and part.get("wrap") is not True and roomy
