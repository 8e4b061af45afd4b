"""Addresses one may follow: http, https and tel, spelt so that they lead where they seem to lead."""

import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.preview.tags import join, tag

LONGEST = 2000
# No spaces, quotes, backslashes, control or invisible characters: each of them has hidden another address before.
_WEB = re.compile(
    r"https?://[^\s\"'<>\\^`{|}\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]+",
    re.IGNORECASE,
)
_PHONE = re.compile(r"tel:\+?[0-9][0-9().,;*#-]{0,40}", re.IGNORECASE)
_OWN = re.compile(r"/emulator/content/[A-Za-z0-9_-]{1,80}")
# Addresses in plain texts end where Japanese begins.
_IN_TEXT = re.compile(r"https?://[\w\-./?%&=+#~:;,@!$*()\[\]']+", re.ASCII)
_CLOSING = ".,:;!?'"


def followable(value: Any) -> str | None:
    """The address if it is http, https or tel, names a host and hides nothing before an @."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    if _PHONE.fullmatch(value):
        return value
    return value if _WEB.fullmatch(value) and _leads_there(value) else None


def picture_source(value: Any) -> str | None:
    """The address of a picture: https as LINE demands."""
    address = followable(value)
    return address if address and address[:8].lower() == "https://" else None


def own_picture(value: Any) -> str | None:
    """A picture that lies in the emulator itself."""
    return value if isinstance(value, str) and _OWN.fullmatch(value) else None


def linked(text: str) -> Markup:
    """A text whose addresses can be followed."""
    pieces: list[Markup] = []
    end = 0
    for match in _IN_TEXT.finditer(text):
        address = _without_closing(match[0])
        if not followable(address):
            continue
        pieces.append(escape(text[end : match.start()]))
        pieces.append(link(address, escape(address)))
        end = match.start() + len(address)
    return join([*pieces, escape(text[end:])])


def link(address: str, inner: Markup | str, **more: str | None) -> Markup:
    """A link that opens in a page of its own and tells it nothing."""
    return tag("a", inner, **more, href=address, target="_blank", rel="noopener noreferrer")


def _leads_there(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc and (parts.port or 1) > 0
    except ValueError:
        return False


def _without_closing(address: str) -> str:
    """The address without the signs of the sentence around it."""
    while address and (address[-1] in _CLOSING or (address[-1] in ")]" and not _opened(address))):
        address = address[:-1]
    return address


def _opened(address: str) -> bool:
    opening = "(" if address[-1] == ")" else "["
    return address.count(opening) >= address.count(address[-1])
