"""Reads what the renderer wrote as a browser would, and names everything that is not on the lists below."""

import re
from html.parser import HTMLParser

TAGS = {"div", "span", "a", "b", "small", "button", "img"}
CLOSED_BY_NOTHING = {"img"}
ATTRIBUTES = {
    "class", "style", "role", "dir", "tabindex", "title", "type", "href", "target", "rel", "src", "alt", "loading",
    "referrerpolicy", "aria-label", "aria-hidden", "aria-disabled", "data-type", "data-text", "data-data",
    "data-displaytext", "data-mode", "data-initial", "data-min", "data-max", "data-inputoption", "data-fillintext",
    "data-clipboardtext", "data-richmenualiasid", "data-label",
}  # fmt: skip
COLOUR = r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})"
PX = r"-?[0-9.]+(?:e[+-]?[0-9]+)?px"
LENGTH = rf"(?:{PX}|-?[0-9.]+(?:e[+-]?[0-9]+)?%)"
SIZE = rf"(?:{PX}|calc\({PX} \* var\(--letters, 1\)\))"
STYLES = {
    "font-size": rf"{SIZE}|min\({SIZE}, [0-9.e+-]+cqi\)",
    "line-height": rf"calc\(1\.4em \+ {PX}\)",
    "margin-block": rf"calc\({PX} / -2\)",
    "aspect-ratio": r"[0-9.e+]+ / [0-9.e+]+",
    "flex": r"[0-9.]+(?:e[+-]?[0-9]+)? 0 (?:auto|0px)",
    "position": "absolute|relative",
    "text-align": "start|center|end",
    "font-weight": "400|700",
    "font-style": "italic|normal",
    "text-decoration": "underline|line-through",
    "-webkit-line-clamp": "[0-9]{1,3}",
    "background-image": rf"linear-gradient\([0-9.]+deg, {COLOUR}, (?:{COLOUR} [0-9.e+-]+%, )?{COLOUR}\)",
    "justify-content": "flex-start|center|flex-end|space-between|space-around|space-evenly",
    "align-items": "flex-start|center|flex-end",
    **dict.fromkeys(("color", "background-color", "border-color"), COLOUR),
    **dict.fromkeys(
        (
            "width", "max-width", "height", "max-height", "margin-top", "margin-inline-start", "padding",
            "padding-top", "padding-bottom", "padding-inline-start", "padding-inline-end", "border-width",
            "border-radius", "top", "bottom", "left", "inset-inline-start", "inset-inline-end",
        ),
        LENGTH,
    ),
}  # fmt: skip
LONGEST_PX = 1000
HREF = re.compile(r"https?://[^\s\"'<>\\@]+|https?://[^\s\"'<>\\@/]+/[^\s\"'<>\\]*|tel:[0-9+().,;*#-]+", re.IGNORECASE)
SOURCE = re.compile(r"https://[^\s\"'<>\\]+|/emulator/content/[A-Za-z0-9_-]+", re.IGNORECASE)


class Reader(HTMLParser):
    """Collects complaints, the texts, and for each class how often it stood there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.complaints: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.complaints.append(f"tag {tag}")
        given = dict(attrs)
        for name, value in attrs:
            self._attribute(name, value or "")
        pressed = tag in ("a", "button") or given.get("role") in ("button", "link")
        if pressed and any(inside for _, inside in self.open):
            self.complaints.append("something to press inside something to press")
        if tag == "a" and (given.get("target"), given.get("rel")) != ("_blank", "noopener noreferrer"):
            self.complaints.append("a link that tells where it came from")
        if tag == "img" and given.get("referrerpolicy") != "no-referrer":
            self.complaints.append("a picture that tells where it came from")
        if tag not in CLOSED_BY_NOTHING:
            self.open.append((tag, pressed))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop()[0] != tag:
            self.complaints.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.complaints.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.complaints.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.complaints.append("a processing instruction")

    def _attribute(self, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self.complaints.append(f"attribute {name}")
        if name == "href" and not HREF.fullmatch(value):
            self.complaints.append(f"href {value}")
        if name == "src" and not SOURCE.fullmatch(value):
            self.complaints.append(f"src {value}")
        for declaration in value.split(";") if name == "style" else ():
            self._style(declaration)

    def _style(self, declaration: str) -> None:
        name, _, value = declaration.partition(":")
        if name not in STYLES or not re.fullmatch(STYLES[name], value):
            self.complaints.append(f"style {declaration}")
        if any(float(number) > LONGEST_PX for number in re.findall(r"([0-9.]+(?:e[+-]?[0-9]+)?)px", value)):
            self.complaints.append(f"too long: {declaration}")


def complaints(html: str) -> list[str]:
    """What is wrong with it; an empty list when all is well."""
    html.encode("utf-8")
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.complaints + [f"{tag} stays open" for tag, _ in reader.open]


def said(html: str) -> str:
    """All that can be read in it."""
    reader = Reader()
    reader.feed(html)
    return "".join(reader.said)
