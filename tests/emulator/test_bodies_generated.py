"""The body checker against generated input: nothing crashes it, and it never refuses what the desk itself builds."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.emulator.bodies import KINDS, advise, check_messages, check_request, error_body
from bot.messages import Action, Card, Carousel, Choice, Choices, Message, Open, PickDate, Post, Row, Say, Text, fit
from tests.emulator.cases import cases

BODIES = [case.body for case in cases()]


def _names(value: Any) -> set[str]:
    """Every property name and every short text anywhere in a value."""
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(_names, value), set())
    return {value} if isinstance(value, str) and len(value) < 20 else set()


WORDS = sorted(set().union(*map(_names, BODIES)))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=20,
)


def _replaced(value: Any, path: list[int], new: Any) -> Any:
    """The value with one part, found by counting, replaced by another."""
    if not path or not isinstance(value, dict | list) or not value:
        return new
    step, *rest = path
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[step % len(keys)]
    copy = value.copy()
    copy[key] = _replaced(value[key], rest, new)
    return copy


@given(kind=st.sampled_from(KINDS), body=ANYTHING)
@settings(max_examples=400, deadline=None)
def test_no_json_crashes_the_checker(kind: str, body: Any) -> None:
    complaints = check_request(kind, body)
    assert all(isinstance(where, str) and isinstance(words, str) and words for where, words in complaints)
    json.dumps(error_body(complaints))
    check_messages(body)
    advise(body)


@given(
    kind=st.sampled_from(KINDS),
    body=st.sampled_from(BODIES),
    path=st.lists(st.integers(0, 30), min_size=1, max_size=9),
    new=ANYTHING,
)
@settings(max_examples=600, deadline=None)
def test_no_damage_to_a_real_request_crashes_the_checker(kind: str, body: Any, path: list[int], new: Any) -> None:
    damaged = _replaced(body, path, new)
    json.dumps(error_body(check_request(kind, damaged)))
    advise(damaged.get("messages") if isinstance(damaged, dict) else damaged)


words = st.text(min_size=1, max_size=400).filter(lambda text: any(sign.isalnum() for sign in text))
short = st.text(min_size=1, max_size=60).filter(lambda text: any(sign.isalnum() for sign in text))
addresses = st.from_regex(r"(https?://[a-z]{1,9}\.jp/[!-~]{0,80}|tel:[0-9]{3,11})", fullmatch=True)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Say, short, short),
    st.builds(Post, short, short, st.none() | short),
    st.builds(Open, short, addresses),
    st.builds(PickDate, short, short, st.just("date"), st.just("2026-09-01"), st.none(), st.just("2027-03-31")),
)
some = st.lists(actions, max_size=5).map(tuple)
cards = st.builds(
    Card,
    headline=words,
    title=words,
    badge=st.none() | short,
    tone=st.sampled_from(("plain", "open", "soon", "ended", "unclear")),
    subtitle=st.none() | words,
    rows=st.lists(st.builds(Row, short, words), max_size=6).map(tuple),
    notes=st.lists(words, max_size=4).map(tuple),
    buttons=some,
    footer=st.none() | words,
    quick=some,
)
messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Text, words, some),
    cards,
    st.builds(Carousel, words, st.lists(cards, min_size=1, max_size=3).map(tuple), some),
    st.builds(Choices, words, st.lists(st.builds(Choice, words, words, actions), min_size=1, max_size=4).map(tuple)),
)


@given(st.lists(messages, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_what_the_desk_builds_is_always_accepted(built: list[Message]) -> None:
    assert check_messages(fit(built)) == []


@pytest.mark.parametrize("sign", ["あ", "🍎", "👨‍👩‍👧", "e\u0301", "\ud83c"])
def test_very_long_texts_of_every_kind_of_sign_are_accepted_after_fitting(sign: str) -> None:
    long = sign * 6000
    card = Card(long, long, rows=(Row(long, long),) * 2, notes=(long,))
    assert check_messages(fit([Text(long)])) == []
    assert check_messages(fit([card, Carousel(long, (card, card))])) == []
