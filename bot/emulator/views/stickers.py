"""The page's own stickers: six drawings of a little window, with the keywords a bot gets to read."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

PACKAGE = "446"
"""A package whose stickers bots may send back; the drawings here are ours."""


@dataclass(frozen=True)
class Sticker:
    """One sticker: its number, its drawing in static/, its words, and the keywords of the webhook event."""

    number: str
    drawing: str
    words: str
    keywords: str


STICKERS: tuple[Sticker, ...] = (
    Sticker("1988", "hello", "こんにちは", "hello"),
    Sticker("1989", "thanks", "ありがとう", "thanks"),
    Sticker("1990", "okay", "わかりました", "OK"),
    Sticker("1991", "please", "おねがいします", "please"),
    Sticker("1992", "puzzled", "うーん", "confused"),
    Sticker("1993", "tea", "ひと休み", "break"),
)
_KNOWN = {sticker.number: sticker for sticker in STICKERS}


def own_sticker(body: Json) -> Sticker | None:
    """The drawing for a sticker message of a person; None when it is not one of ours."""
    if body.get("type") != "sticker" or body.get("packageId") != PACKAGE:
        return None
    return _KNOWN.get(str(body.get("stickerId")))
