"""Numbers, colours and lengths of Flex as values of CSS; what is not known to be harmless becomes None.

The pixels behind LINE's keywords are not in its documents; these are the ones its own simulator draws with.
"""

import math
import re
from typing import Any

TEXT_PX = {"xxs": 11, "xs": 13, "sm": 14, "md": 16, "lg": 19, "xl": 22, "xxl": 29, "3xl": 35, "4xl": 48, "5xl": 74}
SPACE_PX = {"none": 0, "xs": 2, "sm": 4, "md": 8, "lg": 12, "xl": 16, "xxl": 20}
BORDER_PX = {"none": 0, "light": 0.5, "normal": 1, "medium": 2, "semi-bold": 3, "bold": 4}
IMAGE_PX = {"xxs": 40, "xs": 60, "sm": 80, "md": 100, "lg": 120, "xl": 140, "xxl": 160} | {
    "3xl": 180,
    "4xl": 200,
    "5xl": 220,
}
# Longer than any screen, and short enough that nothing hostile makes a talk of kilometres.
MOST_PX = 1000
MOST_TEXT_PX = 150

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_LENGTH = re.compile(r"(-?)([0-9]{1,9}(?:\.[0-9]{1,6})?)(px|%)")
_RATIO = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?):([0-9]{1,6}(?:\.[0-9]{1,4})?)")
_ANGLE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)deg")


def colour(value: Any) -> str | None:
    """#RRGGBB or #RRGGBBAA."""
    return value if isinstance(value, str) and _COLOUR.fullmatch(value) else None


def length(
    value: Any,
    keywords: dict[str, Any] | None = None,
    *,
    percent: bool = True,
    negative: bool = False,
    most: float = MOST_PX,
) -> str | None:
    """A keyword, pixels up to `most` or, where LINE allows it, a percentage up to 100."""
    if not isinstance(value, str):
        return None
    if keywords and value in keywords:
        return f"{keywords[value]:g}px"
    match = _LENGTH.fullmatch(value)
    if not match or (match[1] and not negative) or (match[3] == "%" and not percent):
        return None
    number = min(float(match[2]), 100 if match[3] == "%" else most)
    return f"{'-' if match[1] else ''}{number:g}{match[3]}"


def letters(value: Any, *, scaling: bool, otherwise: str = "md") -> str | None:
    """A size of letters; with `scaling` it follows the size a person has set, which a page gives as --letters."""
    size = length(value, TEXT_PX, percent=False, most=MOST_TEXT_PX) or length(otherwise, TEXT_PX)
    return f"calc({size} * var(--letters, 1))" if size and scaling else size


def ratio(value: Any) -> tuple[float, float]:
    """Width and height of "20:13"; 1 to 1 when it is none, or higher than three times its width."""
    match = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return 1, 1
    width, height = float(match[1]), float(match[2])
    return (width, height) if 1 <= width <= 100_000 and 1 <= height <= 3 * width else (1, 1)


def share(value: Any) -> float | None:
    """The `flex` of a component, 0 to 1,000."""
    found = number(value)
    return min(found, 1000) if found is not None and found >= 0 else None


def number(value: Any) -> float | None:
    """A finite number; a boolean is none, and neither is one that no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def gradient(value: Any) -> str | None:
    """A linear gradient of two or three colours at 0 to 360 degrees."""
    if not isinstance(value, dict) or value.get("type") != "linearGradient":
        return None
    start, centre, end = (colour(value.get(name)) for name in ("startColor", "centerColor", "endColor"))
    given = value.get("angle")
    angle = _ANGLE.fullmatch(given) if isinstance(given, str) else None
    if not (start and end and angle and float(angle[1]) < 360):
        return None
    at = length(value.get("centerPosition", "50%")) or ""
    middle = f"{centre} {at if at.endswith('%') else '50%'}, " if centre else ""
    return f"linear-gradient({float(angle[1]):g}deg, {start}, {middle}{end})"


def css(**values: str | None) -> list[str]:
    """Declarations of the properties that have a value."""
    return [f"{name.replace('_', '-')}:{value}" for name, value in values.items() if value is not None]


def style(declarations: list[str]) -> str | None:
    """The style attribute, or none."""
    return ";".join(declarations) or None
