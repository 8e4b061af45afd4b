"""The talk understands the words of every button that a planned announcement carries, for every series of the seeds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.events import seats, sessions
from bot.events.plan_draft import Doing, draft_of
from bot.events.plan_steps import slots, steps
from bot.events.series import SeriesForm
from bot.models import Base
from bot.models_events import EventSession
from handlers.desk import Desk
from tests.events.plans import GARAGE, START, course, single
from tests.handlers.conftest import USER, Person

SERIES = [
    GARAGE,
    dataclasses.replace(GARAGE, code="seminar-a", name="シゴト・ツクル・ゼミ"),
    course("seminar", ["2026-12-05", "2026-12-12"]),
    dataclasses.replace(single("academy", "2026-12-20"), name="シゴト・ツクル・アカデミー"),
    dataclasses.replace(single("evening", "2026-12-11"), name="起業の夕べ 2026（初心者向け）"),
]


@pytest.fixture
def person(desk: Desk) -> Iterator[Person]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield Person(desk, session, START)


def session_of(person: Person, form: SeriesForm) -> EventSession:
    """Its first session, open, beside another series on the same day."""
    other = dataclasses.replace(single("other", "2026-12-11"), name="異業種のつどい")
    for one in (other, form):
        series = sessions.create_series(person.session, one, "高橋", START)
        found = sessions.coming(person.session, START, series=series.code)
        for event in found:
            sessions.open_(person.session, event.code, "高橋", START)
    return found[0]


@pytest.mark.parametrize("form", SERIES, ids=lambda form: form.code)
@pytest.mark.parametrize("step", list(steps().values()), ids=lambda step: step.name)
def test_what_a_button_says_is_heard(person: Person, form: SeriesForm, step) -> None:  # type: ignore[no-untyped-def]
    event = session_of(person, form)
    for slot in slots(event, [step]):
        draft = draft_of(event, sessions.series_of(person.session, event), slot, Doing("佐藤", START))
        if not step.apply:
            seats.join(person.session, event.code, USER, 1, START)
        heard = person.say(draft.content["button"]["say"])
        first = dt.date.fromisoformat(event.days[0]["day"])
        assert event.name in heard
        assert f"{first.month}月{first.day}日" in heard
        assert "異業種のつどい" not in heard
        assert ("\n申し込む\n" if step.apply else "\n取りやめる\n") in heard
