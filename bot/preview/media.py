"""Messages that are no words: stickers, pictures, films, sounds, files, places, coupons."""

from typing import Any

from markupsafe import Markup

from bot.preview.addresses import link, picture_source
from bot.preview.canvas import Canvas
from bot.preview.pictures import picture
from bot.preview.tags import join, listed, plain, tag, words
from bot.preview.values import number

FACES = 4


def sticker(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A face of our own with the sticker's word or number: LINE's drawings are not ours to show."""
    keywords = [words(one, 20) for one in listed(message.get("keywords"), 3)]
    said = words(message.get("text"), 40) or next((one for one in keywords if one), "")
    named = said or f"No. {plain(message.get('stickerId'), 20) or '？'}"
    face = tag("span", class_=f"face face-{sum(map(ord, plain(message.get('stickerId'), 20))) % FACES}")
    caption = tag("span", named, class_="tile-note")
    return tag("div", face + caption, class_="tile sticker", role="img", aria_label=f"スタンプ：{named}")


def image(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A picture; the whole one opens in a page of its own."""
    seen = picture(message.get("previewImageUrl"), canvas, "photo fit", alt="写真", shown=message.get("shown"))
    return _opened(message, seen, "tile photo-tile")


def video(message: dict[str, Any], canvas: Canvas) -> Markup:
    """The preview of a film, or how long it is: what people send has no preview of its own."""
    if message.get("previewImageUrl") is None and message.get("shown") is None:
        lines = join([tag("b", "動画"), tag("small", _minutes(message.get("duration")))])
        seen = tag("span", class_="play small", aria_hidden="true") + tag("span", lines, class_="tile-words")
        return _opened(message, seen, "tile row film")
    seen = picture(message.get("previewImageUrl"), canvas, "photo fit", alt="動画", shown=message.get("shown"))
    mark = tag("span", class_="play", aria_hidden="true")
    return _opened(message, seen + mark, "tile photo-tile")


def audio(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A sound and how long it is."""
    seen = tag("span", class_="play small", aria_hidden="true") + tag(
        "span", class_="wave", role="img", aria_label="音声"
    )
    seen += tag("span", _minutes(message.get("duration")), class_="tile-note")
    return _opened(message, seen, "tile audio")


def file(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A file a person has sent."""
    name = plain(message.get("fileName"), 200) or "ファイル"
    return _row("sheet", "ファイル", [tag("b", name), tag("small", _bytes(message.get("fileSize")))])


def location(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A place on a map that is only hinted at: a real one would have to be fetched."""
    at = [number(message.get(name)) for name in ("latitude", "longitude")]
    where = " ".join(f"{one:.5f}" for one in at if one is not None and abs(one) <= 180)
    title, address = words(message.get("title"), 100) or "位置情報", words(message.get("address"), 200)
    lines = join([tag("b", title), tag("span", address), tag("small", where)])
    chart = tag("span", tag("span", class_="pin"), class_="chart", aria_hidden="true")
    drawn = chart + tag("span", lines, class_="tile-words")
    return tag("div", drawn, class_="tile place", role="group", aria_label="位置情報")


def coupon(message: dict[str, Any], canvas: Canvas) -> Markup:
    """A coupon; what it gives is known to LINE alone."""
    return _row("ticket", "クーポン", [tag("b", "クーポン"), tag("small", plain(message.get("couponId"), 60))])


def _row(mark: str, name: str, lines: list[Markup]) -> Markup:
    drawn = tag("span", class_=mark, aria_hidden="true") + tag("span", join(lines), class_="tile-words")
    return tag("div", drawn, class_="tile row", role="group", aria_label=name)


def _opened(message: dict[str, Any], inner: Markup, look: str) -> Markup:
    if address := picture_source(message.get("originalContentUrl")):
        return link(address, inner, class_=look)
    return tag("div", inner, class_=look)


def _minutes(value: Any) -> str:
    milliseconds = number(value)
    if milliseconds is None or not 0 <= milliseconds < 360_000_000:
        return ""
    return f"{int(milliseconds) // 60_000}:{int(milliseconds) // 1000 % 60:02}"


def _bytes(value: Any) -> str:
    size = number(value)
    if size is None or not 0 <= size < 1e12:
        return ""
    if size < 1_000_000:
        return f"{size / 1000:.0f} KB" if size >= 1000 else f"{size:.0f} B"
    return f"{size / 1_000_000:.1f} MB"
