"""The one button of an announcement."""

from __future__ import annotations

from collections.abc import Collection

from bot.actions import LABEL_LIMIT, TEXT_LIMIT
from bot.announcements import links
from bot.announcements import wording_content as wording
from bot.announcements.content_fields import Page
from bot.announcements.content_marks import Marks
from bot.announcements.numbered import Pairs
from bot.measure import graphemes

MOST_UNITS = 5000  # far above what a button holds; that is counted in signs
BUTTON_KEYS = ("label", "url", "say")


def read_button(page: Page, marks: Marks, hosts: Collection[str]) -> dict[str, str] | None:
    """The one button: a label with an address to open or words to say."""
    value = page.get("button")
    if value is None:
        return None
    if not isinstance(value, Pairs):
        page.wrong(page.line("button"), wording.NOT_PAIRS.format(key="button"))
        return None
    inner = Page(value, page.mistakes)
    inner.known(BUTTON_KEYS, {}, "button の中：")
    if (inner.get("url") is None) == (inner.get("say") is None):
        page.wrong(page.line("button"), wording.BUTTON_WAY)
    if inner.get("label") is None:
        page.wrong(page.line("button"), wording.MISSING.format(key="button の label"))
    found = {"label": _short(inner, marks, "label", LABEL_LIMIT)}
    if inner.get("say") is not None:
        found["say"] = _short(inner, marks, "say", TEXT_LIMIT)
    elif url := inner.words("url", 2000):
        found["url"] = inner.checked(inner.line("url"), lambda: links.checked(url, hosts)) or ""
    return found if len(found) == 2 and all(found.values()) else None


def _short(inner: Page, marks: Marks, key: str, limit: int) -> str:
    """A text of one line; LINE counts labels and what is said in signs, not in units."""
    text = marks.filled(f"button の {key}", inner.words(key, MOST_UNITS, one_line=True), MOST_UNITS, inner.line(key))
    if (size := graphemes(text)) > limit:
        sentence = wording.TOO_LONG_SIGNS.format(key=f"button の {key}", size=size, limit=limit)
        inner.wrong(inner.line(key), sentence)
        return ""
    return text
