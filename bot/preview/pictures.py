"""Pictures: fetched only where that is wanted, otherwise a quiet drawing with the address beneath it."""

from typing import Any

from markupsafe import Markup

from bot.preview.addresses import own_picture, picture_source
from bot.preview.canvas import Canvas
from bot.preview.tags import plain, tag
from bot.preview.values import style

BROKEN = "画像のアドレスが正しくありません"


def picture(
    url: Any, canvas: Canvas, look: str, *, alt: str = "画像", css: list[str] | None = None, shown: Any = None
) -> Markup:
    """The picture at an https address; `shown` is where the emulator itself keeps it."""
    source = own_picture(shown) or (picture_source(url) if canvas.pictures else None)
    if source:
        return tag(
            "img",
            class_=f"pic {look}",
            style=style(css or []),
            src=source,
            alt=alt,
            loading="lazy",
            referrerpolicy="no-referrer",
        )
    address = plain(url, 200) if picture_source(url) else BROKEN
    seen = tag("span", address.removeprefix("https://"), class_="pic-from", aria_hidden="true")
    return tag(
        "span",
        seen,
        class_=f"pic pic-none {look}" + ("" if address is not BROKEN else " broken"),
        style=style(css or []),
        role="img",
        aria_label=f"{alt}（{address}）",
    )
