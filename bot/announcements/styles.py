"""The kinds of announcements and the styles they can be written in, read from templates.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.cards import TONES, Tone

USUAL_KIND = "お知らせ"
CORRECTION = "訂正"


@dataclass(frozen=True)
class Kind:
    """How one kind looks and sounds, and what it must say. `days_before`: days in Japan before the event."""

    name: str
    badge: str
    tone: Tone
    needs: tuple[str, ...]
    past_from: tuple[str, ...]
    days_before: int | None
    opening: dict[str, str]
    closing: dict[str, str]


@dataclass(frozen=True)
class Templates:
    """Everything of templates.yaml; `styles` with a sentence on each."""

    kinds: dict[str, Kind]
    styles: dict[str, str]
    usual_style: str
    style_of_theme: dict[str, str]

    def style_for(self, theme: str) -> str:
        """The style of a theme whose author named none."""
        return self.style_of_theme.get(theme, self.usual_style)


@lru_cache(1)
def templates() -> Templates:
    """The templates, read once; a kind with an unknown tone or style is a ValueError."""
    page = yaml.safe_load((Path(__file__).parent / "templates.yaml").read_text("utf8"))
    styles: dict[str, str] = page["styles"]
    kinds = {name: _kind(name, fields, styles) for name, fields in page["kinds"].items()}
    return Templates(kinds, styles, page["usual_style"], page["style_of_theme"])


def _kind(name: str, fields: dict[str, Any], styles: dict[str, str]) -> Kind:
    if fields["tone"] not in TONES or any(style not in styles for style in (*fields["open"], *fields["close"])):
        raise ValueError(f"templates.yaml: {name} has an unknown tone or style")
    return Kind(
        name=name,
        badge=fields["badge"],
        tone=fields["tone"],
        needs=tuple(fields["needs"]),
        past_from=tuple(fields["past_from"]),
        days_before=fields.get("days_before"),
        opening={style: fields["open"].get(style) or "" for style in styles},
        closing={style: fields["close"].get(style) or "" for style in styles},
    )
