"""The names under which staff act, and when two of them are the same person.

Nobody signs in at the terminal: this holds honest people to the rule of two, and makes a dodge visible.
"""

from __future__ import annotations

import unicodedata

from bot.announcements import wording
from bot.errors import Problem

LONGEST = 100
UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")  # joiners, marks of direction, soft hyphens …
FILLERS = "\u034f\u115f\u1160\u3164\uffa0"  # take room, or not even that, and show nothing
# Letters of scripts in which nothing looks like a letter of another (Cyrillic and Greek would).
SCRIPTS = ("CJK ", "HIRAGANA ", "KATAKANA", "LATIN ", "HANGUL SYLLABLE", "IDEOGRAPHIC ", "VERTICAL ")
# What looks alike or is written either way by the same person.
ALIKE = str.maketrans(
    "力二口工夕卜八一三千七髙﨑𠮷德濱濵邊邉齋齊澤廣國嶋桒ケ01",
    "カニロエタトハーミチセ高崎吉徳浜浜辺辺斎斉沢広国島桑ヶol",
)
POLITE = ("さん", "様", "氏")
_KANA = {number: number + 0x60 for number in range(0x3041, 0x3097)}


def named(by: str | None) -> str:
    """The name, tidied: no signs one cannot see, single spaces, at most 100 characters.

    Raises Problem when nothing is left, for letters that only look like ours, and for the desk's own name.
    """
    name = " ".join("".join(sign for sign in by or "" if sign.isspace() or _seen(sign)).split())[:LONGEST].strip()
    if not _folded(name):
        raise Problem(wording.NO_NAME)
    if strange := [sign for sign in unicodedata.normalize("NFKC", name) if sign.isalpha() and not _ours(sign)]:
        raise Problem(wording.STRANGE_NAME.format(signs="、".join(dict.fromkeys(strange))))
    if any(same(name, own) for own in (wording.JOB_NAME, "job")):
        raise Problem(wording.DESKS_NAME.format(name=name))
    return name


def same(one: str | None, other: str | None) -> bool:
    """Whether two names mean one person: width, case, kana, spaces, marks, さん and unseen signs make nobody else."""
    return bool(folded := _folded(one or "")) and folded == _folded(other or "")


def _folded(name: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if _ours(sign) or sign.isdigit())
    for ending in POLITE:
        plain = plain.removesuffix(ending) or plain
    return "".join(map(_letter, plain)).translate(_KANA).translate(ALIKE)


def _seen(sign: str) -> bool:
    return sign not in FILLERS and unicodedata.category(sign) not in UNSEEN


def _letter(sign: str) -> str:
    """A Latin letter without its accents; anything else as it is."""
    return unicodedata.normalize("NFKD", sign)[0] if unicodedata.name(sign, "").startswith("LATIN ") else sign


def _ours(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith(SCRIPTS)
