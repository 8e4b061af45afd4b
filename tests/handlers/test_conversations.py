"""Plays tests/conversations/*.yaml: what a person says or taps, what must and must not be on the screen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.messages import readable
from tests.handlers.conftest import Person

SCRIPTS = sorted((Path(__file__).parents[1] / "conversations").glob("*.yaml"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_conversation(path: Path, person: Person) -> None:
    script: dict[str, Any] = yaml.safe_load(path.read_text("utf8"))
    person.now = dt.datetime.combine(script["day"], dt.time(1), dt.UTC)
    for turn in script["turns"]:
        if "minutes_later" in turn:
            person.now += dt.timedelta(minutes=turn["minutes_later"])
        heard = _does(person, turn)
        where = f"{path.name}: {turn}\n{heard}"
        for text in turn.get("hears", []):
            assert text in heard, f"not heard: {text}\n{where}"
        for text in turn.get("never", []):
            assert text not in heard, f"heard: {text}\n{where}"
        for text in turn.get("once", []):
            assert heard.count(text) == 1, f"not heard once: {text}\n{where}"
        if turn.get("silent"):
            assert person.screen == [], where
            continue
        first = readable(person.screen)[0]
        if "first_line" in turn:
            assert turn["first_line"] in first.splitlines()[0], where
        assert len(person.screen) <= 3, where
        assert person.screen[-1].get("quickReply", {}).get("items"), f"no way on: {where}"


def _does(person: Person, turn: dict[str, Any]) -> str:
    """What the person does in this turn: say, tap, pick a day, send a sticker, follow, switch a tab."""
    if "say" in turn:
        return person.say(turn["say"])
    if "tap" in turn:
        return person.tap(turn["tap"])
    if "pick" in turn:
        return person.pick(turn["pick"], str(turn["date"]))
    if "sticker" in turn:
        return person.happens({"type": "message", "message": {"type": "sticker"}})
    if "follow" in turn:
        return person.happens({"type": "follow", "follow": {"isUnblocked": turn["follow"] == "back"}})
    params = {"newRichMenuAliasId": turn["tab"], "status": "SUCCESS"}
    return person.happens({"type": "postback", "postback": {"data": f"a=tab&to={turn['tab']}", "params": params}})
