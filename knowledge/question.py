"""A question as the index sees it: weighted words, concepts and character pairs, and words recovered from its sound."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from knowledge.grams import grams
from knowledge.hearing import Hearing
from knowledge.letters import has_kanji, is_hiragana, mostly_kana, normalise
from knowledge.lexicon import Synonyms
from knowledge.text import sentences
from knowledge.words import Analyser

_Term = TypeVar("_Term")
_WISH = re.compile(r"たい|[ですま]か|ましょうか|教えて|ください|ほしい|欲しい|ないか|[?]|どこ|いくら|いつ|なに|何")
_STORY = 0.7  # weight of a sentence of a story that asks nothing
_ACCIDENT = 0.4  # short words cut from kana are mostly accidents: い・じゅう・し・えん・きん
_MENDED = 0.85  # a grade or a count written out in a question in kana; the names beside it are only heard


@dataclass
class Question:
    """Term → weight for each channel; `sentences` holds the words of each sentence of a story."""

    compact: str
    words: dict[str, float] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)
    concepts: dict[tuple[str, str], float] = field(default_factory=dict)  # (concept, the word that names it)
    grams: dict[str, float] = field(default_factory=dict)
    sentences: list[dict[str, float]] = field(default_factory=list)


class Reader:
    """Reads questions with the words, synonyms and sounds of one index."""

    def __init__(self, analyser: Analyser, synonyms: Synonyms, hearing: Hearing) -> None:
        self._analyser = analyser
        self._synonyms = synonyms
        self._hearing = hearing

    def read(self, text: str) -> Question:
        """All terms of a question that plain_wish has been applied to."""
        text = normalise(text)
        question = Question(re.sub(r"\s", "", text))
        pieces = sentences(text) or [text]
        for piece in pieces:
            importance = 1.0 if len(pieces) == 1 or _WISH.search(piece) else _STORY
            self._read_sentence(piece, importance, question)
        question.grams = dict.fromkeys(grams(text), 1.0)
        return question

    def _read_sentence(self, text: str, importance: float, question: Question) -> None:
        words = self._analyser.words(text)
        heard = self._hearing.hear(text, words)
        in_kana = mostly_kana(text)
        terms: dict[str, float] = {}
        for word in words:
            weight = word.weight * importance * heard.doubts.get(word.form, 1.0)
            if word.form not in heard.doubts and in_kana and is_hiragana(word.surface) and len(word.surface) < 3:
                weight *= _ACCIDENT
            elif in_kana and has_kanji(word.surface):
                weight *= _MENDED
            _raise(terms, word.form, weight)
        question.sentences.append(terms)
        for form, weight in terms.items():
            _raise(question.words, form, weight)
        for form, weight in heard.forms.items():
            if form not in terms:
                _raise(question.heard, form, weight * importance)
        for phrase in self._synonyms.concepts(words):
            _raise(question.concepts, (phrase.concept, phrase.forms[0]), phrase.weight * importance)


def _raise(terms: dict[_Term, float], term: _Term, weight: float) -> None:
    if weight > terms.get(term, 0.0):
        terms[term] = weight
