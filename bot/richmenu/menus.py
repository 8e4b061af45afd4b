"""What the rich menu offers: two tabs of six entries, as LINE's objects under names that change with their content."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

from bot.richmenu.layouts import Box, Layout

Json = dict[str, Any]

CHAT_BAR = "メニュー"
NAME = re.compile(r"madoguchi/(?P<layout>[a-z]+)/(?P<tab>[a-z]+)/(?P<hash>[0-9a-f]{16})")
ALIAS_PREFIX = "madoguchi-"


@dataclass(frozen=True)
class Entry:
    """One tappable field: the text it sends, its icon, its title in parts that may stand in two lines, and a note."""

    text: str
    icon: str
    parts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Tab:
    """One tab: its key in names and aliases, what stands on it, and its six entries."""

    key: str
    title: str
    icon: str
    entries: tuple[Entry, ...]

    @property
    def alias(self) -> str:
        """The alias that always leads to the newest menu of this tab."""
        return f"{ALIAS_PREFIX}{self.key}"


STAFF = Entry("職員に聞く", "staff", ("職員に聞く",), "質問をお預かりします")
# The first tab is the one people see first.
TABS = (
    Tab(
        "find",
        "さがす",
        "search",
        (
            Entry("制度をさがす", "document", ("制度をさがす",), "起業・採用・設備…"),
            Entry("使えるか調べる", "check", ("使えるか", "調べる"), "対象や条件を確かめる"),
            Entry("締切・受付", "calendar", ("締切・受付",), "いつまで申し込めるか"),
            Entry("シゴト・ツクル・カレッジ", "college", ("シゴト・ツクル", "カレッジ"), "起業を学ぶ3つの場"),
            STAFF,
            Entry("私のデータ", "data", ("私のデータ",), "記録を見る・消す"),
        ),
    ),
    Tab(
        "events",
        "イベント",
        "flag",
        (
            Entry("これからのイベント", "events", ("これからの", "イベント"), "日にちの近い順に"),
            Entry("ガレージ", "garage", ("ガレージ",), "起業の交流会・勉強会"),
            Entry("ゼミ", "seminar", ("ゼミ",), "起業の基礎を学ぶ"),
            Entry("アカデミー", "academy", ("アカデミー",), "事業承継・第二創業"),
            Entry("お知らせの設定", "bell", ("お知らせの", "設定"), "届くものを選ぶ・止める"),
            STAFF,
        ),
    ),
)


@dataclass(frozen=True)
class Wanted:
    """One menu as LINE should have it: the object to create, its picture (PNG) and the alias that leads to it."""

    menu: Json
    picture: bytes
    alias: str
    title: str

    @property
    def name(self) -> str:
        """The name, which holds a hash of everything else."""
        return str(self.menu["name"])


def wanted(layout: Layout) -> list[Wanted]:
    """The menus of a layout, the default one first."""
    return [_wanted(tab, layout) for tab in TABS]


def is_ours(name: str) -> bool:
    """Whether a menu of this name was made here; all others are left alone."""
    return NAME.fullmatch(name) is not None


def file_name(tab: Tab, layout: Layout) -> str:
    """The name of a picture's file."""
    return f"{layout.name}-{tab.key}.png"


def picture(tab: Tab, layout: Layout) -> bytes:
    """The committed picture of a tab (PNG)."""
    return resources.files("bot.richmenu").joinpath("images", file_name(tab, layout)).read_bytes()


def areas(tab: Tab, layout: Layout) -> list[Json]:
    """What can be tapped: the other tabs, then the six entries."""
    others = [
        _area(layout.tab(number, len(TABS)), _switch(other)) for number, other in enumerate(TABS) if other is not tab
    ]
    entries = [
        _area(layout.cell(number), {"type": "message", "label": entry.text, "text": entry.text})
        for number, entry in enumerate(tab.entries)
    ]
    return others + entries


def _wanted(tab: Tab, layout: Layout) -> Wanted:
    image = picture(tab, layout)
    menu = {
        "size": {"width": layout.width, "height": layout.height},
        "selected": True,
        "chatBarText": CHAT_BAR,
        "areas": areas(tab, layout),
    }
    written = json.dumps(menu, ensure_ascii=False, sort_keys=True).encode()
    mark = hashlib.sha256(written + b"\n" + image).hexdigest()[:16]
    named = {**menu, "name": f"madoguchi/{layout.name}/{tab.key}/{mark}"}
    return Wanted(named, image, tab.alias, tab.title)


def _switch(tab: Tab) -> Json:
    return {
        "type": "richmenuswitch",
        "label": f"{tab.title}のタブ",
        "richMenuAliasId": tab.alias,
        "data": f"a=tab&to={tab.key}",
    }


def _area(box: Box, action: Json) -> Json:
    return {"bounds": {"x": box.x, "y": box.y, "width": box.width, "height": box.height}, "action": action}
