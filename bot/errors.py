"""Errors a person can act on, and how any other error is named without its text."""

from __future__ import annotations

import traceback
from collections.abc import Sequence


class Problem(Exception):
    """A mistake in the set-up or at the terminal: shown as sentences without a traceback."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class LostClaim(Exception):
    """The row was taken over by another worker after our lease ran out: nothing of this step may be kept."""


def where(error: BaseException) -> str:
    """Type and place of an error without its message, because messages quote what citizens wrote."""
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)[-4:]
    path = " < ".join(f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {path}" if path else type(error).__name__


def _module(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").rsplit("/", 2)[-2:])
