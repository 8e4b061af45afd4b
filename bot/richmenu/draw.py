"""Draws the pictures of the rich menu: `python -m bot.richmenu.draw [FOLDER]` writes them anew."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from bot.errors import Problem
from bot.richmenu.canvas import Canvas
from bot.richmenu.layouts import LAYOUTS, Layout
from bot.richmenu.menus import TABS, Tab, file_name

IMAGES = Path(__file__).parent / "images"
COLOURS = 128
# LINE takes no more than 1 MB.
LIMIT_BYTES = 1_000_000


def draw(tab: Tab, layout: Layout) -> Image.Image:
    """The picture of one tab: the strip of tabs on top, six entries below."""
    canvas = Canvas(layout)
    for number, other in enumerate(TABS):
        if other is not tab:
            canvas.resting_tab(layout.tab(number, len(TABS)), other)
    for number, other in enumerate(TABS):
        if other is tab:
            canvas.open_tab(layout.tab(number, len(TABS)), other)
    for number, entry in enumerate(tab.entries):
        canvas.entry(layout.cell(number), number, entry)
    return canvas.finished()


def as_png(picture: Image.Image) -> bytes:
    """The picture as a small PNG of 128 colours. Raises Problem above LINE's limit."""
    file = io.BytesIO()
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    if file.tell() > LIMIT_BYTES:
        raise Problem(f"画像が大きすぎます（{file.tell()} バイト） / the picture is too large for LINE")
    return file.getvalue()


def main(folder: Path = IMAGES) -> None:
    """Writes every picture and says how large it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for layout in LAYOUTS.values():
        for tab in TABS:
            png = as_png(draw(tab, layout))
            (folder / file_name(tab, layout)).write_bytes(png)
            print(f"{folder / file_name(tab, layout)}  {len(png) / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    try:
        main(*map(Path, sys.argv[1:2]))
    except Problem as problem:
        sys.exit("\n".join(problem.sentences))
