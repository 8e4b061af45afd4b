"""The desk's knowledge, ready to be asked: records, the index over them, the reader of messages. One per process."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from knowledge.closeness import Sentences
from knowledge.dialogue import Reader, Reading
from knowledge.homophones import mended
from knowledge.lexicon import load_analyser, load_synonyms
from knowledge.loader import Knowledge, shipped
from knowledge.masking import Mask
from knowledge.programs import EditionStatus, Program, Record, Topic
from knowledge.search import Entry, Hit, Index
from knowledge.status import Standing, Status, status_on
from knowledge.text import Analyser, normalise

# What is said around a wish for a phone number; it tells nothing about the program.
DESK_WORDS = re.compile(
    r"電話番号|電話|番号|ファックス|ファクス|fax|メールアドレス|メール|連絡先?|問い?合わ?せ先?|担当者?(の?課)?|部署|窓口|住所|市役所"
    r"|教えて|ください|知りたい|直接|話|聞きたい|聞く|聞けば|送りたい|送る|お願い"
)
POPULAR = 1000  # questions whose hits are kept
POPULAR_LENGTH = 30  # characters
LONG_NAME = 6  # 企業見学会 (5) is as much a word as a name
_WEEKDAY = re.compile(r"[（(][月火水木金土日][）)]")  # (金) is no money
_COUNTS = re.compile(r"\d+[^\d\s]?")
_CODE = re.compile(r"(?<![\d-])\d-\d-\d{1,2}(?![\d-])")  # staff quote the table's numbers


@dataclass
class Desk:
    """Everything a handler looks things up in; never changed, so threads may share it."""

    knowledge: Knowledge
    index: Index
    reader: Reader
    analyser: Analyser
    mask: Mask
    official: tuple[tuple[str, str], ...]  # official names with their records, longest first
    sentences: Mapping[str, Sentences]  # the facts of each record, ready to be compared with a question
    _over: dict[dt.date, list[Program]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._search = lru_cache(POPULAR)(self.index.search)

    def search(self, text: str, limit: int) -> list[Hit]:
        """The index's hits. Short questions come again and again (in one city's talk, 20 were 83 %): they are kept.

        Only such are kept: what is long or holds a number may tell who wrote it.
        """
        popular = len(text) <= POPULAR_LENGTH and not re.search(r"\d{3}", text)
        return self._search(text, limit) if popular else self.index.search(text, limit)

    @classmethod
    @cache
    def open(cls) -> Desk:
        """Loads records and builds the index, once in a process (about a second).

        Raises KnowledgeError when a file is broken.
        """
        knowledge = shipped()
        analyser = load_analyser()
        synonyms = load_synonyms(analyser)
        entries = [entry for record in knowledge.records.values() for entry in entries_of(record)]
        return cls(
            knowledge=knowledge,
            index=Index(entries, analyser, synonyms),
            reader=Reader(),
            analyser=analyser,
            mask=Mask(analyser),
            official=_official(knowledge),
            sentences={
                record.id: Sentences(_facts(record), analyser, synonyms)
                for record in knowledge.records.values()
            },
        )

    def read(self, message: str) -> Reading:
        """One message, read; the words that say what is asked are set right where they were wrongly converted."""
        return self.reader.read(mended(message, self.analyser, self.index.knows))

    def named(self, text: str) -> str | None:
        """The record whose number or official name (in any printed form) stands in the text; the longest name wins."""
        dense = _name(text)
        code = _CODE.search(dense)
        if code and code.group() in self.knowledge.records:
            return code.group()
        return next((record_id for name, record_id in self.official if name in dense), None)

    def own_words(self, reading: Reading) -> bool:
        """Whether a message says anything beside what is asked; いくら？ says nothing of its own."""
        rest = self._beside_the_asked(reading)
        words = self.analyser.words(_COUNTS.sub("", rest))
        return any(word.kind in ("noun", "verb", "adjective") and len(word.surface) > 1 for word in words)

    def names_a_thing(self, reading: Reading) -> bool:
        """Whether a noun is among the words of its own; 何日通えば終わるの names nothing."""
        words = self.analyser.words(_COUNTS.sub("", self._beside_the_asked(reading)))
        return any(word.kind == "noun" and len(word.surface) > 1 for word in words)

    def says_more(self, reading: Reading) -> bool:
        """Whether any word is left beside what is asked that could point to one fact (広さは？)."""
        return bool(re.search(r"[一-龥ァ-ヶa-z]|[ぁ-ん]{6}", self._beside_the_asked(reading)))

    def _beside_the_asked(self, reading: Reading) -> str:
        rest = self.reader.topic_words.sub("", re.sub(r"\s+", "", _beside(reading)))
        return DESK_WORDS.sub("", rest) if Topic.CONTACT in reading.topics else rest

    def over(self, today: dt.date) -> list[Program]:
        """The programs that have ended, or whose end is fixed, on this day; worked out once a day."""
        known = self._over.get(today)
        if known is None:
            programs = self.knowledge.programs.values()
            known = [program for program in programs if _is_over(status_on(program, today))]
            self._over = {today: known}
        return known

    def record(self, record_id: str) -> Record | None:
        """The record of this id, if there is one (old buttons may name one that is gone)."""
        return self.knowledge.records.get(record_id)


def _beside(reading: Reading) -> str:
    """The message without the word that names another desk's subject."""
    return reading.text.replace(reading.subject_said, " ") if reading.subject_said else reading.text


def _is_over(status: Status) -> bool:
    """Ended, or ending with its present year; one in its last year can still be used."""
    return status.over and not (status.standing is Standing.ENDING and status.edition.status is EditionStatus.LAST_YEAR)


def _name(text: str) -> str:
    """A name as it is compared: シゴトツクルゼミ is シゴト・ツクル・ゼミ."""
    return re.sub(r"[\s・]+", "", normalise(text))


def _official(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    found = {
        _name(name): record.id
        for record in knowledge.records.values()
        for name in (*record.variants, record.name)
    }
    return tuple(sorted(((n, r) for n, r in found.items() if len(n) >= LONG_NAME), key=lambda pair: -len(pair[0])))


def _facts(record: Record) -> list[tuple[str, tuple[str, ...]]]:
    return [(_WEEKDAY.sub("", fact.text), fact.keywords) for fact in record.facts]


def entries_of(record: Record) -> Iterator[Entry]:
    """One entry for the record's names, one per fact, one per event; all point to the record."""
    yield Entry(
        id=record.id,
        target=record.id,
        title=record.name,
        aliases=(record.title, *record.variants, *record.aliases),
        body=record.summary,
    )
    for number, fact in enumerate(record.facts):
        text = _WEEKDAY.sub("", fact.text)
        yield Entry(f"{record.id}#f{number}", record.id, "", (), f"{text} {' '.join(fact.keywords)}")
    for number, event in enumerate(record.events):
        details = " ".join(filter(None, (event.who, event.place, event.note)))
        yield Entry(f"{record.id}#e{number}", record.id, event.name, event.aliases, details)
