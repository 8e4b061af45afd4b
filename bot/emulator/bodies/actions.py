"""Action objects: one table per kind, and which kinds with what label each place allows.

LINE's reference: "Action objects", "Specifications of the label"; labels and texts are counted in grapheme clusters.
"""

import re
from datetime import date
from typing import Any

from bot.emulator.bodies.complaints import INVALID, Found, Rule
from bot.emulator.bodies.rules import BAD_SCHEME, BAD_URI, choice, leaf, matching, signs, text, uri
from bot.emulator.bodies.shapes import Kinds, Plain, Property, Shape, may, must

EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")
QUICK_ONLY = ("camera", "cameraRoll", "location")
ALIAS = r"[a-z0-9_-]{1,32}"

DATA: Rule = text(300)
SAID: Rule = signs(300)
MODES = ("date", "time", "datetime")
_INPUT = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_FORMS = {
    "date": re.compile(r"(\d{4}-\d\d-\d\d)", re.ASCII),
    "time": re.compile(_TIME, re.ASCII),
    "datetime": re.compile(rf"(\d{{4}}-\d\d-\d\d)[Tt]{_TIME}", re.ASCII),
}


def _one_text(action: Any, at: str, found: Found) -> None:
    if action.get("text") is not None and action.get("displayText") is not None:
        found.append((f"{at}.displayText", "displayText and text can't be used at the same time"))


def _fill_in(action: Any, at: str, found: Found) -> None:
    if action.get("fillInText") is not None and action.get("inputOption") != "openKeyboard":
        found.append((f"{at}.fillInText", "Only valid when inputOption is openKeyboard"))


def _moment(mode: str, value: str) -> bool:
    shape = _FORMS[mode].fullmatch(value)
    if shape is None:
        return False
    if mode == "time":
        return True
    try:
        return 1900 <= date.fromisoformat(shape[1]).year <= 2100
    except ValueError:
        return False


def _picker(action: Any, at: str, found: Found) -> None:
    given = {name: action[name] for name in ("initial", "min", "max") if action.get(name) is not None}
    for name, value in given.items():
        if not _moment(action["mode"], value):
            found.append((f"{at}.{name}", f"Must be a {action['mode']}"))
            return
    # All moments of one mode have one width: they compare as text.
    low, start, high = (given.get(name, "").upper() for name in ("min", "initial", "max"))
    if low and high and low >= high:
        found.append((f"{at}.max", "Must be greater than min"))
    elif start and ((low and start < low) or (high and start > high)):
        found.append((f"{at}.initial", "Must be between min and max"))


def _string(value: Any) -> str | None:
    return None if isinstance(value, str) else INVALID


def _postback(label: Property) -> Shape:
    table = {
        "label": label,
        "data": must(DATA),
        "displayText": may(SAID),
        "text": may(SAID),
        "inputOption": may(choice(*_INPUT)),
        "fillInText": may(SAID),
    }
    return Shape(table, _one_text, _fill_in)


def _date_picker(label: Property) -> Shape:
    moments = {name: may(leaf(_string)) for name in ("initial", "min", "max")}
    return Shape({"label": label, "data": must(DATA), "mode": must(choice(*MODES)), **moments}, _picker)


def actions(limit: int, *kinds: str, required: bool, wrong_scheme: str = BAD_SCHEME) -> Kinds:
    """The actions of one place: its kinds, and a label of at most `limit` grapheme clusters, required or not."""
    # Where nobody has to see a label, an empty one is none.
    label: Property = must(signs(limit)) if required else may(signs(limit, empty=None))
    address = uri(wrong=wrong_scheme)
    tables: dict[str, Rule] = {
        "postback": _postback(label),
        "message": Shape({"label": label, "text": must(SAID)}),
        "uri": Shape({"label": label, "uri": must(address), "altUri": may(Plain({"desktop": may(address)}))}),
        "datetimepicker": _date_picker(label),
        "clipboard": Shape({"label": label, "clipboardText": must(text(1000))}),
        "richmenuswitch": Shape({"label": label, "richMenuAliasId": must(matching(ALIAS)), "data": must(DATA)}),
        **{kind: Shape({"label": must(signs(20))}) for kind in QUICK_ONLY},
    }
    return Kinds({kind: tables[kind] for kind in kinds})


QUICK = actions(20, *EVERYWHERE, *QUICK_ONLY, required=True)
BUTTON = actions(40, *EVERYWHERE, required=True)
FLEX = actions(40, *EVERYWHERE, required=False)
FILM = actions(40, "uri", required=False)
TEMPLATE = actions(20, *EVERYWHERE, required=True)
IMAGE_COLUMN = actions(12, *EVERYWHERE, required=False)
RICH_MENU = actions(20, *EVERYWHERE, "richmenuswitch", required=False, wrong_scheme=BAD_URI)
