"""The talk as HTML: its lines, its quick replies, and what the friend list says about it."""

import json
from typing import Any

from markupsafe import Markup

from bot.emulator.platform import Platform
from bot.emulator.views.rendering import day_words, japanese, rendered
from bot.emulator.views.stickers import own_sticker
from bot.preview import message_html, quick_replies_html

Json = dict[str, Any]

_KINDS = {
    "sticker": "スタンプ",
    "image": "写真",
    "video": "動画",
    "audio": "音声",
    "file": "ファイル",
    "location": "位置情報",
    "unsent": "送信を取り消しました",
}


def entry_html(entry: Json, *, pictures: bool = False) -> Markup:
    """One line of the talk; `pictures` lets those of bot messages load from their addresses."""
    at, body = japanese(entry["at_ms"]), entry["body"]
    return rendered(
        "entry.html",
        entry=entry,
        day=day_words(at),
        time=f"{at.hour}:{at:%M}",
        iso=at.isoformat(timespec="seconds"),
        note=note_words(body) if entry["side"] == "note" else None,
        sender=_sender(body),
        sticker=own_sticker(body),
        unsent=body.get("type") == "unsent",
        content=message_html(body, pictures=pictures),
    )


def quick_html(platform: Platform, user_id: str) -> Markup:
    """The quick replies of the talk's last line, unless one was used."""
    last = platform.store.row(
        "SELECT e.body, e.side FROM entry e JOIN person p ON p.user_id = e.user_id"
        " WHERE e.user_id = ? AND e.seq > p.spent_seq AND e.seq = (SELECT max(seq) FROM entry WHERE user_id = ?)",
        user_id,
        user_id,
    )
    return quick_replies_html(json.loads(last["body"])) if last and last["side"] == "bot" else Markup("")


def note_words(body: Json) -> str:
    """What a note in the middle of the talk says."""
    if body.get("type") == "unfollow":
        return "ブロックしました。窓口からのメッセージは届きません。"
    if body.get("type") == "follow":
        return "ブロックを解除しました。" if body.get("isUnblocked") else "友だちに追加しました。"
    return ""


def last_words(body: Json | None) -> str:
    """The talk's last line, short, for the friend list."""
    if body is None:
        return ""
    kind = _KINDS.get(str(body.get("type")), "メッセージ")
    words = body.get("text") or body.get("altText") or note_words(body) or kind
    return " ".join(str(words).split())[:60]


def _sender(body: Json) -> str:
    given = body.get("sender")
    name = given.get("name") if isinstance(given, dict) else None
    return name if isinstance(name, str) else ""
