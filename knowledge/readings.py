"""The sounds of names: finds the words behind kana and behind wrong conversions such as 写真量 for 社員寮."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from knowledge.letters import katakana, sound

_KANA_RUN = re.compile(r"[ぁ-ゖァ-ヺー]+")
_SHORTEST = 3  # sounds of two kana are found only beside another find: シ・エン is everywhere
_LONGEST = 24
_GLUE_WORTH = 1.2  # per sound
_LENGTH_POWER, _PIECE_COST = 1.3, 0.6  # one long name is worth more than two short ones
_NEAR = 0.82
_NEAR_SHORTEST = 5

Forms = tuple[str, ...]


class Readings:
    """The sounds of all names and their words, with the word forms behind each."""

    def __init__(self, names: Iterable[tuple[str, Forms]], glue: Iterable[str]) -> None:
        self._forms: dict[str, set[Forms]] = {}
        for reading, forms in names:
            key = sound(reading)
            if len(key) > 1 and _KANA_RUN.fullmatch(key):
                self._forms.setdefault(key, set()).add(forms)
        self._glue = frozenset(sound(piece) for piece in glue)
        self._by_pair: dict[str, list[str]] = {}
        for key in self._forms:
            if _NEAR_SHORTEST <= len(key) <= _LONGEST:
                for pair in _pairs(key):
                    self._by_pair.setdefault(pair, []).append(key)

    def exact(self, reading: str) -> list[Forms]:
        """The words that sound like this."""
        return sorted(self._forms.get(sound(reading), ()))

    def near(self, reading: str) -> tuple[list[Forms], float]:
        """The words that sound most like this, and how much (0..1); nothing when no name comes close."""
        key = sound(reading)
        if len(key) < _NEAR_SHORTEST:
            return [], 0.0
        pairs = _pairs(key)
        shared = Counter(name for pair in pairs for name in self._by_pair.get(pair, ()))
        best, best_name = 0.0, ""
        for name, count in shared.items():
            if count * 2 >= len(pairs) and abs(len(name) - len(key)) <= 2:
                likeness = Levenshtein.normalized_similarity(name, key, score_cutoff=_NEAR)
                if (likeness, name) > (best, best_name):
                    best, best_name = likeness, name
        return (sorted(self._forms[best_name]), best) if best else ([], 0.0)

    def inside(self, text: str) -> list[tuple[range, list[Forms]]]:
        """Where in this text words are heard in its kana, and which, homophones together; the last first."""
        found = []
        for run in _KANA_RUN.finditer(katakana(text)):
            places = [run.start() + at for at, sign in enumerate(run[0]) if sound(sign)]
            for start, end, piece in self._cover(sound(run[0])):
                found.append((range(places[start], places[end - 1] + 1), sorted(self._forms[piece])))
        return found

    def _cover(self, key: str) -> list[tuple[int, int, str]]:
        """The names in the most valuable cover; glue has its own worth, so that it is not heard as a name."""
        best: list[tuple[float, str]] = [(0.0, "")]  # value and last piece of the best cover so far
        for end in range(1, len(key) + 1):
            best.append(max(self._endings(key, end, best)))
        pieces: list[tuple[int, int, str]] = []
        end = len(key)
        while end > 0:
            piece = best[end][1]
            if piece and piece not in self._glue:
                pieces.append((end - len(piece), end, piece))
            end -= len(piece) or 1
        return pieces

    def _endings(self, key: str, end: int, best: Sequence[tuple[float, str]]) -> Iterator[tuple[float, str]]:
        yield best[end - 1][0], ""
        for start in range(max(0, end - _LONGEST), end):
            piece = key[start:end]
            if piece in self._glue:
                yield best[start][0] + len(piece) * _GLUE_WORTH, piece
            elif piece in self._forms:
                beside = start == 0 or best[start][1] != ""
                if len(piece) >= _SHORTEST or (len(piece) > 1 and beside):
                    yield best[start][0] + len(piece) ** _LENGTH_POWER - _PIECE_COST, piece


def _pairs(key: str) -> Mapping[str, None]:
    return dict.fromkeys(key[i : i + 2] for i in range(len(key) - 1))
