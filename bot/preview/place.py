"""Where a component stands in its box: its share of the room, the space before it, its offset."""

from dataclasses import dataclass
from typing import Any

from bot.preview.values import SPACE_PX, css, length, share

OFFSETS = {
    "offsetTop": "top",
    "offsetBottom": "bottom",
    "offsetStart": "inset_inline_start",
    "offsetEnd": "inset_inline_end",
}


@dataclass(frozen=True)
class Parent:
    """The box around a component: "horizontal", "vertical" or "baseline", its spacing, whether it stretches."""

    layout: str
    spacing: str | None = None
    stretches: bool = True

    @property
    def vertical(self) -> bool:
        """Whether its components stand one below the other."""
        return self.layout == "vertical"


def flex_of(part: dict[str, Any], parent: Parent) -> float:
    """The share of the room: 1 in rows and 0 in columns unless given; 0 where the size along the row is given."""
    along = "height" if parent.vertical else "width"
    if part.get("type") in ("icon", "separator") or (part.get("type") == "box" and length(part.get(along))):
        return 0
    given = share(part.get("flex"))
    if given is not None:
        return given
    return 1 if part.get("type") == "filler" or not parent.vertical else 0


def place(part: dict[str, Any], parent: Parent, *, first: bool) -> list[str]:
    """Margin, share and offset as declarations."""
    absolute = part.get("position") == "absolute"
    return [*_margin(part, parent, first, absolute), *_share(part, parent, absolute), *_offset(part, absolute)]


def _margin(part: dict[str, Any], parent: Parent, first: bool, absolute: bool) -> list[str]:
    # An own margin wins over the box's spacing, which is neither before the first nor before a filler.
    inherited = None if first or absolute or part.get("type") == "filler" else parent.spacing
    space = length(part.get("margin"), SPACE_PX, percent=False) or inherited
    return css(**{"margin_top" if parent.vertical else "margin_inline_start": space})


def _share(part: dict[str, Any], parent: Parent, absolute: bool) -> list[str]:
    if absolute:
        return ["position:absolute"]
    flex = flex_of(part, parent)
    return [f"flex:{flex:g} 0 {'auto' if flex == 0 or parent.vertical else '0px'}"]


def _offset(part: dict[str, Any], absolute: bool) -> list[str]:
    found = {css: length(part.get(name), SPACE_PX, negative=True) for name, css in OFFSETS.items()}
    declarations = css(**found)
    return declarations if absolute or not declarations else ["position:relative", *declarations]
