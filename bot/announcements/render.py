"""An announcement as LINE's message objects: a text in the college's voice, and a card with the exact facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.actions import Action, Open, Post, Say
from bot.announcements import wording_content as wording
from bot.announcements.styles import CORRECTION, USUAL_KIND, Kind, templates
from bot.errors import Problem
from bot.flex import BUBBLE_BYTES, QUIET
from bot.measure import clean, utf16
from bot.messages import ALT_UNITS, TEXT_UNITS, Card, Row, Text, as_line

SETTINGS_DATA = "notices:open"

Json = dict[str, Any]


def messages(
    content: Json, title: str, *, link: Callable[[str], str], correction_of: str | None, mark: str = ""
) -> list[Json]:
    """Two message objects: the text, and the card whose altText is the headline. Raises Problem when LINE's limits do
    not hold; nothing is ever cut.

    `content` is that of a Draft; `link` puts a counted address in the place of a plain one; `correction_of` is the
    title of the announcement this one corrects; `mark` ("[テスト] ") goes before everything a person reads first.
    """
    kind = kind_of(content, correction_of)
    headline = f"{mark}{clean(title)}"
    try:
        return [_text(content, kind, headline, correction_of), _card(content, kind, headline, link, correction_of)]
    except ValueError as error:  # a limit that content_file does not let pass
        raise Problem(wording.LIMIT.format(why=error)) from None


def kind_of(content: Json, correction_of: str | None = None) -> Kind:
    """The kind of the content; whatever corrects another announcement is a correction."""
    kinds = templates().kinds
    return kinds[CORRECTION if correction_of is not None else content.get("kind", USUAL_KIND)]


def words_around(kind: Kind, style: str, title: str, text: str, original: str) -> str:
    """The title, then the author's text between the opening and the closing line of the style."""
    opening = kind.opening.get(style, "").replace("{original}", original)
    return "\n\n".join(part for part in (title, opening, text.strip(), kind.closing.get(style, "")) if part)


def _text(content: Json, kind: Kind, headline: str, correction_of: str | None) -> Json:
    original = wording.AN_ORIGINAL if correction_of is None else wording.ORIGINAL.format(title=clean(correction_of))
    text = clean(words_around(kind, _style(content), headline, clean(content["text"]), original))
    if (size := utf16(text)) > TEXT_UNITS:
        raise Problem(wording.TOO_LONG.format(key="text", size=size, limit=TEXT_UNITS))
    return as_line(Text(text))


def _style(content: Json) -> str:
    return str(content.get("style") or templates().usual_style)


def _card(content: Json, kind: Kind, headline: str, link: Callable[[str], str], correction_of: str | None) -> Json:
    if (size := utf16(headline)) > ALT_UNITS:
        raise Problem(wording.TOO_LONG.format(key="title", size=size, limit=ALT_UNITS))
    corrects = [] if correction_of is None else [(wording.CORRECTS, correction_of)]
    facts = [*corrects, *((label, text) for label, text in content.get("facts", ()))]
    source = content.get("source")
    card = Card(
        headline=headline,
        title=headline,
        badge=kind.badge,
        tone=kind.tone,
        rows=tuple(Row(label, text) for label, text in facts),
        buttons=(_button(content["button"], link),) if content.get("button") else (),
        footer=wording.source_line(source) if source else None,
    )
    made = as_line(card)
    _add_settings(made["contents"])
    if _said(card) != _kept(made["contents"]) or _bytes(made["contents"]) > BUBBLE_BYTES:
        raise Problem(wording.CARD_HEAVY)
    return made


def _button(button: dict[str, str], link: Callable[[str], str]) -> Action:
    if "say" in button:
        return Say(button["label"], button["say"])
    return Open(button["label"], link(button["url"]))


def _add_settings(bubble: Json) -> None:
    """The way to one's own choice stands below everything else, quiet, in every announcement."""
    action = Post(wording.SETTINGS, SETTINGS_DATA, wording.SETTINGS).as_line()
    quiet = {"type": "button", "style": "link", "color": QUIET, "height": "sm", "adjustMode": "shrink-to-fit"}
    footer = bubble.setdefault(
        "footer", {"type": "box", "layout": "vertical", "spacing": "sm", "paddingAll": "12px", "contents": []}
    )
    footer["contents"].append({**quiet, "action": action})
    for button in footer["contents"]:
        button["scaling"] = True  # grows with the letters a person has chosen, as the texts do


def _said(card: Card) -> list[str]:
    return [text for row in card.rows for text in (row.label, row.text)]


def _kept(bubble: Json) -> list[str]:
    """The labels and texts of the fact lines that made it into the bubble."""
    rows = [part["contents"] for part in bubble["body"]["contents"] if part.get("type") == "box"]
    return [text["text"] for row in rows for text in row]


def _bytes(part: object) -> int:
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
