"""Sure, between or low: what to do with the hits of a search. Thresholds were chosen on data: docs/search.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from knowledge.search import Hit

SURE = 0.45  # confidence from which the first hit is answered whatever comes second
WHOLLY = 0.9  # confidence of a hit that the message names as good as wholly
CLEAR = 0.15  # confidence from which a first hit well ahead of the second is answered
AHEAD = 0.78  # a second hit below this share of the first leaves it well ahead
MAYBE = 0.13  # confidence from which hits are offered as choices
NEAR = 0.60  # hits above this share of the first are shown beside the answer
WEAK = 0.25  # below this confidence the choices say that nothing quite fits
LEANS = 1.2  # weight of the talk so far when the message cannot be understood alone
DOUBT = 0.9  # what a message that is wholly sure of itself takes away from that
LIKELY = 0.15  # what a short message adds
MOVES = 0.1  # the same when it names another program
UNSURE = 0.6  # the same when that program is hardly known from the message
GONE = 1.12  # ended programs, where it is said that something ended
DIRECTORY = 0.9  # mere directories should not win by a hair,
OVER = 0.95  # nor ended programs
REPLACED = 0.87  # whose successor is there


@dataclass(frozen=True)
class Decision:
    """What to do, and the records concerned, best first."""

    kind: Literal["sure", "between", "low"]
    records: tuple[str, ...]
    scores: dict[str, float]
    confidence: float = 1.0


def decide(
    hits: list[Hit],
    before: Mapping[str, float],
    carry: float,
    faded: Mapping[str, float] = MappingProxyType({}),
    named: str | None = None,
) -> Decision:
    """Weigh this message's hits with the scores of the talk before it, which count with the share `carry`.

    `faded` gives records that count less; a record `named` by its official name is meant.
    """
    scores = {hit.target: hit.score * faded.get(hit.target, 1.0) for hit in hits}
    confidence = max((hit.confidence for hit in hits[:5]), default=0.0)
    if before:
        top, most = max(scores.values(), default=0.0) or 1.0, max(before.values()) or 1.0
        for record, score in before.items():
            scores[record] = scores.get(record, 0.0) + carry * top * score / most
        confidence = max(confidence, carry)
    if named:
        scores[named] = 2 * max(scores.values(), default=1.0)
        confidence = 1.0
    return _decision(scores, confidence)


def _decision(scores: dict[str, float], confidence: float) -> Decision:
    order = sorted(scores, key=lambda record: -scores[record])
    if not order or confidence < MAYBE:
        return Decision("low", tuple(order[:3]), scores, confidence)
    top = scores[order[0]]
    second = scores[order[1]] if len(order) > 1 else 0.0
    if confidence >= SURE or (confidence >= CLEAR and second < AHEAD * top):
        near = [record for record in order[1:] if scores[record] >= NEAR * top][:4]
        return Decision("sure", (order[0], *near), scores, confidence)
    return Decision("between", tuple(order[:3]), scores, confidence)
