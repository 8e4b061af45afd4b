"""`madoguchi richmenu` at the terminal: what it prints, and a sentence for every mistake."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.richmenu_far_side import TOKEN, FarSide, far_side

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as far:
        yield far


@pytest.fixture
def run(far: FarSide, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `madoguchi richmenu …` against the emulator; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", TOKEN)
    monkeypatch.setenv("LINE_API_BASE_URL", far.url)
    monkeypatch.setenv("LINE_DATA_API_BASE_URL", far.url)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["madoguchi", "richmenu", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def test_the_three_commands(run: Run, far: FarSide) -> None:
    code, out, _ = run("sync", "--dry-run")
    assert (code, far.names()) == (0, [])
    assert out.splitlines()[0] == f"相手: {far.url}"
    code, out, _ = run("sync", "--layout", "compact")
    assert (code, out.count("✓")) == (0, 7)
    assert "変えるところはありません" in run("sync", "--layout", "compact")[1]
    code, out, _ = run("list")
    assert (code, out.count("madoguchi/compact/")) == (0, 2)
    code, out, _ = run("remove")
    assert (code, far.names()) == (0, [])
    assert "消しました" in out


def test_a_stop_is_told_in_sentences(run: Run, far: FarSide) -> None:
    far.cut.at = 7
    code, out, err = run("sync")
    assert (code, out.count("✓")) == (2, 3)
    assert len(err.strip().splitlines()) == 3
    assert "「イベント」の画像を送る" in err
    assert "これまでのメニューがそのまま使えます" in err


def test_wrong_use_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = run("sync", "--layout", "huge")
    assert (code, "full" in err, "compact" in err) == (2, True, True)
    monkeypatch.delenv("LINE_CHANNEL_ACCESS_TOKEN")
    code, _, err = run("list")
    assert (code, "LINE_CHANNEL_ACCESS_TOKEN" in err) == (2, True)
