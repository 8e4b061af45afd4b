"""The samples show everything LINE has, and LINE would take them."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.emulator.bodies import check_messages
from bot.preview.samples import Sample, generic_samples

HOSTILE = "安全の確認"
# A person sends these; the bot cannot.
NOT_OURS = ("file", "unsent")


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


@pytest.mark.parametrize(
    "sample", [one for one in generic_samples() if one.group != HOSTILE], ids=lambda one: one.title
)
def test_line_would_take_every_sample_that_is_meant_well(sample: Sample) -> None:
    # Keywords come with a person's sticker; whoever sends one cannot give them.
    ours = [
        {name: value for name, value in message.items() if name != "keywords"}
        for message in sample.messages
        if message["type"] not in NOT_OURS
    ]
    assert ours == [] or check_messages(ours) == []


def test_the_samples_show_every_kind() -> None:
    kinds = {
        str(part["type"])
        for one in generic_samples()
        if one.group != HOSTILE
        for part in parts(one.messages)
        if "type" in part
    }
    wanted = (
        "text textV2 sticker image video audio file location coupon imagemap template flex unsent bubble carousel box"
        " button icon span separator filler buttons confirm image_carousel message postback uri datetimepicker"
        " clipboard camera cameraRoll location mention emoji linearGradient"
    )
    assert set(wanted.split()) <= kinds


def test_titles_are_different_within_a_group() -> None:
    names = [(one.group, one.title) for one in generic_samples()]
    assert len(set(names)) == len(names)
    assert all(one.note for one in generic_samples())
