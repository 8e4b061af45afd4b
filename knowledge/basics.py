"""The small things all records are made of: closed models, sources, dates that may lack a day, rates.

Rates are fractions of one written as text ("1/2", "0.05"); dates are ISO text in JST.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A frozen record that refuses unknown keys, so that a typing slip in a file is found at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Part(StrEnum):
    """The parts of the source document; knowledge/data/sources.yaml gives title, date and line range of each."""

    AGENDA = "agenda"
    RESULTS = "results"  # 資料№1
    REVIEW = "review"  # 資料№2
    PLAN = "plan"  # 資料№3
    PRESS_COLLEGE = "press-2024-06-24"
    PRESS_PARTNERSHIP = "press-2024-06-27"
    PRESS_COUNCIL = "press-2024-07-01"
    PRESS_STARTUP = "press-2024-12-23"
    PRESS_SITE = "press-2025-02-05"


class SourcePart(Model):
    """One part of the source document and the day up to which it speaks."""

    title: str
    as_of: dt.date
    lines: tuple[int, int]


class Source(Model):
    """Where a sentence comes from: the part and the line of the source document."""

    part: Part
    line: int = Field(ge=1)


_PARTIAL_DATE = re.compile(r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$")
_RATE = re.compile(r"^(\d+/\d+|0?\.\d+|0|1)$")


def _partial_date(text: str) -> str:
    if not _PARTIAL_DATE.match(text):
        raise ValueError(f"{text!r} is no day (2024-12-25) and no month (2025-04)")
    if len(text) == 10:
        dt.date.fromisoformat(text)
    return text


def _rate(text: str) -> str:
    if not _RATE.match(text) or Fraction(text) > 1:
        raise ValueError(f"{text!r} is no rate: write 1/2 or 0.05")
    return text


PartialDate = Annotated[str, AfterValidator(_partial_date)]
Rate = Annotated[str, AfterValidator(_rate)]
