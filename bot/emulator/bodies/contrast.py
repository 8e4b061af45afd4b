"""Contrast of two colours by WCAG 2.2 (relative luminance)."""

ENOUGH = 4.5
ENOUGH_IF_LARGE = 3.0


def opaque(colour: str | None) -> str | None:
    """The colour as #RRGGBB; None for no colour and for one that lets something shine through."""
    if colour is None or (len(colour) == 9 and colour[7:].lower() != "ff"):
        return None
    return colour[:7]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); both colours are #RRGGBB."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
