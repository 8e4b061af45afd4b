"""How close each sentence of one record comes to a question: words weigh by how few of its sentences share them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.lexicon import Synonyms
from knowledge.text import Analyser, normalise

BY_CONCEPT = 0.5  # a word of equal meaning counts half
TRUSTED = 2.0  # half of the question's words in one sentence are as good as all
KEYWORD = 0.6  # a keyword of the sentence standing in the question as it is


_HIRAGANA = re.compile(r"[ぁ-ん]+")


@dataclass(frozen=True)
class Sentence:
    """One sentence as words, concepts and keywords."""

    forms: frozenset[str]
    concepts: frozenset[str]
    keywords: tuple[str, ...]


class Sentences:
    """The sentences of one record, ready to be compared; immutable."""

    def __init__(self, texts: Sequence[tuple[str, Sequence[str]]], analyser: Analyser, synonyms: Synonyms) -> None:
        self._analyser = analyser
        self._synonyms = synonyms
        self._sentences = [self._read(text, keywords) for text, keywords in texts]
        self._shared = Counter(form for sentence in self._sentences for form in sentence.forms)

    def closeness(self, question: str) -> list[float]:
        """One figure per sentence: about 1 for the closest, 0 where no word is shared; keywords add to it."""
        words = self._analyser.words(question)
        asked = {word.form: word.weight for word in words}
        concepts = {phrase.concept: phrase.weight for phrase in self._synonyms.concepts(words)}
        scores = [self._score(sentence, asked, concepts) for sentence in self._sentences]
        top = max(scores, default=0.0) or 1.0
        # A best sentence that shares only a small part of the question proves little.
        trust = min(1.0, TRUSTED * top / self._possible(asked))
        dense = normalise(question).replace(" ", "")
        return [
            trust * score / top + (KEYWORD if any(keyword in dense for keyword in sentence.keywords) else 0.0)
            for score, sentence in zip(scores, self._sentences, strict=True)
        ]

    def _read(self, text: str, keywords: Sequence[str]) -> Sentence:
        words = self._analyser.words(" ".join([text, *keywords]))
        dense = tuple(normalise(keyword).replace(" ", "") for keyword in keywords)
        return Sentence(
            forms=frozenset(word.form for word in words),
            concepts=frozenset(phrase.concept for phrase in self._synonyms.concepts(words)),
            keywords=tuple(keyword for keyword in dense if len(keyword) >= 3 or not _HIRAGANA.fullmatch(keyword)),
        )

    def _possible(self, asked: dict[str, float]) -> float:
        """What a sentence with every word of the question would have."""
        count = len(self._sentences) + 1
        return sum(weight * math.log(count / (self._shared[form] + 0.5)) for form, weight in asked.items()) or 1.0

    def _score(self, sentence: Sentence, asked: dict[str, float], concepts: dict[str, float]) -> float:
        count = len(self._sentences) + 1
        score = sum(
            weight * math.log(count / (self._shared[form] + 0.5))
            for form, weight in asked.items()
            if form in sentence.forms
        )
        return max(0.0, score) + BY_CONCEPT * sum(w for concept, w in concepts.items() if concept in sentence.concepts)
