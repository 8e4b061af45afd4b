"""How an announcement will look, before it is sent: as a page of its own, and as lines for the terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from bot.announcements import wording_content as wording
from bot.preview import STYLESHEET, message_html

Json = dict[str, Any]
# The page can be saved and opened from anywhere: it runs nothing, fetches nothing and tells nobody.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
SIZES = ((wording.LETTERS_NORMAL, "1"), (wording.LETTERS_LARGEST, "1.45"))
STYLE = """
:root { color-scheme: light dark;
  --ink: #17212b; --quiet: #4d5b69; --ground: #f4f6f8; --room: #c3d2df; --soft: #dfecf4;
  --sea: #1d5f86;
  font: 100%/1.7 "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "BIZ UDPGothic", Meiryo, sans-serif; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #a9b7c4; --ground: #10171d; --room: #22303b; --soft: #16405a; --sea: #a8d3ec; } }
* { box-sizing: border-box; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink); }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.4; }
h2 { margin: 0 0 .5rem; font-size: 1.0625rem; }
.lead, .note { margin: .3rem 0 1rem; color: var(--quiet); }
.notice { margin: 0 0 1.5rem; overflow-wrap: anywhere; }
.notice span { margin-right: .6rem; padding: 0 .5rem; border-radius: .4rem; background: var(--soft); color: var(--sea);
  font-size: .8125rem; font-weight: 600; }
.views { display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start; }
section { flex: 1 1 20rem; min-width: 0; max-width: 27rem; }
.room { display: grid; gap: .6rem; padding: 1rem .75rem; border-radius: 1.1rem; background: var(--room);
  overflow: hidden; }
.room > div { min-width: 0; }
.room .bubble { width: fit-content; max-width: 85%; }
:focus-visible { outline: 3px solid #c2630a; outline-offset: 2px; }
"""
PAGE = Markup("""<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="lead">{lead}</p>
{notices}
<div class="views">
{views}
</div>
</main>
</body>
</html>
""")
VIEW = Markup('<section style="--letters:{size}">\n<h2>{name}</h2>\n<div class="room">\n{messages}\n</div>\n</section>')
NOTICE = Markup('<p class="notice"><span>{name}</span>{words}</p>')
# What would move the cursor of a terminal or turn its text round.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RULE = "─" * 20


def html(messages: list[Json]) -> str:
    """A whole page that shows the messages in two sizes of letters; it holds no script and loads nothing."""
    drawn = Markup("\n").join(Markup("<div>{}</div>").format(message_html(message)) for message in messages)
    notices = [message["altText"] for message in messages if message.get("altText")]
    return str(
        PAGE.format(
            policy=POLICY,
            title=wording.PREVIEW_TITLE,
            lead=wording.PREVIEW_LEAD,
            style=Markup(STYLESHEET.read_text("utf8") + STYLE),
            notices=Markup("\n").join(NOTICE.format(name=wording.NOTIFIED, words=words) for words in notices),
            views=Markup("\n").join(VIEW.format(size=size, name=name, messages=drawn) for name, size in SIZES),
        )
    )


def terminal(messages: list[Json]) -> list[str]:
    """The messages line by line: texts as they are, cards with their fact lines and where their buttons lead."""
    lines: list[str] = []
    for message in messages:
        if message["type"] == "text":
            lines += [_RULE, *message["text"].splitlines()]
        else:
            lines += [_RULE, f"{wording.NOTIFIED}：{message['altText']}", *_bubble(message["contents"])]
    return [_UNPRINTABLE.sub("", line).rstrip() for line in (*lines, _RULE)]


def _bubble(bubble: Json) -> Iterator[str]:
    if header := bubble.get("header"):
        yield f"［{_words(header)[-1]}］"
    for part in bubble["body"]["contents"]:
        if part["type"] == "text":
            yield from part["text"].splitlines()
        elif part["type"] == "box":
            label, *rest = _words(part)
            yield from _row(label, "\n".join(rest))
    for button in bubble.get("footer", {}).get("contents", ()):
        yield from _button(button["action"])


def _row(label: str, text: str) -> Iterator[str]:
    """The label, and the text beside it with its further lines below."""
    first, *more = text.splitlines() or [""]
    yield f"  {label}　{first}"
    yield from (" " * (2 + _columns(label) + 2) + line for line in more)


def _button(action: Json) -> Iterator[str]:
    label = wording.BUTTON.format(label=action["label"])
    if action["type"] == "uri":
        yield f"{label} {wording.OPENS.format(address=action['uri'])}"
    elif action["type"] == "message":
        yield f"{label} {wording.SAYS.format(text=action['text'])}"
    else:
        yield label


def _words(part: Json) -> list[str]:
    """Every text in a box, in order."""
    if part["type"] == "text":
        return [part["text"]]
    return [words for inner in part.get("contents", ()) for words in _words(inner)]


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
