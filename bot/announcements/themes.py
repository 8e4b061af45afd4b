"""The themes of announcements, as themes.yaml names them; each person decides theme by theme what they get."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True)
class Theme:
    """One theme: the key that is stored, the name people read, what comes, and other words for it."""

    key: str
    name: str
    about: str
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # in files only


@cache
def themes() -> dict[str, Theme]:
    """All themes by key, in the order in which people see them."""
    text = resources.files("bot.announcements").joinpath("themes.yaml").read_text("utf8")
    return {
        key: Theme(key, given["name"], given["about"], tuple(given.get("words", ())), tuple(given.get("also", ())))
        for key, given in yaml.safe_load(text).items()
    }


def find(text: str) -> str | None:
    """The key of a theme named by its key, its name or another word for it; None for anything else."""
    sought = text.strip().lower()
    return next((theme.key for theme in themes().values() if sought in _names(theme)), None)


def _names(theme: Theme) -> set[str]:
    return {word.lower() for word in (theme.key, theme.name, *theme.words, *theme.also)}
