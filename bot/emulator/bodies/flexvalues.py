"""Values of Flex properties: keywords, pixels, percentages, colours, ratios (LINE's "Flex Message layout")."""

import re
from typing import Any

from bot.emulator.bodies.complaints import INVALID, Rule
from bot.emulator.bodies.rules import leaf, matching

_NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
_SPACES = "none|xs|sm|md|lg|xl|xxl"
_LETTER_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"

COLOUR: Rule = matching(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
# LINE asks for a positive number here.
LINE_SPACING: Rule = matching(rf"(?!0+(?:\.0+)?px){_NUMBER}px")
GAP: Rule = matching(rf"{_SPACES}|{_NUMBER}px")
PADDING: Rule = matching(rf"{_SPACES}|{_NUMBER}(?:px|%)")
# LINE's own showcase moves things up by a negative offset.
EDGE: Rule = matching(rf"{_SPACES}|-?{_NUMBER}(?:px|%)")
LENGTH: Rule = matching(rf"{_NUMBER}(?:px|%)")
CORNER: Rule = matching(rf"{_SPACES}|{_NUMBER}px")
BORDER: Rule = matching(rf"none|light|normal|medium|semi-bold|bold|{_NUMBER}px")
TYPE_SIZE: Rule = matching(rf"{_LETTER_SIZES}|{_NUMBER}px")
ICON: Rule = TYPE_SIZE
PICTURE: Rule = matching(rf"{_LETTER_SIZES}|full|{_NUMBER}(?:px|%)")

_RATIO = re.compile(rf"({_NUMBER}):({_NUMBER})", re.ASCII)
_DEGREES = re.compile(rf"({_NUMBER})deg", re.ASCII)
_PERCENT = re.compile(rf"({_NUMBER})%", re.ASCII)


def _ratio(value: Any) -> str | None:
    parts = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        return INVALID
    width, height = float(parts[1]), float(parts[2])
    if not (1 <= width <= 100_000 and 1 <= height <= 100_000):
        return "Width and height must be between 1 and 100000"
    return "The height must not be more than three times the width" if height > 3 * width else None


def _angle(value: Any) -> str | None:
    degrees = _DEGREES.fullmatch(value) if isinstance(value, str) else None
    return None if degrees and float(degrees[1]) < 360 else INVALID


def _stop(value: Any) -> str | None:
    percent = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return None if percent and float(percent[1]) <= 100 else INVALID


RATIO: Rule = leaf(_ratio)
ANGLE: Rule = leaf(_angle)
STOP: Rule = leaf(_stop)
