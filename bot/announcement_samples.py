"""Announcements as samples for the gallery: one of each kind, read from announcement_samples.yaml as from any file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from bot.announcements import content_file, render
from bot.clock import parse
from bot.preview.samples import Sample

GROUP = "お知らせ"
PATH = Path(__file__).parent / "announcements" / "samples.yaml"


def announcement_samples() -> tuple[Sample, ...]:
    """One sample of each kind, as its receivers would see it; every fact in them is in the city's papers."""
    page = yaml.safe_load(PATH.read_text("utf8"))
    return tuple(_sample(one) for one in page["samples"])


def _sample(one: dict[str, Any]) -> Sample:
    now: dt.datetime = parse(one["now"])
    draft = content_file.read(one["file"], now)
    messages = render.messages(draft.content, draft.title, link=str, correction_of=one.get("corrects"))
    title = one.get("title", draft.content["kind"])
    return Sample(GROUP, title, f"{one['note']}（style: {draft.content['style']}）", messages)
