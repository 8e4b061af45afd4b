"""Audiences and people made up by hypothesis, and what an audience means in plain Python: an oracle for the SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import strategies as st

from bot.announcements.audience_terms import Active, Audience, Both, Either, Everyone, Named, Not, Since
from bot.announcements.themes import themes
from bot.announcements.wording_audience import STANDS
from bot.clock import JST, today_jst

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
TODAY = today_jst(NOW)
TAGS = ("tester", "ゼミ", "a b", "とんかつ", "市外以外", "ORかつAND")
CODES = ("garage-2026", "ゼミ 第1回")
PROGRAMS = ("1-1-1", "garage")
LANGUAGES = ("ja", "en", "zh-TW", "zh")
MOMENTS = [NOW - dt.timedelta(days=days, seconds=seconds) for days in (0, 1, 29, 30, 31, 400) for seconds in (0, 1)]
LAST_DAYS = [TODAY + dt.timedelta(days=one) for one in (-1, 0, 1)]

times = st.sampled_from(MOMENTS)
days = st.sampled_from([today_jst(moment) + dt.timedelta(days=one) for moment in MOMENTS for one in (-1, 0, 1)])


@dataclass(frozen=True)
class Somebody:
    """A person with everything an audience may ask about."""

    state: str
    stand: str | None
    language: str | None
    first: dt.datetime
    last: dt.datetime
    tags: frozenset[str]
    watching: frozenset[str]
    enrolled: dict[str, str]
    chosen: dict[str, bool]
    pause: tuple[dt.date | None] | None

    def meant(self, audience: Audience) -> bool:
        """Whether the audience means this person."""
        match audience:
            case Everyone():
                return True
            case Active(int() as within):
                return self.last >= NOW - dt.timedelta(days=within)
            case Active(dt.date() as day):
                return self.last.astimezone(JST).date() >= day
            case Since(day):
                return self.first.astimezone(JST).date() >= day
            case Both(parts):
                return all(map(self.meant, parts))
            case Either(parts):
                return any(map(self.meant, parts))
            case Not(part):
                return not self.meant(part)
            case Named(kind, name):
                return self._has(kind, name)
        raise AssertionError(audience)

    def _has(self, kind: str, name: str) -> bool:
        language = (self.language or "").lower()
        return {
            "tag": name in self.tags,
            "stand": (self.stand or "none") == name,
            "interest": self.chosen.get(name) is True,
            "enrolled": self.enrolled.get(name) == "enrolled",
            "watching": name in self.watching,
            "language": language == name.lower() or language.startswith(f"{name.lower()}-"),
        }[kind]

    def must_not_get(self, theme: str) -> bool:
        """Whether they blocked the account, switched the theme off, are pausing, or stopped everything."""
        pausing = self.pause is not None and (self.pause[0] is None or self.pause[0] >= TODAY)
        return self.state == "blocked" or self.chosen.get(theme) is False or pausing


def people() -> st.SearchStrategy[Somebody]:
    """Anybody."""
    return st.builds(
        Somebody,
        state=st.sampled_from(["friend", "friend", "friend", "blocked"]),
        stand=st.sampled_from([None, *[key for key in STANDS if key != "none"]]),
        language=st.sampled_from([None, *LANGUAGES]),
        first=times,
        last=times,
        tags=st.frozensets(st.sampled_from(TAGS), max_size=3),
        watching=st.frozensets(st.sampled_from(PROGRAMS)),
        enrolled=st.dictionaries(st.sampled_from(CODES), st.sampled_from(["enrolled", "waiting", "cancelled"])),
        chosen=st.dictionaries(st.sampled_from(list(themes())), st.booleans()),
        pause=st.none() | st.tuples(st.none() | st.sampled_from(LAST_DAYS)),
    )


def conditions() -> st.SearchStrategy[Audience]:
    """One condition that the people above may fulfil."""
    return st.one_of(
        st.just(Everyone()),
        st.builds(Named, st.just("tag"), st.sampled_from(TAGS)),
        st.builds(Named, st.just("stand"), st.sampled_from(list(STANDS))),
        st.builds(Named, st.just("interest"), st.sampled_from(list(themes()))),
        st.builds(Named, st.just("enrolled"), st.sampled_from(CODES)),
        st.builds(Named, st.just("watching"), st.sampled_from(PROGRAMS)),
        st.builds(Named, st.just("language"), st.sampled_from(LANGUAGES)),
        st.builds(Active, st.integers(1, 40) | days),
        st.builds(Since, days),
    )


def audiences() -> st.SearchStrategy[Audience]:
    """Any audience."""
    return st.recursive(
        conditions(),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Both, st.lists(inner, min_size=2, max_size=3).map(tuple)),
            st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        ),
        max_leaves=8,
    )
