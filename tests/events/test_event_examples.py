"""The examples of docs/events.md are files that are read and can be made into events, and it explains every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.db import session_scope
from bot.events import sessions, status, wording
from bot.events.form_file import read
from bot.events.seeds import seeds
from bot.events.series import KINDS
from tests.events.forms import NOW

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = sorted((DOCS / "examples").glob("event-*.yaml"))
GUIDE = (DOCS / "events.md").read_text("utf8")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_becomes_an_event_that_can_be_opened(path: Path, engine: sa.Engine) -> None:
    form = read(path, NOW)
    assert "書き方の例" in form.name
    assert "架空" in path.read_text("utf8") or "まだ決まっていない" in path.read_text("utf8")
    assert f"examples/{path.name}" in GUIDE
    with session_scope(engine) as session:
        sessions.create_series(session, form, "佐藤", NOW)
        (first, *_) = sessions.coming(session, NOW)
        assert status.ready(first)
        assert sessions.open_(session, first.code, "佐藤", NOW).state == "open"


def test_there_is_an_example_of_every_kind() -> None:
    assert {read(path, NOW).kind for path in EXAMPLES} == set(KINDS)


def test_the_guide_explains_every_key_kind_and_seed() -> None:
    for key, names in wording.KEYS.items():
        assert f"`{key}`" in GUIDE
        assert names[0] in GUIDE
    for word in (*wording.KINDS.values(), *seeds()):
        assert f"`{word}`" in GUIDE


def test_the_files_printed_in_the_guide_work() -> None:
    files = [block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if block.startswith("code:")]
    assert files
    for file in files:
        assert read(file, NOW).name
