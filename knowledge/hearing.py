"""What a sentence may have meant by its sound: kana, wrong conversions and slips, heard against an index's names."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.grams import parts, runs
from knowledge.letters import is_hiragana, mostly_kana
from knowledge.readings import Forms, Readings
from knowledge.words import Word

_KANJI_RUN = re.compile(r"[一-龥]{2,}")
_LONGEST_RUN = 6
_SHORTEST_SOUND = 3
_CLEAR, _SAME, _NEAR, _HOMOPHONE = 1.0, 0.7, 0.6, 0.25
_TAKEN_OVER = 0.7  # what a written word loses to the word it surely was meant to be
_HALF_SURE = 0.5


@dataclass
class Heard:
    """Word forms by weight, and how much the written words whose place they take still count."""

    forms: dict[str, float] = field(default_factory=dict)
    doubts: dict[str, float] = field(default_factory=dict)

    def add(self, found: Sequence[Forms], weight: float) -> bool:
        """Keep the highest weight of each form; says whether there was anything.

        Homophones share the weight, less than evenly because the rest of the question often picks the right one.
        """
        weight /= math.sqrt(max(1, len(found)))
        for form in itertools.chain.from_iterable(found):
            self.forms[form] = max(weight, self.forms.get(form, 0.0))
        return bool(found)

    def doubt(self, forms: Iterable[str], likeness: float) -> None:
        """Let these written words count less, the more another word sounds like them."""
        for form in forms:
            self.doubts[form] = min(1 - _TAKEN_OVER * likeness, self.doubts.get(form, 1.0))


class Hearing:
    """Hears sentences against the vocabulary of one index."""

    def __init__(
        self, readings: Readings, words: Container[str], pairs: Container[str], kanji_sounds: Mapping[str, str]
    ) -> None:
        self._readings = readings
        self._words = words
        self._pairs = pairs
        self._kanji_sounds = kanji_sounds

    def hear(self, text: str, words: Sequence[Word]) -> Heard:
        """The words this sentence may have meant although it does not write them."""
        heard = Heard()
        inside = self._readings.inside(text) if mostly_kana(text) else []
        for place, found in inside:
            heard.add(found, _CLEAR)
            heard.doubt(_cut_from(place, words), _CLEAR)
        if inside:
            heard.doubt((w.form for w in words if is_hiragana(w.surface) and w.form not in self._words), _CLEAR)
        for form in heard.forms:
            heard.doubts.pop(form, None)
        for run in self._unknown_compounds(text):
            reading = "".join(self._kanji_sounds.get(kanji, "？") for kanji in run)
            likeness = self._hear_strange(reading, heard)
            heard.doubt((w.form for w in words if w.surface in run and w.form not in self._words), likeness)
        for run_of_words in runs(words):
            for part in parts(run_of_words):
                self._hear_part(part, heard)
        return heard

    def _hear_part(self, part: Sequence[Word], heard: Heard) -> None:
        reading = "".join(word.reading for word in part)
        if len(reading) < _SHORTEST_SOUND or all(is_hiragana(word.surface) for word in part):
            return
        strange = [word.form for word in part if word.form not in self._words]
        if strange:
            heard.doubt(strange, self._hear_strange(reading, heard))
            return
        written = tuple(word.form for word in part)
        others = self._readings.exact(reading)
        if written not in others:
            # A compound of known words that itself is no name, but sounds like one: 起業立地.
            heard.add(others, _SAME if len(part) > 1 else _HOMOPHONE)

    def _hear_strange(self, reading: str, heard: Heard) -> float:
        """Hear a reading that is no known word; says how much it sounds like what was found (0..1)."""
        if heard.add(self._readings.exact(reading), _SAME):
            return 1.0
        found, likeness = self._readings.near(reading)
        return _HALF_SURE if heard.add(found, _NEAR * likeness) else 0.0

    def _unknown_compounds(self, text: str) -> Iterator[str]:
        """Rows of kanji with a pair that no entry has, as wrong conversions leave them."""
        for run in _KANJI_RUN.findall(text):
            if len(run) <= _LONGEST_RUN and any(a + b not in self._pairs for a, b in itertools.pairwise(run)):
                yield run


def _cut_from(place: range, words: Sequence[Word]) -> Iterator[str]:
    """What the analyser has cut from kana that were heard as something else: いしゃ in かいしゃ."""
    for word in words:
        ends = word.start + len(word.surface)
        if is_hiragana(word.surface) and word.start < place.stop and ends > place.start:
            yield word.form
