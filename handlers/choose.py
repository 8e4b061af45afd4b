"""Sure, between or low: what to do with the hits of a search. Thresholds were chosen on data: docs/search.md."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from knowledge.search import Hit

SURE = 0.42  # confidence from which the first hit is answered
MAYBE = 0.22  # confidence from which hits are offered as choices
ALONE = 0.80  # a second hit above this share of the first makes the answer a choice
NEAR = 0.62  # hits above this share of the first are shown beside the answer
CARRY = 0.8  # how much the talk so far counts when the message alone is not clear
FADED = 0.85


@dataclass(frozen=True)
class Decision:
    """What to do, and the records concerned, best first."""

    kind: Literal["sure", "between", "low"]
    records: tuple[str, ...]
    scores: dict[str, float]


def decide(
    hits: list[Hit], before: dict[str, float], leans_back: bool, faded: Collection[str] = (), named: str | None = None
) -> Decision:
    """Weigh this message's hits with the talk's scores.

    `faded` records (ended, mere directories) count less; a record `named` by its official name is meant.
    """
    scores = {hit.target: hit.score * (FADED if hit.target in faded else 1.0) for hit in hits}
    confidence = max((hit.confidence for hit in hits[:5]), default=0.0)
    if before:
        share = CARRY if leans_back else CARRY * (1 - confidence)
        top, most = max(scores.values(), default=1.0), max(before.values())
        for record, score in before.items():
            scores[record] = scores.get(record, 0.0) + share * top * score / most
        confidence = max(confidence, share)
    if named:
        scores[named] = 2 * max(scores.values(), default=1.0)
        confidence = 1.0
    order = sorted(scores, key=lambda record: -scores[record])
    if not order or confidence < MAYBE:
        return Decision("low", tuple(order[:3]), scores)
    top = scores[order[0]]
    close = [record for record in order if scores[record] >= ALONE * top][:3]
    if confidence < SURE or len(close) == 3:
        return Decision("between", tuple(order[:3]), scores)
    near = [record for record in order[1:] if scores[record] >= NEAR * top][:2]
    return Decision("sure", (order[0], *near), scores)
