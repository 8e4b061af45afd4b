"""Where things lie on the picture of a rich menu, in pixels from the upper left; drawing and tapping share it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column behind it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height


@dataclass(frozen=True)
class Layout:
    """A size LINE takes, the height of the strip of tabs on top, and the grid of the six entries below it."""

    name: str
    width: int
    height: int
    strip: int
    columns: int
    rows: int

    def tab(self, number: int, count: int) -> Box:
        """The place of one tab in the strip."""
        left, right = (self.width * edge // count for edge in (number, number + 1))
        return Box(left, 0, right - left, self.strip)

    def cell(self, number: int) -> Box:
        """The place of one entry, counted as one reads: from left to right, then down."""
        row, column = divmod(number, self.columns)
        left, right = (self.width * edge // self.columns for edge in (column, column + 1))
        below = self.height - self.strip
        top, bottom = (self.strip + below * edge // self.rows for edge in (row, row + 1))
        return Box(left, top, right - left, bottom - top)


# On a phone 375 points wide a tab is 41 points high, an entry 70: fingers need about 44.
FULL = Layout("full", 2500, 1686, strip=276, columns=2, rows=3)
COMPACT = Layout("compact", 2500, 843, strip=213, columns=3, rows=2)
LAYOUTS = {layout.name: layout for layout in (FULL, COMPACT)}
