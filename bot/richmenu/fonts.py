"""Finds the Japanese font of the pictures: Noto Sans CJK JP, free under the SIL Open Font License."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from PIL import ImageFont, features

from bot.errors import Problem

FAMILY = "Noto Sans CJK JP"
FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/local/share/fonts",
    "/opt/homebrew/share/fonts",
    "/Library/Fonts",
    str(Path.home() / "Library/Fonts"),
    str(Path.home() / ".local/share/fonts"),
)
MISSING = (
    f"フォント {FAMILY} が見つかりません。fonts-noto-cjk を入れてから、もう一度実行してください"
    " / the font is missing: install fonts-noto-cjk (Debian, Ubuntu) or noto-fonts-cjk and run again"
)
NO_SHAPING = (
    "この Pillow は文字の詰め組み（raqm）ができません。pip の Pillow を入れてください"
    " / this Pillow lacks raqm: install the wheel from PyPI"
)


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """The font in "Bold" or "Regular" and this size (pixels); raises Problem when it or Pillow's raqm is missing."""
    if not features.check("raqm"):
        raise Problem(NO_SHAPING)
    path, index = _face(weight)
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.RAQM)


@cache
def _face(weight: str) -> tuple[str, int]:
    for path in _candidates(weight):
        for index in range(10):
            try:
                name = ImageFont.truetype(path, 20, index=index).getname()
            except OSError:
                break
            if name == (FAMILY, weight):
                return path, index
    raise Problem(MISSING)


def _candidates(weight: str) -> list[str]:
    names = (f"NotoSansCJK-{weight}.ttc", f"NotoSansCJKjp-{weight}.otf")
    found = [str(path) for folder in FOLDERS for name in names if (path := Path(folder) / name).is_file()]
    if matcher := shutil.which("fc-match"):
        asked = [matcher, "--format=%{file}", f"{FAMILY}:style={weight}"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        found += [answer] if answer else []
    return found
