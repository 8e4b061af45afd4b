"""The icons of the rich menu, each a few strokes of the pen with one warm part."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians, sin

from bot.richmenu.pen import Pen


def search(pen: Pen) -> None:
    """A magnifying glass."""
    pen.ring((42, 42), 27, width=9)
    pen.line((63, 63), (86, 86), width=12, colour=pen.accent)


def document(pen: Pen) -> None:
    """A sheet under a magnifying glass."""
    pen.line((45, 91), (19, 91), (19, 9), (73, 9), (73, 34))
    pen.line((33, 28), (58, 28), width=6)
    pen.line((33, 45), (45, 45), width=6)
    pen.ring((62, 60), 18, colour=pen.accent, width=7.5)
    pen.line((76, 74), (91, 89), colour=pen.accent, width=9.5)


def check(pen: Pen) -> None:
    """A clipboard with a tick."""
    pen.frame((18, 17), (82, 92), radius=8)
    pen.block((34, 6), (66, 28), radius=7)
    pen.line((34, 58), (46, 71), (68, 45), colour=pen.accent, width=10)


def calendar(pen: Pen) -> None:
    """A calendar whose last day has a ring."""
    _month(pen)
    for x, y in ((30, 53), (50, 53), (70, 53), (30, 73)):
        pen.disc((x, y), 4.8)
    pen.ring((62, 73), 9.5, colour=pen.accent, width=6.5)


def events(pen: Pen) -> None:
    """A calendar with a star."""
    _month(pen)
    star = ((50, 44), (55.3, 55.2), (67.6, 56.8), (58.6, 65.3), (60.9, 77.5), (50, 71.5))
    pen.shape([*star, *((100 - x, y) for x, y in reversed(star[1:-1]))], colour=pen.accent)


def _month(pen: Pen) -> None:
    pen.frame((13, 20), (87, 91), radius=8)
    pen.block((13, 18), (87, 38), radius=5)
    for x in (33, 67):
        pen.line((x, 9), (x, 24), width=8)


def college(pen: Pen) -> None:
    """A student's square cap."""
    pen.shape(((50, 17), (95, 39), (50, 61), (5, 39)))
    rim = [(50 + 25 * cos(radians(angle)), 70 + 15 * sin(radians(angle))) for angle in range(0, 181, 6)]
    pen.line((75, 56), *rim, (25, 56))
    pen.line((88, 43), (88, 70), colour=pen.accent, width=6)
    pen.disc((88, 75), 6.5, colour=pen.accent)


def staff(pen: Pen) -> None:
    """A person and what they say."""
    pen.disc((32, 43), 15)
    pen.pie((32, 93), 29, 180, 360)
    pen.block((50, 8), (96, 42), radius=11, colour=pen.accent)
    pen.shape(((60, 38), (58, 53), (72, 40)), colour=pen.accent)
    for x in (62, 73, 84):
        pen.disc((x, 25), 3.6, colour=pen.ground)


def data(pen: Pen) -> None:
    """A card with a person on it, and a lock."""
    pen.line((57, 83), (8, 83), (8, 18), (92, 18), (92, 40))
    pen.disc((31, 40), 9.5)
    pen.pie((31, 70), 17, 180, 360)
    pen.line((56, 37), (76, 37), width=6)
    pen.block((60, 64), (95, 92), radius=6, colour=pen.accent)
    pen.arc((77.5, 59), 9.5, 180, 360, colour=pen.accent)
    for x in (68, 87):
        pen.line((x, 59), (x, 67), colour=pen.accent)
    pen.disc((77.5, 78), 4.5, colour=pen.ground)


def bell(pen: Pen) -> None:
    """A bell with its clapper."""
    dome = [(50 - 27 * cos(radians(angle)), 44 - 27 * sin(radians(angle))) for angle in range(0, 181, 6)]
    pen.shape(((14, 76), (23, 64), *dome, (77, 64), (86, 76)))
    pen.line((50, 9), (50, 18), width=8)
    pen.pie((50, 81), 12, 0, 180, colour=pen.accent)


def flag(pen: Pen) -> None:
    """A flag on its pole."""
    pen.line((24, 10), (24, 91), width=8)
    pen.shape(((27, 15), (84, 15), (70, 35), (84, 55), (27, 55)), colour=pen.accent)


def garage(pen: Pen) -> None:
    """A garage whose door is open."""
    pen.line((7, 41), (50, 12), (93, 41), width=8)
    pen.line((18, 38), (18, 89))
    pen.line((82, 38), (82, 89))
    for y in (48, 60):
        pen.line((31, y), (69, y), width=6)
    pen.shape(((34, 74), (66, 74), (66, 87), (34, 87)), colour=pen.accent)


def seminar(pen: Pen) -> None:
    """An open book."""
    pen.line((50, 27), (38, 19), (8, 17), (8, 77), (38, 79), (50, 88), (62, 79), (92, 77), (92, 17), (62, 19), (50, 27))
    pen.line((50, 29), (50, 84), width=5.5)
    pen.line((20, 36), (37, 38), width=6, colour=pen.accent)
    pen.line((20, 54), (37, 56), width=6, colour=pen.accent)
    pen.line((80, 36), (63, 38), width=6, colour=pen.accent)
    pen.line((80, 54), (63, 56), width=6, colour=pen.accent)


def academy(pen: Pen) -> None:
    """A shop that grows: rising bars under an arrow."""
    pen.line((10, 90), (90, 90), width=7)
    for x, top in ((18, 66), (42, 52), (66, 38)):
        pen.block((x, top), (x + 15, 88), radius=2.5)
    pen.line((14, 46), (38, 28), (56, 28), (82, 9), colour=pen.accent, width=7)
    pen.line((66, 8), (84, 8), (84, 25), colour=pen.accent, width=7)


def onward(pen: Pen) -> None:
    """An arrow to the right."""
    pen.line((36, 12), (70, 50), (36, 88), width=15)


ICONS: dict[str, Callable[[Pen], None]] = {
    drawn.__name__: drawn
    for drawn in (
        search,
        document,
        check,
        calendar,
        events,
        college,
        staff,
        data,
        bell,
        flag,
        garage,
        seminar,
        academy,
        onward,
    )
}
