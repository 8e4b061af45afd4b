"""Which message is drawn by what."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.preview import media
from bot.preview.actions import button, label_of
from bot.preview.canvas import Canvas
from bot.preview.flex import flex
from bot.preview.imagemap import imagemap
from bot.preview.tags import join, listed, mapped, plain, tag, words
from bot.preview.templates import template
from bot.preview.texts import text, text_v2

Json = dict[str, Any]
MOST_QUICK = 13
UNKNOWN = "この画面では表示できないメッセージ"
UNSENT = "メッセージの送信を取り消しました"


def message_html(message: Json, *, pictures: bool = False) -> Markup:
    """One message object, of the bot or of a person, as it looks in the talk.

    Whatever the object holds, the result holds only our own tags, checked addresses and checked styles. Pictures from
    elsewhere are fetched only with `pictures`.
    """
    message, canvas = mapped(message), Canvas(pictures)
    kind = message.get("type")
    draw = _KINDS.get(kind) if isinstance(kind, str) else None
    drawn = draw(message, canvas) if draw else _other(message)
    sender = words(mapped(message.get("sender")).get("name"), 40)
    return tag("div", tag("span", sender, class_="sender") + drawn, class_="sent") if sender else drawn


def quick_replies_html(message: Json) -> Markup:
    """The quick replies below the talk, or nothing."""
    items = listed(mapped(mapped(message).get("quickReply")).get("items"), MOST_QUICK)
    actions = [mapped(mapped(item).get("action")) for item in items]
    return join([button(action, f"quick{_mark(action)}", name=_wanting(action)) for action in actions if action])


def _mark(action: Json) -> str:
    kind = action.get("type")
    return f" quick-{kind}" if kind in ("camera", "cameraRoll", "location", "datetimepicker", "clipboard") else ""


def _wanting(action: Json) -> str | None:
    return None if label_of(action).strip() else "返信の候補"


def _unsent(_message: Json, _canvas: Canvas) -> Markup:
    return tag("div", UNSENT, class_="bubble other unsent")


def _other(message: Json) -> Markup:
    detail = words(message.get("altText"), 200) or plain(message.get("type"), 40)
    return tag("div", f"{UNKNOWN}：{detail}" if detail else UNKNOWN, class_="bubble other")


_KINDS: dict[str, Callable[[Json, Canvas], Markup]] = {
    "text": lambda message, _canvas: text(message),
    "textV2": lambda message, _canvas: text_v2(message),
    "flex": flex,
    "template": template,
    "imagemap": imagemap,
    "sticker": media.sticker,
    "image": media.image,
    "video": media.video,
    "audio": media.audio,
    "file": media.file,
    "location": media.location,
    "coupon": media.coupon,
    "unsent": _unsent,
}
