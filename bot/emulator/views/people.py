"""The friend list as HTML: who there is, the last line of each talk, what is unread."""

from typing import Any

from markupsafe import Markup

from bot.emulator.platform import Platform
from bot.emulator.views.rendering import japanese, rendered, when_words
from bot.emulator.views.talk import last_words

Json = dict[str, Any]

LANGUAGES = {
    "ja": "日本語",
    "en": "英語",
    "vi": "ベトナム語",
    "zh-CN": "中国語",
    "ko": "韓国語",
    "tl": "フィリピノ語",
    "id": "インドネシア語",
    "ne": "ネパール語",
}


def people_html(platform: Platform, current: str) -> Markup:
    """The list of people; `current` is the one this page speaks for."""
    now = japanese(platform.now_ms())
    times = {
        row["user_id"]: row["at_ms"]
        for row in platform.store.rows(
            "SELECT user_id, (SELECT at_ms FROM entry e WHERE e.user_id = p.user_id ORDER BY seq DESC LIMIT 1) AS at_ms"
            " FROM person p"
        )
        if row["at_ms"] is not None
    }
    people = [
        {
            **person,
            "words": last_words(person["last"]),
            "when": when_words(japanese(times[person["user_id"]]), now) if person["user_id"] in times else "",
            "unread": 0 if person["user_id"] == current else person["unread"],
        }
        for person in platform.store.people()
    ]
    return rendered("people.html", people=people, current=current)


def unread_elsewhere(platform: Platform, current: str) -> int:
    """How many messages wait in other people's talks."""
    return sum(person["unread"] for person in platform.store.people() if person["user_id"] != current)
