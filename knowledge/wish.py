"""What is left of a message when manners, hesitation, dialect and English are put into plain search words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from knowledge.letters import mostly_kana, normalise
from knowledge.lexicon import read

_LATIN = re.compile(r"[a-z]")
_LETTER = re.compile(r"[a-zぁ-ゖァ-ヺ一-龥々]")
_MOSTLY = 0.5
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})(?=[- ]year[- ]old)")
_CHILD = re.compile(
    r"\b(?:one |a |an |our |my )?(1[0-7]|[1-9])[- ]year[- ]old(?: (?:child|kid|daughter|son|boy|girl))?\b"
)

Rules = Sequence[tuple[re.Pattern[str], str]]


@lru_cache(maxsize=16)  # the parts that handle one message each ask for it
def plain_wish(text: str) -> str:
    """The wish in plain Japanese: English put into search words, dialect into standard words, manners left out."""
    text = normalise(text)
    if _mostly_english(text):
        text = _from_english(text) or text
    for pattern, replacement in _rules():
        text = pattern.sub(replacement, text)
    if mostly_kana(text):
        for pattern, replacement in _in_kana():
            text = pattern.sub(replacement, text)
    return re.sub(r"[^\S\n]+", " ", text).strip(" 、,\n") or normalise(text)


def _mostly_english(text: str) -> bool:
    return len(_LATIN.findall(text)) > _MOSTLY * len(_LETTER.findall(text))


def _from_english(text: str) -> str:
    """Japanese words for the phrases found; empty when there is none, as in "DXとBCP"."""
    phrases, qualifiers, ignored = _english()
    text = _CHILD.sub(r" \1歳の子ども ", _NUMBER_WORD.sub(lambda found: _NUMBERS[found[1]], text))
    words = re.findall(r"[a-z][a-z'-]*|[^\sa-z]+", text)
    found: list[str] = []
    known = False
    position = 0
    while position < len(words):
        for length in range(min(5, len(words) - position), 0, -1):
            phrase = " ".join(words[position : position + length])
            bare = " ".join(word for word in words[position : position + length] if word not in qualifiers)
            japanese = phrases.get(phrase) or phrases.get(_singular(phrase)) or phrases.get(bare)
            if japanese is not None:
                found.append(japanese)
                known = True
                position += length
                break
        else:
            if words[position] not in ignored:
                found.append(words[position])
            position += 1
    return " ".join(found) if known else ""


def _singular(phrase: str) -> str:
    if phrase.endswith("ies"):
        return phrase[:-3] + "y"
    return phrase[:-1] if phrase.endswith("s") and not phrase.endswith("ss") else phrase


@cache
def _rules() -> Rules:
    return [rule for section in ("manners", "dialect", "spoken") for rule in _section(section)]


@cache
def _in_kana() -> Rules:
    return _section("kana")


def _section(name: str) -> Rules:
    return [(re.compile(pattern), replacement or "") for pattern, replacement in read("dialect.yaml")[name]]


@cache
def _english() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    data = read("english.yaml")
    return data["phrases"], frozenset(data["qualifiers"]), frozenset(data["ignore"])
