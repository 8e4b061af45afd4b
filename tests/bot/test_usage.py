"""Every command, written wrongly in every way: words in Japanese, exit code 2, and nothing is done."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app, main

ENGLISH = re.compile(
    r"Usage|Error|Missing|Invalid|No such|Try |Got |[Oo]ption|requires?|does not|argument|valid|Traceback"
)
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
Run = Callable[..., tuple[int, str]]


def commands() -> Iterator[tuple[list[str], Any]]:
    """Every command and group with the words that lead to it."""
    todo: list[tuple[list[str], Any]] = [([], typer.main.get_command(app))]
    while todo:
        path, command = todo.pop()
        yield path, command
        todo += [([*path, name], one) for name, one in getattr(command, "commands", {}).items()]


ALL = list(commands())
GROUPS = [path for path, command in ALL if hasattr(command, "commands")]
SINGLE = [(path, command) for path, command in ALL if not hasattr(command, "commands")]


def arguments(command: Any) -> list[Any]:
    return [one for one in command.params if one.param_type_name == "argument"]


def needed(command: Any) -> list[str]:
    """Something for every argument and option that must be there."""
    said = ["1" for one in arguments(command) if one.required]
    for one in command.params:
        if one.param_type_name == "option" and one.required:
            said += [one.opts[0], "1"]
    return said


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in an empty folder; returns exit code and errors, and looks that nothing has come of it."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("LINE_", "MADOGUCHI_", "DATABASE_"))]:
        monkeypatch.delenv(name)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["madoguchi", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert printed.out == ""
        assert list(tmp_path.iterdir()) == []
        return int(ended.value.code or 0), printed.err

    return call


def kind(told: tuple[int, str]) -> str:
    """The first line, after a look at all of them."""
    code, err = told
    lines = err.strip().splitlines()
    assert code == 2
    assert not ENGLISH.search(err), err
    assert all(JAPANESE.search(line) for line in lines), err
    assert "--help" in lines[-1]
    assert "何も実行していません" in lines[-1]
    return lines[0]


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_a_group_alone_and_an_unknown_command(run: Run, path: list[str]) -> None:
    assert "することを書いてください" in kind(run(*path))
    assert "「nosuch」という命令はありません" in kind(run(*path, "nosuch"))
    assert "「--nosuch」という指定はありません" in kind(run(*path, "--nosuch"))


@pytest.mark.parametrize(("path", "command"), SINGLE, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_every_command(run: Run, path: list[str], command: Any) -> None:
    assert "「--nosuch」という指定はありません" in kind(run(*path, "--nosuch"))
    if needed(command):
        assert "が書かれていません" in kind(run(*path))
    if all(one.nargs == 1 for one in arguments(command)):
        filled = ["1"] * len(arguments(command))
        options = needed(command)[sum(one.required for one in arguments(command)) :]
        assert "「余り」が余分です" in kind(run(*path, *filled, *options, "余り"))
    for one in command.params:
        name = one.opts[0]
        if one.param_type_name == "option" and name.startswith("--"):
            told = kind(run(*path, f"{name}=1") if one.is_flag else run(*path, name))
            assert told.startswith(f"「{name}」")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["event", "enrol", "a", "b", "--people", "x"], "「--people」（人数）の内容「x」を読めません。整数"),
        (["serve", "--port", "8000番"], "「--port」（ポート番号）の内容「8000番」を読めません。整数"),
        (["emulator", "--port", ""], "「--port」（待ち受けるポート）の内容を読めません。整数"),
        (["staff", "answer", "一番", "文"], "「番号」（受付番号）の内容「一番」を読めません。整数"),
        (["window", "add", "1-1-1", "--year", "今年"], "（年度（2026 など））の内容「今年」を読めません。整数"),
        (["event", "list", "--pst"], "「--pst」という指定はありません。「--past」のことですか"),
        (["event", "lst"], "「lst」という命令はありません。「list」のことですか"),
        (["event", "show"], "「CODE」（回の番号。例: garage-2030-12）が書かれていません"),
        (["friends", "tag", "a", "b"], "「--by」（だれが行うか）が書かれていません"),
    ],
)
def test_what_is_wrong_is_named(run: Run, words: list[str], told: str) -> None:
    assert told in kind(run(*words))


def test_the_form_of_the_command_is_shown(run: Run) -> None:
    assert "書き方: madoguchi event fill CODE 項目=内容… ［指定］" in run("event", "fill", "garage")[1]
    assert "list　これからの催しの一覧を示します" in run("event", "nosuch")[1]


def test_help_is_no_mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["madoguchi", "event", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "催し" in capsys.readouterr().out
