"""The text of a file as officials' computers write it: UTF-8 with or without a mark, nothing else, not too large."""

from __future__ import annotations

from pathlib import Path

from bot.announcements import wording_content as wording
from bot.errors import Problem

LARGEST = 64 * 1024  # bytes; the longest announcement LINE takes is a quarter of this
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def text_of(source: str | Path) -> str:
    """The text of a file, or the given text itself. Raises Problem that says what is wrong with the file."""
    if isinstance(source, str):
        raw = source.encode("utf-8", "replace")
        _small(len(raw))
        return _decoded(raw)
    try:
        _small(source.stat().st_size)
        with source.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Problem(wording.NO_FILE.format(path=source)) from None
    except (OSError, ValueError):
        raise Problem(wording.UNREADABLE.format(path=source)) from None
    _small(len(raw))
    return _decoded(raw)


def _small(size: int) -> None:
    if size > LARGEST:
        raise Problem(wording.TOO_LARGE.format(size=size, limit=LARGEST))


def _decoded(raw: bytes) -> str:
    if name := _MARKS.get(raw[:2]):
        raise Problem(wording.ENCODING.format(guess=wording.GUESS.format(name=name)))
    if b"\x00" in raw:
        raise Problem(wording.NOT_TEXT)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Problem(_foreign(raw)) from None


def _foreign(raw: bytes) -> str:
    for encoding, name in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return wording.ENCODING.format(guess=wording.GUESS.format(name=name))
    return wording.NOT_TEXT
