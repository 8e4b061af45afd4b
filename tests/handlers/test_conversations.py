"""Plays tests/conversations/*.yaml: what a person says or taps, what must and must not be on the screen.

`day` and `time` say when it begins (10:00 where no time is given). `events` are sessions in the form that staff fill
in, open unless `state: planned`; `taken`, `waiting` are seats of people nobody else speaks of, `door` the code at the
door; "of the document" stands for what the desk sows by itself. A turn belongs to the first person unless `who` names
somebody else (`in_group: true`: in a group). `later` lets time pass (2 days, 3 hours, 10 minutes), `office` is what
staff do, `told` what the desk says by itself; `told: nothing` that it is silent.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clock import JST
from bot.messages import readable
from bot.models_events import ProgramWindow
from tests.handlers.conftest import Person
from tests.handlers.given_events import give, offer_seats, office

DOES = {"say", "tap", "pick", "sticker", "follow", "tab", "told"}
SCRIPTS = sorted((Path(__file__).parents[1] / "conversations").glob("*.yaml"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_conversation(path: Path, person: Person) -> None:
    script: dict[str, Any] = yaml.safe_load(path.read_text("utf8"))
    begin(script, person)
    people = {"": person}
    for turn in script["turns"]:
        now = max(one.now for one in people.values()) + _later(turn)
        if "office" in turn:
            office(person.session, turn["office"], now)
        if "events" in script:
            offer_seats(person.session, now)
        person = _who(people, turn)
        person.now = now
        if not DOES & set(turn):
            continue
        heard = _does(person, turn)
        where = f"{path.name}: {turn}\n{heard}"
        for text in turn.get("hears", []):
            assert text in heard, f"not heard: {text}\n{where}"
        for text in turn.get("never", []):
            assert text not in heard, f"heard: {text}\n{where}"
        for text in turn.get("once", []):
            assert heard.count(text) == 1, f"not heard once: {text}\n{where}"
        if turn.get("silent") or turn.get("told") == "nothing":
            assert person.screen == [], where
            continue
        first = readable(person.screen)[0]
        if "first_line" in turn:
            assert turn["first_line"] in first.splitlines()[0], where
        assert len(person.screen) <= 3, where
        assert person.screen[-1].get("quickReply", {}).get("items"), f"no way on: {where}"


def begin(script: dict[str, Any], person: Person) -> None:
    """The moment, the events and the confirmed windows with which a script begins."""
    time = dt.time.fromisoformat(script.get("time", "10:00"))
    person.now = dt.datetime.combine(script["day"], time, JST).astimezone(dt.UTC)
    person.public_url = script.get("public_url", "")
    give(person.session, script.get("events", []), person.now)
    for window in script.get("windows", []):  # what the office has confirmed before the talk
        person.session.add(ProgramWindow(confirmed_on=script["day"], confirmed_by="佐藤", label="申請受付", **window))


def _later(turn: dict[str, Any]) -> dt.timedelta:
    """minutes_later: 40, later: 2 days."""
    number, _, unit = str(turn.get("later", "0 days")).partition(" ")
    passed = dt.timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)})
    return passed + dt.timedelta(minutes=turn.get("minutes_later", 0))


def _who(people: dict[str, Person], turn: dict[str, Any]) -> Person:
    """Whose turn it is; somebody who appears for the first time gets a talk of their own."""
    name = str(turn.get("who", ""))
    if name not in people:
        first = people[""]
        user = f"U{len(people):032x}"
        people[name] = Person(first.desk, first.session, first.now, user=user, public_url=first.public_url)
    people[name].group = "C1" if turn.get("in_group") else None
    return people[name]


def _does(person: Person, turn: dict[str, Any]) -> str:
    """What the person does in this turn: say, tap, pick a day, send a sticker, follow, switch a tab."""
    if "told" in turn:
        return person.is_told()
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
