"""The shape of rules: who may use a program and what one may expect, as data with a source for every line.

Money in whole yen, rates as text ("1/2", "0.05"), dates as ISO text in JST. Answers are looked up by question key.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from knowledge.basics import Model, PartialDate, Rate, Source

QuestionType = Literal["yes_no", "choice", "yen", "integer", "date", "age"]
Level = Literal["exact", "up_to", "fixed", "range", "cap_only", "not_stated", "none"]


class Choice(Model):
    """One answer to a choice question: what is stored and what a person reads."""

    value: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(max_length=20)


class Question(Model):
    """One question in plain words; the same question serves every program that needs it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: QuestionType
    ask: str
    name: str | None = None  # what its answer is called where a sum waits for it: 家の価格
    why: str  # why we ask, one sentence
    help: str | None = None
    choices: tuple[Choice, ...] = ()
    unit: str | None = None  # of an integer: 人 か月 …
    most: int | None = None  # the highest sensible number; above it the desk asks again
    default: Literal["today"] | None = None  # taken when nobody said anything else
    person: bool = False  # of one person, not of the company: asked anew for each of several employees
    of_program: bool = False  # its words lean on one program (この補助金), so it is never asked across programs

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices belong to choice questions, and to all of them")
        return self


class Within(Model):
    """A span that begins with the day answered to another question, or with the fiscal year (then in `years`).

    A fiscal year (an integer) lies within a span of days when it shares a day with it.
    """

    of: str
    years: int = 0
    months: int = 0
    days: int = 0


class Test(Model):
    """One comparison (`q` and exactly one operator), or all / any / not over others.

    以上 is `at_least`, 超 is `over`, 以下 is `at_most`, 未満 is `under`. Days compare with an ISO day, with the
    answer to another question, or with "today".
    """

    __test__ = False  # pytest: this is no test class

    q: str | None = None
    answered: Literal[True] | None = None  # somebody answered it, whatever the answer is
    equals: bool | int | str | None = None
    one_of: tuple[str, ...] | None = None
    at_least: int | None = None
    over: int | None = None
    at_most: int | None = None
    under: int | None = None
    on_or_before: str | None = None
    on_or_after: str | None = None
    before: str | None = None
    same_fiscal_year_as: str | None = None
    within: Within | None = None
    all: tuple[Test, ...] | None = None
    any: tuple[Test, ...] | None = None
    not_: Test | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        used = self.operator
        if len(used) != 1:
            raise ValueError(f"a test has exactly one operator, not {', '.join(used) or 'none'}")
        if (self.q is None) != (used[0] in ("all", "any", "not_")):
            raise ValueError("a comparison names its question (q); all, any and not do not")
        return self

    @property
    def operator(self) -> list[str]:
        """The operators that are filled in; a valid test has one."""
        return [name for name in type(self).model_fields if name != "q" and getattr(self, name) is not None]

    def questions(self) -> tuple[str, ...]:
        """Every question this test looks at, in reading order."""
        inner = [*(self.all or ()), *(self.any or ()), *([self.not_] if self.not_ else [])]
        found = [self.q] if self.q else []
        found += [key for key in (self.on_or_before, self.on_or_after, self.before, self.same_fiscal_year_as)
                  if key and key[0].isalpha() and key != "today"]  # fmt: skip
        found += [self.within.of] if self.within and self.within.of != "today" else []
        return tuple(dict.fromkeys([*found, *(key for test in inner for key in test.questions())]))


class Condition(Model):
    """One clause: a test over answers, or something only staff can decide (no `needs`)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    when: Test | None = None  # the clause concerns only those for whom this holds
    needs: Test | None = None
    passed: str | None = Field(default=None, alias="pass")
    failed: str | None = Field(default=None, alias="fail")
    unknown: str
    turn: str | None = None  # what would change a failed clause
    source: Source

    @model_validator(mode="after")
    def _sentences(self) -> Self:
        if self.needs is not None and not (self.passed and self.failed):
            raise ValueError("a clause with a test has a sentence for pass and one for fail")
        return self


class AmountPart(Model):
    """One summand. Exactly one of yen, rate, unit_yen or choose says how it is counted."""

    label: str
    when: Test | None = None
    unless: Test | None = None  # counted until this is known to hold: for caps, which promise nothing
    perhaps: Test | None = None  # then the source leaves open whether it is added at all
    yen: int | None = Field(default=None, ge=0)
    of: str | None = None  # the question whose answer is multiplied
    rate: Rate | None = None
    rate_max: Rate | None = None  # the upper end of a range of rates
    unit_yen: int | None = Field(default=None, ge=0)  # per one of `of`
    times: str | None = None  # a second question that multiplies the units: nights, and persons
    upper: bool = False  # 最大: an upper bound, though the program's other sums are fixed
    base_yen: int = 0  # added to the units
    less: int = 0  # units that do not count
    most: int | None = None  # units that count at most
    cap: int | None = None
    floor_to: int = 1  # 1000 only where the source says 千円未満切捨て
    choose: tuple[AmountPart, ...] = ()  # a grid: the first part whose `when` holds

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.yen is not None, self.rate is not None, self.unit_yen is not None, bool(self.choose)]
        if sum(ways) != 1:
            raise ValueError(f"{self.label}: one of yen, rate, unit_yen, choose")
        if (self.rate or self.unit_yen is not None) and not self.of:
            raise ValueError(f"{self.label}: rate and unit_yen need `of`")
        if self.times and self.unit_yen is None:
            raise ValueError(f"{self.label}: times multiplies units, so it needs unit_yen")
        return self

    def questions(self) -> tuple[str, ...]:
        """Every question this part needs."""
        counted = [key for key in (self.of, self.times) if key]
        tests = [test for test in (self.when, self.unless, self.perhaps) if test]
        found = [*(key for test in tests for key in test.questions()), *counted]
        return tuple(dict.fromkeys([*found, *(key for part in self.choose for key in part.questions())]))


class Reading(Model):
    """One way to read a clause that can be read in two ways."""

    label: str
    parts: tuple[AmountPart, ...] = Field(min_length=1)


class Amount(Model):
    """What one may expect: the sum of the parts, or one sum per reading."""

    level: Level
    parts: tuple[AmountPart, ...] = ()
    readings: tuple[Reading, ...] = ()
    per: str | None = None  # 1事業所あたり …
    note: str | None = None  # what the source leaves open, one sentence
    valid_from: PartialDate
    source: Source
    names: tuple[tuple[str, str], ...] = ()  # of its questions; filled in when the data is loaded

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        counted = self.level not in ("not_stated", "none")
        if counted != bool(self.parts or self.readings) or (self.parts and self.readings):
            raise ValueError("parts or readings belong to every level but not_stated and none")
        return self

    def questions(self) -> tuple[str, ...]:
        """Every question the amount needs."""
        parts = [*self.parts, *(part for reading in self.readings for part in reading.parts)]
        return tuple(dict.fromkeys(key for part in parts for key in part.questions()))


class Implied(Model):
    """An answer that others tell while nobody gave it: whoever names the interest asks for the interest's grant."""

    q: str
    value: bool | int | str
    by: tuple[str, ...] = Field(min_length=1)


class StaffCheck(Model):
    """What staff must look at; shown, never computed."""

    text: str
    source: Source | None = None


class Case(Model):
    """An example an official can check: answers on a day, and what must come out."""

    name: str
    day: PartialDate  # "on" would be read as "yes" by YAML
    answers: dict[str, Any] = Field(default_factory=dict)
    verdict: Literal["likely", "not_eligible", "needs_staff"]
    failed: tuple[str, ...] = ()
    open: tuple[str, ...] | None = None  # None: not checked
    kind: Level | None = None
    yen: int | None = None
    yen_min: int | None = None
    yen_max: int | None = None


class Rules(Model):
    """Who may use it and what one may expect. A pre-check has conditions but states no amount."""

    for_whom: str  # one sentence: who it is for
    first: str | None = None  # the timing trap, said before everything: 契約・着工・購入の前に …
    implied: tuple[Implied, ...] = ()
    conditions: tuple[Condition, ...] = ()
    staff_checks: tuple[StaffCheck, ...] = ()
    amount: Amount | None = None  # None: no money at all
    exclusive_with: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()  # what the source says to bring to staff

    def questions(self) -> tuple[str, ...]:
        """Every question these rules look at: those of the conditions first."""
        tests = [test for one in self.conditions for test in (one.when, one.needs) if test]
        asked = [key for test in tests for key in test.questions()]
        return tuple(dict.fromkeys([*asked, *(self.amount.questions() if self.amount else ())]))
