"""Placeholders: {program.name} and {event.日時} are filled with words that have a source, or are a mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.announcements import wording_content as wording
from bot.announcements.content import Checks
from bot.announcements.content_facts import Fact
from bot.announcements.content_fields import Page, meant
from bot.measure import utf16

_MARK = re.compile(r"\{(program|event)\.([^{}\n]{1,30})\}")


class Marks:
    """Fills the placeholders of one page: `program` from outside, `event` from the page's own fact lines.

    `program_said` are the words of the program that were filled in.
    """

    def __init__(self, page: Page, checks: Checks, facts: Sequence[Fact]) -> None:
        self._page = page
        self.program_said: dict[str, str] = {}
        self._words = {
            "program": self._program(checks),
            "event": {fact.label: fact.text for fact in facts if not _MARK.search(fact.text)},
        }

    def filled(self, key: str, text: str, limit: int, line: int | None = None) -> str:
        """The text with its placeholders filled, at most `limit` UTF-16 units; else a mistake of the line."""
        at = self._page.line(key) if line is None else line
        whole = _MARK.sub(lambda match: self._of(match, at), text)
        if (size := utf16(whole)) > limit:
            self._page.wrong(at, wording.TOO_LONG.format(key=key, size=size, limit=limit))
        return whole

    def _program(self, checks: Checks) -> Mapping[str, str] | None:
        number = self._page.words("program", 40, one_line=True)
        if not number:
            return None
        words = checks.program(number) if checks.program is not None else {}
        if words is None:
            self._page.wrong(self._page.line("program"), wording.UNKNOWN_PROGRAM.format(number=number))
        return words or {}

    def _of(self, match: re.Match[str], line: int) -> str:
        words = self._words[match[1]]
        if words is None:
            self._page.wrong(line, wording.NO_PROGRAM.format(mark=match[0]))
        elif match[2] not in words:
            close = meant(match[2], words) or wording.MARKS.format(names="、".join(words) or "なし")
            self._page.wrong(line, wording.UNKNOWN_MARK.format(mark=match[0]) + close)
        else:
            if match[1] == "program":
                self.program_said[match[2]] = words[match[2]]
            return words[match[2]]
        return match[0]
