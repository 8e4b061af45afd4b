"""Samples of messages: every component and template, long texts, and what is meant to do harm."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
FOLDER = Path(__file__).parent / "samples"
DEEP = 100
MANY = 10_000


@dataclass(frozen=True)
class Sample:
    """Some messages under a title; `note` says in a sentence what to look at."""

    group: str
    title: str
    note: str
    messages: list[Json]


@lru_cache(1)
def generic_samples() -> tuple[Sample, ...]:
    """All samples that do not come from a desk, group by group, the hostile ones last."""
    found: list[Sample] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        page = yaml.safe_load(path.read_text("utf8"))
        found.extend(Sample(page["group"], one["title"], one["note"], one["messages"]) for one in page["samples"])
    return (*found, *_enormous(found[-1].group))


def _enormous(group: str) -> tuple[Sample, ...]:
    deep: Json = {"type": "text", "text": "底"}
    for level in range(DEEP):
        deep = {
            "type": "box",
            "layout": "vertical",
            "paddingAll": "1px",
            "contents": [_text(f"{DEEP - level}段目"), deep],
        }
    many = [_text(str(number), size="xxs") for number in range(MANY)]
    return (
        Sample(group, "百段の入れ子", "32段から下は描きません。", [_bubble(deep)]),
        Sample(
            group,
            "一万個の部品",
            "3,000個で描くのをやめ、吹き出しの高さにも限りがあります。",
            [_bubble(_column(many, "300px"))],
        ),
    )


def _text(text: str, **more: str) -> Json:
    return {"type": "text", "text": text, "size": "xs", **more}


def _column(contents: list[Json], height: str) -> Json:
    return {"type": "box", "layout": "vertical", "height": height, "contents": contents}


def _bubble(body: Json) -> Json:
    return {"type": "flex", "altText": "大きすぎる見本", "contents": {"type": "bubble", "size": "kilo", "body": body}}
