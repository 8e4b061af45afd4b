"""What a person can press: links for safe addresses, buttons that carry their action as data, dead ends otherwise."""

from typing import Any

from markupsafe import Markup

from bot.preview.addresses import followable, link
from bot.preview.tags import mapped, tag, words
from bot.preview.values import style

KINDS = (
    "message", "postback", "datetimepicker", "clipboard", "camera", "cameraRoll", "location", "richmenuswitch",
)  # fmt: skip
CARRIED = (
    "text", "data", "displayText", "mode", "initial", "min", "max", "inputOption", "fillInText", "clipboardText",
    "richMenuAliasId", "label",
)  # fmt: skip
IN_APP = "LINE アプリの中だけで開くリンクです"
REFUSED = "安全でない形のリンクなので開けません"
UNKNOWN = "この操作は LINE にありません"


def label_of(action: Any) -> str:
    """The label, as it is read out where it is not seen."""
    return words(mapped(action).get("label"), 300)


def button(action: Any, look: str, inner: Markup | str | None = None, **more: Any) -> Markup:
    """Something to press whose content is words; its label stands on it unless `inner` is given."""
    return _pressable(action, label_of(action) if inner is None else inner, look, block=False, **more)


def area(action: Any, inner: Markup, look: str, **more: Any) -> Markup:
    """Something to press that holds boxes, which no button of HTML may."""
    return _pressable(action, inner, look, block=True, **more)


def cover(action: Any, name: str) -> Markup:
    """Lies over a box that can be pressed while parts of it can be pressed too."""
    return _pressable(action, "", "fx-cover", block=False, name=name or "開く")


def _pressable(
    action: Any, inner: Markup | str, look: str, *, block: bool, css: list[str] | None = None, name: str | None = None
) -> Markup:
    action = mapped(action)
    given = {"style": style(css or []), "aria_label": name or None}
    if action.get("type") == "uri":
        uri = action.get("uri")
        if address := followable(uri):
            return link(address, inner, class_=look, **given)
        lives = isinstance(uri, str) and uri.startswith("line:")
        return _dead(inner, look, IN_APP if lives else REFUSED, block, given)
    if action.get("type") not in KINDS:
        return _dead(inner, look, UNKNOWN, block, given)
    given |= {"data_type": action["type"]} | _carried(action)
    if not block:
        return tag("button", inner, class_=f"{look} act", type="button", **given)
    return tag("div", inner, class_=f"{look} act", role="button", tabindex="0", **given)


def _dead(inner: Markup | str, look: str, reason: str, block: bool, given: dict[str, str | None]) -> Markup:
    return tag(
        "div" if block else "span",
        inner,
        class_=f"{look} dead",
        role="link",
        aria_disabled="true",
        title=reason,
        **given,
    )


def _carried(action: dict[str, Any]) -> dict[str, str | None]:
    return {f"data_{name.lower()}": words(action[name]) for name in CARRIED if isinstance(action.get(name), str)}
