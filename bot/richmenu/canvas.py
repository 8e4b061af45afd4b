"""The picture while it is drawn: tabs, cards, badges and letters."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.errors import Problem
from bot.richmenu.colours import CARD, DEEP, INK, MIST, QUIET, SEA, SHADE, WARM
from bot.richmenu.fonts import font
from bot.richmenu.icons import ICONS
from bot.richmenu.layouts import Box, Layout
from bot.richmenu.menus import Entry, Tab
from bot.richmenu.pen import Pen

# Drawn larger and made smaller, so that every edge is smooth.
SCALE = 2
# Icons are drawn larger still: a pixel too much at the end of a stroke would show as a bump.
FINE = 4
# Kana stand as close as their shapes allow, which makes room for larger letters.
TIGHT = ["palt"]


@dataclass(frozen=True)
class Sizes:
    """Measures of one layout in pixels of the finished picture."""

    tab: int
    title: int
    double: int
    note: int
    badge: int
    gap: int
    padding: int
    radius: int


@dataclass(frozen=True)
class Shades:
    """The colours of an icon: its strokes, its warm part, what it stands on, and its disc where it has one."""

    ink: str
    accent: str
    ground: str
    disc: str = ""


SIZES = {
    "full": Sizes(tab=124, title=124, double=112, note=76, badge=244, gap=22, padding=44, radius=40),
    "compact": Sizes(tab=104, title=100, double=100, note=0, badge=124, gap=18, padding=22, radius=34),
}


class Canvas:
    """The enlarged picture; every place given to its methods is in pixels of the finished one."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._sizes = layout, SIZES[layout.name]
        self._image = Image.new("RGB", (layout.width * SCALE, layout.height * SCALE), MIST)
        self._draw = ImageDraw.Draw(self._image)
        self._fill(Box(0, 0, layout.width, layout.strip), DEEP)

    def resting_tab(self, box: Box, tab: Tab) -> None:
        """A tab that lies behind: lower, with white letters and an arrow."""
        side, top = self._sizes.gap, round(box.height * 0.2)
        self._fill(Box(box.x + side, top, box.width - 2 * side, box.height), SEA, self._sizes.radius)
        self._fill(Box(box.x, box.bottom, box.width, box.height), MIST)
        middle, reach = (top + box.height) / 2, self._sizes.tab * 0.26
        self._tab_words(box, tab, Shades(CARD, WARM, SEA), middle)
        self._icon("onward", box.right - self._sizes.tab * 1.1, middle - reach, reach * 2, Shades(CARD, WARM, SEA))

    def open_tab(self, box: Box, tab: Tab) -> None:
        """The tab in front: grown together with the field below, under a warm edge."""
        sizes, top = self._sizes, round(box.height * 0.11)
        edge = round(box.height * 0.075)
        side = sizes.gap
        body = Box(box.x + side, top, box.width - 2 * side, box.height - top + sizes.radius)
        self._fill(body, WARM, sizes.radius)
        self._fill(Box(body.x, body.y + edge, body.width, body.height), MIST, sizes.radius - edge // 2)
        self._fill(Box(0, box.bottom, self._layout.width, sizes.radius + edge), MIST)
        self._feet(body, box.bottom)
        self._tab_words(box, tab, Shades(INK, SEA, MIST), (top + edge + box.bottom) / 2)

    def entry(self, box: Box, number: int, entry: Entry) -> None:
        """One field: a white card with its icon, its title and a small line where there is room."""
        sizes, layout = self._sizes, self._layout
        row, column = divmod(number, layout.columns)
        half = sizes.gap // 2
        left = sizes.gap if column == 0 else half
        right = sizes.gap if column == layout.columns - 1 else half
        below = sizes.gap if row == layout.rows - 1 else half
        above = sizes.gap if row == 0 else half
        card = Box(box.x + left, box.y + above, box.width - left - right, box.height - above - below)
        lip = sizes.gap // 3
        self._fill(card, SHADE, sizes.radius)
        self._fill(Box(card.x, card.y, card.width, card.height - lip), CARD, sizes.radius)
        self._badge(card, entry.icon)
        start = card.x + sizes.padding + sizes.badge + round(sizes.padding * 0.85)
        self._words(start, card.y + (card.height - lip) / 2, card.right - round(sizes.padding * 0.6), entry)

    def finished(self) -> Image.Image:
        """The picture in its real size."""
        return self._image.resize((self._layout.width, self._layout.height), Image.Resampling.LANCZOS)

    def _badge(self, card: Box, icon: str) -> None:
        sizes = self._sizes
        left = card.x + sizes.padding
        top = card.y + (card.height - sizes.gap // 3 - sizes.badge) / 2
        self._icon(icon, left, top, sizes.badge, Shades(CARD, WARM, CARD, disc=SEA))

    def _icon(self, name: str, left: float, top: float, side: float, shades: Shades) -> None:
        """An icon alone on its ground, or smaller on a disc."""
        whole = round(side * SCALE)
        tile = Image.new("RGB", (whole * FINE, whole * FINE), shades.ground)
        draw = ImageDraw.Draw(tile)
        if shades.disc:
            draw.ellipse((0, 0, whole * FINE - 1, whole * FINE - 1), fill=shades.disc)
        inset = whole * FINE * (0.2 if shades.disc else 0)
        ICONS[name](
            Pen(draw, inset, inset, whole * FINE - 2 * inset, shades.ink, shades.accent, shades.disc or shades.ground)
        )
        self._image.paste(
            tile.resize((whole, whole), Image.Resampling.LANCZOS), (round(left * SCALE), round(top * SCALE))
        )

    def _words(self, left: float, middle: float, limit: float, entry: Entry) -> None:
        sizes = self._sizes
        whole = "".join(entry.parts)
        fits = left + self._width(whole, "Bold", sizes.title) <= limit
        title, size = ((whole,), sizes.title) if fits else (entry.parts, sizes.double)
        lines = [(line, "Bold", size, INK) for line in title]
        if sizes.note and entry.note:
            lines.append((entry.note, "Regular", sizes.note, QUIET))
        # Two lines of one title stand closer than title and note.
        gaps = [one[2] * 0.2 if other[2] == one[2] else other[2] * 0.42 for one, other in itertools.pairwise(lines)]
        top = middle - (sum(line[2] for line in lines) + sum(gaps)) / 2
        for (text, weight, size, colour), gap in zip(lines, [*gaps, 0], strict=True):
            self._text(left, top + size / 2, text, weight, size, colour, limit)
            top += size + gap

    def _tab_words(self, box: Box, tab: Tab, shades: Shades, middle: float) -> None:
        size = self._sizes.tab
        words = self._width(tab.title, "Bold", size)
        icon = size * 1.02
        left = box.x + (box.width - words - icon * 1.35) / 2
        self._icon(tab.icon, left, middle - icon / 2, icon, shades)
        self._text(left + icon * 1.35, middle, tab.title, "Bold", size, shades.ink, box.right)

    def _text(self, left: float, middle: float, text: str, weight: str, size: int, colour: str, limit: float) -> None:
        letters = font(weight, size * SCALE)
        right = left + self._width(text, weight, size)
        if right > limit:
            raise Problem(f"「{text}」が枠に入りません（{right - limit:.0f} px） / the words do not fit their field")
        # The middle of a kanji's square, whatever letters the text has.
        upper, lower = letters.getbbox("国", anchor="ls")[1::2]
        baseline = middle * SCALE - (upper + lower) / 2
        self._draw.text((left * SCALE, baseline), text, colour, letters, anchor="ls", features=TIGHT)

    def _width(self, text: str, weight: str, size: int) -> float:
        return font(weight, size * SCALE).getlength(text, features=TIGHT) / SCALE

    def _feet(self, body: Box, bottom: int) -> None:
        """The curved feet by which the open tab grows out of the field."""
        reach = self._sizes.gap
        for side, corner in ((-1, body.x), (1, body.right)):
            outer = corner + side * reach
            self._fill(Box(min(corner, outer), bottom - reach, reach, reach), MIST)
            self._draw.ellipse(_enlarged(outer - reach, bottom - 2 * reach, outer + reach, bottom), fill=DEEP)

    def _fill(self, box: Box, colour: str, radius: int = 0) -> None:
        # Pillow counts the last pixel in.
        left, top, right, bottom = _enlarged(box.x, box.y, box.right, box.bottom)
        self._draw.rounded_rectangle((left, top, right - 1, bottom - 1), radius * SCALE, fill=colour)


def _enlarged(*places: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (place * SCALE for place in places)
    return left, top, right, bottom
