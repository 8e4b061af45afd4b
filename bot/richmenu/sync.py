"""Brings LINE's rich menus to what the desk wants: as often as one likes, and from wherever an earlier run stopped."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from threading import Thread
from typing import TypeVar

from bot.errors import Problem
from bot.line import Line, Outcome
from bot.line_menus import LineMenus
from bot.richmenu import wording
from bot.richmenu.layouts import FULL
from bot.richmenu.menus import Wanted, wanted
from bot.richmenu.plan import Ids, Known, Step, plan, plan_removal

Say = Callable[[str], None]
Pause = Callable[[float], None]
Part = TypeVar("Part")

# Seconds that one request waits for LINE's rate limit before a person has to come again.
PATIENCE = 60.0
FIRST_PAUSE = 2.0


class RichMenuSync:
    """One run against one account; `say` hears a sentence for each step, `pause` waits some seconds."""

    def __init__(self, line: LineMenus, say: Say, pause: Pause = time.sleep) -> None:
        self._line, self._say, self._pause = line, say, pause

    def sync(self, menus: Sequence[Wanted], dry_run: bool = False) -> int:
        """Makes, connects and shows these menus, then deletes older ones of ours; returns the number of steps.

        Raises Problem that says where it stopped, what still works and what to do.
        """
        known = self.known({one.name for one in menus})
        steps, ids = plan(known, menus)
        if others := len(known.menus) - len(known.ours):
            self._say(wording.LEFT.format(count=others))
        if dry_run:
            for line in [wording.PLANNED, *(wording.PLANNED_STEP.format(words=step.words) for step in steps)]:
                self._say(line if steps else wording.NOTHING)
            return len(steps)
        self._perform(steps, ids)
        self._say(wording.SYNCED if steps else wording.NOTHING)
        return len(steps)

    def remove(self) -> int:
        """Takes everything of ours away from LINE; returns the number of steps. Raises Problem like `sync`."""
        steps = plan_removal(self.known(set()))
        self._perform(steps, {})
        self._say(wording.REMOVED if steps else wording.NOTHING_TO_REMOVE)
        return len(steps)

    def known(self, pictures_of: set[str] | None = None) -> Known:
        """What LINE has; pictures are looked for at menus of ours with these names, or at all of ours."""
        menus = self._read(wording.READ_MENUS, self._line.menus) or []
        names = {str(menu["richMenuId"]): str(menu["name"]) for menu in menus}
        aliases = self._read(wording.READ_MENUS, self._line.aliases) or {}
        default = self._read(wording.READ_MENUS, self._line.default)
        bare = Known(names, aliases=aliases, default=default)
        pictured = frozenset(
            menu_id
            for menu_id, name in bare.ours.items()
            if (pictures_of is None or name in pictures_of) and self._has_picture(menu_id)
        )
        return Known(names, pictured, aliases, default)

    def _has_picture(self, menu_id: str) -> bool:
        return bool(self._read(wording.READ_PICTURES, lambda: self._line.picture(menu_id)))

    def _read(self, words: str, ask: Callable[[], tuple[Outcome, Part | None]]) -> Part | None:
        found: list[Part | None] = []

        def act() -> Outcome:
            outcome, answer = ask()
            found.append(answer)
            return outcome

        self._patiently(words, wording.KEPT_OLD, act)
        return found[-1]

    def _perform(self, steps: Sequence[Step], ids: Ids) -> None:
        for step in steps:
            self._patiently(step.words, step.kept, lambda step=step: step.act(self._line, ids))  # type: ignore[misc]
            self._say(wording.DONE_STEP.format(words=step.words))

    def _patiently(self, words: str, kept: str, act: Callable[[], Outcome]) -> None:
        """Repeats after a 429 only, because then LINE has done nothing; anything else is for the next run."""
        waited, pause = 0.0, FIRST_PAUSE
        while (outcome := act()).state != "accepted":
            wait = outcome.retry_after if outcome.retry_after is not None else pause
            if outcome.status != 429 or outcome.state != "retry" or waited + wait > PATIENCE:
                raise Problem(*_sentences(words, kept, outcome))
            self._say(wording.WAITING.format(seconds=wait))
            self._pause(wait)
            waited, pause = waited + max(wait, 1.0), pause * 2


def _sentences(words: str, kept: str, outcome: Outcome) -> tuple[str, ...]:
    answer = " ".join(str(part) for part in (outcome.status, outcome.detail) if part) or wording.NO_ANSWER
    return wording.STOPPED.format(words=words, answer=answer), kept, _advice(outcome)


def _advice(outcome: Outcome) -> str:
    if outcome.status == 429:
        minutes = math.ceil((outcome.retry_after or 0) / 60)
        when = wording.AFTER.format(minutes=minutes) if minutes else wording.AN_HOUR
        return wording.TOO_OFTEN.format(when=when)
    if outcome.state == "retry" or outcome.status == 404:
        return wording.AGAIN
    return {401: wording.TOKEN, 403: wording.FORBIDDEN}.get(outcome.status or 0, wording.REFUSED)


def describe(known: Known) -> list[str]:
    """Every menu at LINE in lines for the terminal: ours first, with picture, tab and default."""
    ours = known.ours
    others = {menu_id: name for menu_id, name in known.menus.items() if menu_id not in ours}
    lines = [wording.OURS]
    for menu_id, name in ours.items():
        marks = [wording.MARK_PICTURE if menu_id in known.pictured else wording.MARK_NO_PICTURE]
        marks += [wording.MARK_ALIAS.format(alias=alias) for alias, led in known.aliases.items() if led == menu_id]
        marks += [wording.MARK_DEFAULT] if known.default == menu_id else []
        lines.append(wording.LISTED.format(name=name, menu_id=menu_id, marks="・".join(marks)))
    lines += [] if ours else [f"  {wording.NONE}"]
    if others:
        lines.append(wording.OTHERS)
    for menu_id, name in others.items():
        mark = wording.MARK_DEFAULT if known.default == menu_id else "―"
        lines.append(wording.LISTED.format(name=name, menu_id=menu_id, marks=mark))
    return lines


def begin(line: Line, complain: Say) -> Thread:
    """Starts a sync of the full layout beside other work; only a failure is told."""

    def work() -> None:
        try:
            RichMenuSync(LineMenus(line), lambda _: None).sync(wanted(FULL))
        except Problem as problem:
            complain("\n".join(problem.sentences))

    thread = Thread(target=work, name="richmenu", daemon=True)
    thread.start()
    return thread
