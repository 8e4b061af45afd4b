"""The examples of docs/announcements.md are files that work, and it explains every word that can be written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.announcement_terminal import read_draft
from bot.announcements import render
from bot.announcements.content_file import KEYS, read
from bot.announcements.styles import templates
from bot.clock import parse
from bot.emulator.bodies import check_messages

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = sorted((DOCS / "examples").glob("announcement-*.yaml"))
GUIDE = (DOCS / "announcements.md").read_text("utf8")
NOW = parse("2026-11-22T12:00")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_is_read_and_would_be_taken_by_line(path: Path) -> None:
    made = read_draft(path, NOW)
    messages = render.messages(made.content, made.title, link=str, correction_of=None)
    assert check_messages(messages) == []
    assert f"examples/{path.name}" in GUIDE


def test_there_is_an_example_of_every_kind() -> None:
    kinds = {read_draft(path, NOW).content["kind"] for path in EXAMPLES}
    assert kinds == set(templates().kinds)


def test_the_guide_explains_every_key_kind_and_style() -> None:
    for word in (*KEYS, *templates().kinds, *templates().styles):
        assert f"`{word}`" in GUIDE


def test_the_files_printed_in_the_guide_work() -> None:
    files = [block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if block.startswith("title:")]
    assert files
    for file in files:
        assert read(file, NOW).title


def test_the_guide_never_says_delivered() -> None:
    said = GUIDE.replace("「届いた」", "")
    assert "届いた" not in said
    assert "届きました" not in said
    assert "LINEが受け付けた" in said
