"""A pen with round ends that draws in a square of 100 by 100 units, wherever that square lies on the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import ImageDraw

Point = tuple[float, float]


class Pen:
    """Draws into the square with this upper left corner and side (pixels); what is cut out shows the ground."""

    def __init__(
        self, draw: ImageDraw.ImageDraw, left: float, top: float, side: float, ink: str, accent: str, ground: str
    ) -> None:
        self._draw = draw
        self._left, self._top, self._unit = left, top, side / 100
        self.ink, self.accent, self.ground = ink, accent, ground

    def line(self, *points: Point, colour: str | None = None, width: float = 6.5) -> None:
        """A line through the points; its ends and corners are round."""
        colour = colour or self.ink
        placed = [self._at(point) for point in points]
        self._draw.line(placed, fill=colour, width=round(width * self._unit))
        for point in points:
            self.disc(point, width / 2, colour)

    def disc(self, centre: Point, radius: float, colour: str | None = None) -> None:
        """A filled circle."""
        self._draw.ellipse(self._around(centre, radius), fill=colour or self.ink)

    def ring(self, centre: Point, radius: float, colour: str | None = None, width: float = 6.5) -> None:
        """A circle; the radius reaches to the middle of its line."""
        box = self._around(centre, radius + width / 2)
        self._draw.ellipse(box, outline=colour or self.ink, width=round(width * self._unit))

    def arc(self, centre: Point, radius: float, start: float, end: float, colour: str | None = None) -> None:
        """A part of a circle from one angle to another (degrees, clockwise from the right)."""
        width = 6.5
        box = self._around(centre, radius + width / 2)
        self._draw.arc(box, start, end, fill=colour or self.ink, width=round(width * self._unit))

    def frame(self, corner: Point, opposite: Point, radius: float = 6, width: float = 6.5) -> None:
        """A rectangle with round corners; the points lie in the middle of its line."""
        half = width / 2
        box = (*self._at((corner[0] - half, corner[1] - half)), *self._at((opposite[0] + half, opposite[1] + half)))
        self._draw.rounded_rectangle(
            box, (radius + half) * self._unit, outline=self.ink, width=round(width * self._unit)
        )

    def block(self, corner: Point, opposite: Point, radius: float = 3, colour: str | None = None) -> None:
        """A filled rectangle with round corners."""
        box = (*self._at(corner), *self._at(opposite))
        self._draw.rounded_rectangle(box, radius * self._unit, fill=colour or self.ink)

    def shape(self, points: Sequence[Point], colour: str | None = None) -> None:
        """A filled polygon with slightly round corners."""
        colour = colour or self.ink
        self._draw.polygon([self._at(point) for point in points], fill=colour)
        self.line(*points, points[0], colour=colour, width=5)

    def pie(self, centre: Point, radius: float, start: float, end: float, colour: str | None = None) -> None:
        """A filled slice of a circle (degrees, clockwise from the right)."""
        self._draw.pieslice(self._around(centre, radius), start, end, fill=colour or self.ink)

    def _at(self, point: Point) -> Point:
        return self._left + point[0] * self._unit, self._top + point[1] * self._unit

    def _around(self, centre: Point, radius: float) -> tuple[float, float, float, float]:
        (x, y), reach = self._at(centre), radius * self._unit
        return x - reach, y - reach, x + reach, y + reach
