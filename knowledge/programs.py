"""The shape of everything the desk may say: programs, their parts and general entries, each fact with its source.

Units: money in whole yen, rates as fractions of one written as text ("1/2", "0.05"), dates as ISO text in JST.
A fiscal year is named by the western year in which it starts (令和6年度 = 2024, from 1 April 2024).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from knowledge.basics import Model, Part, PartialDate, Rate, Source, SourcePart
from knowledge.rule_data import Rules

__all__ = ["Model", "Part", "PartialDate", "Rate", "Source", "SourcePart"]


class Topic(StrEnum):
    """What a sentence is about; also what a citizen can ask for."""

    WHAT = "what"  # 内容: what it is
    AMOUNT = "amount"  # 金額: fixed sums, grids, per-unit sums
    CAP = "cap"  # 上限額
    RATE = "rate"  # 補助率
    COSTS = "costs"  # 対象経費
    WHO = "who"  # 対象者
    CONDITIONS = "conditions"  # 要件・注意
    LIMIT = "limit"  # 回数・期間の制限 (once per firm, up to 3 years …)
    FEE = "fee"  # 利用者の負担 (無料 …)
    WINDOW = "window"  # 受付期間・期限
    APPLY = "apply"  # 申請・申込の方法
    WHERE = "where"  # 場所・会場
    DATE = "date"  # 開催日
    CONTACT = "contact"  # 問い合わせ先
    OPERATOR = "operator"  # 実施・受託している団体
    CONTENT = "content"  # 中身: courses, menus, equipment
    RESULT = "result"  # 実績
    TARGET = "target"  # 目標
    RATING = "rating"  # 自己評価
    DIRECTION = "direction"  # 今後の方向性 (継続・廃止 …)
    EFFECT = "effect"  # 成果・効果
    ISSUE = "issue"  # 課題
    HISTORY = "history"  # 経過
    PLAN = "plan"  # 令和7年度に変わること


class Value(Model):
    """The machine value behind a sentence; only what the sentence states."""

    yen: int | None = Field(default=None, ge=0)
    yen_min: int | None = Field(default=None, ge=0)  # 以上
    yen_over: int | None = Field(default=None, ge=0)  # 超: strictly more
    rate: Rate | None = None
    rate_max: Rate | None = None  # upper end of a range; `rate` is then the lower end
    count: int | None = Field(default=None, ge=0)
    unit: str | None = None  # 人 社 件 世帯 回 日 年 か月 か所 …
    date: PartialDate | None = None
    until: PartialDate | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("an empty value says nothing: leave it out")
        if self.count is not None and not self.unit:
            raise ValueError("a count needs its unit")
        return self


class Fact(Model):
    """One sentence a citizen or an official may read, with its source."""

    topic: Topic
    text: str = Field(min_length=4, max_length=400)
    value: Value | tuple[Value, ...] | None = None
    source: Source
    as_of: dt.date | None = None  # only where it differs from the part's own day
    fiscal_year: int | None = None  # results and targets: the year they belong to
    keywords: tuple[str, ...] = ()  # other words people use for just this fact

    @property
    def values(self) -> tuple[Value, ...]:
        """The machine values as a tuple, however many there are."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)


class Window(Model):
    """A period in which applications were or are taken; an open side means the source does not state it."""

    label: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    text: str
    source: Source


class EditionStatus(StrEnum):
    """How the source leaves a fiscal year's edition."""

    RUNNING = "running"  # ran (R6)
    CONTINUES = "continues"  # 継続 (blank in 資料3 means this too)
    EXPANDED = "expanded"  # 拡充
    NEW = "new"  # 新規
    LAST_YEAR = "last_year"  # runs, and ends with this year
    ABOLISHED = "abolished"  # 廃止: not offered in this year
    MERGED = "merged"  # 組入れ: lives on inside another program
    UNCLEAR = "unclear"  # the source contradicts itself
    NOT_HELD = "not_held"  # on the books, but not carried out this year


class Edition(Model):
    """One program in one fiscal year."""

    fiscal_year: int = Field(ge=2019, le=2100)
    status: EditionStatus
    ends_on: PartialDate | None = None  # last day (or month) on which one could apply or take part, where stated
    windows: tuple[Window, ...] = ()
    note: str | None = None  # one sentence a citizen reads
    source: Source


class EventStatus(StrEnum):
    """What the source says of an event."""

    HELD = "held"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    AFTER_SNAPSHOT = "after_snapshot"  # dated after the day the figures were taken


class Event(Model):
    """A dated event of the source. `dates` empty: the source gives no day."""

    name: str
    dates: tuple[dt.date, ...] = ()
    year_inferred: bool = False  # the source prints no year; fiscal year R6 is taken
    time: str | None = None
    place: str | None = None
    who: str | None = None
    numbers: tuple[str, ...] = ()
    status: EventStatus
    note: str | None = None
    aliases: tuple[str, ...] = ()
    source: Source


class Contact(Model):
    """A desk the source names, for one subject only. Never a person, never an address built from a person's name."""

    desk: str
    phone: str | None = None
    fax: str | None = None
    mail: str | None = None
    address: str | None = None
    web: str | None = None
    subject: str
    source: Source


class Conflict(Model):
    """Two statements of the source that do not fit; the sentence says both and what to ask."""

    text: str
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)


Audience = Literal[
    "entrepreneur", "employer", "jobseeker", "student", "migrant", "foreign_worker", "family", "school", "staff"
]
Kind = Literal[
    "subsidy", "benefit", "loan", "tax", "course", "event", "consultation", "service", "promotion", "plan", "general"
]
Theme = Literal[
    "startup", "hiring", "training", "young_workers", "women", "foreign_workers", "migration", "housing", "internship",
    "jobseeking", "career_education", "investment", "site", "finance", "rnd", "it_dx", "agri_food", "network", "pr",
    "sdgs", "bcp", "international", "college",
]  # fmt: skip


class Record(Model):
    """Anything the desk can answer about: a program, a part of one, or a general entry."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str  # official name, scan errors corrected; people quote it at the counter
    variants: tuple[str, ...] = ()  # the name as printed elsewhere in the source
    title: str = Field(max_length=40)  # short everyday title
    kind: Kind
    audiences: tuple[Audience, ...] = ()
    themes: tuple[Theme, ...] = ()
    summary: str = Field(max_length=200)
    aliases: tuple[str, ...] = ()
    part_of: str | None = None  # a part of a program (garage, seminar, academy) names it
    facts: tuple[Fact, ...] = Field(min_length=1)
    events: tuple[Event, ...] = ()
    contacts: tuple[Contact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    not_stated: tuple[Topic, ...] = ()
    related: tuple[str, ...] = ()
    owner: str | None = None  # department; None: the source does not name it
    review_by: dt.date

    def about(self, *topics: Topic) -> tuple[Fact, ...]:
        """The facts of these topics, in the order of the file."""
        return tuple(fact for fact in self.facts if fact.topic in topics)


class Program(Record):
    """A program (制度/事業) of the city's table, with one edition per fiscal year."""

    id: str = Field(pattern=r"^\d-\d-\d{1,2}$")
    editions: tuple[Edition, ...] = Field(min_length=1)
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    merged_into: str | None = None
    rules: Rules | None = None

    @model_validator(mode="after")
    def _editions_in_order(self) -> Self:
        years = [edition.fiscal_year for edition in self.editions]
        if years != sorted(set(years)):
            raise ValueError("editions stand once per fiscal year, oldest first")
        return self

    def edition(self, fiscal_year: int) -> Edition | None:
        """The edition of this fiscal year, if the source speaks of it."""
        return next((edition for edition in self.editions if edition.fiscal_year == fiscal_year), None)
