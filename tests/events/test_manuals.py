"""The commands printed in the manuals of events and watches work as they stand, in their order, in a fresh database."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
import typer

from bot.cli import main
from bot.cli_event import event
from bot.cli_window import window
from bot.clock import parse
from bot.db import session_scope
from bot.log import Who
from bot.models import Friend
from tests.announcements.office import user

ROOT = Path(__file__).parents[2]
MANUALS = ("events", "events-plan", "watches")
NOW = "2026-11-23T09:00"
MARK = "a1b2c3d4"  # stands in the manual for somebody's mark


def printed(name: str) -> list[list[str]]:
    """The commands in the blocks of a manual, without `madoguchi`."""
    text = (ROOT / "docs" / f"{name}.md").read_text("utf8")
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("madoguchi ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.mark.parametrize("name", MANUALS)
def test_every_command_works_as_printed(
    name: str, engine: sa.Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    for setting in [one for one in os.environ if one.startswith(("LINE_", "MADOGUCHI_", "DATABASE_"))]:
        monkeypatch.delenv(setting)
    given = {"DATABASE_URL": database_url, "MADOGUCHI_NOW": NOW, "LINE_API_BASE_URL": "http://127.0.0.1:9",
             "LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ACCESS_TOKEN": "t"}  # fmt: skip
    for setting, value in given.items():
        monkeypatch.setenv(setting, value)
    at = parse(NOW)
    with session_scope(engine) as session:
        session.add(Friend(user_id=user(1), state="friend", first_seen_at=at, last_seen_at=at, notices={}))
    commands = printed(name)
    assert len(commands) >= 5
    for words in commands:
        known = [Who("s")(user(1)) if word == MARK else word for word in words]
        monkeypatch.setattr(sys, "argv", ["madoguchi", *known])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        assert (ended.value.code or 0, told.err) == (0, ""), words
        assert told.out.strip(), words


@pytest.mark.parametrize("name", MANUALS)
def test_every_command_that_is_named_is_there(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text("utf8")
    groups = {"event": event, "window": window}
    for group, command in re.findall(r"(?:madoguchi |`)(event|window) ([a-z]+)\b", text):
        there = typer.main.get_command(groups[group])
        assert command in getattr(there, "commands", {}), (group, command)
