"""Requests from the YAML files of tests/emulator/bodies, with their abbreviations written out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]

HERE = Path(__file__).parent / "bodies"
FILES = ("texts", "media", "templates", "actions", "flex", "requests", "richmenus")
USER = "U00000000000000000000000000000001"
PLACES = {
    "message": "messages[0]",
    "component": "messages[0].contents.body.contents[0]",
    "action": "messages[0].contents.body.contents[0].action",
    "quick": "messages[0].quickReply.items[0].action",
}


@dataclass(frozen=True)
class Case:
    """One request; `wrong` is the property LINE must name, None for a valid one."""

    name: str
    kind: str
    body: Json
    wrong: str | None
    rule: str


@cache
def cases() -> tuple[Case, ...]:
    """All cases of all files."""
    return tuple(case for name in FILES for case in _of_file(name))


def _of_file(name: str) -> Iterator[Case]:
    for row in yaml.safe_load((HERE / f"{name}.yaml").read_text("utf8")):
        wrong = row.pop("wrong", None)
        heading, rule, kind = f"{name}: {row.pop('name')}", row.pop("rule"), row.pop("kind", "push")
        ((place, content),) = row.items()
        if wrong is not None:
            wrong = wrong.replace("…", PLACES.get(place, "…"))
            assert "…" not in wrong, heading
        yield Case(heading, kind, request_body(place, _written_out(content)), wrong, rule)


@dataclass(frozen=True)
class Sample:
    """A whole object in its `place` of a request, and what is known about its properties (paths from the object)."""

    name: str
    kind: str
    place: str
    content: Json
    required: frozenset[str]
    kept: frozenset[str]
    limits: dict[str, Any]


@cache
def samples() -> tuple[Sample, ...]:
    """All samples of properties.yaml."""
    rows = yaml.safe_load((HERE / "properties.yaml").read_text("utf8"))
    return tuple(map(_sample, rows))


def _sample(row: Json) -> Sample:
    name, kind = row.pop("name"), row.pop("kind", "push")
    required, kept = frozenset(row.pop("required")), frozenset(row.pop("not_removed", ()))
    limits = row.pop("limits", {})
    ((place, content),) = row.items()
    return Sample(name, kind, place, content, required, kept, limits)


def request_body(place: str, content: Any) -> Json:
    """The request that holds an object in a place: as its body, its message, a component, an action."""
    if place == "body":
        return dict(content)
    message: Json = {"type": "text", "text": "はい"}
    if place == "message":
        message = content
    elif place == "quick":
        message["quickReply"] = {"items": [{"type": "action", "action": content}]}
    else:
        assert place in ("component", "action"), place
        part = content if place == "component" else {"type": "button", "action": content}
        box = {"type": "box", "layout": "vertical", "contents": [part]}
        message = {"type": "flex", "altText": "題", "contents": {"type": "bubble", "body": box}}
    return {"to": USER, "messages": [message]}


def _written_out(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"repeat", "times"}:
        what = _written_out(value["repeat"])
        if isinstance(what, str | list):
            return what * value["times"]
        return [json.loads(json.dumps(what)) for _ in range(value["times"])]
    if isinstance(value, dict):
        return {key: _written_out(inner) for key, inner in value.items()}
    return [_written_out(inner) for inner in value] if isinstance(value, list) else value
