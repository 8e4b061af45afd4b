"""What a message asks for, before any program is looked for: topics, lists, small talk, subjects of other desks.

Pure reading of patterns in data/intents.yaml and data/scope.yaml; the patterns see normalised text without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from knowledge.loader import DATA, read_plain
from knowledge.programs import Topic
from knowledge.text import normalise, plain_wish, sentences

STATES = ("new", "ended", "expanded", "continued", "open", "events")
MONEY = (Topic.AMOUNT, Topic.CAP, Topic.RATE)


@dataclass(frozen=True)
class ListWish:
    """A wish for several programs: by state, audience or theme. Empty: everything."""

    state: str | None = None  # new | ended | expanded | continued | open | events
    rating: str | None = None  # the office's own rating, a letter
    audiences: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    asked: bool = False  # the message asks for a list in so many words
    hinted: bool = False  # it asks what there is: a list, unless one program clearly answers

    @property
    def filtered(self) -> bool:
        """Names a state, an audience or a theme."""
        return bool(self.state or self.rating or self.audiences or self.themes)


@dataclass(frozen=True)
class Reading:
    """One message, read."""

    text: str  # normalised, dialect and politeness rewritten, with spaces
    topics: tuple[Topic, ...]
    wish: ListWish
    small_talk: str | None = None
    subject: str | None = None  # a subject of another desk
    subject_said: str = ""  # the word that tells it
    place: str | None = None  # another municipality whose own scheme is asked for
    outside: str | None = None  # another municipality where the house, the works or the internship is
    unhappy: bool = False
    instructs: bool = False  # tries to command the bot
    staff: bool = False  # wants a person
    points_back: bool = False  # それ, じゃあ …
    also: bool = False  # ついでに …: a second subject begins
    gibberish: bool = False  # keys hit at random
    past: bool = False  # speaks of what was: 去年いくら出た
    instead_of: str | None = None  # what is NOT meant (家じゃなくて)
    years: tuple[int, ...] = ()  # fiscal years named (R6 → 2024)
    next_year: bool = False  # 来年度
    this_year: bool = False  # 今年度


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern of many; plain English words must stand alone (ideco is not in "outside company")."""
    return re.compile("|".join(rf"(?<![a-z])(?:{w})(?![a-z])" if _LATIN.fullmatch(w) else f"(?:{w})" for w in words))


_cached_pattern = cache(_pattern)
_LATIN = re.compile(r"[a-z |?()]+")


class Reader:
    """Compiled patterns; one per process, safe to share between threads."""

    def __init__(self, directory: Path = DATA) -> None:
        intents: Mapping[str, Any] = read_plain(directory / "intents.yaml")
        scope: Mapping[str, Any] = read_plain(directory / "scope.yaml")
        self._topics = {Topic(name): _pattern(words) for name, words in intents["topics"].items()}
        self._lists: Mapping[str, Any] = intents["lists"]
        self._small_talk = {name: _pattern(words) for name, words in intents["smalltalk"].items()}
        single = ("staff", "unhappy", "instruct", "point_back", "also", "plain", "crisis")
        self._single = {name: _pattern(intents[name]) for name in single}
        self._instead = re.compile(intents["instead"])
        self._subjects = {name: _pattern(words) for name, words in scope["subjects"].items()}
        self._trades: frozenset[str] = frozenset(scope["trades"])
        self._taking_up = _pattern(scope["taking_up"])
        self._place = re.compile(
            f"(?P<place>{'|'.join(scope['places'])})(?:(?:{scope['place_scheme']})|(?:{scope['place_build']})|(?:{scope['place_do']}))"
        )
        self._home = _pattern(scope["home"])
        places, first = "|".join([*scope["places"], *scope["outside_places"]]), scope["outside_first"]
        after = rf"(?P<place>{places})(?:{'|'.join(scope['outside'])})"
        self._outside = re.compile(rf"{after}|(?:{first})(?P<named>{places})")

    @cached_property
    def topic_words(self) -> re.Pattern[str]:
        """Everything that only says what is asked, not about which program."""
        plain = (self._single[name] for name in ("point_back", "also", "plain"))
        patterns = (*self._topics.values(), *plain)
        return re.compile("|".join(pattern.pattern for pattern in patterns))

    def in_need(self, message: str) -> bool:
        """Whether somebody speaks of wishing to die or of being hurt."""
        raw = normalise(message)
        return any(map(self._single["crisis"].search, (raw, _dense(raw))))

    def read(self, message: str) -> Reading:
        """Read one message; never raises, whatever was typed."""
        raw = normalise(message)
        text = plain_wish(raw)
        instead = self._instead.match(text) or self._instead.match(raw)
        dense, dense_raw = _dense(text), _dense(raw)
        either = (dense, dense_raw, raw)
        subject, said = self._subject(either if len(dense) <= _LONG else _wishes(raw))
        return Reading(
            text=text,
            topics=tuple(topic for topic, pattern in self._topics.items() if any(map(pattern.search, either))),
            wish=self._list_wish(either),
            small_talk=None if subject else self._small(dense_raw, raw),
            subject=subject,
            subject_said=said,
            place=self._other_place(dense_raw),
            outside=self._thing_outside(dense) or self._thing_outside(dense_raw),
            unhappy=any(map(self._single["unhappy"].search, (dense_raw, raw))),
            instructs=any(map(self._single["instruct"].search, (dense_raw, raw))),
            staff=any(map(self._single["staff"].search, (dense_raw, raw))),
            points_back=bool(self._single["point_back"].search(dense)),
            also=any(map(self._single["also"].search, (dense_raw, raw))),
            gibberish=bool(_RANDOM.search(raw)),
            past=bool(_PAST.search(dense)),
            instead_of=instead.group(1) if instead else None,
            years=fiscal_years(dense_raw),
            next_year="来年度" in dense,
            this_year="今年度" in dense,
        )

    def _subject(self, texts: Sequence[str]) -> tuple[str | None, str]:
        ours = self._trades if any(map(self._taking_up.search, texts)) else ()
        for name, pattern in self._subjects.items():
            for found in filter(None, map(pattern.search, texts)):
                if name not in ours:
                    return name, found.group()
        return None, ""

    def _small(self, dense: str, raw: str) -> str | None:
        """Small talk only when hardly anything is left beside it: a greeting before a question is no small talk."""
        latin = bool(_LATIN_TEXT.fullmatch(raw))
        text = raw if latin else dense
        names = [name for name, pattern in self._small_talk.items() if pattern.search(text)]
        rest = text
        for name in names:
            rest = self._small_talk[name].sub("", rest)
        asks = any(pattern.search(rest) for pattern in self._topics.values())
        room = _SMALL_LATIN if latin else _SMALL
        if not names or asks or len(rest) > 3 * room or len(_LEFTOVER.sub("", rest)) > room:
            return None
        return "thanks" if "thanks" in names else names[0]

    def _other_place(self, dense: str) -> str | None:
        found = self._place.search(dense)
        return found.group("place") if found and not self._home.search(dense) else None

    def _thing_outside(self, dense: str) -> str | None:
        found = self._outside.search(dense)
        if not found:
            return None
        end = found.end("place" if found["place"] else "named")
        return (found["place"] or found["named"]) + (dense[end : end + 1] if dense[end : end + 1] in "市町村県" else "")

    def _list_wish(self, either: tuple[str, ...]) -> ListWish:
        def says(words: Iterable[str]) -> bool:
            return any(map(_cached_pattern(tuple(words)).search, either))

        state = next((name for name in STATES if says(self._lists[name])), None)
        rating = _RATED.search(either[1])
        return ListWish(
            state=state,
            rating=(rating.group(1) or rating.group(2)).upper() if rating else None,
            audiences=tuple(name for name, words in self._lists["audiences"].items() if says(words)),
            themes=tuple(name for name, words in self._lists["themes"].items() if says(words)),
            asked=says(self._lists["ask"]),
            hinted=says(self._lists["hint"]),
        )


_LEFTOVER = re.compile(r"[\s!?。、,.・〜~ー…ぁ-んーw笑]|ます|です|でした|ました")
_RATED = re.compile(r"(?:評価|判定)[がはの]?([a-d])(?![a-z])|(?<![a-z])([a-d])(?:評価|判定)")
_RANDOM = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{5,}|qwert|asdf|zxcv|hjkl|uiop|[a-z][ぁ-ん]+[a-z][ぁ-ん]|[ぁ-ん][a-z][ぁ-ん]+[a-z]|^(.)\1{3,}$"
    r"|^[^0-9a-zぁ-ゖァ-ヺ一-龥]+$"
)
_PAST = re.compile(
    r"去年|昨年|前年|実績|だった|でした|ました(か|$)|出た(の|$)|払っ(た|て)|もらった人|これまで|(r|令和)(5|6)年度?(の|に|は)"
)
_WISH = re.compile(r"たい|ですか|ますか|でしょうか|教えて|ください|ほしい|欲しい|[?]|どこ|いくら|いつ")
_LATIN_TEXT = re.compile(r"[\x00-\x7f]+")
_SMALL = 6  # characters that may stand beside small talk
_SMALL_LATIN = 20
_LONG = 60  # characters of a story, in which another desk's subject may stand by the way
_YEAR = re.compile(r"(?:r|令和)\s*(\d{1,2}|元)\s*(?:年度?|の|は|,|、|$|[^\d./])|(20[12]\d)\s*年度?")


def _wishes(raw: str) -> list[str]:
    """The sentences of a story that wish or ask, without spaces."""
    return [_dense(sentence) for sentence in sentences(raw) if _WISH.search(sentence)]


def _dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


def fiscal_years(dense: str) -> tuple[int, ...]:
    """Years named as R6, 令和6年度 or 2024年度, as western years."""
    found = []
    for match in _YEAR.finditer(dense):
        reiwa, western = match.groups()
        found.append(int(western) if western else 2018 + (1 if reiwa == "元" else int(reiwa)))
    return tuple(dict.fromkeys(found))
