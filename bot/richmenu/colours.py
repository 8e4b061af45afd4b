"""The colours of the picture: sea blue, mist and one warm accent; letters stand out by 7 to 1 or more (WCAG AAA)."""

from __future__ import annotations

INK = "#0f3348"
QUIET = "#37505f"
SEA = "#1a567d"
DEEP = "#143f5c"
MIST = "#dce8ef"
SHADE = "#b5cad8"
CARD = "#ffffff"
WARM = "#f3a93c"

# What is written on what.
LETTERS = ((INK, CARD), (QUIET, CARD), (INK, MIST), (CARD, DEEP), (CARD, SEA))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
