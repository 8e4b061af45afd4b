"""Cards as Flex bubbles: large type, strong contrast, and never above LINE's size limits."""

import json
from dataclasses import replace
from typing import Any

from bot.actions import Action, Open
from bot.cards import Card, Carousel, Choice, Choices, Row, Switch, Tone
from bot.measure import ELLIPSIS, cut, graphemes

# LINE's limits are 30 and 50 KB; it does not say how it counts, so a little stays free.
BUBBLE_BYTES = 29_000
CAROUSEL_BYTES = 48_000
BUTTONS_LIMIT = 20

INK = "#1f2937"
QUIET = "#4b5563"
NAVY = "#1e3a5f"  # labels, and the ground of what leaves the talk (a call, a page)
LINK = "#1d4ed8"
KEY = "#cfe0f7"
FIELD = "#f3f6fb"  # ground of a tappable line, inside EDGE
EDGE = "#8fa3bf"
RULE = "#d1d5db"
FADED = "#f3f4f6"  # ground of a card about something that is over
# Background and ink of the badge; each pair has a contrast of at least 7.
TONE_COLOURS: dict[Tone, tuple[str, str]] = {
    "plain": ("#e5edf7", "#1e3a5f"),
    "open": ("#dcf5e3", "#14532d"),
    "soon": ("#fdefc3", "#713f12"),
    "ended": ("#e5e7eb", "#374151"),
    "unclear": ("#ede9fe", "#4c1d95"),
}
# What tells the tone without colour.
MARKS: dict[Tone, str] = {"plain": "i", "open": "✓", "soon": "！", "ended": "×", "unclear": "？"}
# Two buttons share a line when both labels fit half a bubble.
NARROW_LABEL = 7
# How much of each text stays, in UTF-16 units, when a card is too heavy: tried in this order.
TEXT_STEPS = (2000, 1000, 500, 250, 120, 60)

Json = dict[str, Any]


def card_flex(card: Card, closing: str = ELLIPSIS) -> Json:
    """The card as one bubble of at most 30 KB; `closing` ends what had to be cut."""
    return _within(card, BUBBLE_BYTES, closing)


def carousel_flex(carousel: Carousel, closing: str = ELLIPSIS) -> Json:
    """The cards as a carousel of at most 50 KB, all bubbles of one size."""
    bubbles = [card_flex(card, closing) for card in carousel.cards]
    if _bytes(bubbles) > CAROUSEL_BYTES:
        share = CAROUSEL_BYTES // len(bubbles) - 2
        bubbles = [_within(card, share, closing) for card in carousel.cards]
    return {"type": "carousel", "contents": bubbles}


def choices_flex(choices: Choices, closing: str = ELLIPSIS) -> Json:
    """The question and its answers as one bubble; each answer is a tappable line."""
    bubble = _list(choices, len(choices.options), closing)
    for shown in range(len(choices.options) - 1, 0, -1):
        if _bytes(bubble) <= BUBBLE_BYTES:
            break
        bubble = _list(choices, shown, closing)
    return bubble


def _list(choices: Choices, shown: int, closing: str) -> Json:
    lines = [_choice(option, closing) for option in choices.options[:shown]]
    if shown < len(choices.options):
        lines.append(_text(closing, size="sm", color=QUIET))
    question = _text(cut(choices.question, 1000, closing), weight="bold")
    return {"type": "bubble", "size": "mega", "body": _box([question, *lines], spacing="md", paddingAll="16px")}


def _doubt(doubt: Row) -> Json:
    """What does not fit or must be asked: a mark, a word and a frame, so that nobody needs the colour."""
    ground, ink = TONE_COLOURS["unclear"]
    head = _marked("unclear", doubt.label, "sm")
    return _box(
        [head, _text(doubt.text)],
        margin="lg",
        spacing="sm",
        paddingAll="12px",
        cornerRadius="8px",
        backgroundColor=ground,
        borderWidth="1px",
        borderColor=ink,
    )


def _within(card: Card, limit: int, closing: str) -> Json:
    bubble = _bubble(card)
    for step in TEXT_STEPS:
        if _bytes(bubble) <= limit:
            return bubble
        card = _shorter(card, step, closing)
        bubble = _bubble(card)
    while _bytes(bubble) > limit and (card.notes or card.doubts or card.rows or card.switches or card.buttons):
        card = _fewer(card, closing)
        bubble = _bubble(card)
    return bubble


def _shorter(card: Card, step: int, closing: str) -> Card:
    return replace(
        card,
        title=cut(card.title, step),
        badge=card.badge and cut(card.badge, min(step, 60)),
        subtitle=card.subtitle and cut(card.subtitle, step),
        rows=tuple(Row(cut(row.label, min(step, 60)), cut(row.text, step, closing)) for row in card.rows),
        switches=tuple(
            replace(
                one, title=cut(one.title, min(step, 200)), note=cut(one.note, step), state=cut(one.state, min(step, 60))
            )
            for one in card.switches
        ),
        notes=tuple(cut(note, step, closing) for note in card.notes),
        doubts=tuple(Row(cut(row.label, min(step, 60)), cut(row.text, step, closing)) for row in card.doubts),
        footer=card.footer and cut(card.footer, step),
    )


def _fewer(card: Card, closing: str) -> Card:
    """One note or row less, with the closing words in its place; buttons go last, they are the way on."""
    if card.notes and card.notes != (closing,):
        notes = tuple(note for note in card.notes if note != closing)[:-1]
        return replace(card, notes=(*notes, closing))
    if card.rows:
        return replace(card, rows=card.rows[:-1], notes=(closing,))
    if card.doubts:
        return replace(card, doubts=card.doubts[:-1], notes=(closing,))
    if card.switches:
        return replace(card, switches=card.switches[:-1], notes=(closing,))
    if card.buttons:
        return replace(card, buttons=card.buttons[:-1])
    return replace(card, notes=())


def _bubble(card: Card) -> Json:
    body: list[Json] = [_text(card.title, weight="bold", size="lg")]
    if card.subtitle:
        body.append(_text(card.subtitle, color=QUIET))
    if card.rows:
        body.append(_rule())
        body.extend(_row(row) for row in card.rows)
    if card.switches:
        body.append(_box([_switch(one) for one in card.switches], spacing="sm", margin="lg"))
    body.extend(_text(note, margin="lg") for note in card.notes)
    body.extend(_doubt(doubt) for doubt in card.doubts)
    if card.footer:
        body.extend([_rule(), _text(card.footer, size="sm", color=QUIET, margin="md")])
    bubble: Json = {"type": "bubble", "size": "mega"}
    if card.badge:
        bubble["header"] = _badge(card.badge, card.tone)
    ground = {"backgroundColor": FADED} if card.tone == "ended" else {}
    bubble["body"] = _box(body, spacing="sm", paddingAll="16px", **ground)
    if card.buttons:
        lines = _button_lines(card.buttons[:BUTTONS_LIMIT])
        bubble["footer"] = _box(lines, spacing="sm", paddingAll="12px", **ground)
    return bubble


def _badge(badge: str, tone: Tone) -> Json:
    ground, _ = TONE_COLOURS[tone]
    edges = {"paddingTop": "10px", "paddingBottom": "10px", "paddingStart": "16px", "paddingEnd": "16px"}
    return _box([_marked(tone, badge)], backgroundColor=ground, **edges)


def _marked(tone: Tone, words: str, size: str = "md") -> Json:
    """A round mark and the word that says the same."""
    ground, ink = TONE_COLOURS[tone]
    sign = _text(MARKS[tone], size="sm", color=ground, weight="bold", align="center")
    mark = _box([sign], flex=0, width="24px", height="24px", cornerRadius="12px", justifyContent="center")
    mark["backgroundColor"] = ink
    told = _text(words, weight="bold", size=size, color=ink)
    return _box([mark, told], "horizontal", spacing="md", alignItems="center")


def _rule() -> Json:
    return {"type": "separator", "margin": "lg", "color": RULE}


def _row(row: Row) -> Json:
    label = _text(row.label, size="sm", color=NAVY, weight="bold")
    return _box([label, _text(row.text)], margin="lg", spacing="xs")


def _choice(option: Choice, closing: str) -> Json:
    words = [_text(cut(option.title, 200, closing), weight="bold", color=LINK)]
    if option.note:
        words.append(_text(cut(option.note, 300, closing), size="sm", color=QUIET))
    return _box(
        words,
        action=option.action.as_line(),
        backgroundColor=FIELD,
        borderWidth="1px",
        borderColor=EDGE,
        cornerRadius="8px",
        paddingAll="14px",
        spacing="xs",
    )


def _switch(switch: Switch) -> Json:
    """A tappable line with its state in a frame at the end, in a word, a colour and, unless it is plain, a mark."""
    ground, ink = TONE_COLOURS[switch.tone]
    title, note = _text(switch.title, weight="bold", color=LINK), _text(switch.note, size="sm", color=QUIET)
    # Outside its round the plain mark is read as a letter of the word.
    words = switch.state if switch.tone == "plain" else f"{MARKS[switch.tone]} {switch.state}"
    told = _text(words, size="sm", color=ink, weight="bold", align="center")
    edges = {"paddingAll": "5px", "cornerRadius": "6px", "borderWidth": "1px", "borderColor": ink}
    state = _box([told], flex=0, width="96px", backgroundColor=ground, **edges)
    return _box(
        [_box([title, note], flex=1, spacing="xs"), state],
        "horizontal",
        action=switch.action.as_line(),
        backgroundColor=FIELD,
        borderWidth="1px",
        borderColor=EDGE,
        cornerRadius="8px",
        paddingAll="10px",
        spacing="sm",
        alignItems="center",
    )


def _button_lines(buttons: tuple[Action, ...]) -> list[Json]:
    lines: list[Json] = []
    rest = list(buttons)
    while rest:
        pair = rest[:2]
        if len(pair) == 2 and all(graphemes(button.label) <= NARROW_LABEL for button in pair):
            lines.append({"type": "box", "layout": "horizontal", "spacing": "sm", "contents": [*map(_button, pair)]})
            rest = rest[2:]
        else:
            lines.append(_button(rest.pop(0)))
    return lines


def _button(action: Action) -> Json:
    # "secondary" is dark ink on the given colour, "primary" white; shrinking keeps long labels whole on narrow phones.
    leaves = isinstance(action, Open)
    return {
        "type": "button",
        "style": "primary" if leaves else "secondary",
        "color": NAVY if leaves else KEY,
        "height": "md",
        "adjustMode": "shrink-to-fit",
        "action": action.as_line(),
    }


def _text(text: str, size: str = "md", color: str = INK, **more: str) -> Json:
    # scaling follows the letter size the person has set in LINE.
    return {"type": "text", "text": text, "size": size, "color": color, "wrap": True, "scaling": True, **more}


def _box(contents: list[Json], layout: str = "vertical", **more: Any) -> Json:
    return {"type": "box", "layout": layout, "contents": contents, **more}


def _bytes(part: object) -> int:
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
