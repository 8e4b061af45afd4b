"""Which properties are required, and how long, large and many each may be: taken away, stretched and counted."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.emulator.bodies import check_request
from tests.emulator.cases import PLACES, Sample, request_body, samples

SAMPLES = samples()
LIMITS = [(sample, path) for sample in SAMPLES for path in sample.limits]
_STEPS = re.compile(r"[^.\[\]]+")


def _wrong(sample: Sample, content: Any) -> list[str]:
    """The properties at fault, as paths from the object."""
    prefix = PLACES.get(sample.place)
    found = [where for where, _ in check_request(sample.kind, request_body(sample.place, content))]
    return [where.removeprefix(f"{prefix}.") for where in found] if prefix else found


def _paths(value: Any, at: str = "") -> Iterator[str]:
    """The path of every property anywhere."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{at}.{name}" if at else name
            yield from _paths(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _paths(inner, f"{at}[{n}]")


def _holder(content: Any, path: str) -> tuple[Any, Any]:
    """What holds the property, and its key there."""
    *steps, last = [int(step) if step.isdigit() else step for step in _STEPS.findall(path)]
    for step in steps:
        content = content[step]
    return content, last


def _with(sample: Sample, path: str, value: Any) -> Any:
    content = copy.deepcopy(sample.content)
    holder, key = _holder(content, path)
    holder[key] = value
    return content


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_exactly_the_required_properties_are_missed(sample: Sample) -> None:
    assert _wrong(sample, sample.content) == []
    paths = set(_paths(sample.content))
    assert sample.required | sample.kept <= paths
    for path in paths - sample.kept:
        content = copy.deepcopy(sample.content)
        holder, key = _holder(content, path)
        del holder[key]
        is_type = path.rpartition(".")[2] == "type"
        assert _wrong(sample, content) == ([path] if is_type or path in sample.required else []), path


@pytest.mark.parametrize(("sample", "path"), LIMITS, ids=lambda part: getattr(part, "name", part))
def test_limits_hold_to_the_last_sign_and_item(sample: Sample, path: str) -> None:
    limit = sample.limits[path]
    holder, key = _holder(sample.content, path)
    value = holder[key]
    if isinstance(value, str):
        fitting, wrong = [value + "a" * (limit - len(value))], [value + "a" * (limit + 1 - len(value))]
    else:
        low, high = limit
        ends, beyond = [low] + ([] if high is None else [high]), [low - 1] + ([] if high is None else [high + 1])
        if isinstance(value, list):
            fitting, wrong = [(value * n)[:n] for n in ends], [(value * n)[:n] for n in beyond if n >= 0]
        else:
            fitting, wrong = ends, beyond
    for each in fitting:
        assert _wrong(sample, _with(sample, path, each)) == []
    for each in wrong:
        # Conditions of a narrowcast are counted as a whole.
        assert _wrong(sample, _with(sample, path, each)) in ([path], [path.rpartition(".")[0]])
