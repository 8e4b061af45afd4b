"""What LINE accepts in a Flex Message but people regret: cut lines, tiny letters, faint colours, twin buttons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.emulator.bodies.complaints import Complaint, Json
from bot.emulator.bodies.contrast import ENOUGH, ENOUGH_IF_LARGE, contrast, opaque

# Letter sizes in pixels; a bubble of size mega has about 260 pixels for a line.
PIXELS = {"xxs": 11, "xs": 13, "sm": 14, "md": 16, "lg": 19, "xl": 22, "xxl": 29, "3xl": 35, "4xl": 48, "5xl": 74}
BUBBLES = {"nano": 120, "micro": 160, "deca": 220, "hecto": 241, "kilo": 260, "mega": 300, "giga": 500}
SIDES = 40
TINY_TEXT = 12
DARK, WHITE = "#111111", "#ffffff"


@dataclass(frozen=True)
class Around:
    """Where a component stands: the colour behind it (None if unknown), the bubble's width, the kind of box."""

    ground: str | None
    width: int
    baseline: bool = False


Hint = Callable[[Json, str, Around], Iterator[Complaint]]


def _written(part: Json) -> str:
    spans = part.get("contents") or []
    return "".join(span.get("text") or "" for span in spans) if spans else str(part.get("text") or "")


def _pixels(part: Json) -> float:
    size = part.get("size") or "md"
    return PIXELS[size] if size in PIXELS else float(size[:-2])


def cut_line(part: Json, at: str, around: Around) -> Iterator[Complaint]:
    """Without wrap a text is one line, and the rest of it is cut off."""
    if part.get("wrap") or part.get("adjustMode"):
        return
    # Signs from the CJK blocks on are as wide as high, others about half as wide.
    wide = sum(1.0 if ord(sign) > 0x2E7F else 0.5 for sign in _written(part))
    if wide * _pixels(part) > max(around.width - SIDES, 60):
        yield f"{at}.wrap", "折り返さない長い文は途中で切れます（wrap: true で折り返せます）"


def tiny(part: Json, at: str, around: Around) -> Iterator[Complaint]:
    """A sentence in the smallest letters is hard to read."""
    if part.get("size") == "xxs" and len(_written(part)) > TINY_TEXT:
        yield f"{at}.size", "いちばん小さい文字（xxs）の文は読みにくいです"


def faint(part: Json, at: str, around: Around) -> Iterator[Complaint]:
    """Letters too close to the colour behind them."""
    ink = opaque(part.get("color") or DARK)
    large = _pixels(part) >= 24 or (_pixels(part) >= 18.66 and part.get("weight") == "bold")
    yield from _faint(ink, around.ground, f"{at}.color", ENOUGH_IF_LARGE if large else ENOUGH)


def faint_button(part: Json, at: str, around: Around) -> Iterator[Complaint]:
    """A button's label on the colour it was given; LINE's own colours are left alone."""
    colour = opaque(part.get("color"))
    if colour is not None:
        pair = {"primary": (WHITE, colour), "secondary": (DARK, colour)}
        yield from _faint(*pair.get(part.get("style") or "link", (colour, around.ground)), f"{at}.color", ENOUGH)


def _faint(ink: str | None, ground: str | None, at: str, enough: float) -> Iterator[Complaint]:
    if ink and ground and (found := contrast(ink, ground)) < enough:
        yield at, f"文字と背景の明るさが近く、読みにくいです（コントラスト比 {found:.1f}、目安 {enough} 以上）"


def baseline_only(part: Json, at: str, around: Around) -> Iterator[Complaint]:
    """In a baseline box two properties have no effect."""
    for name in ("gravity", "offsetBottom"):
        if around.baseline and part.get(name) is not None:
            yield f"{at}.{name}", "layout: baseline の中では効きません"


HINTS: dict[str, tuple[Hint, ...]] = {
    "text": (cut_line, tiny, faint, baseline_only),
    "icon": (baseline_only,),
    "button": (faint_button,),
}


def flex_advice(message: Json, at: str) -> Iterator[Complaint]:
    """All hints about one Flex Message that LINE accepts."""
    contents, at = message["contents"], f"{at}.contents"
    bubbles = [(contents, at)]
    if contents["type"] == "carousel":
        bubbles = [(bubble, f"{at}.contents[{n}]") for n, bubble in enumerate(contents["contents"])]
    for bubble, where in bubbles:
        labels: set[str] = set()
        for part, place, around in _parts(bubble, where):
            for hint in HINTS.get(part["type"], ()):
                yield from hint(part, place, around)
            if part["type"] == "button":
                label = part["action"].get("label") or ""
                if label in labels:
                    yield f"{place}.action.label", "同じ文のボタンが並ぶと、どちらを押せばよいか分かりません"
                labels.add(label)


def _parts(bubble: Json, at: str) -> Iterator[tuple[Json, str, Around]]:
    styles = bubble.get("styles") or {}
    width = BUBBLES[bubble.get("size") or "mega"]
    for block in ("header", "hero", "body", "footer"):
        if part := bubble.get(block):
            style = styles.get(block) or {}
            ground = opaque(style["backgroundColor"]) if style.get("backgroundColor") else WHITE
            yield from _walk(part, f"{at}.{block}", Around(ground, width))


def _walk(part: Json, at: str, around: Around) -> Iterator[tuple[Json, str, Around]]:
    yield part, at, around
    if part["type"] == "box":
        inside = replace(around, ground=_ground(part, around), baseline=part["layout"] == "baseline")
        for n, inner in enumerate(part["contents"]):
            yield from _walk(inner, f"{at}.contents[{n}]", inside)


def _ground(box: Json, around: Around) -> str | None:
    """The colour behind a box's contents; unknown over a gradient and over whatever an absolute box covers."""
    if box.get("background"):
        return None
    colour: Any = box.get("backgroundColor")
    if colour and (len(colour) == 7 or colour[7:].lower() == "ff"):
        return opaque(colour)
    if box.get("position") == "absolute" or (colour and colour[7:] != "00"):
        return None
    return around.ground
