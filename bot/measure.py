"""How long a text is in LINE's eyes, and how to shorten or split it where a reader would pause."""

import regex  # type: ignore[import-untyped]

ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
# A sentence ends after these; closing brackets stay with it.
_SENTENCE = regex.compile(r".*?(?:[。！？!?][」』）)]*|\n|$)", regex.DOTALL)
_CONTROL = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """The text as it can go over the wire: unpaired surrogates and control characters replaced, new lines unified."""
    if text.isprintable():  # nearly always, and nothing is to be done
        return text.strip()
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return str(_CONTROL.sub(" ", whole.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def utf16(text: str) -> int:
    """Length in UTF-16 code units, which is how LINE counts texts (an emoji is 2)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Length in grapheme clusters, which is how LINE counts labels and action texts."""
    return len(_GRAPHEME.findall(text))


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` graphemes, ending with an ellipsis when something was left out."""
    signs = _GRAPHEME.findall(text)
    if len(signs) <= limit:
        return text
    return "".join(signs[: limit - 1]).rstrip() + ELLIPSIS


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, parted at sentence ends wherever one is in reach."""
    pieces: list[str] = []
    current = ""
    for part in _parts(text, limit):
        if current and utf16(current) + utf16(part) > limit:
            pieces.append(current.strip())
            current = ""
        current += part
    pieces.append(current.strip())
    return [piece for piece in pieces if piece]


def cut(text: str, limit: int, closing: str = ELLIPSIS) -> str:
    """The text in at most `limit` UTF-16 units; what is left out goes from a sentence end on, and `closing` says so."""
    if utf16(text) <= limit:
        return text
    room = max(limit - utf16(closing), 1)
    # Only the first piece is wanted; what lies a long sign beyond it cannot change it.
    pieces = split(text[: room + 200], room)
    return (pieces[0] if pieces else "") + closing


def _parts(text: str, limit: int) -> list[str]:
    parts: list[str] = []
    for sentence in (match for match in _SENTENCE.findall(text) if match):
        parts.extend([sentence] if utf16(sentence) <= limit else _slices(sentence, limit))
    return parts


def _slices(sentence: str, limit: int) -> list[str]:
    slices: list[str] = []
    current, size = "", 0
    for sign in _GRAPHEME.findall(sentence):
        # One grapheme can be longer than any limit (a letter under a thousand accents): then its code points part.
        for unit in [sign] if utf16(sign) <= limit else list(sign):
            if size + utf16(unit) > limit:
                slices.append(current)
                current, size = "", 0
            current, size = current + unit, size + utf16(unit)
    return [*slices, current]
