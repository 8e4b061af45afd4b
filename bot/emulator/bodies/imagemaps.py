"""Imagemap messages: one picture 1040 wide with tappable areas, perhaps with a film on it."""

from bot.emulator.bodies.complaints import Rule
from bot.emulator.bodies.rules import https, listed, text, uri, whole
from bot.emulator.bodies.shapes import Kinds, Plain, Shape, Table, may, must

_SIDE: Rule = whole(1)
_AREA = Plain({"x": must(whole(0)), "y": must(whole(0)), "width": must(_SIDE), "height": must(_SIDE)})
_TAPPED: Table = {"label": may(text(100, empty=None)), "area": must(_AREA)}
_ACTION = Kinds(
    {
        "uri": Shape({**_TAPPED, "linkUri": must(uri())}),
        "message": Shape({**_TAPPED, "text": must(text(400))}),
        "clipboard": Shape({**_TAPPED, "clipboardText": must(text(1000))}),
    }
)
_FILM = Plain(
    {
        "originalContentUrl": must(https()),
        "previewImageUrl": must(https()),
        "area": must(_AREA),
        "externalLink": may(Plain({"linkUri": must(uri()), "label": must(text(30))})),
    }
)
IMAGEMAP: Table = {
    "baseUrl": must(https()),
    "altText": must(text(1500)),
    "baseSize": must(Plain({"width": must(whole(1040, 1040)), "height": must(_SIDE)})),
    "video": may(_FILM),
    "actions": must(listed(0, 50, _ACTION)),
}
