"""The series that the document itself names, as seeds.yaml tells with their lines."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources
from typing import Any

import yaml
from sqlalchemy.orm import Session

from bot.announcements import repeats
from bot.events.days import NO_HOUR, rule_json
from bot.events.making import insert_series
from bot.models_events import EventSeries

BY = "job"
_IN_FORM = ("what", "who", "contact", "months", "length", "sources")


@cache
def seeds() -> dict[str, dict[str, Any]]:
    """The file, by code."""
    page: dict[str, dict[str, Any]] = yaml.safe_load(
        resources.files("bot.events").joinpath("seeds.yaml").read_text("utf8")
    )
    return page


def sow(session: Session, now: dt.datetime) -> list[str]:
    """Stores the series that are not there yet, and leaves alone what staff have made of the others; the new codes."""
    return [code for code, given in seeds().items() if insert_series(session, _series(code, given, now))]


def _series(code: str, given: dict[str, Any], now: dt.datetime) -> EventSeries:
    rule = given.get("rule")
    return EventSeries(
        code=code, name=given["name"], kind=given["kind"], record_id=given["record"], theme=given["theme"],
        rule=rule_json(repeats.parse({**rule, "at": NO_HOUR})) if rule else None,
        form={name: given[name] for name in _IN_FORM if name in given}, source=given["source"],
        state="running", created_at=now, created_by=BY,
    )  # fmt: skip
