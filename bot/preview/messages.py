"""LINE messages as HTML: everything escaped, every address and style value checked, nothing taken over as it came."""

import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

Json = dict[str, Any]

DEEPEST = 16
TEXT_PX = dict(xxs=11, xs=13, sm=14, md=16, lg=19, xl=22, xxl=29) | {"3xl": 35, "4xl": 48, "5xl": 74}
SPACE_PX = dict(none=0, xs=2, sm=4, md=8, lg=12, xl=16, xxl=20)
WIDTH_PX = dict(nano=120, micro=160, deca=220, hecto=241, kilo=260, mega=300, giga=500)
EDGES = {"paddingAll": "padding", "paddingTop": "padding-top", "paddingBottom": "padding-bottom"} | {
    "paddingStart": "padding-inline-start",
    "paddingEnd": "padding-inline-end",
}
ALIGN = {"start": "left", "center": "center", "end": "right"}
JUSTIFY = {"flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"}
OTHER_KINDS = {
    "sticker": "スタンプ",
    "image": "写真",
    "video": "動画",
    "audio": "音声",
    "file": "ファイル",
    "template": "テンプレート",
    "imagemap": "イメージマップ",
    "coupon": "クーポン",
}

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_LENGTH = re.compile(r"\d{1,4}(?:\.\d{1,2})?(?:px|%)")
_ADDRESS = re.compile(r"(?:https?://|tel:)[^\s\"'<>]+")
# Addresses in plain texts end where Japanese begins.
_LINK = re.compile(r"https?://[\w\-./?%&=+#~:;,@!$*()]+", re.ASCII)


def message_html(message: Json) -> Markup:
    """One message object, of the bot or of a person, as it looks in the talk."""
    kind = str(message.get("type"))
    if kind in ("text", "textV2"):
        return _tag("div", _linked(str(message.get("text", ""))), class_="bubble text")
    if kind == "flex":
        return _flex(message)
    if kind == "location":
        words = " ".join(str(message.get(part, "")) for part in ("title", "address"))
        return _tag("div", escape(f"位置情報：{words}"), class_="bubble other")
    if kind == "unsent":
        return _tag("div", escape("メッセージの送信を取り消しました"), class_="bubble other")
    words = OTHER_KINDS.get(kind, "この画面では表示できないメッセージ")
    detail = message.get("altText") or message.get("fileName") or ""
    return _tag("div", escape(f"{words}：{detail}" if detail else words), class_=f"bubble other {_word(kind)}")


def quick_replies_html(message: Json) -> Markup:
    """The quick replies below the talk, or nothing."""
    quick = message.get("quickReply")
    items = quick.get("items", []) if isinstance(quick, dict) else []
    buttons = [_action(item.get("action"), None, "quick") for item in items if isinstance(item, dict)]
    return Markup("").join(buttons)


def _flex(message: Json) -> Markup:
    contents = message.get("contents")
    contents = contents if isinstance(contents, dict) else {}
    bubbles = contents.get("contents", []) if contents.get("type") == "carousel" else [contents]
    cards = Markup("").join(_bubble(bubble) for bubble in bubbles if isinstance(bubble, dict))
    label = str(message.get("altText", ""))
    if contents.get("type") == "carousel":
        # Focusable, so that the keyboard can scroll it.
        return _tag("div", cards, class_="carousel", role="group", aria_label=label, tabindex="0")
    return _tag("div", cards, class_="flex", role="group", aria_label=label)


def _bubble(bubble: Json) -> Markup:
    width = WIDTH_PX.get(str(bubble.get("size", "mega")), WIDTH_PX["mega"])
    parts = [
        _tag("div", _part(bubble[name], 0, "vertical"), class_=f"fx-{name}")
        for name in ("header", "hero", "body", "footer")
        if isinstance(bubble.get(name), dict)
    ]
    return _tag("div", Markup("").join(parts), class_="fx-bubble", style=f"width:{width}px")


def _part(part: Any, depth: int, layout: str) -> Markup:
    if not isinstance(part, dict) or depth > DEEPEST:
        return Markup("")
    kind, style = part.get("type"), _place(part, layout)
    if kind == "box":
        return _box(part, depth, style)
    if kind == "text":
        return _text(part, style)
    if kind == "button":
        look = f"fx-button {_word(part.get('style', 'link'))} {_word(part.get('height', 'md'))}"
        return _action(part.get("action"), None, look, [*style, *_css("background-color", part.get("color"), _COLOUR)])
    if kind == "separator":
        return _tag("div", "", class_=f"fx-separator {_word(layout)}", style=_join(style))
    if kind in ("filler", "spacer"):
        return _tag("div", "", class_="fx-filler")
    # Pictures would be fetched from elsewhere; the page stays on this machine.
    return (
        _tag("div", escape("画像"), class_="fx-image", style=_join(style)) if kind in ("image", "video") else Markup("")
    )


def _box(box: Json, depth: int, style: list[str]) -> Markup:
    layout = str(box.get("layout", "vertical"))
    inner = Markup("").join(_part(part, depth + 1, layout) for part in _list(box.get("contents")))
    style = [*style, *_css("background-color", box.get("backgroundColor"), _COLOUR), *_box_edges(box)]
    look = f"fx-box {_word(layout)}"
    if isinstance(box.get("action"), dict):
        return _action(box["action"], inner, f"{look} fx-tap", style)
    return _tag("div", inner, class_=look, style=_join(style))


def _box_edges(box: Json) -> list[str]:
    style = [rule for name, css in EDGES.items() for rule in _space(css, box.get(name))]
    style += _space("gap", box.get("spacing")) + _space("border-radius", box.get("cornerRadius"))
    if colour := _css("border-color", box.get("borderColor"), _COLOUR):
        style += ["border-style:solid", "border-width:1px", *colour]
    if box.get("justifyContent") in JUSTIFY:
        style.append(f"justify-content:{box['justifyContent']}")
    return style


def _text(text: Json, style: list[str]) -> Markup:
    size = str(text.get("size", "md"))
    px = TEXT_PX.get(size)
    style = [*style, f"font-size:{px}px"] if px else [*style, *_css("font-size", size, _LENGTH)]
    style += _css("color", text.get("color"), _COLOUR)
    if text.get("align") in ALIGN:
        style.append(f"text-align:{ALIGN[text['align']]}")
    look = "fx-text" + (" bold" if text.get("weight") == "bold" else "") + (" wrap" if text.get("wrap") is True else "")
    spans = [span for span in _list(text.get("contents")) if isinstance(span, dict)]
    words = "".join(str(span.get("text", "")) for span in spans) if spans else str(text.get("text", ""))
    if isinstance(text.get("action"), dict):
        return _action(text["action"], escape(words), f"{look} fx-tap", style)
    return _tag("div", escape(words), class_=look, style=_join(style))


def _action(action: Any, inner: Markup | None, look: str, style: Iterable[str] = ()) -> Markup:
    """A link for safe addresses, otherwise something to press; `inner` is shown in place of the label."""
    action = action if isinstance(action, dict) else {}
    label = escape(str(action.get("label", "")))
    shown, css = label if inner is None else inner, _join(style)
    if action.get("type") == "uri":
        address = str(action.get("uri", ""))
        if not _ADDRESS.fullmatch(address):
            return _tag("span", shown, class_=f"{look} dead", style=css)
        return _tag("a", shown, class_=look, style=css, href=address, target="_blank", rel="noopener noreferrer")
    names = ("type", "text", "data", "displayText", "mode", "initial", "min", "max")
    given = {f"data-{name.lower()}": str(action[name]) for name in names if action.get(name) is not None}
    if inner is None:
        return _tag("button", shown, class_=f"{look} act", style=css, type="button", **given)
    # A box with boxes inside is no legal content of a button.
    return _tag("div", shown, class_=f"{look} act", style=css, role="button", tabindex="0", **given)


def _place(part: Json, layout: str) -> list[str]:
    margin = "margin-top" if layout == "vertical" else "margin-inline-start"
    style = _space(margin, part.get("margin"))
    flex = part.get("flex", 0 if layout == "vertical" else 1)
    if isinstance(flex, int) and not isinstance(flex, bool) and 0 <= flex <= 99:
        style.append(f"flex:{flex} {flex} auto" if flex == 0 else f"flex:{flex} {flex} 0")
    return style


def _space(css: str, value: Any) -> list[str]:
    if isinstance(value, str) and value in SPACE_PX:
        return [f"{css}:{SPACE_PX[value]}px"]
    return _css(css, value, _LENGTH)


def _css(name: str, value: Any, form: re.Pattern[str]) -> list[str]:
    return [f"{name}:{value}"] if isinstance(value, str) and form.fullmatch(value) else []


def _linked(text: str) -> Markup:
    pieces, end = [], 0
    for match in _LINK.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(_tag("a", escape(match[0]), href=match[0], target="_blank", rel="noopener noreferrer"))
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _tag(name: str, inner: Markup | str, **attributes: str) -> Markup:
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value]
    # format on Markup escapes every value.
    words = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in given)
    return Markup("<{0}{1}>{2}</{0}>").format(name, words, inner)


def _word(value: Any) -> str:
    return re.sub(r"[^a-zA-Z0-9-]", "", str(value))[:20]


def _join(style: Iterable[str]) -> str:
    return ";".join(style)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
